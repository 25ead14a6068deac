"""What every answer gets: an access record, CORS, compression. Plain ASGI, nothing buffered."""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from interstate.serve.negotiation import accepts_gzip

NOTES = "interstate.notes"
"""Where handlers leave what the access record should say (a dict in the ASGI scope)."""

_WORTH_IT = 1024
_COMPRESSIBLE = ("text/", "application/", "image/svg")


class AccessLog:
    """Writes one JSON object per request: who, what, how it ended, how long it took.

    A query's text is not written, only the start of its SHA-256: queries can be private, and
    equal ones can still be told.
    """

    def __init__(self, app: ASGIApp, write: Callable[[str], object]) -> None:
        """Wrap ``app``; ``write`` gets each line."""
        self._app = app
        self._write = write

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request and record it, whatever happens."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        notes: dict[str, Any] = scope.setdefault(NOTES, {})
        seen = {"status": 0, "bytes": 0}

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
            elif message["type"] == "http.response.body":
                seen["bytes"] += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, counted)
        finally:
            client = scope.get("client")
            record = {
                "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "client": client[0] if client else "",
                "method": scope["method"],
                "path": scope["path"],
                **seen,
                "ms": round((time.perf_counter() - started) * 1000, 1),
                **notes,
            }
            self._write(json.dumps(record))


class OpenToAll:
    """CORS for everybody, never with credentials, and the preflight that goes with it."""

    def __init__(self, app: ASGIApp, closed: tuple[str, ...] = ("/update",)) -> None:
        """Wrap ``app``; paths in ``closed`` are not for pages of other sites."""
        self._app = app
        self._closed = closed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers, or answer a preflight."""
        if scope["type"] != "http" or scope["path"] in self._closed:
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        if scope["method"] == "OPTIONS" and "access-control-request-method" in asked:
            headers = [
                (b"access-control-allow-origin", b"*"),
                (b"access-control-allow-methods", b"GET, HEAD, POST"),
                (b"access-control-allow-headers", b"Accept, Content-Type, If-None-Match"),
                (b"access-control-max-age", b"86400"),
            ]
            await send({"type": "http.response.start", "status": 204, "headers": headers})
            await send({"type": "http.response.body"})
            return

        async def opened(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Access-Control-Allow-Origin"] = "*"
                headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
            await send(message)

        await self._app(scope, receive, opened)


class Compress:
    """gzip for clients that take it, piece by piece."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Compress the answer where that is wanted and worth it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        wanted = accepts_gzip(Headers(scope=scope).get("accept-encoding"))
        packer: Any = None

        async def packed(message: Message) -> None:
            nonlocal packer
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("Accept-Encoding")
                if wanted and _is_worth_it(message["status"], headers):
                    packer = zlib.compressobj(5, zlib.DEFLATED, 31)
                    headers["Content-Encoding"] = "gzip"
                    del headers["Content-Length"]
                    etag = headers.get("ETag")
                    # Other bytes than those that a strong tag stands for: make it a weak one.
                    if etag and not etag.startswith("W/"):
                        headers["ETag"] = f"W/{etag}"
            elif packer is not None and message["type"] == "http.response.body":
                body = packer.compress(message.get("body", b""))
                if not message.get("more_body"):
                    body += packer.flush()
                message = {**message, "body": body}
            await send(message)

        await self._app(scope, receive, packed)


def _is_worth_it(status: int, headers: MutableHeaders) -> bool:
    length = headers.get("content-length")
    return (
        status not in (204, 304)
        and "content-encoding" not in headers
        and headers.get("content-type", "").startswith(_COMPRESSIBLE)
        and (length is None or int(length) >= _WORTH_IT)
    )
