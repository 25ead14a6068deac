"""One JVM for the session, and a watch on every way it has to the network."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from interstate.project import Project, open_project
from interstate.release import build
from owlapi import oracle


class Watch:
    """A listener on 127.0.0.1 that the JVM takes for its proxy: counts calls, answers none."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self.calls: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                try:
                    head = connection.recv(200)
                except OSError:
                    head = b"an attempt without a word"
                self.calls.append(head.decode(errors="replace").split("\r\n")[0])

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits for a call
        self._socket.close()


@pytest.fixture(scope="session")
def network() -> Iterator[Watch]:
    """What the JVM tried to reach; the fixture starts it."""
    watch = Watch()
    oracle.start_jvm(watch.port)
    yield watch
    watch.close()


@pytest.fixture(scope="session")
def project() -> Project:
    """All that is shipped, read once: somebody may be editing it."""
    return open_project()


@pytest.fixture(scope="session")
def dist(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``interstate build`` writes, but for the site, which no OWL tool opens."""
    folder = tmp_path_factory.mktemp("build") / "dist"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("interstate.site.write_site", lambda *_: None)
        build(project, folder)
    return folder


@pytest.fixture
def reaching_out() -> None:
    """For the one test that proves that the watch sees an attempt."""


@pytest.fixture(autouse=True)
def _offline(network: Watch, request: pytest.FixtureRequest) -> Iterator[None]:
    """No test may reach for the network, but one that asks for ``reaching_out``."""
    before = len(network.calls)
    yield
    if "reaching_out" not in request.fixturenames:
        assert network.calls[before:] == [], "the OWL API tried to fetch something"
