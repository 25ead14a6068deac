"""Putting a prediction to the record: outcome per case, and how much it bears.

The outcome compares the answers found with the one predicted. What it *bears* follows from the
kind of test, and is capped where the evidence could not have come out otherwise: if only sources
that apply the theory report it, if no source covers the time in question, if the answers are
themselves interpretations, or if nobody predicts anything else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pyoxigraph import NamedNode

from interstate.bench import Bench, root_of_row
from interstate.errors import InputError
from interstate.ground import source_of
from interstate.record import short
from interstate.theory_library import Implication, Probe


class Outcome(StrEnum):
    """How the answers in a case compare with the predicted one."""

    FITS = "fits"
    COUNTERS = "counters"
    MIXED = "mixed"
    SILENT = "silent"
    OUT = "out"


class Bearing(StrEnum):
    """What an outcome means for the proposition."""

    SUPPORTS = "supports"
    SURVIVES = "survives"
    LEANS_FOR = "leans-for"
    CONTESTED = "contested"
    LEANS_AGAINST = "leans-against"
    DISPUTES = "disputes"
    NONE = "none"

    @property
    def words(self) -> str:
        """The bearing as a sentence has it: "leans for"."""
        return self.value.replace("-", " ")


class Mark(StrEnum):
    """Why a verdict is capped, or to be read with care."""

    CIRCULAR = "circular"
    COVERAGE = "coverage"
    FORMATIVE = "formative-case"
    INTERPRETATION = "interpretation"
    NO_RIVAL = "no-rival"
    ONE_SOURCE = "one-source"
    PART = "part-of-case"


_BEARINGS: Mapping[str, tuple[Bearing, Bearing]] = {
    "straw-in-the-wind": (Bearing.LEANS_FOR, Bearing.LEANS_AGAINST),
    "hoop": (Bearing.SURVIVES, Bearing.DISPUTES),
    "smoking-gun": (Bearing.SUPPORTS, Bearing.LEANS_AGAINST),
    "doubly-decisive": (Bearing.SUPPORTS, Bearing.DISPUTES),
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One row: in this case this answer, by this root claim; whether its source is interested."""

    case: NamedNode
    answer: NamedNode
    claim: NamedNode
    interested: bool

    @property
    def source(self) -> str:
        """The citekey of the row's source."""
        return source_of(self.claim)


@dataclass(frozen=True, slots=True)
class Findings:
    """What the three queries of an implication yield over one view."""

    universe: Mapping[NamedNode, frozenset[NamedNode]]
    scope: frozenset[NamedNode]
    rows: tuple[Evidence, ...]

    def in_case(self, case: NamedNode) -> tuple[Evidence, ...]:
        """Return the rows of one case."""
        return tuple(row for row in self.rows if row.case == case)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a prediction fares in one case under one view.

    ``rests_on`` are the root claims without any one of which rows or outcome would be others,
    ``flips_without`` those without which alone the outcome would, and ``flips_to``, one for each
    of them, what it would be; None while not asked for. ``part_of`` are the wholes of which the
    case is an item.
    """

    implication: Implication
    view: str
    case: NamedNode
    outcome: Outcome
    bearing: Bearing
    rows: tuple[Evidence, ...]
    told_by: frozenset[NamedNode]
    marks: tuple[Mark, ...]
    applied_by: tuple[NamedNode, ...]
    without_project: Outcome
    without_interested: Outcome
    digest: str
    rests_on: tuple[NamedNode, ...] | None = None
    flips_without: tuple[NamedNode, ...] | None = None
    flips_to: tuple[Outcome, ...] | None = None
    part_of: tuple[NamedNode, ...] = ()

    @property
    def interested(self) -> int:
        """The number of rows by sources that apply the theory."""
        return sum(row.interested for row in self.rows)

    @property
    def others(self) -> int:
        """The number of rows by sources that do not apply it."""
        return len(self.rows) - self.interested


def outcome_of(answers: Iterable[NamedNode], predicted: NamedNode) -> Outcome:
    """Compare the answers of a case that is in scope with the predicted one.

    >>> yes, no = NamedNode("x:yes"), NamedNode("x:no")
    >>> [str(outcome_of(found, yes)) for found in ([yes], [no], [yes, no], [])]
    ['fits', 'counters', 'mixed', 'silent']
    """
    found = set(answers)
    if not found:
        return Outcome.SILENT
    if found == {predicted}:
        return Outcome.FITS
    return Outcome.MIXED if predicted in found else Outcome.COUNTERS


def bearing_of(kind: str, outcome: Outcome) -> Bearing:
    """Return what an outcome bears in a test of this kind, before any cap.

    >>> str(bearing_of("hoop", Outcome.FITS)), str(bearing_of("smoking-gun", Outcome.COUNTERS))
    ('survives', 'leans-against')
    """
    fits, counters = _BEARINGS[kind]
    return {
        Outcome.FITS: fits,
        Outcome.COUNTERS: counters,
        Outcome.MIXED: Bearing.CONTESTED,
    }.get(outcome, Bearing.NONE)


def probe_findings(
    bench: Bench, probe: Probe, implication: Implication, interested: frozenset[str]
) -> Findings:
    """Run the case, scope and answer queries of an implication over the bench's view.

    Raises:
        InputError: a query does not parse, or gives an answer that is not on the probe's list.
    """
    universe: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for row in bench.rows(probe.case_query, ("case", "claim")):
        universe[row["case"]].add(root_of_row(row))
    scope = set(universe)
    if implication.scope_query:
        scope &= {row["case"] for row in bench.rows(implication.scope_query, ("case",))}
    rows: set[Evidence] = set()
    for row in bench.rows(probe.answer_query, ("case", "answer", "claim")):
        if row["case"] not in scope:
            continue
        if row["answer"] not in probe.answers:
            raise InputError(
                f"{short(probe.iri)} answered {short(row['answer'])}, which is not on its list.",
                remedy="mend the query, or add the answer (ist:hasAnswer).",
            )
        claim = root_of_row(row)
        rows.add(Evidence(row["case"], row["answer"], claim, source_of(claim) in interested))
    return Findings(
        universe={case: frozenset(claims) for case, claims in sorted_cases(universe)},
        scope=frozenset(scope),
        rows=tuple(sorted(rows, key=lambda r: (r.case.value, r.answer.value, r.claim.value))),
    )


def sorted_cases(
    universe: Mapping[NamedNode, set[NamedNode]],
) -> list[tuple[NamedNode, set[NamedNode]]]:
    """Return cases by IRI."""
    return sorted(universe.items(), key=lambda item: item[0].value)


def outcome_in(findings: Findings, case: NamedNode, predicted: NamedNode) -> Outcome:
    """Return the outcome of one case."""
    if case not in findings.scope:
        return Outcome.OUT
    return outcome_of((row.answer for row in findings.in_case(case)), predicted)


_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")


def read_window(text: str) -> tuple[int, int, int]:
    """Return the years, months and days of an ISO 8601 duration.

    >>> read_window("P10Y"), read_window("P1Y6M"), read_window("")
    ((10, 0, 0), (1, 6, 0), (0, 0, 0))

    Raises:
        InputError: something else.
    """
    match = _DURATION.fullmatch(text) if text else None
    if text and (match is None or text == "P"):
        raise InputError(f"'{text}' is no duration.", remedy="write P10Y, P6M or P30D.")
    if match is None:
        return (0, 0, 0)
    years, months, days = (int(part or 0) for part in match.groups())
    return years, months, days
