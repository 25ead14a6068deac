"""One EDTF date, as the span of whole seconds that it covers.

A date is a year, a month, a day, a second, a part of a year, or any of these with digits left open
(``X``). The calendar is the proleptic Gregorian one, as EDTF has it; the year 0000 is 1 BCE.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

from interstate.errors import InputError
from interstate.time_words import remedy_for

Moment = tuple[int, int, int, int, int, int]
"""Year, month, day, hour, minute, second: compares as time runs, in every year."""

MAX_YEAR_DIGITS = 12
"""Oxigraph orders ``xsd:dateTime`` rightly up to years of this length (measured)."""

_Q = "[?~%]?"
_DATE = re.compile(
    rf"""{_Q} (?P<year> -?[0-9X]{{4}} | Y-?[0-9]+ ) {_Q}
    (?: - {_Q} (?P<month> [0-9X]{{2}} ) {_Q}
        (?: - {_Q} (?P<day> [0-9X]{{2}} ) {_Q}
            (?: T (?P<clock> [0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}} )
                (?P<zone> Z | [+-][0-9]{{2}} (?: :[0-9]{{2}} )? )?
            )?
        )?
    )?""",
    re.VERBOSE | re.ASCII,
)
_LEXICAL = re.compile(r"(-?[0-9]{4,})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z")

# Parts of a year (ISO 8601-2): code to first month and number of months. No calendar says when a
# season begins, and 21-24 do not even name the hemisphere (the northern one is meant here), so a
# season counts as approximate. Quarters, thirds and halves are exact.
_NORTHERN, _SOUTHERN = (3, 6, 9, 12), (9, 12, 3, 6)
_SEASONS = {
    start + n: (first, 3)
    for start, firsts in ((21, _NORTHERN), (25, _NORTHERN), (29, _SOUTHERN))
    for n, first in enumerate(firsts)
}
_PARTS = {
    **_SEASONS,
    **{33 + n: (1 + 3 * n, 3) for n in range(4)},
    **{37 + n: (1 + 4 * n, 4) for n in range(3)},
    **{40 + n: (1 + 6 * n, 6) for n in range(2)},
}

_MONTH_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class Unit:
    """A span of time, first and last second included."""

    start: Moment
    end: Moment
    approximate: bool = False


def read_unit(text: str) -> Unit:
    """Return the span that one date covers.

    >>> read_unit("1999-10").end
    (1999, 10, 31, 23, 59, 59)
    >>> read_unit("198X-02-29").start  # the first 29 February of the 1980s
    (1980, 2, 29, 0, 0, 0)
    >>> read_unit("1999-21")  # spring: the months are a convention, so never a proof
    Unit(start=(1999, 3, 1, 0, 0, 0), end=(1999, 5, 31, 23, 59, 59), approximate=True)

    Raises:
        InputError: not an EDTF date, or one that the calendar does not have.
    """
    match = _DATE.fullmatch(text)
    if match is None:
        refuse(f"{text!r} is not an EDTF date.", remedy_for(text))
    approximate = any(mark in text for mark in "?~%")
    years = _years(match["year"])
    if match["month"] is None:
        return Unit((years[0], 1, 1, 0, 0, 0), (years[-1], 12, 31, 23, 59, 59), approximate)
    months = _months(match["month"], text)
    if match["day"] is None:
        first, last = _month_span(years, months)
        seasonal = any(month in _SEASONS for month in months)
        return Unit((*first, 0, 0, 0), (*last, 23, 59, 59), approximate or seasonal)
    first, last = _day_span(years, months, match["day"], text)
    if match["clock"] is None:
        return Unit((*first, 0, 0, 0), (*last, 23, 59, 59), approximate)
    if "X" in text:
        refuse(f"{text!r} has a time of day on an open date.", "leave the time of day out.")
    moment = _instant(first, match["clock"], match["zone"] or "Z", text)
    return Unit(moment, moment, approximate)


def refuse(problem: str, remedy: str) -> NoReturn:
    """Refuse a time; the caller knows the file and adds it."""
    raise InputError(problem, remedy=remedy)


def lexical(moment: Moment) -> str:
    """Return a moment as ``xsd:dateTime``.

    >>> lexical((-430, 1, 1, 0, 0, 0))
    '-0430-01-01T00:00:00Z'
    """
    year, *rest = moment
    sign = "-" if year < 0 else ""
    return "{}{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(sign, abs(year), *rest)


def moment_of(text: str) -> Moment:
    """Return the moment that an ``xsd:dateTime`` in whole seconds with ``Z`` names.

    >>> moment_of("-0430-01-01T00:00:00Z") < moment_of("-0429-01-01T00:00:00Z")
    True

    Raises:
        InputError: another form, whose order against ours would be a guess.
    """
    match = _LEXICAL.fullmatch(text)
    if match is None:
        refuse(f"{text!r} is not a bound.", "write an xsd:dateTime in whole seconds with Z.")
    year, month, day, hour, minute, second = map(int, match.groups())
    return year, month, day, hour, minute, second


def month_length(year: int, month: int) -> int:
    """Return the number of days.

    >>> [month_length(year, 2) for year in (1900, 2000, 2001, 2004, 0, -4)]
    [28, 29, 28, 29, 29, 29]
    """
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and leap else _MONTH_LENGTHS[month - 1]


def _filled(mask: str) -> list[int]:
    """Return every number that a mask stands for, ascending."""
    found = [""]
    for character in mask:
        digits = "0123456789" if character == "X" else character
        found = [head + digit for head in found for digit in digits]
    return sorted(map(int, found))


def _years(mask: str) -> list[int]:
    if mask.startswith("Y"):
        digits = mask.lstrip("Y-")
        if len(digits) < 5 or digits.startswith("0"):
            refuse(f"{mask!r} has a Y before a short year.", "write four digits without the Y.")
        if len(digits) > MAX_YEAR_DIGITS:
            refuse(f"{mask!r} is out of reach.", f"a year has at most {MAX_YEAR_DIGITS} digits.")
        return [int(mask[1:])]
    if mask.endswith("XXXX"):
        refuse("no digit of the year is known.", "leave the time out.")
    if mask == "-0000":
        refuse("there is no year -0000.", "write 0000 for 1 BCE, -0001 for 2 BCE.")
    return [year for year in _filled(mask) if year or mask[0] != "-"]  # -000X ends in -0001


def _months(mask: str, text: str) -> list[int]:
    """Return the months, or the parts of a year, that a mask stands for."""
    if mask == "2X":  # some season
        return [21, 22, 23, 24]
    numbers = _filled(mask)
    months = [number for number in numbers if 1 <= number <= 12]
    if months:
        return months
    if "X" in mask or numbers[0] not in _PARTS:
        refuse(
            f"{text!r}: there is no month {mask}.",
            "months are 01 to 12, seasons 21 to 24 (spring to winter), quarters 33 to 36; a span "
            "of years has a slash (1999/2005).",
        )
    return numbers


def _month_span(
    years: list[int], months: list[int]
) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    spans = [_PARTS.get(month, (month, 1)) for month in months]
    start = min(first for first, _ in spans)
    year, month = years[-1], max(first + count - 1 for first, count in spans)
    if month > 12:  # winter ends in the next year
        year, month = year + 1, month - 12
    return (years[0], start, 1), (year, month, month_length(year, month))


def _day_span(
    years: list[int], months: list[int], mask: str, text: str
) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Return the first and the last day that the calendar has among those possible."""
    if months[0] > 12:
        refuse(f"{text!r} has a day in a part of a year.", "give a month (01 to 12), or no day.")
    days = [day for day in _filled(mask) if 1 <= day <= 31]

    def first_of(
        years: list[int], months: list[int], days: list[int]
    ) -> tuple[int, int, int] | None:
        for year in years:
            for month in months:
                for day in days:
                    if day <= month_length(year, month):
                        return year, month, day
        return None

    first = first_of(years, months, days)
    last = first_of(years[::-1], months[::-1], days[::-1])
    if first is None or last is None:
        length = max(month_length(year, month) for year in years for month in months)
        refuse(
            f"{text!r}: there is no such day; that month has {length}.",
            "look up the day in the source; if it is wrong there, write the month and say so in "
            "an ist:EditorialNote.",
        )
    return first, last


def _instant(day: tuple[int, int, int], clock: str, zone: str, text: str) -> Moment:
    """Return a time of day in UTC; one without a zone is read as UTC, as days are."""
    hour, minute, second = map(int, clock.split(":"))
    offset = 0
    if zone != "Z":
        hours, _, minutes = zone[1:].partition(":")
        if int(minutes or 0) > 59 or int(hours) * 60 + int(minutes or 0) > 14 * 60:
            refuse(f"{text!r}: there is no time zone {zone}.", "zones go from -14:00 to +14:00.")
        offset = (int(hours) * 60 + int(minutes or 0)) * (-1 if zone[0] == "-" else 1)
    if hour > 23 or minute > 59 or second > 59:
        refuse(f"{text!r}: there is no time {clock}.", "write 00:00:00 to 23:59:59.")
    carry, minutes_of_day = divmod(hour * 60 + minute - offset, 24 * 60)
    return (*_next_day(day, carry), *divmod(minutes_of_day, 60), second)


def _next_day(day: tuple[int, int, int], step: int) -> tuple[int, int, int]:
    """Return the day ``step`` days on, for -1, 0 and 1."""
    year, month, number = day
    number += step
    if number < 1:
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        number = month_length(year, month)
    elif number > month_length(year, month):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        number = 1
    return year, month, number
