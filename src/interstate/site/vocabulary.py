"""The vocabulary's pages: every term with its place, words, shapes and examples; every shape."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from interstate.graphs import Index, Node
from interstate.namespaces import DCTERMS, OWL, PREFIXES, RDF, RDFS, SKOS
from interstate.publication_terms import SH
from interstate.site.library import Library

_SECTIONS = (
    ("Classes", OWL.Class),
    ("Object properties", OWL.ObjectProperty),
    ("Data properties", OWL.DatatypeProperty),
    ("Annotation properties", OWL.AnnotationProperty),
)
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Term:
    """One term as its entry shows it."""

    node: NamedNode
    local: str
    label: str
    definition: str
    other: tuple[str, ...]
    notes: tuple[str, ...]
    examples: tuple[str, ...]
    above: tuple[NamedNode, ...]
    below: tuple[NamedNode, ...]
    domain: tuple[NamedNode, ...]
    range: tuple[NamedNode, ...]
    shapes: tuple[NamedNode, ...]
    used: int
    instances: tuple[NamedNode, ...]
    module: NamedNode | None
    deprecated: bool
    replaced_by: tuple[NamedNode, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A term in the tree of what lies below what."""

    node: NamedNode
    local: str
    label: str
    below: tuple[Branch, ...]


def terms_of(library: Library) -> list[tuple[str, tuple[Term, ...], tuple[Branch, ...]]]:
    """Return the sections of the glossary: title, entries by name, tree."""
    index = library.ontology
    prefix = PREFIXES["ist"]
    shapes = _shapes_by_term(library.shapes)
    used = _use(library)
    sections = []
    for title, kind in _SECTIONS:
        nodes = [n for n in index.subjects_of_type(kind) if n.value.startswith(prefix)]
        entries = tuple(_term(node, library, shapes, used) for node in nodes)
        sections.append((title, entries, _tree(nodes, library)))
    return [section for section in sections if section[1]]


def _term(
    node: NamedNode,
    library: Library,
    shapes: dict[NamedNode, tuple[NamedNode, ...]],
    used: dict[NamedNode, list[NamedNode]],
) -> Term:
    index = library.ontology
    users = used.get(node, [])
    modules = index.nodes(node, RDFS.isDefinedBy)
    is_class = OWL.Class in index.types(node)
    return Term(
        node=node,
        local=_local(node),
        label=library.label(node),
        definition=index.text(node, SKOS.definition),
        other=_texts(index, node, SKOS.altLabel),
        notes=_texts(index, node, SKOS.scopeNote) + _texts(index, node, SKOS.editorialNote),
        examples=_texts(index, node, SKOS.example),
        above=index.nodes(node, RDFS.subClassOf) + index.nodes(node, RDFS.subPropertyOf),
        below=tuple(
            n
            for p in (RDFS.subClassOf, RDFS.subPropertyOf)
            for n in index.subjects(p, node)
            if isinstance(n, NamedNode)
        ),
        domain=index.nodes(node, RDFS.domain),
        range=index.nodes(node, RDFS.range),
        shapes=shapes.get(node, ()),
        used=len(users),
        instances=tuple(library.by_label(users)[:_EXAMPLES]) if is_class else (),
        module=modules[0] if modules else None,
        deprecated=bool(index.objects(node, OWL.deprecated)),
        replaced_by=index.nodes(node, DCTERMS.isReplacedBy),
    )


def _local(node: NamedNode) -> str:
    return node.value.rsplit("#", 1)[-1]


def _texts(index: Index, node: NamedNode, predicate: NamedNode) -> tuple[str, ...]:
    return tuple(v.value for v in index.objects(node, predicate) if isinstance(v, Literal))


def _use(library: Library) -> dict[NamedNode, list[NamedNode]]:
    """Return the nodes typed as each class, and the subjects of each property."""
    used: dict[NamedNode, list[NamedNode]] = defaultdict(list)
    for triple in library.index.triples:
        if not isinstance(triple.subject, NamedNode):
            continue
        if triple.predicate == RDF.type and isinstance(triple.object, NamedNode):
            used[triple.object].append(triple.subject)
        else:
            used[triple.predicate].append(triple.subject)
    return used


def _tree(nodes: list[NamedNode], library: Library) -> tuple[Branch, ...]:
    """Return the terms by what they lie below; one with several parents stands below each."""
    index = library.ontology
    known = set(nodes)
    parents = {
        node: [
            p
            for p in index.nodes(node, RDFS.subClassOf) + index.nodes(node, RDFS.subPropertyOf)
            if p in known
        ]
        for node in nodes
    }
    children: dict[NamedNode, list[NamedNode]] = defaultdict(list)
    for node, above in parents.items():
        for parent in above:
            children[parent].append(node)

    def branch(node: NamedNode) -> Branch:
        below = tuple(branch(child) for child in library.by_label(children[node]))
        return Branch(node, _local(node), library.label(node), below)

    return tuple(branch(node) for node in library.by_label(n for n in nodes if not parents[n]))


def _shapes_by_term(shapes: Index) -> dict[NamedNode, tuple[NamedNode, ...]]:
    """Return the shapes that target a class or constrain a property."""
    found: dict[NamedNode, dict[NamedNode, None]] = defaultdict(dict)
    for predicate in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.path):
        for triple in shapes.triples:
            if (
                triple.predicate == predicate
                and isinstance(triple.object, NamedNode)
                and isinstance(triple.subject, NamedNode)
            ):
                found[triple.object][triple.subject] = None
    return {term: tuple(sorted(nodes, key=str)) for term, nodes in found.items()}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a shape: what it demands, in words and as a query where it is one."""

    node: NamedNode
    local: str
    message: str
    severity: str
    path: str
    query: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A node shape with its targets and rules."""

    node: NamedNode
    local: str
    targets: tuple[NamedNode, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class ShapesFile:
    """One file of shapes: its words, its shapes, and whatever else it names."""

    title: str
    words: str
    shapes: tuple[Shape, ...]
    others: tuple[str, ...]


def shapes_of(library: Library) -> list[ShapesFile]:
    """Return the shapes by file."""
    sections = []
    for document in library.project.corpus.shapes:
        index = Index(document.triples)
        header = document.iri
        title = index.text(header, DCTERMS.title) if header else document.name
        words = index.text(header, DCTERMS.description) if header else ""
        shapes = tuple(_shape(node, index) for node in index.subjects_of_type(SH.NodeShape))
        told = {s.local for s in shapes} | {r.local for s in shapes for r in s.rules}
        named = {
            _local(t.subject)
            for t in document.triples
            if isinstance(t.subject, NamedNode) and "#" in t.subject.value
        }
        sections.append(ShapesFile(title, words, shapes, tuple(sorted(named - told))))
    return sections


def _shape(node: NamedNode, index: Index) -> Shape:
    targets = tuple(
        target
        for p in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
        for target in index.nodes(node, p)
    )
    severity = index.nodes(node, SH.severity)
    rules = [_rule(n, index) for n in index.nodes(node, SH.property)]
    rules += [_rule(n, index, severity) for n in index.nodes(node, SH.sparql)]
    if index.text(node, SH.message):
        rules.append(_rule(node, index))
    return Shape(node, _local(node), targets, tuple(sorted(rules, key=lambda rule: rule.local)))


def _rule(node: NamedNode, index: Index, severity: tuple[NamedNode, ...] = ()) -> Rule:
    found = index.nodes(node, SH.severity) or severity
    return Rule(
        node,
        _local(node),
        index.text(node, SH.message),
        _local(found[0]) if found else "Violation",
        _path(index.value(node, SH.path), index),
        index.text(node, SH.select).strip(),
    )


def _path(value: object, index: Index) -> str:
    """Return a property path in words; of a blank node, the properties that occur in it."""
    if isinstance(value, NamedNode):
        return value.value.replace(PREFIXES["ist"], "ist:")
    if isinstance(value, BlankNode):
        return " / ".join(_leaves(value, index, 0))
    return ""


def _leaves(node: Node, index: Index, depth: int) -> list[str]:
    found: list[str] = []
    for predicate, value in index.outgoing(node):
        if isinstance(value, BlankNode) and depth < 9:
            found += _leaves(value, index, depth + 1)
        elif isinstance(value, NamedNode) and value != RDF.nil:
            inverse = predicate.value.endswith("inversePath")
            found.append(("^" if inverse else "") + _path(value, index))
    return found


def glossary_context(library: Library) -> dict[str, Any]:
    """Return the glossary page."""
    sections = terms_of(library)
    return {
        "sections": sections,
        "modules": [d.iri for d in library.project.corpus.ontology if d.iri is not None],
        "namespace": PREFIXES["ist"],
        "number": sum(len(entries) for _, entries, _ in sections),
    }
