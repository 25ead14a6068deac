"""Run a query in a worker whose guard was taken down: ``unguarded_worker.py QUERY [free]``.

A program of its own, as only a process with one thread may fork. It prints what the worker
answered; with ``free`` the worker keeps its files and sockets too.
"""

from __future__ import annotations

import os
import socket
import sys

from pyoxigraph import Store

from interstate.serve import worker
from interstate.serve.frames import JOB, pack_json, receive
from interstate.serve.limits import Limits


def main(query: str, *how: str) -> None:
    worker.refuse_outside_calls = lambda text: None  # type: ignore[attr-defined]
    if "free" in how:
        worker._shut_in = lambda limits: None
    ours, theirs = socket.socketpair()
    ours.settimeout(20)
    if os.fork() == 0:
        ours.close()
        worker.serve_jobs(Store, theirs, Limits(seconds=3))
    theirs.close()
    job: dict[str, object] = {"query": query, "base": None, "format": "json"}
    job |= {"default": [], "named": []}
    ours.sendall(pack_json(JOB, job))
    sys.stdout.write(receive(ours)[1].decode())
    ours.close()
    os.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
