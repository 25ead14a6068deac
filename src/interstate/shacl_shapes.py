"""Read a shapes graph: what its shapes are, whom they target, what they say.

Everything that the validator could not honour is refused here, so that nothing is left out in
silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from interstate.errors import InputError
from interstate.findings import Severity
from interstate.graphs import Index, Node, Term
from interstate.namespaces import OWL, RDF, RDFS
from interstate.shacl_terms import (
    CONSTRAINTS,
    ONE_SHAPE,
    REPORT,
    SEVERITIES,
    SH,
    SHAPE_LISTS,
    SUPPORTED,
    TARGETS,
    term,
)

_CLASSES = (RDFS.base + "Class", OWL.Class.value)
_ADVANCED_TYPES = ("ConstraintComponent", "SPARQLFunction", "SPARQLTargetType", "JSConstraint")


class ShapesGraph:
    """A shapes graph with look-ups; refuses what the validator cannot honour."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        """Index the shapes.

        Raises:
            InputError: a SHACL word that is unknown or not taken, a shape that is referred to
                but not there, a broken path or more than one, or a severity of one's own.
        """
        self.index = Index(triples)
        self.shapes = tuple(sorted(find_shapes(self.index), key=str))
        refuse_words(self.index)
        for shape in self.shapes:
            self._refuse_broken(shape)

    def _refuse_broken(self, shape: Node) -> None:
        if shape not in self.index:
            raise InputError(
                f"the shape {shape} is referred to but says nothing.",
                remedy="write the shape, or mend the reference.",
            )
        if len(self.index.objects(shape, SH.path)) > 1:
            raise InputError(
                f"the shape {shape} has more than one sh:path.",
                remedy="keep one, or join them with sh:alternativePath.",
            )
        self.path(shape)
        severity = self.index.value(shape, SH.severity)
        if severity is not None and severity.value not in SEVERITIES:
            raise InputError(
                f"the shape {shape} has the severity {severity}.",
                remedy="use sh:Violation, sh:Warning or sh:Info.",
            )

    def severity(self, shape: Node) -> Severity:
        """Return the shape's severity; SHACL's default is Violation."""
        value = self.index.value(shape, SH.severity)
        return Severity.VIOLATION if value is None else Severity(SEVERITIES[value.value])

    def message(self, shape: Node) -> str:
        """Return the shape's or constraint's message, the English one where there are several."""
        found = [m for m in self.index.objects(shape, SH.message) if isinstance(m, Literal)]
        english = [m for m in found if (m.language or "").lower().split("-")[0] == "en"]
        return (english or found)[0].value if found else ""

    def is_off(self, node: Node) -> bool:
        """Tell whether the shape or constraint is deactivated."""
        return any(v.value == "true" for v in self.index.objects(node, SH.deactivated))

    def path(self, shape: Node) -> str:
        """Return the shape's path in SPARQL's syntax, "" where it has none."""
        value = self.index.value(shape, SH.path)
        return "" if value is None else path_text(self.index, value)

    def is_property_shape(self, shape: Node) -> bool:
        """Tell whether the shape has a path."""
        return self.index.value(shape, SH.path) is not None

    def target_classes(self, shape: Node) -> tuple[Term, ...]:
        """Return the classes whose instances the shape targets, itself where it is a class."""
        named = self.index.objects(shape, SH.targetClass)
        implicit = any(c.value in _CLASSES for c in self.index.types(shape))
        return (*named, shape) if implicit else named

    def is_value_shape(self, shape: Node) -> bool:
        """Tell whether a constraint applies the shape to values, or as part of a logical one."""
        return any(
            predicate.value in ONE_SHAPE - {term("property")} or predicate == RDF.first
            for _, predicate in self.index.incoming(shape)
        )

    def named(self, shape: Node) -> NamedNode | None:
        """Return ``shape`` if it is named, else the nearest named shape that has it."""
        agenda, seen = [shape], {shape}
        while agenda:
            node = agenda.pop(0)
            if isinstance(node, NamedNode):
                return node
            agenda += [p for p in self.parents(node) if p not in seen]
            seen.update(agenda)
        return None

    def parents(self, shape: Node) -> tuple[Node, ...]:
        """Return the shapes that have ``shape`` as ``sh:property``."""
        return self.index.subjects(SH.property, shape)


def find_shapes(index: Index) -> set[Node]:
    """Return all nodes that SHACL takes for shapes: typed, targeting, constraining, referred to."""
    found: set[Node] = set()
    for triple in index.triples:
        predicate = triple.predicate.value
        subject, value = triple.subject, triple.object
        if predicate in TARGETS or predicate in CONSTRAINTS:
            found.add(_node(subject))
        if predicate in ONE_SHAPE:
            found.add(_shape_reference(subject, triple.predicate, value))
        elif predicate in SHAPE_LISTS:
            for member in read_list(index, value, subject):
                found.add(_shape_reference(subject, triple.predicate, member))
        elif triple.predicate == RDF.type and value in (SH.NodeShape, SH.PropertyShape, SH.Shape):
            found.add(_node(subject))
    return found


def _node(value: object) -> Node:
    if isinstance(value, NamedNode | BlankNode):
        return value
    raise InputError(f"{value} stands where a shape belongs.", remedy="name a shape by its IRI.")


def _shape_reference(subject: object, predicate: NamedNode, value: object) -> Node:
    if isinstance(value, NamedNode | BlankNode):
        return value
    raise InputError(
        f"the {predicate} of {subject} is {value}, which cannot be a shape.",
        remedy="name a shape by its IRI.",
    )


def read_list(index: Index, head: object, owner: object) -> Iterator[Term]:
    """Iterate over the members of an ``rdf:List``.

    Raises:
        InputError: the list is broken or runs in a circle.
    """
    seen: set[object] = set()
    while head != RDF.nil:
        first = index.objects(head, RDF.first) if isinstance(head, NamedNode | BlankNode) else ()
        rest = index.objects(head, RDF.rest) if isinstance(head, NamedNode | BlankNode) else ()
        if len(first) != 1 or len(rest) != 1 or head in seen:
            raise InputError(
                f"a list of {owner} is broken at {head}.",
                remedy="write lists in round brackets.",
            )
        seen.add(head)
        yield first[0]
        head = rest[0]


def refuse_words(index: Index) -> None:
    """Refuse SHACL words that do not exist or that the validator does not take.

    Raises:
        InputError: names the first such word and where it stands.
    """
    known = SUPPORTED | REPORT
    for triple in index.triples:
        predicate = triple.predicate
        if predicate.value.startswith(SH.base) and predicate.value not in known:
            what = "is not taken here" if predicate in SH else "is no word of SHACL"
            raise InputError(
                f"{predicate} at {triple.subject} {what}.",
                remedy="mend the spelling, or say it with SHACL Core or sh:sparql.",
            )
        if predicate == RDF.type and any(
            triple.object == NamedNode(term(name)) for name in _ADVANCED_TYPES
        ):
            raise InputError(
                f"{triple.subject} is a {triple.object}, which is not taken here.",
                remedy="say it with SHACL Core or with sh:sparql and sh:select.",
            )


_SUFFIXES = {
    term("zeroOrMorePath"): "*",
    term("oneOrMorePath"): "+",
    term("zeroOrOnePath"): "?",
}


def path_text(index: Index, path: Term, depth: int = 0) -> str:
    """Return a SHACL property path in SPARQL's syntax.

    Raises:
        InputError: the path is broken.
    """
    if isinstance(path, NamedNode) and path != RDF.nil:
        return f"<{path.value}>"
    if isinstance(path, BlankNode) and depth < 50:
        if index.objects(path, RDF.first):
            members = [path_text(index, m, depth + 1) for m in read_list(index, path, "a path")]
            return f"({'/'.join(members)})"
        pairs = [(p.value, o) for p, o in index.outgoing(path) if p.value.startswith(SH.base)]
        if len(pairs) == 1:
            operator, value = pairs[0]
            if operator == term("inversePath"):
                return f"^{_operand(path_text(index, value, depth + 1))}"
            if operator == term("alternativePath"):
                members = [
                    path_text(index, m, depth + 1) for m in read_list(index, value, "a path")
                ]
                return f"({'|'.join(members)})"
            if operator in _SUFFIXES:
                return f"{_operand(path_text(index, value, depth + 1))}{_SUFFIXES[operator]}"
    raise InputError(
        f"the property path {path} is broken.",
        remedy="use an IRI, a list, sh:inversePath, sh:alternativePath or a repetition.",
    )


def _operand(path: str) -> str:
    return path if path.startswith("<") and path.count("<") == 1 else f"({path})"
