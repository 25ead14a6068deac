"""``interstate serve`` as a program of its own: start, log, shut down in good order."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store

from interstate.commands import main
from interstate.commands.serve import serve as command
from interstate.project import open_project
from interstate.serve.disk import holds_project, make_store
from watchdog import descendants, killed_after

A = NamedNode("x:a")


@contextmanager
def program(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run ``interstate serve`` on a free port; yield the process and its address."""
    code = "import sys; from interstate.commands.serve import serve; import typer; typer.run(serve)"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "INTERSTATE_UPDATE_TOKEN": ""},
    )
    # The lines read here may never come; killed, all its processes close the pipe.
    with killed_after(120, {process.pid}):
        yield from _running(process)


def _running(process: subprocess.Popen[str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    assert process.stderr is not None
    try:
        said = ""
        while (match := re.search(r"http://[^/]+", said)) is None:
            line = process.stderr.readline()
            assert line, f"it ended: {said}"
            said += line
        wait_for(match[0])
        yield process, match[0]
    finally:
        process.kill()
        process.wait(10)


def wait_for(url: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            if httpx.get(f"{url}/health", timeout=30).json()["status"] == "ok":
                return
        except httpx.TransportError:
            pass
        assert time.monotonic() < deadline
        time.sleep(0.05)


SLOW = "SELECT (COUNT(*) AS ?n) { " + " ".join(
    f"VALUES ?v{n} {{ {' '.join(map(str, range(100)))} }}" for n in range(9)
) + " }"  # fmt: skip


def test_running_requests_are_finished_at_sigterm(data_file: Path) -> None:
    with program("--graph", str(data_file), "--seconds", "2", "--workers", "2") as (process, url):
        answers: list[httpx.Response] = []

        def ask() -> None:
            answers.append(httpx.get(f"{url}/sparql", params={"query": SLOW}, timeout=30))

        thread = threading.Thread(target=ask, daemon=True)
        thread.start()
        time.sleep(0.7)
        process.send_signal(signal.SIGTERM)
        thread.join(20)
        assert answers[0].status_code == 504  # answered in full, by its own time limit
        assert process.wait(15) == 0
        assert process.stdout is not None
        records = [json.loads(line) for line in process.stdout.read().splitlines()]
        assert records[-1]["outcome"] == "timeout"
        assert records[-1]["status"] == 504
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{url}/health")


def test_processes_end_even_when_the_server_is_killed(data_file: Path) -> None:
    with program("--graph", str(data_file), "--seconds", "2") as (process, url):

        def ask() -> None:
            with pytest.raises(httpx.HTTPError):
                httpx.get(f"{url}/sparql", params={"query": SLOW}, timeout=30)

        threading.Thread(target=ask, daemon=True).start()
        time.sleep(0.5)
        family = descendants(process.pid)
        assert len(family) >= 3
        process.kill()
        process.wait(10)
        deadline = time.monotonic() + 6
        while any(Path(f"/proc/{pid}/cmdline").exists() for pid in family):
            assert time.monotonic() < deadline, "a process outlived its server"
            time.sleep(0.1)


def test_a_store_on_disk_is_served_read_only(tmp_path: Path, data_file: Path) -> None:
    location = tmp_path / "store"
    made = Store(str(location))
    made.load(path=str(data_file), format=RdfFormat.TURTLE)
    made.flush()
    del made
    with program("--store", str(location)) as (_, url):
        query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
        got = httpx.get(f"{url}/sparql", params={"query": query}, headers={"accept": "text/csv"})
        assert got.text.split() == ["n", "9"]


def count(url: str, pattern: str = "?s ?p ?o") -> int:
    query = f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"
    got = httpx.get(f"{url}/sparql", params={"query": query}, headers={"accept": "text/csv"})
    return int(got.text.split()[1])


def test_a_store_on_disk_is_made_where_there_is_none(tmp_path: Path, data_file: Path) -> None:
    location = tmp_path / "new" / "store"
    with program("--store", str(location), "--graph", str(data_file)) as (_, url):
        assert count(url) == 9
    assert [path.name for path in location.parent.iterdir()] == ["store"]
    with program("--store", str(location)) as (_, url):
        assert count(url) == 9


def test_a_store_made_from_the_project_is_the_one_that_people_query(tmp_path: Path) -> None:
    location = tmp_path / "store"
    store = open_project().store
    with program("--store", str(location)) as (_, url):
        assert count(url, "GRAPH ?g { ?s ?p ?o }") == len(
            list(store.quads_for_pattern(None, None, None))
        ) - len(list(store.quads_for_pattern(None, None, None, DefaultGraph())))
        settings = httpx.get(f"{url}/assets/page.json").json()
        assert settings["examples"][0]["key"].startswith("cq-001")


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["serve", "--port", "0", *arguments]) == 2
    return capsys.readouterr().err


def test_stores_that_cannot_be_made_or_read(
    tmp_path: Path, data_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("mine")
    assert "neither a store nor an empty folder" in refused(capsys, "--store", str(other))
    assert (other / "letter.txt").read_text() == "mine"
    broken = tmp_path / "broken.ttl"
    broken.write_text("<x:a> <x:b> .")
    location = tmp_path / "place" / "store"
    said = refused(capsys, "--store", str(location), "--graph", str(broken))
    assert "broken.ttl" in said
    assert "cannot be loaded" in said
    assert list(location.parent.iterdir()) == []  # all of it or nothing
    make_store(location, lambda made: made.add(Quad(NamedNode("x:a"), NamedNode("x:b"), A)))
    said = refused(capsys, "--store", str(location), "--graph", str(data_file))
    assert "--graph would not be read" in said
    assert "read-only" in refused(capsys, "--store", str(location), "--update-token", "abc")
    assert not holds_project(location)
    assert "token for updates is empty" in refused(capsys, "--update-token", "")


def test_updates_need_a_token(data_file: Path) -> None:
    with program("--graph", str(data_file), "--update-token", "abc") as (_, url):
        head = {"content-type": "application/sparql-update"}
        body = "INSERT DATA { <x:a> <x:b> 1 }"
        assert httpx.post(f"{url}/update", content=body, headers=head).status_code == 401
        head["authorization"] = "Bearer abc"
        assert httpx.post(f"{url}/update", content=body, headers=head).status_code == 204


def test_a_broken_file_is_told_at_once(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("<x:a> <x:b> .", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "interstate", "serve", "--port", "0", "--graph", str(broken)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "the store cannot be opened" in done.stderr
    assert "broken.ttl" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("Remedy:") == 1


def test_an_address_that_is_not_ours_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--host", "192.0.2.1", "--port", "0"]) == 2
    assert "name an address of this machine with --host" in capsys.readouterr().err
    assert main(["serve", "--port", "99999"]) == 2
    assert "--port" in capsys.readouterr().err


def test_the_help_teaches() -> None:
    assert command.__doc__ is not None
    assert "SERVICE and LOAD" in command.__doc__
