"""``interstate check``: everything that can be wrong, in one report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from interstate.checks import CHECKS, run_checks
from interstate.commands import console
from interstate.commands.roots import Root, one_of
from interstate.errors import InputError
from interstate.hermit import MEMORY, TIME_LIMIT
from interstate.reports import FORMATS, as_text


def check(
    root: Annotated[
        Path | None,
        typer.Argument(
            help="A folder with ontology/ shapes/ data/ queries/. Default: what is shipped."
        ),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only", help=f"Run just this check; repeatable. One of {', '.join(CHECKS)}."
        ),
    ] = None,
    output: Annotated[
        str, typer.Option("--format", help=f"How to print: {', '.join(FORMATS)}.")
    ] = "text",
    texts: Annotated[
        Path | None,
        typer.Option("--texts", help="Your folder of <citekey>.txt, to match passages against."),
    ] = None,
    reasoner: Annotated[
        bool, typer.Option("--reasoner", help="Also run HermiT (needs Java or the reason extra).")
    ] = False,
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=0.1, help="Seconds for each run of HermiT.")
    ] = TIME_LIMIT,
    memory: Annotated[
        int, typer.Option("--memory", min=1, help="Megabytes that HermiT may use.")
    ] = MEMORY,
    advice: Annotated[
        bool, typer.Option("--advice", help="Print advice (info) too; text counts it otherwise.")
    ] = False,
    timings: Annotated[
        bool, typer.Option("--timings", help="Print the seconds of each check to stderr.")
    ] = False,
    no_cache: Annotated[
        bool,
        typer.Option("--no-cache", help="Look at every file, also those found clean before."),
    ] = False,
    in_folder: Root = None,
) -> int:
    """Check everything that can be wrong with a project, in one report.

    One line per finding: file and line, severity, node, rule, what is wrong and what to do. The
    page docs/rules/RULE.md explains a rule with an example.

    Exit code 0: clean (advice, marked info, does not count); 1: findings; 2: a file cannot be
    read, so nothing else was checked; 3: the reasoner was asked for and did not run.

    Example:  interstate check my-project --only data --only shapes
    """
    root = one_of(root, in_folder)
    if output not in FORMATS:
        raise InputError(
            f"there is no format '{output}'.", remedy=f"choose from {', '.join(FORMATS)}."
        )
    talk = console.err()
    with console.steps("reading and checking") as show:
        report = run_checks(
            root,
            only=only or (),
            texts=texts,
            reasoner=reasoner,
            remember=not no_cache,
            time_limit=time_limit,
            memory=memory,
            progress=lambda name: show(f"checking: {name}"),
        )
    if timings:
        for ran in report.ran:
            talk.print(f"{ran.seconds:7.2f} s  {ran.name}  ({ran.findings})")
    text = as_text(report, advice=advice) if output == "text" else FORMATS[output](report)
    console.out().print(text, end="")
    return report.exit_code
