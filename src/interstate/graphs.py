"""Read the files of a project once, and look things up in them.

Everything works on :mod:`pyoxigraph` terms, which keep literals as they were written and parse
some twenty times faster than rdflib (``docs/benchmarks``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from interstate.errors import InputError
from interstate.namespaces import DATA, OWL, RDF, RDFS
from interstate.resources import project_root

MAX_FILE_BYTES = 32 * 1024 * 1024
"""Larger Turtle files are refused: split them, so that people can review them."""

MAX_LITERAL_CHARACTERS = 1024 * 1024
"""Longer literals are refused: they are documents, not values."""

Term = NamedNode | BlankNode | Literal
Node = NamedNode | BlankNode
_N = TypeVar("_N")

_PREFIX = re.compile(r"^\s*@prefix\s+([\w-]*):\s*<([^>]*)>\s*\.", re.MULTILINE)


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One Turtle file, read once: its text, its triples as written, its ontology IRI."""

    path: Path
    name: str
    text: str
    triples: tuple[Triple, ...] = field(repr=False)
    prefixes: Mapping[str, str] = field(repr=False)
    iri: NamedNode | None
    imports: tuple[str, ...] = ()

    def line_of(self, node: str) -> int:
        """Return the 1-based line where the block of ``node`` (an IRI) begins, 0 if none does."""
        for prefix, namespace in self.prefixes.items():
            if node.startswith(namespace):
                local = f"{prefix}:{node[len(namespace) :]}"
                match = re.search(rf"^{re.escape(local)}(?=\s|$)", self.text, re.MULTILINE)
                if match:
                    return self.text.count("\n", 0, match.start()) + 1
        position = self.text.find(f"\n<{node}>")
        return 0 if position < 0 else self.text.count("\n", 0, position) + 2


def read_text(path: Path, name: str | None = None) -> str:
    """Return a UTF-8 file's text.

    Raises:
        InputError: not there, unreadable, too large, or not UTF-8 (the message has the byte).
    """
    shown = name or str(path)
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise InputError(
                f"the file has {size:,} bytes; {MAX_FILE_BYTES:,} is the most.",
                remedy="split it, or keep bulk data outside the project and query it there.",
                path=shown,
            )
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise InputError(
            f"not UTF-8: byte {error.start} cannot be read.",
            remedy="save the file as UTF-8.",
            path=shown,
            line=line,
        ) from error
    except OSError as error:
        raise InputError(
            f"cannot be read ({error.strerror or error}).",
            remedy="check the path and its permissions.",
            path=shown,
        ) from error


def parse_turtle(text: str, name: str) -> tuple[Triple, ...]:
    """Return the triples of a Turtle text, lexical forms kept.

    Raises:
        InputError: broken syntax (with its line), or a literal longer than
            :data:`MAX_LITERAL_CHARACTERS`.
    """
    try:
        triples = tuple(quad.triple for quad in ox.parse(text.encode(), ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        reason = str(error.msg if hasattr(error, "msg") else error)
        raise InputError(
            f"broken Turtle: {reason}.",
            remedy="mend the statement that ends here; each @prefix must be declared.",
            path=name,
            line=error.lineno,
        ) from error
    if len(text) > MAX_LITERAL_CHARACTERS:
        for triple in triples:
            value = triple.object
            if isinstance(value, Literal) and len(value.value) > MAX_LITERAL_CHARACTERS:
                raise InputError(
                    f"the {triple.predicate} of {triple.subject} is a literal of "
                    f"{len(value.value):,} characters; {MAX_LITERAL_CHARACTERS:,} is the most.",
                    remedy="keep documents out of the graph and point to them.",
                    path=name,
                )
    return triples


def load_document(path: Path, root: Path | None = None) -> Document:
    """Read and parse one Turtle file; names in messages are relative to ``root``.

    Raises:
        InputError: see :func:`read_text` and :func:`parse_turtle`.
    """
    name = path.relative_to(root).as_posix() if root and path.is_relative_to(root) else str(path)
    text = read_text(path, name)
    triples = parse_turtle(text, name)
    headers = sorted(
        t.subject.value
        for t in triples
        if t.predicate == RDF.type and t.object == OWL.Ontology and isinstance(t.subject, NamedNode)
    )
    imports = {
        t.object.value
        for t in triples
        if t.predicate == OWL.imports and isinstance(t.object, NamedNode)
    }
    return Document(
        path,
        name,
        text,
        triples,
        dict(_PREFIX.findall(text)),
        NamedNode(headers[0]) if headers else None,
        tuple(sorted(imports)),
    )


@dataclass(frozen=True)
class Corpus:
    """All Turtle files of a project, by part."""

    root: Path
    ontology: tuple[Document, ...]
    alignments: tuple[Document, ...]
    shapes: tuple[Document, ...]
    reference: tuple[Document, ...]
    sources: Mapping[str, tuple[Document, ...]]

    @property
    def data(self) -> tuple[Document, ...]:
        """Reference data and every source's files, by path."""
        return (*self.reference, *(doc for docs in self.sources.values() for doc in docs))

    def of(self, citekeys: Collection[str]) -> Corpus:
        """Return the same project with these sources only."""
        return replace(self, sources={k: d for k, d in self.sources.items() if k in citekeys})

    @cached_property
    def ontology_triples(self) -> tuple[Triple, ...]:
        """The ontology's triples, all modules."""
        return merged(self.ontology)

    @cached_property
    def shapes_triples(self) -> tuple[Triple, ...]:
        """The shapes' triples, all files."""
        return merged(self.shapes)

    @cached_property
    def data_triples(self) -> tuple[Triple, ...]:
        """The data's triples, all files, as authored."""
        return merged(self.data)

    @cached_property
    def index(self) -> Index:
        """The authored data, for look-ups."""
        return Index(self.data_triples)

    @cached_property
    def hierarchy(self) -> Hierarchy:
        """The ontology's classes and properties, for look-ups."""
        return Hierarchy(self.ontology_triples)


def merged(documents: Iterable[Document]) -> tuple[Triple, ...]:
    """Return the documents' triples without repetition, in order of first appearance.

    Canonical files have no labelled blank nodes, so those of two files never meet.
    """
    return tuple(dict.fromkeys(t for document in documents for t in document.triples))


def load_corpus(
    root: Path | str | None = None, on_error: Callable[[InputError], None] | None = None
) -> Corpus:
    """Read a project: ``root``'s ``ontology/ shapes/ data/`` (default: what is shipped).

    With ``on_error``, unreadable files are handed to it and left out, so that a caller can
    report them all.

    Raises:
        InputError: a folder is missing or empty, or (without ``on_error``) a file is unreadable.
    """
    folder = project_root(root)

    def load(path: Path) -> Iterator[Document]:
        try:
            yield load_document(path, folder)
        except InputError as error:
            if on_error is None:
                raise
            on_error(error)

    def load_all(pattern: str, *, required: bool = False) -> tuple[Document, ...]:
        paths = sorted(folder.glob(pattern))
        if required and not paths:
            raise InputError(
                f"no file matches {pattern}.",
                remedy="put the Turtle files there, or name another project folder.",
                path=folder,
            )
        return tuple(document for path in paths for document in load(path))

    citekeys = sorted(p.name for p in (folder / "data/sources").glob("*") if p.is_dir())
    return Corpus(
        root=folder,
        ontology=load_all("ontology/*.ttl", required=True),
        alignments=load_all("ontology/alignments/*.ttl"),
        shapes=load_all("shapes/*.ttl", required=True),
        reference=load_all("data/reference/*.ttl"),
        sources={key: load_all(f"data/sources/{key}/*.ttl") for key in citekeys},
    )


class Index:
    """Triples by subject and by object; answers are sorted, so that all output is stable."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        """Index ``triples`` once; cost grows linearly."""
        self.triples = tuple(triples)
        self._forward: dict[Node, dict[NamedNode, list[Term]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self._backward: dict[Term, dict[NamedNode, list[Node]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for triple in self.triples:
            subject, predicate, value = _parts(triple)
            self._forward[subject][predicate].append(value)
            self._backward[value][predicate].append(subject)

    def __contains__(self, node: object) -> bool:
        """Tell whether ``node`` is the subject of any triple."""
        return node in self._forward

    def subjects(self, predicate: NamedNode, value: Term) -> tuple[Node, ...]:
        """Return the subjects that have ``value`` for ``predicate``, by IRI."""
        return _in_order(self._backward.get(value, {}).get(predicate, ()))

    def objects(self, subject: Node, predicate: NamedNode) -> tuple[Term, ...]:
        """Return the values of ``predicate`` on ``subject``, sorted."""
        return _in_order(self._forward.get(subject, {}).get(predicate, ()))

    def nodes(self, subject: Node, predicate: NamedNode) -> tuple[NamedNode, ...]:
        """Return those values of ``predicate`` that are IRIs, sorted."""
        return tuple(o for o in self.objects(subject, predicate) if isinstance(o, NamedNode))

    def value(self, subject: Node, predicate: NamedNode) -> Term | None:
        """Return the first value of ``predicate`` on ``subject``, or None."""
        found = self.objects(subject, predicate)
        return found[0] if found else None

    def text(self, subject: Node, predicate: NamedNode) -> str:
        """Return the first literal value's text, "" where there is none."""
        value = self.value(subject, predicate)
        return value.value if isinstance(value, Literal) else ""

    def label(self, subject: Node) -> str:
        """Return the node's label, else the last part of its IRI."""
        return self.text(subject, RDFS.label) or re.split(r"[/#]", str(subject.value))[-1]

    def types(self, subject: Node) -> tuple[NamedNode, ...]:
        """Return the node's asserted classes, sorted."""
        return self.nodes(subject, RDF.type)

    def subjects_of_type(self, *classes: NamedNode) -> tuple[NamedNode, ...]:
        """Return the IRIs typed as any of ``classes`` (no subclass look-up), sorted."""
        found = {s for c in classes for s in self.subjects(RDF.type, c) if isinstance(s, NamedNode)}
        return tuple(sorted(found, key=str))

    def outgoing(self, subject: Node) -> Iterator[tuple[NamedNode, Term]]:
        """Iterate over the (predicate, value) pairs of ``subject``, sorted."""
        pairs = (
            (predicate, value)
            for predicate, values in self._forward.get(subject, {}).items()
            for value in values
        )
        return iter(sorted(pairs, key=lambda pair: (pair[0].value, str(pair[1]))))

    def incoming(self, value: Term) -> Iterator[tuple[Node, NamedNode]]:
        """Iterate over the (subject, predicate) pairs that point at ``value``, sorted."""
        pairs = (
            (subject, predicate)
            for predicate, subjects in self._backward.get(value, {}).items()
            for subject in subjects
        )
        return iter(sorted(pairs, key=lambda pair: (str(pair[0]), pair[1].value)))


def _in_order(found: Sequence[_N]) -> tuple[_N, ...]:
    """Sort by text, but the most, which are none or one, need no text written."""
    return tuple(found) if len(found) < 2 else tuple(sorted(found, key=str))


def _parts(triple: Triple) -> tuple[Node, NamedNode, Term]:
    subject, predicate, value = triple.subject, triple.predicate, triple.object
    if isinstance(subject, Triple) or isinstance(value, Triple):
        raise InputError(
            "a quoted triple (RDF 1.2) stands where a node belongs.",
            remedy="run interstate check, which names the file and line; use a Claim instead.",
        )
    return subject, predicate, value


class Hierarchy:
    """Which class or property lies below which, closed once over the named ones."""

    def __init__(self, ontology: Iterable[Triple]) -> None:
        """Close ``rdfs:subClassOf`` and ``rdfs:subPropertyOf`` over IRIs."""
        parents: dict[NamedNode, set[NamedNode]] = defaultdict(set)
        self.defined: set[NamedNode] = set()
        for triple in ontology:
            subject, value = triple.subject, triple.object
            if not isinstance(subject, NamedNode) or not isinstance(value, NamedNode):
                continue
            if triple.predicate in (RDFS.subClassOf, RDFS.subPropertyOf):
                parents[subject].add(value)
            elif triple.predicate == RDF.type:
                self.defined.add(subject)
        self._above: dict[NamedNode, frozenset[NamedNode]] = {}
        for node in list(parents):
            self._close(node, parents)
        below: dict[NamedNode, set[NamedNode]] = defaultdict(set)
        for node, above in self._above.items():
            for parent in above:
                below[parent].add(node)
        self._below = {node: frozenset(children) for node, children in below.items()}

    def _close(self, start: NamedNode, parents: Mapping[NamedNode, set[NamedNode]]) -> None:
        seen: set[NamedNode] = set()
        agenda = [start]
        while agenda:
            node = agenda.pop()
            for parent in parents.get(node, ()):
                if parent not in seen:
                    seen.add(parent)
                    agenda.append(parent)
        self._above[start] = frozenset((start, *seen))

    def above(self, node: NamedNode) -> frozenset[NamedNode]:
        """Return ``node`` and all that it is a subclass or subproperty of."""
        found = self._above.get(node)  # asked for every statement: nothing is built here
        return frozenset((node,)) if found is None else found

    def below(self, node: NamedNode) -> frozenset[NamedNode]:
        """Return ``node`` and all its subclasses or subproperties."""
        return self._below.get(node, frozenset()) | {node}

    def is_a(self, classes: Iterable[NamedNode], kind: NamedNode) -> bool:
        """Tell whether any of ``classes`` is ``kind`` or lies below it."""
        return any(kind in self.above(c) for c in classes)


def source_of(iri: NamedNode, citekeys: Iterable[str]) -> str | None:
    """Return the citekey whose namespace ``iri`` lies in, if any.

    >>> source_of(NamedNode("https://w3id.org/interstate/id/doe-1999/c001"), ["doe-1999"])
    'doe-1999'
    """
    prefix = DATA.replace("/data/", "/id/")
    if not iri.value.startswith(prefix):
        return None
    head = iri.value[len(prefix) :].split("/", 1)[0]
    return head if head in set(citekeys) else None
