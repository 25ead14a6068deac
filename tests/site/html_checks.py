"""What can be wrong with a page, found without a browser; a test plants each defect."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

_VOID = {"link", "meta", "input", "br", "img", "hr"}
_LOADS = {"script": "src", "img": "src", "iframe": "src", "source": "src", "object": "data"}
_LOADED_LINKS = ("stylesheet", "icon", "preload", "modulepreload", "manifest")


@dataclass
class Page:
    """What a page has: links, anchors, what it loads, and what is wrong at first sight."""

    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    language: str = ""
    title: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._open: list[str] = []
        self._labels: set[str] = set()
        self._inputs: list[tuple[str, bool]] = []
        self._text = ""
        self._pictures: list[dict[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        page = self.page
        has = {name: value or "" for name, value in attrs}
        if has.get("id"):
            page.ids.append(has["id"])
        if tag == "html":
            page.language = has.get("lang", "")
        if tag == "a" and "href" in has:
            page.links.append(has["href"])
            self._text = ""
        if tag in _LOADS and _LOADS[tag] in has:
            page.loads.append(has[_LOADS[tag]])
        if tag == "link" and set(has.get("rel", "").split()) & set(_LOADED_LINKS):
            page.loads.append(has["href"])
        if tag == "img" and "alt" not in has:
            page.problems.append(f"img without alt: {has.get('src')}")
        if tag == "svg":
            named = has.get("role") == "img" and bool(has.get("aria-labelledby"))
            self._pictures.append({"named": named, "title": False, "desc": False})
        if self._pictures and tag in ("title", "desc") and self._open[-1:] == ["svg"]:
            self._pictures[-1][tag] = True
        if tag == "label" and "for" in has:
            self._labels.add(has["for"])
        if tag in ("input", "textarea", "select") and has.get("type") != "hidden":
            self._inputs.append((has.get("id", ""), "aria-label" in has))
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            page.headings.append(int(tag[1]))
        if tag == "link" and has.get("rel") == "alternate":
            page.links.append(has["href"])
        if tag == "meta" and has.get("http-equiv") == "refresh":
            page.links.append(has["content"].split("url=", 1)[1])
        if "style" in has or any(name.startswith("on") for name in has):
            page.problems.append(f"inline style or handler on {tag}")
        if tag not in _VOID:
            self._open.append(tag)
        if tag == "script":
            self._text = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and not self._text.strip() and "svg" not in self._open:
            self.page.problems.append("a link without words")
        if tag == "script" and self._text.lstrip().startswith("{"):
            self.page.data.append(self._text)
        if tag == "title" and "svg" not in self._open:
            self.page.title = self._text.strip()
        if tag == "svg":
            picture = self._pictures.pop()
            missing = [name for name, there in picture.items() if not there]
            if missing:
                self.page.problems.append(f"a picture lacks {', '.join(missing)}")
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._text += data

    def finish(self) -> Page:
        for name, labelled in self._inputs:
            if not labelled and name not in self._labels:
                self.page.problems.append(f"an input without a label: {name}")
        return self.page


def read_page(text: str) -> Page:
    """Parse a page."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.finish()


def problems_of(page: Page) -> list[str]:
    """Return what is wrong with a page by itself."""
    found = list(page.problems)
    if page.language != "en":
        found.append("no language")
    if not page.title:
        found.append("no title")
    doubled = sorted({i for i in page.ids if page.ids.count(i) > 1})
    found += [f"id twice: {name}" for name in doubled]
    if page.headings:
        if page.headings.count(1) != 1 or page.headings[0] != 1:
            found.append("not exactly one h1, first")
        steps = zip(page.headings, page.headings[1:], strict=False)
        found += [f"h{a} then h{b}" for a, b in steps if b > a + 1]
    outside = [url for url in page.loads if ":" in url and url != "data:,"]
    found += [f"loads from elsewhere: {url}" for url in outside]
    for text in page.data:
        try:
            json.loads(text)
        except ValueError:
            found.append("broken JSON-LD")
    return found


def broken_links(
    folder: Path, pages: dict[str, Page], outside: tuple[str, ...] = (), top: str = "/interstate/"
) -> list[str]:
    """Return links and loads of ``pages`` that lead to no file or no anchor below ``folder``.

    Links may leave the folder only for files named in ``outside``. The page for addresses that lead
    nowhere, which answers at any depth, begins its links at ``top``, the path of the base.
    """
    anchors = {name: set(page.ids) for name, page in pages.items()}
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    found = []
    for name, page in pages.items():
        for link in (*page.links, *page.loads):
            target, fragment = urldefrag(link)
            target = unquote(target.split("?", 1)[0])
            if ":" in target.split("/", 1)[0]:
                if not target.startswith(("https://", "http://", "urn:", "mailto:", "data:,")):
                    found.append(f"{name}: {link}")
                continue
            if target.startswith("/") and name == "404.html":
                path = target.removeprefix(top)
            else:
                path = _resolved(name, target)
            if path not in files and path not in outside:
                found.append(f"{name}: {link}")
            elif fragment and path in anchors and unquote(fragment) not in anchors[path]:
                found.append(f"{name}: {link} (no such anchor)")
    return found


def _resolved(name: str, target: str) -> str:
    if not target:
        return name
    parts = name.split("/")[:-1]
    for step in target.split("/"):
        if step == "..":
            parts = parts[:-1] if parts else [".."]
        elif step not in (".", ""):
            parts.append(step)
    return "/".join(parts)


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours (#rrggbb or #rgb), as WCAG 2 defines it.

    >>> contrast("#000", "#ffffff")
    21.0
    """
    one, two = sorted((_luminance(first), _luminance(second)), reverse=True)
    return round((one + 0.05) / (two + 0.05), 2)


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(c * 2 for c in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
