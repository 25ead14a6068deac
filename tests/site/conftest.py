"""Builds that the tests of the site share: the shipped project, and a small one of other data."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from interstate.namespaces import OWN_BASE
from interstate.project import Project, open_project
from interstate.rebase import rebase_project, settle
from interstate.release import build
from interstate.serve.limits import Limits
from interstate.serve.linked_data import with_site
from interstate.serve.server import address, bind, make_server
from interstate.site.build import Site, issued_of, plan_site
from shared_builds import built_once, shipped_build

OTHER_DATA = Path(__file__).parents[1] / "rule_project/data"


@pytest.fixture(scope="session")
def project() -> Project:
    return open_project()


@pytest.fixture(scope="session")
def dist(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole build of what is shipped; nobody may write into it."""
    return shipped_build(tmp_path_factory, project)


@pytest.fixture(scope="session")
def site(project: Project, dist: Path) -> Site:
    """The plan of the shipped site."""
    return plan_site(project, dist)


@pytest.fixture(scope="session")
def small_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our ontology and shapes with another publisher's data."""
    root = tmp_path_factory.mktemp("small") / "project"
    rebase_project(OWN_BASE, root, data=OTHER_DATA)
    settle(root)
    return root


@pytest.fixture(scope="session")
def small(small_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small build, for whatever does not need much data; nobody may write into it."""
    project = open_project(small_root)
    return built_once(tmp_path_factory, "small-shared", lambda folder: build(project, folder))


@pytest.fixture(scope="session")
def http(dist: Path) -> Iterator[httpx.Client]:
    """A client of the shipped site that does not follow redirects."""
    with serving(dist / "site") as url, httpx.Client(base_url=url, timeout=30) as client:
        yield client


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a built site from a thread until the block ends; yields its address."""
    app = with_site(folder, issued_of(folder))
    listener = bind("127.0.0.1", 0)
    server = make_server(app, Limits())
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        deadline = time.monotonic() + 30
        while not server.started and thread.is_alive() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert server.started, "the server did not start"
        yield address(listener)
    finally:
        server.should_exit = True
        thread.join(30)
