"""Read names, literals and lists; whoever reads expressions and axioms builds on this."""

from __future__ import annotations

from pyoxigraph import BlankNode, Literal, NamedNode

from interstate.namespaces import RDF
from interstate.owl_axioms import Entity, Kind, Part
from interstate.owl_graph import (
    Declarations,
    Node,
    Problem,
    Term,
    UnreadableError,
    UnreadGraph,
    show,
)
from interstate.owl_vocabulary import DATATYPES, RESERVED
from interstate.vocabulary import shorten

_WORDS = {
    Kind.CLASS: "class",
    Kind.DATATYPE: "datatype",
    Kind.OBJECT: "object property",
    Kind.DATA: "data property",
    Kind.ANNOTATION: "annotation property",
}
_RULES = {
    Kind.CLASS: "dl-undeclared-class",
    Kind.DATATYPE: "dl-undeclared-datatype",
    Kind.OBJECT: "dl-undeclared-property",
    Kind.DATA: "dl-undeclared-property",
    Kind.ANNOTATION: "dl-undeclared-property",
}
_DECLARE = {
    Kind.CLASS: "a owl:Class",
    Kind.DATATYPE: "a rdfs:Datatype",
    Kind.OBJECT: "a owl:ObjectProperty",
    Kind.DATA: "a owl:DatatypeProperty",
    Kind.ANNOTATION: "a owl:AnnotationProperty",
}


class NameReader:
    """Reads names of one graph; problems that do not stop the reading are collected."""

    def __init__(self, graph: UnreadGraph, declared: Declarations) -> None:
        """Read ``graph`` with the kinds of ``declared``."""
        self.graph = graph
        self.declared = declared
        self.problems: dict[Problem, None] = {}
        self.focus = ""

    def problem(self, rule: str, message: str, value: Term | None = None) -> Problem:
        """Return a problem of the node that is being read."""
        return Problem(rule, self.focus, message, str(getattr(value, "value", value or "")))

    def fail(self, rule: str, message: str, value: Term | None = None) -> UnreadableError:
        """Return the error to raise when the axiom cannot be read."""
        return UnreadableError(self.problem(rule, message, value))

    def note(self, rule: str, message: str, value: Term | None = None) -> None:
        """Collect a problem and read on."""
        self.problems[self.problem(rule, message, value)] = None

    def malformed(self, message: str) -> UnreadableError:
        """Return the error for an expression that is not spelt as OWL 2 says."""
        return self.fail("dl-malformed-expression", f"{message}; OWL tools drop the axiom.")

    # -- names --------------------------------------------------------------------------------

    def entity(self, node: Term, kind: Kind) -> Entity:
        """Return ``node`` as an entity of ``kind``; an undeclared one is a problem."""
        if not isinstance(node, NamedNode):
            raise self.malformed(f"{show(node)} stands where a {_WORDS[kind]} belongs")
        iri = node.value
        if kind not in self.declared.kinds(iri):
            if iri.startswith(RESERVED):
                self.reserved(node, kind)
            else:
                self.note(
                    _RULES[kind],
                    f"{shorten(iri)} is used as {_a(_WORDS[kind])} but nothing that the file "
                    f"imports declares it; declare it ({shorten(iri)} {_DECLARE[kind]}) in the "
                    "ontology, or mend the name.",
                    node,
                )
        return Entity(kind, iri)

    def reserved(self, node: NamedNode, kind: Kind) -> None:
        """Note a reserved name that is no entity of ``kind``."""
        if kind is Kind.DATATYPE:
            self.note(
                "dl-datatype-map",
                f"{shorten(node.value)} is outside the OWL 2 datatype map: a strict reasoner "
                "refuses the file, Protégé's ignores the axiom; write an EDTF string or an "
                "xsd:dateTime, or use an annotation property.",
                node,
            )
        else:
            self.note(
                "dl-reserved-vocabulary",
                f"{shorten(node.value)} is reserved and is no {_WORDS.get(kind, kind)}; "
                "use a term of your own.",
                node,
            )

    def literal(self, value: Literal) -> Literal:
        """Return a literal of data; one that reasoners refuse is a problem."""
        datatype = value.datatype
        if datatype.value not in DATATYPES:
            if datatype.value.startswith(RESERVED):
                self.reserved(datatype, Kind.DATATYPE)
            else:
                self.note(
                    "dl-custom-datatype",
                    f"{show(value)} has the datatype {shorten(datatype.value)}, which reasoners do "
                    "not know, even if it is defined; write a plain string and restrict the "
                    "property's range.",
                    datatype,
                )
        else:
            self.lexical(value)
        return value

    def lexical(self, value: Literal) -> None:
        """Note a literal whose text is no form of its datatype."""
        known = DATATYPES.get(value.datatype.value)
        if known is not None and not known(value.value):
            self.note(
                "dl-ill-typed-literal",
                f"{show(value)} is no {shorten(value.datatype.value)}; "
                "mend the value or its datatype.",
                value,
            )

    # -- lists --------------------------------------------------------------------------------

    def items(self, node: Term) -> list[Term]:
        """Return the members of an RDF list and cross it out."""
        found: list[Term] = []
        seen: set[Term] = set()
        while node != RDF.nil:
            firsts, rests = self.graph.objects(node, RDF.first), self.graph.objects(node, RDF.rest)
            if (
                not isinstance(node, BlankNode)
                or len(firsts) != 1
                or len(rests) != 1
                or node in seen
            ):
                raise self.malformed("a list is broken (each node has one rdf:first, one rdf:rest)")
            seen.add(node)
            self.unshared(node)
            self.graph.take(node, RDF.first, firsts[0])
            self.graph.take(node, RDF.rest, rests[0])
            if RDF.List in self.graph.objects(node, RDF.type):
                self.graph.take(node, RDF.type, RDF.List)
            found.append(firsts[0])
            node = rests[0]
        return found

    def unshared(self, node: BlankNode) -> None:
        """Refuse a blank node that two axioms share: OWL expressions are trees."""
        if self.graph.references[node] > 1:
            raise self.malformed("a blank node is shared by two expressions")

    # -- blank nodes --------------------------------------------------------------------------

    def one(self, node: Node, predicate: NamedNode) -> Term:
        """Return the only value of a property and cross it out."""
        values = self.graph.objects(node, predicate)
        if len(values) != 1:
            raise self.malformed(
                f"an expression has {len(values)} values of {shorten(predicate.value)}, not one"
            )
        self.graph.take(node, predicate, values[0])
        return values[0]

    def typed(self, node: BlankNode, *types: NamedNode) -> None:
        """Demand that a blank node has one of ``types``, and cross them out."""
        found = [t for t in types if t in self.graph.objects(node, RDF.type)]
        if not found:
            raise self.malformed(
                f"a blank node lacks its type ({' or '.join(shorten(t.value) for t in types)})"
            )
        for cls in found:
            self.graph.take(node, RDF.type, cls)

    def finished(self, node: BlankNode) -> None:
        """Refuse an expression that says more than has been read."""
        extra = self.graph.left(node)
        if extra:
            raise self.malformed(
                f"an expression has {show(extra[0].predicate)} too, which does not fit"
            )

    def individual(self, node: Term) -> Part:
        """Return an individual, named or anonymous."""
        if isinstance(node, NamedNode):
            if node.value.startswith(RESERVED):
                self.note(
                    "dl-reserved-vocabulary",
                    f"{shorten(node.value)} is reserved and stands where an individual belongs; "
                    "use a node of your own.",
                    node,
                )
            return Entity(Kind.INDIVIDUAL, node.value)
        if isinstance(node, BlankNode):
            return node
        raise self.malformed(f"{show(node)} stands where an individual belongs")


def _a(words: str) -> str:
    return f"an {words}" if words[0] in "aeiou" else f"a {words}"
