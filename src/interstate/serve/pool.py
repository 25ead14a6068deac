"""A few worker processes that can be killed and replaced, forked from the one with the store."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import signal
import time
from dataclasses import dataclass
from typing import Any

from interstate.errors import InputError
from interstate.serve.fairness import Turnstile
from interstate.serve.frames import DATA, END, FAILURE, JOB, pack_json, receive_async
from interstate.serve.holder import Holder, LostError
from interstate.serve.limits import Limits
from interstate.serve.spool import Spool
from interstate.serve.template import OpenStore

_GRACE = 1.0
"""Seconds that a worker has beyond its own alarm before the server kills it."""
_LOST = {
    "status": 503,
    "detail": "The process that holds the data was lost. Remedy: try again soon.",
}


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
    handle: int | None
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    generation: int
    ended: bool = False

    def end(self) -> None:
        """Kill it, once: later its number may be another process's."""
        if self.ended:
            return
        self.ended = True
        self.writer.close()
        with contextlib.suppress(ProcessLookupError):
            if self.handle is None:
                os.kill(self.pid, signal.SIGKILL)
            else:
                signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        if self.handle is not None:
            os.close(self.handle)


class Pool:
    """Runs queries in worker processes and updates in the process they are forked from."""

    def __init__(self, opener: OpenStore, limits: Limits, *, per_worker: bool = False) -> None:
        """Take the recipe for a store; :meth:`start` opens it.

        With ``per_worker`` each worker opens the store itself (a read-only store on disk);
        otherwise it is opened once and the workers share its memory.
        """
        self._holder = Holder(opener, limits, per_worker=per_worker)
        self._limits = limits
        self._turnstile = Turnstile(
            limits.workers, limits.waiting, limits.waiting_per_client, limits.patience
        )
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()
        self._holder_lock = asyncio.Lock()
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
        if not self._holder.is_open:
            await self._open()
            self._idle = [await self._fork() for _ in range(self._limits.workers)]

    async def close(self) -> None:
        """End every process."""
        for worker in [*self._idle, *self._busy]:
            worker.end()
        self._idle.clear()
        await self._holder.end()

    async def _open(self) -> None:
        self.content = await self._holder.open()
        self._version = hashlib.sha256(f"{time.time_ns()} {os.getpid()}".encode()).hexdigest()[:12]

    async def run(self, client: str, job: dict[str, Any]) -> Answer:
        """Run a query when it is the client's turn and return its whole answer.

        Raises:
            BusyError: there is no place for it.
            FailedError: it was refused, is broken, took too long, or ended its worker.
        """
        async with self._turnstile.turn(client):
            worker = self._take_idle() or await self._new_worker()
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
        async with self._holder_lock:
            try:
                tag, payload = await self._holder.update(job)
            except LostError:
                await self._reopen()
                raise FailedError("crash", _LOST) from None
        if tag == FAILURE:
            raise FailedError("refused", payload)
        self.content = payload
        self._generation += 1
        stale, self._idle = self._idle, []
        for worker in stale:
            worker.end()
        self._idle = [await self._fork() for _ in stale]

    def _take_idle(self) -> _Worker | None:
        """Return a worker that waits; those that died while waiting (out of memory) are dropped."""
        for worker in [worker for worker in self._idle if worker.reader.at_eof()]:
            worker.end()
            self._idle.remove(worker)
            self.replaced += 1
        return self._idle.pop() if self._idle else None

    async def _give_back(self, worker: _Worker, *, healthy: bool) -> None:
        if healthy and worker.generation == self._generation and not self._has_enough:
            self._idle.append(worker)
        else:
            worker.end()
            self.replaced += not healthy
        if self._holder.is_open and not self._has_enough:
            # If that fails, the next query tries again, and is told.
            with contextlib.suppress(FailedError):
                self._idle.append(await self._new_worker())

    @property
    def _has_enough(self) -> bool:
        return len(self._idle) + len(self._busy) >= self._limits.workers

    async def _new_worker(self) -> _Worker:
        """Fork a worker, to the end even if whoever wants it goes away meanwhile."""
        forking = asyncio.create_task(self._fork())
        try:
            return await asyncio.shield(forking)
        except asyncio.CancelledError:
            forking.add_done_callback(self._keep)
            raise

    def _keep(self, forking: asyncio.Task[_Worker]) -> None:
        if forking.cancelled() or forking.exception() is not None:
            return
        if self._has_enough or not self._holder.is_open:
            forking.result().end()
        else:
            self._idle.append(forking.result())

    async def _fork(self) -> _Worker:
        async with self._holder_lock:
            try:
                forked = await self._holder.fork()
            except LostError:
                await self._reopen()
                try:
                    forked = await self._holder.fork()
                except LostError:
                    raise FailedError("crash", _LOST) from None
            generation = self._generation
        reader, writer = await asyncio.open_connection(sock=forked.connection)
        return _Worker(forked.pid, forked.handle, reader, writer, generation)

    async def _reopen(self) -> None:
        """Start anew from the files, as the process that held the store is gone or stuck.

        Updates are lost with it; the version changes, so that nobody keeps answers from before.
        """
        if not self._holder.is_open:  # the server is ending
            raise FailedError("crash", _LOST)
        stale, self._idle = self._idle, []
        for worker in stale:
            worker.end()
        self._generation += 1
        self.replaced += 1
        await self._holder.end()
        try:
            await self._open()
        except InputError:
            raise FailedError("crash", _LOST) from None


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
