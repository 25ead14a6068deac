"""``interstate fmt``: write Turtle in the project's one form, or tell which files are not in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from interstate.commands import console
from interstate.errors import InputError
from interstate.files import write_atomically
from interstate.graphs import read_text
from interstate.resources import project_root
from interstate.turtle import first_difference, format_turtle

UNFORMATTED = ".unformatted"
"""Marks a folder whose files are not to be formatted."""

_FOLDERS = ("ontology", "shapes", "data", "tests/fixtures")


def fmt(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Turtle files, or folders to search for them. "
            "Without any: ontology/ shapes/ data/ tests/fixtures/ of the project.",
            show_default=False,
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; list the files that would change.")
    ] = False,
    root: Annotated[
        Path | None, typer.Option("--root", help="The project's folder.", show_default=False)
    ] = None,
) -> int:
    """Write Turtle files in canonical form.

    One block per subject, blocks and predicates in a fixed order, only the prefixes in use. The
    graph stays as it is; unrelated edits never move a line. A comment may stand at the top of a
    file only: anywhere else the file is refused, as no graph can keep it.

    Nothing is written unless every file can be. With --check the exit code is 1 if a file
    would change.
    """
    changed: list[tuple[Path, str, str]] = []
    for path in find_turtle_files(paths or (), root):
        before = read_text(path, _shown(path))
        after = format_turtle(before, _shown(path))
        if before != after:
            changed.append((path, before, after))
    out = console.out()
    for path, before, after in changed:
        if check:
            line, found, wanted = first_difference(before, after)
            out.print(f"{_shown(path)}:{line}: is {found!r}, should be {wanted!r}")
        else:
            write_atomically(path, after)
            out.print(_shown(path))
    console.err().print(_summary(len(changed), check=check))
    return 1 if check and changed else 0


def find_turtle_files(paths: Sequence[Path], root: Path | None = None) -> tuple[Path, ...]:
    """Return the Turtle files that ``paths`` name or contain (default: the project's), sorted.

    A folder with a file named :data:`UNFORMATTED` is left out: its files are wrong on purpose.

    Raises:
        InputError: a path does not exist, or a file is not named ``.ttl``.
    """
    if not paths:
        project = project_root(root)
        paths = [project / folder for folder in _FOLDERS if (project / folder).is_dir()]
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found.update(
                p
                for p in path.rglob("*.ttl")
                if not _hidden(p.relative_to(path)) and not (p.parent / UNFORMATTED).exists()
            )
        elif path.suffix == ".ttl":
            found.add(path)
        else:
            raise InputError(
                "not a Turtle file.", remedy="name a .ttl file, or a folder that exists.", path=path
            )
    return tuple(sorted(found))


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _summary(count: int, *, check: bool) -> str:
    files = "1 file" if count == 1 else f"{count} files"
    return f"{files} would change." if check else f"{files} changed."
