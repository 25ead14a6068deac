"""Where sentences of English scholarly prose end, and which notes and citations they carry.

Own rules, as the libraries looked at fall short: pySBD (last release 2021) and the punkt models
return strings without offsets that survive blank lines inside sentences, and neither knows a
superscript note number glued to a full stop, which belongs to the sentence before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from interstate.segment_layout import CLOSERS, begins_like_sentence, reads_like_heading
from interstate.segment_words import ABBREVIATIONS, BEFORE_NUMBERS, MAY_END, STARTERS

_END = re.compile(rf"[.!?…]+[{CLOSERS}]*")
_NOTE_PLACE = re.compile(rf"(?<=[{CLOSERS}.!?…,;:])(\s*)(\d{{1,3}}(?:[,–-]\d{{1,3}})*)(?=\s|$)")
_WORD_BEFORE = re.compile(r"[^\s(“\"‘\[—–]*$")
_INITIALS = re.compile(r"(?:[A-Z]\.)*[A-Z]")
_CITATION = re.compile(
    r"\(\s{0,3}(?=[^()]{0,160}(?:\b(?:1[5-9]|20)\d\d\b|:\s{0,3}\d))(?=[^()]{0,160},)"
    r"\w[^()]{2,160}\)"
)
_MOST_BRACKET = 240
"""A longer bracket is taken to be one that was never closed."""

_STARTER = re.compile(r"[“\"‘'(\[]*([A-Z][a-z]*)\b(?!\.)")


@dataclass(frozen=True, slots=True)
class Note:
    """A note number in the text: its offsets and the number, or numbers, as printed."""

    start: int
    end: int
    numbers: tuple[str, ...]


def find_notes(text: str) -> tuple[Note, ...]:
    r"""Return the superscript note numbers of a text, in order.

    A number glued to the end of a sentence is one. A number that is glued to a comma or a
    closing quote, or that white space (the trace of raised type) parts from the mark, is one
    only if it continues the count, so that page numbers and figures are not taken for notes.

    >>> [n.numbers for n in find_notes("It fell.1 He said “no.”\n\n2 In 1999, 3 left.")]
    [('1',), ('2',)]
    """
    found: list[Note] = []
    last = 0
    for match in _NOTE_PLACE.finditer(text):
        gap, printed = match[1], match[2]
        if "\f" in gap or text[match.end() : match.end() + 20].lstrip(" \r\n").startswith("\f"):
            continue  # a page begins right before or after: the page's number
        numbers = _numbers(printed)
        start = match.start(2)
        before = text[max(0, match.start() - 8) : match.start()].rstrip(CLOSERS.replace("\\", ""))
        ends_sentence = before.endswith((".", "!", "?", "…"))
        continues = int(numbers[0]) == last + 1 and not _numbers_a_heading(text, match)
        decimal = _is_decimal(text, start)
        glued = not gap and ends_sentence and not decimal
        new_sentence = begins_like_sentence(text[match.end() : match.end() + 80].lstrip() or "A")
        if (glued and not _is_abbreviation(text, match.start() - 1)) or (
            continues and (ends_sentence or not gap) and (new_sentence or not decimal)
        ):
            found.append(Note(start, match.end(2), numbers))
            last = int(numbers[-1])
    return tuple(found)


def _numbers_a_heading(text: str, match: re.Match[str]) -> bool:
    """Tell whether the number opens a line of its own that reads like a heading."""
    if "\n" not in match[1]:
        return False
    rest, _, below = text[match.end() : match.end() + 400].partition("\n")
    return bool(rest.strip()) and not below.split("\n")[0].strip() and reads_like_heading(rest)


def _numbers(printed: str) -> tuple[str, ...]:
    """Spell out ``1,2`` and ``3-5``."""
    numbers: list[str] = []
    for part in printed.split(","):
        ends = [int(n) for n in re.split("[–-]", part)]
        if len(ends) == 2 and 0 < ends[1] - ends[0] < 20:
            numbers += [str(n) for n in range(ends[0], ends[1] + 1)]
        else:
            numbers += [str(n) for n in ends]
    return tuple(numbers)


def _is_decimal(text: str, start: int) -> bool:
    return start > 1 and text[start - 1] in ".,:" and text[start - 2].isdigit()


def find_citations(text: str) -> tuple[str, ...]:
    """Return the author-year pointers in brackets, white space folded.

    >>> find_citations("So it was (Doe, 1999: 4-7), says the code (2001) of (India).")
    ('Doe, 1999: 4-7',)
    """
    return tuple(" ".join(m[0][1:-1].split()) for m in _CITATION.finditer(text))


def sentence_ends(text: str, start: int, end: int, notes: dict[int, Note]) -> Iterator[int]:
    """Iterate over the offsets in ``text[start:end]`` at which a sentence is over.

    ``notes`` maps the offset after a mark (white space skipped) to the note there. Blank lines
    say nothing: raised type leaves them inside sentences.
    """
    position = start
    for match in _END.finditer(text, start, end):
        if match.end() <= position:
            continue
        stop = match.end()
        after = _skip_space(text, stop, end)
        note = notes.get(after)
        if note is not None and note.end <= end:
            stop = note.end
        if _in_bracket(text, max(position, match.start() - _MOST_BRACKET), match, end):
            continue
        following = _skip_space(text, stop, end)
        if following < end and (
            following == stop
            or not begins_like_sentence(text[following : following + 8])
            or (note is None and _goes_on(text, match, following))
        ):
            continue
        yield stop
        position = stop


def _in_bracket(text: str, start: int, match: re.Match[str], end: int) -> bool:
    opened = text.rfind("(", start, match.start())
    if opened < 0 or text.rfind(")", opened, match.start()) >= 0:
        return False
    return text.find(")", match.end(), min(end, opened + _MOST_BRACKET)) >= 0


def _skip_space(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _goes_on(text: str, match: re.Match[str], following: int) -> bool:
    """Tell whether the mark is an abbreviation's or an initial's full stop."""
    if match[0] != ".":
        return False
    word = _word_before(text, match.start())
    starter = _STARTER.match(text, following)
    new_sentence = starter is not None and starter[1] in STARTERS
    if word.lower() in ABBREVIATIONS:
        return True
    if word.lower() in BEFORE_NUMBERS:
        return text[following].isdigit()
    if word.lower() in MAY_END or _INITIALS.fullmatch(word):
        return not new_sentence
    return False


def _is_abbreviation(text: str, dot: int) -> bool:
    return text[dot] == "." and _word_before(text, dot).lower() in ABBREVIATIONS


def _word_before(text: str, stop: int) -> str:
    match = _WORD_BEFORE.search(text, max(0, stop - 40), stop)
    return match[0] if match else ""
