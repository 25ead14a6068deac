"""Axioms about properties: hierarchy, domain, range, chains, keys, characteristics."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pyoxigraph import BlankNode, NamedNode, Triple

from interstate.namespaces import OWL, RDFS
from interstate.owl_annotations import AnnotationReader
from interstate.owl_axioms import PROPERTY_KINDS, Expr, Kind, Part
from interstate.owl_graph import Term, show

CHARACTERISTICS = {
    OWL.AsymmetricProperty: "AsymmetricObjectProperty",
    OWL.FunctionalProperty: "FunctionalObjectProperty",
    OWL.InverseFunctionalProperty: "InverseFunctionalObjectProperty",
    OWL.IrreflexiveProperty: "IrreflexiveObjectProperty",
    OWL.ReflexiveProperty: "ReflexiveObjectProperty",
    OWL.SymmetricProperty: "SymmetricObjectProperty",
    OWL.TransitiveProperty: "TransitiveObjectProperty",
}
"""Classes of properties -> the axiom that says so."""


class PropertyReader(AnnotationReader):
    """Reads axioms about properties; those it relates must be of one kind."""

    def characteristic(self, triple: Triple) -> None:
        """Read that a property is functional, transitive, symmetric …."""
        head = CHARACTERISTICS[triple.object]  # type: ignore[index]
        if self.is_data_property(triple.subject):
            if triple.object != OWL.FunctionalProperty:
                rule = (
                    "dl-inverse-functional-data"
                    if triple.object == OWL.InverseFunctionalProperty
                    else "dl-data-characteristic"
                )
                raise self.fail(
                    rule,
                    f"{show(triple.subject)} is a data property and cannot be "
                    f"{show(triple.object)}; use owl:hasKey, or an object property.",
                )
            entity = self.entity(triple.subject, Kind.DATA)
            self.add("FunctionalDataProperty", entity, triples=(triple,))
        else:
            self.add(head, self.object_property(triple.subject, root=True), triples=(triple,))

    def property_word(self, *nodes: Term) -> str:
        """Return Object, Data or Annotation for an axiom about ``nodes``, which must agree."""
        found = []
        for node in nodes:
            kinds = (
                self.declared.kinds(node.value) & PROPERTY_KINDS
                if isinstance(node, NamedNode)
                else frozenset({Kind.OBJECT})
            )
            found.append(kinds)
        common = frozenset.intersection(*found)
        for kind, word in (
            (Kind.OBJECT, "Object"),
            (Kind.DATA, "Data"),
            (Kind.ANNOTATION, "Annotation"),
        ):
            if kind in common:
                return word
        missing = [n for n, kinds in zip(nodes, found, strict=True) if not kinds]
        if missing:
            self.entity(missing[0], Kind.OBJECT)
            return "Object"
        raise self.fail(
            "dl-mixed-properties",
            f"{' and '.join(show(n) for n in nodes)} are properties of different kinds (object, "
            "data, annotation); an axiom can only relate equal ones.",
        )

    def _property(self, node: Term, word: str, *, root: bool = False) -> Part:
        if word == "Object":
            return self.object_property(node, root=root)
        return self.entity(node, Kind.DATA if word == "Data" else Kind.ANNOTATION)

    def _sub_property(self, triple: Triple) -> None:
        word = self.property_word(triple.subject, triple.object)
        pair = self._property(triple.subject, word, root=True), self._property(triple.object, word)
        head = "SubAnnotationPropertyOf" if word == "Annotation" else f"Sub{word}PropertyOf"
        self.add(head, *pair, triples=(triple,))

    def _related_properties(self, triple: Triple) -> None:
        word = self.property_word(triple.subject, triple.object)
        if word == "Annotation":
            raise self.fail(
                "dl-mixed-properties",
                f"{show(triple.predicate)} relates annotation properties, which OWL cannot say.",
            )
        pair = self._property(triple.subject, word, root=True), self._property(triple.object, word)
        head = "Equivalent" if triple.predicate == OWL.equivalentProperty else "Disjoint"
        self.add(f"{head}{word}Properties", *pair, triples=(triple,))

    def _domain(self, triple: Triple) -> None:
        word = self.property_word(triple.subject)
        prop = self._property(triple.subject, word, root=True)
        if word == "Annotation":
            self.add("AnnotationPropertyDomain", prop, self._iri_value(triple), triples=(triple,))
        else:
            cls = self.class_expression(triple.object)
            self.add(f"{word}PropertyDomain", prop, cls, triples=(triple,))

    def _range(self, triple: Triple) -> None:
        word = self.property_word(triple.subject)
        prop = self._property(triple.subject, word, root=True)
        if word == "Annotation":
            self.add("AnnotationPropertyRange", prop, self._iri_value(triple), triples=(triple,))
        elif word == "Data":
            part = self.data_range(triple.object)
            self.add("DataPropertyRange", prop, part, triples=(triple,))
        else:
            part = self.class_expression(triple.object)
            self.add("ObjectPropertyRange", prop, part, triples=(triple,))

    def _iri_value(self, triple: Triple) -> NamedNode:
        if not isinstance(triple.object, NamedNode):
            raise self.malformed(f"{show(triple.predicate)} of an annotation property needs an IRI")
        return triple.object

    def _inverse(self, triple: Triple) -> None:
        if isinstance(triple.subject, BlankNode):
            raise self.malformed("an unnamed inverse stands alone, in no axiom")
        pair = self.object_property(triple.subject), self.object_property(triple.object)
        self.add("InverseObjectProperties", *pair, triples=(triple,))

    def _chain(self, triple: Triple) -> None:
        members = self.items(triple.object)
        if len(members) < 2:
            raise self.malformed("owl:propertyChainAxiom needs two properties or more")
        chain = Expr("ObjectPropertyChain", tuple(self.object_property(m) for m in members))
        whole = self.object_property(triple.subject, root=True)
        self.add("SubObjectPropertyOf", chain, whole, triples=(triple,))

    def _key(self, triple: Triple) -> None:
        members = self.items(triple.object)
        if not members:
            raise self.malformed("owl:hasKey needs a property")
        data = [m for m in members if self.is_data_property(m)]
        objects = [m for m in members if m not in data]
        parts = (
            Expr("", tuple(self.object_property(m) for m in objects)),
            Expr("", tuple(self.entity(m, Kind.DATA) for m in data)),
        )
        self.add("HasKey", self.class_expression(triple.subject), *parts, triples=(triple,))

    def _disjoint_union(self, triple: Triple) -> None:
        members = self.items(triple.object)
        if len(members) < 2:
            raise self.malformed("owl:disjointUnionOf needs two classes or more")
        parts = (
            self.entity(triple.subject, Kind.CLASS),
            *(self.class_expression(m) for m in members),
        )
        self.add("DisjointUnion", *parts, triples=(triple,))


PROPERTY_AXIOMS: Mapping[NamedNode, Callable[[PropertyReader, Triple], None]] = {
    RDFS.domain: PropertyReader._domain,
    RDFS.range: PropertyReader._range,
    RDFS.subPropertyOf: PropertyReader._sub_property,
    OWL.disjointUnionOf: PropertyReader._disjoint_union,
    OWL.equivalentProperty: PropertyReader._related_properties,
    OWL.hasKey: PropertyReader._key,
    OWL.inverseOf: PropertyReader._inverse,
    OWL.propertyChainAxiom: PropertyReader._chain,
    OWL.propertyDisjointWith: PropertyReader._related_properties,
}
"""Predicates about properties -> how to read them."""
