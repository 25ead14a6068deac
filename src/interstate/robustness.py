"""Replication: what becomes of verdicts under other views, without a source, a speaker."""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from pyoxigraph import NamedNode

from interstate.acceptance import Status
from interstate.assessment import Assessor
from interstate.graphs import Index
from interstate.ground import source_of
from interstate.namespaces import IST
from interstate.policies import Policy
from interstate.record import short
from interstate.theories import Laboratory
from interstate.theory_library import Implication
from interstate.verdicts import Bearing, Outcome, Verdict

KINDS = ("view", "source", "speaker")
"""Kinds of scenario: another shipped view, or the base view less a source or a speaker."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One way of believing: a shipped view, or the base view less a source, a speaker, both."""

    name: str
    kind: str
    policy: Policy


@dataclass(frozen=True, slots=True)
class Cell:
    """How one implication fares in one case under one scenario."""

    outcome: Outcome
    bearing: Bearing


@dataclass(frozen=True, slots=True)
class Line:
    """One implication in one case: the base verdict and what other scenarios make of it."""

    verdict: Verdict
    cells: Mapping[str, Cell]

    @property
    def flips(self) -> tuple[str, ...]:
        """The scenarios under which the case is told but its outcome is another."""
        return tuple(
            name
            for name, cell in self.cells.items()
            if cell.outcome not in (self.verdict.outcome, Outcome.OUT)
        )

    @property
    def gone(self) -> tuple[str, ...]:
        """The scenarios under which nobody tells of the case, or it is out of scope."""
        return tuple(n for n, cell in self.cells.items() if cell.outcome is Outcome.OUT)


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
    cells: dict[tuple[NamedNode, NamedNode], dict[str, Cell]] = {
        (v.implication.iri, v.case): {} for v in verdicts
    }
    runner = _Runner(lab, implications, base)
    for scenario in scenarios:
        progress(scenario.name)
        for found in runner.run(scenario):
            key = (found.implication.iri, found.case)
            if key in cells:
                cells[key][scenario.name] = Cell(found.outcome, found.bearing)
    gone = Cell(Outcome.OUT, Bearing.NONE)
    lines = [
        Line(v, {s.name: cells[v.implication.iri, v.case].get(s.name, gone) for s in scenarios})
        for v in verdicts
    ]
    return Robustness(base.name, scenarios, tuple(lines), len(tested) - len(verdicts))


class _Runner:
    """Runs scenarios; two that believe the same share their verdicts."""

    def __init__(self, lab: Laboratory, implications: Sequence[Implication], base: Policy) -> None:
        self._lab = lab
        self._implications = implications
        self._base = base
        self._done: dict[str, tuple[Verdict, ...]] = {}

    def run(self, scenario: Scenario) -> tuple[Verdict, ...]:
        if scenario.policy.contested != self._base.contested:
            return self._assess(self._lab.assessor(scenario.policy))
        assessor = self._lab.assessor(self._base)
        view = assessor.bench.build(scenario.policy)
        key = view.digest()
        if key not in self._done:
            with assessor.bench.showing(view):
                self._done[key] = self._assess(assessor)
        return self._done[key]

    def _assess(self, assessor: Assessor) -> tuple[Verdict, ...]:
        return tuple(v for i in self._implications for v in assessor.assess(i, plain=True))


def text_lines(found: Robustness, index: Index) -> Iterator[str]:
    """Lay the table out: what stays, what flips, and the sentence that flips it."""
    for line in found.lines:
        v = line.verdict
        yield f"{short(v.implication.iri)} in {index.label(v.case)} [{short(v.case)}]"
        yield f"    {found.base}: {v.outcome}, {str(v.bearing).replace('-', ' ')}"
        same = len(line.cells) - len(line.flips) - len(line.gone)
        yield f"    the same outcome under {same} of {len(line.cells)} other scenarios"
        for name in line.flips:
            cell = line.cells[name]
            yield f"    {name}: {cell.outcome}, {str(cell.bearing).replace('-', ' ')}"
        if line.gone:
            yield f"    not told, or out of scope: {', '.join(line.gone)}"
        if v.flips_without:
            yield "    flips without any one of these sentences:"
        for claim in v.flips_without or ():
            gloss = index.text(claim, IST.gloss) or index.label(claim)
            places = ", ".join(map(short, index.nodes(claim, IST.anchoredAt)))
            yield f"        {short(claim)}{f' at {places}' if places else ''}: {gloss}"
    flipping = len(found.flipping())
    yield (
        f"{len(found.lines)} verdicts with evidence, {flipping} of which some scenario turns "
        f"round; {found.silent} silent ones are not shown."
    )


def as_json(found: Robustness) -> str:
    """Write the table as JSON."""
    return json.dumps(
        {
            "base": found.base,
            "scenarios": [{"name": s.name, "kind": s.kind} for s in found.scenarios],
            "verdicts": [
                {
                    "implication": line.verdict.implication.iri.value,
                    "case": line.verdict.case.value,
                    "outcome": str(line.verdict.outcome),
                    "bearing": str(line.verdict.bearing),
                    "flips_without": [c.value for c in line.verdict.flips_without or ()],
                    "scenarios": {
                        name: {"outcome": str(cell.outcome), "bearing": str(cell.bearing)}
                        for name, cell in line.cells.items()
                    },
                }
                for line in found.lines
            ],
        },
        indent=2,
        ensure_ascii=False,
    )


_COLOURS = {
    Outcome.FITS: "#1b7f5c",
    Outcome.COUNTERS: "#b3452c",
    Outcome.MIXED: "#8a6d1d",
    Outcome.SILENT: "#d7dbe0",
    Outcome.OUT: "#f4f5f6",
}
_LETTERS = {
    Outcome.FITS: "F",
    Outcome.COUNTERS: "C",
    Outcome.MIXED: "M",
    Outcome.SILENT: "·",
    Outcome.OUT: "",
}


def as_svg(found: Robustness, index: Index) -> str:
    """Draw the table: one row per verdict, one column per scenario; letters beside colours."""
    columns = (found.base, *(s.name for s in found.scenarios))
    cell, left, top = 18, 470, 190
    width, height = left + cell * len(columns) + 20, top + cell * len(found.lines) + 50
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        'aria-labelledby="title desc" font-family="sans-serif" font-size="11">',
        '<title id="title">Robustness of verdicts</title>',
        f'<desc id="desc">{len(found.lines)} verdicts under {len(columns)} scenarios; '
        f"{len(found.flipping())} of them change. F fits, C counters, M mixed, a dot silent, "
        "empty out of scope.</desc>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for at, name in enumerate(columns):
        x = left + at * cell + cell // 2 + 4
        parts.append(
            f'<text x="{x}" y="{top - 6}" transform="rotate(-60 {x} {top - 6})" '
            f'fill="#222222">{escape(name)}</text>'
        )
    for row, line in enumerate(found.lines):
        y = top + row * cell
        label = f"{short(line.verdict.implication.iri).split(':', 1)[1]}: "
        label += index.label(line.verdict.case)
        shown = label if len(label) <= 78 else f"{label[:77]}…"
        parts.append(
            f'<text x="{left - 8}" y="{y + 13}" text-anchor="end" fill="#222222">'
            f"{escape(shown)}<title>{escape(label)}</title></text>"
        )
        base = Cell(line.verdict.outcome, line.verdict.bearing)
        for at, name in enumerate(columns):
            parts.append(_square(left + at * cell, y, cell, name, line.cells.get(name, base), base))
    parts.append("</svg>\n")
    return "\n".join(parts)


def _square(x: int, y: int, size: int, name: str, cell: Cell, base: Cell) -> str:
    ink = "#ffffff" if cell.outcome in (Outcome.FITS, Outcome.COUNTERS, Outcome.MIXED) else "#444"
    stroke = "#000000" if cell.outcome is not base.outcome else "#ffffff"
    return (
        f'<g><rect x="{x}" y="{y}" width="{size - 2}" height="{size - 2}" '
        f'fill="{_COLOURS[cell.outcome]}" stroke="{stroke}"/>'
        f'<text x="{x + size // 2 - 1}" y="{y + 12}" text-anchor="middle" fill="{ink}">'
        f"{_LETTERS[cell.outcome]}</text>"
        f"<title>{escape(name)}: {cell.outcome}, {cell.bearing}</title></g>"
    )
