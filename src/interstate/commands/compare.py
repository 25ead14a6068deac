"""``interstate compare``: two sources side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from interstate.commands import console
from interstate.commands.outputs import REPORTS, ReportFile, ReportFormat, chosen_format, deliver
from interstate.project import open_project
from interstate.source_comparison import compare_sources
from interstate.source_comparison_reports import as_html, as_json, as_turtle, text_lines
from interstate.study import Study


def compare(
    first: Annotated[str, typer.Argument(help="A source, by its citekey.")],
    second: Annotated[str, typer.Argument(help="Another source.")],
    output: ReportFormat = None,
    to: ReportFile = None,
    everything: Annotated[
        bool, typer.Option("--all", help="In text, show every claim on a matter, not three.")
    ] = False,
    root: Annotated[Path | None, typer.Option("--root", help="A project folder.")] = None,
) -> int:
    """Compare two sources: contradiction, tension, reasons for the same events, agreement, silence.

    What one leaves out is no denial. Exit code 0 whatever is found. A source is a folder
    below data/sources.

    Example:  interstate compare doe-1999 roe-2005 --output both.html
    """
    chosen = chosen_format(output, to, REPORTS)
    study = Study(open_project(root))
    with console.err().status("comparing sources"):
        found = compare_sources(study, first, second)
    index = study.ground.record.index
    if chosen == "html":
        text = as_html(found, index)
    elif chosen == "turtle":
        text = as_turtle(found)
    elif chosen == "json":
        text = as_json(found, index)
    else:
        text = "\n".join(text_lines(found, index, everything=everything)) + "\n"
    deliver(text, to)
    return 0
