"""``interstate compare``: two sources side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from interstate.commands import console
from interstate.errors import InputError
from interstate.files import write_atomically
from interstate.project import open_project
from interstate.source_comparison import as_html, as_turtle, compare_sources, text_lines
from interstate.study import Study

FORMATS = ("text", "html", "turtle")


def compare(
    first: Annotated[str, typer.Argument(help="A source, by its citekey.")],
    second: Annotated[str, typer.Argument(help="Another source.")],
    output: Annotated[
        str, typer.Option("--format", help=f"How to write: {', '.join(FORMATS)}.")
    ] = "text",
    to: Annotated[
        Path | None, typer.Option("--output", help="Write here; without it, to stdout.")
    ] = None,
    root: Annotated[Path | None, typer.Option("--root", help="A project folder.")] = None,
) -> int:
    """Compare two sources: agreement, contradiction, silence, and reasons for the same events.

    What one leaves out is no denial. Exit code 0 whatever is found.
    """
    if output not in FORMATS:
        raise InputError(
            f"there is no format '{output}'.", remedy=f"choose from {', '.join(FORMATS)}."
        )
    study = Study(open_project(root))
    found = compare_sources(study, first, second)
    index = study.ground.record.index
    if output == "html":
        text = as_html(found, index)
    elif output == "turtle":
        text = as_turtle(found)
    else:
        text = "\n".join(text_lines(found, index)) + "\n"
    if to is None:
        console.out().print(text, end="")
    else:
        write_atomically(to, text)
    return 0
