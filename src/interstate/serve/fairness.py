"""Whose turn it is: so many at once, clients one after the other, and nobody takes every place."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class BusyError(Exception):
    """There is no place now; ``status`` is 429 (this client has too many) or 503 (all have)."""

    def __init__(self, status: int, detail: str) -> None:
        """Keep the HTTP status that fits."""
        super().__init__(detail)
        self.status = status


class Turnstile:
    """Lets ``slots`` requests run at once and the others wait, client by client.

    A client that sends a hundred slow queries gets at most all places but one, and its waiting
    requests take turns with everybody else's.
    """

    def __init__(self, slots: int, waiting: int, waiting_per_client: int, patience: float) -> None:
        """Start with every place free."""
        self._free = slots
        self._most_per_client = max(1, slots - 1)
        self._waiting_most = waiting
        self._waiting_per_client = waiting_per_client
        self._patience = patience
        self._running: Counter[str] = Counter()
        self._queues: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @property
    def running(self) -> int:
        """How many requests run now."""
        return self._running.total()

    @property
    def waiting(self) -> int:
        """How many requests wait now."""
        return sum(map(len, self._queues.values()))

    @asynccontextmanager
    async def turn(self, client: str) -> AsyncIterator[None]:
        """Hold a place; wait for it if need be.

        Raises:
            BusyError: too many wait already, or the wait took too long.
        """
        await self._enter(client)
        try:
            yield
        finally:
            self._free += 1
            self._running[client] -= 1
            self._let_in()

    async def _enter(self, client: str) -> None:
        if len(self._queues.get(client, ())) >= self._waiting_per_client:
            raise BusyError(429, "You have too many requests waiting here.")
        if self.waiting >= self._waiting_most:
            raise BusyError(503, "Too many requests are waiting.")
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queues.setdefault(client, deque()).append(place)
        self._let_in()
        try:
            await asyncio.wait_for(asyncio.shield(place), self._patience)
        except (TimeoutError, asyncio.CancelledError) as error:
            if place.done():  # let in at this very moment: give the place back
                self._free += 1
                self._running[client] -= 1
            else:
                place.cancel()
                self._forget(client, place)
            self._let_in()
            if isinstance(error, TimeoutError):
                raise BusyError(503, "No place became free in time.") from None
            raise

    def _let_in(self) -> None:
        progress = True
        while self._free and progress:
            progress = False
            for client in list(self._queues):
                if self._free and self._running[client] < self._most_per_client:
                    place = self._queues[client].popleft()
                    self._free -= 1
                    self._running[client] += 1
                    place.set_result(None)
                    progress = True
                    # To the end of the line: the next place is somebody else's.
                    self._queues.move_to_end(client)
                    if not self._queues[client]:
                        del self._queues[client]
        self._running += Counter()  # drops clients that run nothing

    def _forget(self, client: str, place: asyncio.Future[None]) -> None:
        queue = self._queues.get(client)
        if queue is not None and place in queue:
            queue.remove(place)
            if not queue:
                del self._queues[client]
