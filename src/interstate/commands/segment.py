"""``interstate segment``: cut a text into passages, or list them for reading."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from interstate.commands import console
from interstate.errors import InputError
from interstate.files import write_atomically
from interstate.graphs import load_document, read_text
from interstate.passages import (
    check_citekey,
    entered_statements,
    obvious_reasons,
    passages_turtle,
)
from interstate.resources import own_root
from interstate.scaffold import record_text
from interstate.segment_hints import load_hints
from interstate.segmentation import Span
from interstate.segmentation import segment as cut


def segment(
    source: Annotated[
        str, typer.Argument(metavar="CITEKEY", help="The source (or TEXT, if named <citekey>.txt).")
    ],
    text: Annotated[
        Path | None, typer.Argument(metavar="TEXT", help="Your copy of its text.")
    ] = None,
    listing: Annotated[
        bool,
        typer.Option("--list", help="Write nothing; print the passages with their words."),
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Let passages that exist change or be renumbered.")
    ] = False,
    root: Annotated[
        Path | None, typer.Option("--root", help="The project's folder.", show_default=False)
    ] = None,
) -> int:
    """Cut a text into passages: every sentence, heading and piece of page furniture once.

    Writes data/sources/CITEKEY/passages.ttl: offsets, digests, section, page; never the words.
    Headings and page furniture are marked as making no claim, and source.ttl gets the digest and
    the length of the text. Where the cutting goes wrong, say so by offsets in segmentation.toml
    beside passages.ttl.

    Passages that exist are never renumbered unasked, as claims are anchored at them: without
    --replace a difference is refused (exit code 2). What people entered on passages is kept.

    With --list, one line per passage goes to stdout: number, kind, section, sentence, page,
    notes, citations and the words from your own copy. Keep that list to yourself.
    """
    path = Path(source) if text is None else text
    if text is None and not path.is_file():
        raise InputError(
            f"'{source}' is no file.",
            remedy=f"name your copy of the text: interstate segment {source} TEXT",
        )
    citekey = check_citekey(path.stem if text is None else source)
    copy = read_text(path)
    folder = own_root(root) / "data/sources" / citekey
    spans = cut(copy, load_hints(folder))
    if not spans:
        raise InputError("the text is empty.", remedy="name the text of the source.", path=path)
    if listing:
        console.out().file.write("".join(f"{line}\n" for line in _listing(copy, spans)))
        return 0  # written past rich, which turns tabs into spaces
    if not (folder / "source.ttl").is_file():
        raise InputError(
            f"there is no source {citekey} to write passages for.",
            remedy=f"make its folder first: interstate new-source {citekey}",
            path=folder,
        )
    # The passages are refused first where they would change, so that nothing is half-done.
    _write(folder / "passages.ttl", citekey, copy, spans, replace=replace)
    if record_text(folder / "source.ttl", citekey, copy, replace=replace):
        console.err().print("source.ttl now says which text this is (digest and length).")
    return 0


def _write(
    target: Path, citekey: str, text: str, spans: tuple[Span, ...], *, replace: bool
) -> None:
    talk = console.err()
    if not target.exists():
        reasons = obvious_reasons(citekey, spans)
        write_atomically(target, passages_turtle(citekey, text, spans, reasons))
        talk.print(f"{len(spans)} passages.")
        return
    before = load_document(target)
    kept = entered_statements(citekey, text, spans, before.triples)
    if kept.changed and not replace:
        raise InputError(
            f"{len(kept.changed)} passages would change, the first is {kept.changed[0]}.",
            remedy="check that the text and segmentation.toml are the ones they were made from; "
            "to renumber them all the same, add --replace and re-anchor the claims.",
            path=target,
        )
    if kept.homeless:
        raise InputError(
            f"what was entered on {', '.join(kept.homeless[:5])} would lose its passage.",
            remedy="take those statements out of the file, and enter them on the new passages.",
            path=target,
        )
    write_atomically(target, passages_turtle(citekey, text, spans, kept.statements))
    talk.print(f"{len(spans)} passages, {len(kept.changed)} changed.")
    if kept.changed:
        talk.print(f"Look again at what is anchored at {', '.join(kept.changed)}.")


def _listing(text: str, spans: tuple[Span, ...]) -> list[str]:
    width = max(3, len(str(len(spans))))
    return [
        "\t".join(
            (
                f"p{number:0{width}}",
                span.kind,
                span.section,
                "" if span.ordinal is None else str(span.ordinal),
                span.page or "",
                f"notes {','.join(span.notes)}" if span.notes else "",
                "; ".join(span.citations),
                " ".join(text[span.start : span.end].split()),
            )
        )
        for number, span in enumerate(spans, start=1)
    ]
