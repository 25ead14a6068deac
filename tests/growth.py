"""How a cost grows: CPU seconds at two sizes, told apart from what else the process holds."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable


def cpu_seconds(work: Callable[[], object], times: int = 3) -> float:
    """Return the least CPU time of some runs.

    The collector rests meanwhile: what it costs depends on all that the tests before left behind,
    and so would make a linear cost look quadratic.
    """
    best = float("inf")
    gc.collect()
    gc.disable()
    try:
        for _ in range(times):
            started = time.process_time()
            work()
            best = min(best, time.process_time() - started)
    finally:
        gc.enable()
    return best
