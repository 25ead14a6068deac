"""``interstate trace``: how a claim reached us, and what rests on one voice only."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from pyoxigraph import NamedNode, QuerySolutions

from interstate.commands import console
from interstate.commands.outputs import check_format
from interstate.errors import InputError
from interstate.graphs import read_text
from interstate.hearsay import lines
from interstate.hearsay import trace as find_trace
from interstate.namespaces import IST
from interstate.project import Project, open_project
from interstate.record import short
from interstate.result_views import short_name
from interstate.study import Study


def trace(
    claim: Annotated[
        str | None, typer.Argument(help="A claim: doe-1999:c014.", show_default=False)
    ] = None,
    one_voice: Annotated[
        bool, typer.Option("--one-voice", help="List situations that only one voice tells of.")
    ] = False,
    hearsay: Annotated[
        bool, typer.Option("--hearsay", help="List what is known by hearsay only, deepest first.")
    ] = False,
    output: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    root: Annotated[Path | None, typer.Option("--root", help="A project folder.")] = None,
) -> int:
    """Trace a claim from the source inwards: speakers, stances, passages, and the witness.

    Shows the hearsay depth, whether the innermost speaker took part in what is told, and who else
    tells of it. The same questions as queries are in queries/trace/.
    """
    check_format(output)
    if [claim is not None, one_voice, hearsay].count(True) != 1:
        raise InputError(
            "nothing, or too much, to trace.",
            remedy="name a claim, or one of --one-voice and --hearsay.",
        )
    study = Study(open_project(root))
    if claim is not None:
        found = find_trace(study.ground, _claim(claim, study.project))
        if output == "json":
            console.out().print(json.dumps(_plain(asdict(found)), indent=2, ensure_ascii=False))
        else:
            console.out().print("\n".join(lines(found, study.ground)))
        return 0
    rows = _rows(study.project, "one-voice" if one_voice else "hearsay")
    if output == "json":
        console.out().print(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        index = study.project.index
        for row in rows:
            node = NamedNode(row["situation"])
            how = (
                index.label(NamedNode(row["voice"]))
                if one_voice
                else f"hearsay depth {row['least']}"
            )
            console.out().print(
                f"{short(node)}  {index.label(node)}  ({how}; claims: {row['claims']})"
            )
    return 0


def _claim(name: str, project: Project) -> NamedNode:
    """Return the claim of a name.

    Raises:
        InputError: nothing is called so, or what is called so is no claim.
    """
    node = project.find_node(name)
    if project.corpus.hierarchy.is_a(project.index.types(node), IST.Claim):
        return node
    raise InputError(
        f"{short_name(node.value)} is no claim.",
        remedy=f"name one, like doe-1999:c014; `interstate show {short_name(node.value)}` lists "
        "those that tell of it.",
    )


def _rows(project: Project, name: str) -> list[dict[str, str]]:
    text = read_text(project.corpus.root / f"queries/trace/{name}.rq")
    solutions = project.store.query(text)
    assert isinstance(solutions, QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return [{name: str(getattr(row[name], "value", "")) for name in names} for row in solutions]


def _plain(value: Any) -> Any:
    if isinstance(value, NamedNode):
        return value.value
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
