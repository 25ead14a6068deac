"""``interstate show``: a node with its claims, passages and neighbours, for people."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from pyoxigraph import NamedNode

from interstate.checks import name_of
from interstate.commands import console
from interstate.describe import Description, find_by_label
from interstate.errors import InputError
from interstate.project import open_project
from interstate.queries import parse_term


def show(
    node: Annotated[
        str,
        typer.Argument(help="state:usa, doe-1999:c001, a full IRI, or words that a label holds."),
    ],
    root: Annotated[
        Path | None, typer.Option("--root", help="A project folder. Default: what is shipped.")
    ] = None,
    output: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> int:
    """Show a node: what it is, who claims it at which passage, and what points at it.

    Any node of the data will do: a state, a matter that sources tell of, a claim, a passage. With
    words of a label the nearest node is shown and others are named.

    Example:  interstate show interstate:c001
    """
    work = open_project(root)
    term = parse_term(node)
    if not isinstance(term, NamedNode):
        found = find_by_label(term.value, work.index)
        if not found:
            raise InputError(
                f"no label holds '{node}'.", remedy="try other words, or an IRI like state:usa."
            )
        for other in found[1:6]:
            console.err().print(f"also: {name_of(other.value)}  {work.index.label(other)}")
        term = found[0]
    description = work.describe(term)
    if output == "json":
        console.out().print(json.dumps(asdict(description), indent=2, ensure_ascii=False))
    elif output == "text":
        console.out().print(as_text(description))
    else:
        raise InputError(f"there is no format '{output}'.", remedy="choose from text, json.")
    return 0


def as_text(description: Description) -> str:
    """Lay a description out for a terminal."""
    lines = [
        f"{description.label}  ({', '.join(description.kinds) or 'untyped'})",
        f"  {name_of(description.iri)}   <{description.iri}>",
    ]
    for statement in description.statements:
        for shown, value in statement.values:
            extra = (
                f"   {name_of(value)}" if value.startswith("https://w3id.org/interstate") else ""
            )
            lines.append(f"  {statement.name}: {shown}{extra}")
    if description.accounts:
        lines.append("accounts:")
        lines += [f"  {label}   {name_of(iri)}" for iri, label in description.accounts]
    if description.claims:
        lines.append("claimed:")
    for claim in description.claims:
        voices = " → ".join(v or "?" for v in claim.voices)
        lines += [
            f"  {name_of(claim.claim)}  {voices}  {claim.mode}: {claim.gloss}",
            f"      {claim.place}" if claim.place else "",
        ]
    if description.mentioned_by:
        lines.append("pointed at by:")
        lines += [
            f"  {label}   {name_of(iri)}  ({role})"
            for iri, label, role in description.mentioned_by[:40]
        ]
        if len(description.mentioned_by) > 40:
            lines.append(f"  … and {len(description.mentioned_by) - 40} more")
    return "\n".join(lines)
