"""``interstate show``: a node with its claims, passages and neighbours, for people."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from interstate.commands import console
from interstate.commands.outputs import check_format
from interstate.description_text import text_lines
from interstate.project import open_project
from interstate.result_views import short_name


def show(
    node: Annotated[
        list[str],
        typer.Argument(help="state:usa, usa, doe-1999:c001, a full IRI, or words of a label."),
    ],
    everything: Annotated[
        bool, typer.Option("--all", help="Show long lists whole; without it, ten of each group.")
    ] = False,
    root: Annotated[
        Path | None, typer.Option("--root", help="A project folder. Default: what is shipped.")
    ] = None,
    output: Annotated[
        str, typer.Option("--format", help="text, or json, which is always whole.")
    ] = "text",
) -> int:
    """Show a node: what it is, who claims it at which passage, and what points at it.

    Any node of the data will do: a state, a matter that sources tell of, a claim, a passage. A name
    without prefix or words of a label do if they fit one node only; else those they fit are named.

    Example:  interstate show interstate:c001
    """
    check_format(output)
    name = " ".join(node)
    work = open_project(root)
    term = work.find_node(name)
    if name not in (term.value, short_name(term.value)):
        console.err().print(f"'{name}' is {short_name(term.value)}.")
    description = work.describe(term)
    if output == "json":
        console.out().print(json.dumps(asdict(description), indent=2, ensure_ascii=False))
    else:
        console.out().print("\n".join(text_lines(description, everything=everything)))
    return 0
