"""A library that notes what is read from it, so that a later build knows which pages still hold.

While a page is made, each look-up leaves a key: "what goes out from this node", "what points at
it by this property", "its accounts". A page is the same as before if all its keys still have the
digests that they had. Look-ups that are about no single node count as reading everything, so
nothing can be read unnoticed: what is not known here by name is everything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from functools import cached_property
from types import MethodType
from typing import Any, TypeVar, cast

from pyoxigraph import NamedNode

from interstate.derivation import Derived
from interstate.graphs import Hierarchy, Index, Node, Term
from interstate.record import Record
from interstate.site.library import Library

EVERYTHING = "*"
"""The key of a page that depends on all input."""

Touch = Callable[[str], None]
_V = TypeVar("_V")

CONSTANT = ("header", "sources", "texts", "source_by_key")
"""Parts of a library that no page is without: if one changes, all pages are made anew."""


class Trace:
    """Collects keys while it is told to."""

    def __init__(self) -> None:
        """Begin with collecting nothing."""
        self._keys: set[str] | None = None

    def touch(self, key: str) -> None:
        """Note that what ``key`` stands for is read."""
        if self._keys is not None:
            self._keys.add(key)

    @contextmanager
    def recording(self) -> Iterator[set[str]]:
        """Collect the keys of what is read until the block ends."""
        keys: set[str] = set()
        self._keys = keys
        try:
            yield keys
        finally:
            self._keys = None


class TouchedIndex(Index):
    """An index that notes the nodes looked up in it."""

    def __init__(self, name: str, index: Index, touch: Touch) -> None:
        """Look things up in ``index``; its list of all triples counts as everything.

        Keys are ``<name>-out <node>`` and ``<name>-in <node> [<property>]``.
        """
        self._name = name
        self._index = index
        self._touch = touch

    def __getattr__(self, name: str) -> Any:
        """Return what is not known here, as everything."""
        self._touch(EVERYTHING)
        return getattr(self._index, name)

    def _note(self, kind: str, node: object, more: str = "") -> None:
        if isinstance(node, NamedNode):
            self._touch(f"{self._name}-{kind} {node.value}{more}")
        else:
            self._touch(EVERYTHING)

    def __contains__(self, node: object) -> bool:
        """Tell whether ``node`` is the subject of any triple."""
        self._note("out", node)
        return node in self._index

    def subjects(self, predicate: NamedNode, value: Term) -> tuple[Node, ...]:
        """Return the subjects that have ``value`` for ``predicate``."""
        self._note("in", value, f" {predicate.value}")
        return self._index.subjects(predicate, value)

    def objects(self, subject: Node, predicate: NamedNode) -> tuple[Term, ...]:
        """Return the values of ``predicate`` on ``subject``."""
        self._note("out", subject)
        return self._index.objects(subject, predicate)

    def outgoing(self, subject: Node) -> Iterator[tuple[NamedNode, Term]]:
        """Iterate over the (predicate, value) pairs of ``subject``."""
        self._note("out", subject)
        return self._index.outgoing(subject)

    def incoming(self, value: Term) -> Iterator[tuple[Node, NamedNode]]:
        """Iterate over the (subject, predicate) pairs that point at ``value``."""
        self._note("in", value)
        return self._index.incoming(value)


class TouchedMap(Mapping[NamedNode, _V]):
    """A mapping from nodes that notes which are looked up."""

    def __init__(self, name: str, plain: Mapping[NamedNode, _V], touch: Touch) -> None:
        """Note the keys ``<name> <node>``."""
        self._name, self._plain, self._touch = name, plain, touch

    def __getitem__(self, node: NamedNode) -> _V:
        """Return the value of one node."""
        self._touch(f"{self._name} {node.value}")
        return self._plain[node]

    def __contains__(self, node: object) -> bool:
        """Tell whether a node has a value."""
        self._touch(f"{self._name} {getattr(node, 'value', node)}")
        return node in self._plain

    def __iter__(self) -> Iterator[NamedNode]:
        """Iterate over all nodes, which is everything."""
        self._touch(EVERYTHING)
        return iter(self._plain)

    def __len__(self) -> int:
        """Count all nodes, which is everything."""
        self._touch(EVERYTHING)
        return len(self._plain)


class TouchedSet(Set[Any]):
    """A set that notes whose membership is asked for."""

    def __init__(self, name: str, plain: Set[Any], touch: Touch) -> None:
        """Note the keys ``<name> <member>``."""
        self._name, self._plain, self._touch = name, plain, touch

    def __contains__(self, member: object) -> bool:
        """Tell whether ``member`` is in it."""
        self._touch(f"{self._name} {getattr(member, 'value', member)}")
        return member in self._plain

    def __iter__(self) -> Iterator[Any]:
        """Iterate over all members, which is everything."""
        self._touch(EVERYTHING)
        return iter(self._plain)

    def __len__(self) -> int:
        """Count all members, which is everything."""
        self._touch(EVERYTHING)
        return len(self._plain)


class Watched:
    """Stands for a record of the library: its mappings and sets by node, all else everything."""

    def __init__(self, name: str, plain: object, touch: Touch, parts: Mapping[str, object]) -> None:
        """Watch ``plain``; ``parts`` are those of its attributes that are watched already."""
        self._name, self._plain, self._touch = name, plain, touch
        self.__dict__.update(parts)

    def __getattr__(self, attribute: str) -> Any:
        """Return an attribute so that its use is noted; methods run on what is watched."""
        value = getattr(self._plain, attribute)
        if isinstance(value, MethodType):
            return MethodType(value.__func__, self)
        watched = _watched(f"{self._name}.{attribute}", value, self._touch)
        if watched is value:
            self._touch(EVERYTHING)
        else:
            self.__dict__[attribute] = watched
        return watched


def _watched(name: str, value: object, touch: Touch) -> object:
    if isinstance(value, Mapping):
        return TouchedMap(name, value, touch)
    if isinstance(value, Set):
        return TouchedSet(name, value, touch)
    return value


_INDEXES = ("index", "ontology", "shapes", "descriptions")
_BY_NODE = (
    "contradictions_of",
    "described_by",
    "notes_on",
    "claims_at",
    "default_held",
    "root_set",
)
"""Cached parts of a library that are looked up node by node."""


class TracedLibrary(Library):
    """A library whose every look-up is noted by its trace."""

    def __init__(self, plain: Library) -> None:
        """Trace what is read of ``plain``."""
        self.plain = plain
        self.trace = Trace()
        touch = self.trace.touch
        self.index, self.ontology, self.shapes, self.descriptions = (
            TouchedIndex(name, getattr(plain, name), touch) for name in _INDEXES
        )
        for name in _BY_NODE:
            self.__dict__[name] = _watched(name, getattr(plain, name), touch)
        for name in CONSTANT:
            self.__dict__[name] = getattr(plain, name)
        derived = plain.derived
        shared: dict[str, object] = {"index": self.index, "hierarchy": plain.hierarchy}
        self._record = Watched("record", derived.record, touch, shared)
        shared = {
            "record": self._record,
            "description": Watched("description", derived.description, touch, {}),
            "attribution": Watched("attribution", derived.attribution, touch, {}),
        }
        self._derived = Watched("derived", derived, touch, shared)

    def __getattr__(self, name: str) -> Any:
        """Return what a library has beside these, as everything."""
        if name in ("plain", "trace"):
            raise AttributeError(name)
        self.trace.touch(EVERYTHING)
        return getattr(self.plain, name)

    @property
    def hierarchy(self) -> Hierarchy:
        """Classes and properties; if the ontology changes, all pages are made anew."""
        return self.plain.hierarchy

    @property
    def derived(self) -> Derived:
        """What is computed, watched."""
        return cast(Derived, self._derived)

    @property
    def record(self) -> Record:
        """Claims and situations, watched."""
        return cast(Record, self._record)


def _everything(name: str) -> property:
    def read(library: TracedLibrary) -> Any:
        library.trace.touch(EVERYTHING)
        return getattr(library.plain, name)

    return property(read)


# A cached part that is not named above would be computed once, while some page is made, and be
# unnoticed by all later ones.
for _name, _part in vars(Library).items():
    if isinstance(_part, cached_property) and _name not in (
        *_INDEXES,
        *_BY_NODE,
        *CONSTANT,
    ):
        setattr(TracedLibrary, _name, _everything(_name))


class Digests:
    """What keys stand for now, as digests."""

    def __init__(
        self, library: Library, everything: str, others: Mapping[str, Callable[[str], object]]
    ) -> None:
        """Digest parts of ``library``.

        Args:
            library: the plain library.
            everything: the digest of all input.
            others: further kinds of keys, each with what tells what a key of the kind stands for.
        """
        self._library = library
        self._known = {EVERYTHING: everything}
        self._others = others
        derived = library.derived
        self._numbers = {id(c): n for n, c in enumerate(library.contradictions.found)}
        self._records: Mapping[str, object] = {
            "record": derived.record,
            "description": derived.description,
            "attribution": derived.attribution,
            "derived": derived,
        }

    def __call__(self, key: str) -> str:
        """Return the digest of what ``key`` stands for."""
        if key not in self._known:
            self._known[key] = digest_of(self._value(key))
        return self._known[key]

    def _value(self, key: str) -> Iterable[object]:
        kind, _, rest = key.partition(" ")
        if kind in self._others:
            return (self._others[kind](rest),)
        node, _, predicate = rest.partition(" ")
        name, dash, way = kind.partition("-")
        if dash:
            index: Index = getattr(self._library, name)
            if way == "out":
                return index.outgoing(NamedNode(node))
            return (
                (subject, found)
                for subject, found in index.incoming(NamedNode(node))
                if not predicate or found.value == predicate
            )
        name, _, attribute = kind.partition(".")
        whole = (
            getattr(self._records[name], attribute) if attribute else getattr(self._library, name)
        )
        if isinstance(whole, Mapping):
            value = whole.get(NamedNode(node))
            if name == "contradictions_of":
                return [(self._numbers.get(id(c)), c) for c in value or ()]
            return (value,)
        return (NamedNode(node) in whole,)


def digest_of(values: Iterable[object]) -> str:
    """Return a digest of values by how they are written.

    >>> digest_of(["a", "b"]) == digest_of(["a", "b"]) != digest_of(["ab"])
    True
    """
    whole = hashlib.sha256()
    for value in values:
        text = repr(value).encode()
        whole.update(b"%d " % len(text) + text)
    return whole.hexdigest()


def constants(library: Library) -> str:
    """Return the digest of what no page is without; the ontology's files are among it."""
    texts = [document.text for document in library.project.corpus.ontology]
    return digest_of([*texts, *(getattr(library, name) for name in CONSTANT)])
