"""Builds that all processes of a test run share; nobody may write into them."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from interstate.project import Project
from interstate.release import build
from interstate.site.memory import Memory


def built_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a build that all processes of a test run share; the first to ask makes it."""
    top = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        top = top.parent
    with (top / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = top / name
        if not (folder / "made").exists():
            make(folder / "dist")
            (folder / "made").touch()
    return folder / "dist"


def shipped_build(factory: pytest.TempPathFactory, project: Project) -> Path:
    """Return the whole build of what is shipped."""
    return built_once(
        factory,
        "shipped",
        lambda folder: build(project, folder, memory=Memory(folder.parent / "memory.gz", folder)),
    )
