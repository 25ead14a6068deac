"""A few worker processes that can be killed and replaced, and the one that they are forked from."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

from interstate.errors import InputError
from interstate.serve.fairness import Turnstile
from interstate.serve.frames import (
    DATA,
    END,
    FAILURE,
    FORK,
    JOB,
    READY,
    UPDATE,
    pack,
    pack_json,
    receive_async,
)
from interstate.serve.limits import Limits
from interstate.serve.spool import Spool
from interstate.serve.template import OpenStore

_GRACE = 1.0
"""Seconds that a worker has beyond its own alarm before the server kills it."""


class FailedError(Exception):
    """A query or update that got no answer; ``report`` has status, detail and maybe the place."""

    def __init__(self, outcome: str, report: dict[str, Any]) -> None:
        """Keep a word for the log and what the client is told."""
        super().__init__(report["detail"])
        self.outcome = outcome
        self.report = report


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    spool: Spool
    rows: int


@dataclass(eq=False, slots=True)
class _Worker:
    pid: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    generation: int

    def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.writer.close()


class Pool:
    """Runs queries in worker processes and updates in the process they are forked from."""

    def __init__(self, opener: OpenStore, limits: Limits, *, per_worker: bool = False) -> None:
        """Take the recipe for a store; :meth:`start` opens it.

        With ``per_worker`` each worker opens the store itself (a read-only store on disk);
        otherwise it is opened once and the workers share its memory.
        """
        self._opener = opener
        self._limits = limits
        self._per_worker = per_worker
        self._turnstile = Turnstile(
            limits.workers, limits.waiting, limits.waiting_per_client, limits.patience
        )
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()
        self._control_lock = asyncio.Lock()
        self._control: socket.socket | None = None
        self._template: subprocess.Popen[bytes] | None = None
        self._generation = 0
        self._version = ""
        self.replaced = 0
        """How many workers had to be replaced since the start."""
        self.content: dict[str, Any] = {}
        """What the store holds: triples in all, in the default graph, and the named graphs."""

    @property
    def version(self) -> str:
        """A text that changes whenever the data may have (start, update)."""
        return f"{self._version}-{self._generation}"

    @property
    def is_full(self) -> bool:
        """Whether every worker has a query to run."""
        return self._turnstile.running >= self._limits.workers

    @property
    def state(self) -> dict[str, Any]:
        """What ``/health`` tells."""
        return {
            "triples": self.content.get("triples"),
            "workers": len(self._idle) + len(self._busy),
            "running": self._turnstile.running,
            "waiting": self._turnstile.waiting,
            "replaced": self.replaced,
        }

    async def start(self) -> None:
        """Open the store in a process of its own and fork the first workers.

        Raises:
            InputError: the store cannot be opened; the message is the opener's.
        """
        if self._control is not None:
            return
        ours, theirs = socket.socketpair()
        # A session of its own: Ctrl-C reaches the server alone, which then ends in good order.
        self._template = subprocess.Popen(
            [sys.executable, "-m", "interstate.serve.template", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()
        ours.setblocking(False)
        self._control = ours
        recipe = pickle.dumps((self._opener, self._limits, self._per_worker))
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(ours, pack(READY, recipe))
        tag, payload = await self._receive_control()
        if tag == FAILURE:
            raise InputError(
                f"the store cannot be opened: {payload['detail']}.",
                remedy="check the data with: interstate check",
            )
        self.content = payload
        self._version = hashlib.sha256(f"{time.time_ns()} {os.getpid()}".encode()).hexdigest()[:12]
        self._idle = [await self._fork() for _ in range(self._limits.workers)]

    async def close(self) -> None:
        """End every process."""
        for worker in [*self._idle, *self._busy]:
            worker.end()
        self._idle.clear()
        if self._control is not None:
            self._control.close()  # the template ends when it finds this closed
            self._control = None
        if self._template is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                await asyncio.to_thread(self._template.wait, 5)
            self._template.kill()

    async def run(self, client: str, job: dict[str, Any]) -> Answer:
        """Run a query when it is the client's turn and return its whole answer.

        Raises:
            BusyError: there is no place for it.
            FailedError: it was refused, is broken, took too long, or ended its worker.
        """
        async with self._turnstile.turn(client):
            worker = await self._take()
            self._busy.add(worker)
            healthy = False
            started = time.monotonic()
            spool = Spool()
            try:
                async with asyncio.timeout(self._limits.seconds + _GRACE):
                    answer = await _converse(worker, job, spool)
                healthy = True
                return answer
            except FailedError:
                healthy = True
                spool.close()
                raise
            except (TimeoutError, asyncio.IncompleteReadError, ConnectionError) as error:
                spool.close()
                late = time.monotonic() - started > self._limits.seconds * 0.98
                raise self._lost(late) from error
            except asyncio.CancelledError:
                spool.close()
                raise
            finally:
                self._busy.discard(worker)
                await self._give_back(worker, healthy=healthy)

    def _lost(self, late: bool) -> FailedError:
        if late:
            return FailedError(
                "timeout",
                {
                    "status": 504,
                    "detail": f"The query was stopped after {self._limits.seconds:g} seconds. "
                    "Remedy: ask for less (LIMIT, a narrower pattern), or run it on your own copy.",
                },
            )
        return FailedError(
            "crash",
            {
                "status": 500,
                "detail": "The query needed more memory or depth than one may have here. "
                "Remedy: ask for less, or in several steps.",
            },
        )

    async def update(self, job: dict[str, Any]) -> None:
        """Apply an update; queries that begin afterwards see it.

        Raises:
            FailedError: nothing was changed.
        """
        async with self._control_lock:
            await self._send_control(
                pack_json(UPDATE, {**job, "seconds": self._limits.seconds}),
            )
            tag, payload = await self._receive_control()
        if tag == FAILURE:
            raise FailedError("refused", payload)
        self.content = payload
        self._generation += 1
        stale, self._idle = self._idle, []
        for worker in stale:
            worker.end()
        self._idle = [await self._fork() for _ in stale]

    async def _take(self) -> _Worker:
        if self._idle:
            return self._idle.pop()
        return await self._fork()

    async def _give_back(self, worker: _Worker, *, healthy: bool) -> None:
        enough = len(self._idle) + len(self._busy) >= self._limits.workers
        if healthy and worker.generation == self._generation and not enough:
            self._idle.append(worker)
            return
        worker.end()
        if not healthy:
            self.replaced += 1
        if self._control is not None and not enough:
            # Shielded: a client that went away must not leave the pool a worker short.
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                self._idle.append(await asyncio.shield(self._fork()))

    async def _fork(self) -> _Worker:
        async with self._control_lock:
            await self._send_control(pack(FORK))
            _, payload = await self._receive_control()
            connection = await self._receive_descriptor()
        reader, writer = await asyncio.open_connection(sock=connection)
        return _Worker(payload["pid"], reader, writer, self._generation)

    async def _send_control(self, message: bytes) -> None:
        if self._control is None:
            raise ConnectionError("the pool is closed")
        await asyncio.get_running_loop().sock_sendall(self._control, message)

    async def _receive_control(self) -> tuple[bytes, Any]:
        head = await self._exactly(5)
        payload = await self._exactly(int.from_bytes(head[1:], "big"))
        return head[:1], json.loads(payload)

    async def _exactly(self, length: int) -> bytes:
        parts = b""
        while len(parts) < length:
            if self._control is None:
                raise ConnectionError("the pool is closed")
            # Not a byte more: a descriptor rides on the byte behind a message.
            part = await asyncio.get_running_loop().sock_recv(self._control, length - len(parts))
            if not part:
                raise ConnectionError("the process that holds the store is gone")
            parts += part
        return parts

    async def _receive_descriptor(self) -> socket.socket:
        loop = asyncio.get_running_loop()
        control = self._control
        if control is None:
            raise ConnectionError("the pool is closed")
        ready = asyncio.Event()
        loop.add_reader(control.fileno(), ready.set)
        try:
            await ready.wait()
        finally:
            loop.remove_reader(control.fileno())
        _, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        connection = socket.socket(fileno=descriptors[0])
        connection.setblocking(False)
        return connection


async def _converse(worker: _Worker, job: dict[str, Any], spool: Spool) -> Answer:
    worker.writer.write(pack_json(JOB, job))
    await worker.writer.drain()
    while True:
        tag, payload = await receive_async(worker.reader)
        if tag == DATA:
            spool.write(payload)
        elif tag == END:
            return Answer(spool, json.loads(payload)["rows"])
        else:
            report = json.loads(payload)
            outcome = {400: "invalid", 403: "refused"}.get(report["status"], "failed")
            raise FailedError(outcome, report)
