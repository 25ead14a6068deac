"""Work in two lanes gives what it would give in one, errors and order included.

A process that forks must have one thread, and the one that runs these tests has more: each test
of two lanes runs in a process of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest

from interstate.checks import run_checks
from interstate.lanes import run_in_lanes

PROLOGUE = """\
import os
from interstate.errors import InputError
from interstate.lanes import run_in_lanes
"""

needs_two = pytest.mark.skipif(
    sys.platform != "linux" or (os.cpu_count() or 1) < 2,
    reason="two lanes need Linux and two processors",
)


def run(script: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", PROLOGUE + script]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@needs_two
def test_results_come_in_the_order_of_the_tasks_from_two_processes() -> None:
    done = run(
        """
found = run_in_lanes(dict.fromkeys(("a", "b", "c"), os.getpid), ["a", "c"])
assert list(found) == ["a", "b", "c"]
assert found["b"] == os.getpid()
assert found["a"] == found["c"] != os.getpid()
"""
    )
    assert done.returncode == 0, done.stderr


@needs_two
def test_an_error_aside_is_raised_here() -> None:
    done = run(
        """
def fail():
    raise InputError("planted.", remedy="none.", path="there")
run_in_lanes({"a": fail, "b": os.getpid}, ["a"])
"""
    )
    assert done.returncode == 1
    assert "InputError: there: planted" in done.stderr


@needs_two
def test_a_killed_lane_is_no_silent_success() -> None:
    done = run("run_in_lanes({'a': lambda: os._exit(9), 'b': os.getpid}, ['a'])")
    assert done.returncode == 1
    assert "ended without an answer" in done.stderr


def test_beside_another_thread_all_runs_here() -> None:
    wait = threading.Event()
    other = threading.Thread(target=wait.wait)
    other.start()
    try:
        found = run_in_lanes({"a": os.getpid, "b": os.getpid}, ["a"])
    finally:
        wait.set()
        other.join()
    assert set(found.values()) == {os.getpid()}


@needs_two
def test_a_report_is_the_same_in_one_lane_and_in_two() -> None:
    names = ("header", "terms", "data", "lint")
    done = run(
        f"""
import interstate.lanes
from interstate.checks import run_checks
two = run_checks(only={names})
assert interstate.lanes._can_fork()
print([repr(f) for f in two.findings], [ran.name for ran in two.ran])
"""
    )
    assert done.returncode == 0, done.stderr
    one = run_checks(only=names)
    here = f"{[repr(f) for f in one.findings]} {[ran.name for ran in one.ran]}"
    assert done.stdout.strip() == here
