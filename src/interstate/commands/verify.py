"""``interstate verify``: do a source's passages match your own copy of its text?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from interstate.commands import console
from interstate.commands.outputs import check_format
from interstate.errors import InputError
from interstate.graphs import Index, load_document, read_text
from interstate.namespaces import IST
from interstate.passages import check_citekey, read_passages
from interstate.resources import project_root
from interstate.segment_hints import load_hints
from interstate.verification import Result, State, Verification
from interstate.verification import verify as match


def verify(
    citekey: Annotated[str, typer.Argument(help="The source.")],
    text: Annotated[Path, typer.Argument(help="Your copy of its text.")],
    output: Annotated[str, typer.Option("--format", help="How to print: text, json.")] = "text",
    root: Annotated[
        Path | None, typer.Option("--root", help="The project's folder.", show_default=False)
    ] = None,
) -> int:
    """Match a source's passages with your own copy of its text.

    Each passage is matched (its words are at its offsets), moved (they are elsewhere: every place
    is listed) or orphaned (not found among the sentences of your copy). Nothing is anchored anew.

    Exit code 0: all matched; 1: some not; 2: the source or the text cannot be read.
    """
    check_format(output)
    sources = project_root(root) / "data/sources"
    folder = sources / check_citekey(citekey)
    if not (folder / "passages.ttl").exists():
        known = sorted(path.parent.name for path in sources.glob("*/passages.ttl"))
        raise InputError(
            f"there is no source '{citekey}' with passages.",
            remedy=f"choose from {', '.join(known)}." if known else "make it: interstate segment.",
        )
    passages = read_passages(load_document(folder / "passages.ttl").triples)
    recorded = None
    if (folder / "source.ttl").exists():
        index = Index(load_document(folder / "source.ttl").triples)
        for work in index.subjects_of_type(IST.Source):
            recorded = index.text(work, IST.textDigest) or recorded
    found = match(passages, read_text(text), recorded_digest=recorded, hints=load_hints(folder))
    console.out().print(_json(citekey, found) if output == "json" else _text(found))
    return 0 if found.all_matched else 1


def _text(found: Verification) -> str:
    lines = [_line(result) for result in found.results if result.state is not State.MATCHED]
    counts = ", ".join(f"{found.count(state)} {state}" for state in State)
    same = {True: "the source's text", False: "not the source's text", None: "no digest recorded"}
    return "\n".join([*lines, f"{counts} ({same[found.same_text]})"])


def _line(result: Result) -> str:
    name = result.passage.iri.value.rsplit("/", 1)[-1]
    was = f"{result.passage.start}-{result.passage.end}"
    places = " or ".join(f"{start}-{end}" for start, end in result.candidates)
    return f"{name} {result.state} {was}{' to ' + places if places else ''}"


def _json(citekey: str, found: Verification) -> str:
    return json.dumps(
        {
            "citekey": citekey,
            "sameText": found.same_text,
            **{state.value: found.count(state) for state in State},
            "results": [
                {
                    "passage": result.passage.iri.value,
                    "start": result.passage.start,
                    "end": result.passage.end,
                    "state": result.state.value,
                    "candidates": [list(place) for place in result.candidates],
                }
                for result in found.results
            ],
        },
        indent=2,
    )
