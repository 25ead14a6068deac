"""Where names stand on a picture: beside their points, off one another, off lines if possible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Point = tuple[float, float]

_HEIGHT = 11.0
_GAP = 6.0


@dataclass(frozen=True, slots=True)
class Box:
    """What a name covers; ``left`` and ``base`` are where its first letter stands."""

    left: float
    base: float
    width: float

    def holds(self, point: Point, margin: float = 2.0) -> bool:
        """Tell whether a point lies in the box or so near that they would touch."""
        x, y = point
        return (
            self.left - margin <= x <= self.left + self.width + margin
            and self.base - _HEIGHT + 2 - margin <= y <= self.base + 2 + margin
        )

    def meets(self, other: Box) -> bool:
        """Tell whether two names would run into one another."""
        return (
            abs(self.base - other.base) < _HEIGHT + 2
            and self.left < other.left + other.width + 3
            and other.left < self.left + self.width + 3
        )


def place_names(
    names: Iterable[tuple[Point, float]], dots: Iterable[Point], lines: Iterable[Point]
) -> list[Box]:
    """Return a box for each name (its point and width), in their order.

    Of the places around a point that is taken which covers least: names weigh most, then the
    points of others, then lines (given by points along them).

    >>> one, two = place_names([((0, 0), 40), ((0, 5), 40)], [(0, 0), (0, 5)], [])
    >>> one.meets(two)
    False
    """
    points, along = list(dots), list(lines)
    placed: list[Box] = []
    for point, width in names:
        others = [dot for dot in points if dot != point]

        def cost(numbered: tuple[int, Box], others: list[Point] = others) -> float:
            rank, box = numbered
            return (
                1000 * sum(box.meets(other) for other in placed)
                + 60 * sum(box.holds(dot, 4) for dot in others)
                + 2 * sum(box.holds(step) for step in along)
                + rank
            )

        placed.append(min(enumerate(_around(point, width)), key=cost)[1])
    return placed


def _around(point: Point, width: float) -> Iterator[Box]:
    """Yield the places around a point, the most usual first, then those further away."""
    x, y = point
    right, left, middle = x + _GAP, x - width - _GAP, x - width / 2
    for base in (y + 4, y + 14, y - 6):
        yield Box(right, base, width)
        yield Box(left, base, width)
    for base in (y + 17, y - 9, y + 28, y - 20):
        yield Box(middle, base, width)
    for base in (y + 26, y - 18):
        yield Box(right, base, width)
        yield Box(left, base, width)
