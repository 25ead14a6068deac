"""A map of who demands of, threatens, sanctions, aids and sides with whom, as sources tell it."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from markupsafe import Markup
from pyoxigraph import NamedNode

from interstate.namespaces import IST, PREFIXES
from interstate.site.library import Library
from interstate.site.pictures import svg
from interstate.site.pictures.labels import Point, place_names
from interstate.site.words import plain_count

Href = Callable[[NamedNode], str]

_WORLD = Path(__file__).with_name("world.json")
_WIDTH, _HEIGHT = 960.0, 470.0
_CODES = NamedNode(f"{PREFIXES['identifier-scheme']}iso-3166-1-alpha-3")

TIES = (
    ("demand", "demands of", IST.Directive, IST.stateAgent, IST.stateTarget),
    ("demand", "demands of", IST.DemandSet, IST.stateAgent, IST.stateTarget),
    ("threat", "threatens", IST.Threat, IST.stateAgent, IST.stateTarget),
    ("sanction", "sanctions", IST.Sanction, IST.hasSender, IST.hasTarget),
    ("sanction", "suspends aid to", IST.AidSuspension, IST.stateAgent, IST.stateTarget),
    ("aid", "aids", IST.Aid, IST.hasDonor, IST.hasRecipient),
    ("side", "sides with", IST.Alignment, IST.hasAligner, IST.alignsWith),
)
"""Kind of tie, verb, class, and the roles from which and to which it runs."""

_KINDS = {
    "demand": "demands and requests",
    "threat": "threats",
    "sanction": "sanctions and suspended aid",
    "aid": "aid",
    "side": "alignments and alliances",
}


@dataclass(frozen=True, slots=True)
class Tie:
    """All accounts of one kind of tie from one state to another (None: sender not named)."""

    kind: str
    verb: str
    sender: NamedNode | None
    target: NamedNode
    situations: tuple[NamedNode, ...]


def find_ties(library: Library) -> tuple[Tie, ...]:
    """Return the ties between states that hold in the default view, by kind and states."""
    states = set(library.of_kind(IST.State))
    found: dict[tuple[str, str, NamedNode | None, NamedNode], dict[NamedNode, None]]
    found = defaultdict(dict)
    index = library.index
    for kind, verb, cls, begin, end in TIES:
        for node in index.subjects_of_type(*library.hierarchy.below(cls)):
            if not library.is_held(node):
                continue
            senders: list[NamedNode | None] = [s for s in index.nodes(node, begin) if s in states]
            for sender in senders or [None]:
                for target in index.nodes(node, end):
                    if target in states and (sender or kind == "sanction") and target != sender:
                        found[kind, verb, sender, target][node] = None
    for node in index.subjects_of_type(*library.hierarchy.below(IST.Alliance)):
        parties = sorted((p for p in index.nodes(node, IST.hasParty) if p in states), key=str)
        for i, first in enumerate(parties):
            for second in parties[i + 1 :]:
                if library.is_held(node):
                    found["side", "is allied with", first, second][node] = None
    return tuple(
        Tie(kind, verb, sender, target, tuple(sorted(nodes, key=str)))
        for (kind, verb, sender, target), nodes in sorted(
            found.items(), key=lambda i: (i[0][0], str(i[0][2]), str(i[0][3]), i[0][1])
        )
    )


@lru_cache(maxsize=1)
def _countries() -> tuple[Mapping[str, Any], ...]:
    """Return the outlines: Natural Earth 1:110m by way of world-atlas, in tenths of a degree."""
    return tuple(json.loads(_WORLD.read_text(encoding="utf-8")))


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Return where a place lies on the picture (Natural Earth projection, by its polynomial).

    >>> project(0, 0)
    (480.0, 270.0)
    """
    phi = math.radians(latitude)
    p2 = phi * phi
    p4 = p2 * p2
    length = 0.870700 - 0.131979 * p2 + p4 * (-0.013791 + p4 * (0.003971 * p2 - 0.001529 * p4))
    rise = phi * (1.007226 + p2 * (0.015085 + p4 * (-0.044475 + 0.028874 * p2 - 0.005916 * p4)))
    scale = _WIDTH / 2 / (0.8707 * math.pi)
    return _WIDTH / 2 + scale * math.radians(longitude) * length, 270 - scale * rise


def codes(library: Library) -> dict[NamedNode, str]:
    """Return the ISO 3166-1 code of each state that has one."""
    found = {}
    for state in library.of_kind(IST.State):
        for identifier in library.index.subjects(IST.identifies, state):
            if isinstance(identifier, NamedNode) and _CODES in library.index.nodes(
                identifier, IST.inScheme
            ):
                found[state] = library.index.text(identifier, IST.notation)
    return found


def draw_map(library: Library, href: Href) -> Markup:
    """Draw the world with ties as arcs; states that are told of are tinted and link to pages."""
    by_code = {code: state for state, code in codes(library).items()}
    ties = find_ties(library)
    land, told = [], []
    centres: dict[NamedNode, Point] = {}
    for country in _countries():
        path = "".join(_outline(ring) for ring in country["rings"])
        state = by_code.get(country["code"] or "")
        if state is None:
            land.append(path)
            continue
        centres[state] = project(*country["centre"])
        shape = f'<path class="state" d="{path}"/>'
        told.append(svg.link(href(state), shape, library.label(state)))
    parts = [_heads(), f'<path class="land" d="{"".join(land)}"/>', *told]
    curves = tuple(_curves(ties, centres))
    parts += _arcs(curves, library)
    parts += _rings(ties, centres, library)
    named = sorted(centres, key=lambda state: state.value)
    words = {state: library.label(state) for state in named}
    boxes = place_names(
        [(centres[state], svg.text_width(words[state], 11)) for state in named],
        centres.values(),
        [point for curve in curves for point in curve.points()],
    )
    for state, box in zip(named, boxes, strict=True):
        x, y = map(svg.number, centres[state])
        parts.append(f'<circle class="capital" cx="{x}" cy="{y}" r="2.5"/>')
        text = svg.label(box.left, box.base, [words[state]], "name")
        parts.append(svg.link(href(state), text))
    parts.append(_legend())
    return svg.picture(
        _WIDTH,
        _HEIGHT,
        parts,
        title="Ties between states, as the sources tell them",
        words=". ".join(tie_words(tie, library) for tie in ties),
        name="map",
    )


def tie_words(tie: Tie, library: Library) -> str:
    """Say a tie in words."""
    sender = library.label(tie.sender) if tie.sender else "somebody not named"
    number = plain_count(len(tie.situations), "account")
    return f"{sender} {tie.verb} {library.label(tie.target)} ({number})"


def _outline(ring: list[int]) -> str:
    points = [project(x / 10, y / 10) for x, y in zip(ring[::2], ring[1::2], strict=True)]
    if max(y for _, y in points) > _HEIGHT + 60:
        return ""  # Antarctica
    steps = [f"{x:.0f} {y:.0f}" for x, y in points]
    kept = [s for i, s in enumerate(steps) if i == 0 or s != steps[i - 1]]
    return f"M{'L'.join(kept)}Z" if len(kept) > 2 else ""


def _heads() -> str:
    return (
        "<defs>"
        + "".join(
            f'<marker id="map-{kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
            f'markerHeight="7" markerUnits="userSpaceOnUse" orient="auto">'
            f'<path class="head {kind}" d="M0 0L8 4L0 8z"/></marker>'
            for kind in _KINDS
        )
        + "</defs>"
    )


@dataclass(frozen=True, slots=True)
class _Curve:
    """How a tie is drawn: from a point by way of another to a third."""

    tie: Tie
    begin: Point
    bend: Point
    end: Point

    def points(self, number: int = 40) -> Iterator[Point]:
        """Yield points along the curve."""
        for step in range(number + 1):
            s = step / number
            weights = ((1 - s) ** 2, 2 * s * (1 - s), s**2)
            three = (self.begin, self.bend, self.end)
            yield (
                sum(w * p[0] for w, p in zip(weights, three, strict=True)),
                sum(w * p[1] for w, p in zip(weights, three, strict=True)),
            )


def _curves(ties: Iterable[Tie], centres: Mapping[NamedNode, Point]) -> Iterator[_Curve]:
    drawn: dict[frozenset[NamedNode], int] = defaultdict(int)
    for tie in ties:
        if tie.target not in centres or tie.sender is None or tie.sender not in centres:
            continue
        pair = frozenset((tie.sender, tie.target))
        bend = 26 + 17 * drawn[pair]
        drawn[pair] += 1
        (x1, y1), (x2, y2) = centres[tie.sender], centres[tie.target]
        distance = math.hypot(x2 - x1, y2 - y1) or 1
        up = -1 if x2 >= x1 else 1
        lift = bend * (0.4 + distance / 500)
        cx = (x1 + x2) / 2 + (y2 - y1) / distance * lift * up
        cy = (y1 + y2) / 2 + (x2 - x1) / distance * lift * up
        yield _Curve(tie, (x1, y1), (cx, cy), (x2, y2))


def _arcs(curves: Iterable[_Curve], library: Library) -> Iterator[str]:
    for curve in curves:
        tie = curve.tie
        begin, bend, end = (
            " ".join(map(svg.number, p)) for p in (curve.begin, curve.bend, curve.end)
        )
        width = min(1.2 + 0.5 * len(tie.situations), 4.5)
        yield (
            f'<path class="tie {tie.kind}" d="M{begin}Q{bend} {end}" '
            f'stroke-width="{svg.number(width)}" marker-end="url(#map-{tie.kind})">'
            f"<title>{Markup.escape(tie_words(tie, library))}</title></path>"
        )


def _rings(
    ties: Iterable[Tie], centres: Mapping[NamedNode, Point], library: Library
) -> Iterator[str]:
    for tie in ties:
        if tie.sender is None and tie.target in centres:
            yield _ring(centres[tie.target], tie, tie_words(tie, library))


def _ring(centre: Point, tie: Tie, title: str) -> str:
    x, y = centre
    return (
        f'<circle class="tie {tie.kind}" cx="{svg.number(x)}" cy="{svg.number(y)}" r="9" '
        f'stroke-width="2"><title>{Markup.escape(title)}</title></circle>'
    )


def _legend() -> str:
    parts = []
    for i, (kind, words) in enumerate(_KINDS.items()):
        y = _HEIGHT - 96 + 17 * i
        parts.append(
            f'<path class="tie {kind}" d="M14 {y}H46" stroke-width="2.5" '
            f'marker-end="url(#map-{kind})"/>'
        )
        parts.append(svg.label(54, y + 4, [words], "meta"))
    return "".join(parts)
