"""The query page's files, from the package; nothing is fetched from elsewhere."""

from __future__ import annotations

import hashlib
from pathlib import Path

from starlette.responses import Response

from interstate.serve.protocol import ProtocolError
from interstate.serve.settings import WEB

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".rq": "application/sparql-query",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
}
# No page of another site may frame it, nothing is loaded from or sent to other hosts.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Assets:
    """Files below one folder, read when first asked for and then kept."""

    def __init__(self, settings: str, folder: Path = WEB) -> None:
        """Serve ``folder``, and the page's ``settings`` as ``page.json``."""
        self._folder = folder.resolve()
        self._kept = {"page.json": _tagged(settings.encode())}

    def page(self, if_none_match: str | None) -> Response:
        """Return the query page."""
        response = self.file("query.html", if_none_match)
        response.headers["Vary"] = "Accept"
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def file(self, name: str, if_none_match: str | None) -> Response:
        """Return a file, or 304 if the client has it.

        Raises:
            ProtocolError: 404.
        """
        content, tag = self._read(name)
        headers = {
            "ETag": tag,
            "Cache-Control": "no-cache",
            "X-Content-Type-Options": "nosniff",
        }
        given = {part.strip().removeprefix("W/") for part in (if_none_match or "").split(",")}
        if tag in given:
            return Response(status_code=304, headers=headers)
        return Response(content, headers=headers, media_type=_TYPES[Path(name).suffix])

    def _read(self, name: str) -> tuple[bytes, str]:
        if name not in self._kept:
            path = (self._folder / name).resolve()
            inside = path.is_relative_to(self._folder) and path.suffix in _TYPES
            if not inside or not path.is_file():
                raise ProtocolError(404, "There is nothing here.")
            self._kept[name] = _tagged(path.read_bytes())
        return self._kept[name]


def _tagged(content: bytes) -> tuple[bytes, str]:
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'
