"""Choose what to send by ``Accept`` and ``Accept-Encoding`` (RFC 9110, with q-values)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def choose(accept: str | None, offers: Sequence[str]) -> str | None:
    """Return the offer that the client wants most, the earlier one where it does not care.

    >>> choose("text/csv;q=0.5, application/*", ["text/csv", "application/json"])
    'application/json'
    >>> choose("text/html, */*;q=0.8", ["text/csv", "text/html"])
    'text/html'
    >>> choose("image/png", ["text/csv"]) is None
    True
    >>> choose("*/*, text/csv;q=0", ["text/csv", "text/html"])
    'text/html'
    """
    if accept is None or not accept.strip():
        return offers[0] if offers else None
    ranges = list(_ranges(accept))
    best, best_quality = None, 0.0
    for offer in offers:
        quality = _quality(offer, ranges)
        if quality > best_quality:
            best, best_quality = offer, quality
    return best


def accepts_gzip(accept_encoding: str | None) -> bool:
    """Tell whether the client takes gzip.

    >>> accepts_gzip("gzip, br"), accepts_gzip("gzip;q=0, *"), accepts_gzip("*"), accepts_gzip(None)
    (True, False, True, False)
    """
    wishes = {name: quality for name, quality, _ in _items(accept_encoding or "")}
    return wishes.get("gzip", wishes.get("*", 0.0)) > 0


def _items(header: str) -> Iterable[tuple[str, float, int]]:
    """Yield (name, q, number of other parameters) of each element that can be read."""
    for element in header.split(","):
        name, *parameters = (part.strip().lower() for part in element.split(";"))
        if not name:
            continue
        quality, others = 1.0, 0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() != "q":
                others += 1
                continue
            try:
                quality = min(max(float(value), 0.0), 1.0)
            except ValueError:
                quality = 0.0
        # "nan" is a float to Python and equal to nothing: no wish.
        yield name, quality if quality == quality else 0.0, others


def _ranges(accept: str) -> Iterable[tuple[str, str, float]]:
    for name, quality, _ in _items(accept):
        kind, _, subtype = name.partition("/")
        if kind and subtype:
            yield kind, subtype, quality


def _quality(offer: str, ranges: list[tuple[str, str, float]]) -> float:
    """Return the q-value of the most specific range that covers ``offer``."""
    kind, _, subtype = offer.partition("/")
    best, specific = 0.0, -1
    for range_kind, range_subtype, quality in ranges:
        if (range_kind, range_subtype) == (kind, subtype):
            rank = 2
        elif range_subtype == "*" and range_kind == kind:
            rank = 1
        elif (range_kind, range_subtype) == ("*", "*"):
            rank = 0
        else:
            continue
        if rank > specific or (rank == specific and quality > best):
            best, specific = quality, rank
    return best
