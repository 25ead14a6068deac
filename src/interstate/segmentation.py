"""Cut a plain text into passages: each sentence, heading and piece of page furniture once.

The texts this is for are rough: taken from page images or typeset pages, lines wrapped, pages
breaking in mid-sentence, note numbers glued to full stops or cast onto lines of their own. Spans
are offsets in Unicode code points. They cover all that is not white space, without overlap; that
is what makes "every sentence accounted for" a thing that can be checked.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from interstate.errors import InputError
from interstate.segment_hints import Hints
from interstate.segment_layout import (
    Line,
    LineKind,
    classify_lines,
    ends_sentence,
    find_page_breaks,
    lone_number,
    split_lines,
)
from interstate.segment_pages import Pages
from interstate.segment_sentences import Note, find_citations, find_notes, sentence_ends
from interstate.spans import text_digest


class SpanKind(StrEnum):
    """What a span is."""

    SENTENCE = "sentence"
    HEADING = "heading"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Span:
    """One passage of a text, by offsets (``text[start:end]``); it does not hold the words.

    ``section`` is the heading it stands under ("" before the first), ``ordinal`` counts the
    sentences of a section from 1 (None for headings and furniture), ``page`` is the printed page,
    or two as "44-45", None where no number in print is there to count from. A sentence that page
    furniture cuts in two is two spans of one ordinal.
    """

    start: int
    end: int
    kind: SpanKind
    section: str
    ordinal: int | None = None
    page: str | None = None
    notes: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    kind: LineKind


def segment(text: str, hints: Hints | None = None) -> tuple[Span, ...]:
    r"""Return the passages of ``text`` in order.

    >>> for span in segment("Aims\n\nWe ask why.1 Dr. Doe (Doe, 1999)\nsaid so.\n"):
    ...     print(span.start, span.end, span.kind, span.section, span.ordinal, *span.notes)
    0 4 heading Aims None
    6 18 sentence Aims 1 1
    19 47 sentence Aims 2

    Raises:
        InputError: the hints are for another text, or point outside it.
    """
    hints = hints or Hints()
    _refuse_foreign_hints(text, hints)
    notes = find_notes(text)
    lines = split_lines(text)
    kinds = _kinds(lines, notes, hints)
    pieces = _with_hints(text, _pieces(lines, kinds), hints)
    pages = _pages(text, pieces, [*find_page_breaks(lines, kinds), *hints.page_breaks], hints)
    sentences = tuple(_sentences(text, pieces, notes, hints))
    return tuple(_described(text, sentences, notes, pages, hints))


def _refuse_foreign_hints(text: str, hints: Hints) -> None:
    if hints.text_digest and hints.text_digest != text_digest(text):
        raise InputError(
            "the segmentation hints are for another text (their text-digest differs).",
            remedy="make new hints for this text, or use the text they were made for.",
        )
    ends = [end for _, end in (*hints.headings, *hints.furniture, *hints.running_text)]
    starts = (*hints.breaks, *hints.joins, *hints.page_breaks, *(s for s, _ in hints.sections))
    if (beyond := max((*ends, *starts), default=0)) > len(text):
        raise InputError(
            f"the segmentation hints name offset {beyond}; the text has {len(text)} characters.",
            remedy="count offsets in Unicode code points of the text as supplied.",
        )


def _kinds(lines: Sequence[Line], notes: Sequence[Note], hints: Hints) -> tuple[LineKind, ...]:
    """Classify the lines; hinted running text is just that, whatever it looks like."""
    numbered = {note.start for note in notes}
    note_lines = frozenset(
        line.start
        for line in lines
        if line.span[0] in numbered and lone_number(line.text) is not None
    )
    kinds = list(classify_lines(lines, note_lines))
    for index, line in enumerate(lines):
        start, end = line.span
        if start < end and any(a < end and start < b for a, b in hints.running_text):
            kinds[index] = LineKind.TEXT
    return tuple(kinds)


def _pieces(lines: Sequence[Line], kinds: Sequence[LineKind]) -> tuple[_Piece, ...]:
    """Join the lines of running text, and of each heading; furniture is one piece a line."""
    pieces: list[_Piece] = []
    after_blank = True
    for line, kind in zip(lines, kinds, strict=True):
        if kind is not LineKind.BLANK:
            start, end = line.span
            last = pieces[-1] if pieces else None
            if last and last.kind is kind and _joins(kind, after_blank=after_blank):
                pieces[-1] = _Piece(last.start, end, kind)
            else:
                pieces.append(_Piece(start, end, kind))
        after_blank = kind is LineKind.BLANK
    return tuple(pieces)


def _joins(kind: LineKind, *, after_blank: bool) -> bool:
    return kind is LineKind.TEXT or (kind is LineKind.HEADING and not after_blank)


def _with_hints(text: str, pieces: Sequence[_Piece], hints: Hints) -> tuple[_Piece, ...]:
    """Cut the hinted headings and furniture out of what the lines gave."""
    hinted = sorted(
        [_Piece(start, end, LineKind.HEADING) for start, end in hints.headings]
        + [_Piece(start, end, LineKind.FURNITURE) for start, end in hints.furniture],
        key=lambda piece: piece.start,
    )
    for first, second in pairwise(hinted):
        if second.start < first.end:
            raise InputError(
                f"the hinted spans at {first.start} and {second.start} overlap.",
                remedy="make each hinted span end before the next begins.",
            )
    result: list[_Piece] = []
    for piece in pieces:
        start = piece.start
        for hint in hinted:
            if start < hint.end and hint.start < piece.end:
                result.extend(_trimmed(text, start, hint.start, piece.kind))
                start = max(start, hint.end)
        result.extend(_trimmed(text, start, piece.end, piece.kind))
    result.extend(part for h in hinted for part in _trimmed(text, h.start, h.end, h.kind))
    return tuple(sorted(result, key=lambda piece: piece.start))


def _trimmed(text: str, start: int, end: int, kind: LineKind) -> Iterator[_Piece]:
    said = text[start:end]
    if bare := said.strip():
        lead = len(said) - len(said.lstrip())
        yield _Piece(start + lead, start + lead + len(bare), kind)


def _pages(text: str, pieces: Sequence[_Piece], breaks: list[int], hints: Hints) -> Pages:
    """Number the pages; furniture is a page break, and no two breaks lack text between them."""
    at_bottom = hints.numbers_stand == "bottom"
    printed: list[tuple[int, int]] = []
    previous = LineKind.TEXT
    for piece in pieces:
        if piece.kind is LineKind.FURNITURE:
            if previous is not LineKind.FURNITURE:
                breaks.append(piece.start)
            number = lone_number(text[piece.start : piece.end])
            if number is not None:
                printed.append((piece.start, number))
        previous = piece.kind
    running = [piece for piece in pieces if piece.kind is not LineKind.FURNITURE]
    ends = [piece.end for piece in running]
    apart: list[int] = []
    for offset in sorted(breaks):
        at = bisect_right(ends, apart[-1]) if apart else 0
        if not apart or (at < len(running) and running[at].start < offset):
            apart.append(offset)
    return Pages(apart, printed, at_bottom=at_bottom)


def _sentences(
    text: str, pieces: Sequence[_Piece], notes: Sequence[Note], hints: Hints
) -> Iterator[_Piece]:
    """Cut running text into sentences; a piece of furniture cuts the sentence it stands in."""
    by_start = {note.start: note for note in notes}
    joins = frozenset(hints.joins)
    forced = {*hints.breaks, *(offset for offset, _ in hints.sections)}
    for piece in pieces:
        if piece.kind is not LineKind.TEXT:
            yield piece
            continue
        cuts = set(sentence_ends(text, piece.start, piece.end, by_start))
        cuts.update(offset for offset in forced if piece.start < offset < piece.end)
        start = piece.start
        for cut in (*sorted(cuts), piece.end):
            found = next(_trimmed(text, cut, piece.end, piece.kind), None)
            if found is not None and found.start in joins:
                continue
            yield from _trimmed(text, start, cut, piece.kind)
            start = cut


def _described(
    text: str, pieces: Sequence[_Piece], notes: Sequence[Note], pages: Pages, hints: Hints
) -> Iterator[Span]:
    """Give each piece its section, ordinal, page, notes and citations."""
    section, ordinal, unfinished = "", 0, False
    previous = LineKind.HEADING
    supplied = list(hints.sections)
    note_starts = [note.start for note in notes]
    for piece in pieces:
        said = text[piece.start : piece.end]
        page = pages.label(piece.start, piece.end)
        while supplied and supplied[0][0] <= piece.start:
            section, ordinal = supplied.pop(0)[1], 0
        if piece.kind is LineKind.HEADING:
            section, ordinal, unfinished = " ".join(said.split()), 0, False
            yield Span(piece.start, piece.end, SpanKind.HEADING, section, None, page)
        elif piece.kind is LineKind.FURNITURE:
            yield Span(piece.start, piece.end, SpanKind.FURNITURE, section, None, page)
        else:
            if not (previous is LineKind.FURNITURE and unfinished):
                ordinal += 1
            unfinished = not ends_sentence(said)
            first, last = (bisect_left(note_starts, o) for o in (piece.start, piece.end))
            yield Span(
                piece.start,
                piece.end,
                SpanKind.SENTENCE,
                section,
                ordinal,
                page,
                tuple(n for note in notes[first:last] for n in note.numbers),
                find_citations(said),
            )
        previous = piece.kind
