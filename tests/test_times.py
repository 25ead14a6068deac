"""Reading times: a table by hand, properties, and two outside judges (Oxigraph, PyPI edtf)."""

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
from interstate.time_words import ROWS, suggestion_for
from interstate.times import Bounds, compare_times, parse_time, surely_before

# In the tables "1999-10-01<" is the first second of a day, "1999-10-31>" the last; "-" is no bound.
# Columns: text, earliest begin, latest begin, earliest end, latest end; then "~" if approximate.
EVENTS = """
2001-09-13       2001-09-13< 2001-09-13> 2001-09-13< 2001-09-13>
1999-10          1999-10-01< 1999-10-31> 1999-10-01< 1999-10-31>
1999             1999-01-01< 1999-12-31> 1999-01-01< 1999-12-31>
2000-02          2000-02-01< 2000-02-29> 2000-02-01< 2000-02-29>
1900-02          1900-02-01< 1900-02-28> 1900-02-01< 1900-02-28>
0085             0085-01-01< 0085-12-31> 0085-01-01< 0085-12-31>
0000             0000-01-01< 0000-12-31> 0000-01-01< 0000-12-31>
0000-02          0000-02-01< 0000-02-29> 0000-02-01< 0000-02-29>
-0430            -0430-01-01< -0430-12-31> -0430-01-01< -0430-12-31>
-0430-06         -0430-06-01< -0430-06-30> -0430-06-01< -0430-06-30>
-0430-06-02      -0430-06-02< -0430-06-02> -0430-06-02< -0430-06-02>
Y170000002       170000002-01-01< 170000002-12-31> 170000002-01-01< 170000002-12-31>
Y-170000002      -170000002-01-01< -170000002-12-31> -170000002-01-01< -170000002-12-31>
Y10000-02        10000-02-01< 10000-02-29> 10000-02-01< 10000-02-29>
198X             1980-01-01< 1989-12-31> 1980-01-01< 1989-12-31>
19XX             1900-01-01< 1999-12-31> 1900-01-01< 1999-12-31>
1XXX             1000-01-01< 1999-12-31> 1000-01-01< 1999-12-31>
19X5             1905-01-01< 1995-12-31> 1905-01-01< 1995-12-31>
-000X            -0009-01-01< -0001-12-31> -0009-01-01< -0001-12-31>
-04XX            -0499-01-01< -0400-12-31> -0499-01-01< -0400-12-31>
2004-XX          2004-01-01< 2004-12-31> 2004-01-01< 2004-12-31>
2004-0X          2004-01-01< 2004-09-30> 2004-01-01< 2004-09-30>
2004-1X          2004-10-01< 2004-12-31> 2004-10-01< 2004-12-31>
2004-X1          2004-01-01< 2004-11-30> 2004-01-01< 2004-11-30>
2004-XX-XX       2004-01-01< 2004-12-31> 2004-01-01< 2004-12-31>
2004-06-XX       2004-06-01< 2004-06-30> 2004-06-01< 2004-06-30>
2004-06-0X       2004-06-01< 2004-06-09> 2004-06-01< 2004-06-09>
2004-06-1X       2004-06-10< 2004-06-19> 2004-06-10< 2004-06-19>
2004-06-3X       2004-06-30< 2004-06-30> 2004-06-30< 2004-06-30>
2001-02-2X       2001-02-20< 2001-02-28> 2001-02-20< 2001-02-28>
2004-XX-31       2004-01-31< 2004-12-31> 2004-01-31< 2004-12-31>
156X-12-25       1560-12-25< 1569-12-25> 1560-12-25< 1569-12-25>
15XX-12-XX       1500-12-01< 1599-12-31> 1500-12-01< 1599-12-31>
199X-02-29       1992-02-29< 1996-02-29> 1992-02-29< 1996-02-29>
1999-33          1999-01-01< 1999-03-31> 1999-01-01< 1999-03-31>
1999-36          1999-10-01< 1999-12-31> 1999-10-01< 1999-12-31>
1999-37          1999-01-01< 1999-04-30> 1999-01-01< 1999-04-30>
1999-39          1999-09-01< 1999-12-31> 1999-09-01< 1999-12-31>
1999-40          1999-01-01< 1999-06-30> 1999-01-01< 1999-06-30>
1999-41          1999-07-01< 1999-12-31> 1999-07-01< 1999-12-31>
2001-21          2001-03-01< 2001-05-31> 2001-03-01< 2001-05-31> ~
2001-22          2001-06-01< 2001-08-31> 2001-06-01< 2001-08-31> ~
2001-23          2001-09-01< 2001-11-30> 2001-09-01< 2001-11-30> ~
2003-24          2003-12-01< 2004-02-29> 2003-12-01< 2004-02-29> ~
2001-28          2001-12-01< 2002-02-28> 2001-12-01< 2002-02-28> ~
2001-29          2001-09-01< 2001-11-30> 2001-09-01< 2001-11-30> ~
2001-30          2001-12-01< 2002-02-28> 2001-12-01< 2002-02-28> ~
1999-2X          1999-03-01< 2000-02-29> 1999-03-01< 2000-02-29> ~
2001-09~         2001-09-01< 2001-09-30> 2001-09-01< 2001-09-30> ~
2001?            2001-01-01< 2001-12-31> 2001-01-01< 2001-12-31> ~
2001-09-13%      2001-09-13< 2001-09-13> 2001-09-13< 2001-09-13> ~
2004-06~-11      2004-06-11< 2004-06-11> 2004-06-11< 2004-06-11> ~
?2004-06         2004-06-01< 2004-06-30> 2004-06-01< 2004-06-30> ~
2004-?06-~11     2004-06-11< 2004-06-11> 2004-06-11< 2004-06-11> ~
198X~            1980-01-01< 1989-12-31> 1980-01-01< 1989-12-31> ~
[2002,2003]      2002-01-01< 2003-12-31> 2002-01-01< 2003-12-31>
[1987..1989]     1987-01-01< 1989-12-31> 1987-01-01< 1989-12-31>
[2003,2001-05]   2001-05-01< 2003-12-31> 2001-05-01< 2003-12-31>
[198X,2001]      1980-01-01< 2001-12-31> 1980-01-01< 2001-12-31>
[..1984]         - 1984-12-31> - 1984-12-31>
[1984..]         1984-01-01< - 1984-01-01< -
[1980,1984..]    1980-01-01< - 1980-01-01< -
[1984]           1984-01-01< 1984-12-31> 1984-01-01< 1984-12-31>
[1984?,1986]     1984-01-01< 1986-12-31> 1984-01-01< 1986-12-31> ~
{2002,2003}      2002-01-01< 2002-12-31> 2003-01-01< 2003-12-31>
{1987..1989}     1987-01-01< 1987-12-31> 1989-01-01< 1989-12-31>
{1667,1668,1670..1672} 1667-01-01< 1667-12-31> 1672-01-01< 1672-12-31>
{2002,2002-05}   2002-01-01< 2002-05-31> 2002-05-01< 2002-12-31>
{..1984,1990}    - - 1990-01-01< 1990-12-31>
{1984..}         1984-01-01< 1984-12-31> - -
2002/2003        2002-01-01< 2002-12-31> 2003-01-01< 2003-12-31>
2004-02-01/2005  2004-02-01< 2004-02-01> 2005-01-01< 2005-12-31>
1999-10/1999-10-12 1999-10-01< 1999-10-12> 1999-10-12< 1999-10-12>
1999-10/1999     1999-10-01< 1999-10-31> 1999-10-01< 1999-12-31>
-0431/-0404      -0431-01-01< -0431-12-31> -0404-01-01< -0404-12-31>
-0002/0003       -0002-01-01< -0002-12-31> 0003-01-01< 0003-12-31>
2004-06-XX/2004-07-03 2004-06-01< 2004-06-30> 2004-07-03< 2004-07-03>
195X/1989        1950-01-01< 1959-12-31> 1989-01-01< 1989-12-31>
195X/..          1950-01-01< 1959-12-31> 1959-12-31> -
2001-09-11/..    2001-09-11< 2001-09-11> 2001-09-11> -
2001-09-11/      2001-09-11< 2001-09-11> - -
/1989-02         - - 1989-02-01< 1989-02-28>
../1989-02       - - 1989-02-01< 1989-02-28>
1984~/..         1984-01-01< 1984-12-31> 1984-12-31> - ~
1984/2004-06~    1984-01-01< 1984-12-31> 2004-06-01< 2004-06-30> ~
"""

# The same for relations, conditions and attitudes: intervals read alike, the rest only attests.
LASTING = """
2001-09-13       - 2001-09-13> 2001-09-13< -
1999-10          - 1999-10-31> 1999-10-01< -
198X             - 1989-12-31> 1980-01-01< -
2001-09~         - 2001-09-30> 2001-09-01< - ~
[2002,2003]      - 2003-12-31> 2002-01-01< -
{2002,2003}      - 2002-12-31> 2003-01-01< -
{1987..1989}     - 1987-12-31> 1989-01-01< -
[..1984]         - 1984-12-31> - -
[1984..]         - - 1984-01-01< -
2002/2003        2002-01-01< 2002-12-31> 2003-01-01< 2003-12-31>
195X/..          1950-01-01< 1959-12-31> 1959-12-31> -
2001-09-11/      2001-09-11< 2001-09-11> - -
/1989            - - 1989-01-01< 1989-12-31>
"""

ROW = re.compile(r"^(\S+) +(\S+) (\S+) (\S+) (\S+)( ~)?$", re.MULTILINE)


def rows(table: str) -> list[tuple[str, ...]]:
    found = ROW.findall(table)
    assert len(found) == len(table.strip().splitlines())
    return found


def bound(short: str) -> str | None:
    if short == "-":
        return None
    return short[:-1] + {"<": "T00:00:00Z", ">": "T23:59:59Z"}[short[-1]]


def four(bounds: Bounds) -> tuple[str | None, ...]:
    return (
        bounds.earliest_begin,
        bounds.latest_begin,
        bounds.earliest_end,
        bounds.latest_end,
    )


@pytest.mark.parametrize("row", rows(EVENTS), ids=lambda row: row[0])
def test_event(row: tuple[str, ...]) -> None:
    found = parse_time(row[0])
    assert four(found) == tuple(map(bound, row[1:5]))
    assert found.approximate == bool(row[5])


@pytest.mark.parametrize("row", rows(LASTING), ids=lambda row: row[0])
def test_lasting(row: tuple[str, ...]) -> None:
    found = parse_time(row[0], lasting=True)
    assert four(found) == tuple(map(bound, row[1:5]))
    assert found.approximate == bool(row[5])


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2001-09-11T08:46:40Z", "2001-09-11T08:46:40Z"),
        ("2001-09-11T08:46:40", "2001-09-11T08:46:40Z"),
        ("2001-09-11T08:46:40-04:00", "2001-09-11T12:46:40Z"),
        ("2001-09-11T22:00:00-04", "2001-09-12T02:00:00Z"),
        ("2001-12-31T23:00:00-02:30", "2002-01-01T01:30:00Z"),
        ("2000-03-01T01:00:00+05:00", "2000-02-29T20:00:00Z"),
        ("0001-01-01T00:00:00+01:00", "0000-12-31T23:00:00Z"),
    ],
)
def test_time_of_day_is_one_second_in_utc(text: str, utc: str) -> None:
    assert four(parse_time(text)) == (utc,) * 4


@pytest.mark.parametrize(
    ("text", "kind"),
    [("2001", "single"), ("{2001}", "set"), ("[2001..]", "set"), ("2001/", "interval")],
)
def test_kind(text: str, kind: str) -> None:
    assert parse_time(text).kind == kind


@pytest.mark.parametrize(
    ("covered_until", "earliest_end"),
    [
        (None, "1959-12-31T23:59:59Z"),
        ("1947", "1959-12-31T23:59:59Z"),
        ("2018", "2018-12-31T23:59:59Z"),
        ("1947/2018-05", "2018-05-31T23:59:59Z"),
        ("1947/..", "1959-12-31T23:59:59Z"),
    ],
)
def test_open_end_lasts_as_far_as_the_source_covers(
    covered_until: str | None, earliest_end: str
) -> None:
    for lasting in (True, False):
        found = parse_time("195X/..", lasting=lasting, covered_until=covered_until)
        assert (found.earliest_end, found.latest_end) == (earliest_end, None)


def test_coverage_says_nothing_of_an_unknown_or_a_stated_end() -> None:
    for text in ("1950/", "/1950", "1950/1960", "1950", "[1950..]"):
        assert parse_time(text, covered_until="2018") == parse_time(text)


# --- refusals ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("in the 1980s", 'write 198X ("in the 1980s" is 198X)'),
        ("1980's", 'write 198X ("in the 1980s"'),
        ("198x", 'write 198X ("in the 1980s"'),
        ("198u", 'write 198X ("in the 1980s"'),
        ("late 1980s", 'write [1987..1989], basis inferred ("late 1980s (early: 0–3, mid: 4–6'),
        ("the early 1950s", "write [1950..1953], basis inferred ("),
        ("mid-1960s", "write [1964..1966], basis inferred ("),
        ("from the 1950s onward", 'write 195X/.. ("from the 1950s onward" is 195X/..)'),
        ("since 1947", 'write 1947/.. ("from the 1950s onward"'),
        ("in 2002 or 2003", 'write [2002,2003] ("in 2002 or 2003"'),
        ("2002 and 2003", 'write {2002,2003} ("in 2002 and 2003"'),
        ("from 2002 to 2003", 'write 2002/2003 ("from 2002 to 2003"'),
        ("2002-2003", 'write 2002/2003 ("from 2002 to 2003"'),
        ("2002–2003", 'write 2002/2003 ("from 2002 to 2003"'),
        ("1998/99", 'write 1998/1999 ("from 2002 to 2003"'),
        ("circa 1999", "write 1999~."),
        ("1999?~", "write 1999%."),
        ("20010913", "write 2001-09-13."),
        ("2001-9-1", "write 2001-09-01."),
        ("2001-9", "write 2001-09."),
        ("September 2001", "write 2001-09."),
        ("13 Sept. 2001", "write 2001-09-13."),
        ("September 13th, 2001", "write 2001-09-13."),
        (" 2001 ", "in the 1980s"),
        ("soon", '"in the 1980s" is 198X; "late 1980s (early: 0–3, mid: 4–6, late: 7–9)" is'),
        ("", "leave the time out if unknown"),
        ("unknown", "leave the time out if unknown"),
        ("soon/2001", '"from 2002 to 2003" is 2002/2003'),
        ("[late 1980s,2001]", "write [1987..1989]"),
        ("2005/2001", 'the earlier date first ("from 2002 to 2003" is 2002/2003)'),
        ("2001-09-13/2001-09-12", "the earlier date first"),
        ("-0404/-0431", "the earlier date first"),
        ("[1989..1987]", '("late 1980s" is [1987..1989])'),
        ("2001/2002/2003", "one begin and one end"),
        ("../..", "leave the time out"),
        ("/", "leave the time out"),
        ("[..]", "leave the time out"),
        ("XXXX", "leave the time out"),
        ("XXXX-12-25", "leave the time out"),
        ("[]", "[2002,2003] or {2002,2003}"),
        ("{2002, 2003}", "[2002,2003] or {2002,2003}"),
        ("[2002,]", "[2002,2003] or {2002,2003}"),
        ("2001-02-30", "look up the day in the source"),
        ("2001-02-29", "look up the day in the source"),
        ("1900-02-29", "look up the day in the source"),
        ("2001-02-3X", "look up the day in the source"),
        ("2001-04-31/2002", "look up the day in the source"),
        ("2001-04-00", "look up the day in the source"),
        ("2001-13", "months are 01 to 12"),
        ("2001-00", "months are 01 to 12"),
        ("2001-42", "months are 01 to 12"),
        ("2001-3X", "months are 01 to 12"),
        ("2001-21-05", "or no day"),
        ("2001-2X-05", "or no day"),
        ("Y1984", "four digits without the Y"),
        ("Y-01984", "four digits without the Y"),
        ("Y1234567890123", "at most 12 digits"),
        ("Y17E7", "write an EDTF date"),
        ("-0000", "write 0000 for 1 BCE"),
        ("2001-09-11T24:00:00Z", "write 00:00:00 to 23:59:59"),
        ("2001-09-11T23:59:60Z", "write 00:00:00 to 23:59:59"),
        ("2001-09-11T08:00:00+15:00", "zones go from -14:00 to +14:00"),
        ("2001-09-XXT08:00:00Z", "leave the time of day out"),
        ("1" * 2000, "one EDTF date, set or interval"),
        ("٢٠٠١", "write an EDTF date"),
    ],
)
def test_refusal_says_what_to_write(text: str, remedy: str) -> None:
    for lasting in (True, False):
        with pytest.raises(InputError) as caught:
            parse_time(text, lasting=lasting)
        assert remedy in caught.value.remedy
        assert len(str(caught.value)) < 500


@pytest.mark.parametrize(("words", "form"), ROWS.values())
def test_every_row_of_the_table_is_what_we_advise(words: str, form: str) -> None:
    suggested = suggestion_for(re.sub(r" \(.*\)", "", words))
    assert suggested is not None
    assert suggested[0] == form.split(", basis")[0]
    parse_time(suggested[0])


# --- comparing --------------------------------------------------------------------------------


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


# --- properties -------------------------------------------------------------------------------

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
