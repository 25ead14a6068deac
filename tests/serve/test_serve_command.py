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
from pyoxigraph import RdfFormat, Store

from interstate.commands.serve import serve as command
from watchdog import descendants, killed_after


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
        line = process.stderr.readline() + process.stderr.readline()
        match = re.search(r"http://[^/]+", line)
        assert match, line + process.stderr.read()
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
    code = "from interstate.commands.serve import serve; import typer; typer.run(serve)"
    done = subprocess.run(
        [sys.executable, "-c", code, "--port", "0", "--graph", str(broken)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "the store cannot be opened" in done.stderr


def test_the_help_teaches() -> None:
    assert command.__doc__ is not None
    assert "SERVICE and LOAD" in command.__doc__
