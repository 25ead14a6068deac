"""A store on disk: made once, then opened read-only by each worker, however large it is."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Store

from interstate.errors import InputError
from interstate.namespaces import ONTOLOGY

Fill = Callable[[Store], object]
"""Puts quads into an empty store."""


def is_store(folder: Path) -> bool:
    """Tell whether a folder holds a store of the engine's own format."""
    return (folder / "CURRENT").is_file()


def holds_project(folder: Path) -> bool:
    """Tell whether a store has our ontology in its graph, as one made from a project has."""
    found = Store.read_only(str(folder)).quads_for_pattern(None, None, None, NamedNode(ONTOLOGY))
    return next(iter(found), None) is not None


def make_store(folder: Path, fill: Fill) -> None:
    """Make a store in ``folder``, which must be empty or not there; all of it or nothing.

    Raises:
        InputError: there is something else in the folder, or it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(
            "this is neither a store nor an empty folder.",
            remedy="name another folder: the store is made there.",
            path=folder,
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise InputError(
            f"cannot be made ({error.strerror}).", remedy="name another folder.", path=folder
        ) from error
    try:
        store = Store(str(aside))
        fill(store)
        store.optimize()
        del store  # closes it
        if folder.exists():
            folder.rmdir()
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def fill_from_project(root: str | None) -> Fill:
    """Return what copies a project's store: authored, computed, closed, with all named graphs."""

    def fill(store: Store) -> None:
        from interstate.project import open_project

        with tempfile.NamedTemporaryFile(suffix=".nq") as dump:
            open_project(root).store.dump(dump.name, RdfFormat.N_QUADS)
            store.bulk_load(path=dump.name, format=RdfFormat.N_QUADS)

    return fill
