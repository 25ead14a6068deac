"""The built site over HTTP: things lead to documents, documents are the files, byte for byte.

Everything is decided by :func:`interstate.site.resolution.resolve`; this module reads files and
speaks HTTP: conditional requests, HEAD, errors with a remedy.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from email.utils import format_datetime
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from interstate.errors import InputError
from interstate.namespaces import BASE
from interstate.serve.middleware import AccessLog, Compress, OpenToAll
from interstate.site.resolution import MEDIA_TYPES, Resolution, resolve

_OWN = frozenset(("sparql", "update", "health", "assets/page.json"))
"""Paths that belong to the endpoint, whatever files there are."""


class SiteFolder:
    """The files of a built site."""

    def __init__(self, folder: Path) -> None:
        """Read which files there are.

        Raises:
            InputError: this is no site that ``interstate build`` has written.
        """
        self._folder = folder.resolve()
        if not (self._folder / "doc").is_dir() or not (self._folder / "index.html").is_file():
            raise InputError(
                "there is no built site here.",
                remedy="run: interstate build",
                path=folder,
            )
        self._names = frozenset(
            path.relative_to(self._folder).as_posix()
            for path in self._folder.rglob("*")
            if path.is_file() and path.name != ".htaccess"
        )
        self._read = lru_cache(maxsize=2048)(self._load)

    def has(self, name: str) -> bool:
        """Tell whether the site has a file."""
        return name in self._names

    def read(self, name: str) -> tuple[bytes, str]:
        """Return a file's content and its strong tag."""
        return self._read(name)

    def _load(self, name: str) -> tuple[bytes, str]:
        content = (self._folder / name).read_bytes()
        return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'


class LinkedData:
    """Answers for a site."""

    def __init__(self, site: SiteFolder, issued: str, base: str = BASE) -> None:
        """Serve ``site``, last modified on the day ``issued``; its IRIs begin with ``base``."""
        self._site = site
        self._base = base
        self._modified = last_modified(issued)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        found = resolve(_path(scope), request.headers.get("accept"), self._site.has, self._base)
        await self._answer(request, found)(scope, receive, send)

    def _answer(self, request: Request, found: Resolution) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": "GET, HEAD, OPTIONS"})
        if request.method not in ("GET", "HEAD"):
            allow = {"Allow": "GET, HEAD, OPTIONS"}
            return problem(405, "Documents are read by GET.", allow)
        headers = {"Link": ", ".join(found.links)} if found.links else {}
        if found.varies:
            headers["Vary"] = "Accept"
        if found.status == 303:
            location = f"/{found.location}"
            return Response(status_code=303, headers={**headers, "Location": location})
        if found.status == 406:
            detail = "This document comes in none of the wanted syntaxes."
            offers = [f"/{offer}" for offer in found.offers]
            return problem(406, detail, headers, alternatives=offers)
        if found.status == 404:
            return self._missing(request)
        return self._file(request, found, headers)

    def _missing(self, request: Request) -> Response:
        """Return the page for people, a problem report for programs."""
        if "text/html" in request.headers.get("accept", "") and self._site.has("404.html"):
            content, _ = self._site.read("404.html")
            # Its links begin at the path of the base; here the site begins at the top.
            content = content.replace(f"={urlsplit(self._base).path}".encode(), b"=/")
            return Response(content, 404, media_type="text/html; charset=utf-8")
        return problem(404, "There is nothing at this address.")

    def _file(self, request: Request, found: Resolution, headers: dict[str, str]) -> Response:
        content, tag = self._site.read(found.file)
        headers |= {
            "ETag": tag,
            "Last-Modified": self._modified,
            "Cache-Control": "no-cache",
            "X-Content-Type-Options": "nosniff",
        }
        if matches(request.headers.get("if-none-match"), tag):
            return Response(status_code=304, headers=headers)
        media_type = found.media_type
        if media_type == "application/octet-stream":
            media_type = MEDIA_TYPES.get(Path(found.file).suffix, media_type)
        if media_type.startswith("text/"):
            media_type += "; charset=utf-8"
        return Response(content, headers=headers, media_type=media_type)


def last_modified(issued: str) -> str:
    """Return a day as HTTP writes moments.

    >>> last_modified("2026-11-25")
    'Wed, 25 Nov 2026 00:00:00 GMT'
    """
    from datetime import UTC, datetime

    return format_datetime(datetime.fromisoformat(issued).replace(tzinfo=UTC), usegmt=True)


def matches(if_none_match: str | None, tag: str) -> bool:
    """Compare weakly, as a conditional GET does.

    >>> matches('W/"a", "b"', '"a"'), matches("*", '"a"'), matches(None, '"a"')
    (True, True, False)
    """
    if if_none_match is None:
        return False
    given = {part.strip().removeprefix("W/") for part in if_none_match.split(",")}
    return "*" in given or tag in given


def problem(
    status: int, detail: str, headers: Mapping[str, str] | None = None, **more: object
) -> Response:
    """Return an error as RFC 9457 has it."""
    title = HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return Response(
        json.dumps(body, ensure_ascii=False), status, headers, "application/problem+json"
    )


class Beside:
    """The endpoint for its own paths (and for what the site lacks), the site for all others."""

    def __init__(self, site: SiteFolder, pages: ASGIApp, endpoint: ASGIApp) -> None:
        """Put ``pages`` beside ``endpoint``."""
        self._site = site
        self._pages = pages
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Choose who answers; start and end of the server are the endpoint's."""
        path = _path(scope) if scope["type"] == "http" else "sparql"
        theirs = path in _OWN or (path.startswith("assets/") and not self._site.has(path))
        await (self._endpoint if theirs else self._pages)(scope, receive, send)


def _path(scope: Scope) -> str:
    return str(scope["path"]).removeprefix("/")


def with_site(
    folder: Path,
    issued: str,
    endpoint: ASGIApp | None = None,
    write_log: Callable[[str], object] = lambda line: None,
) -> ASGIApp:
    """Return an application that serves the built site in ``folder``, beside ``endpoint``.

    Raises:
        InputError: there is no built site in ``folder``.
    """
    site = SiteFolder(folder)
    from interstate.site.build import base_of

    found = LinkedData(site, issued, base_of(folder))
    pages = AccessLog(OpenToAll(Compress(found), closed=()), write_log)
    return pages if endpoint is None else Beside(site, pages, endpoint)
