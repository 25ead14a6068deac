"""``interstate new-source``: the folder for a paper of your own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from interstate.commands import console
from interstate.resources import own_root
from interstate.scaffold import scaffold


def new_source(
    citekey: Annotated[
        str,
        typer.Argument(
            help="The short name of the source: authors and year, lower case, as in doe-1999."
        ),
    ],
    label: Annotated[
        str,
        typer.Option(
            "--label", help="How people call the source. If its title is unknown, describe it."
        ),
    ] = "",
    root: Annotated[
        Path | None,
        typer.Option(
            "--root",
            help="The project to put it into. Default: the folder you are in.",
        ),
    ] = None,
) -> int:
    """Make the folder of a new source, for a paper of your own, and say what to do next.

    It gets a description, an empty file for claims, a README and a catalog for Protégé, all of
    which pass the checks. Put into source.ttl what is known (title, date); leave out what is not.
    An existing source is never touched.
    """
    paths = scaffold(citekey, label or citekey, own_root(root))
    out = console.out()
    for path in paths:
        out.print(str(path))
    out.print(
        f"next: interstate segment {citekey} YOUR-TEXT.txt   then write claims.ttl "
        "(docs/modelling.md), and: interstate coverage; interstate check"
    )
    return 0
