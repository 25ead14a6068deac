"""What is computed from authored statements: description, attribution, roles, times, PROV."""

from __future__ import annotations

import re

import pytest
from pyoxigraph import Triple

from growth import cpu_seconds
from interstate.derivation import Derived, derive
from interstate.graphs import Index, parse_turtle
from interstate.namespaces import IST
from worldly import PRELUDE, SHARED, brief, derived_of, facts, hierarchy, n, world


@pytest.fixture(scope="module")
def ruritania() -> Derived:
    return world("ruritania")[1]


def rules(derived: Derived) -> set[tuple[str, str]]:
    return {
        (f.rule, f.focus.removeprefix("https://w3id.org/interstate/id/")) for f in derived.findings
    }


CLAIM = "doe-1999:c1 a ist:Claim ; ist:hasCitation doe-1999:n1 ; ist:hasSpeaker person:x ; "
CLAIM_2 = "doe-1999:c2 a ist:Claim ; ist:hasCitation doe-1999:n1 ; ist:hasSpeaker person:x ; "


def test_a_whole_world_has_no_findings(ruritania: Derived) -> None:
    assert ruritania.findings == ()


def test_parts_are_described_by_the_claim_whose_content_reaches_them(ruritania: Derived) -> None:
    described = facts(ruritania, "ist:describedIn")
    assert described["doe-1999:shelling"] == {"doe-1999:c001"}  # threatened: an opaque part
    assert described["doe-1999:demand-bases"] == {"doe-1999:c003"}  # an item without a claim
    assert described["doe-1999:demand-break"] == {"doe-1999:c004"}  # an item with its own
    assert described["doe-1999:ties"] == {"doe-1999:c004"}
    assert described["doe-1999:alignment"] == {"doe-1999:c006"}  # though c007 explains it
    assert described["doe-1999:c009"] == {"doe-1999:c008"}  # an inner claim
    assert "doe-1999:c001" not in described
    assert not any(subject.startswith("situation:") for subject in described)


def test_content_is_told_apart_from_parts(ruritania: Derived) -> None:
    contents = facts(ruritania, "ist:contentOf")
    assert contents["doe-1999:demand-break"] == {"doe-1999:c004"}
    assert "doe-1999:demand-bases" not in contents


@pytest.mark.parametrize(
    ("turtle", "expected"),
    [
        pytest.param(
            "doe-1999:war a ist:War .",
            {("derivation-describedIn-none", "doe-1999/war")},
            id="nobody-describes-it",
        ),
        pytest.param(
            f"{CLAIM} ist:asserts doe-1999:a . {CLAIM_2} ist:asserts doe-1999:a ."
            "doe-1999:a a ist:War .",
            {("derivation-describedIn-two", "doe-1999/a")},
            id="content-of-two",
        ),
        pytest.param(
            f"{CLAIM} ist:asserts doe-1999:a . {CLAIM_2} ist:asserts doe-1999:b ."
            "doe-1999:a a ist:Act ; ist:follows doe-1999:p . doe-1999:p a ist:War ."
            "doe-1999:b a ist:Act ; ist:follows doe-1999:p .",
            {("derivation-describedIn-two", "doe-1999/p")},
            id="private-part-of-two",
        ),
        pytest.param(
            f"{CLAIM} ist:asserts doe-1999:a . {CLAIM_2} ist:asserts doe-1999:p ."
            "doe-1999:a a ist:Act ; ist:follows doe-1999:p . doe-1999:p a ist:War .",
            set(),
            id="reference-to-another-claims-content",
        ),
        pytest.param(
            "doe-1999:c1 a ist:Claim ; ist:hasSpeaker person:x ; ist:asserts doe-1999:a ."
            "doe-1999:a a ist:War .",
            {("derivation-describedIn-none", "doe-1999/c1")},
            id="claim-in-the-air",
        ),
        pytest.param(
            f"{CLAIM} ist:asserts doe-1999:a . doe-1999:a a ist:Response ;"
            "ist:respondsTo doe-1999:c9 . doe-1999:c9 a ist:Accusation ; ist:asserts doe-1999:b ."
            "doe-1999:b a ist:Act .",
            set(),
            id="a-claim-that-is-a-part",
        ),
        pytest.param(
            f"{CLAIM} ist:asserts situation:war . situation:war a ist:War .",
            {("derivation-content-reference", "situation/war")},
            id="reference-as-content",
        ),
        pytest.param(
            "doe-1999:c1 a ist:Claim ; ist:asserts doe-1999:c2 ."
            "doe-1999:c2 a ist:Claim ; ist:asserts doe-1999:c3 ."
            "doe-1999:c3 a ist:Claim ; ist:asserts doe-1999:c2 .",
            {
                ("derivation-describedIn-two", "doe-1999/c2"),
                ("derivation-describedIn-none", "doe-1999/c1"),
            },
            id="a-circle-entered-from-outside",
        ),
        pytest.param(
            "doe-1999:c2 a ist:Claim ; ist:asserts doe-1999:c3 ."
            "doe-1999:c3 a ist:Claim ; ist:asserts doe-1999:c2 .",
            {("derivation-nesting-cycle", "doe-1999/c2")},
            id="a-circle",
        ),
        pytest.param(
            f"{CLAIM} ist:asserts doe-1999:a . doe-1999:a a ist:War ; ist:time 'late 1980s' .",
            {("derivation-time", "doe-1999/a")},
            id="words-for-a-time",
        ),
        pytest.param(
            "doe-1999:c1 a ist:Claim ; ist:anchoredAt doe-1999:p1 ; ist:asserts doe-1999:a ."
            "doe-1999:a a ist:War . doe-1999:p1 oa:hasSource work:w .",
            {("derivation-speaker-none", "doe-1999/c1")},
            id="nobody-speaks",
        ),
    ],
)
def test_faults_are_found(turtle: str, expected: set[tuple[str, str]]) -> None:
    assert rules(derived_of(turtle)) == expected


def test_two_describing_claims_are_both_named() -> None:
    derived = derived_of(
        f"{CLAIM} ist:asserts doe-1999:a . {CLAIM_2} ist:denies doe-1999:a . doe-1999:a a ist:War ."
    )
    assert "doe-1999:c1 and doe-1999:c2" in derived.findings[0].message


def test_speakers_default_to_the_makers_of_the_source(ruritania: Derived) -> None:
    speakers = facts(ruritania, "ist:hasSpeaker")
    assert speakers["doe-1999:c001"] == {"person:jane-doe"}
    assert speakers["roe-2005:c001"] == {"person:richard-roe"}
    assert "doe-1999:c009" not in speakers  # an inner claim has its own
    assert "interstate:c001" not in speakers


def test_stance_decides_what_the_outer_speaker_commits_to(ruritania: Derived) -> None:
    affirms, rejects = facts(ruritania, "ist:affirms"), facts(ruritania, "ist:rejects")
    assert affirms["doe-1999:c008"] == {"doe-1999:c009"}  # reports: only that it was said
    assert affirms["doe-1999:c010"] == {"doe-1999:c011", "doe-1999:fear"}  # endorses
    assert affirms["roe-2005:c005"] == {"roe-2005:c006"}
    assert rejects["roe-2005:c005"] == {"roe-2005:refusal"}  # disputes
    assert rejects["roe-2005:c001"] == {"roe-2005:threat"}


@pytest.mark.parametrize(
    ("outer", "stance", "inner", "affirmed", "rejected"),
    [
        ("asserts", "endorses", "asserts", {"c2", "a"}, set()),
        ("asserts", "endorses", "denies", {"c2"}, {"a"}),
        ("asserts", "endorses", "supposes", {"c2"}, set()),
        ("asserts", "reports", "asserts", {"c2"}, set()),
        ("asserts", "doubts", "asserts", {"c2"}, set()),
        ("asserts", "disputes", "asserts", {"c2"}, {"a"}),
        ("asserts", "disputes", "denies", {"c2", "a"}, set()),
        ("asserts", "disputes", "supposes", {"c2"}, set()),
        ("denies", "endorses", "asserts", set(), {"c2"}),
        ("denies", "reports", "denies", set(), {"c2"}),
        ("supposes", "endorses", "asserts", set(), set()),
    ],
)
def test_content_and_stance_truth_table(
    outer: str, stance: str, inner: str, affirmed: set[str], rejected: set[str]
) -> None:
    derived = derived_of(
        f"{CLAIM} ist:{outer} doe-1999:c2 ; ist:stance stance:{stance} ."
        f"doe-1999:c2 a ist:Claim ; ist:{inner} doe-1999:a . doe-1999:a a ist:War ."
    )
    full = {"affirms": affirmed, "rejects": rejected}
    for predicate, wanted in full.items():
        found = facts(derived, f"ist:{predicate}").get("doe-1999:c1", set())
        assert {name.removeprefix("doe-1999:") for name in found} == wanted


def test_an_endorsed_dispute_is_a_dispute() -> None:
    derived = derived_of(
        f"{CLAIM} ist:asserts doe-1999:c2 ; ist:stance stance:endorses ."
        "doe-1999:c2 a ist:Claim ; ist:asserts doe-1999:c3 ; ist:stance stance:disputes ."
        "doe-1999:c3 a ist:Claim ; ist:asserts doe-1999:a . doe-1999:a a ist:War ."
    )
    assert facts(derived, "ist:rejects")["doe-1999:c1"] == {"doe-1999:a"}
    assert facts(derived, "ist:hearsayDepth")["doe-1999:c3"] == {"2"}
    assert facts(derived, "ist:rootClaim")["doe-1999:c3"] == {"doe-1999:c1"}


def test_items_inherit_what_they_do_not_say_and_acceptance_reaches_them(
    ruritania: Derived,
) -> None:
    assert facts(ruritania, "ist:hasAddressee")["doe-1999:demand-break"] == {"state:graustark"}
    assert facts(ruritania, "ist:time")["doe-1999:demand-break"] == {"1950-03-02"}
    assert facts(ruritania, "ist:latestEnd")["doe-1999:demand-break"] == {"1950-03-02T23:59:59Z"}
    assert facts(ruritania, "ist:respondsTo") == {
        "doe-1999:acceptance": {"doe-1999:demand-bases", "doe-1999:demand-break"}
    }


def test_an_items_own_speaker_stands_and_a_refusal_of_the_set_does_not_reach_it() -> None:
    derived = derived_of(
        f"{CLAIM} ist:asserts doe-1999:s . {CLAIM_2} ist:asserts doe-1999:r ."
        "doe-1999:s a ist:DemandSet ; ist:hasSpeaker state:a ; ist:hasItem doe-1999:d ."
        "doe-1999:d a ist:Demand ; ist:hasSpeaker person:b ."
        "doe-1999:r a ist:Refusal ; ist:respondsTo doe-1999:s ."
    )
    assert facts(derived, "ist:hasSpeaker") == {}
    assert facts(derived, "ist:respondsTo") == {}


def test_inherited_statements_need_the_set(ruritania: Derived) -> None:
    item, group = n("doe-1999:demand-break"), n("doe-1999:demands")
    for predicate, value in (
        (IST.stateTarget, "state:graustark"),
        (IST.hasSpeaker, "state:ruritania"),
    ):
        assert ruritania.needs[Triple(item, predicate, n(value))] == (frozenset({group}),)
    assert any(t.subject == item and t.predicate == IST.latestEnd for t in ruritania.needs)


def test_states_act_through_organs_and_office_holders(ruritania: Derived) -> None:
    agents = facts(ruritania, "ist:stateAgent")
    assert agents["doe-1999:shelling"] == {"state:ruritania"}  # by an organ of an organ
    assert agents["doe-1999:threat"] == {"state:ruritania"}  # by its envoy
    ways = ruritania.needs[Triple(n("doe-1999:threat"), IST.stateAgent, n("state:ruritania"))]
    assert {brief(node) for way in ways for node in way} == {
        "doe-1999:rupert-envoy",
        "interstate:rupert-envoy",
        "roe-2005:rupert-marshal",
    }


@pytest.mark.parametrize(
    ("act_time", "office", "found"),
    [
        ("1950-03", "ist:time '1949/1951'", True),
        ("1950-03", "ist:time '1950'", True),
        ("1950-03", "ist:time '1951'", False),
        ("1952", "ist:time '1949/1951'", False),
        ("1950-03", "", False),
        ("", "ist:time '1949/1951'", False),
    ],
)
def test_an_office_counts_only_at_its_time(act_time: str, office: str, found: bool) -> None:
    time_of_act = f"; ist:time '{act_time}'" if act_time else ""
    derived = derived_of(
        f"{CLAIM} ist:asserts doe-1999:a . {CLAIM_2} ist:asserts doe-1999:o ."
        f"doe-1999:a a ist:Act ; ist:hasAgent person:p {time_of_act} ."
        "doe-1999:o a ist:OfficeHolding ; ist:hasHolder person:p ;"
        f"ist:hasOffice office:m ; {office} ."
        "office:m a ist:Office ; ist:officeOf state:r . state:r a ist:State ."
    )
    assert facts(derived, "ist:stateAgent") == ({"doe-1999:a": {"state:r"}} if found else {})


def test_a_denied_office_makes_no_state_act() -> None:
    derived = derived_of(
        f"{CLAIM} ist:asserts doe-1999:a . {CLAIM_2} ist:denies doe-1999:o ."
        "doe-1999:a a ist:Act ; ist:hasAgent person:p ; ist:time '1950' ."
        "doe-1999:o a ist:OfficeHolding ; ist:hasHolder person:p ; ist:hasOffice office:m ;"
        "ist:time '1950' . office:m ist:officeOf state:r . state:r a ist:State ."
    )
    assert facts(derived, "ist:stateAgent") == {}


def test_acting_for_a_state_is_the_state_acting() -> None:
    derived = derived_of(
        f"{CLAIM} ist:asserts doe-1999:a . state:r a ist:State ."
        "doe-1999:a a ist:Act ; ist:hasAgent person:p ; ist:actsFor state:r ."
    )
    assert facts(derived, "ist:stateAgent") == {"doe-1999:a": {"state:r"}}


@pytest.mark.parametrize(("kind", "found"), [("ist:Attack", True), ("ist:Coup", False)])
def test_a_coup_is_no_act_of_the_state_whose_army_makes_it(kind: str, found: bool) -> None:
    derived = derived_of(
        f"{CLAIM} ist:asserts doe-1999:a . state:r a ist:State ."
        "organization:army a ist:StateOrgan ; ist:organOf state:r ."
        "organization:cabinet a ist:Government ; ist:organOf state:r ."
        f"doe-1999:a a {kind} ; ist:hasAgent organization:army ;"
        "ist:hasTarget organization:cabinet ."
    )
    assert facts(derived, "ist:stateAgent") == ({"doe-1999:a": {"state:r"}} if found else {})
    assert facts(derived, "ist:stateTarget") == {"doe-1999:a": {"state:r"}}


def test_relations_are_attested_events_contained(ruritania: Derived) -> None:
    assert facts(ruritania, "ist:latestBegin")["doe-1999:bases-given"] == {"1950-12-31T23:59:59Z"}
    assert "roe-2005:rupert-marshal" not in facts(ruritania, "ist:earliestBegin")
    # Open to the right: not ended as far as the source covers.
    assert facts(ruritania, "ist:earliestEnd")["doe-1999:alignment"] == {"1995-12-31T23:59:59Z"}
    assert facts(ruritania, "ist:earliestEnd")["roe-2005:alignment"] == {"2004-12-31T23:59:59Z"}


def test_approximate_times_are_marked() -> None:
    derived = derived_of(
        f"{CLAIM} ist:asserts doe-1999:a . doe-1999:a a ist:War ; ist:time '1950~' ."
    )
    assert facts(derived, "ist:approximate") == {"doe-1999:a": {"true"}}


@pytest.mark.parametrize(
    ("bound", "low", "high"),
    [
        ("at-least", True, False),
        ("more-than", True, False),
        ("at-most", False, True),
        ("less-than", False, True),
        ("nearly", False, True),
        ("about", False, False),
        (None, False, False),
    ],
)
def test_bounds_of_figures(bound: str | None, low: bool, high: bool) -> None:
    said = f"; ist:hasBound bound:{bound}" if bound else ""
    derived = derived_of(
        f"{CLAIM} ist:asserts doe-1999:m . doe-1999:m a ist:Measurement ; ist:value 80 {said} ."
    )
    assert ("doe-1999:m" in facts(derived, "ist:low")) is low
    assert ("doe-1999:m" in facts(derived, "ist:high")) is high


def test_provenance(ruritania: Derived) -> None:
    assert facts(ruritania, "prov:wasDerivedFrom")["doe-1999:c001"] == {"doe-1999:p001"}
    assert facts(ruritania, "prov:wasGeneratedBy")["doe-1999:c001"] == {"curation:doe-1999-entry"}
    assert "doe-1999:c009" not in facts(ruritania, "prov:wasGeneratedBy")
    attributed = facts(ruritania, "prov:wasAttributedTo")
    assert attributed["doe-1999:c001"] == {"person:jane-doe"}
    assert attributed["doe-1999:c009"] == {"person:prince-otto"}


def test_order_of_statements_changes_nothing(ruritania: Derived) -> None:
    index, _ = world("ruritania")
    again = derive(Index(reversed(index.triples)), hierarchy())
    assert again.triples == ruritania.triples
    assert again.findings == ruritania.findings


def test_deep_and_shared_structures_stay_linear() -> None:
    """A chain of claims and a part that every claim shares: neither may grow quadratically."""

    def seconds(size: int) -> float:
        lines = [
            f"doe-1999:c{i} a ist:Claim ; ist:hasCitation doe-1999:n ; ist:asserts doe-1999:a{i} ."
            f"doe-1999:a{i} a ist:Act ; ist:follows doe-1999:shared , doe-1999:a{i + 1} ."
            for i in range(size)
        ]
        index = Index(parse_turtle(PRELUDE + "\n".join(lines), "<test>"))
        return cpu_seconds(lambda: derive(index, hierarchy()))

    assert seconds(2000) < 4 * 2.5 * seconds(500)


# --- the samples of the model's own page ---------------------------------------------------------


@pytest.fixture(scope="module")
def samples() -> dict[str, Derived]:
    page = SHARED / "model.md"
    if not page.is_file():
        pytest.skip("../shared/model.md is not here")
    found = re.findall(r"^### ([A-F])\..*?```turtle\n(.*?)```", page.read_text(), re.M | re.S)
    assert [letter for letter, _ in found] == list("ABCDEF")
    shared = (
        "@prefix state: <https://w3id.org/interstate/id/state/> ."
        "@prefix ist: <https://w3id.org/interstate/ns#> ."
        "state:usa a ist:State . state:pakistan a ist:State . state:india a ist:State ."
    )
    return {
        letter: derive(
            Index((*parse_turtle(text, letter), *parse_turtle(shared, "shared"))), hierarchy()
        )
        for letter, text in found
    }


@pytest.mark.shared
@pytest.mark.parametrize("letter", list("ABCDEF"))
def test_samples_have_no_fault_of_structure(samples: dict[str, Derived], letter: str) -> None:
    # Sources and shared individuals are left out on the page, so nobody speaks in some of them.
    assert {rule for rule, _ in rules(samples[letter])} <= {"derivation-speaker-none"}


@pytest.mark.shared
def test_sample_a_nested_and_endorsed(samples: dict[str, Derived]) -> None:
    derived = samples["A"]
    paper = "zafar-shad-2019:"
    assert facts(derived, "ist:hearsayDepth") == {f"{paper}c004": {"0"}, f"{paper}c005": {"1"}}
    expectation = f"{paper}violent-reaction-expected"
    assert facts(derived, "ist:affirms")[f"{paper}c004"] == {f"{paper}c005", expectation}
    assert facts(derived, "ist:describedIn") == {
        f"{paper}c005": {f"{paper}c004"},
        expectation: {f"{paper}c005"},
        f"{paper}violent-reaction": {f"{paper}c005"},
    }


@pytest.mark.shared
def test_sample_b_set_of_demands(samples: dict[str, Derived]) -> None:
    derived = samples["B"]
    paper = "zafar-shad-2019:"
    assert facts(derived, "ist:hasSpeaker")[f"{paper}demand-6"] == {"state:usa"}
    assert facts(derived, "ist:stateTarget")[f"{paper}demand-6"] == {"state:pakistan"}
    assert f"{paper}demand-6" in facts(derived, "ist:respondsTo")[f"{paper}acceptance"]
    assert facts(derived, "ist:describedIn")[f"{paper}ties-with-taliban"] == {f"{paper}c016"}


@pytest.mark.shared
def test_sample_c_count_inside_a_report(samples: dict[str, Derived]) -> None:
    derived = samples["C"]
    paper = "zafar-shad-2019:"
    assert facts(derived, "ist:describedIn")[f"{paper}bases-in-report"] == {f"{paper}c020"}
    assert f"{paper}five-bases" in facts(derived, "ist:affirms")[f"{paper}c019"]


@pytest.mark.shared
def test_sample_e_and_f_denials_and_times(samples: dict[str, Derived]) -> None:
    assert facts(samples["E"], "ist:rejects") == {"atop-5-1:c002": {"atop-5-1:pakistan-defends"}}
    assert facts(samples["E"], "ist:earliestBegin")["atop-5-1:alliance"] == {"1959-03-05T00:00:00Z"}
    begun = facts(samples["F"], "ist:earliestBegin")
    assert begun["untitled-pak-us:request"] == {"2001-09-11T00:00:00Z"}
    assert facts(samples["F"], "ist:latestEnd")["interstate:waiver"] == {"2001-09-22T23:59:59Z"}
    # 1998/ says when the sanctions began and nothing of their end.
    assert "untitled-pak-us:test-sanctions" not in facts(samples["F"], "ist:earliestEnd")
