"""A whole answer, in memory while it is small and on disk when it is not.

An answer is complete before its first byte is sent. So a status code is never taken back, a cut
answer never looks whole, and a client that reads slowly keeps no worker busy.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator

_IN_MEMORY = 1024 * 1024
_CHUNK = 1 << 16


class Spool:
    """Bytes to be written once and read once."""

    def __init__(self) -> None:
        """Begin empty; nothing touches the disk before a megabyte is there."""
        # It outlives this function by design; close() is called by whoever sends it.
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, piece: bytes) -> None:
        """Append a piece."""
        self._file.write(piece)
        self._digest.update(piece)
        self.size += len(piece)

    @property
    def digest(self) -> str:
        """The SHA-256 of what was written, in hexadecimal."""
        return self._digest.hexdigest()

    def pieces(self) -> Iterator[bytes]:
        """Iterate over the content from its beginning."""
        self._file.seek(0)
        while piece := self._file.read(_CHUNK):
            yield piece

    def close(self) -> None:
        """Give memory and disk back; more than once is fine."""
        self._file.close()
