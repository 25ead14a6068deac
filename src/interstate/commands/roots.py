"""The project a command works on: ``--root`` everywhere, a bare argument where it comes first."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from interstate.errors import InputError

Root = Annotated[
    Path | None,
    typer.Option("--root", help="A project folder. Default: what is shipped.", show_default=False),
]


def one_of(argument: Path | None, option: Path | None) -> Path | None:
    """Return the folder that was named, however it was.

    Raises:
        InputError: two different ones were named.
    """
    if argument is not None and option is not None and argument != option:
        raise InputError(
            f"two project folders are named, {argument} and {option}.", remedy="name one."
        )
    return argument if option is None else option
