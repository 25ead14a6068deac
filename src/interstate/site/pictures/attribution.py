"""The tree of voices in a source: who is made to speak in it, through whom, in which spirit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

from markupsafe import Markup
from pyoxigraph import NamedNode

from interstate.namespaces import IST
from interstate.record import source_key
from interstate.site.library import Library, Source
from interstate.site.pictures import svg
from interstate.site.words import plain_count

Href = Callable[[NamedNode], str]

_ROW, _COLUMN = 26, 340
_SPIRITS = ("endorses", "reports", "doubts", "disputes", "denies", "plain")
_VERBS = {
    "endorses": "agreed with",
    "reports": "reported",
    "doubts": "doubted",
    "disputes": "disputed",
    "denies": "denied to have said so",
    "plain": "named",
}


@dataclass
class Voice:
    """A speaker at one place of the tree, with how often each spirit brings the voice in."""

    speakers: tuple[NamedNode, ...]
    claims: list[NamedNode] = field(default_factory=list)
    spirits: dict[str, int] = field(default_factory=dict)
    inner: dict[tuple[NamedNode, ...], Voice] = field(default_factory=dict)


def voices_of(source: Source, library: Library) -> Voice:
    """Return the tree of a source's voices: its authors, those they cite, those whom these cite."""
    root = Voice(source.authors)
    for claim in library.claims:
        if source_key(claim) != source.citekey:
            continue
        chain = library.chain(claim)
        here = root
        for outer, inner in pairwise(chain):
            speakers = library.speakers(inner)
            here = here.inner.setdefault(speakers, Voice(speakers))
            if inner == claim:
                here.claims.append(claim)
                spirit = _spirit(outer, inner, library)
                here.spirits[spirit] = here.spirits.get(spirit, 0) + 1
        if len(chain) == 1:
            root.claims.append(claim)
    return root


def _spirit(outer: NamedNode, inner: NamedNode, library: Library) -> str:
    if any(mode == IST.denies and node == inner for mode, node in library.contents(outer)):
        return "denies"
    stances = library.index.nodes(outer, IST.stance)
    return stances[0].value.rsplit("/", 1)[-1] if stances else "plain"


def draw_voices(source: Source, library: Library, href: Href) -> Markup | str:
    """Draw the tree; "" if nobody else speaks in the source."""
    root = voices_of(source, library)
    if not root.inner:
        return ""
    parts: list[str] = []
    words: list[str] = []
    rows = _draw(root, 0, 0, library, href, parts, words)
    width = _COLUMN * _depth(root) + 40
    return svg.picture(
        width,
        rows * _ROW + 14,
        parts,
        title=f"Voices in {source.label}",
        words="; ".join(words),
        name="voices",
        key=source.citekey,
    )


def _depth(voice: Voice) -> int:
    return 1 + max((_depth(inner) for inner in voice.inner.values()), default=0)


def _draw(
    voice: Voice,
    row: int,
    column: int,
    library: Library,
    href: Href,
    parts: list[str],
    words: list[str],
) -> int:
    """Draw a voice and those inside it; return the next free row."""
    x, y = column * _COLUMN + 8.0, row * _ROW + 18.0
    name = ", ".join(library.label(s) for s in voice.speakers) or "nobody named"
    counted = plain_count(len(voice.claims), "claim")
    dots = "".join(
        f'<circle class="dot {kind}" cx="{svg.number(x + 5 + i * 9)}" '
        f'cy="{svg.number(y - 4)}" r="4"/>'
        for i, kind in enumerate(k for k in _SPIRITS if k in voice.spirits)
    )
    indent = 9.0 * max(len(voice.spirits), 1) + 8 if column else 0.0
    shown = svg.wrap(name, _COLUMN - 95 - indent, 13, 1)
    text = (
        f'<text class="name" x="{svg.number(x + indent)}" y="{svg.number(y)}">{escape(shown[0])}'
        f'<tspan class="meta" dx="7">{len(voice.claims)}</tspan></text>'
    )
    target = href(voice.speakers[0]) if voice.speakers else ""
    described = ", ".join(f"{n} {_VERBS[k]}" for k, n in sorted(voice.spirits.items()))
    title = f"{name}: {counted}{f' ({described})' if described else ''}"
    parts.append(svg.link(target, dots + text, title) if target else dots + text)
    size = svg.text_width(shown[0], 13) + svg.text_width(str(len(voice.claims)), 11)
    if column:
        words.append(title)
    next_row = row
    for _, inner in sorted(
        voice.inner.items(), key=lambda item: (-len(item[1].claims), str(item[0]))
    ):
        child_y = next_row * _ROW + 14.0
        child_x = (column + 1) * _COLUMN + 4.0
        begin = x + indent + size + 26
        n = svg.number
        bend = child_x - 24
        parts.append(
            f'<path class="branch {_main_spirit(inner)}" '
            f'd="M{n(begin)} {n(y - 4)}H{n(bend)}V{n(child_y)}H{n(child_x)}"/>'
        )
        next_row = _draw(inner, next_row, column + 1, library, href, parts, words)
    return max(next_row, row + 1)


def _main_spirit(voice: Voice) -> str:
    """Return the spirit in which most of a voice's claims are told."""
    return max(_SPIRITS, key=lambda s: (voice.spirits.get(s, 0), -_SPIRITS.index(s)))
