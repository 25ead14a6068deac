"""Write files so that nobody ever sees half of one."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from interstate.errors import OutputError


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write ``content`` beside ``path``, then rename it into place (text: UTF-8, as it stands).

    Raises:
        OutputError: the folder cannot be written; an earlier file stays whole.
    """
    data = content.encode() if isinstance(content, str) else content
    aside: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(aside).chmod(0o644)
        Path(aside).replace(path)
        aside = None
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written ({error.strerror or error}). "
            "Remedy: choose a folder that you may write to."
        ) from error
    finally:
        if aside is not None:
            with contextlib.suppress(OSError):
                Path(aside).unlink()
