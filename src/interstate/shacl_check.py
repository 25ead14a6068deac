"""What is wrong with a shapes graph itself: all such places at once.

SHACL engines pass over a misspelt word, over a target that no node can have and over a rule that
nothing refers to. Each of these is a check that never fires, so each is a finding here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from interstate.errors import InputError
from interstate.findings import Finding
from interstate.graphs import Index, Node
from interstate.namespaces import PREFIXES, RDF
from interstate.shacl_constraints import SparqlShapes, prefixes
from interstate.shacl_core import CoreShapes
from interstate.shacl_shapes import ShapesGraph, find_shapes, path_text
from interstate.shacl_sparql import ConstraintError, set_query
from interstate.shacl_terms import (
    CONSTRAINTS,
    ONE_SHAPE,
    SEVERITIES,
    SH,
    SUPPORTED,
    TARGETS,
    term,
)

_PROPERTY_TARGETS = frozenset({term("targetSubjectsOf"), term("targetObjectsOf")})
_FRAME = ONE_SHAPE & {term("property")} | {term("sparql")}
_REFERRING = frozenset({term("sparql"), term("prefixes")})
_BUILT_IN = tuple(PREFIXES[name] for name in ("owl", "rdf", "rdfs", "xsd"))


def check_shapes_graph(shapes: Iterable[Triple], ontology: Iterable[Triple]) -> tuple[Finding, ...]:
    """Return what is wrong with ``shapes``, given the ``ontology`` that they speak of.

    Rules: ``shapes-anonymous``, ``shapes-broken``, ``shapes-dangling``, ``shapes-message``,
    ``shapes-path``, ``shapes-query``, ``shapes-severity``, ``shapes-target``,
    ``shapes-unknown-term``, ``shapes-unsupported``, ``shapes-unused``.
    """
    shapes = tuple(shapes)
    index = Index(shapes)
    defined = {t.subject for t in ontology if t.predicate == RDF.type}
    findings = {*_words(index), *_references(index), *_targets(index, defined)}
    try:
        found = sorted(find_shapes(index), key=str)
    except InputError as error:
        findings.add(_finding("broken", "", f"{error.problem} {error.remedy}"))
        found = []
    used = _used(index)
    for shape in found:
        findings.update(_shape(index, shape))
        if shape in index and shape not in used and not _has_target(index, shape):
            findings.add(
                _finding(
                    "unused",
                    shape,
                    f"The shape {_show(shape)} has no target and no shape refers to it, so it "
                    "never runs; add it with sh:property to its node shape, or give it a target.",
                )
            )
    for node in _constraint_nodes(index):
        findings.update(_constraint(index, node, used))
    return tuple(sorted(findings or _refused(shapes)))


def _refused(shapes: tuple[Triple, ...]) -> set[Finding]:
    """Return what the validator itself refuses, so that nothing it refuses goes unreported."""
    try:
        graph = ShapesGraph(shapes)
        CoreShapes(graph)
        SparqlShapes(graph)
    except InputError as error:
        return {_finding("broken", "", f"{error.problem} {error.remedy}")}
    return set()


def _finding(rule: str, focus: object, message: str) -> Finding:
    name = focus.value if isinstance(focus, NamedNode) else str(focus)
    return Finding("", 0, name, f"shapes-{rule}", message)


def _show(node: object) -> str:
    return node.value if isinstance(node, NamedNode) else f"{node}"


def _words(index: Index) -> Iterator[Finding]:
    for triple in index.triples:
        subject = triple.subject
        for node in (triple.predicate, triple.object):
            if isinstance(node, NamedNode) and node.value.startswith(SH.base) and node not in SH:
                yield _finding(
                    "unknown-term",
                    subject,
                    f"{node.value} is no word of SHACL, so it says nothing; mend the spelling.",
                )
        predicate = triple.predicate
        if predicate in SH and predicate.value not in SUPPORTED:
            yield _finding(
                "unsupported",
                subject,
                f"{predicate.value} is not taken here; say it with SHACL Core or sh:sparql.",
            )


def _references(index: Index) -> Iterator[Finding]:
    for triple in index.triples:
        name = triple.predicate.value
        if name in _REFERRING and triple.object not in index:
            yield _finding(
                "dangling",
                triple.subject,
                f"The {name.removeprefix(SH.base)} {_show(triple.object)} of "
                f"{_show(triple.subject)} is not there; write it, or mend the reference.",
            )
        if name == term("property") and isinstance(triple.object, NamedNode | BlankNode):
            target = triple.object
            if target in index and not index.objects(target, SH.path):
                yield _finding(
                    "path",
                    target,
                    f"{_show(target)} is a property shape of {_show(triple.subject)} but has no "
                    "sh:path; add it.",
                )


def _targets(index: Index, defined: Collection[object]) -> Iterator[Finding]:
    for triple in index.triples:
        name, value = triple.predicate.value, triple.object
        if name == term("targetClass") and value not in defined and not _built_in(value):
            yield _finding(
                "target",
                triple.subject,
                f"The target class {_show(value)} is not in the ontology, so no node is ever "
                "checked; mend the name, or define the class.",
            )
        elif name in _PROPERTY_TARGETS and value not in defined and not _built_in(value):
            yield _finding(
                "target",
                triple.subject,
                f"The target property {_show(value)} is not in the ontology, so no node is ever "
                "checked; mend the name, or define the property.",
            )


def _built_in(node: object) -> bool:
    return isinstance(node, NamedNode) and node.value.startswith(_BUILT_IN)


def _has_target(index: Index, shape: Node) -> bool:
    return any(predicate.value in TARGETS for predicate, _ in index.outgoing(shape))


def _used(index: Index) -> frozenset[object]:
    """Return the nodes that a shape refers to, list members included."""
    return frozenset(
        t.object
        for t in index.triples
        if t.predicate.value in ONE_SHAPE or t.predicate in (SH.sparql, RDF.first)
    )


def _is_inside(index: Index, shape: Node) -> bool:
    """Tell whether the shape only serves another constraint, which speaks for it."""
    predicates = {predicate for _, predicate in index.incoming(shape)}
    return bool(predicates) and all(
        p == RDF.first or p.value in ONE_SHAPE - {term("property"), term("node")}
        for p in predicates
    )


def _shape(index: Index, shape: Node) -> Iterator[Finding]:
    if shape not in index:
        users = ", ".join(sorted({_show(subject) for subject, _ in index.incoming(shape)}))
        yield _finding(
            "dangling",
            shape,
            f"The shape {_show(shape)}, which {users} refers to, is not there; write it, or mend "
            "the reference.",
        )
        return
    if _is_inside_part(index, shape):
        return
    paths = index.objects(shape, SH.path)
    if len(paths) > 1:
        yield _finding(
            "path", shape, f"{_show(shape)} has {len(paths)} sh:path; an engine takes only one."
        )
    for path in paths:
        try:
            path_text(index, path)
        except InputError as error:
            yield _finding("path", shape, f"{_show(shape)}: {error.problem} {error.remedy}")
    if isinstance(shape, BlankNode):
        yield _finding(
            "anonymous",
            shape,
            "A shape has no IRI, so nobody can name, document or test it; give it one.",
        )
    own = {p.value for p, _ in index.outgoing(shape)} & CONSTRAINTS
    if own - _FRAME:
        yield from _message(index, shape)
    if own - {term("property")}:
        yield from _severity(index, shape)


def _is_inside_part(index: Index, shape: Node) -> bool:
    """Tell whether the shape, or each shape that has it as property, only serves a constraint."""
    if _is_inside(index, shape):
        return True
    parents = index.subjects(SH.property, shape)
    others = [p for _, p in index.incoming(shape) if p != SH.property]
    return bool(parents) and not others and all(_is_inside(index, parent) for parent in parents)


def _message(index: Index, node: Node) -> Iterator[Finding]:
    english = [
        m
        for m in index.objects(node, SH.message)
        if isinstance(m, Literal) and m.language == "en" and m.value.strip()
    ]
    if len(english) != 1:
        yield _finding(
            "message",
            node,
            f"The rule {_show(node)} has {len(english)} English sh:message; write one that says "
            "what is wrong, with which property, and what to do.",
        )


def _severity(index: Index, node: Node) -> Iterator[Finding]:
    found = index.objects(node, SH.severity)
    if len(found) != 1 or found[0].value not in SEVERITIES:
        yield _finding(
            "severity",
            node,
            f"The shape {_show(node)} needs one sh:severity: sh:Violation breaks meaning, "
            "sh:Warning breaks good practice, sh:Info is advice.",
        )


def _constraint_nodes(index: Index) -> tuple[Node, ...]:
    referred = {
        t.object
        for t in index.triples
        if t.predicate == SH.sparql and isinstance(t.object, NamedNode | BlankNode)
    }
    typed = {*index.subjects(RDF.type, SH.SPARQLConstraint)}
    selecting = {
        t.subject
        for t in index.triples
        if t.predicate == SH.select and isinstance(t.subject, NamedNode | BlankNode)
    }
    return tuple(sorted({*referred, *typed, *selecting} & _described(index), key=str))


def _described(index: Index) -> set[Node]:
    return {t.subject for t in index.triples if isinstance(t.subject, NamedNode | BlankNode)}


def _constraint(index: Index, node: Node, used: frozenset[object]) -> Iterator[Finding]:
    if isinstance(node, BlankNode):
        yield _finding(
            "anonymous",
            node,
            "A SPARQL constraint has no IRI, so nobody can name, document or test it; give it one.",
        )
    if node not in used:
        yield _finding(
            "unused",
            node,
            f"No shape has {_show(node)} as sh:sparql, so it never runs; add it to its node shape.",
        )
    yield from _message(index, node)
    owners = index.subjects(SH.sparql, node)
    if index.objects(node, SH.severity) and node not in owners:
        yield _finding(
            "severity",
            node,
            f"{_show(node)} has a sh:severity of its own, which engines ignore; put it on its "
            "shape.",
        )
    yield from _query(index, node, owners)


def _query(index: Index, node: Node, owners: tuple[Node, ...]) -> Iterator[Finding]:
    selects = index.objects(node, SH.select)
    if len(selects) != 1:
        yield _finding(
            "query", node, f"{_show(node)} has {len(selects)} sh:select; give it exactly one."
        )
        return
    try:
        declared = prefixes(index, node)
        for owner in owners or (node,):
            path = index.value(owner, SH.path)
            text = "" if path is None else path_text(index, path)
            Store().query(set_query(selects[0].value, "urn:a", text), prefixes=declared)
    except InputError as error:
        yield _finding("query", node, f"{error.problem} {error.remedy}")
    except (ConstraintError, SyntaxError) as error:
        yield _finding(
            "query",
            node,
            f"The query of {_show(node)} cannot be run: {error}. Mend the SPARQL; prefixes come "
            "from sh:prefixes.",
        )
