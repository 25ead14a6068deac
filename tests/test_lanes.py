"""Work in two lanes gives what it would give in one, errors and order included."""

from __future__ import annotations

import os

import pytest

from interstate.checks import run_checks
from interstate.errors import InputError
from interstate.lanes import run_in_lanes


def test_results_come_in_the_order_of_the_tasks_from_two_processes() -> None:
    tasks = dict.fromkeys(("a", "b", "c"), os.getpid)
    found = run_in_lanes(tasks, ["a", "c"])
    assert list(found) == ["a", "b", "c"]
    assert found["b"] == os.getpid()
    assert found["a"] == found["c"] != os.getpid()


def test_an_error_aside_is_raised_here() -> None:
    def fail() -> int:
        raise InputError("planted.", remedy="none.", path="there")

    with pytest.raises(InputError, match="there: planted"):
        run_in_lanes({"a": fail, "b": os.getpid}, ["a"])


def test_a_killed_lane_is_no_silent_success() -> None:
    def die() -> int:
        os._exit(9)

    with pytest.raises(RuntimeError, match="ended without an answer"):
        run_in_lanes({"a": die, "b": os.getpid}, ["a"])


def test_one_lane_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interstate.lanes._can_fork", lambda: False)
    found = run_in_lanes({"a": os.getpid, "b": os.getpid}, ["a"])
    assert set(found.values()) == {os.getpid()}


def test_a_report_is_the_same_in_one_lane_and_in_two(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("header", "terms", "data", "lint")
    two = run_checks(only=names)
    monkeypatch.setattr("interstate.lanes._can_fork", lambda: False)
    one = run_checks(only=names)
    assert one.findings == two.findings
    assert [ran.name for ran in one.ran] == [ran.name for ran in two.ran]
