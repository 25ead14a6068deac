"""Reading times: what must hold of every time, with Oxigraph and the calendar as judges."""

from __future__ import annotations

import calendar
import re
from itertools import pairwise

import pyoxigraph as ox
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from interstate.errors import InputError
from interstate.time_units import lexical, moment_of, month_length
from interstate.times import Bounds, compare_times, parse_time, surely_before


def four(bounds: Bounds) -> tuple[str | None, ...]:
    return (
        bounds.earliest_begin,
        bounds.latest_begin,
        bounds.earliest_end,
        bounds.latest_end,
    )


YEARS = st.integers(-9999, 9999)
DAYS = st.builds(
    lambda year, month, day: (year, month, min(day, month_length(year, month))),
    YEARS,
    st.integers(1, 12),
    st.integers(1, 31),
)


def year_text(year: int) -> str:
    return f"-{-year:04}" if year < 0 else f"{year:04}"


def chain(day: tuple[int, int, int]) -> list[str]:
    """Return the day, its month, year, decade and century as EDTF."""
    year = year_text(day[0])
    return [
        f"{year}-{day[1]:02}-{day[2]:02}",
        f"{year}-{day[1]:02}",
        year,
        f"{year[:-1]}X",
        f"{year[:-2]}XX",
    ]


DATES = DAYS.flatmap(lambda day: st.sampled_from(chain(day)))
TEXTS = st.one_of(
    DATES,
    st.builds(lambda date, mark: date + mark, DATES, st.sampled_from("?~%")),
    st.builds(lambda date: f"{date}/..", DATES),
    st.builds(lambda date: f"{date}/", DATES),
    st.builds(lambda date: f"/{date}", DATES),
    st.builds(lambda a, b: f"{a}/{b}", DATES, DATES),
    st.builds(
        lambda dates, marks: marks[0] + ",".join(dates) + marks[1],
        st.lists(DATES, min_size=1, max_size=4),
        st.sampled_from(["[]", "{}"]),
    ),
    st.builds(
        lambda a, b, marks: f"{marks[0]}{a}..{b}{marks[1]}",
        DATES,
        DATES | st.just(""),
        st.sampled_from(["[]", "{}"]),
    ),
)


def bounds_of(text: str, lasting: bool = False) -> Bounds:
    """Read a time; drop examples whose end precedes their begin."""
    try:
        return parse_time(text, lasting=lasting)
    except InputError as error:
        assume("before it begins" not in error.problem)
        raise


def ordered(*bounds: str | None) -> bool:
    known = [moment_of(b) for b in bounds if b is not None]
    return known == sorted(known)


@given(TEXTS, st.booleans())
def test_bounds_are_ordered(text: str, lasting: bool) -> None:
    b = bounds_of(text, lasting)
    assert ordered(b.earliest_begin, b.latest_begin)
    assert ordered(b.earliest_end, b.latest_end)
    assert ordered(b.earliest_begin, b.earliest_end)
    assert ordered(b.latest_begin, b.latest_end)
    assert any(four(b))


@given(DAYS)
def test_day_lies_in_month_in_year_in_decade_in_century(day: tuple[int, int, int]) -> None:
    found = [parse_time(text) for text in chain(day)]
    for inner, outer in pairwise(found):
        assert ordered(
            outer.earliest_begin, inner.earliest_begin, inner.latest_end, outer.latest_end
        )
        assert compare_times(outer, inner) == "coarser"


@given(DAYS, st.data())
def test_open_digits_cover_the_date_they_hide(
    day: tuple[int, int, int], data: st.DataObject
) -> None:
    text = chain(day)[0]
    places = [i for i, c in enumerate(text) if c.isdigit() and i != len(text) - 10]
    hidden = data.draw(st.sets(st.sampled_from(places), min_size=1))
    mask = "".join("X" if i in hidden else c for i, c in enumerate(text))
    outer, inner = parse_time(mask), parse_time(text)
    assert ordered(outer.earliest_begin, inner.earliest_begin, inner.latest_end, outer.latest_end)
    for end in (outer.earliest_begin, outer.latest_end):
        assert end is not None
        assert re.fullmatch(mask.replace("X", "[0-9]"), end.split("T")[0])


@given(DATES, DATES)
def test_interval_is_made_of_its_ends_or_refused(a: str, b: str) -> None:
    begin, end = parse_time(a), parse_time(b)
    if surely_before(end, begin):
        with pytest.raises(InputError, match="ends before it begins"):
            parse_time(f"{a}/{b}")
        return
    found = parse_time(f"{a}/{b}")
    assert (found.earliest_begin, found.latest_end) == (begin.earliest_begin, end.latest_end)
    assert compare_times(found, parse_time(f"{a}/")) in ("finer", "equal")
    assert compare_times(found, parse_time(f"/{b}")) in ("finer", "equal")


@given(st.lists(DATES, min_size=1, max_size=4), st.booleans())
def test_one_of_leaves_all_that_a_member_leaves(dates: list[str], lasting: bool) -> None:
    some = parse_time(f"[{','.join(dates)}]", lasting=lasting)
    every = parse_time(f"{{{','.join(dates)}}}", lasting=lasting)
    for date in dates:
        member = parse_time(date, lasting=lasting)
        assert compare_times(some, member) in ("coarser", "equal")
    assert compare_times(some, every) in ("coarser", "equal")


@given(TEXTS, TEXTS, st.booleans())
def test_comparison_is_coherent(a: str, b: str, lasting: bool) -> None:
    first, second = bounds_of(a, lasting), bounds_of(b, lasting)
    converse = {"coarser": "finer", "finer": "coarser"}
    relation = compare_times(first, second)
    assert compare_times(second, first) == converse.get(relation, relation)
    assert compare_times(first, first) == "equal"
    if surely_before(first, second):
        assert relation == "disjoint"
        assert not surely_before(second, first)


@given(st.text(st.sampled_from("0123456789X-/.,[]{}?~%YTZ: "), max_size=16))
@settings(max_examples=500)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = parse_time(text)
    except InputError:
        return
    assert any(four(found))


MOMENTS = st.builds(
    lambda year, month, day, clock: (year, month, min(day, month_length(year, month)), *clock),
    YEARS | st.integers(-(10**12) + 1, 10**12 - 1),
    st.integers(1, 12),
    st.integers(1, 31),
    st.sampled_from([(0, 0, 0), (23, 59, 59)]),
)


@given(MOMENTS, MOMENTS)
@settings(deadline=None)
def test_oxigraph_agrees_on_the_order(
    a: tuple[int, int, int, int, int, int], b: tuple[int, int, int, int, int, int]
) -> None:
    datetime = ox.NamedNode("http://www.w3.org/2001/XMLSchema#dateTime")
    values: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
        ox.Variable("a"): ox.Literal(lexical(a), datatype=datetime),
        ox.Variable("b"): ox.Literal(lexical(b), datatype=datetime),
    }
    rows = ox.Store().query("SELECT ?a ?b { FILTER(?a < ?b) }", substitutions=values)
    assert isinstance(rows, ox.QuerySolutions)
    assert bool(list(rows)) == (a < b)
    assert moment_of(lexical(a)) == a


@given(YEARS.filter(lambda year: year > 0), st.integers(1, 12))
def test_month_lengths_are_those_of_the_calendar(year: int, month: int) -> None:
    assert month_length(year, month) == calendar.monthrange(year, month)[1]


def test_a_bound_in_another_form_is_refused() -> None:
    for text in ("2001-09-13T00:00:00", "2001-09-13T00:00:00+01:00", "2001-09-13", "2001"):
        with pytest.raises(InputError, match="is not a bound"):
            moment_of(text)
