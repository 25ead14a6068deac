"""Run independent work side by side: one lane here, the other in a forked process.

A fork shares what is loaded already, so nothing is read or sent twice but the results. Where the
system cannot fork safely, or has one processor, everything runs here, with the same results.
A fork is safe in a process with one thread only: another thread may hold a lock, which then stays
shut in the child for ever. (Threads of native libraries count; Python cannot see those.)
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

_T = TypeVar("_T")


def run_in_lanes(
    tasks: Mapping[str, Callable[[], _T]],
    aside: Sequence[str],
    started: Callable[[str], None] = lambda _: None,
) -> dict[str, _T]:
    """Run every task and return the results by name, in the order of ``tasks``.

    Tasks named in ``aside`` run in the other process (their results must pickle); ``started`` is
    told the names of the others. Whatever a task raises is raised here.
    """
    there = [name for name in tasks if name in aside]
    here = [name for name in tasks if name not in aside]
    if not there or not here or not _can_fork():
        results = {}
        for name, task in tasks.items():
            started(name)
            results[name] = task()
        return results
    receiver, sender = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(
        target=_work, args=(sender, {name: tasks[name] for name in there}), daemon=True
    )
    process.start()
    sender.close()
    try:
        mine: dict[str, _T] = {}
        for name in here:
            started(name)
            mine[name] = tasks[name]()
        theirs: dict[str, _T] = _receive(receiver, process.name)
    finally:
        if process.is_alive():
            process.join(timeout=1)
            process.kill()
        receiver.close()
    both = {**mine, **theirs}
    return {name: both[name] for name in tasks}


def _work(sender: Connection, tasks: Mapping[str, Callable[[], _T]]) -> None:
    try:
        sender.send({name: task() for name, task in tasks.items()})
    except BaseException as error:  # handed over whole: the parent raises it
        sender.send(error)
    finally:
        sender.close()


def _receive(receiver: Connection, name: str) -> dict[str, _T]:
    try:
        answer = receiver.recv()
    except EOFError:
        raise RuntimeError(f"{name} ended without an answer (killed, or out of memory?)") from None
    if isinstance(answer, BaseException):
        raise answer
    found: dict[str, _T] = answer
    return found


def _can_fork() -> bool:
    return (os.cpu_count() or 1) > 1 and _count_threads() == 1


def _count_threads() -> int | None:
    """Threads of this process as the system (Linux) counts them; None where it does not tell."""
    try:
        return sum(1 for _ in Path("/proc/self/task").iterdir())
    except OSError:
        return None
