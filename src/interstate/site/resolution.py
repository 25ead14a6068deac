"""What a request for a path is answered with; the same for every server that holds the site.

Things (``/id/state/usa``) answer 303 with the way to a document in the syntax that the client
wants most; documents (``/doc/id/state/usa.ttl``) answer 200. Nothing here touches a file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from interstate.namespaces import BASE
from interstate.publication_terms import LICENSE
from interstate.serve.negotiation import choose
from interstate.site.paths import SYNTAXES, anchor_of, document_of

MEDIA_TYPES = {
    **{f".{ending}": media_type for ending, media_type in SYNTAXES.items()},
    ".css": "text/css",
    ".gz": "application/gzip",
    ".js": "text/javascript",
    ".json": "application/json",
    ".nq": "application/n-quads",
    ".ofn": "text/owl-functional",
    ".owx": "application/owl+xml",
    ".rq": "application/sparql-query",
    ".svg": "image/svg+xml",
    ".trig": "application/trig",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
    ".xml": "application/xml",
}
_FILES = {"": "index.html", "query": "query.html"}
_KNOWN_AS = {"application/xhtml+xml": SYNTAXES["html"], "application/json": SYNTAXES["jsonld"]}
"""What clients ask for -> what serves them as well; JSON-LD is JSON."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """A status, and with it a file (200), a location (303) or what could be had instead (406)."""

    status: int
    file: str = ""
    media_type: str = ""
    location: str = ""
    links: tuple[str, ...] = ()
    varies: bool = False
    offers: tuple[str, ...] = ()


def resolve(
    path: str, accept: str | None, exists: Callable[[str], bool], base: str = BASE
) -> Resolution:
    """Return the answer to a GET of ``path`` (without its first slash) with this ``Accept``.

    ``base`` is where the site's IRIs begin, which a document's links name.

    >>> there = {"doc/id/state/usa.html", "doc/id/state/usa.ttl"}.__contains__
    >>> resolve("id/state/usa", "text/turtle, text/html;q=0.5", there).location
    'doc/id/state/usa.ttl'
    >>> resolve("id/state/usa", "image/png", there).status
    406
    >>> resolve("id/state/atlantis", None, there).status
    404
    >>> resolve("doc/id/state/usa.ttl", None, there).media_type
    'text/turtle'
    """
    name = _FILES.get(path, path)
    if exists(name) and not name.endswith("/"):
        return _document(name, base)
    document = path if path.startswith("doc/") else document_of(BASE + path)
    if document is None or not exists(f"{document}.html"):
        return Resolution(404, file="404.html", media_type=SYNTAXES["html"])
    return _negotiated(path, document, accept, exists)


def _negotiated(
    path: str, document: str, accept: str | None, exists: Callable[[str], bool]
) -> Resolution:
    endings = [ending for ending in SYNTAXES if exists(f"{document}.{ending}")]
    offers = [SYNTAXES[ending] for ending in endings]
    wanted = (accept or "").lower()
    for name, served_by in _KNOWN_AS.items():
        wanted = wanted.replace(name, served_by)
    chosen = choose(wanted or None, offers)
    links = (*_alternates(document, endings), _license())
    if chosen is None:
        listed = tuple(f"{document}.{ending}" for ending in endings)
        return Resolution(406, links=links, varies=True, offers=listed)
    ending = endings[offers.index(chosen)]
    anchor = anchor_of(BASE + path)
    location = f"{document}.{ending}" + (f"#{anchor}" if anchor and ending == "html" else "")
    described = f'</{document}.{ending}>; rel="describedby"; type="{chosen}"'
    return Resolution(303, location=location, links=(described, *links), varies=True)


def _document(name: str, base: str) -> Resolution:
    dot = name.rfind(".")
    media_type = MEDIA_TYPES.get(name[dot:] if dot >= 0 else "", "application/octet-stream")
    if name == ".well-known/void":
        media_type = SYNTAXES["ttl"]
    stem, _, ending = name.rpartition(".")
    links: tuple[str, ...] = (_license(),)
    if name.startswith("doc/") and ending in SYNTAXES:
        others = [other for other in SYNTAXES if other != ending]
        thing = base + stem.removeprefix("doc/")
        links = (*_alternates(stem, others), f'<{thing}>; rel="describes"', *links)
    return Resolution(200, file=name, media_type=media_type, links=links)


def _alternates(document: str, endings: list[str]) -> tuple[str, ...]:
    return tuple(f'</{document}.{e}>; rel="alternate"; type="{SYNTAXES[e]}"' for e in endings)


def _license() -> str:
    return f'<{LICENSE.value}>; rel="license"'
