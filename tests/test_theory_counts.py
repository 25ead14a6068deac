"""Counts over cases: a whole and its parts are told apart, and so is one sentence for many."""

from __future__ import annotations

from interstate.policies import DEFAULT
from interstate.record import short
from interstate.theory_counts import Counts, count, lines
from interstate.verdicts import Bearing, Outcome
from test_verdicts import assessor, implication, verdicts
from worldly import n

GROUP = (
    "roe-2005:c9 a ist:Claim ; ist:anchoredAt roe-2005:p001 ; ist:asserts roe-2005:turns ."
    "roe-2005:turns a ist:Alignment ; ist:hasAligner state:graustark ;"
    "ist:alignsWith state:ruritania ; ist:hasItem roe-2005:counters , roe-2005:mixed ."
)
SET_THAT_IS_NO_CASE = (
    "roe-2005:c9 a ist:Claim ; ist:anchoredAt roe-2005:p001 ; ist:asserts roe-2005:turns ."
    "roe-2005:turns a ist:Relation ; ist:hasItem roe-2005:counters , roe-2005:mixed ."
)


def counts(more: str = "", without: str | None = None) -> Counts:
    policy = DEFAULT.leaving_out(claims=[n(without)]) if without else DEFAULT
    return count(list(verdicts(assessor(implication() + more, policy)).values()))


def test_cases_stand_for_themselves_where_no_set_holds_them() -> None:
    found = counts()
    assert (found.cases, found.items, found.out, found.parts_of) == (4, 0, 1, ())
    assert list(lines(found)) == ["cases: 5, in scope 4: 1 fits, 1 counters, 1 mixed, 1 silent"]
    assert found.bearings == {
        Bearing.SURVIVES: 1,
        Bearing.DISPUTES: 1,
        Bearing.CONTESTED: 1,
    }


def test_items_of_a_set_are_counted_apart_while_the_set_is_accepted() -> None:
    found = counts(GROUP)
    assert (found.cases, found.items, found.out) == (3, 2, 1)
    assert [short(whole) for whole in found.parts_of] == ["roe-2005:turns"]
    assert found.whole[Outcome.COUNTERS] == found.whole[Outcome.MIXED] == 0
    assert found.parts[Outcome.COUNTERS] == found.parts[Outcome.MIXED] == 1
    assert found.bearings == {Bearing.SURVIVES: 1}
    assert list(lines(found)) == [
        "cases: 6, in scope 5: 3 that stand for themselves and 2 parts of roe-2005:turns",
        "    3 for themselves: 1 fits, 0 counters, 0 mixed, 2 silent",
        "    2 parts, which count for nothing more: 0 fits, 1 counters, 1 mixed, 0 silent",
    ]
    assert counts(GROUP, without="roe-2005:c9") == counts()


def test_items_of_a_set_that_is_no_case_stand_for_themselves() -> None:
    """Nothing else would count them."""
    found = verdicts(assessor(implication() + SET_THAT_IS_NO_CASE)).values()
    assert {short(w) for v in found for w in v.part_of} == {"roe-2005:turns"}
    assert counts(SET_THAT_IS_NO_CASE) == counts()


def test_one_sentence_that_answers_for_many_cases_is_named() -> None:
    """One threat is told once, and two alignments follow it: one piece of evidence, two cases."""
    again = (
        "roe-2005:c9 a ist:Claim ; ist:anchoredAt roe-2005:p001 ; ist:asserts roe-2005:again ."
        "roe-2005:again a ist:Alignment ; ist:follows doe-1999:threat ;"
        "ist:hasAligner state:graustark ; ist:alignsWith state:ruritania ."
    )
    assert counts().shared == {}
    found = counts(again)
    assert found.whole[Outcome.FITS] == 2
    assert found.shared == {n("doe-1999:c002"): 2}
    assert list(lines(found))[-1] == "one sentence alone answers in 2 of these: doe-1999:c002"
