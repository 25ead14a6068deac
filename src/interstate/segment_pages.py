"""Which printed page an offset is on: counted over page breaks from the numbers in print."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping


class Pages:
    """The pages of one text; a page has a number if print gives it, or counting from print does."""

    def __init__(
        self, breaks: Iterable[int], printed: Iterable[tuple[int, int]], *, at_bottom: bool
    ) -> None:
        """Take the offsets where pages begin, and (offset, number) of the numbers in print.

        With ``at_bottom`` a number stands at the end of its page, so before the break.
        """
        self._breaks = sorted(set(breaks))
        numbers = {
            max(0, self._index(offset) - (1 if at_bottom else 0)): number
            for offset, number in printed
        }
        self._numbers = count_pages(numbers, len(self._breaks) + 1)

    def _index(self, offset: int) -> int:
        return bisect_right(self._breaks, offset)

    def label(self, start: int, end: int) -> str | None:
        """Return the page of a span, or its first and last; None where either is unknown.

        >>> pages = Pages([100, 200], [(110, 46)], at_bottom=False)
        >>> pages.label(0, 100), pages.label(90, 110), pages.label(210, 220)
        ('45', '45-46', '47')
        """
        first, last = self._numbers[self._index(start)], self._numbers[self._index(end - 1)]
        if first is None or last is None:
            return None
        return str(first) if first == last else f"{first}-{last}"


def count_pages(printed: Mapping[int, int], pages: int) -> tuple[int | None, ...]:
    """Return each page's number; between two prints that disagree, only what print gives.

    >>> count_pages({1: 46}, 3)
    (45, 46, 47)
    >>> count_pages({0: 1, 3: 9}, 4)
    (1, None, None, 9)
    """
    from_before: list[int | None] = [None] * pages
    from_after: list[int | None] = [None] * pages
    for numbers, order, step in (
        (from_before, range(pages), 1),
        (from_after, range(pages - 1, -1, -1), -1),
    ):
        last: int | None = None
        for index in order:
            last = printed.get(index, None if last is None else last + step)
            numbers[index] = last
    return tuple(
        _agreed(before, after) for before, after in zip(from_before, from_after, strict=True)
    )


def _agreed(before: int | None, after: int | None) -> int | None:
    number = after if before is None else before
    agree = before is None or after is None or before == after
    return number if agree and number is not None and number > 0 else None
