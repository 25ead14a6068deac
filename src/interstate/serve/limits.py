"""How much one request may cost; every number has an option of ``interstate serve`` or a reason."""

from __future__ import annotations

import os
from dataclasses import dataclass

MIB = 1024 * 1024


def _workers() -> int:
    # At least two: one client may use all but one, so a second client always finds a free one.
    return max(2, os.cpu_count() or 2)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a request may take before it is stopped."""

    seconds: float = 10.0
    """A query's running time; its worker is killed then."""
    rows: int = 100_000
    """Rows or triples in an answer; a larger one is refused whole, never cut."""
    answer_bytes: int = 256 * MIB
    query_bytes: int = 1 * MIB
    """A request's body. (A request line and its headers may have 64 KiB.)"""
    memory_bytes: int = 1024 * MIB
    """What a worker may allocate beyond the store that it shares (Linux)."""
    workers: int = _workers()
    waiting: int = 32
    """Requests that may wait for a worker; the next one is sent away (503)."""
    waiting_per_client: int = 8
    """Requests of one client that may wait; its next one is sent away (429)."""
    patience: float = 15.0
    """Seconds that a request waits for a worker before it is sent away (503)."""
    header_seconds: float = 10.0
    body_seconds: float = 15.0
    stall_seconds: float = 30.0
    """Seconds in which a client must take some 64 KiB of an answer."""
    connections: int = 512
    shutdown_seconds: float = 15.0
    """How long running requests may go on once the server is told to stop."""
