"""The robustness table as a picture: a row for each verdict, a column for each way of believing.

Letters say what colours show, so that the picture can be read without them; what differs from the
base view has a black frame. Sizes follow from the texts, so that nothing is cut off.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from math import cos, radians, sin

from interstate.graphs import Index
from interstate.robustness import KINDS, Cell, Change, Line, Robustness, Scenario
from interstate.robustness_reports import tally
from interstate.theory_library import Library
from interstate.verdicts import Bearing, Outcome

_CELL = 18
_GAP = 14
_TILT = 60
_LETTER = 6.6  # of a width that no usual sans-serif exceeds on average, at 11 px
_COLOURS = {
    Outcome.FITS: "#1b7f5c",
    Outcome.COUNTERS: "#b3452c",
    Outcome.MIXED: "#8a6d1d",
    Outcome.SILENT: "#d7dbe0",
    Outcome.OUT: "#ffffff",
}
_LETTERS = {
    Outcome.FITS: "F",
    Outcome.COUNTERS: "C",
    Outcome.MIXED: "M",
    Outcome.SILENT: "·",
    Outcome.OUT: "",
}
_LEGEND = (
    (Outcome.FITS, "fits"),
    (Outcome.COUNTERS, "counters"),
    (Outcome.MIXED, "mixed"),
    (Outcome.SILENT, "silent"),
    (Outcome.OUT, "not told, or out of scope"),
)
_HEADS = {"view": "other views", "source": "without the source", "speaker": "without the speaker"}


def as_svg(found: Robustness, library: Library, index: Index) -> str:
    """Draw the table: verdicts by theory and implication, scenarios by kind."""
    columns = _columns(found.scenarios)
    rows = tuple(_rows(found, library, index))
    heads = [found.base, *(_short(s, index) for s in found.scenarios)]
    left = 16 + _width(max((text for text, _ in rows), key=len, default=""))
    tall = max(map(_width, heads)) * sin(radians(_TILT)) + 8
    top = round(64 + tall + 18)
    right = max(
        left + x + _width(head) * cos(radians(_TILT)) + 12
        for x, head in zip(columns, heads, strict=True)
    )
    width = round(max(right, left + columns[-1] + _CELL + 12, _width(tally(found)) + 24))
    height = top + _CELL * len(rows) + 16
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-labelledby="title desc" '
        'font-family="sans-serif" font-size="11">',
        f'<title id="title">Robustness of verdicts over the view {escape(found.base)}</title>',
        f'<desc id="desc">{escape(tally(found))} F fits, C counters, M mixed, a dot silent, '
        "empty not told or out of scope; a black frame where it differs from the base view."
        "</desc>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        _text(12, 20, tally(found)),
        *_legend(),
        *_column_heads(found, columns, heads, left, top),
    ]
    for number, (text, line) in enumerate(rows):
        y = top + number * _CELL
        if line is None:
            parts.append(_text(12, y + 13, text, weight="bold"))
            continue
        parts.append(_text(left - 8, y + 13, text, anchor="end"))
        verdict = line.verdict
        base = Cell(verdict.outcome, verdict.bearing)
        cells = (base, *(line.cells[s.name] for s in found.scenarios))
        names = (found.base, *(s.name for s in found.scenarios))
        for x, name, cell in zip(columns, names, cells, strict=True):
            parts.append(_square(left + x, y, name, cell))
    parts.append("</svg>\n")
    return "\n".join(parts)


def _columns(scenarios: Sequence[Scenario]) -> tuple[int, ...]:
    """Return where columns begin: a gap after the base view and between kinds."""
    places, x, before = [0], _CELL, ""
    for scenario in scenarios:
        x += _GAP if scenario.kind != before else 0
        places.append(x)
        x += _CELL
        before = scenario.kind
    return tuple(places)


def _rows(found: Robustness, library: Library, index: Index) -> Iterator[tuple[str, Line | None]]:
    """Yield a heading for each implication, then its cases."""
    for implication, lines in groupby(found.lines, key=lambda line: line.verdict.implication):
        theories = " and ".join(t.label for t in library.theories_of(implication.proposition))
        _, _, rest = implication.label.partition(": ")
        kind = implication.kind.replace("-", " ")
        yield f"{theories}: {rest or implication.label} ({kind})", None
        for line in lines:
            yield index.label(line.verdict.case), line


def _column_heads(
    found: Robustness, columns: Sequence[int], heads: Sequence[str], left: int, top: int
) -> Iterator[str]:
    for x, head in zip(columns, heads, strict=True):
        at, y = left + x + _CELL // 2 + 3, top - 18
        yield (
            f'<text x="{at}" y="{y}" transform="rotate(-{_TILT} {at} {y})" fill="#222222">'
            f"{escape(head)}</text>"
        )
    for kind in KINDS:
        mine = [x for x, s in zip(columns[1:], found.scenarios, strict=True) if s.kind == kind]
        if mine:
            begin, end = left + mine[0], left + mine[-1] + _CELL - 2
            yield f'<path d="M{begin} {top - 13}H{end}" stroke="#222222"/>'
            yield _text(begin, top - 3, _HEADS[kind], size=9)


def _short(scenario: Scenario, index: Index) -> str:
    """Name a scenario under its heading: the view, the citekey, or who speaks."""
    if scenario.kind == "speaker":
        before = scenario.policy.without_speakers
        (agent, *more) = sorted(before, key=str)
        return scenario.name.removeprefix("without ") if more else index.label(agent)
    return scenario.name.removeprefix("without ") if scenario.kind == "source" else scenario.name


def _legend() -> Iterator[str]:
    x = 12
    for outcome, words in _LEGEND:
        yield _square(x, 32, words, Cell(outcome, Bearing.NONE))
        yield _text(x + _CELL + 4, 45, words)
        x += _CELL + 20 + _width(words)
    yield _square(x, 32, "framed", Cell(Outcome.SILENT, Bearing.NONE, Change.SILENT))
    yield _text(x + _CELL + 4, 45, "framed: other than in the base view")


def _width(text: str) -> int:
    return round(len(text) * _LETTER)


def _text(
    x: int, y: int, text: str, *, anchor: str = "start", weight: str = "normal", size: int = 11
) -> str:
    return (
        f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-weight="{weight}" '
        f'font-size="{size}" fill="#222222">{escape(text)}</text>'
    )


def _square(x: int, y: int, name: str, cell: Cell) -> str:
    told = cell.outcome in (Outcome.FITS, Outcome.COUNTERS, Outcome.MIXED)
    stroke = "#c9ced4" if cell.change is Change.NONE else "#000000"
    side = _CELL - 2
    return (
        f'<g><rect x="{x}" y="{y}" width="{side}" height="{side}" '
        f'fill="{_COLOURS[cell.outcome]}" stroke="{stroke}"/>'
        f'<text x="{x + side // 2}" y="{y + 12}" text-anchor="middle" '
        f'fill="{"#ffffff" if told else "#333333"}">{_LETTERS[cell.outcome]}</text>'
        f"<title>{escape(name)}: {cell.outcome}, {cell.bearing}</title></g>"
    )
