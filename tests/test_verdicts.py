"""Verdicts on small worlds in which the right outcome is known by construction."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from pyoxigraph import NamedNode

from interstate.assessment import Assessor
from interstate.bench import Bench
from interstate.derivation import derive
from interstate.errors import InputError
from interstate.graphs import Index, load_document, parse_turtle
from interstate.ground import prepare
from interstate.policies import DEFAULT, Policy
from interstate.record import short
from interstate.resting import find_mattering, with_resting
from interstate.theory_checks import interpretive_probes
from interstate.theory_library import KINDS, load_library
from interstate.verdicts import Bearing, Mark, Outcome, Verdict, read_window
from worldly import ONTOLOGY, PRELUDE, hierarchy, n, triples

SCOPE = '''
    ist:scopeSelect """
PREFIX concept: <https://w3id.org/interstate/id/concept/>
PREFIX ist: <https://w3id.org/interstate/ns#>
SELECT DISTINCT ?case ?claim WHERE {
  GRAPH ?account { ?case ist:hasAligner ?weak ; ist:alignsWith ?strong }
  GRAPH ?claim {
    ?power a ist:Comparison ; ist:comparedWith ?weak ; ist:hasSubject ?strong ; ist:hasConcept concept:power
  }
}
""" ; '''  # noqa: E501


def implication(
    kind: str = "hoop", *, scope: bool = True, rival: bool = True, probe: str = "probe:source"
) -> str:
    text = (
        f"implication:join a ist:Implication ; rdfs:label 'join'@en ; {SCOPE if scope else ''}"
        f"ist:ofProposition situation:weak-join ; ist:usesProbe {probe} ;"
        f"ist:predicts answer:partner ; ist:testKind test-kind:{kind} ;"
        "ist:rationale 'because'@en ; dcterms:created '2020-01-01' ."
    )
    if rival:
        text += (
            f"implication:balance a ist:Implication ; rdfs:label 'balance'@en ;"
            f"ist:ofProposition situation:all-balance ; ist:usesProbe {probe} ;"
            f"ist:predicts answer:third-state ; ist:testKind test-kind:{kind} ;"
            "ist:rationale 'because'@en ; dcterms:created '2020-01-01' ."
        )
    return text


def assessor(
    more: str, policy: Policy = DEFAULT, *, without: Sequence[tuple[str, str]] = ()
) -> Assessor:
    """Lay out the world, less the values of some (subject, predicate) pairs, and ``more``."""
    gone = {(n(subject), n(predicate)) for subject, predicate in without}
    kept = [t for t in triples("balance") if (t.subject, t.predicate) not in gone]
    assert len(kept) < len(triples("balance")) or not without
    index = Index((*kept, *parse_turtle(PRELUDE + more, "more")))
    ground = prepare(derive(index, hierarchy()))
    library = load_library(index, hierarchy())
    ontology = Index(t for p in ONTOLOGY.glob("*.ttl") for t in load_document(p).triples)
    return Assessor(
        Bench(ground, hierarchy(), policy),
        ground,
        library,
        interpretive=interpretive_probes(library, ontology, hierarchy()),
    )


def verdicts(found: Assessor, name: str = "implication:join") -> dict[str, Verdict]:
    library = found._library
    chosen = next(i for i in library.implications if i.iri == n(name))
    whole = with_resting(found, chosen, found.assess(chosen))
    return {short(v.case).removeprefix("situation:"): v for v in whole}


TABLE = {
    "straw-in-the-wind": ("leans-for", "leans-against", "contested", "none", "none"),
    "hoop": ("survives", "disputes", "contested", "none", "none"),
    "smoking-gun": ("supports", "leans-against", "contested", "none", "none"),
    "doubly-decisive": ("supports", "disputes", "contested", "none", "none"),
}
COMPARED = "roe-2005:c9 a ist:Claim ; ist:anchoredAt roe-2005:p001 ; ist:asserts roe-2005:w ."
WEAKER = (
    "roe-2005:w a ist:Comparison ; ist:hasSubject state:ruritania ; "
    "ist:comparedWith state:graustark ; ist:hasConcept concept:power ."
)


@pytest.mark.parametrize("kind", KINDS)
def test_each_outcome_and_its_bearing_by_kind_of_test(kind: str) -> None:
    found = verdicts(assessor(implication(kind)))
    assert {case: str(v.outcome) for case, v in found.items()} == {
        case: case for case in ("counters", "fits", "mixed", "out", "silent")
    }
    cases = ("fits", "counters", "mixed", "silent", "out")
    assert tuple(str(found[case].bearing) for case in cases) == TABLE[kind]


def test_rivals_read_the_same_rows_the_other_way() -> None:
    found = verdicts(assessor(implication()), "implication:balance")
    assert found["fits"].outcome is Outcome.COUNTERS
    assert found["counters"].outcome is Outcome.FITS
    assert found["mixed"].outcome is Outcome.MIXED
    assert found["out"].outcome is Outcome.FITS  # its implication has no scope


def test_evidence_is_walked_back_to_its_claim_and_source() -> None:
    rows = verdicts(assessor(implication()))["fits"].rows
    assert [(short(r.answer), short(r.claim), r.source, r.interested) for r in rows] == [
        ("answer:partner", "doe-1999:c002", "doe-1999", False)
    ]


def test_a_verdict_rests_on_scope_office_order_and_case_too() -> None:
    found = verdicts(assessor(implication()))["fits"]
    assert [short(c) for c in found.rests_on or ()] == [
        "doe-1999:c001",  # the case, and that it followed the threat
        "doe-1999:c002",  # the threat
        "doe-1999:c003",  # the scope: who was weaker
        "interstate:c101",  # by the threatener's office
    ]
    assert found.flips_without == found.rests_on
    assert found.without_project is Outcome.SILENT


def test_a_second_witness_makes_the_first_dispensable() -> None:
    second = (
        "roe-2005:c9 a ist:Claim ; ist:anchoredAt roe-2005:p001 ; ist:asserts roe-2005:fits2 ."
        "roe-2005:fits2 a ist:Alignment ; ist:accountOf situation:fits ; ist:follows roe-2005:t2 ;"
        "ist:hasAligner state:graustark ; ist:alignsWith state:ruritania ."
        "roe-2005:t2 a ist:Threat ; ist:hasSpeaker state:ruritania ;"
        "ist:hasAddressee state:graustark ."
    )
    found = verdicts(assessor(implication() + second))["fits"]
    assert {short(r.claim) for r in found.rows} == {"doe-1999:c002", "roe-2005:c9"}
    # Each row rests on its claim, but only the common scope flips the outcome.
    assert {short(c) for c in found.rests_on or ()} >= {"doe-1999:c002", "roe-2005:c9"}
    assert [short(c) for c in found.flips_without or ()] == ["doe-1999:c003"]


def test_rejecting_one_claim_flips_a_mixed_case_by_row() -> None:
    split = (
        "roe-2005:c8 a ist:Claim ; ist:anchoredAt roe-2005:p001 ; ist:asserts roe-2005:threat-a ."
    )
    found = assessor(implication() + split)
    mixed = verdicts(found)["mixed"]
    assert "roe-2005:c8" in {short(c) for c in mixed.flips_without or ()}
    chosen = next(i for i in found._library.implications if i.iri == n("implication:join"))
    with found.bench.without([n("roe-2005:c8")]):
        after = {short(v.case): v.outcome for v in found.assess(chosen)}
    assert after["situation:mixed"] is Outcome.FITS
    # and the bench is as it was
    assert verdicts(found)["mixed"].outcome is Outcome.MIXED


# --- caps -----------------------------------------------------------------------------------------

APPLIES = (
    "doe-1999:c9 a ist:Claim ; ist:anchoredAt doe-1999:p001 ; {mode} doe-1999:application ."
    "doe-1999:application a ist:Application ; ist:hasTheory theory:threat ;"
    "ist:hasExplanandum doe-1999:fits ."
)


def test_evidence_by_those_who_apply_the_theory_only_leans() -> None:
    found = verdicts(assessor(implication() + APPLIES.format(mode="ist:asserts")))["fits"]
    assert found.bearing is Bearing.LEANS_FOR
    assert Mark.CIRCULAR in found.marks
    assert (found.interested, found.others) == (1, 0)
    assert [short(c) for c in found.applied_by] == ["doe-1999:c9"]
    assert found.without_interested is Outcome.OUT  # the case itself goes with its only source


def test_one_row_by_others_lifts_the_cap_and_a_denied_application_makes_no_interest() -> None:
    other = (
        "roe-2005:c9 a ist:Claim ; ist:anchoredAt roe-2005:p001 ; ist:asserts roe-2005:fits2 ."
        "roe-2005:fits2 a ist:Alignment ; ist:accountOf situation:fits ; ist:follows roe-2005:t2 ;"
        "ist:hasAligner state:graustark ; ist:alignsWith state:ruritania ."
        "roe-2005:t2 a ist:Threat ; ist:hasSpeaker state:ruritania ;"
        "ist:hasAddressee state:graustark ."
    )
    found = verdicts(assessor(implication() + APPLIES.format(mode="ist:asserts") + other))["fits"]
    assert (found.bearing, found.interested, found.others) == (Bearing.SURVIVES, 1, 1)
    denied = verdicts(assessor(implication() + APPLIES.format(mode="ist:denies")))["fits"]
    assert (denied.bearing, denied.interested) == (Bearing.SURVIVES, 0)


@pytest.mark.parametrize(
    ("coverage", "bearing", "marked"),
    [
        ('"1900/2000"', Bearing.DISPUTES, False),
        ('"1900/1930"', Bearing.DISPUTES, False),  # 1920 and ten years
        ('"1900/1929"', Bearing.LEANS_AGAINST, True),  # the window is not covered
        ('"1921/2000"', Bearing.LEANS_AGAINST, True),  # the case is not
    ],
)
def test_disputing_needs_a_source_that_covers_case_and_window(
    coverage: str, bearing: Bearing, marked: bool
) -> None:
    text = implication() + COMPARED + WEAKER + f"work:roe-2005 ist:coverage {coverage} ."
    without = [("work:roe-2005", "ist:coverage")]
    found = verdicts(assessor(text, without=without))["counters"]
    assert found.bearing is bearing
    assert (Mark.COVERAGE in found.marks) is marked


def test_an_undated_case_cannot_be_shown_to_be_covered() -> None:
    without = [("roe-2005:counters", "ist:time")]
    found = verdicts(assessor(implication(), without=without))["counters"]
    assert found.bearing is Bearing.LEANS_AGAINST


@pytest.mark.parametrize(
    ("kind", "fits", "counters"),
    [
        ("smoking-gun", Bearing.LEANS_FOR, Bearing.LEANS_AGAINST),
        ("doubly-decisive", Bearing.SURVIVES, Bearing.DISPUTES),
        ("hoop", Bearing.SURVIVES, Bearing.DISPUTES),
    ],
)
def test_without_a_rival_passing_proves_no_more_than_others_would(
    kind: str, fits: Bearing, counters: Bearing
) -> None:
    found = verdicts(assessor(implication(kind, rival=False)))
    assert (found["fits"].bearing, found["counters"].bearing) == (fits, counters)
    assert (Mark.NO_RIVAL in found["fits"].marks) is (kind != "hoop")


INTERPRETIVE = '''
probe:reason a ist:Probe ; rdfs:label "Is the partner's threat given as reason?"@en ;
  ist:hasAnswer answer:partner , answer:third-state ;
  ist:caseSelect """
PREFIX ist: <https://w3id.org/interstate/ns#>
SELECT DISTINCT ?case ?claim WHERE { GRAPH ?claim { ?case a ist:Alignment } }
""" ; sh:select """
PREFIX answer: <https://w3id.org/interstate/id/answer/>
PREFIX ist: <https://w3id.org/interstate/ns#>
SELECT DISTINCT ?case ?answer ?claim WHERE {
  GRAPH ?account { ?case ist:alignsWith ?partner }
  GRAPH ?claim { ?why ist:hasExplanandum ?case ; ist:hasExplanans ?threat }
  GRAPH ?other { ?threat ist:stateAgent ?who }
  BIND(IF(?who = ?partner, answer:partner, answer:third-state) AS ?answer)
}
""" .
roe-2005:c9 a ist:Claim ; ist:anchoredAt roe-2005:p001 ; ist:asserts roe-2005:why .
roe-2005:why a ist:CausalExplanation ; ist:hasExplanandum doe-1999:fits ; ist:hasExplanans doe-1999:threat .
'''  # noqa: E501


def test_interpretation_is_a_straw_whatever_its_author_says() -> None:
    text = INTERPRETIVE + implication("doubly-decisive", scope=False, probe="probe:reason")
    found = verdicts(assessor(text))["fits"]
    assert found.outcome is Outcome.FITS
    assert found.bearing is Bearing.LEANS_FOR
    assert Mark.INTERPRETATION in found.marks


def test_a_case_that_the_theory_was_made_from_is_marked() -> None:
    found = verdicts(assessor(implication() + "theory:threat ist:builtOn situation:fits ."))
    assert Mark.FORMATIVE in found["fits"].marks
    assert Mark.FORMATIVE not in found["counters"].marks


def test_a_case_that_one_source_tells_is_marked() -> None:
    assert Mark.ONE_SOURCE in verdicts(assessor(implication()))["fits"].marks


def test_a_case_that_is_an_item_of_another_is_marked_while_the_set_is_accepted() -> None:
    group = (
        "roe-2005:c9 a ist:Claim ; ist:anchoredAt roe-2005:p001 ; ist:asserts roe-2005:turns ."
        "roe-2005:turns a ist:Relation ; ist:hasItem roe-2005:counters , roe-2005:mixed ."
    )
    found = verdicts(assessor(implication() + group))
    assert [case for case, v in found.items() if Mark.PART in v.marks] == ["counters", "mixed"]
    # It is no cap.
    assert found["mixed"].bearing is Bearing.CONTESTED
    without = DEFAULT.leaving_out(claims=[n("roe-2005:c9")])
    assert not any(
        Mark.PART in v.marks for v in verdicts(assessor(implication() + group, without)).values()
    )


def test_under_another_view_another_verdict() -> None:
    without = Policy("no-doe", "", "", without_sources=frozenset({"doe-1999"}))
    found = verdicts(assessor(implication() + COMPARED + WEAKER, without))
    assert "fits" not in found
    assert found["counters"].outcome is Outcome.COUNTERS


def test_what_is_only_reported_counts_only_where_reports_count() -> None:
    text = implication() + (
        "doe-1999:c002 ist:stance stance:reports ; ist:asserts doe-1999:c8 ."
        "doe-1999:c8 a ist:Claim ; ist:hasSpeaker person:richard-roe ; "
        "ist:asserts doe-1999:threat ."
    )
    without = [("doe-1999:c002", "ist:asserts")]
    assert verdicts(assessor(text, without=without))["fits"].outcome is Outcome.SILENT
    policy = Policy("reported", "", "", stances=frozenset({"endorses", "reports"}))
    found = verdicts(assessor(text, policy, without=without))["fits"]
    assert found.outcome is Outcome.FITS


def test_an_answer_that_is_not_on_the_list_is_refused() -> None:
    text = implication() + "probe:source ist:hasAnswer answer:partner ."
    with pytest.raises(InputError, match="not on its list"):
        verdicts(assessor(text, without=[("probe:source", "ist:hasAnswer")]))


# --- machinery ------------------------------------------------------------------------------------


def test_group_testing_finds_what_one_by_one_finds() -> None:
    nodes = [NamedNode(f"x:{i:03}") for i in range(100)]
    for bad in ({1}, {0, 99}, {10, 11, 12, 50}, set(), set(range(100))):
        wanted = {nodes[i] for i in bad}

        def changes(group: object, wanted: set[NamedNode] = wanted) -> bool:
            return not wanted.isdisjoint(group)  # type: ignore[arg-type]

        for monotone in (True, False):
            assert set(find_mattering(nodes, changes, monotone=monotone)) == wanted


def test_the_bench_returns_to_the_same_store() -> None:
    found = assessor(implication())
    before = set(found.bench.quads())
    with found.bench.without([n("doe-1999:c001"), n("roe-2005:c002")]):
        assert set(found.bench.quads()) < before
    assert set(found.bench.quads()) == before
    fresh = assessor(implication())
    with found.bench.without([n("doe-1999:c001")]):
        direct = Bench(fresh._ground, hierarchy(), DEFAULT.leaving_out(claims=[n("doe-1999:c001")]))
        assert set(found.bench.quads()) == set(direct._store)


@pytest.mark.parametrize("text", ["10 years", "P", "P1W", "1Y"])
def test_odd_windows_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="write P10Y"):
        read_window(text)


def test_the_world_is_sound() -> None:
    assert derive(Index(triples("balance")), hierarchy()).findings == ()
