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
from interstate.ground import PROJECT, Ground, source_of
from interstate.namespaces import IST
from interstate.record import short
from interstate.theory_library import Implication, Library, Probe
from interstate.time_units import moment_of
from interstate.times import Bounds, parse_time

Moment = tuple[int, ...]


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
    ``flips_without`` those without which alone the outcome would; None while not asked for.
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


class Assessor:
    """Turns the findings of one view into verdicts."""

    def __init__(
        self, bench: Bench, ground: Ground, library: Library, *, interpretive: frozenset[NamedNode]
    ) -> None:
        """Keep what caps need; ``interpretive`` are the probes whose answers are no record."""
        self.bench = bench
        self._ground = ground
        self._library = library
        self._interpretive = interpretive
        self._sources = {source_of(root) for root in ground.roots}
        record = ground.record
        self._sets: dict[NamedNode, list[NamedNode]] = defaultdict(list)
        for group in record.situations:
            for item in record.index.nodes(group, IST.hasItem):
                self._sets[record.reference(item)].append(group)

    def interested(self, implication: Implication) -> frozenset[str]:
        """Return the sources that apply the implication's theory somewhere."""
        return frozenset(source_of(root) for root, _ in self._applications(implication))

    def _applications(self, implication: Implication) -> list[tuple[NamedNode, NamedNode]]:
        """Return root claims that apply the theory, each with the node of the application."""
        ground, index = self._ground, self._ground.record.index
        rejects = ground.derived.attribution.rejects
        found = []
        for theory in self._library.theories_of(implication.proposition):
            for application in index.subjects(IST.hasTheory, theory.iri):
                if not isinstance(application, NamedNode):
                    continue
                root = ground.root_of(application)
                if root is not None and application not in rejects.get(root, ()):
                    found.append((root, application))
        return sorted(found, key=lambda pair: (pair[0].value, pair[1].value))

    def probe(self, implication: Implication) -> Probe:
        """Return the probe that an implication uses."""
        return self._library.probes[implication.probe]

    def findings(self, implication: Implication) -> Findings:
        """Run an implication over the view that the bench holds now."""
        interested = self.interested(implication)
        return probe_findings(self.bench, self.probe(implication), implication, interested)

    def assess(self, implication: Implication, *, plain: bool = False) -> tuple[Verdict, ...]:
        """Return one verdict for each case of the probe's universe, by IRI.

        ``plain`` leaves out how it would fare without the project's claims and without the
        sources that apply the theory (both are then the outcome itself).
        """
        findings = self.findings(implication)
        if plain:
            return tuple(
                self._verdict(implication, case, findings, findings, findings)
                for case in findings.universe
            )
        project = [root for root in self._ground.roots if source_of(root) == PROJECT]
        interested = self.interested(implication)
        applying = [root for root in self._ground.roots if source_of(root) in interested]
        with self.bench.without(project):
            without_project = self.findings(implication)
        with self.bench.without(applying):
            without_interested = self.findings(implication)
        return tuple(
            self._verdict(implication, case, findings, without_project, without_interested)
            for case in findings.universe
        )

    def _verdict(
        self,
        implication: Implication,
        case: NamedNode,
        findings: Findings,
        without_project: Findings,
        without_interested: Findings,
    ) -> Verdict:
        rows = findings.in_case(case)
        outcome = outcome_in(findings, case, implication.predicts)
        told_by = findings.universe[case]
        bearing, marks = self._bearing(implication, case, outcome, rows, told_by)
        reference = self._ground.record.reference
        index = self._ground.record.index
        return Verdict(
            implication=implication,
            view=self.bench.policy.name,
            case=case,
            outcome=outcome,
            bearing=bearing,
            rows=rows,
            told_by=told_by,
            marks=marks,
            applied_by=tuple(
                sorted(
                    {
                        root
                        for root, application in self._applications(implication)
                        if case in map(reference, index.nodes(application, IST.hasExplanandum))
                    },
                    key=str,
                )
            ),
            without_project=outcome_in(without_project, case, implication.predicts),
            without_interested=outcome_in(without_interested, case, implication.predicts),
            digest=self._library.digest(implication),
        )

    def _bearing(
        self,
        implication: Implication,
        case: NamedNode,
        outcome: Outcome,
        rows: tuple[Evidence, ...],
        told_by: frozenset[NamedNode],
    ) -> tuple[Bearing, tuple[Mark, ...]]:
        marks: set[Mark] = set()
        kind = implication.kind
        if implication.probe in self._interpretive:
            marks.add(Mark.INTERPRETATION)
            kind = "straw-in-the-wind"
        if kind in ("smoking-gun", "doubly-decisive") and not self._library.rivals(implication):
            marks.add(Mark.NO_RIVAL)
            kind = "hoop" if kind == "doubly-decisive" else "straw-in-the-wind"
        bearing = bearing_of(kind, outcome)
        if outcome is Outcome.FITS and all(row.interested for row in rows):
            marks.add(Mark.CIRCULAR)
            bearing = Bearing.LEANS_FOR
        if bearing is Bearing.DISPUTES and not self._covered(implication, case, rows, told_by):
            marks.add(Mark.COVERAGE)
            bearing = Bearing.LEANS_AGAINST
        if any(case in t.built_on for t in self._library.theories_of(implication.proposition)):
            marks.add(Mark.FORMATIVE)
        if len({source_of(claim) for claim in told_by}) == 1 and len(self._sources) > 1:
            marks.add(Mark.ONE_SOURCE)
        if any(group in self.bench.view.described for group in self._sets.get(case, ())):
            marks.add(Mark.PART)
        return bearing, tuple(sorted(marks))

    def _covered(
        self,
        implication: Implication,
        case: NamedNode,
        rows: tuple[Evidence, ...],
        told_by: frozenset[NamedNode],
    ) -> bool:
        """Tell whether a source that speaks of the case covers it and the probe's window."""
        needed = self._span(case, self._library.probes[implication.probe].window)
        if needed is None:
            return False
        return any(
            covered is not None and covered[0] <= needed[0] and needed[1] <= covered[1]
            for covered in map(self._coverage, {*told_by, *(row.claim for row in rows)})
        )

    def _span(self, case: NamedNode, window: str) -> tuple[Moment, Moment] | None:
        """Return the time from a case's begin to its begin plus the window."""
        record, view = self._ground.record, self.bench.view
        begins: list[Moment] = []
        for node in (case, *record.accounts.get(case, ())):
            bounds = self._ground.derived.bounds.get(node)
            if node in view.described and bounds is not None and bounds.latest_begin is not None:
                begins += [moment_of(t) for t in (bounds.earliest_begin, bounds.latest_begin) if t]
        if not begins:
            return None
        return min(begins), _later(max(begins), window)

    def _coverage(self, root: NamedNode) -> tuple[Moment, Moment] | None:
        from interstate.bounds import works_of

        record = self._ground.record
        for work in works_of(root, record):
            text = record.index.text(work, IST.coverage)
            if text:
                bounds: Bounds = parse_time(text)
                if bounds.earliest_begin and bounds.latest_end:
                    return moment_of(bounds.earliest_begin), moment_of(bounds.latest_end)
        return None


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


def _later(moment: Moment, window: str) -> Moment:
    years, months, days = read_window(window)
    year, month, *rest = moment
    # Days are rounded up to months: a source must rather cover too much than too little.
    month += months + -(-days // 28)
    year += years + (month - 1) // 12
    return (year, (month - 1) % 12 + 1, *rest)
