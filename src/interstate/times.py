"""Read a time as a source gives it (EDTF) into four bounds that every engine can compare.

Data hold one EDTF string per time; the bounds are computed, never typed. What a string says of a
*situation* is more than the span it covers, so this is a reading, with rules of our own:

* An **event** lies within a single date: it begins and ends there.
* A **lasting** situation (a relation, condition or attitude) is *attested* within it, and may have
  begun before and end after. So only its latest begin and its earliest end are known.
* ``A/B`` states begin and end. ``A/..`` began in A and had not ended as far as the source covers;
  ``A/`` and ``/B`` leave the other end unknown, and nothing follows about it.
* ``{...}`` holds in all of its members, ``[...]`` in one of them.
* ``~ ? %`` and seasons keep their bounds, marked approximate: they never prove an order.

``docs/decisions`` says why this is not left to the PyPI package ``edtf``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from interstate.errors import InputError
from interstate.time_units import Moment, Unit, lexical, moment_of, read_unit, refuse
from interstate.time_words import remedy_for, suggestion_for

MAX_CHARACTERS = 1000
"""A longer text is not a time."""

Kind = Literal["single", "set", "interval"]
Comparison = Literal["equal", "coarser", "finer", "overlap", "disjoint"]

_Bound = Moment | None
_NEVER: Moment = (-(10**18), 1, 1, 0, 0, 0)
_ALWAYS: Moment = (10**18, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Bounds:
    """When a situation begins and ends at the earliest and at the latest.

    Each bound is an ``xsd:dateTime`` in whole seconds with ``Z``, inclusive, or None if the source
    does not say.
    """

    earliest_begin: str | None
    latest_begin: str | None
    earliest_end: str | None
    latest_end: str | None
    approximate: bool = False
    kind: Kind = "single"


def parse_time(text: str, *, lasting: bool = False, covered_until: str | None = None) -> Bounds:
    """Return the bounds that an EDTF string gives a situation.

    Args:
        text: EDTF level 0 or 1, and of level 2: sets, open digits anywhere, parts of a year,
            marks on a part of the date.
        lasting: True for a relation, condition or attitude, which a single date or a set only
            attests.
        covered_until: EDTF; the end of what the source covers, for ``A/..``.

    An event of October 1999 lies within the month:

    >>> parse_time("1999-10").earliest_begin, parse_time("1999-10").latest_end
    ('1999-10-01T00:00:00Z', '1999-10-31T23:59:59Z')

    An alliance attested in October 1999 had begun by its end, and lasted at least to its start:

    >>> alliance = parse_time("1999-10", lasting=True)
    >>> alliance.latest_begin, alliance.earliest_end
    ('1999-10-31T23:59:59Z', '1999-10-01T00:00:00Z')
    >>> alliance.earliest_begin is None and alliance.latest_end is None
    True

    "From the 1950s onward", in a paper that covers the years to 2018:

    >>> parse_time("195X/..", covered_until="2018").earliest_end
    '2018-12-31T23:59:59Z'

    "Late 1980s", and "in 2002 and 2003":

    >>> parse_time("[1987..1989]").latest_begin
    '1989-12-31T23:59:59Z'
    >>> parse_time("{2002,2003}").latest_begin
    '2002-12-31T23:59:59Z'

    Raises:
        InputError: words, an impossible date, an end before its begin; the remedy says what to
            write.
    """
    if len(text) > MAX_CHARACTERS:
        refuse(f"a time of {len(text):,} characters.", "write one EDTF date, set or interval.")
    if text[:1] + text[-1:] in ("{}", "[]"):
        return _read_set(text, lasting=lasting)
    if "/" in text:
        return _read_interval(text, covered_until)
    unit = read_unit(text)
    return _bounds(
        None if lasting else unit.start,
        unit.end,
        unit.start,
        None if lasting else unit.end,
        approximate=unit.approximate,
        kind="single",
    )


def _bounds(
    earliest_begin: _Bound,
    latest_begin: _Bound,
    earliest_end: _Bound,
    latest_end: _Bound,
    *,
    approximate: bool,
    kind: Kind,
) -> Bounds:
    def text(moment: _Bound) -> str | None:
        return None if moment is None else lexical(moment)

    return Bounds(
        text(earliest_begin),
        text(latest_begin),
        text(earliest_end),
        text(latest_end),
        approximate,
        kind,
    )


def _read_interval(text: str, covered_until: str | None) -> Bounds:
    begin_text, _, end_text = text.partition("/")
    if "/" in end_text:
        refuse(f"{text!r} has more than one slash.", "write one begin and one end: 2002/2003.")
    begin = None if begin_text in ("", "..") else _read_part(begin_text, text)
    end = None if end_text in ("", "..") else _read_part(end_text, text)
    approximate = any(unit.approximate for unit in (begin, end) if unit is not None)
    if begin is not None and end is not None:
        if end.end < begin.start:
            refuse(
                f"{text!r} ends before it begins.",
                'write the earlier date first ("from 2002 to 2003" is 2002/2003).',
            )
        # What begins in A and ends in B cannot begin after B nor end before A.
        return _bounds(
            begin.start,
            min(begin.end, end.end),
            max(begin.start, end.start),
            end.end,
            approximate=approximate,
            kind="interval",
        )
    if begin is not None:
        until = _open_end(begin, covered_until) if end_text == ".." else None
        return _bounds(
            begin.start, begin.end, until, None, approximate=approximate, kind="interval"
        )
    if end is not None:
        return _bounds(None, None, end.start, end.end, approximate=approximate, kind="interval")
    refuse(f"{text!r} has neither begin nor end.", "leave the time out.")


def _read_part(part: str, text: str) -> Unit:
    """Return one end of an interval; advise on the whole text where that makes more sense."""
    try:
        return read_unit(part)
    except InputError:
        if suggestion_for(text) is not None:
            refuse(f"{text!r} is not an EDTF interval.", remedy_for(text))
        raise


def _open_end(begin: Unit, covered_until: str | None) -> Moment:
    """Return the moment until which a situation had not ended: the later of A and the coverage."""
    if covered_until is None:
        return begin.end
    covered = parse_time(covered_until).latest_end
    return begin.end if covered is None else max(begin.end, moment_of(covered))


def _read_set(text: str, *, lasting: bool) -> Bounds:
    every = text.startswith("{")
    members = [_read_member(member, text) for member in text[1:-1].split(",")]
    units = [unit for member in members for unit in member if unit is not None]
    opens_before = any(first is None for first, _ in members)
    opens_after = any(last is None for _, last in members)
    start = None if opens_before else min(unit.start for unit in units)
    end = None if opens_after else max(unit.end for unit in units)
    # In all of them: begun by the end of the first to end, not ended at the start of the last to
    # start. In one of them: nothing is known beyond the whole span.
    latest_begin = None if opens_before else min(unit.end for unit in units)
    earliest_end = None if opens_after else max(unit.start for unit in units)
    return _bounds(
        None if lasting else start,
        latest_begin if every else end,
        earliest_end if every else start,
        None if lasting else end,
        approximate=any(unit.approximate for unit in units),
        kind="set",
    )


def _read_member(member: str, text: str) -> tuple[Unit | None, Unit | None]:
    """Return the first and last date of a member of a set; None is an open side of a range."""
    first_text, dots, last_text = member.partition("..")
    if not dots:
        unit = read_unit(_member_text(member, text))
        return unit, unit
    if not first_text and not last_text:
        refuse(f"{text!r} has a range without a date.", "leave the time out.")
    first = read_unit(first_text) if first_text else None
    last = read_unit(last_text) if last_text else None
    if first is not None and last is not None and last.end < first.start:
        refuse(
            f"{text!r} has a range that ends before it begins.",
            'write the earlier date first ("late 1980s" is [1987..1989]).',
        )
    return first, last


def _member_text(member: str, text: str) -> str:
    if not member.strip() or member != member.strip():
        refuse(f"{text!r} has an empty member or blanks.", "write [2002,2003] or {2002,2003}.")
    return member


def surely_before(a: Bounds, b: Bounds) -> bool:
    """Tell whether ``a`` is over before ``b`` begins, whatever the open details turn out to be.

    >>> surely_before(parse_time("1998"), parse_time("1999-10"))
    True
    >>> surely_before(parse_time("1998~"), parse_time("1999-10"))  # "about" proves nothing
    False
    """
    if a.approximate or b.approximate or a.latest_end is None or b.earliest_begin is None:
        return False
    return moment_of(a.latest_end) < moment_of(b.earliest_begin)


def compare_times(a: Bounds, b: Bounds) -> Comparison:
    """Return how two accounts of one situation's time relate; only "disjoint" is a conflict.

    Each stands for the pairs of begin and end that it leaves possible: ``coarser`` (``a`` leaves
    all that ``b`` leaves, and more), ``finer`` (the reverse), ``overlap``, ``equal``, ``disjoint``.

    >>> compare_times(parse_time("1999"), parse_time("1999-10-12"))
    'coarser'
    >>> compare_times(parse_time("1999"), parse_time("2000"))
    'disjoint'
    >>> compare_times(parse_time("1999~"), parse_time("2000"))  # about 1999 may be 2000
    'overlap'
    >>> compare_times(parse_time("1999", lasting=True), parse_time("2001", lasting=True))
    'overlap'
    """
    first, second = _possible(a), _possible(b)
    common = tuple(
        (max(low, other_low), min(high, other_high))
        for (low, high), (other_low, other_high) in zip(first, second, strict=True)
    )
    if any(low > high for low, high in common) or common[0][0] > common[1][1]:
        return "overlap" if a.approximate or b.approximate else "disjoint"
    if first == second:
        if a.approximate == b.approximate:
            return "equal"
        return "coarser" if a.approximate else "finer"
    if common == second:
        return "coarser"
    return "finer" if common == first else "overlap"


def _possible(bounds: Bounds) -> tuple[tuple[Moment, Moment], tuple[Moment, Moment]]:
    """Return the possible begins and the possible ends; nothing ends before it begins."""
    earliest_begin, latest_begin, earliest_end, latest_end = (
        default if text is None else moment_of(text)
        for text, default in (
            (bounds.earliest_begin, _NEVER),
            (bounds.latest_begin, _ALWAYS),
            (bounds.earliest_end, _NEVER),
            (bounds.latest_end, _ALWAYS),
        )
    )
    return (
        (earliest_begin, min(latest_begin, latest_end)),
        (max(earliest_end, earliest_begin), latest_end),
    )
