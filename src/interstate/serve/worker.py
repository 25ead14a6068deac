"""What runs in a worker process: one query at a time, under limits that the kernel enforces.

A worker is a fork of the process that holds the store, so it starts in milliseconds and shares the
store's memory. It can't open a file or a socket any more, it has a budget of memory, and an alarm
that no query can catch ends it at the time limit even if the server is gone.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import socket
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn, TypeVar, cast

from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store

from interstate.errors import InputError
from interstate.query_errors import QueryError, syntax_error
from interstate.result_formats import Kind, find_format, write_ask, write_graph, write_table
from interstate.results import Row
from interstate.serve.frames import DATA, END, FAILURE, JOB, pack, pack_json, receive
from interstate.serve.limits import Limits
from interstate.sparql_guard import RefusedError, refuse_deep_nesting, refuse_outside_calls
from interstate.sparql_lexer import in_order_of_appearance

T = TypeVar("T")
_CHUNK = 1 << 16
_SOCKET = 3


class TooLargeError(Exception):
    """The answer has more rows or bytes than one may have."""


def serve_jobs(
    open_store: Callable[[], Store], connection: socket.socket, limits: Limits
) -> NoReturn:
    """Answer jobs from ``connection`` until it closes; never returns to the forked program."""
    code = 1
    try:
        connection = _alone_with(connection)
        store = open_store()
        _shut_in(limits)
        while True:
            tag, payload = receive(connection)
            if tag != JOB:
                break
            signal.setitimer(signal.ITIMER_REAL, limits.seconds)
            answer_job(store, json.loads(payload), limits, connection.sendall)
            signal.setitimer(signal.ITIMER_REAL, 0)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        code = 0
    finally:
        # Neither the forked program's clean-up nor its traceback belongs here.
        os._exit(code)


def answer_job(
    store: Store, job: dict[str, Any], limits: Limits, send: Callable[[bytes], object]
) -> None:
    """Run one query and send its answer in pieces, then END, or FAILURE at any point."""
    text = job["query"]
    output = _Output(send, limits.answer_bytes)
    try:
        refuse_outside_calls(text)
        refuse_deep_nesting(text)
        answer = store.query(
            text,
            base_iri=job["base"],
            default_graph=_graphs(job["default"]),
            named_graphs=_graphs(job["named"]),
        )
        count = _write(answer, job, limits.rows, output)
        output.flush()
    except SyntaxError as error:
        send(_failure(400, syntax_error(text, error, {})))
    except RefusedError as error:
        send(_failure(403, error))
    except InputError as error:
        send(_failure(400, error))
    except TooLargeError as error:
        send(pack_json(FAILURE, {"status": 403, "detail": str(error)}))
    except (OSError, RuntimeError, ValueError) as error:
        send(pack_json(FAILURE, {"status": 400, "detail": f"The engine refused: {error}."}))
    else:
        send(pack_json(END, {"rows": count}))


def _write(
    answer: QuerySolutions | QueryBoolean | QueryTriples,
    job: dict[str, Any],
    most: int,
    output: _Output,
) -> int:
    if isinstance(answer, QueryBoolean):
        output.write(write_ask(bool(answer), find_format(job["format"], Kind.ASK)))
        return 1
    if isinstance(answer, QueryTriples):
        triples = tuple(_Counted(answer, most))
        # The writer wants a file; it only ever calls write.
        write_graph(triples, cast(Any, output), find_format(job["format"], Kind.GRAPH))
        return len(triples)
    found = tuple(variable.value for variable in answer.variables)
    columns = in_order_of_appearance(found, job["query"])
    if columns == found:
        solutions: Iterable[Row] = map(tuple, answer)
    else:
        solutions = (tuple(solution[name] for name in columns) for solution in answer)
    rows = _Counted(solutions, most)
    for piece in write_table(columns, rows, find_format(job["format"], Kind.TABLE)):
        output.write(piece)
    return rows.count


class _Counted(Iterable[T]):
    """An iterable that counts, and refuses to go past a limit."""

    def __init__(self, items: Iterable[T], most: int) -> None:
        self._items = items
        self._most = most
        self.count = 0

    def __iter__(self) -> Iterator[T]:
        for item in self._items:
            self.count += 1
            if self.count > self._most:
                raise TooLargeError(
                    f"The answer has more than {self._most:,} rows. "
                    "Remedy: add LIMIT (and OFFSET, with ORDER BY), or count in the query."
                )
            yield item


class _Output:
    """Collects pieces and sends them in messages of a useful size."""

    def __init__(self, send: Callable[[bytes], object], most: int) -> None:
        self._send = send
        self._left = most
        self._pieces: list[bytes] = []
        self._size = 0

    def write(self, piece: bytes) -> int:
        self._left -= len(piece)
        if self._left < 0:
            raise TooLargeError(
                "The answer has too many bytes. Remedy: add LIMIT, or select fewer columns."
            )
        self._pieces.append(bytes(piece))
        self._size += len(piece)
        if self._size >= _CHUNK:
            self.flush()
        return len(piece)

    def flush(self) -> None:
        if self._pieces:
            self._send(pack(DATA, b"".join(self._pieces)))
            self._pieces.clear()
            self._size = 0


def _failure(status: int, error: InputError) -> bytes:
    report: dict[str, Any] = {"status": status, "detail": str(error)}
    if isinstance(error, QueryError):
        report |= {"line": error.line, "column": error.column}
    return pack_json(FAILURE, report)


def _graphs(iris: list[str]) -> Any:
    return [NamedNode(iri) for iri in iris] or None


def _alone_with(connection: socket.socket) -> socket.socket:
    """Give up every open file but this connection, and return it."""
    if connection.fileno() != _SOCKET:
        os.dup2(connection.fileno(), _SOCKET)
        connection.detach()
        connection = socket.socket(fileno=_SOCKET)
    os.closerange(_SOCKET + 1, 4096)
    return connection


def _shut_in(limits: Limits) -> None:
    """Take away what a query never needs: files, sockets, more memory, more time."""
    # The default action ends the process, wherever the engine is at that moment.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # If the machine runs out of memory, a worker goes before the process that holds the store.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    used = _data_bytes()
    if used is not None:
        most = used + limits.memory_bytes
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    # No descriptor is free any more: whatever a query says, no socket can be opened for it.
    next_one = os.dup(_SOCKET)
    os.close(next_one)
    resource.setrlimit(resource.RLIMIT_NOFILE, (next_one, next_one))


def _data_bytes() -> int | None:
    """Return the size of this process's data, None where the system does not tell (not Linux)."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    lines = status.read_text(encoding="ascii", errors="replace").splitlines()
    sizes = (int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:"))
    return next(sizes, None)
