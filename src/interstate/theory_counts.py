"""Counting cases without counting one thing twice: wholes and their parts, and shared sentences.

A set of demands is a case, and so is each demand of it; to count seven then would be to count one
thing seven times. And where one sentence answers for many cases, there is one piece of evidence.
Counts say how much there is to read, no more: no verdict is summed over cases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from interstate.record import short
from interstate.verdicts import Bearing, Outcome, Verdict

OUTCOMES = (Outcome.FITS, Outcome.COUNTERS, Outcome.MIXED, Outcome.SILENT)
"""What a case in scope can come to, in the order in which it is told."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How one implication fares: cases that stand for themselves, parts of cases, and the rest.

    ``parts_of`` are the wholes of the parts, cases in scope themselves, ``bearings``
    those of the cases that stand for themselves, ``shared`` the claims that alone answer in more
    than one case or part, with their number.
    """

    universe: int
    whole: Mapping[Outcome, int]
    parts: Mapping[Outcome, int]
    parts_of: tuple[NamedNode, ...]
    bearings: Mapping[Bearing, int]
    shared: Mapping[NamedNode, int]

    @property
    def out(self) -> int:
        """The number of cases out of scope."""
        return self.universe - self.cases - self.items

    @property
    def cases(self) -> int:
        """The number of cases in scope that are not parts of another."""
        return sum(self.whole.values())

    @property
    def items(self) -> int:
        """The number of cases in scope that are parts of another."""
        return sum(self.parts.values())


def count(verdicts: Sequence[Verdict]) -> Counts:
    """Count the verdicts of one implication under one view."""
    told = [v for v in verdicts if v.outcome is not Outcome.OUT]
    cases = {v.case for v in told}
    # What is an item of a set that is no case itself is counted nowhere else: it stands for itself.
    parts = [v for v in told if cases.intersection(v.part_of)]
    whole = [v for v in told if not cases.intersection(v.part_of)]
    alone = Counter(
        next(iter(claims)) for v in told if len(claims := {row.claim for row in v.rows}) == 1
    )
    return Counts(
        universe=len(verdicts),
        whole=_by_outcome(whole),
        parts=_by_outcome(parts),
        parts_of=tuple(sorted(cases & {w for v in parts for w in v.part_of}, key=str)),
        bearings={
            bearing: number
            for bearing in Bearing
            if (number := sum(v.bearing is bearing for v in whole)) and bearing is not Bearing.NONE
        },
        shared={
            claim: number
            for claim, number in sorted(alone.items(), key=lambda item: (-item[1], str(item[0])))
            if number > 1
        },
    )


def _by_outcome(verdicts: Sequence[Verdict]) -> dict[Outcome, int]:
    found = Counter(v.outcome for v in verdicts)
    return {outcome: found[outcome] for outcome in OUTCOMES}


def in_words(counts: Mapping[Outcome, int]) -> str:
    """Say how many cases came to what.

    >>> in_words({Outcome.FITS: 3, Outcome.COUNTERS: 0, Outcome.MIXED: 0, Outcome.SILENT: 1})
    '3 fits, 0 counters, 0 mixed, 1 silent'
    """
    return ", ".join(f"{counts[outcome]} {outcome}" for outcome in OUTCOMES)


def lines(counts: Counts) -> Iterator[str]:
    """Say the counts: cases for themselves, parts apart, and what rests on one sentence."""
    scope = counts.cases + counts.items
    if not counts.items:
        yield f"cases: {counts.universe}, in scope {scope}: {in_words(counts.whole)}"
    else:
        wholes = ", ".join(map(short, counts.parts_of))
        yield (
            f"cases: {counts.universe}, in scope {scope}: {counts.cases} that stand for themselves "
            f"and {counts.items} parts of {wholes}"
        )
        yield f"    {counts.cases} for themselves: {in_words(counts.whole)}"
        yield f"    {counts.items} parts, which count for nothing more: {in_words(counts.parts)}"
    for claim, number in counts.shared.items():
        yield f"one sentence alone answers in {number} of these: {short(claim)}"
