"""The process that holds the store: workers are its forks, and an update makes it its own child.

Run as ``python -m interstate.serve.template FD``. It is single-threaded on purpose (a fork copies
only the calling thread), talks to the server over one socket, and ends when that socket closes.

An update runs in a fork: if it succeeds in time, the fork *becomes* the template; if not, it is
killed and nothing has happened. So an update is all or nothing, and can be stopped.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import pickle
import select
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store

from interstate.errors import InputError
from interstate.query_errors import KEYWORDS, syntax_error  # noqa: F401  (loaded before any fork)
from interstate.serve import worker
from interstate.serve.frames import FAILURE, FORK, READY, UPDATE, pack_json, receive
from interstate.serve.limits import Limits
from interstate.serve.updates import with_dataset
from interstate.sparql_guard import refuse_deep_nesting, refuse_outside_calls

OpenStore = Callable[[], Store]


def load_files(files: Sequence[tuple[str, str | None]]) -> Store:
    """Return a store with RDF files loaded, each into a graph (None: the default graph).

    N-Quads and TriG bring their own graphs. Use it with ``functools.partial`` as an opener.
    """
    store = Store()
    load_into(store, files)
    return store


def load_into(store: Store, files: Sequence[tuple[str, str | None]]) -> None:
    """Load RDF files into a store as :func:`load_files` does.

    Raises:
        InputError: a file is missing, broken, or of no RDF format.
    """
    for name, graph in files:
        path = Path(name)
        format = RdfFormat.from_extension(path.suffix.removeprefix("."))
        if format is None:
            raise InputError(
                "the file's ending names no RDF format.",
                remedy="rename it to .ttl, .nt, .nq, .trig, .rdf or .jsonld.",
                path=path,
            )
        into = None if format.supports_datasets else graph and NamedNode(graph)
        try:
            store.bulk_load(path=str(path), format=format, to_graph=into or None)
        except (SyntaxError, OSError) as error:
            said = error.msg if isinstance(error, SyntaxError) else error.strerror or error
            raise InputError(
                f"cannot be loaded: {said}.",
                remedy="mend the file, or name another.",
                path=path,
                line=error.lineno or 0 if isinstance(error, SyntaxError) else 0,
            ) from error


def load_project(root: str | None) -> Store:
    """Return the store of a project: authored, computed, closed, with all named graphs."""
    from interstate.project import open_project

    return open_project(root).store


def open_on_disk(path: str) -> Store:
    """Return a store of the engine's own format from disk, read-only."""
    return Store.read_only(path)


def describe(store: Store) -> dict[str, Any]:
    """Return what the service description says about the data.

    >>> describe(Store())
    {'triples': 0, 'default': 0, 'graphs': []}
    """
    answer = store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    in_default = [int(row[0].value) for row in answer] if isinstance(answer, QuerySolutions) else []
    graphs = sorted(g.value for g in store.named_graphs() if isinstance(g, NamedNode))
    return {"triples": len(store), "default": sum(in_default), "graphs": graphs}


def main(argv: Sequence[str]) -> int:
    """Open the store, then fork workers and apply updates as the server asks."""
    control = socket.socket(fileno=int(argv[1]))
    opener, limits, per_worker = pickle.loads(receive(control)[1])
    store: Store | None = None
    if per_worker:
        # A store on disk has threads, which no fork survives: it is never opened here.
        pid = os.fork()
        if pid == 0:
            os._exit(2 if _report_content(control, opener) is None else 0)
        if os.waitpid(pid, 0)[1] != 0:
            return 2  # it has said why; if it was killed, the server finds the connection closed
    else:
        store = _report_content(control, opener)
        if store is None:
            return 2
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel clears ended workers away
    gc.freeze()
    try:
        while True:
            tag, payload = receive(control)
            if tag == FORK:
                _fork_worker(control, store, opener, limits)
            elif tag == UPDATE and store is not None:
                _update(control, store, json.loads(payload))
            elif tag == UPDATE:
                refused = {"status": 403, "detail": "A store on disk is served read-only."}
                control.sendall(pack_json(FAILURE, refused))
    except (EOFError, ConnectionError):
        return 0


def _report_content(control: socket.socket, opener: OpenStore) -> Store | None:
    """Open the store and tell the server what is in it, or why it can't be opened."""
    try:
        store = opener()
        content = describe(store)
    except Exception as error:  # the outermost call here: the server reports it
        said = str(error) if isinstance(error, InputError) else f"{type(error).__name__}: {error}"
        detail, _, remedy = said.partition(" Remedy: ")
        control.sendall(pack_json(FAILURE, {"detail": detail, "remedy": remedy}))
        return None
    control.sendall(pack_json(READY, content))
    return store


def _fork_worker(
    control: socket.socket, store: Store | None, opener: OpenStore, limits: Limits
) -> None:
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        control.close()
        ours.close()
        worker.serve_jobs(opener if store is None else lambda: store, theirs, limits)
    theirs.close()
    handles = [ours.fileno()]
    if hasattr(os, "pidfd_open"):
        with contextlib.suppress(OSError):  # an old kernel, or the worker is gone already
            handles.append(os.pidfd_open(pid))
    control.sendall(pack_json(READY, {"pid": pid}))
    # One byte carries the descriptors along; the server reads exactly one.
    socket.send_fds(control, [b"s"], handles)
    ours.close()
    for handle in handles[1:]:
        os.close(handle)


def _update(control: socket.socket, store: Store, job: dict[str, Any]) -> None:
    """Apply an update in a fork and let it take over, or report why it was not applied."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        try:
            report = _apply(store, job)
        except BaseException:  # nothing may unwind into the copy of the template's loop
            os._exit(1)
        if report is not None:
            os.write(write, json.dumps(report).encode())
            os._exit(0)
        os.write(write, b"ok")
        os.close(write)
        control.sendall(pack_json(READY, describe(store)))
        return
    os.close(write)
    in_time = bool(select.select([read], [], [], job["seconds"])[0])
    said = os.read(read, 1 << 16) if in_time else b""
    os.close(read)
    if said == b"ok":
        os._exit(0)
    if not in_time:
        os.kill(pid, signal.SIGKILL)
        report = {"status": 504, "detail": "The update took too long; nothing was changed."}
    elif said:
        report = json.loads(said)
    else:
        report = {"status": 500, "detail": "The update failed; nothing was changed."}
    control.sendall(pack_json(FAILURE, report))


def _apply(store: Store, job: dict[str, Any]) -> dict[str, Any] | None:
    text = job["update"]
    try:
        refuse_outside_calls(text)
        refuse_deep_nesting(text)
        text = with_dataset(text, job["using"], job["using_named"])
        store.update(text, base_iri=job["base"])
    except SyntaxError as error:
        return {"status": 400, "detail": str(syntax_error(text, error, {}, update=True))}
    except InputError as error:
        return {"status": 403 if "contact" in error.problem else 400, "detail": str(error)}
    except (OSError, RuntimeError, ValueError) as error:
        return {"status": 400, "detail": f"The engine refused: {error}."}
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv))
