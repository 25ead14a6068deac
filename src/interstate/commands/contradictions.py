"""``interstate contradictions``: where the record contradicts itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from interstate.commands import console
from interstate.commands.outputs import REPORTS, ReportFile, ReportFormat, chosen_format, deliver
from interstate.contradiction_reports import as_html, as_json, as_text, as_turtle
from interstate.contradictions import KINDS, VOICES, Contradictions, silences
from interstate.errors import InputError
from interstate.project import open_project
from interstate.record import short
from interstate.study import Study


def contradictions(
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", help=f"Only this kind; repeatable: {', '.join(KINDS)}."),
    ] = None,
    voices: Annotated[
        str | None, typer.Option("--voices", help=f"Only between: {', '.join(VOICES)}.")
    ] = None,
    near: Annotated[
        bool, typer.Option("--near", help="Also pairs that are only coarser, finer, partly other.")
    ] = False,
    silence: Annotated[
        bool, typer.Option("--silence", help="Instead: what one source tells and no other does.")
    ] = False,
    output: ReportFormat = None,
    to: ReportFile = None,
    root: Annotated[Path | None, typer.Option("--root", help="A project folder.")] = None,
) -> int:
    """Report contradictions: value, time, role, office, count, existence, cause, evaluation.

    Each with both claims, both speakers, both passages, and whether curators recorded it. Contested
    data are not malformed, so the exit code is 0; `interstate check` is for what is malformed.
    """
    output = chosen_format(output, to, REPORTS)
    for name in kind or ():
        if name not in KINDS:
            raise InputError(
                f"there is no kind '{name}'.", remedy=f"choose from {', '.join(KINDS)}."
            )
    if voices is not None and voices not in VOICES:
        raise InputError(
            f"there is no '{voices}'.", remedy=f"choose from {', '.join(map(repr, VOICES))}."
        )
    if silence and output not in ("text", "json"):
        raise InputError(
            f"silence is no contradiction, and is not written as {output}.",
            remedy="choose text or json.",
        )
    study = Study(open_project(root))
    if silence:
        deliver(_silences(study, in_json=output == "json"), to)
        return 0
    with console.err().status("comparing accounts"):
        found = study.contradictions
    chosen = Contradictions(
        tuple(
            c
            for c in found.found
            if (not kind or c.kind in kind) and (voices is None or c.voices == voices)
        ),
        tuple(t for t in found.tensions if not kind or t.kind in kind),
    )
    index = study.project.index
    if output == "text":
        text = as_text(chosen, index, near=near) + "\n"
    elif output == "html":
        text = as_html(chosen, index, near=near)
    elif output == "json":
        text = as_json(chosen) + "\n"
    else:
        text = as_turtle(chosen)
    deliver(text, to)
    return 0


def _silences(study: Study, *, in_json: bool) -> str:
    index = study.project.index
    found = silences(study.ground)
    if in_json:
        plain = {source: [node.value for node in nodes] for source, nodes in found.items()}
        return json.dumps({"told_by_one_source_alone": plain}, indent=2, ensure_ascii=False) + "\n"
    lines = []
    for source, nodes in found.items():
        lines.append(f"told by {source} alone: {len(nodes)}")
        lines += [f"    {short(node)}  {index.label(node)}" for node in nodes]
    return "\n".join(lines) + "\n"
