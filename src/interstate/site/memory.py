"""What a build remembers of its files: which keys each depends on, and what they stood for.

A file of an earlier build is kept if this package is the same, the file is as it was written, and
each of its keys (see :mod:`interstate.site.tracing`) still has the same digest. Everything else is
made anew, so that the outcome is that of a full build, byte for byte. A memory that is missing,
foreign or broken costs time and nothing else.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from interstate.errors import OutputError
from interstate.files import write_atomically
from interstate.namespaces import BASE
from interstate.site.packing import pack

_LIBRARIES = ("edtf", "jinja2", "markupsafe", "pyoxigraph", "shacl")
_NOT_OURS = (".pyc",)
_SEALS = ("manifest.json", "SHA256SUMS")


class Memory:
    """The memory of builds into one folder; ``kept`` and ``made`` tell what the last one did."""

    def __init__(self, path: Path | None, out: Path) -> None:
        """Remember in the file ``path`` (None: not at all) what was built into ``out``."""
        self._path = path
        self._out = out
        self._base = ""
        self._keys: list[str] = []
        self._digests: list[str] = []
        self._files: Mapping[str, list[int]] = {}
        self._sums: Mapping[str, str] = {}
        self._learned: dict[str, tuple[str, ...]] = {}
        self._digest: Callable[[str], str] = str
        self.kept: list[str] = []
        self.made: list[str] = []

    def begin(self, constants: str, digest: Callable[[str], str]) -> None:
        """Recall the earlier build; ``digest`` tells what a key stands for now.

        ``constants`` is the digest of what all files depend on, beside this package itself.
        """
        self._base = hashlib.sha256(f"{package_digest()} {BASE} {constants}".encode()).hexdigest()
        self._digest = digest
        self._learned, self.kept, self.made = {}, [], []
        self._files, self._sums = {}, {}
        if self._path is None:
            return
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, EOFError):
            told = json.loads(gzip.decompress(self._path.read_bytes()))
            manifest = (self._out / "manifest.json").read_bytes()
            if told["base"] != self._base or told["manifest"] != _sha256(manifest):
                return
            self._keys, self._digests = list(told["keys"]), list(told["digests"])
            self._files = dict(told["files"])
            self._sums = {f["path"]: f["sha256"] for f in json.loads(manifest)["files"]}

    def unchanged(self, root: Path) -> list[dict[str, Any]]:
        """Return the manifest of the earlier build if its input and all its files are the same."""
        if self._path is None:
            return []
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, EOFError):
            told = json.loads(gzip.decompress(self._path.read_bytes()))
            manifest = (self._out / "manifest.json").read_bytes()
            files: list[dict[str, Any]] = json.loads(manifest)["files"]
            wanted = {f["path"]: f["sha256"] for f in files}
            there = {
                path.relative_to(self._out).as_posix(): path
                for path in self._out.rglob("*")
                if path.is_file()
            }
            if (
                told["whole"] == _whole(root)
                and told["manifest"] == _sha256(manifest)
                and set(there) == {*wanted, *_SEALS}
                and all(_sha256(there[name].read_bytes()) == wanted[name] for name in wanted)
            ):
                self.kept, self.made = list(wanted), []
                return files
        return []

    def keep(self, name: str, target: Path) -> bool:
        """Put the file ``name`` of the earlier build at ``target`` if it still holds."""
        numbers = self._files.get(name)
        if numbers is None or not all(
            self._digest(self._keys[n]) == self._digests[n] for n in numbers
        ):
            return False
        old = self._out / name
        try:
            if _sha256(old.read_bytes()) != self._sums.get(name):
                return False
            _link(old, target)
        except OSError:
            return False
        self._learned[name] = tuple(self._keys[n] for n in numbers)
        self.kept.append(name)
        return True

    def learn(self, name: str, keys: Iterable[str]) -> None:
        """Remember that the file ``name`` was made, and from what."""
        self._learned[name] = tuple(sorted(keys))
        self.made.append(name)

    def save(self, root: Path) -> None:
        """Write down what was learned of the project at ``root``, once its build is in place."""
        if self._path is None or not self._learned:
            return
        keys = sorted({key for found in self._learned.values() for key in found})
        number = {key: n for n, key in enumerate(keys)}
        told = {
            "base": self._base,
            "whole": _whole(root),
            "manifest": _sha256((self._out / "manifest.json").read_bytes()),
            "keys": keys,
            "digests": [self._digest(key) for key in keys],
            "files": {
                name: [number[key] for key in found] for name, found in self._learned.items()
            },
        }
        with contextlib.suppress(OutputError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._path, pack(json.dumps(told, separators=(",", ":")).encode()))


def _whole(root: Path) -> str:
    return _sha256(f"{package_digest()} {BASE} {input_digest(root)}".encode())


def memory_path(folder: Path | None, out: Path) -> Path | None:
    """Return where builds into ``out`` are remembered, below the platform's cache ``folder``."""
    if folder is None:
        return None
    return folder / f"build-{_sha256(str(out.resolve()).encode())[:16]}.json.gz"


@cache
def package_digest() -> str:
    """Return the digest of all that decides beside the input: this package, Python, libraries."""
    whole = hashlib.sha256(sys.version.encode())
    for name in _LIBRARIES:
        with contextlib.suppress(PackageNotFoundError):
            whole.update(f"{name} {version(name)} ".encode())
    top = Path(__file__).parents[1]
    for path in sorted(top.rglob("*")):
        inside = path.relative_to(top)
        if inside.parts[0] != "_resources" and path.is_file() and path.suffix not in _NOT_OURS:
            whole.update(f"{inside.as_posix()} {_sha256(path.read_bytes())} ".encode())
    return whole.hexdigest()


def input_digest(root: Path) -> str:
    """Return the digest of all files of a project that a build reads."""
    whole = hashlib.sha256()
    for part in ("ontology", "shapes", "data", "queries"):
        for path in sorted((root / part).rglob("*")):
            if path.is_file():
                name = path.relative_to(root).as_posix()
                whole.update(f"{name} {_sha256(path.read_bytes())} ".encode())
    return whole.hexdigest()


def _link(old: Path, new: Path) -> None:
    """Give a file a second name; where the system knows no links, copy it."""
    try:
        os.link(old, new)
    except OSError:
        shutil.copyfile(old, new)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
