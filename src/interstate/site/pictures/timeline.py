"""Time as the sources give it: what is certain is solid, what is uncertain is drawn as uncertain.

A bar has three parts: the earliest to the latest begin (hatched), what is surely within (solid),
and the earliest to the latest end (hatched). An open side, where a source does not say, fades out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from markupsafe import Markup
from pyoxigraph import NamedNode

from interstate.namespaces import IST
from interstate.site.library import Library
from interstate.site.pictures import svg
from interstate.site.words import time_in_words
from interstate.times import Bounds

Href = Callable[[NamedNode], str]

_LABELS, _CHART, _ROW, _FADE = 420.0, 560.0, 24.0, 26.0
_SECONDS_OF_YEAR = 365.2425 * 86400


@dataclass(frozen=True, slots=True)
class Item:
    """One dated account: its matter, bounds as years (None: not said), words, source colour."""

    node: NamedNode
    matter: NamedNode
    begin: tuple[float | None, float | None]
    end: tuple[float | None, float | None]
    words: str
    tint: str
    approximate: bool
    lasting: bool
    source: str

    @property
    def first(self) -> float:
        """The earliest point that is known."""
        known = [p for p in (*self.begin, *self.end) if p is not None]
        return min(known)

    @property
    def last(self) -> float:
        """The latest point that is known."""
        known = [p for p in (*self.begin, *self.end) if p is not None]
        return max(known)


def year_of(moment: str) -> float:
    """Return a moment as a year with a fraction.

    >>> round(year_of("2001-07-02T12:00:00Z"), 2), year_of("1999-01-01T00:00:00Z")
    (2001.5, 1999.0)
    """
    year = int(moment[:4])
    at = datetime.fromisoformat(moment.replace("Z", "+00:00"))
    start = datetime(year, 1, 1, tzinfo=UTC)
    return year + (at - start).total_seconds() / _SECONDS_OF_YEAR


def find_items(library: Library, keep: Callable[[NamedNode], bool]) -> tuple[Item, ...]:
    """Return the dated situations that ``keep`` takes, earliest first."""
    found = []
    for node, bounds in library.derived.bounds.items():
        claim = library.describing(node)
        text = library.index.text(node, IST.time)
        if claim is None or not text or not keep(node) or not _drawable(bounds):
            continue
        source = library.source_of(node)
        found.append(
            Item(
                node=node,
                matter=library.record.reference(node),
                begin=(_year(bounds.earliest_begin), _year(bounds.latest_begin)),
                end=(_year(bounds.earliest_end), _year(bounds.latest_end)),
                words=time_in_words(text),
                tint=f"t{source.tint}" if source else "tx",
                approximate=bounds.approximate,
                lasting=not library.is_a(node, IST.Event),
                source=source.short if source else "",
            )
        )
    return tuple(sorted(found, key=lambda i: (i.first, i.last, i.node.value)))


def _drawable(bounds: Bounds) -> bool:
    moments = (
        bounds.earliest_begin,
        bounds.latest_begin,
        bounds.earliest_end,
        bounds.latest_end,
    )
    said = [m for m in moments if m is not None]
    return bool(said) and all(m[:1].isdigit() and m[4:5] == "-" for m in said)


def _year(moment: str | None) -> float | None:
    return None if moment is None else year_of(moment)


def by_matter(items: Iterable[Item]) -> list[tuple[NamedNode, list[Item]]]:
    """Return the items of each matter together, the earliest matter first."""
    found: dict[NamedNode, list[Item]] = {}
    for item in items:
        found.setdefault(item.matter, []).append(item)
    return list(found.items())


def draw_timeline(
    items: Sequence[Item],
    library: Library,
    href: Href,
    *,
    name: str,
    title: str,
    span: tuple[float, float] | None = None,
) -> Markup | str:
    """Draw items on one scale of years (or days, if ``span`` is short); "" without items."""
    if not items:
        return ""
    low, high = span or _span(items)
    parts = [_hatching(name)]
    rows: list[tuple[str, list[Item]]] = []
    for matter, accounts in by_matter(items):
        rows.append((library.label(matter), accounts))
    top = 30.0
    height = top + sum(_row_height(accounts) for _, accounts in rows) + 8
    parts += _axis(low, high, top, height)
    y = top
    words = []
    for text, accounts in rows:
        parts.append(_row(text, accounts, y, (low, high), href, name))
        y += _row_height(accounts)
        words.append(f"{text}: {'; '.join(f'{a.words} ({a.source})' for a in accounts)}")
    return svg.picture(
        _LABELS + _CHART + 20,
        height,
        parts,
        title=title,
        words=". ".join(words[:60]),
        name=name,
    )


def _span(items: Sequence[Item]) -> tuple[float, float]:
    low = int(min(i.first for i in items) // 10 * 10)
    high = int(-(-max(i.last for i in items) // 10) * 10)
    return float(low), float(max(high, low + 10))


def _row_height(accounts: Sequence[Item]) -> float:
    return max(_ROW, 9.0 * len(accounts) + 10)


def _at(year: float, span: tuple[float, float]) -> float:
    low, high = span
    inside = min(max(year, low), high)
    return _LABELS + (inside - low) / (high - low) * _CHART


def _hatching(name: str) -> str:
    return (
        f'<defs><pattern id="{name}-h" width="5" height="5" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect class="hatch" width="2.2" height="5"/></pattern>'
        f'<linearGradient id="{name}-l"><stop offset="0" stop-color="#fff" stop-opacity="0"/>'
        '<stop offset="1" stop-color="#fff"/></linearGradient>'
        f'<linearGradient id="{name}-r"><stop offset="0" stop-color="#fff"/>'
        '<stop offset="1" stop-color="#fff" stop-opacity="0"/></linearGradient>'
        f'<mask id="{name}-ml" maskContentUnits="objectBoundingBox">'
        f'<rect width="1" height="1" fill="url(#{name}-l)"/></mask>'
        f'<mask id="{name}-mr" maskContentUnits="objectBoundingBox">'
        f'<rect width="1" height="1" fill="url(#{name}-r)"/></mask></defs>'
    )


def _axis(low: float, high: float, top: float, height: float) -> list[str]:
    parts = []
    for value, text in _ticks(low, high):
        x = _at(value, (low, high))
        parts.append(svg.line(x, top - 6, x, height, "grid"))
        parts.append(svg.label(x, top - 11, [text], "tick"))
    return parts


def _ticks(low: float, high: float) -> list[tuple[float, str]]:
    """Return the marks of an axis: decades, years, or months.

    >>> [text for _, text in _ticks(1990.0, 2010.0)]
    ['1990', '2000', '2010']
    >>> [text for _, text in _ticks(2001.0, 2002.0)][:3]
    ['Jan 2001', 'Feb', 'Mar']
    """
    if high - low > 15:
        step = 10 if high - low <= 120 else 50
        return [(float(y), str(y)) for y in range(int(low), int(high) + 1, step)]
    if high - low > 2:
        return [(float(y), str(y)) for y in range(int(low), int(high) + 1)]
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905
    found: list[tuple[float, str]] = []
    for year in range(int(low), int(high) + 1):
        for month, word in enumerate(months, start=1):
            at = year_of(f"{year:04}-{month:02}-01T00:00:00Z")
            if low <= at <= high:
                found.append((at, f"{word} {year}" if month == 1 or not found else word))
    return found


def _row(
    text: str,
    accounts: Sequence[Item],
    y: float,
    span: tuple[float, float],
    href: Href,
    name: str,
) -> str:
    shown = svg.wrap(text, _LABELS - 20, 13, 1)
    height = _row_height(accounts)
    matter = svg.link(href(accounts[0].matter), svg.label(4, y + 16, shown, "name"), text)
    bars = "".join(
        _bar(item, y + (height - 9 * len(accounts)) / 2 + 9 * i, span, href, name)
        for i, item in enumerate(accounts)
    )
    return f'<g class="row">{matter}{bars}</g>'


def _bar(item: Item, y: float, span: tuple[float, float], href: Href, name: str) -> str:
    """Draw one account: hatched, solid, hatched; open ends fade."""
    parts = []
    b1, e2 = item.begin[0], item.end[1]
    if not item.lasting and b1 is not None and e2 is not None:
        x1, x2 = _at(b1, span), _at(e2, span)
        sharp = x2 - x1 < 5
        parts.append(
            f'<path class="event {item.tint}" d="M{svg.number((x1 + x2) / 2)} '
            f'{svg.number(y)}l4 4-4 4-4-4z"/>'
            if sharp
            else svg.rect(x1, y + 1, x2 - x1, 6, f"within {item.tint}")
            + svg.rect(x1, y + 1, x2 - x1, 6, "over", f' fill="url(#{name}-h)"')
        )
    else:
        parts += _lasting(item, y, span, name)
    approximately = ", approximate" if item.approximate else ""
    return svg.link(href(item.node), "".join(parts), f"{item.words}{approximately} ({item.source})")


def _lasting(item: Item, y: float, span: tuple[float, float], name: str) -> list[str]:
    (b1, b2), (e1, e2) = item.begin, item.end
    sure_from = b2 if b2 is not None else (e1 if e1 is not None else item.first)
    sure_to = e1 if e1 is not None else sure_from
    x1, x2 = _at(min(sure_from, sure_to), span), _at(max(sure_from, sure_to), span)
    is_sure = sure_from <= sure_to
    parts = [
        svg.rect(x1, y + 1, max(x2 - x1, 3), 6, f"{'sure' if is_sure else 'within'} {item.tint}")
    ]
    if not is_sure:
        hatched = f' fill="url(#{name}-h)"'
        parts.append(svg.rect(x1, y + 1, max(x2 - x1, 3), 6, "over", hatched))
    left = _at(b1, span) if b1 is not None else x1 - _FADE
    right = _at(e2, span) if e2 is not None else x2 + _FADE
    for start, width, known, mask in (
        (left, x1 - left, b1 is not None, "ml"),
        (max(x2, x1 + 3), right - max(x2, x1 + 3), e2 is not None, "mr"),
    ):
        if width <= 0.5:
            continue
        more = "" if known else f' mask="url(#{name}-{mask})"'
        parts.append(svg.rect(start, y + 1, width, 6, f"within {item.tint}", more))
        if known:
            parts.append(svg.rect(start, y + 1, width, 6, "over", f' fill="url(#{name}-h)"'))
    return parts


def densest_year(items: Sequence[Item]) -> float | None:
    """Return the year in which most items lie that are dated to the day or month, if any."""
    counts: dict[int, int] = {}
    for item in items:
        if item.last - item.first <= 0.1:
            counts[int(item.first)] = counts.get(int(item.first), 0) + 1
    if not counts:
        return None
    year = max(counts, key=lambda y: (counts[y], -y))
    return float(year) if counts[year] > 2 else None
