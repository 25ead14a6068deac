"""Remember which files were found clean, so that only what changed is checked again.

A verdict is kept under a SHA-256 of everything that it depends on: the check, this package's own
source, the versions of Python and of libraries, the file and whatever else was read. So a
remembered verdict cannot be stale: what has changed has another digest. Only *clean* verdicts are
kept; findings are always found anew. A cache that is broken, or cannot be written, costs time and
nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from interstate.errors import OutputError
from interstate.files import write_atomically

MOST = 4096
"""So many verdicts are kept of each check, the last used ones."""

_LIBRARIES = ("edtf", "pyoxigraph", "shacl")
"""The libraries that verdicts which are kept depend on."""

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


def default_folder() -> Path | None:
    """Return the platform's cache folder for this package, None where there is no home."""
    stated = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    if stated and Path(stated).is_absolute():
        return Path(stated) / "interstate"
    with contextlib.suppress(RuntimeError):
        below = "Library/Caches" if sys.platform == "darwin" else ".cache"
        return Path.home() / below / "interstate"
    return None


class CleanCache:
    """The clean verdicts of one check, in one small file; without a folder it forgets all."""

    def __init__(self, check: str, folder: Path | None) -> None:
        """Read what is remembered of ``check``; lines that are no digest are left out."""
        self._check = check
        self._path = folder / f"clean-{check}.txt" if folder is not None else None
        self._known: dict[str, None] = {}
        self._learned = False
        if self._path is not None:
            with contextlib.suppress(OSError, UnicodeDecodeError):
                lines = self._path.read_text(encoding="utf-8").splitlines()
                self._known = dict.fromkeys(line for line in lines if _DIGEST.fullmatch(line))

    def key(self, *parts: str) -> str:
        """Return the digest of a verdict that depends on ``parts`` and on this package."""
        return digest((self._check, package_digest(), *parts))

    def knows(self, key: str) -> bool:
        """Tell whether what ``key`` stands for was found clean; it then counts as just used."""
        if key not in self._known:
            return False
        del self._known[key]
        self._known[key] = None
        return True

    def learn(self, key: str) -> None:
        """Remember that what ``key`` stands for is clean."""
        if self._path is not None:
            self._known[key] = None
            self._learned = True

    def save(self) -> None:
        """Write what was learned, aside and renamed; where that fails it is forgotten."""
        if self._path is None or not self._learned:
            return
        with contextlib.suppress(OutputError):
            write_atomically(self._path, "".join(f"{key}\n" for key in list(self._known)[-MOST:]))
        self._learned = False


def digest(parts: Iterable[str]) -> str:
    """Return the SHA-256 of some texts; where one ends and the next begins counts.

    >>> digest(["ab", "c"]) == digest(["a", "bc"])
    False
    """
    whole = hashlib.sha256()
    for part in parts:
        data = part.encode()
        whole.update(f"{len(data)} ".encode())
        whole.update(data)
    return whole.hexdigest()


@cache
def package_digest() -> str:
    """Return the digest of all that decides besides the files: our source, Python, libraries."""
    from importlib.metadata import PackageNotFoundError, version

    whole = hashlib.sha256(sys.version.encode())
    for name in _LIBRARIES:
        with contextlib.suppress(PackageNotFoundError):
            whole.update(f"{name} {version(name)} ".encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        source = path.read_bytes()
        whole.update(f"{path.name} {len(source)} ".encode())
        whole.update(source)
    return whole.hexdigest()
