"""``interstate coverage``: what of each source is entered, and what is open."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from typing import Annotated

import typer
from rich import box
from rich.table import Table

from interstate.checks import name_of
from interstate.commands import console
from interstate.commands.roots import Root
from interstate.coverage import SourceCoverage, cover
from interstate.errors import InputError
from interstate.graphs import load_corpus


def coverage(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="[CITEKEY]…", help="Only these sources.")
    ] = None,
    root: Root = None,
    output: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> int:
    """Show how much of each source is entered, section by section.

    A passage has claims, or says why it has none (a heading, a roadmap), or is open: nobody has
    accounted for it yet. Open ones are listed. Claims that are only a gloss with a bare situation
    are counted apart from those with roles, and listed with their reason (skos:editorialNote).

    Exit code 0: no passage is open; 1: some are.
    """
    corpus = load_corpus(root)
    for citekey in sources or ():
        if citekey not in corpus.sources:
            raise InputError(
                f"there is no source '{citekey}'.",
                remedy=f"choose from {', '.join(sorted(corpus.sources))}.",
            )
    found = cover(corpus.of(sources) if sources else corpus)
    if output == "json":
        console.out().print(
            json.dumps([asdict(source) for source in found], indent=2, ensure_ascii=False)
        )
    elif output == "text":
        for source in found:
            _print_source(source)
    else:
        raise InputError(f"there is no format '{output}'.", remedy="choose from text, json.")
    return int(any(source.open for source in found))


def _print_source(source: SourceCoverage) -> None:
    out = console.out()
    table = Table(title=source.citekey, box=box.SIMPLE, title_justify="left")
    for name in ("section", "passages", "with claims", "claims", "without, with reason", "open"):
        table.add_column(name, justify="left" if name == "section" else "right")
    sections = dict.fromkeys(p.section for p in source.passages)
    for section in sections:
        mine = [p for p in source.passages if p.section == section]
        table.add_row(
            section or "(before the first heading)",
            str(len(mine)),
            str(sum(bool(p.claims) for p in mine)),
            str(len({c for p in mine for c in p.claims})),
            str(sum(bool(p.reason and not p.claims) for p in mine)),
            str(sum(p.is_open for p in mine)),
        )
    out.print(table)
    kinds = ", ".join(f"{number} {kind}" for kind, number in source.situation_kinds[:12])
    reasons = Counter(p.reason for p in source.passages if p.reason and not p.claims)
    out.print(f"{source.anchored} anchored claims, {source.nested} claims inside them.")
    out.print(f"{source.situations} situations: {kinds} …")
    if reasons:
        out.print("no claim because: " + ", ".join(f"{n} {r}" for r, n in sorted(reasons.items())))
    share = 100 * len(source.bare) / max(source.anchored, 1)
    out.print(f"{len(source.bare)} claims ({share:.1f} %) are only a gloss with a bare situation.")
    for bare in source.bare:
        out.print(f"  {name_of(bare.claim)}: {bare.reason or 'no reason given'}")
    for passage in source.open:
        out.print(f"open: {name_of(passage.passage)} ({passage.section})")
    out.print()
