"""End what a test drives when it takes too long: a browser that hangs waits without any limit.

Playwright's calls for a page's content have no time limit of their own, and its clean-up waits for
the browser. With its processes gone, every one of these calls raises at once.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def descendants(pid: int) -> set[int]:
    """Return the processes that a process has started, and those that they have started."""
    found: set[int] = set()
    agenda = [pid]
    while agenda:
        for listed in Path(f"/proc/{agenda.pop()}/task").glob("*/children"):
            with suppress(OSError):
                children = {int(child) for child in listed.read_text().split()} - found
                found |= children
                agenda += children
    return found


@contextmanager
def killed_after(seconds: float, pids: set[int]) -> Iterator[None]:
    """Kill processes, and all that they have started, if the block takes longer than this."""

    def kill() -> None:
        for pid in {started for root in pids for started in descendants(root)} | pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    timer = threading.Timer(seconds, kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
