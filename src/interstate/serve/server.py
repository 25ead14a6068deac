"""Start the endpoint: uvicorn with our deadlines, and nothing of its own in the log."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from interstate.errors import InputError
from interstate.serve.limits import Limits
from interstate.serve.patience import patient_protocol
from interstate.serve.pool import Pool


def bind(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes a free one.

    Raises:
        InputError: the address cannot be had.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        raise InputError(
            f"cannot listen on {host} port {port} ({error.strerror or error}).",
            remedy="choose another --port, or end the program that has this one."
            if error.errno == errno.EADDRINUSE
            else "name an address of this machine with --host, and a port you may use with --port.",
        ) from error


def address(listener: socket.socket) -> str:
    """Return the URL of a listening socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def make_server(app: ASGIApp, limits: Limits, *, behind_proxy: bool = False) -> uvicorn.Server:
    """Return the server; ``run(sockets=[…])`` serves until SIGTERM or Ctrl-C.

    A signal stops new connections; requests that run are finished (for a time), then the
    processes end. With ``behind_proxy`` the client's address is what a proxy on this machine
    says it is (``X-Forwarded-For``).
    """
    config = uvicorn.Config(
        app,
        http=patient_protocol(limits),
        ws="none",
        lifespan="on",
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=behind_proxy,
        forwarded_allow_ips="127.0.0.1",
        limit_concurrency=limits.connections,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=round(limits.shutdown_seconds),
    )
    return uvicorn.Server(config)


def serve_forever(
    app: ASGIApp,
    pool: Pool,
    limits: Limits,
    listener: socket.socket,
    *,
    behind_proxy: bool = False,
    on_start: Callable[[], object] = lambda: None,
) -> int:
    """Serve until told to stop; return the exit code.

    Raises:
        InputError: the store cannot be opened.
    """

    async def serve() -> None:
        try:
            await pool.start()
            on_start()
            await make_server(app, limits, behind_proxy=behind_proxy).serve([listener])
        finally:
            await pool.close()

    # uvicorn raises the signal again once it has shut down in good order; that is no failure.
    before = signal.signal(signal.SIGTERM, lambda number, frame: None)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(serve())
    finally:
        signal.signal(signal.SIGTERM, before)
    return 0
