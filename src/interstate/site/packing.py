"""Gzip without the clock, a name or the system in its header: equal content, equal bytes."""

from __future__ import annotations

import struct
import zlib


def pack(data: bytes) -> bytes:
    """Compress with gzip.

    >>> import gzip
    >>> gzip.decompress(pack(b"abc")), pack(b"abc") == pack(b"abc")
    (b'abc', True)
    """
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = compressor.compress(data) + compressor.flush()
    head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    return head + body + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
