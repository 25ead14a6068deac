"""Read class, data-range and property expressions out of the triples that spell them."""

from __future__ import annotations

import re

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from interstate.namespaces import OWL, RDF, RDFS, XSD
from interstate.owl_axioms import Expr, Kind, Part
from interstate.owl_graph import Term, show
from interstate.owl_names import NameReader
from interstate.owl_vocabulary import FACETS
from interstate.vocabulary import shorten

_MAX_DEPTH = 64
_CARDINALITIES = {
    OWL.cardinality: ("Exact", None),
    OWL.maxCardinality: ("Max", None),
    OWL.minCardinality: ("Min", None),
    OWL.qualifiedCardinality: ("Exact", OWL.onClass),
    OWL.maxQualifiedCardinality: ("Max", OWL.onClass),
    OWL.minQualifiedCardinality: ("Min", OWL.onClass),
}


BOOLEANS = {
    OWL.complementOf: "ObjectComplementOf",
    OWL.intersectionOf: "ObjectIntersectionOf",
    OWL.oneOf: "ObjectOneOf",
    OWL.unionOf: "ObjectUnionOf",
}
"""What makes a class out of others -> its word."""


class ExpressionReader(NameReader):
    """Reads expressions of one graph, each a tree of blank nodes, and crosses them out."""

    # -- properties ---------------------------------------------------------------------------

    def is_data_property(self, node: Term) -> bool:
        """Tell whether a node is a data property and no object property."""
        kinds = self.declared.kinds(node.value) if isinstance(node, NamedNode) else frozenset()
        return Kind.DATA in kinds and Kind.OBJECT not in kinds

    def object_property(self, node: Term, *, root: bool = False) -> Part:
        """Return an object property or the inverse of one; as ``root`` it may have axioms."""
        if isinstance(node, BlankNode):
            if not root:
                self.unshared(node)
            inverse = self.one(node, OWL.inverseOf)
            if OWL.ObjectProperty in self.graph.objects(node, RDF.type):
                self.graph.take(node, RDF.type, OWL.ObjectProperty)
            if not root:
                self.finished(node)
            return Expr("ObjectInverseOf", (self.entity(inverse, Kind.OBJECT),))
        return self.entity(node, Kind.OBJECT)

    # -- classes ------------------------------------------------------------------------------

    def class_expression(self, node: Term, depth: int = 0, *, root: bool = False) -> Part:
        """Return a class or a class expression; as ``root`` it may have further axioms."""
        if isinstance(node, NamedNode):
            return self.entity(node, Kind.CLASS)
        if not isinstance(node, BlankNode):
            raise self.malformed(f"{show(node)} stands where a class belongs")
        if depth > _MAX_DEPTH:
            raise self.malformed("an expression is nested too deeply, or contains itself")
        if not root:
            self.unshared(node)
        if OWL.Restriction in self.graph.objects(node, RDF.type):
            found = self._restriction(node, depth)
        else:
            self.typed(node, OWL.Class, RDFS.Class)
            found = self._boolean(node, depth)
        if not root:
            self.finished(node)
        return found

    def _boolean(self, node: BlankNode, depth: int) -> Expr:
        for predicate in BOOLEANS:
            if self.graph.objects(node, predicate):
                return self.boolean(Triple(node, predicate, self.one(node, predicate)), depth)
        raise self.malformed("a blank owl:Class has none of the properties that would say which")

    def boolean(self, triple: Triple, depth: int = 0) -> Expr:
        """Return the expression that ``owl:intersectionOf`` and the like stand for."""
        head = BOOLEANS[triple.predicate]
        if triple.predicate == OWL.complementOf:
            return Expr(head, (self.class_expression(triple.object, depth + 1),))
        members = self.items(triple.object)
        if triple.predicate == OWL.oneOf:
            if not members:
                raise self.malformed("owl:oneOf needs a member")
            return Expr(head, tuple(self.individual(m) for m in members))
        if len(members) < 2:
            raise self.malformed(f"{shorten(triple.predicate.value)} needs two classes or more")
        return Expr(head, tuple(self.class_expression(m, depth + 1) for m in members))

    def _restriction(self, node: BlankNode, depth: int) -> Expr:
        self.typed(node, OWL.Restriction)
        if OWL.Class in self.graph.objects(node, RDF.type):
            self.graph.take(node, RDF.type, OWL.Class)
        on = self.one(node, OWL.onProperty)
        data = self.is_data_property(on)
        prop = self.entity(on, Kind.DATA) if data else self.object_property(on)
        word = "Data" if data else "Object"
        for predicate, head in ((OWL.someValuesFrom, "Some"), (OWL.allValuesFrom, "All")):
            if self.graph.objects(node, predicate):
                filler = self.one(node, predicate)
                part = self.data_range(filler) if data else self.class_expression(filler, depth + 1)
                return Expr(f"{word}{head}ValuesFrom", (prop, part))
        if self.graph.objects(node, OWL.hasValue):
            value = self.one(node, OWL.hasValue)
            if data:
                if not isinstance(value, Literal):
                    raise self.malformed("owl:hasValue of a data property needs a literal")
                return Expr("DataHasValue", (prop, self.literal(value)))
            return Expr("ObjectHasValue", (prop, self.individual(value)))
        if self.graph.objects(node, OWL.hasSelf):
            value = self.one(node, OWL.hasSelf)
            if data or getattr(value, "value", "") not in ("true", "1"):
                raise self.malformed("owl:hasSelf needs an object property and the value true")
            return Expr("ObjectHasSelf", (prop,))
        return self._cardinality(node, prop, data, depth)

    def _cardinality(self, node: BlankNode, prop: Part, data: bool, depth: int) -> Expr:
        word = "Data" if data else "Object"
        for predicate, (head, on) in _CARDINALITIES.items():
            if not self.graph.objects(node, predicate):
                continue
            number = self.one(node, predicate)
            if (
                not isinstance(number, Literal)
                or number.datatype not in (XSD.nonNegativeInteger, XSD.integer)
                or not re.fullmatch(r"\+?\d+", number.value)
            ):
                raise self.malformed(f"{shorten(predicate.value)} needs an xsd:nonNegativeInteger")
            parts: tuple[Part, ...] = (int(number.value), prop)
            if on is not None and data:
                parts = (*parts, self.data_range(self.one(node, OWL.onDataRange)))
            elif on is not None:
                parts = (*parts, self.class_expression(self.one(node, OWL.onClass), depth + 1))
            return Expr(f"{word}{head}Cardinality", parts)
        raise self.malformed("a restriction says nothing about its property")

    # -- data ranges and individuals ----------------------------------------------------------

    def data_range(self, node: Term) -> Part:
        """Return a datatype or a data range."""
        if isinstance(node, NamedNode):
            return self.entity(node, Kind.DATATYPE)
        if not isinstance(node, BlankNode):
            raise self.malformed(f"{show(node)} stands where a datatype belongs")
        self.unshared(node)
        self.typed(node, RDFS.Datatype)
        found = self._data_range(node)
        self.finished(node)
        return found

    def _data_range(self, node: BlankNode) -> Expr:
        for predicate, head in (
            (OWL.intersectionOf, "DataIntersectionOf"),
            (OWL.unionOf, "DataUnionOf"),
        ):
            if self.graph.objects(node, predicate):
                members = self.items(self.one(node, predicate))
                if len(members) < 2:
                    raise self.malformed(f"{shorten(predicate.value)} needs two datatypes or more")
                return Expr(head, tuple(self.data_range(m) for m in members))
        if self.graph.objects(node, OWL.datatypeComplementOf):
            inner = self.data_range(self.one(node, OWL.datatypeComplementOf))
            return Expr("DataComplementOf", (inner,))
        if self.graph.objects(node, OWL.oneOf):
            members = self.items(self.one(node, OWL.oneOf))
            values = [self.literal(m) for m in members if isinstance(m, Literal)]
            if not members or len(values) != len(members):
                raise self.malformed("owl:oneOf of a datatype needs literals")
            return Expr("DataOneOf", tuple(values))
        if self.graph.objects(node, OWL.onDatatype):
            base = self.entity(self.one(node, OWL.onDatatype), Kind.DATATYPE)
            return Expr("DatatypeRestriction", (base, *self._facets(node)))
        raise self.malformed(
            "a blank rdfs:Datatype has none of the properties that would say which"
        )

    def _facets(self, node: BlankNode) -> list[Part]:
        parts: list[Part] = []
        for facet_node in self.items(self.one(node, OWL.withRestrictions)):
            predicates = self.graph.predicates(facet_node)
            if (
                not isinstance(facet_node, BlankNode)
                or len(predicates) != 1
                or predicates[0].value not in FACETS
            ):
                raise self.malformed("a facet is a blank node with one facet property")
            value = self.one(facet_node, predicates[0])
            if not isinstance(value, Literal):
                raise self.malformed(f"the facet {shorten(predicates[0].value)} needs a literal")
            parts += [predicates[0], self.literal(value)]
        if not parts:
            raise self.malformed("owl:withRestrictions needs a facet")
        return parts
