"""The smallest sets of axioms from which something follows, found with any reasoner.

The reasoner is only asked "is this consistent?". To see why something follows, its negation is
added: what then cannot be true together, the negation apart, is the reason.
"""

from __future__ import annotations

import heapq
import math
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from interstate.errors import InputError, MissingToolError
from interstate.hermit import Hermit, line_of, of_lines
from interstate.owl_axioms import Axiom, Entity, Kind, entities, is_logical
from interstate.owl_vocabulary import BUILT_IN

_BUDGET = 60_000
"""Axioms that one run of the reasoner may be given in all its ontologies together."""

_EVERY = 48
"""Up to this size every size is tried in one run: starting Java costs more."""


def justify(
    axioms: Iterable[Axiom], negation: Sequence[Axiom], hermit: Hermit, seeds: Iterable[Entity] = ()
) -> tuple[Axiom, ...]:
    """Return a smallest set of ``axioms`` that contradicts ``negation`` (and itself).

    Nothing can be left out of the set; there may be others. ``seeds`` are names to begin at,
    besides those of the negation. Some ten runs of the reasoner, mostly on small sets.

    Raises:
        InputError: nothing is contradicted.
        MissingToolError: the reasoner did not answer in time.
    """
    logical = [axiom for axiom in axioms if is_logical(axiom)]
    names = {*seeds, *(e for axiom in negation for e in entities(axiom.body))}
    search = _Search(negation, hermit)
    left = _rank(logical, names) if names else _by_subject(logical)
    kept: list[Axiom] = []
    while True:
        size = search.smallest(kept, left)
        if size == 0:
            return tuple(kept)
        needed = left[size - 1]
        kept.append(needed)
        # What is left contradicts itself only with what is kept, so any order of it will do.
        names |= set(entities(needed.body))
        left = _rank(left[: size - 1], names)


class _Search:
    def __init__(self, negation: Sequence[Axiom], hermit: Hermit) -> None:
        self._negation = tuple(negation)
        self._hermit = hermit
        self._deadline = time.perf_counter() + hermit.time_limit
        self._lines: dict[int, str] = {}

    def _text(self, axioms: Sequence[Axiom]) -> str:
        """Return an ontology; each axiom is written once for all runs."""
        for axiom in axioms:
            if id(axiom) not in self._lines:
                self._lines[id(axiom)] = line_of(axiom)
        return of_lines(self._lines[id(axiom)] for axiom in axioms)

    def smallest(self, kept: Sequence[Axiom], left: Sequence[Axiom]) -> int:
        """Return how many of ``left``, from the front, it takes for a contradiction."""
        low, high = self._between(kept, left, _sizes(len(left)))
        while high - low > 1:
            splits = max(1, min(high - low - 1, _BUDGET // high))
            step = (high - low) / (splits + 1)
            tried = {low + max(1, round(step * n)) for n in range(1, splits + 1)}
            between = sorted(n for n in tried if low < n < high)
            low, high = self._between(kept, left, between, low, high)
        return high

    def _between(
        self,
        kept: Sequence[Axiom],
        left: Sequence[Axiom],
        sizes: Sequence[int],
        low: int = -1,
        high: int | None = None,
    ) -> tuple[int, int]:
        texts = [self._text([*self._negation, *kept, *left[:size]]) for size in sizes]
        seconds = self._deadline - time.perf_counter()
        if seconds <= 0:
            raise MissingToolError(
                f"no explanation was found within {self._hermit.time_limit:g} seconds. "
                "Remedy: give it more time (--time-limit)."
            )
        first = replace(self._hermit, time_limit=seconds).first_inconsistent(texts)
        if first is None:
            if high is None:
                raise InputError(
                    "this does not follow, so there is nothing to explain.",
                    remedy="run interstate reason to see what does follow.",
                )
            return sizes[-1], high
        return (low if first == 0 else sizes[first - 1]), sizes[first]


def _sizes(whole: int) -> list[int]:
    """Return the sizes to try first: all small ones, then each half as large again."""
    sizes = list(range(min(_EVERY, whole) + 1))
    while sizes[-1] < whole:
        sizes.append(min(whole, sizes[-1] * 3 // 2))
    return sizes


def _by_subject(axioms: Sequence[Axiom]) -> list[Axiom]:
    """Order axioms with nothing to begin at: terms first, then facts node by node."""

    def key(axiom: Axiom) -> tuple[bool, str, str]:
        fact = "Assertion" in axiom.body.head
        subject = str(axiom.triples[0].subject) if axiom.triples else ""
        return fact, subject, line_of(axiom)

    return sorted(axioms, key=key)


def _rank(axioms: Sequence[Axiom], names: Iterable[Entity]) -> list[Axiom]:
    """Order axioms by how closely they hang together with ``names``, farthest last.

    Passing through a name costs the logarithm of the number of axioms that have it, so that two
    facts about one event are near, and two facts about one great power are not.
    """
    having: dict[Entity, list[int]] = defaultdict(list)
    members: list[tuple[Entity, ...]] = []
    for number, axiom in enumerate(axioms):
        found = tuple({e for e in entities(axiom.body) if _counts(e)})
        members.append(found)
        for entity in found:
            having[entity].append(number)
    distance: dict[int, float] = {}
    reached: dict[Entity, float] = {}
    agenda: list[tuple[float, str, Entity]] = [(0.0, e.iri, e) for e in names if _counts(e)]
    heapq.heapify(agenda)
    while agenda:
        cost, _, entity = heapq.heappop(agenda)
        if entity in reached:
            continue
        reached[entity] = cost
        beyond = cost + math.log2(1 + len(having[entity]))
        for number in having[entity]:
            if number not in distance:
                distance[number] = beyond
                for other in members[number]:
                    if other not in reached:
                        heapq.heappush(agenda, (beyond, other.iri, other))
    far = float("inf")
    order = sorted(range(len(axioms)), key=lambda n: (distance.get(n, far), line_of(axioms[n])))
    return [axioms[n] for n in order]


def _counts(entity: Entity) -> bool:
    return entity.iri not in BUILT_IN and entity.kind is not Kind.DATATYPE
