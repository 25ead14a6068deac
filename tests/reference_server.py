"""The reference server of the engine's makers (PyPI: ``oxigraph``), on a store of its own."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

OXIGRAPH = shutil.which("oxigraph", path=str(Path(sys.executable).parent))


@contextlib.contextmanager
def oxigraph_server(data: Path, folder: Path) -> Iterator[str]:
    """Serve the RDF file ``data`` until the block ends; yields the address for queries."""
    if OXIGRAPH is None:
        pytest.skip("the PyPI package oxigraph is not installed")
    location = str(folder / "store")
    load = [OXIGRAPH, "load", "--location", location, "--file", str(data)]
    subprocess.run(load, check=True, capture_output=True, timeout=120)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [OXIGRAPH, "serve-read-only", "--location", location, "--timeout-s", "60"]
    process = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, "the reference server ended"
                assert time.monotonic() < deadline, "the reference server does not answer"
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/query"
    finally:
        process.kill()
        process.wait(10)
