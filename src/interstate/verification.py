"""Do a source's passages still stand where they were found?

Passages store offsets and digests, never words. With a reader's own copy of the text, each proves
to be *matched* (the words are at the offsets), *moved* (the same words are elsewhere) or
*orphaned* (not found). Nothing is ever anchored anew: a person decides what a change means.

Cost is linear in text and passages: each passage hashes its own span once, and moved words are
looked up among the hashes of the newly cut text. A search for the words at every offset, which
would be quadratic, is left out on purpose. So words that an edition runs together with others,
or cuts differently, are looked for only where their neighbours went, and else count as orphaned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from interstate.passages import Passage
from interstate.segment_hints import Hints
from interstate.segmentation import segment
from interstate.spans import digest, text_digest


class State(StrEnum):
    """What became of a passage in a copy of its text."""

    MATCHED = "matched"
    MOVED = "moved"
    ORPHANED = "orphaned"


@dataclass(frozen=True, slots=True)
class Result:
    """One passage in one copy; for a moved one, every place its words were found at."""

    passage: Passage
    state: State
    candidates: tuple[tuple[int, int], ...] = ()

    @property
    def places(self) -> tuple[tuple[int, int], ...]:
        """Where the words stand in the copy."""
        if self.state is State.MATCHED:
            return ((self.passage.start, self.passage.end),)
        return self.candidates


@dataclass(frozen=True, slots=True)
class Verification:
    """All passages of a source in one copy.

    ``same_text`` tells whether the copy is the source's text byte for byte (None if the source
    has no digest to compare). It explains results, it does not replace them: the passages may be
    wrong even if the text is right.
    """

    same_text: bool | None
    results: tuple[Result, ...]

    @property
    def all_matched(self) -> bool:
        """Tell whether every passage is where it was found."""
        return all(result.state is State.MATCHED for result in self.results)

    def count(self, state: State) -> int:
        """Return how many passages are in ``state``."""
        return sum(result.state is state for result in self.results)


def verify(
    passages: Iterable[Passage],
    text: str,
    *,
    recorded_digest: str | None = None,
    hints: Hints | None = None,
) -> Verification:
    """Look for each passage in ``text``.

    ``recorded_digest`` is the whole text's as the source has it. ``hints`` help to cut the text
    as it was cut; those made for another text are left aside.

    >>> from pyoxigraph import NamedNode
    >>> told = Passage(0, 7, NamedNode("https://example.org/p001"), digest("It fell."))
    >>> result = verify([told], "It rose. It fell.").results[0]
    >>> result.state, result.candidates
    (<State.MOVED: 'moved'>, ((9, 17),))
    """
    actual = text_digest(text)
    same = None if recorded_digest is None else actual == recorded_digest
    ordered = sorted(passages)
    results = [
        Result(p, State.MATCHED if _is_at(p, text, p.start, p.end) else State.ORPHANED)
        for p in ordered
    ]
    if any(result.state is State.ORPHANED for result in results):
        usable = hints if hints and hints.text_digest in ("", actual) else None
        _find_moved(results, text, _places(text, usable))
    return Verification(same, tuple(results))


def _is_at(passage: Passage, text: str, start: int, end: int) -> bool:
    return 0 <= start < end <= len(text) and digest(text[start:end]) == passage.digest


def _places(text: str, hints: Hints | None) -> Mapping[str, tuple[tuple[int, int], ...]]:
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for span in segment(text, hints):
        places[digest(text[span.start : span.end])].append((span.start, span.end))
    return {key: tuple(found) for key, found in places.items()}


def _find_moved(
    results: list[Result], text: str, places: Mapping[str, tuple[tuple[int, int], ...]]
) -> None:
    """Mark what is found elsewhere: by its hash, else at the distance a neighbour moved."""
    for index, result in enumerate(results):
        if result.state is State.ORPHANED and (found := places.get(result.passage.digest)):
            results[index] = replace(result, state=State.MOVED, candidates=found)
    for order in (range(len(results)), reversed(range(len(results)))):
        shift = 0
        for index in order:
            passage, state = results[index].passage, results[index].state
            if state is State.MATCHED:
                shift = 0
            elif state is State.MOVED and len(results[index].candidates) == 1:
                shift = results[index].candidates[0][0] - passage.start
            elif state is State.ORPHANED and shift:
                start, end = passage.start + shift, passage.end + shift
                if _is_at(passage, text, start, end):
                    results[index] = Result(passage, State.MOVED, ((start, end),))


def uncovered(places: Iterable[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    """Iterate over the stretches of ``text`` with words that none of ``places`` covers.

    >>> list(uncovered([(2, 3)], " abc "))
    [(1, 2), (3, 4)]
    """
    position = 0
    for start, end in (*sorted(places), (len(text), len(text))):
        gap = text[position:start]
        if gap.strip():
            lead = len(gap) - len(gap.lstrip())
            yield position + lead, position + lead + len(gap.strip())
        position = max(position, end)
