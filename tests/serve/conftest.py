"""Live servers on loopback for the tests of the endpoint."""

from __future__ import annotations

import functools
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from interstate.serve.app import create_app
from interstate.serve.limits import Limits
from interstate.serve.pool import Pool
from interstate.serve.server import address, bind, make_server
from interstate.serve.template import OpenStore, load_files

from .browsing import Chromium, running_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Page

TOKEN = "token-of-the-tests"

DATA = """\
@prefix ist: <https://w3id.org/interstate/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix state: <https://w3id.org/interstate/id/state/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
state:graustark a ist:State ; rdfs:label "Graustark"@en .
state:ruritania a ist:State ; rdfs:label "Ruritania"@en .
<https://w3id.org/interstate/id/situation/demand> a ist:Demand ;
    rdfs:label "demand for bases"@en ;
    ist:hasAddressee state:graustark ;
    ist:hasSpeaker state:ruritania ;
    ist:earliestBegin "1950-03-01T00:00:00Z"^^xsd:dateTime .
"""


@dataclass
class Live:
    """A running server."""

    url: str
    pool: Pool
    log: list[str] = field(default_factory=list)

    def records(self, since: int = 0, path: str = "/sparql") -> list[dict[str, Any]]:
        """The access records for a path; the last one is written just after its answer is sent."""
        deadline = time.monotonic() + 2
        while True:
            found = [json.loads(line) for line in self.log[since:]]
            matching = [record for record in found if record["path"] == path]
            if matching or time.monotonic() > deadline:
                return matching
            time.sleep(0.01)

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=30)


@contextmanager
def serving(
    files: tuple[tuple[str, str | None], ...],
    limits: Limits,
    *,
    token: str | None = None,
) -> Iterator[Live]:
    """Serve ``files`` from a thread until the block ends."""
    opener = functools.partial(load_files, files)
    with serving_store(opener, limits, token=token) as running:
        yield running


@contextmanager
def serving_store(
    opener: OpenStore,
    limits: Limits,
    *,
    token: str | None = None,
    settings: str | None = None,
) -> Iterator[Live]:
    """Serve what ``opener`` opens from a thread until the block ends."""
    pool = Pool(opener, limits)
    log: list[str] = []
    app = create_app(pool, limits, update_token=token, settings=settings, write_log=log.append)
    listener = bind("127.0.0.1", 0)
    url = address(listener)
    server = make_server(app, limits)
    # A daemon: should it ever fail to stop, the test fails, and the interpreter still ends.
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        deadline = time.monotonic() + 30
        while not server.started and thread.is_alive() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert server.started, "the server did not start"
        yield Live(url, pool, log)
    finally:
        server.should_exit = True
        thread.join(30)
        listener.close()
        assert not thread.is_alive(), "the server did not stop"


@pytest.fixture(scope="session")
def data_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("serve") / "data.ttl"
    path.write_text(DATA, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def live(data_file: Path) -> Iterator[Live]:
    """A read-only server with small limits, shared by the tests that only ask."""
    limits = Limits(seconds=3, rows=5000, workers=2, patience=5)
    with serving(((str(data_file), None), (str(data_file), "x:named")), limits) as running:
        yield running


@pytest.fixture(scope="session")
def http(live: Live) -> Iterator[httpx.Client]:
    with live.client() as client:
        yield client


@pytest.fixture(scope="module")
def writable(data_file: Path) -> Iterator[Live]:
    """A server that takes updates, new for each module."""
    with serving(((str(data_file), None),), Limits(seconds=3, workers=2), token=TOKEN) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    with running_chromium() as running:
        yield running


@pytest.fixture
def page(chromium: Chromium) -> Iterator[Page]:
    """A page that fails the test on any script error and any request to another host."""
    problems: list[str] = []
    size: Any = {"width": 1200, "height": 900}
    with chromium.context(viewport=size, accept_downloads=True) as context:
        opened = context.new_page()
        opened.on("pageerror", lambda error: problems.append(str(error)))
        opened.on(
            "request",
            lambda request: (
                problems.append(request.url)
                if not re.match(r"(http://127\.0\.0\.1:|blob:http://127|data:)", request.url)
                else None
            ),
        )
        yield opened
    assert problems == []
