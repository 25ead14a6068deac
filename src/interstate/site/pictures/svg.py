"""SVG by hand: escaped text, numbers without noise, a title and description for every picture."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from markupsafe import Markup


def number(value: float) -> str:
    """Return a coordinate with one decimal at most.

    >>> number(3.0), number(2.25), number(-0.04)
    ('3', '2.2', '0')
    """
    text = f"{round(value, 1):.1f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def text_width(text: str, size: float = 13) -> float:
    """Return a rough width of a text in pixels; no font is at hand when a page is built.

    >>> text_width("iiii") < text_width("mmmm")
    True
    """
    narrow = sum(c in "iljtfrI.,:;'()|! " for c in text)
    wide = sum(c in "mwMW@%—" or c.isupper() for c in text)
    return size * (0.36 * narrow + 0.78 * wide + 0.6 * (len(text) - narrow - wide))


def wrap(text: str, width: float, size: float = 13, lines: int = 3) -> list[str]:
    """Break a text into lines that fit ``width``; what is too long ends in an ellipsis.

    >>> wrap("one two three", 55)
    ['one two', 'three']
    """
    found = [""]
    for word in text.split():
        tried = f"{found[-1]} {word}".strip()
        if found[-1] and text_width(tried, size) > width:
            found.append(word)
        else:
            found[-1] = tried
    if len(found) > lines:
        found = found[:lines]
        while text_width(found[-1] + "…", size) > width and " " in found[-1]:
            found[-1] = found[-1].rsplit(" ", 1)[0]
        found[-1] += "…"
    return found


def label(x: float, y: float, lines: Iterable[str], kind: str = "", leading: float = 15) -> str:
    """Return lines of text from ``y`` down."""
    attribute = f' class="{kind}"' if kind else ""
    return "".join(
        f"<text{attribute} x={_q(x)} y={_q(y + i * leading)}>{escape(line)}</text>"
        for i, line in enumerate(lines)
    )


def link(href: str, inner: str, title: str = "") -> str:
    """Return a link around shapes, with a title that is shown and read out."""
    words = f"<title>{escape(title)}</title>" if title else ""
    return f'<a href="{escape(href)}">{words}{inner}</a>'


def rect(x: float, y: float, width: float, height: float, kind: str, more: str = "") -> str:
    """Return a rectangle of a class."""
    return (
        f'<rect class="{kind}" x={_q(x)} y={_q(y)} width={_q(max(width, 0.5))} '
        f"height={_q(height)}{more}/>"
    )


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """Return a line of a class."""
    return f'<line class="{kind}" x1={_q(x1)} y1={_q(y1)} x2={_q(x2)} y2={_q(y2)}/>'


def picture(
    width: float,
    height: float,
    parts: Iterable[str],
    *,
    title: str,
    words: str,
    name: str,
    key: str = "",
) -> Markup:
    """Return an SVG with its title and description, which screen readers read.

    ``name`` is its class; ``key`` tells it from others of the class on one page.
    """
    ident = f"{name}-{key}" if key else name
    return Markup(
        f'<svg viewBox="0 0 {number(width)} {number(height)}" width="{number(width)}" '
        f'height="{number(height)}" role="img" class="{name}" '
        f'aria-labelledby="{ident}-t {ident}-d">'
        f'<title id="{ident}-t">{escape(title)}</title>'
        f'<desc id="{ident}-d">{escape(words)}</desc>'
        f"{''.join(parts)}</svg>"
    )


def _q(value: float) -> str:
    return f'"{number(value)}"'
