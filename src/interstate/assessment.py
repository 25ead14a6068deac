"""From what a probe found to verdicts: who is interested, what is covered, which caps apply."""

from __future__ import annotations

from collections import defaultdict

from pyoxigraph import NamedNode

from interstate.bench import Bench
from interstate.bounds import works_of
from interstate.ground import PROJECT, Ground, source_of
from interstate.namespaces import IST
from interstate.theory_library import Implication, Library, Probe
from interstate.time_units import moment_of
from interstate.times import Bounds, parse_time
from interstate.verdicts import (
    Bearing,
    Evidence,
    Findings,
    Mark,
    Outcome,
    Verdict,
    bearing_of,
    outcome_in,
    probe_findings,
    read_window,
)

Moment = tuple[int, ...]


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

    def findings(self, implication: Implication, bench: Bench | None = None) -> Findings:
        """Run an implication over the view that the bench (its own, or another) holds now."""
        interested = self.interested(implication)
        chosen = self.bench if bench is None else bench
        return probe_findings(chosen, self.probe(implication), implication, interested)

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
            part_of=self._wholes(case),
        )

    def _wholes(self, case: NamedNode) -> tuple[NamedNode, ...]:
        """Return the sets, as the view has them, of which a case is an item."""
        reference, described = self._ground.record.reference, self.bench.view.described
        return tuple(
            sorted({reference(g) for g in self._sets.get(case, ()) if g in described}, key=str)
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
        if self._wholes(case):
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
        record = self._ground.record
        for work in works_of(root, record):
            text = record.index.text(work, IST.coverage)
            if text:
                bounds: Bounds = parse_time(text)
                if bounds.earliest_begin and bounds.latest_end:
                    return moment_of(bounds.earliest_begin), moment_of(bounds.latest_end)
        return None


def _later(moment: Moment, window: str) -> Moment:
    years, months, days = read_window(window)
    year, month, *rest = moment
    # Days are rounded up to months: a source must rather cover too much than too little.
    month += months + -(-days // 28)
    year += years + (month - 1) // 12
    return (year, (month - 1) % 12 + 1, *rest)
