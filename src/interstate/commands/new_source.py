"""``interstate new-source``: the folder for a paper of your own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from interstate.commands import console
from interstate.resources import project_root
from interstate.scaffold import scaffold


def new_source(
    citekey: Annotated[str, typer.Argument(help="Authors and year, as in doe-1999.")],
    label: Annotated[
        str, typer.Option("--label", help="How people call the source; describe it if unknown.")
    ] = "",
    root: Annotated[Path | None, typer.Option("--root", help="A project folder.")] = None,
) -> int:
    """Make the folder of a new source and say what to do next.

    Put into source.ttl what is known (title, date); leave out what is not.
    """
    paths = scaffold(citekey, label or citekey, project_root(root))
    out = console.out()
    for path in paths:
        out.print(str(path))
    out.print(
        f"next: interstate segment {citekey} YOUR-TEXT.txt   then write claims.ttl "
        "(docs/modelling.md), and: interstate coverage; interstate check"
    )
    return 0
