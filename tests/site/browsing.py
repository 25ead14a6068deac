"""What a browser can tell of a page: measured in the page itself, so that any test can ask."""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page


class _Quiet(SimpleHTTPRequestHandler):
    """Files below a path, and the folder's own page for addresses that lead nowhere."""

    def __init__(self, *args: Any, below: str, **options: Any) -> None:
        self.below = below
        super().__init__(*args, **options)

    def translate_path(self, path: str) -> str:
        """Find the file; what is not below the path does not exist."""
        inside = path.startswith(self.below)
        return super().translate_path(f"/{path.removeprefix(self.below)}" if inside else "/none")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the page for dead addresses, as static hosts do."""
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@contextmanager
def hosting(folder: Path, below: str = "/") -> Iterator[str]:
    """Host a folder as the simplest of static hosts does; yields the address of its top."""
    handler = functools.partial(_Quiet, directory=str(folder), below=below)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{below}"
    finally:
        server.shutdown()
        server.server_close()


def watch(page: Page) -> list[str]:
    """Collect from now on what must not happen: errors, missing files, requests to elsewhere."""
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(f"script: {error}"))
    page.on(
        "console",
        lambda message: (
            problems.append(f"console: {message.text}") if message.type == "error" else None
        ),
    )
    page.on(
        "response",
        lambda response: (
            problems.append(f"{response.status}: {response.url}")
            if response.status >= 400
            else None
        ),
    )
    page.on(
        "request",
        lambda request: (
            None
            if re.match(r"(http://127\.0\.0\.1:|blob:|data:|file:)", request.url)
            else problems.append(f"elsewhere: {request.url}")
        ),
    )
    return problems


OVERFLOW = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  return wide > 0 ? wide : 0;
}"""


def overflow(page: Page) -> int:
    """Return by how many pixels a page is wider than its window."""
    return int(page.evaluate(OVERFLOW))


TEXTS = """() => {
  const found = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const node = text.parentElement;
    if (!text.data.trim() || !node.checkVisibility({ visibilityProperty: true })) continue;
    const style = getComputedStyle(node);
    if (style.clipPath !== "none" || node.closest(".hidden, .skip, desc, title, script")) continue;
    const svg = node instanceof SVGElement;
    const grounds = [];
    for (let above = node; above; above = above.parentElement) {
      grounds.push(getComputedStyle(above).backgroundColor);
    }
    const colour = svg ? style.fill : style.color;
    const key = JSON.stringify([colour, grounds]);
    if (!found.has(key)) {
      const large = parseFloat(style.fontSize) >= 24
        || (parseFloat(style.fontSize) >= 18.66 && parseInt(style.fontWeight) >= 700);
      found.set(key, { text: text.data.trim().slice(0, 40), colour, grounds, large });
    }
  }
  return [...found.values()];
}"""
"""Each combination of a text's colour and the grounds below it, once, with an example."""


def pale_texts(page: Page) -> list[str]:
    """Return the texts whose contrast is below WCAG 2 AA: 4.5 to 1, or 3 to 1 if large."""
    found = []
    for entry in page.evaluate(TEXTS):
        ground = composed(entry["grounds"])
        ratio = contrast_of(over(rgba(entry["colour"]), ground), ground)
        if ratio < (3.0 if entry["large"] else 4.5):
            found.append(f"{ratio:.2f}: {entry['text']!r} {entry['colour']}")
    return found


Colour = tuple[float, float, float, float]


def rgba(text: str) -> Colour:
    """Return a computed colour's parts, each from 0 to 1.

    >>> rgba("rgb(255, 0, 0)"), rgba("color(srgb 0.5 0.5 0.5 / 0.25)")
    ((1.0, 0.0, 0.0, 1.0), (0.5, 0.5, 0.5, 0.25))
    """
    numbers = [float(n) for n in re.findall(r"\d*\.?\d+(?:e-?\d+)?", text.replace("srgb", ""))]
    scale = 1.0 if text.startswith("color(") else 255.0
    alpha = numbers[3] if len(numbers) > 3 else 1.0
    return (numbers[0] / scale, numbers[1] / scale, numbers[2] / scale, alpha)


def over(colour: Colour, ground: Colour) -> Colour:
    """Lay a colour over an opaque ground."""
    alpha = colour[3]
    red, green, blue = (
        c * alpha + g * (1 - alpha) for c, g in zip(colour[:3], ground, strict=False)
    )
    return (red, green, blue, 1.0)


def composed(grounds: list[str]) -> Colour:
    """Lay the grounds of a text, innermost first, over one another and over white."""
    ground: Colour = (1.0, 1.0, 1.0, 1.0)
    for text in reversed(grounds):
        ground = over(rgba(text), ground)
    return ground


def contrast_of(one: Colour, two: Colour) -> float:
    """Return the contrast of two opaque colours as WCAG 2 defines it.

    >>> round(contrast_of((0, 0, 0, 1), (1, 1, 1, 1)), 2)
    21.0
    """
    light, dark = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3]
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def is_seen(page: Page, selector: str) -> bool:
    """Tell whether the first element that fits is shown at all."""
    return bool(page.locator(selector).first.is_visible())


def box(page: Page, selector: str) -> dict[str, Any]:
    """Return where the first element that fits lies in the window."""
    found = page.locator(selector).first.bounding_box()
    assert found is not None, selector
    return dict(found)
