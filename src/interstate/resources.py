"""Where the shipped files are: inside the wheel, or in the checkout this package runs from."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from interstate.errors import InputError

_PARTS = ("ontology", "shapes", "data", "queries")


@cache
def shipped_root() -> Path:
    """Return the folder that holds ``ontology/ shapes/ data/ queries/`` as shipped."""
    packaged = Path(__file__).parent / "_resources"
    if packaged.is_dir():
        return packaged
    return Path(__file__).parents[2]


def own_root(root: Path | str | None = None) -> Path:
    """Return the project folder to write into: ``root``, else the current folder.

    What is installed with the package is never written to.

    Raises:
        InputError: the folder is no project.
    """
    return project_root(Path.cwd() if root is None else root)


def project_root(root: Path | str | None = None) -> Path:
    """Return ``root`` (default: the shipped files) once it proves to be a project.

    Raises:
        InputError: a part is missing; the message names it.
    """
    folder = shipped_root() if root is None else Path(root)
    for part in _PARTS:
        if not (folder / part).is_dir():
            raise InputError(
                f"there is no folder {part}/ here.",
                remedy=f"name a folder that holds {', '.join(f'{p}/' for p in _PARTS)}.",
                path=folder,
            )
    return folder
