"""What the lines of a plain text are: running text, headings, or furniture of the page.

Nothing here knows a language's grammar; it looks at blank lines, indents, column gaps, numbers
that stand alone, capitals. Where looks deceive, hints decide (:mod:`interstate.segment_hints`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from interstate.segment_words import SMALL_WORDS

CLOSERS = "\"'”’»)\\]"
"""Marks that may close after a sentence's last mark (for a character class)."""

_OVER = re.compile(
    rf"(?:[.!?…][{CLOSERS}]*(?:\s*\d{{1,3}}(?:[,–-]\d{{1,3}})*)?|^\d{{1,3}})$", re.MULTILINE
)
_COLUMN_GAP = re.compile(r"\S(?: {6,}|\t{1,})\S")
_ENDS_OPEN = re.compile(r"[,;:–—-]\s*$")
_NUMBER_ALONE = re.compile(r"(?:[-–—] ?)?(\d{1,4})(?: ?[-–—])?")
_SECTION_NAMES = re.compile(
    r"(?:\d+(?:\.\d+)*\.?\s+)?(?:abstract|acknowledge?ments?|appendix|background|bibliography|"
    r"conclusions?|discussion|endnotes|introduction|key ?words|literature review|method(?:s|ology)"
    r"|notes|references|results|summary|works cited)\s*:?",
    re.IGNORECASE,
)
_MOST_HEADING_WORDS = 14
_MOST_HEADING_LINES = 2
_FEWEST_REPEATS = 3
_SHORTEST_PAGE = 400


class LineKind(StrEnum):
    """What a line is."""

    BLANK = "blank"
    TEXT = "text"
    HEADING = "heading"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its line feed: where it starts, and what it says."""

    start: int
    text: str

    @property
    def blank(self) -> bool:
        """Tell whether there is only white space."""
        return not self.text.strip()

    @property
    def indented(self) -> bool:
        """Tell whether text follows leading white space: a new paragraph, or a new page."""
        return not self.blank and self.text[0].isspace()

    @property
    def span(self) -> tuple[int, int]:
        """Return the offsets of the text without the white space around it."""
        lead = len(self.text) - len(self.text.lstrip())
        return self.start + lead, self.start + len(self.text.rstrip())


def split_lines(text: str) -> tuple[Line, ...]:
    r"""Return the lines of ``text``; only a line feed ends one.

    >>> [(line.start, line.text) for line in split_lines("a\n b")]
    [(0, 'a'), (2, ' b')]
    """
    lines, start = [], 0
    for part in text.split("\n"):
        lines.append(Line(start, part))
        start += len(part) + 1
    return tuple(lines)


def lone_number(said: str) -> int | None:
    """Return the number that is all a line says, if it is one.

    >>> lone_number(" - 46 - "), lone_number("46 men")
    (46, None)
    """
    match = _NUMBER_ALONE.fullmatch(said.strip())
    return int(match[1]) if match else None


def ends_sentence(text: str) -> bool:
    """Tell whether ``text`` ends as sentences do, maybe with a note number, or is just that number.

    >>> ends_sentence("so he said.”12 "), ends_sentence("so he said,")
    (True, False)
    """
    return _OVER.search(text.rstrip()[-60:]) is not None


def classify_lines(lines: Sequence[Line], note_lines: frozenset[int]) -> tuple[LineKind, ...]:
    """Tell what each line is; ``note_lines`` are starts of lines whose number is a note's.

    Furniture is a line of two columns (a running head: title left, author right), a number alone
    between blank lines that continues no notes, or a line said again page after page. A
    heading is a short line in capitals-for-words form after a finished sentence and before a new
    one, set off by blank lines or an indent.
    """
    kinds = [LineKind.BLANK if line.blank else LineKind.TEXT for line in lines]
    repeated = _repeated_lines(lines)
    for index, line in enumerate(lines):
        if kinds[index] is not LineKind.TEXT or line.start in note_lines:
            continue
        if _alone(lines, index) and (
            _COLUMN_GAP.search(line.text.strip())
            or lone_number(line.text) is not None
            or line.text.strip() in repeated
        ):
            kinds[index] = LineKind.FURNITURE
    _mark_headings(lines, kinds)
    return tuple(kinds)


def _repeated_lines(lines: Sequence[Line]) -> frozenset[str]:
    """Return what lines of their own say three times or more, a page apart: running heads.

    Chance repeats in running text stand closer, or end sentences.
    """
    starts: dict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if not line.blank and _alone(lines, index) and not ends_sentence(line.text):
            starts[line.text.strip()].append(line.start)
    return frozenset(
        said
        for said, found in starts.items()
        if len(found) >= _FEWEST_REPEATS
        and all(after - before >= _SHORTEST_PAGE for before, after in pairwise(found))
    )


def _alone(lines: Sequence[Line], index: int) -> bool:
    return all(not 0 <= i < len(lines) or lines[i].blank for i in (index - 1, index + 1))


def _mark_headings(lines: Sequence[Line], kinds: list[LineKind]) -> None:
    """Turn text lines into headings, where a sentence is over above and one begins below."""
    following: list[Line | None] = [None] * (len(lines) + 1)
    for index in range(len(lines) - 1, -1, -1):
        following[index] = following[index + 1] if lines[index].blank else lines[index]
    over = True
    for index, line in enumerate(lines):
        if kinds[index] is not LineKind.TEXT:
            continue
        if over:
            for length in range(1, _MOST_HEADING_LINES + 1):
                below = following[min(index + length, len(lines))]
                begins = below is not None and begins_like_sentence(below.text.lstrip())
                if begins and _looks_like_heading(lines, kinds, index, length):
                    kinds[index : index + length] = [LineKind.HEADING] * length
                    break
        over = kinds[index] is LineKind.HEADING or ends_sentence(line.text)


def _looks_like_heading(
    lines: Sequence[Line], kinds: Sequence[LineKind], first: int, length: int
) -> bool:
    after = first + length
    if after > len(lines) or any(k is not LineKind.TEXT for k in kinds[first:after]):
        return False
    if any(line.indented for line in lines[first + 1 : after]):
        return False
    said = " ".join(line.text.strip() for line in lines[first:after])
    named = _SECTION_NAMES.fullmatch(said) is not None
    set_off = lines[first].indented or first == 0 or kinds[first - 1] is not LineKind.TEXT
    ends = after == len(lines) or kinds[after] is not LineKind.TEXT or lines[after].indented
    return set_off and (named or (ends and _is_title(said)))


def begins_like_sentence(text: str) -> bool:
    """Tell whether ``text`` begins with a capital, a digit or an opening mark before one.

    >>> begins_like_sentence("“The end"), begins_like_sentence("the end")
    (True, False)
    """
    bare = text.lstrip("“\"‘'«([¿¡")
    return bool(bare) and (
        bare[0] in "$€£¥•*§" or bare[0].isdigit() or (bare[0].isalpha() and not bare[0].islower())
    )


def reads_like_heading(said: str) -> bool:
    """Tell whether ``said`` names a common section, or all but its small words have a capital.

    >>> reads_like_heading("2. The Road to War"), reads_like_heading("The road was long")
    (True, False)
    """
    return _SECTION_NAMES.fullmatch(said.strip()) is not None or _is_title(said)


def _is_title(said: str) -> bool:
    words = re.findall(r"[^\s–—-]+", said)
    if not 0 < len(words) <= _MOST_HEADING_WORDS or ends_sentence(said) or _ENDS_OPEN.search(said):
        return False
    bare = [word.strip("“”\"‘’'«»(),:;") for word in words]
    letters = [word for word in bare if any(map(str.isalpha, word))]
    if not letters or bare[-1].lower() in SMALL_WORDS:
        return False
    return all(
        word[0].isupper() or word[0].isdigit() or word.lower() in SMALL_WORDS for word in letters
    )


def find_page_breaks(lines: Sequence[Line], kinds: Sequence[LineKind]) -> Iterator[int]:
    """Iterate over the offsets where a page begins, as far as running text alone tells.

    A form feed is one; so is an indented line in the middle of a sentence, where no paragraph
    can begin. An indented line that begins a sentence may be either, and is left to hints.
    """
    over = True
    after_blank = True
    for line, kind in zip(lines, kinds, strict=True):
        if "\f" in line.text:
            yield line.start + line.text.index("\f")
        elif kind is LineKind.TEXT and line.indented and not over and not after_blank:
            yield line.start
        if kind is LineKind.TEXT:
            over = ends_sentence(line.text)
        elif kind is LineKind.HEADING:
            over = True
        after_blank = kind is not LineKind.TEXT
