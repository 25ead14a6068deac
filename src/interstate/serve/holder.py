"""The server's end of the process that holds the store (:mod:`interstate.serve.template`).

One socket carries all that is said. Every wait for an answer has a limit, but for the first: how
long it takes to load the data is the data's affair.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import pickle
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from interstate.errors import InputError
from interstate.serve.frames import FAILURE, FORK, READY, UPDATE, pack, pack_json
from interstate.serve.limits import Limits
from interstate.serve.template import OpenStore

FORK_SECONDS = 15.0
"""A fork takes milliseconds; whoever has not made one by now never will."""
_UPDATE_SECONDS = 60.0
"""What an update may take beyond a query's time, to count what the store holds then."""


class LostError(Exception):
    """The process is gone, or does not answer any more."""


@dataclass(frozen=True, slots=True)
class Forked:
    """A new worker: its number, a descriptor of the process (Linux), and the way to it.

    Unlike its number, the descriptor never means another process later.
    """

    pid: int
    handle: int | None
    connection: socket.socket


class Holder:
    """Starts the process that holds the store, and asks it for workers and updates.

    Not for several callers at once: question and answer are told apart by their order only.
    """

    def __init__(self, opener: OpenStore, limits: Limits, *, per_worker: bool) -> None:
        """Take what :class:`interstate.serve.pool.Pool` takes."""
        self._recipe = pickle.dumps((opener, limits, per_worker))
        self._seconds = limits.seconds
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_open(self) -> bool:
        """Whether the process was started, and not ended since."""
        return self._control is not None

    @property
    def pid(self) -> int | None:
        """The number of the process that was started (an update may have replaced it)."""
        return None if self._process is None else self._process.pid

    async def open(self) -> dict[str, Any]:
        """Start the process, let it load, and return what the store holds.

        Raises:
            InputError: the store cannot be opened; the message is the opener's.
        """
        ours, theirs = socket.socketpair()
        # A session of its own: Ctrl-C reaches the server alone, which then ends in good order.
        self._process = subprocess.Popen(
            [sys.executable, "-m", "interstate.serve.template", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()
        ours.setblocking(False)
        self._control = ours
        try:
            await self._send(pack(READY, self._recipe))
            tag, payload = await self._receive()
        except LostError:
            tag, payload = FAILURE, {"detail": "the process that loads it ended (no memory left?)"}
        if tag == FAILURE:
            raise InputError(
                f"the store cannot be opened: {payload['detail'].removesuffix('.')}.",
                remedy=payload.get("remedy") or "check the data with: interstate check",
            )
        return payload

    async def end(self) -> None:
        """End the process and all that it started."""
        if self._control is not None:
            self._control.close()
            self._control = None
        process, self._process = self._process, None
        if process is None:
            return
        # The group has what took over after an update, and the workers. Its number is nobody
        # else's, as nobody has waited for its first process yet.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            await asyncio.to_thread(process.wait, 5)

    async def fork(self) -> Forked:
        """Return a new worker.

        Raises:
            LostError: there is none, and there will be none from this process.
        """
        try:
            async with asyncio.timeout(FORK_SECONDS):
                await self._send(pack(FORK))
                _, payload = await self._receive()
                connection, *handles = await self._receive_descriptors()
        except TimeoutError:
            raise LostError from None
        given = socket.socket(fileno=connection)
        given.setblocking(False)
        return Forked(payload["pid"], handles[0] if handles else None, given)

    async def update(self, job: dict[str, Any]) -> tuple[bytes, dict[str, Any]]:
        """Apply an update; return READY and what the store holds then, or FAILURE and why.

        Raises:
            LostError: nobody knows what became of it.
        """
        try:
            async with asyncio.timeout(self._seconds + _UPDATE_SECONDS):
                await self._send(pack_json(UPDATE, {**job, "seconds": self._seconds}))
                return await self._receive()
        except TimeoutError:
            raise LostError from None

    async def _send(self, message: bytes) -> None:
        control = self._open_control()
        try:
            await asyncio.get_running_loop().sock_sendall(control, message)
        except OSError:
            raise LostError from None

    async def _receive(self) -> tuple[bytes, dict[str, Any]]:
        head = await self._exactly(5)
        payload = await self._exactly(int.from_bytes(head[1:], "big"))
        return head[:1], dict(json.loads(payload))

    async def _exactly(self, length: int) -> bytes:
        parts = b""
        while len(parts) < length:
            control = self._open_control()
            # Not a byte more: descriptors ride on the byte behind a message.
            try:
                wanted = length - len(parts)
                part = await asyncio.get_running_loop().sock_recv(control, wanted)
            except OSError:
                raise LostError from None
            if not part:
                raise LostError
            parts += part
        return parts

    async def _receive_descriptors(self) -> list[int]:
        loop, control = asyncio.get_running_loop(), self._open_control()
        ready = asyncio.Event()
        loop.add_reader(control.fileno(), ready.set)
        try:
            await ready.wait()
        finally:
            loop.remove_reader(control.fileno())
        try:
            _, descriptors, _, _ = socket.recv_fds(control, 1, 2)
        except OSError:
            raise LostError from None
        if not descriptors:
            raise LostError
        return descriptors

    def _open_control(self) -> socket.socket:
        if self._control is None:
            raise LostError
        return self._control
