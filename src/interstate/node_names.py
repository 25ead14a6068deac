"""Which node somebody means: an IRI, a prefixed name, a bare name, or words of a label.

What fits exactly one node is taken; what fits several, or is only nearly a name, is answered with
the nodes that may be meant. A misspelling is never guessed at: a record is not to be read by luck.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from interstate.errors import InputError
from interstate.namespaces import ID, PREFIXES, RDFS, SKOS
from interstate.queries import parse_term
from interstate.query_errors import close_names
from interstate.result_views import short_name

LISTED = 10
"""So many nodes are named where several may be meant."""

_LABELS = (RDFS.label, SKOS.prefLabel, SKOS.altLabel)


@dataclass(frozen=True, slots=True)
class Names:
    """What the nodes of some triples are called: local names and labels, as slugs."""

    local: Mapping[str, frozenset[str]]
    labels: Mapping[str, frozenset[str]]
    title: Mapping[str, str]

    def called(self, words: str) -> tuple[str, ...]:
        """Return the IRIs that ``words`` fit, by the strictest reading that fits any.

        A whole name or label first; else a part of a label; else all words of it in any order.
        """
        slug = _slug(words)
        if not slug:
            return ()
        whole = self.local.get(slug, frozenset()) | self.labels.get(slug, frozenset())
        part = whole or self._where(lambda label: f"-{slug}" in f"-{label}")
        wanted = slug.split("-")
        found = part or self._where(lambda label: all(f"-{w}" in f"-{label}" for w in wanted))
        return tuple(sorted(found, key=self._rank))

    def nearly(self, words: str) -> tuple[str, ...]:
        """Return the IRIs whose name or label looks like ``words``."""
        slug = _slug(words)
        near = close_names(slug, {*self.local, *self.labels})
        none: frozenset[str] = frozenset()
        found = (
            iri
            for name in near
            for iri in sorted(
                self.local.get(name, none) | self.labels.get(name, none), key=self._rank
            )
        )
        return tuple(dict.fromkeys(found))

    def listed(self, few: str, many: str, iris: Sequence[str]) -> str:
        """Name nodes with their labels: a few in the sentence ``few``, more below ``many``."""
        shown = [
            f"{short_name(iri)} ({self.title[iri]})" if iri in self.title else short_name(iri)
            for iri in iris
        ]
        if len(shown) <= 3:
            return few.format(" or ".join(shown))
        more = [f"… and {len(shown) - LISTED} more"] if len(shown) > LISTED else []
        return "\n  ".join((many, *shown[:LISTED], *more))

    def _where(self, fits: Callable[[str], bool]) -> frozenset[str]:
        return frozenset(iri for slug, iris in self.labels.items() if fits(slug) for iri in iris)

    def _rank(self, iri: str) -> tuple[bool, int, str]:
        """Put what sources share before what one of them says, and short labels first."""
        prefix = short_name(iri).partition(":")[0]
        return prefix not in PREFIXES, len(self.title.get(iri, "")), iri


def names_in(triples: Iterable[Triple]) -> Names:
    """Collect what the nodes that ``triples`` speak of are called."""
    local: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, set[str]] = defaultdict(set)
    title: dict[str, str] = {}
    seen: set[str] = set()
    for triple in triples:
        if not isinstance(triple.subject, NamedNode):
            continue
        iri = triple.subject.value
        if iri not in seen:
            seen.add(iri)
            local[_slug(_local(iri))].add(iri)
        if triple.predicate in _LABELS and isinstance(triple.object, Literal):
            labels[_slug(triple.object.value)].add(iri)
            if triple.predicate == RDFS.label:
                title[iri] = min(title.get(iri, triple.object.value), triple.object.value)
    return Names(_frozen(local), _frozen(labels), title)


def find_node(text: str, triples: Iterable[Triple], prefixes: Mapping[str, str]) -> NamedNode:
    """Return the node that ``text`` names, among those that ``triples`` speak of.

    >>> from pyoxigraph import Triple
    >>> usa = NamedNode("https://w3id.org/interstate/id/state/usa")
    >>> said = [Triple(usa, RDFS.label, Literal("United States", language="en"))]
    >>> find_node("usa", said, PREFIXES) == find_node("united states", said, PREFIXES) == usa
    True
    >>> find_node("untied states", said, PREFIXES)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    interstate.errors.InputError: nothing is called 'untied states'. Remedy: did you mean ...

    Raises:
        InputError: nothing is called so, or several nodes are; the remedy names them.
    """
    triples = tuple(triples)
    term = parse_term(text, prefixes)
    if isinstance(term, NamedNode) and term in _terms(triples):
        return term
    names = names_in(triples)
    if isinstance(term, NamedNode):
        # The prefix was chosen with care, so another one is proposed, not taken.
        raise _unknown(text, _beyond(term, names) or _near(term, names), names)
    found = names.called(term.value)
    if len(found) == 1:
        return NamedNode(found[0])
    if found:
        raise InputError(
            f"'{text}' fits {len(found)} nodes.",
            remedy=names.listed("name {}.", "name one of them:", found),
        )
    raise _unknown(text, names.nearly(term.value), names)


def _unknown(text: str, near: Sequence[str], names: Names) -> InputError:
    known = names.listed("did you mean {}?", "did you mean one of these?", near)
    other = "try other words of its label, or see `interstate ask` for what is here."
    return InputError(f"nothing is called '{text}'.", remedy=known if near else other)


def _beyond(term: NamedNode, names: Names) -> tuple[str, ...]:
    """Return the nodes that have the local name of ``term`` under another prefix."""
    local = _slug(_local(term.value))
    # Sources number their claims, so c014 of another source is not what was meant.
    found = () if re.fullmatch(r"[a-z]\d+", local) else names.local.get(local, ())
    return tuple(sorted(iri for iri in found if short_name(iri).partition(":")[0] in PREFIXES))


def _near(term: NamedNode, names: Names) -> tuple[str, ...]:
    """Return the nodes whose IRI looks like ``term``, those with the same prefix first."""
    space = term.value.removesuffix(_local(term.value))
    known = {iri for iris in names.local.values() for iri in iris}
    beside = {iri for iri in known if iri.startswith(space)}
    from_labels = [iri for iri in names.nearly(_local(term.value)) if iri in beside]
    by_name = {_local(iri): iri for iri in beside}
    close = [by_name[name] for name in close_names(_local(term.value), by_name)]
    if close or from_labels:
        return tuple(dict.fromkeys((*close, *from_labels)))
    by_short = {short_name(iri): iri for iri in known if iri.startswith(ID)}
    return tuple(by_short[name] for name in close_names(short_name(term.value), by_short))


def _terms(triples: Iterable[Triple]) -> Iterator[NamedNode]:
    for triple in triples:
        for term in (triple.subject, triple.predicate, triple.object):
            if isinstance(term, NamedNode):
                yield term


def _frozen(sets: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(value) for key, value in sets.items() if key}


def _local(iri: str) -> str:
    """Return the last part of an IRI.

    >>> _local("https://example.org/a#b"), _local("https://example.org/a/")
    ('b', 'a')
    """
    return re.split(r"[/#]", iri.rstrip("/#"))[-1]


def _slug(text: str) -> str:
    return re.sub(r"[^\w]+", "-", text.casefold()).strip("-")
