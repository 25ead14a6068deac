"""Replication: what becomes of verdicts under other views, without a source, a speaker.

A verdict can change in four ways, which are told apart: its evidence *turns round* (other answers
come in or remain), it *falls silent* (the case is told, but nothing answers), its case is *not
told* any more, or the outcome stays and *bears otherwise* (a cap comes or goes). Each change is
walked back to the claims that the scenario takes away.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pyoxigraph import NamedNode

from interstate.acceptance import Status
from interstate.assessment import Assessor
from interstate.ground import source_of
from interstate.policies import Policy
from interstate.record import short
from interstate.theories import Laboratory
from interstate.theory_library import Implication
from interstate.verdicts import Bearing, Outcome, Verdict
from interstate.views import View

KINDS = ("view", "source", "speaker")
"""Kinds of scenario: another shipped view, or the base view less a source or a speaker."""


class Change(StrEnum):
    """What a scenario does to a verdict."""

    NONE = "the same"
    TURNS = "turns round"
    SILENT = "falls silent"
    BEARS = "bears otherwise"
    GONE = "not told"


@dataclass(frozen=True, slots=True)
class Scenario:
    """One way of believing: a shipped view, or the base view less a source or a speaker."""

    name: str
    kind: str
    policy: Policy


@dataclass(frozen=True, slots=True)
class Cell:
    """How one implication fares in one case under one scenario, and what has made it so.

    ``lost`` are root claims that carry the base verdict and are not accepted in the scenario,
    ``thinned`` those of which it leaves out some statement (an inferred date, or what rests on a
    lost claim too), ``gained`` the root claims of rows that the base verdict has not.
    """

    outcome: Outcome
    bearing: Bearing
    change: Change = Change.NONE
    lost: tuple[NamedNode, ...] = ()
    thinned: tuple[NamedNode, ...] = ()
    gained: tuple[NamedNode, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One implication in one case: the base verdict and what other scenarios make of it."""

    verdict: Verdict
    cells: Mapping[str, Cell]

    def under(self, *changes: Change) -> tuple[str, ...]:
        """Return the scenarios that do one of these things to the verdict."""
        return tuple(name for name, cell in self.cells.items() if cell.change in changes)

    @property
    def flips(self) -> tuple[str, ...]:
        """The scenarios under which the case is told but its outcome is another."""
        return self.under(Change.TURNS, Change.SILENT)

    @property
    def gone(self) -> tuple[str, ...]:
        """The scenarios under which nobody tells of the case, or it is out of scope."""
        return self.under(Change.GONE)


@dataclass(frozen=True, slots=True)
class Robustness:
    """The whole table: scenarios by implication and case."""

    base: str
    scenarios: tuple[Scenario, ...]
    lines: tuple[Line, ...]
    silent: int

    def flipping(self) -> tuple[Line, ...]:
        """Return the lines whose outcome some scenario changes."""
        return tuple(line for line in self.lines if line.flips)

    def changing(self, change: Change) -> tuple[Line, ...]:
        """Return the lines to which some scenario does this."""
        return tuple(line for line in self.lines if line.under(change))


def find_scenarios(lab: Laboratory, base: Policy) -> tuple[Scenario, ...]:
    """Return every shipped view, and the base view without each source and each speaker.

    Speakers of whom the base view believes nothing make no difference and are left out.
    """
    study = lab.study
    ground = study.ground
    views = [Scenario(p.name, "view", p) for p in study.policies if p.name != base.name]
    view = study.view(base)
    believed = {
        speaker
        for decision in view.decisions
        if decision.status in (Status.HELD, Status.DENIED)
        for speaker in ground.speakers.get(decision.content.claim, ())
    }
    sources = sorted({source_of(root) for root in view.accepted()})
    without_sources = [
        Scenario(f"without {key}", "source", base.leaving_out(sources=[key])) for key in sources
    ]
    without_speakers = [
        Scenario(f"without {short(agent)}", "speaker", base.leaving_out(speakers=[agent]))
        for agent in sorted(believed, key=str)
    ]
    return (*views, *without_sources, *without_speakers)


def find_robustness(
    lab: Laboratory,
    implications: Sequence[Implication],
    base: Policy,
    *,
    resting: bool = True,
    kinds: Container[str] = KINDS,
    progress: Callable[[str], None] = lambda _: None,
) -> Robustness:
    """Run the implications under every scenario; silent verdicts are only counted."""
    scenarios = tuple(s for s in find_scenarios(lab, base) if s.kind in kinds)
    tested = [
        verdict
        for implication in implications
        for verdict in (
            lab.test(implication, base, resting=True)
            if resting
            else lab.assessor(base).assess(implication, plain=True)
        )
        if verdict.outcome is not Outcome.OUT
    ]
    verdicts = [verdict for verdict in tested if verdict.rows]
    cells: list[dict[str, Cell]] = [{} for _ in verdicts]
    runner = _Runner(lab, implications, base)
    shown = lab.assessor(base).bench.view
    for scenario in scenarios:
        progress(scenario.name)
        view, found = runner.run(scenario)
        by_case = {(v.implication.iri, v.case): v for v in found}
        for verdict, row in zip(verdicts, cells, strict=True):
            other = by_case.get((verdict.implication.iri, verdict.case))
            row[scenario.name] = _cell(verdict, other, shown, view)
    lines = tuple(Line(v, row) for v, row in zip(verdicts, cells, strict=True))
    return Robustness(base.name, scenarios, lines, len(tested) - len(verdicts))


def _cell(verdict: Verdict, other: Verdict | None, base: View, view: View) -> Cell:
    """Compare a verdict with the scenario's, and name the claims that make the difference."""
    outcome = Outcome.OUT if other is None else other.outcome
    bearing = Bearing.NONE if other is None else other.bearing
    change = _change(verdict, outcome, bearing)
    if change is Change.NONE:
        return Cell(outcome, bearing)
    rows = {row.claim for row in verdict.rows}
    carrying = set(verdict.rests_on or ()) or rows | verdict.told_by
    if change is Change.BEARS:
        carrying |= rows | verdict.told_by
    accepted = set(view.accepted())
    lost = carrying - accepted
    alone = lost.intersection(verdict.flips_without or ())
    thinned = {c for c in carrying & accepted if _statements(base, c) - _statements(view, c)}
    gained = set() if other is None else {row.claim for row in other.rows} - rows
    return Cell(
        outcome,
        bearing,
        change,
        lost=tuple(sorted(alone or lost, key=str)),
        thinned=() if alone else tuple(sorted(thinned, key=str)),
        gained=tuple(sorted(gained, key=str)),
    )


def _change(verdict: Verdict, outcome: Outcome, bearing: Bearing) -> Change:
    if outcome is verdict.outcome:
        return Change.NONE if bearing is verdict.bearing else Change.BEARS
    return {Outcome.OUT: Change.GONE, Outcome.SILENT: Change.SILENT}.get(outcome, Change.TURNS)


def _statements(view: View, root: NamedNode) -> set[object]:
    return set(view.graphs.get(view.graph(root), ()))


class _Runner:
    """Runs scenarios; two that believe the same share their verdicts."""

    def __init__(self, lab: Laboratory, implications: Sequence[Implication], base: Policy) -> None:
        self._lab = lab
        self._implications = implications
        self._base = base
        self._done: dict[str, tuple[Verdict, ...]] = {}

    def run(self, scenario: Scenario) -> tuple[View, tuple[Verdict, ...]]:
        if scenario.policy.contested != self._base.contested:
            other = self._lab.assessor(scenario.policy)
            return other.bench.view, self._assess(other)
        assessor = self._lab.assessor(self._base)
        view = assessor.bench.build(scenario.policy)
        key = view.digest()
        if key not in self._done:
            with assessor.bench.showing(view):
                self._done[key] = self._assess(assessor)
        return view, self._done[key]

    def _assess(self, assessor: Assessor) -> tuple[Verdict, ...]:
        return tuple(v for i in self._implications for v in assessor.assess(i, plain=True))
