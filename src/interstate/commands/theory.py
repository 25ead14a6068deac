"""``interstate theory``: predictions put to the record, down to the sentence that carries them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from interstate.commands import console
from interstate.commands.outputs import check_format
from interstate.files import write_atomically
from interstate.project import open_project
from interstate.robustness import find_robustness
from interstate.robustness_picture import as_svg
from interstate.robustness_reports import as_json as robustness_json
from interstate.robustness_reports import table_lines, text_lines
from interstate.study import Study
from interstate.theories import Laboratory
from interstate.theory_library import Implication
from interstate.theory_reports import (
    as_json,
    as_turtle,
    data_digest,
    implication_report,
    list_lines,
    overview_lines,
    show_lines,
)

theory = typer.Typer(
    help="Theories: what they predict, how it fares, what the verdict rests on.",
    no_args_is_help=True,
)

_Root = Annotated[Path | None, typer.Option("--root", help="A project folder.")]
_View = Annotated[str, typer.Option("--view", help="Which view to believe.")]
_Name = Annotated[str | None, typer.Argument(help="A theory: balance-of-threat. Default: all.")]
_Details = Annotated[
    bool | None,
    typer.Option(
        "--details/--table",
        help="Tell each case down to its sentences, or lay out a table. "
        "Default: details of one theory, a table of all.",
    ),
]
_MORE = "each case, down to its sentences: interstate theory {verb} THEORY, or --details"


def _detailed(name: str | None, details: bool | None) -> bool:
    """Tell whether cases are wanted down to their sentences: by default, of one theory only."""
    return name is not None if details is None else details


@theory.command("list")
def list_theories(
    root: _Root = None,
    output: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> int:
    """List the theories and how many of their propositions are put to a test."""
    check_format(output)
    library = Laboratory(Study(open_project(root))).library
    if output == "json":
        console.out().print(
            json.dumps(
                [
                    {
                        "iri": t.iri.value,
                        "label": t.label,
                        "propositions": [p.value for p in t.propositions],
                        "implications": [i.iri.value for i in library.implications_of(t)],
                    }
                    for t in library.theories
                ],
                indent=2,
                ensure_ascii=False,
            )
        )
    else:
        console.out().print("\n".join(list_lines(library)))
    return 0


@theory.command("show")
def show(
    name: Annotated[str, typer.Argument(help="A theory: balance-of-threat.")],
    root: _Root = None,
) -> int:
    """Show what a theory says, who states it, what it predicts, and what cannot be tested."""
    lab = Laboratory(Study(open_project(root)))
    lines = show_lines(lab.theory(name), lab.library, lab.study.ground.record)
    console.out().print("\n".join(lines))
    return 0


@theory.command("test")
def put_to_test(
    name: _Name = None,
    view: _View = "default",
    rests: Annotated[
        bool, typer.Option("--rests/--no-rests", help="Say what each verdict rests on.")
    ] = True,
    details: _Details = None,
    output: Annotated[
        str, typer.Option("--format", help="text, json, or turtle (with the PROV of the run).")
    ] = "text",
    root: _Root = None,
) -> int:
    """Put a theory's predictions to the record, as one view has it, case by case.

    A verdict bears no more than its kind of test allows, and less where the evidence could not
    have come out otherwise. Exit code 0 whatever the verdicts.
    """
    check_format(output, "text", "json", "turtle")
    study = Study(open_project(root))
    lab = Laboratory(study)
    policy = study.policy(view)
    record = study.ground.record
    chosen = _implications(lab, name)
    table = output == "text" and not _detailed(name, details)
    tested = []
    with console.err().status("testing") as status:
        for implication in chosen:
            status.update(f"testing {implication.label}")
            tested.append((implication, lab.test(implication, policy, resting=rests and not table)))
    if output == "text":
        console.out().print(f"view {policy.name}: {policy.title}")
        if table:
            console.out().print("\n".join(overview_lines(tested, lab.library)))
            console.out().print(_MORE.format(verb="test"))
            return 0
        for implication, found in tested:
            lines = implication_report(implication, found, lab.library, record)
            console.out().print("\n".join(lines))
        return 0
    verdicts = [verdict for _, found in tested for verdict in found]
    data = data_digest(study.project.corpus.data_triples)
    digest = study.view(policy).digest()
    if output == "json":
        console.out().print(as_json(verdicts, lab.library, policy, data, digest))
    else:
        text = as_turtle(verdicts, record.index, policy, data, digest)
        console.out().print(text, end="")
    return 0


@theory.command("robustness")
def robustness(
    name: _Name = None,
    view: _View = "default",
    details: _Details = None,
    svg: Annotated[
        Path | None, typer.Option("--svg", help="Also draw the table into this file.")
    ] = None,
    output: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    root: _Root = None,
) -> int:
    """Run every verdict under every shipped view, and without each source and each speaker.

    Reports which verdicts flip, and walks to the sentences without which they do.
    """
    check_format(output)
    study = Study(open_project(root))
    lab = Laboratory(study)
    index = study.ground.record.index
    with console.err().status("testing") as status:
        found = find_robustness(
            lab,
            _implications(lab, name),
            study.policy(view),
            progress=lambda scenario: status.update(f"testing {scenario}"),
        )
    if svg is not None:
        write_atomically(svg, as_svg(found, lab.library, index))
    if output == "json":
        console.out().print(robustness_json(found))
    elif _detailed(name, details):
        console.out().print("\n".join(text_lines(found, index)))
    else:
        console.out().print("\n".join(table_lines(found, index)))
        console.out().print(_MORE.format(verb="robustness"))
    return 0


def _implications(lab: Laboratory, name: str | None) -> Sequence[Implication]:
    if name is None:
        return lab.library.implications
    return lab.library.implications_of(lab.theory(name))
