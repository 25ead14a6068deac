"""Why, according to whom: the reasons that sources give for one matter, and what it explains."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from markupsafe import Markup
from pyoxigraph import NamedNode

from interstate.namespaces import IST, PREFIXES
from interstate.site.library import Library
from interstate.site.pictures import svg

Href = Callable[[NamedNode], str]

_BOX, _LANE, _GAP = 270, 110, 12
_WEIGHTS = {"sole": 5, "main": 4, "major": 3, "contributory": 1.5}


@dataclass(frozen=True, slots=True)
class Reason:
    """One explanation: from what to what, how heavy, who says so."""

    nodes: tuple[NamedNode, ...]
    cause: NamedNode
    effect: NamedNode
    weight: str
    kind: str
    voices: str
    tint: str
    denied: bool


def reasons_about(reference: NamedNode, library: Library) -> tuple[Reason, ...]:
    """Return the explanations in which a matter is cause or effect, by what they are to it."""
    found: list[Reason] = []
    for node in _explanations_of(reference, library):
        parts = _reason_parts(node, library)
        found += [r for r in parts if reference in (r.cause, r.effect) and r.cause != r.effect]
    merged: dict[tuple[object, ...], Reason] = {}
    for reason in found:
        alike = (reason.cause, reason.effect, reason.voices, reason.denied)
        known = merged.get(alike)
        merged[alike] = reason if known is None else _both(known, reason)
    order = list(_WEIGHTS)

    def key(r: Reason) -> tuple[object, ...]:
        heavy = order.index(r.weight) if r.weight in order else len(order)
        return (r.effect != reference, heavy, library.label(r.cause), r.nodes[0].value)

    return tuple(sorted(merged.values(), key=key))


def _explanations_of(reference: NamedNode, library: Library) -> list[NamedNode]:
    """Return the explanations that have an account of a matter as explanans or explanandum."""
    kinds = library.hierarchy.below(IST.Explanation)
    found = {
        subject
        for account in (reference, *library.record.accounts.get(reference, ()))
        for predicate in (IST.hasExplanans, IST.hasExplanandum)
        for subject in library.index.subjects(predicate, account)
        if isinstance(subject, NamedNode) and kinds.intersection(library.index.types(subject))
    }
    return sorted(found, key=str)


def _both(first: Reason, second: Reason) -> Reason:
    """Return one reason for two sentences in which the same voices give the same reason."""
    order = [*_WEIGHTS, ""]
    heavier = min(first, second, key=lambda r: order.index(r.weight) if r.weight in order else 9)
    return replace(heavier, nodes=tuple(sorted({*first.nodes, *second.nodes}, key=str)))


def _reason_parts(node: NamedNode, library: Library) -> list[Reason]:
    index, reference = library.index, library.record.reference
    claim = library.describing(node)
    if claim is None:
        return []
    weights = index.nodes(node, IST.hasWeight)
    source = library.source_of(node)
    voices = " › ".join(
        ", ".join(library.label(s) for s in library.speakers(c)) for c in library.chain(claim)
    )
    denied = any(c.mode == IST.denies for c in library.record.claimed_by.get(node, ()))
    return [
        Reason(
            nodes=(node,),
            cause=reference(cause),
            effect=reference(effect),
            weight=weights[0].value.removeprefix(PREFIXES["weight"]) if weights else "",
            kind=library.kind_words(node),
            voices=voices,
            tint=f"t{source.tint}" if source else "tx",
            denied=denied,
        )
        for cause in index.nodes(node, IST.hasExplanans)
        for effect in index.nodes(node, IST.hasExplanandum)
    ]


def draw_reasons(reference: NamedNode, library: Library, href: Href) -> Markup | str:
    """Draw what explains a matter (left) and what it explains (right); "" if nothing does."""
    reasons = reasons_about(reference, library)
    if not reasons:
        return ""
    causes = [r for r in reasons if r.effect == reference]
    effects = [r for r in reasons if r.effect != reference]
    left = [_box(library.label(r.cause), r) for r in causes]
    right = [_box(library.label(r.effect), r) for r in effects]
    height = max(_height(left), _height(right), 90.0) + 10
    middle = svg.wrap(library.label(reference), _BOX - 40, 14, 5)
    width = 8.0 + _BOX + (_BOX + _LANE) * (bool(causes) + bool(effects))
    centre = 4.0 + (_BOX + _LANE) * bool(causes)
    middle_height = len(middle) * 17 + 22.0
    middle_top = (height - middle_height) / 2
    parts: list[str] = []
    for column, boxes, x in ((causes, left, 4.0), (effects, right, width - _BOX - 4.0)):
        y = (height - _height(boxes)) / 2
        for reason, (lines, box) in zip(column, boxes, strict=True):
            at_left = x < centre
            start = (x + _BOX, y + box / 2) if at_left else (centre + _BOX, height / 2)
            end = (centre, height / 2) if at_left else (x, y + box / 2)
            parts.append(_arrow(start, end, reason))
            parts.append(_reason_box(x, y, lines, box, reason, href, at_left))
            y += box + _GAP
    parts.append(svg.rect(centre, middle_top, _BOX, middle_height, "focus", ' rx="4"'))
    parts.append(svg.label(centre + 14, middle_top + 24, middle, "name", 17))
    words = "; ".join(_words(r, library) for r in reasons)
    return svg.picture(
        width,
        height,
        parts,
        title=f"Reasons given: {library.label(reference)}",
        words=words,
        name="reasons",
        key=reference.value.rsplit("/", 1)[-1],
    )


def _box(text: str, reason: Reason) -> tuple[list[str], float]:
    lines = svg.wrap(text, _BOX - 24, 13, 3)
    voices = svg.wrap(_meta(reason), _BOX - 24, 11, 2)
    return [*lines, "", *voices], 15.0 * len(lines) + 13.0 * len(voices) + 16


def _meta(reason: Reason) -> str:
    weight = f"{reason.weight} · " if reason.weight else ""
    times = f" ({len(reason.nodes)} times)" if len(reason.nodes) > 1 else ""
    return f"{weight}{'denied by ' if reason.denied else ''}{reason.voices}{times}"


def _height(boxes: list[tuple[list[str], float]]) -> float:
    return sum(height for _, height in boxes) + _GAP * max(len(boxes) - 1, 0)


def _reason_box(
    x: float,
    y: float,
    lines: list[str],
    height: float,
    reason: Reason,
    href: Href,
    at_left: bool,
) -> str:
    cut = lines.index("")
    target = reason.cause if at_left else reason.effect
    inner = (
        svg.rect(x, y, _BOX, height, f"box {reason.tint}", ' rx="3"')
        + svg.rect(x, y, 4, height, f"edge {reason.tint}")
        + svg.label(x + 14, y + 18, lines[:cut], "name")
    )
    voice_y = y + 18 + 15 * cut
    voices = svg.label(x + 14, voice_y, lines[cut + 1 :], "meta", 13)
    return svg.link(href(target), inner) + svg.link(href(reason.nodes[0]), voices, reason.kind)


def _arrow(start: tuple[float, float], end: tuple[float, float], reason: Reason) -> str:
    (x1, y1), (x2, y2) = start, end
    mid = (x1 + x2) / 2
    n = svg.number
    path = f"M{n(x1)} {n(y1)}C{n(mid)} {n(y1)} {n(mid)} {n(y2)} {n(x2 - 7)} {n(y2)}"
    width = _WEIGHTS.get(reason.weight, 1.5)
    dashed = " denied" if reason.denied else ""
    head = f"M{n(x2)} {n(y2)}l-8 -4v8z"
    return (
        f'<path class="arrow {reason.tint}{dashed}" d="{path}" stroke-width="{width}"/>'
        f'<path class="head {reason.tint}" d="{head}"/>'
    )


def _words(reason: Reason, library: Library) -> str:
    weight = f" ({reason.weight} reason)" if reason.weight else ""
    verb = "is denied to explain" if reason.denied else "explains"
    return (
        f"{library.label(reason.cause)} {verb} {library.label(reason.effect)}{weight}, "
        f"says {reason.voices}"
    )
