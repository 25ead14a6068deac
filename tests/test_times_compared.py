"""Comparing times: one situation's accounts, the order of two, and the package edtf's answers."""

from __future__ import annotations

import pytest

from interstate.time_units import moment_of
from interstate.times import compare_times, parse_time, surely_before


@pytest.mark.parametrize(
    ("a", "b", "lasting", "relation"),
    [
        ("1999", "1999", False, "equal"),
        ("1999", "1999-10", False, "coarser"),
        ("1999-10", "199X", False, "finer"),
        ("1999", "2000", False, "disjoint"),
        ("[1998,1999]", "[1999,2000]", False, "overlap"),
        ("1990/2000", "1990/1995", False, "disjoint"),
        ("1990/2000", "199X/200X", False, "finer"),
        ("1990/2000", "1990/..", False, "finer"),
        ("1990/2000", "1990/", False, "finer"),
        ("1989/", "1990/", False, "disjoint"),
        ("2001/", "/1999", False, "disjoint"),
        ("1990/", "/2000", False, "overlap"),
        ("1999~", "1999", False, "coarser"),
        ("1999~", "2000", False, "overlap"),
        ("1999-21", "1999-22", False, "overlap"),
        ("-0431", "-0430", False, "disjoint"),
        ("-043X", "-0431", False, "coarser"),
        ("1999", "2001", True, "overlap"),
        ("1999", "1999-10", True, "coarser"),
        ("1995", "1990/2000", True, "coarser"),
        ("2001", "1990/2000", True, "disjoint"),
    ],
)
def test_comparison_and_its_converse(a: str, b: str, lasting: bool, relation: str) -> None:
    converse = {"coarser": "finer", "finer": "coarser"}
    first, second = parse_time(a, lasting=lasting), parse_time(b, lasting=lasting)
    assert compare_times(first, second) == relation
    assert compare_times(second, first) == converse.get(relation, relation)


def test_coverage_can_make_two_accounts_conflict() -> None:
    open_end = parse_time("1990/..", covered_until="2018")
    assert compare_times(open_end, parse_time("1990/2005")) == "disjoint"
    assert compare_times(parse_time("1990/.."), parse_time("1990/2005")) == "coarser"


@pytest.mark.parametrize(
    ("a", "b", "before"),
    [
        ("1998", "1999", True),
        ("1998-12-31", "1999-01-01", True),
        ("1999", "1999-10", False),
        ("1999", "1998", False),
        ("1998~", "1999", False),
        ("1998", "1999?", False),
        ("1998", "1999-21", False),
        ("-0431", "-0430", True),
        ("-0430", "-0431", False),
        ("9999", "Y10000", True),
        ("1990/", "1999", False),
        ("1990/1995", "1999/..", True),
        ("1998", "../1999", False),
    ],
)
def test_surely_before(a: str, b: str, before: bool) -> None:
    assert surely_before(parse_time(a), parse_time(b)) is before


def test_what_is_only_attested_comes_before_nothing() -> None:
    assert not surely_before(parse_time("1998", lasting=True), parse_time("1999"))


# --- the package that we do not use -------------------------------------------------------------

AGREED = """
1984 1984-06 1984-06-02 0085 0000 -0430 -0430-06 2000-02 1900-02 198X 19XX 1XXX 2004-XX
2004-06-XX 2004-XX-XX 156X-12-25 15XX-12-XX 2001? 2001-09~ 2001-09-13% 2004-06~-11 ?2004-06
Y170000002 Y-170000002 [2002,2003] [1987..1989] {2002,2003} {1667,1668,1670..1672} {1960,1961-12}
2002/2003 1999-10/1999-11-04 2004-06-XX/2004-07-03 2001-21 2001-22 2001-23 1999-33 1999-37 -04XX
2004-XX-31
"""


@pytest.mark.parametrize("text", AGREED.split())
def test_the_outer_bounds_equal_those_of_edtf(text: str) -> None:
    edtf = pytest.importorskip("edtf")
    judged, ours = edtf.parse_edtf(text), parse_time(text)
    assert ours.earliest_begin is not None
    assert ours.latest_end is not None
    assert tuple(judged.lower_strict())[:3] == moment_of(ours.earliest_begin)[:3]
    assert tuple(judged.upper_strict())[:3] == moment_of(ours.latest_end)[:3]


@pytest.mark.parametrize("text", ["195X/..", "1999-2X", "2004-0X", "2004-06-1X", "2001-02-2X"])
def test_edtf_fails_on_what_we_need(text: str) -> None:
    """The reasons of the decision note; if one goes away, the note should be read again."""
    edtf = pytest.importorskip("edtf")
    with pytest.raises((edtf.EDTFParseException, ValueError, AttributeError)):
        edtf.parse_edtf(text).upper_strict()
    parse_time(text)


@pytest.mark.parametrize(
    ("text", "lower", "upper"),
    [
        ("2005/2001", (2005, 1, 1), (2001, 12, 31)),  # an end before its begin
        ("1950/", (1950, 1, 1), (1960, 1, 1)),  # ten years are invented for an unknown end
        ("/1950", (1940, 12, 31), (1950, 12, 31)),
        ("199X-02-29", (1990, 2, 29), (1999, 2, 29)),  # neither day exists
        ("2010-24", (2010, 12, 1), (2010, 12, 31)),  # winter loses January and February
        ("2001-09-11T22:00:00-04:00", (2001, 9, 11), (2001, 9, 11)),  # the hour is lost
    ],
)
def test_edtf_gives_bounds_that_would_mislead(
    text: str, lower: tuple[int, int, int], upper: tuple[int, int, int]
) -> None:
    judged = pytest.importorskip("edtf").parse_edtf(text)
    assert tuple(judged.lower_strict())[:3] == lower
    assert tuple(judged.upper_strict())[:3] == upper
