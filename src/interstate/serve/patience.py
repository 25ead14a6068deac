"""The HTTP reader of uvicorn, with deadlines for clients that are slow on purpose.

uvicorn closes a connection that is idle *between* requests, but waits for ever for a request's
first head, and for ever for a client that does not read.
"""

from __future__ import annotations

import asyncio
import socket

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from interstate.serve.limits import Limits


def patient_protocol(limits: Limits) -> type[H11Protocol]:
    """Return the protocol class that uvicorn is configured with."""

    class PatientProtocol(H11Protocol):
        """Deadlines for the head of a request, and for taking an answer."""

        _head: asyncio.TimerHandle | None = None
        _stall: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            # asyncio does this only for sockets that were made with an explicit protocol number;
            # without it a small answer waits 40 ms for the client's acknowledgement (measured).
            connection = transport.get_extra_info("socket")
            if connection is not None and connection.family != socket.AF_UNIX:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            super().connection_made(transport)
            self._expect_head()

        def data_received(self, data: bytes) -> None:
            before = self.cycle
            super().data_received(data)
            if self.cycle is not before:
                self._clear_head()
            elif self._head is None and self.conn.their_state is h11.IDLE:
                self._expect_head()

        def connection_lost(self, exc: Exception | None) -> None:
            self._clear_head()
            self._clear_stall()
            super().connection_lost(exc)

        def pause_writing(self) -> None:
            super().pause_writing()
            self._clear_stall()
            self._stall = self.loop.call_later(limits.stall_seconds, self._give_up)

        def resume_writing(self) -> None:
            self._clear_stall()
            super().resume_writing()

        def _expect_head(self) -> None:
            self._head = self.loop.call_later(limits.header_seconds, self._head_is_late)

        def _clear_head(self) -> None:
            if self._head is not None:
                self._head.cancel()
                self._head = None

        def _clear_stall(self) -> None:
            if self._stall is not None:
                self._stall.cancel()
                self._stall = None

        def _head_is_late(self) -> None:
            self._head = None
            if self.transport.is_closing():
                return
            if self.conn.our_state is h11.IDLE and self.conn.their_state is h11.IDLE:
                head = h11.Response(
                    status_code=408,
                    headers=[(b"connection", b"close"), (b"content-length", b"0")],
                    reason=b"Request Timeout",
                )
                self.transport.write(self.conn.send(head))
            self.transport.close()

        def _give_up(self) -> None:
            # abort, not close: close would wait for the client to take what is left.
            self.transport.abort()

    return PatientProtocol
