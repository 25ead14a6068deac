"""Publish under another base: a copy of the project whose IRIs begin elsewhere, built as it is.

Everything is re-based before anything is computed, so that order, digests and checksums are
those of the new IRIs. The copy is built by a process of its own, because vocabularies are closed
over one base when the package is loaded.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from interstate.commands import console
from interstate.errors import InputError, InterstateError
from interstate.namespaces import OWN_BASE
from interstate.resources import project_root

_TEXT = (".ttl", ".rq", ".toml", ".jsonld", ".xml", ".tsv", ".md")
_NEEDED = ("reference/vocabularies.ttl", "views")
"""What a publisher's data need of ours if they do not bring their own."""

_BASE = re.compile(r"^https?://[^\s<>\"{}|^`\\#?]+/$")


def check_base(base: str) -> str:
    """Return a base that IRIs can begin with.

    >>> check_base("https://example.org/kg/")
    'https://example.org/kg/'

    Raises:
        InputError: it is no absolute http(s) address that ends in a slash.
    """
    if not _BASE.match(base):
        raise InputError(
            f"'{base}' is no base for IRIs.",
            remedy="write an absolute address that ends in a slash: https://example.org/kg/",
        )
    return base


def rebase_project(
    base: str, target: Path, *, root: Path | None = None, data: Path | None = None
) -> Path:
    """Copy a project to ``target`` with all its IRIs below ``base``; return ``target``.

    Args:
        base: where IRIs are to begin.
        target: a folder that does not exist yet.
        root: the project; default: what is shipped.
        data: another ``data/`` folder in place of the project's. Closed lists and views are the
            project's unless it brings its own; questions are those in its ``questions/``.

    Raises:
        InputError: ``base`` is none, or ``data`` has no sources.
    """
    check_base(base)
    folder = project_root(root)
    if data is not None and not (data / "sources").is_dir():
        raise InputError(
            "there is no folder sources/ here.",
            remedy="name a data folder: sources/<citekey>/*.ttl, and reference/*.ttl if need be.",
            path=data,
        )
    for part in ("ontology", "shapes", "queries"):
        _copy(folder / part, target / part, base)
    if data is None:
        _copy(folder / "data", target / "data", base)
        return target
    _copy(data, target / "data", base)
    for needed in _NEEDED:
        if not (target / "data" / needed).exists():
            _copy(folder / "data" / needed, target / "data" / needed, base)
    # Our questions are about our data.
    shutil.rmtree(target / "queries/questions", ignore_errors=True)
    (target / "queries/questions").mkdir(parents=True)
    if (data / "questions").is_dir():
        shutil.rmtree(target / "data/questions")
        _copy(data / "questions", target / "queries/questions", base)
    # These judge our ontology: that other data leave some of its terms unused is no fault.
    for path in (target / "queries/lint").glob("ontology-*.rq"):
        path.unlink()
    return target


def settle(project: Path) -> None:
    """Write a re-based copy's files anew: other IRIs sort otherwise; catalogues may be missing.

    Runs in the process whose base is the new one.
    """
    from interstate.catalogs import write_catalogs
    from interstate.graphs import load_corpus
    from interstate.turtle import format_turtle

    for path in sorted(project.rglob("*.ttl")):
        text = path.read_text(encoding="utf-8")
        path.write_text(format_turtle(text, str(path)), encoding="utf-8")
    corpus = load_corpus(project)
    write_catalogs((*corpus.ontology, *corpus.alignments, *corpus.data))


def _copy(source: Path, target: Path, base: str) -> None:
    paths = [source] if source.is_file() else sorted(p for p in source.rglob("*") if p.is_file())
    for path in paths:
        place = target if source.is_file() else target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix in _TEXT:
            text = path.read_bytes().decode("utf-8")
            place.write_bytes(text.replace(OWN_BASE, base).encode())
        else:
            shutil.copyfile(path, place)


def publish(
    base: str,
    out: Path,
    *,
    root: Path | None = None,
    data: Path | None = None,
    unchecked: bool = False,
) -> int:
    """Build a project under another base into ``out``; return the exit code of the build.

    Raises:
        InputError: see :func:`rebase_project`.
    """
    with tempfile.TemporaryDirectory(prefix="interstate-publish-") as folder:
        project = rebase_project(base, Path(folder) / "project", root=root, data=data)
        environment = os.environ | {"INTERSTATE_BASE": base}
        code = _run(["interstate.rebase", str(project)], environment)
        if code:
            return code
        options = ["--unchecked"] if unchecked else []
        build = ["interstate", "build", str(project), "--out", str(out), *options]
        return _run(build, environment)


def _run(module: list[str], environment: dict[str, str]) -> int:
    command = [sys.executable, "-m", *module]
    return subprocess.run(command, env=environment, check=False).returncode


def main(argv: list[str]) -> int:
    """Settle the project named on the command line; errors are told as everywhere."""
    try:
        settle(Path(argv[1]))
    except InterstateError as error:
        console.err().print(f"interstate: {error}")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
