"""Read a graph as OWL tools do: header, axioms, and what is left over.

What a tool cannot map to an axiom it drops, mostly without a word. This reader follows the OWL 2
mapping from RDF graphs and reports every triple that no axiom takes, so nothing is lost silently;
it is also what the explanations and the OWL/XML and Functional products are made from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from interstate.namespaces import OWL, RDF, RDFS, VOCABULARIES
from interstate.owl_axioms import PROPERTY_KINDS, Axiom, Entity, Expr, Kind, Part
from interstate.owl_expressions import BOOLEANS
from interstate.owl_graph import DECLARING, Declarations, Node, Problem, Term, UnreadableError, show
from interstate.owl_properties import CHARACTERISTICS, PROPERTY_AXIOMS, PropertyReader
from interstate.owl_vocabulary import BUILT_IN, RESERVED

_AXIOM_NODES = (
    OWL.AllDifferent,
    OWL.AllDisjointClasses,
    OWL.AllDisjointProperties,
    OWL.NegativePropertyAssertion,
)
_CLASS_AXIOMS = {
    RDFS.subClassOf: "SubClassOf",
    OWL.disjointWith: "DisjointClasses",
    OWL.equivalentClass: "EquivalentClasses",
}
_REIFIED = (RDF.subject, RDF.predicate, RDF.object)
_SH = VOCABULARIES["sh"]
QUOTED = (
    "a quoted triple (RDF-star, RDF 1.2) stands here: the OWL API cannot read the file and takes "
    "it for another format; use a Claim."
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What OWL tools see of one file: identity, imports, annotations, axioms; and what is wrong."""

    iri: str
    version: str
    imports: tuple[str, ...]
    annotations: tuple[Expr, ...]
    axioms: tuple[Axiom, ...]
    problems: tuple[Problem, ...]


def read_owl(triples: Iterable[Triple], closure: Iterable[Triple] = ()) -> Reading:
    """Read ``triples`` as one OWL file that imports what declares the terms of ``closure``.

    Grows linearly with the triples.
    """
    own = tuple(dict.fromkeys(triples))
    return _Reader(own, Declarations((*own, *closure))).read()


class _Reader(PropertyReader):
    def __init__(self, triples: tuple[Triple, ...], declared: Declarations) -> None:
        super().__init__(triples, declared)
        self._header: list[Expr] = []
        self._imports: list[str] = []
        self._iri = self._version = ""

    # -- the file -------------------------------------------------------------------------------

    def read(self) -> Reading:
        self._refuse_foreign()
        self.collect_annotations()
        self._read_header()
        for triple in self.triples:
            if isinstance(triple.subject, NamedNode):
                self._try(triple)
        for node in self._axiom_nodes():
            self._try_node(node)
        self.dangling_annotations()
        for triple in self.triples:  # axioms about expressions, then anonymous individuals
            if isinstance(triple.subject, BlankNode) and _is_about_expression(triple):
                self._try(triple)
        for triple in self.triples:
            if isinstance(triple.subject, BlankNode):
                self._try(triple)
        return Reading(
            self._iri,
            self._version,
            tuple(sorted(self._imports)),
            tuple(self._header),
            tuple(self.axioms),
            tuple(sorted(self.problems, key=lambda p: (p.focus, p.rule, p.message))),
        )

    def _try(self, triple: Triple) -> None:
        if triple not in self.graph.unread:
            return
        subject = triple.subject
        self.focus = subject.value if isinstance(subject, NamedNode) else ""
        try:
            self._triple(triple)
        except UnreadableError as error:
            self.problems[error.problem] = None
            self.graph.unread.pop(triple, None)
            self.graph.abandon(triple.object)
            self.graph.abandon(subject)

    def _try_node(self, node: Node) -> None:
        self.focus = node.value if isinstance(node, NamedNode) else ""
        try:
            self._axiom_node(node)
        except UnreadableError as error:
            self.problems[error.problem] = None
            self.graph.abandon(node)

    # -- what is no OWL at all ------------------------------------------------------------------

    def _refuse_foreign(self) -> None:
        """Report, once each, forms that OWL tools twist beyond recognition."""
        for triple in self.triples:
            subject, predicate, value = triple.subject, triple.predicate, triple.object
            self.focus = subject.value if isinstance(subject, NamedNode) else ""
            if isinstance(value, Triple) or predicate.value == f"{VOCABULARIES['rdf']}reifies":
                self.note("dl-triple-term", QUOTED)
                self.graph.take(subject, predicate, value)  # type: ignore[arg-type]
                self.graph.abandon(subject)
            elif predicate in _REIFIED or value == RDF.Statement:
                self.note(
                    "dl-reification",
                    "RDF reification (rdf:Statement) is dropped by OWL tools; "
                    "use a Claim, or owl:Axiom to annotate an axiom.",
                )
                self.drop_node(subject)
            elif (predicate == RDF.type and _is_shacl(value)) or (
                predicate.value.startswith(_SH)
                and Kind.ANNOTATION not in self.declared.kinds(predicate.value)
            ):
                self.note(
                    "dl-shacl",
                    "a SHACL shape stands in a file that OWL tools load: its lists lose their "
                    "members and its paths their meaning; move it to shapes/.",
                )
                self.drop_node(subject)
            elif isinstance(value, Literal) and ("\t" in value.value or "\r" in value.value):
                self.note(
                    "dl-control-character",
                    f"a tab or carriage return stands in {show(predicate)}: the OWL API reads the "
                    "escapes that Turtle needs for them as letters; write blanks or line ends.",
                )

    # -- header ---------------------------------------------------------------------------------

    def _read_header(self) -> None:
        headers = sorted(
            {
                t.subject
                for t in self.triples
                if t.predicate == RDF.type and t.object == OWL.Ontology
            },
            key=str,
        )
        if len(headers) != 1:
            self.focus = ""
            self.note(
                "dl-one-header",
                f"the file has {len(headers)} ontology headers; with two, OWL tools keep one at "
                "random, with none the imports are lost; give it exactly one.",
            )
        for header in headers:
            self.focus = header.value if isinstance(header, NamedNode) else ""
            self.graph.take(header, RDF.type, OWL.Ontology)  # type: ignore[arg-type]
            if isinstance(header, NamedNode) and not self._iri:
                self._iri = header.value
            try:
                self._header_triples(header)
            except UnreadableError as error:
                self.problems[error.problem] = None

    def _header_triples(self, header: Term) -> None:
        versions = self.graph.objects(header, OWL.versionIRI)
        good = [v for v in versions if isinstance(v, NamedNode)]
        if len(good) != len(versions) or len(versions) > 1:
            self.note(
                "dl-version-iri",
                "owl:versionIRI has one value, which is an IRI and no text; OWL tools drop others.",
                versions[0],
            )
        self._version = self._version or (good[0].value if good else "")
        for version in versions:
            self.graph.take(header, OWL.versionIRI, version)  # type: ignore[arg-type]
        for target in self.graph.objects(header, OWL.imports):
            self.graph.take(header, OWL.imports, target)  # type: ignore[arg-type]
            if isinstance(target, NamedNode):
                self._imports.append(target.value)
            else:
                self.note("dl-import", f"{show(target)} is imported; an import is an IRI.", target)
        for triple in self.graph.left(header):
            self._header.append(self.annotation(triple))

    # -- axioms of one triple -------------------------------------------------------------------

    def _triple(self, triple: Triple) -> None:
        predicate = triple.predicate
        self.graph.unread.pop(triple)
        if predicate == RDF.type:
            self._typing(triple)
        elif predicate == OWL.equivalentClass and self._is_datatype(triple.subject):
            pair = self.entity(triple.subject, Kind.DATATYPE), self.data_range(triple.object)
            self.add("DatatypeDefinition", *pair, triples=(triple,))
        elif predicate in BOOLEANS and isinstance(triple.subject, NamedNode):
            # The way of OWL 1, which OWL 2 still reads: a named class is the expression itself.
            cls = self.entity(triple.subject, Kind.CLASS)
            self.add("EquivalentClasses", cls, self.boolean(triple), triples=(triple,))
        elif predicate in _CLASS_AXIOMS:
            left = self.class_expression(triple.subject, root=True)
            right = self.class_expression(triple.object)
            self.add(_CLASS_AXIOMS[predicate], left, right, triples=(triple,))
        elif predicate in PROPERTY_AXIOMS:
            PROPERTY_AXIOMS[predicate](self, triple)
        elif predicate in (OWL.sameAs, OWL.differentFrom):
            head = "SameIndividual" if predicate == OWL.sameAs else "DifferentIndividuals"
            self.add(
                head,
                self.individual(triple.subject),
                self.individual(triple.object),
                triples=(triple,),
            )
        else:
            self._fact(triple)

    def _is_datatype(self, node: Term) -> bool:
        kinds = self.declared.kinds(node.value) if isinstance(node, NamedNode) else frozenset()
        return Kind.DATATYPE in kinds and Kind.CLASS not in kinds

    def _typing(self, triple: Triple) -> None:
        subject, cls = triple.subject, triple.object
        kind = DECLARING.get(cls)  # type: ignore[arg-type]
        if kind is not None and isinstance(subject, NamedNode):
            if subject.value.startswith(RESERVED) and subject.value not in BUILT_IN:
                if kind is Kind.DATATYPE:
                    self.reserved(subject, kind)
                    return
                raise self.fail(
                    "dl-reserved-vocabulary",
                    f"{show(subject)} is reserved and cannot be declared; use a term of your own.",
                    subject,
                )
            self.add("Declaration", Entity(kind, subject.value), triples=(triple,))
        elif cls in CHARACTERISTICS:
            self.characteristic(triple)
        elif isinstance(cls, NamedNode) and cls in (RDF.List, RDF.Bag, RDF.Seq, RDF.Alt):
            raise self.data_list()
        elif isinstance(subject, BlankNode) and cls in (
            OWL.Class,
            OWL.Restriction,
            RDFS.Datatype,
        ):
            raise self.malformed("an expression stands alone, in no axiom")
        else:
            individual = self.individual(subject)
            if isinstance(subject, BlankNode):
                self.note_blank()
            self.add("ClassAssertion", self.class_expression(cls), individual, triples=(triple,))

    def _fact(self, triple: Triple) -> None:
        subject, predicate, value = triple.subject, triple.predicate, triple.object
        kinds = self.declared.kinds(predicate.value) & PROPERTY_KINDS
        if not kinds:
            if predicate in (RDF.first, RDF.rest):
                raise self.data_list()
            self.entity(predicate, Kind.ANNOTATION)  # undeclared or reserved: a problem either way
            self.graph.abandon(value)
            return
        if isinstance(value, BlankNode) and RDF.first in self.graph.predicates(value):
            raise self.data_list()
        if isinstance(value, NamedNode) and value == RDF.nil:
            raise self.data_list()
        if Kind.ANNOTATION in kinds:
            name = NamedNode(subject.value) if isinstance(subject, NamedNode) else subject
            entity = self.entity(predicate, Kind.ANNOTATION)
            part = self.annotation_value(value)
            self.add("AnnotationAssertion", entity, name, part, triples=(triple,))  # type: ignore[arg-type]
            return
        if isinstance(subject, BlankNode) or isinstance(value, BlankNode):
            self.note_blank()
        if Kind.OBJECT in kinds and isinstance(value, Literal):
            raise self.fail(
                "dl-literal-on-object-property",
                f"{show(predicate)} is an object property and has the text {show(value)}: OWL "
                "tools turn the statement into an annotation; point to a node.",
                value,
            )
        if Kind.OBJECT not in kinds and not isinstance(value, Literal):
            raise self.fail(
                "dl-node-on-data-property",
                f"{show(predicate)} is a data property and points to {show(value)}: OWL tools turn "
                "the statement into an annotation; give it a literal.",
                value,
            )
        if isinstance(value, Literal):
            parts = self.entity(predicate, Kind.DATA), self.individual(subject), self.literal(value)
            self.add("DataPropertyAssertion", *parts, triples=(triple,))
        else:
            pair = self.individual(subject), self.individual(value)
            entity = self.entity(predicate, Kind.OBJECT)
            self.add("ObjectPropertyAssertion", entity, *pair, triples=(triple,))

    # -- axioms that are nodes ------------------------------------------------------------------

    def _axiom_nodes(self) -> list[Node]:
        return [
            t.subject  # type: ignore[misc]
            for t in self.triples
            if t.predicate == RDF.type and t.object in _AXIOM_NODES and t in self.graph.unread
        ]

    def _axiom_node(self, node: Node) -> None:
        kind = next(c for c in _AXIOM_NODES if c in self.graph.objects(node, RDF.type))
        taken = [self.graph.take(node, RDF.type, kind)]
        if kind == OWL.NegativePropertyAssertion:
            head, parts = self._negative(node, taken)
        else:
            predicate = OWL.members
            if kind == OWL.AllDifferent and self.graph.objects(node, OWL.distinctMembers):
                predicate = OWL.distinctMembers
            value = self.one(node, predicate)
            taken.append(Triple(node, predicate, value))
            members = self.items(value)
            if len(members) < 2:
                raise self.malformed(f"{show(kind)} needs two members or more")
            head, parts = self._members(kind, members)
        annotations = tuple(self.annotation(t) for t in self.graph.left(node))
        self.axioms.append(Axiom(Expr(head, parts), annotations, tuple(taken)))

    def _members(self, kind: NamedNode, members: list[Term]) -> tuple[str, tuple[Part, ...]]:
        if kind == OWL.AllDifferent:
            return "DifferentIndividuals", tuple(self.individual(m) for m in members)
        if kind == OWL.AllDisjointClasses:
            return "DisjointClasses", tuple(self.class_expression(m) for m in members)
        word = self.property_word(*members)
        return f"Disjoint{word}Properties", tuple(self._property(m, word) for m in members)

    def _negative(self, node: Node, taken: list[Triple]) -> tuple[str, tuple[Part, ...]]:
        source = self.one(node, OWL.sourceIndividual)
        prop = self.one(node, OWL.assertionProperty)
        if self.graph.objects(node, OWL.targetValue):
            value = self.one(node, OWL.targetValue)
            if not isinstance(value, Literal):
                raise self.malformed("owl:targetValue needs a literal")
            parts: tuple[Part, ...] = (
                self.entity(prop, Kind.DATA),
                self.individual(source),
                self.literal(value),
            )
            return "NegativeDataPropertyAssertion", parts
        target = self.one(node, OWL.targetIndividual)
        pair = self.individual(source), self.individual(target)
        return "NegativeObjectPropertyAssertion", (self.object_property(prop), *pair)


def _is_about_expression(triple: Triple) -> bool:
    """Tell whether a triple of a blank node says something of a class or of an inverse."""
    predicate = triple.predicate
    return (
        predicate in _CLASS_AXIOMS
        or (predicate in PROPERTY_AXIOMS and predicate != OWL.inverseOf)
        or triple.object in CHARACTERISTICS
    )


def _is_shacl(value: Term) -> bool:
    return isinstance(value, NamedNode) and value.value.startswith(_SH)
