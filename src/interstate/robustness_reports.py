"""The robustness table written out: text that walks to the sentences, and JSON."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode

from interstate.graphs import Index
from interstate.namespaces import IST
from interstate.record import said, short
from interstate.result_views import aligned
from interstate.robustness import Cell, Change, Line, Robustness
from interstate.verdicts import Outcome

_ORDER = (Change.TURNS, Change.SILENT, Change.BEARS)


def table_lines(found: Robustness, index: Index) -> Iterator[str]:
    """Lay the table out, one line for each verdict, and tell the sentences that change any."""
    head = ("implication", "case", found.base, "same", *_ORDER, Change.GONE, "for want of")
    rows: list[Sequence[str]] = [head]
    wanted: set[NamedNode] = set()
    for line in found.lines:
        verdict = line.verdict
        lost = {claim for cell in _changed(line) for claim in (*cell.lost, *cell.thinned)}
        wanted |= lost
        rows.append(
            (
                short(verdict.implication.iri),
                short(verdict.case),
                f"{verdict.outcome}, {verdict.bearing.words}",
                f"{len(line.under(Change.NONE))} of {len(line.cells)}",
                *(str(len(line.under(change)) or "-") for change in (*_ORDER, Change.GONE)),
                ", ".join(sorted(map(short, lost))) or "-",
            )
        )
    yield from aligned(rows)
    if wanted:
        yield ""
        yield "sentences for want of which a verdict is another:"
        yield from (f"    {said}" for said in _sentences(sorted(wanted, key=str), index))
    yield tally(found)


def _changed(line: Line) -> Iterator[Cell]:
    return (cell for cell in line.cells.values() if cell.change in _ORDER)


def text_lines(found: Robustness, index: Index) -> Iterator[str]:
    """Tell of each verdict what stays, what changes, and the sentences that change it."""
    for line in found.lines:
        verdict = line.verdict
        yield f"{short(verdict.implication.iri)} in {index.label(verdict.case)} " + (
            f"[{short(verdict.case)}]"
        )
        yield f"    {found.base}: {verdict.outcome}, {verdict.bearing.words}"
        same = len(line.under(Change.NONE))
        yield f"    the same verdict under {same} of {len(line.cells)} other scenarios"
        yield from _changes(line, index)
        yield from _alone(line, index)
    yield tally(found)


def tally(found: Robustness) -> str:
    """Say how many verdicts change, and in which way, in one sentence."""
    turn, silent, bear = (
        len(found.changing(kind)) for kind in (Change.TURNS, Change.SILENT, Change.BEARS)
    )
    firm = sum(not line.flips and not line.under(Change.BEARS) for line in found.lines)
    return (
        f"{len(found.lines)} verdicts with evidence: {firm} stay wherever their case is told; "
        f"under some scenario {turn} turn round, {silent} fall silent, {bear} bear otherwise. "
        f"Silent, and not shown: {found.silent}."
    )


def _changes(line: Line, index: Index) -> Iterator[str]:
    """Say each change once, with the scenarios that bring it about for want of the same claims."""
    groups: dict[Cell, list[str]] = defaultdict(list)
    for name, cell in line.cells.items():
        if cell.change in _ORDER:
            groups[cell].append(name)
    for cell, names in sorted(groups.items(), key=lambda item: _ORDER.index(item[0].change)):
        verdict = f"{cell.outcome}, {cell.bearing.words}"
        yield f"    {cell.change} ({verdict}): {', '.join(names)}"
        yield from _because(line, cell, index)
    if line.gone:
        yield f"    {Change.GONE}: {', '.join(line.gone)}"


def _because(line: Line, cell: Cell, index: Index) -> Iterator[str]:
    """Name the sentences that a scenario takes away from a verdict, and those that it adds."""
    each = set(cell.lost) <= set(line.verdict.flips_without or ())
    many = f"these ({'the loss of any one is enough' if each else 'of all together'})"
    for words, claims in (
        (f"for want of {many if len(cell.lost) > 1 else 'this'}", cell.lost),
        ("of this a part is left out, or fell with another claim", cell.thinned),
        ("this counts as well", cell.gained),
    ):
        if claims:
            yield f"        {words}:"
            yield from (f"            {said}" for said in _sentences(claims, index))


def _alone(line: Line, index: Index) -> Iterator[str]:
    verdict = line.verdict
    if verdict.flips_without is None:
        return
    if not verdict.flips_without:
        yield "    no single sentence carries it"
        return
    yield "    needs every one of these sentences; without it:"
    sentences = _sentences(verdict.flips_without, index)
    for outcome, sentence in zip(verdict.flips_to or (), sentences, strict=True):
        yield f"        {'not told' if outcome is Outcome.OUT else outcome} <- {sentence}"


def _sentences(claims: Sequence[NamedNode], index: Index) -> Iterator[str]:
    for claim in claims:
        gloss = said(claim, index)
        places = ", ".join(map(short, index.nodes(claim, IST.anchoredAt)))
        yield f"{short(claim)}{f' at {places}' if places else ''}: {gloss}"


def as_json(found: Robustness) -> str:
    """Write the table as JSON."""
    return json.dumps(
        {
            "base": found.base,
            "scenarios": [{"name": s.name, "kind": s.kind} for s in found.scenarios],
            "verdicts": [_record(line) for line in found.lines],
        },
        indent=2,
        ensure_ascii=False,
    )


def _record(line: Line) -> dict[str, object]:
    verdict = line.verdict
    return {
        "implication": verdict.implication.iri.value,
        "case": verdict.case.value,
        "outcome": str(verdict.outcome),
        "bearing": str(verdict.bearing),
        "flips_without": {
            claim.value: str(outcome)
            for claim, outcome in zip(
                verdict.flips_without or (), verdict.flips_to or (), strict=True
            )
        },
        "scenarios": {
            name: {
                "outcome": str(cell.outcome),
                "bearing": str(cell.bearing),
                "change": str(cell.change),
                "lost": [claim.value for claim in cell.lost],
                "thinned": [claim.value for claim in cell.thinned],
                "gained": [claim.value for claim in cell.gained],
            }
            for name, cell in line.cells.items()
        },
    }
