"""Messages between the server and its processes: a length, a tag, a payload.

Both ends are ours and on one machine; still every length is bounded, so that a broken peer is an
error and never an endless read.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Mapping
from typing import Any

_HEAD = struct.Struct("!cI")
MAX_PAYLOAD = 64 * 1024 * 1024

READY = b"r"
JOB = b"j"
FORK = b"f"
UPDATE = b"u"
DATA = b"d"
END = b"e"
FAILURE = b"x"


def pack(tag: bytes, payload: bytes = b"") -> bytes:
    """Return one message as bytes."""
    return _HEAD.pack(tag, len(payload)) + payload


def pack_json(tag: bytes, value: Mapping[str, Any]) -> bytes:
    """Return one message whose payload is JSON."""
    return pack(tag, json.dumps(value).encode())


def receive(connection: socket.socket) -> tuple[bytes, bytes]:
    """Wait for one message.

    Raises:
        EOFError: the peer is gone.
    """
    tag, length = _HEAD.unpack(_exactly(connection, _HEAD.size))
    if length > MAX_PAYLOAD:
        raise EOFError
    return tag, _exactly(connection, length)


def _exactly(connection: socket.socket, length: int) -> bytes:
    parts: list[bytes] = []
    while length:
        part = connection.recv(min(length, 1 << 16))
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


async def receive_async(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Wait for one message without blocking.

    Raises:
        asyncio.IncompleteReadError: the peer is gone.
    """
    tag, length = _HEAD.unpack(await reader.readexactly(_HEAD.size))
    if length > MAX_PAYLOAD:
        raise asyncio.IncompleteReadError(b"", length)
    return tag, await reader.readexactly(length)
