"""The HTTP face: what is where, and how everything that can happen is told to the client.

======== ============ =====================================================================
path     methods      what
======== ============ =====================================================================
/sparql  GET POST     queries; without one the service description; for browsers the page
/update  POST         updates, if the server was started with a token
/health  GET          whether it is well, as JSON
/        GET          to /sparql
======== ============ =====================================================================
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from http import HTTPStatus
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from interstate.result_formats import Format, Kind, formats_for
from interstate.serve.description import service_description, write_description
from interstate.serve.fairness import BusyError
from interstate.serve.limits import Limits
from interstate.serve.middleware import NOTES, AccessLog, Compress, OpenToAll
from interstate.serve.negotiation import choose
from interstate.serve.page import Assets
from interstate.serve.pool import Answer, FailedError, Pool
from interstate.serve.protocol import ProtocolError, Query, Received, read_query, read_update
from interstate.serve.settings import page_settings
from interstate.serve.spool import Spool
from interstate.sparql_lexer import form, scan

_HTML = "text/html"
_VOLATILE = re.compile(r"\b(NOW|RAND|UUID|STRUUID|BNODE)\b", re.IGNORECASE)
_HOST = re.compile(r"[\w.-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?", re.ASCII)
_ALLOWED = "GET, HEAD, POST, OPTIONS"


class SpoolResponse(Response):
    """A whole answer, sent from its spool a piece at a time."""

    def __init__(self, spool: Spool, content_type: str, headers: Mapping[str, str]) -> None:
        """Take over the spool; it is closed when the answer is sent or given up."""
        super().__init__(headers=dict(headers), media_type=content_type)
        self.headers["Content-Length"] = str(spool.size)
        self._spool = spool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the pieces."""
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            for piece in self._spool.pieces():
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body"})
        finally:
            self._spool.close()


class Endpoint:
    """The handlers, with what they share."""

    def __init__(
        self,
        pool: Pool,
        limits: Limits,
        update_token: str | None,
        public_url: str | None,
        settings: str,
    ) -> None:
        """See :func:`create_app`."""
        self._pool = pool
        self._limits = limits
        self._token = update_token or None  # an empty one would let everybody in
        self._public_url = public_url.rstrip("/") if public_url else None
        self._assets = Assets(settings)

    def routes(self) -> list[Route]:
        """Return the routes; methods are checked by the handlers, for one form of error."""
        every = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]
        return [
            Route("/", self.root, methods=["GET"]),
            Route("/sparql", self.sparql, methods=every),
            Route("/update", self.update, methods=every),
            Route("/health", self.health, methods=["GET"]),
            Route("/assets/{name:path}", self.asset, methods=["GET"]),
        ]

    async def root(self, request: Request) -> Response:
        """Lead people to the page."""
        return RedirectResponse("/sparql", 307)

    async def health(self, request: Request) -> Response:
        """Tell whether queries are answered: one is run, unless every place is taken."""
        status = "busy"
        if not self._pool.is_full:
            job = self._job(request, Query("ASK {}"), "json")
            (await self._pool.run("/health", job)).spool.close()
            status = "ok"
        headers = {"Cache-Control": "no-store"}
        return JSONResponse({"status": status, **self._pool.state}, headers=headers)

    async def asset(self, request: Request) -> Response:
        """Send a file of the query page."""
        return self._assets.file(request.path_params["name"], request.headers.get("if-none-match"))

    async def sparql(self, request: Request) -> Response:
        """Answer a query, or describe the service."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": _ALLOWED})
        if request.method not in ("GET", "HEAD", "POST"):
            raise ProtocolError(405, "Queries are sent by GET or POST.", {"Allow": _ALLOWED})
        query = read_query(await self._receive(request))
        if query is None:
            return self._describe(request)
        language = form(scan(query.text))
        kind = {"ASK": Kind.ASK, "CONSTRUCT": Kind.GRAPH, "DESCRIBE": Kind.GRAPH}.get(
            language, Kind.TABLE
        )
        notes = request.scope[NOTES]
        notes["form"] = language
        notes["query"] = hashlib.sha256(query.text.encode()).hexdigest()[:16]
        media_type, chosen = _negotiate(request, formats_for(kind), page=request.method != "POST")
        if chosen is None:
            return self._assets.page(request.headers.get("if-none-match"))
        headers = {"Vary": "Accept", "Cache-Control": "no-cache"}
        tag = self._tag(query, media_type)
        if tag is not None:
            headers["ETag"] = tag
            if request.method != "POST" and _matches(request.headers.get("if-none-match"), tag):
                notes["outcome"] = "unchanged"
                return Response(status_code=304, headers=headers)
        answer = await self._run(request, self._job(request, query, chosen.name))
        notes |= {"outcome": "ok", "rows": answer.rows}
        return SpoolResponse(answer.spool, _content_type(media_type), headers)

    async def update(self, request: Request) -> Response:
        """Apply an update for whoever has the token."""
        if request.method != "POST":
            allow = {"Allow": "POST"}
            raise ProtocolError(405, "Updates are sent by POST.", allow)
        if self._token is None:
            raise ProtocolError(403, "This server is read-only.")
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(
            given.strip().encode(), self._token.encode()
        ):
            challenge = {"WWW-Authenticate": 'Bearer realm="interstate updates"'}
            raise ProtocolError(401, "An update needs the server's token.", challenge)
        update = read_update(await self._receive(request))
        await self._pool.update(
            {
                "update": update.text,
                "using": update.using,
                "using_named": update.using_named,
                "base": self._url(request, "/update"),
            }
        )
        request.scope[NOTES]["outcome"] = "ok"
        return Response(status_code=204)

    def _describe(self, request: Request) -> Response:
        media_type, chosen = _negotiate(request, formats_for(Kind.GRAPH), page=True)
        if chosen is None:
            return self._assets.page(request.headers.get("if-none-match"))
        endpoint = self._url(request, "/sparql")
        updates = self._url(request, "/update") if self._token else None
        triples = service_description(endpoint, self._pool.content, updates)
        body = write_description(triples, chosen)
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {"Vary": "Accept", "ETag": tag, "Cache-Control": "no-cache"}
        if _matches(request.headers.get("if-none-match"), tag):
            return Response(status_code=304, headers=headers)
        return Response(body, headers=headers, media_type=_content_type(media_type))

    def _job(self, request: Request, query: Query, format: str) -> dict[str, Any]:
        return {
            "query": query.text,
            "default": query.default_graphs,
            "named": query.named_graphs,
            "format": format,
            "base": self._url(request, "/sparql"),
        }

    async def _run(self, request: Request, job: dict[str, Any]) -> Answer:
        """Run a query; if the client goes away meanwhile, stop it."""
        client = request.client.host if request.client else ""
        work = asyncio.create_task(self._pool.run(client, job))
        gone = asyncio.create_task(_until_gone(request.receive))
        try:
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                raise ClientGoneError
            return work.result()
        finally:
            for task in (work, gone):
                if not task.done():
                    task.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        await task

    async def _receive(self, request: Request) -> Received:
        body = bytearray()
        try:
            async with asyncio.timeout(self._limits.body_seconds):
                async for piece in request.stream():
                    body += piece
                    if len(body) > self._limits.query_bytes:
                        raise ProtocolError(
                            413,
                            f"A request may have {self._limits.query_bytes:,} bytes.",
                            {"Connection": "close"},
                        )
        except TimeoutError as error:
            raise ProtocolError(
                408, "The request's body came too slowly.", {"Connection": "close"}
            ) from error
        return Received(
            request.method,
            request.scope["query_string"],
            request.headers.get("content-type"),
            bytes(body),
        )

    def _url(self, request: Request, path: str) -> str:
        if self._public_url is not None:
            return f"{self._public_url}{path}"
        host = request.headers.get("host", "localhost")
        if not _HOST.fullmatch(host):
            raise ProtocolError(400, "The Host of the request is no host.")
        return f"{request.url.scheme}://{host}{path}"

    def _tag(self, query: Query, media_type: str) -> str | None:
        """Return a tag that is known before the query runs; None if it may differ each time."""
        if _VOLATILE.search(query.text):
            return None
        parts = [self._pool.version, media_type, query.text]
        parts += [*query.default_graphs, "\0", *query.named_graphs]
        return f'W/"{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:32]}"'


class ClientGoneError(Exception):
    """Nobody waits for this answer any more."""


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _negotiate(
    request: Request, formats: tuple[Format, ...], *, page: bool
) -> tuple[str, Format | None]:
    """Return the media type to send and its format (None: the page)."""
    offers = {f.media_type: f for f in formats}
    for format in formats:
        for alias in format.aliases:
            offers.setdefault(alias, format)
    names = [*offers, _HTML] if page else list(offers)
    best = choose(request.headers.get("accept"), names)
    if best is None:
        raise ProtocolError(
            406, f"This answer comes as {', '.join(names)}.", {"Vary": "Accept"}, offers=names
        )
    return best, offers.get(best)


def _content_type(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _matches(if_none_match: str | None, tag: str) -> bool:
    """Compare weakly, as a conditional GET does."""
    if if_none_match is None:
        return False
    given = {part.strip().removeprefix("W/") for part in if_none_match.split(",")}
    return "*" in given or tag.removeprefix("W/") in given


def problem(
    status: int, detail: str, headers: Mapping[str, str] | None = None, **more: object
) -> Response:
    """Return an error as RFC 9457 has it; no traces, no insides."""
    try:
        title = HTTPStatus(status).phrase
    except ValueError:
        title = "Error"
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return Response(
        json.dumps(body, ensure_ascii=False),
        status,
        {"Cache-Control": "no-store", **(headers or {})},
        "application/problem+json",
    )


async def _on_protocol_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProtocolError)
    request.scope[NOTES]["outcome"] = "invalid"
    return problem(error.status, error.detail, error.headers, **error.more)


async def _on_failed(request: Request, error: Exception) -> Response:
    assert isinstance(error, FailedError)
    request.scope[NOTES]["outcome"] = error.outcome
    report = dict(error.report)
    status = report.pop("status")
    headers = {"Retry-After": "2"} if status == 503 else {}
    return problem(status, report.pop("detail"), headers, **report)


async def _on_busy(request: Request, error: Exception) -> Response:
    assert isinstance(error, BusyError)
    request.scope[NOTES]["outcome"] = "busy"
    return problem(error.status, f"{error} Remedy: try again soon.", {"Retry-After": "2"})


async def _on_gone(request: Request, error: Exception) -> Response:
    request.scope[NOTES]["outcome"] = "gone"
    return Response(status_code=499)  # nobody reads it; the record shows it


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem(error.status_code, error.detail, error.headers)


async def _on_bug(request: Request, error: Exception) -> Response:
    request.scope[NOTES]["outcome"] = "bug"
    return problem(500, "Something went wrong here; it was recorded.")


def create_app(
    pool: Pool,
    limits: Limits,
    *,
    update_token: str | None = None,
    public_url: str | None = None,
    settings: str | None = None,
    write_log: Callable[[str], object] = lambda line: None,
) -> ASGIApp:
    """Return the ASGI application; the pool is started and closed with it.

    Args:
        pool: where queries run.
        limits: what a request may cost.
        update_token: whoever sends it may update; None: read-only.
        public_url: how clients name the server, if not by the ``Host`` they send.
        settings: what the query page is told (:func:`interstate.serve.settings.page_settings`).
        write_log: gets each access record, a line of JSON.
    """

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await pool.start()
        try:
            yield
        finally:
            await pool.close()

    told = page_settings(()) if settings is None else settings
    app = Starlette(
        routes=Endpoint(pool, limits, update_token, public_url, told).routes(),
        lifespan=lifespan,
        exception_handlers={
            ProtocolError: _on_protocol_error,
            FailedError: _on_failed,
            BusyError: _on_busy,
            ClientGoneError: _on_gone,
            HTTPException: _on_http,
            Exception: _on_bug,
        },
    )
    return AccessLog(OpenToAll(Compress(app)), write_log)
