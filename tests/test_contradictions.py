"""Contradictions: coarser told from different, and nothing that a scholar would wave away."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, parse

from interstate.acceptance import Status
from interstate.commands import contradictions as command
from interstate.commands import view as view_command
from interstate.comparisons import Relation
from interstate.contradiction_reports import as_html, as_json, as_text, as_turtle, tension_node
from interstate.contradictions import (
    Contradiction,
    Contradictions,
    find_candidates,
    find_contradictions,
    silences,
)
from interstate.derivation import derive
from interstate.errors import InputError
from interstate.graphs import Index, load_document
from interstate.ground import prepare
from interstate.namespaces import IST
from interstate.policies import DEFAULT
from interstate.project import open_project
from interstate.record import short
from interstate.store import close
from interstate.study import Study
from interstate.views import build_view
from worldly import ONTOLOGY, derived_of, hierarchy, index_of, n, project, world


def found_in(index: Index) -> Contradictions:
    derived = derive(index, hierarchy())
    ontology = [t for p in sorted(ONTOLOGY.glob("*.ttl")) for t in load_document(p).triples]
    triples: list[Triple] = [*index.triples, *derived.triples, *ontology]
    store = Store()
    for triple in (*triples, *close(triples, hierarchy())):
        store.add(Quad(triple.subject, triple.predicate, triple.object, DefaultGraph()))
    return find_contradictions(store, prepare(derived))


@pytest.fixture(scope="module")
def quarrel() -> Contradictions:
    return found_in(world("quarrel")[0])


@pytest.fixture(scope="module")
def ruritania() -> Contradictions:
    return found_in(world("ruritania")[0])


def row(c: Contradiction) -> tuple[str, str, str, str, str]:
    return (c.kind, short(c.first.claim), short(c.second.claim), str(c.relation), c.voices)


def test_every_kind_is_found_and_nothing_else(quarrel: Contradictions) -> None:
    assert {row(c) for c in quarrel.different()} == {
        ("time", "doe-1999:c001", "roe-2005:c001", "different", "two sources"),
        ("value", "doe-1999:c002", "roe-2005:c002", "different", "two sources"),
        ("value", "doe-1999:c003", "roe-2005:c002", "different", "two sources"),
        ("count", "doe-1999:c006", "doe-1999:c004", "different", "one source"),
        ("existence", "doe-1999:c007", "doe-1999:c008", "different", "one voice"),
        ("existence", "roe-2005:c003", "doe-1999:c008", "different", "two sources"),
        ("cause", "doe-1999:c009", "roe-2005:c004", "different", "two sources"),
        ("cause", "doe-1999:c009", "roe-2005:c005", "different", "two sources"),
        ("evaluation", "doe-1999:c011", "roe-2005:c006", "different", "two sources"),
        ("evaluation", "doe-1999:c011", "roe-2005:c008", "different", "two sources"),
    }


def test_coarser_and_finer_are_kept_apart(quarrel: Contradictions) -> None:
    assert {row(c) for c in quarrel.near()} == {
        ("value", "doe-1999:c002", "doe-1999:c003", "finer", "one voice"),
        # The army is an organ of the state that the other source names.
        ("role", "doe-1999:c001", "roe-2005:c001", "finer", "two sources"),
    }


def test_both_sides_carry_speakers_passages_values_and_gloss(quarrel: Contradictions) -> None:
    count = next(c for c in quarrel.found if c.kind == "count")
    assert [short(s) for s in count.first.speakers] == ["organization:ruritanian-army"]
    assert (count.first.depth, count.second.depth) == (1, 0)
    assert [short(s) for s in count.second.speakers] == ["person:jane-doe"]
    assert [short(p) for p in count.first.passages] == ["doe-1999:p001"]
    assert count.first.values == ("2",)
    assert count.second.values == ("3 listed: Hentzau, Strelsau, Zenda",)
    # The inner claim has neither gloss nor label: what the outer one says is told apart.
    assert (count.first.gloss, count.first.told) == ("", "A report counted two bases.")
    assert count.second.told == ""


def test_a_disputed_claim_is_shown_with_what_it_says_and_who_disputes_it(
    ruritania: Contradictions,
) -> None:
    dispute = next(
        c for c in ruritania.different() if row(c)[1:3] == ("roe-2005:c006", "roe-2005:c005")
    )
    lines = as_text(Contradictions((dispute,), ()), world("ruritania")[0]).splitlines()
    at = next(n for n, line in enumerate(lines) if "told in roe-2005:c005" in line)
    assert "which disputes it: " in lines[at]
    # A stance is to what a claim tells itself, not to what that one tells in turn.
    deeper = replace(dispute, first=replace(dispute.first, claim=n("roe-2005:c999")))
    far = as_text(Contradictions((deeper,), ()), world("ruritania")[0])
    assert "told in roe-2005:c005: " in far
    assert "disputes it" not in far
    # The two sides never show the same words for the one and its opposite.
    assert dispute.first.gloss != dispute.second.gloss
    assert dispute.first.told == dispute.second.gloss


def test_a_side_without_a_passage_shows_the_record_that_it_cites() -> None:
    index = index_of(
        two_accounts("ist:hasAgent state:a", "ist:hasAgent state:b")
        + "doe-1999:n a ist:Citation ; rdfs:label 'the court almanac'@en ; ist:citedPages '12' ;"
        "ist:citesWork work:almanac . "
        "work:almanac a ist:Source ; rdfs:label 'almanac'@en ;"
        "dcterms:bibliographicCitation 'The Court Almanac, Strelsau, 1951.' . "
        "roe-2005:c2 ist:anchoredAt roe-2005:p1 ; ist:hasInferredCitation roe-2005:m . "
    )
    found = found_in(index)
    (role,) = found.different()
    assert role.first.passages == ()
    assert [short(c) for c in role.first.citations] == ["doe-1999:n"]
    # With a passage the passage is the place, and what it cites is left to `trace`.
    assert [short(c) for c in role.second.citations] == ["roe-2005:m", "roe-2005:n"]
    assert as_text(found, index).splitlines()[1:7] == [
        "    a",
        "        doe-1999:c1, x",
        "        cites the court almanac, 12: The Court Almanac, Strelsau, 1951.",
        "        in doe-1999",
        "    b",
        "        roe-2005:c2, y",
    ]
    assert "        at roe-2005:p1 in roe-2005" in as_text(found, index)
    assert "cites the court almanac, 12: The Court Almanac" in as_html(found, index)
    sides = json.loads(as_json(found))["contradictions"][0]["sides"]
    assert sides[0]["citations"] == [n("doe-1999:n").value]


def test_a_number_of_items_stands_where_the_items_are_listed() -> None:
    items = "".join(
        f"doe-1999:i{k} a ist:Claim ; ist:hasSpeaker person:x ; ist:anchoredAt doe-1999:p{k} ;"
        f"ist:gloss 'Item {k} was asked.'@en ; ist:asserts doe-1999:d{k} . "
        f"doe-1999:d{k} a ist:Demand . "
        for k in (2, 3)
    )
    found = found_in(
        index_of(
            "doe-1999:s a ist:Claim ; ist:hasSpeaker person:x ; ist:anchoredAt doe-1999:p1 ;"
            "ist:gloss 'Three things were asked.'@en ; ist:asserts doe-1999:set . "
            "doe-1999:set a ist:DemandSet ; ist:statedSize 3 ; ist:hasItem doe-1999:d2 ,"
            "doe-1999:d3 . " + items
        )
    )
    (count,) = found.different()
    assert [short(p) for p in count.first.passages] == ["doe-1999:p1"]
    assert count.first.items == ()
    assert [short(c) for c in count.second.items] == ["doe-1999:i2", "doe-1999:i3"]
    assert [short(p) for p in count.second.passages] == ["doe-1999:p2", "doe-1999:p3"]
    assert "listed in doe-1999:i3: Item 3 was asked." in as_text(found, index_of(items))
    record = json.loads(as_json(found))["contradictions"][0]["sides"]
    assert [side["listed_in"] for side in record] == [
        [],
        [n("doe-1999:i2").value, n("doe-1999:i3").value],
    ]


def test_items_that_the_sets_own_claim_lists_need_no_other_place(
    ruritania: Contradictions,
) -> None:
    listed = (
        "doe-1999:s a ist:Claim ; ist:hasSpeaker person:x ; ist:anchoredAt doe-1999:p1 ;"
        "ist:asserts doe-1999:set . doe-1999:set a ist:DemandSet ; ist:statedSize 3 ;"
        "ist:hasItem doe-1999:d . doe-1999:d a ist:Demand . "
    )
    (own,) = found_in(index_of(listed)).different()
    assert own.second.items == ()
    assert [short(p) for p in own.second.passages] == ["doe-1999:p1"]
    # One item has a claim of its own, the other is described by the set's: both are places.
    mixed = next(c for c in ruritania.different() if row(c)[1:3] == ("doe-1999:c003",) * 2)
    assert [short(c) for c in mixed.second.items] == ["doe-1999:c003", "doe-1999:c004"]
    assert mixed.first.items == ()


def test_offices_stated_sizes_and_denials(ruritania: Contradictions) -> None:
    assert {row(c) for c in ruritania.different()} == {
        ("time", "doe-1999:c006", "roe-2005:c002", "different", "two sources"),
        ("office", "doe-1999:c002", "roe-2005:c008", "different", "two sources"),
        ("office", "interstate:c001", "roe-2005:c008", "different", "two sources"),
        ("count", "doe-1999:c003", "doe-1999:c003", "different", "one voice"),
        ("count", "doe-1999:c003", "roe-2005:c007", "different", "two sources"),
        ("existence", "doe-1999:c001", "roe-2005:c001", "different", "two sources"),
        # Roe disputes that Otto's refusal took place; Doe's acceptance is another answer.
        ("existence", "roe-2005:c006", "roe-2005:c005", "different", "one source"),
    }
    assert {row(c)[:4] for c in ruritania.near() if c.kind == "role"} == {
        ("role", "doe-1999:c009", "roe-2005:c004", "coarser")
    }


def test_what_curators_recorded_is_matched(
    quarrel: Contradictions, ruritania: Contradictions
) -> None:
    recorded = {row(c)[:3]: [short(t) for t in c.recorded] for c in quarrel.found if c.recorded}
    assert recorded == {("value", "doe-1999:c002", "roe-2005:c002"): ["interstate:t001"]}
    assert [(short(t.node), t.found) for t in quarrel.tensions] == [
        ("interstate:t001", True),
        ("interstate:t002", False),
    ]
    # An editorial note that puts one claim in the place of the other records the pair too.
    assert {row(c)[:3] for c in ruritania.found if c.recorded} == {
        ("office", "interstate:c001", "roe-2005:c008")
    }


# --- what must not be found -----------------------------------------------------------------------

PAIR = (
    "doe-1999:c1 a ist:Claim ; ist:hasSpeaker person:x ; ist:hasCitation doe-1999:n ; "
    "{mode_1} doe-1999:a . roe-2005:c2 a ist:Claim ; ist:hasSpeaker person:y ; "
    "ist:hasCitation roe-2005:n ; {mode_2} roe-2005:a . "
    "doe-1999:a a {kind_1} ; ist:accountOf situation:a ; {one} . "
    "roe-2005:a a {kind_2} ; ist:accountOf situation:a ; {two} . "
)


def two_accounts(
    one: str,
    two: str,
    kinds: tuple[str, str] = ("ist:Act", "ist:Act"),
    modes: tuple[str, str] = ("ist:asserts", "ist:asserts"),
) -> str:
    """Return two claims on one matter, with what each says of it."""
    return PAIR.format(
        one=one, two=two, kind_1=kinds[0], kind_2=kinds[1], mode_1=modes[0], mode_2=modes[1]
    )


def pair(
    one: str,
    two: str,
    *,
    kinds: tuple[str, str] = ("ist:Act", "ist:Act"),
    modes: tuple[str, str] = ("ist:asserts", "ist:asserts"),
    more: str = "",
) -> list[tuple[str, str]]:
    text = two_accounts(one, two, kinds, modes)
    return [(c.kind, str(c.relation)) for c in found_in(index_of(text + more)).found]


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("ist:time '1950'", "ist:time '1950-05'", [("time", "coarser")]),
        ("ist:time '1950'", "ist:time '1950'", []),
        ("ist:time '1950~'", "ist:time '1951'", [("time", "partly other")]),
        ("ist:time '1950'", "ist:time '1951'", [("time", "different")]),
        ("ist:time '1950' ; ist:isSeveral true", "ist:time '1951'", []),
        ("ist:hasAgent state:a", "ist:hasAgent state:b", [("role", "different")]),
        ("ist:hasAgent state:a", "ist:hasAgent state:a , state:b", [("role", "coarser")]),
        (
            "ist:hasAgent state:a , state:c",
            "ist:hasAgent state:a , state:b",
            [("role", "partly other")],
        ),
        ("ist:hasAgent state:a", "ist:hasTarget state:b", []),
        ("ist:hasConcept concept:a", "ist:hasConcept concept:b", []),  # never compared
        ("ist:hasPlace place:a", "ist:hasPlace place:b", [("role", "partly other")]),
        ("ist:hasAgent state:a", "ist:hasAgent group:g", [("role", "partly other")]),
    ],
)
def test_pairs_of_accounts(one: str, two: str, expected: list[tuple[str, str]]) -> None:
    assert pair(one, two, more="group:g a ist:Group .") == expected


def test_a_minister_is_a_finer_answer_than_his_state() -> None:
    office = (
        "interstate:c3 a ist:Claim ; ist:hasSpeaker person:z ; ist:hasCitation interstate:n ;"
        "ist:asserts interstate:o . interstate:o a ist:OfficeHolding ; ist:hasHolder person:m ;"
        "ist:hasOffice office:f . office:f ist:officeOf organization:cabinet ."
        "organization:cabinet ist:organOf state:a ."
    )
    told = ("ist:hasSpeaker person:m", "ist:hasSpeaker state:a")
    assert pair(*told, kinds=("ist:Threat", "ist:Threat"), more=office) == [("role", "finer")]
    assert pair(*told, kinds=("ist:Threat", "ist:Threat")) == [("role", "different")]


@pytest.mark.parametrize(
    ("kinds", "modes", "expected"),
    [
        (("ist:War", "ist:War"), ("ist:asserts", "ist:denies"), [("existence", "different")]),
        (
            ("ist:Threat", "ist:SpeechAct"),
            ("ist:asserts", "ist:denies"),
            [("existence", "different")],
        ),
        (("ist:Acceptance", "ist:Refusal"), ("ist:asserts", "ist:denies"), []),
        (("ist:SpeechAct", "ist:Threat"), ("ist:asserts", "ist:denies"), []),
        (("ist:War", "ist:War"), ("ist:denies", "ist:denies"), []),
        (("ist:War", "ist:War"), ("ist:supposes", "ist:denies"), []),
    ],
)
def test_denials(
    kinds: tuple[str, str], modes: tuple[str, str], expected: list[tuple[str, str]]
) -> None:
    assert pair("ist:isSeveral false", "ist:isSeveral false", kinds=kinds, modes=modes) == expected


def test_denying_one_agents_deed_does_not_deny_anothers() -> None:
    modes = ("ist:asserts", "ist:denies")
    other = pair("ist:hasAgent state:a", "ist:hasAgent state:b", modes=modes)
    assert other == []
    same = pair("ist:hasAgent state:a", "ist:hasAgent state:a", modes=modes)
    assert same == [("existence", "different")]


def test_a_denied_or_demanded_account_has_no_value_to_compare() -> None:
    assert pair("ist:time '1950'", "ist:time '1951'", modes=("ist:asserts", "ist:supposes")) == []


def test_two_contributory_reasons_do_not_contradict(quarrel: Contradictions) -> None:
    assert not any(
        "doe-1999:c010" in (short(c.first.claim), short(c.second.claim)) for c in quarrel.found
    )


def test_a_sole_reason_excludes_any_other() -> None:
    text = two_accounts("ist:isSeveral false", "ist:isSeveral false") + (
        "doe-1999:c3 a ist:Claim ; ist:hasSpeaker person:x ; ist:hasCitation doe-1999:n ;"
        "ist:asserts doe-1999:w . doe-1999:w a ist:CausalExplanation ;"
        "ist:hasExplanandum doe-1999:a ; ist:hasExplanans doe-1999:r ; ist:hasWeight {weight} ."
        "doe-1999:r a ist:Condition . roe-2005:r a ist:Condition ."
        "roe-2005:c4 a ist:Claim ; ist:hasSpeaker person:y ; ist:hasCitation roe-2005:n ;"
        "ist:asserts roe-2005:w . roe-2005:w a ist:CausalExplanation ;"
        "ist:hasExplanandum roe-2005:a ; ist:hasExplanans roe-2005:r ."
    )

    def kinds(weight: str) -> list[str]:
        return [c.kind for c in found_in(index_of(text.replace("{weight}", weight))).different()]

    assert kinds("weight:sole") == ["cause"]
    assert kinds("weight:main") == []
    assert kinds("weight:contributory") == []


# --- reports --------------------------------------------------------------------------------------


def test_text_report_shows_both_claims_and_what_reading_found(quarrel: Contradictions) -> None:
    text = as_text(quarrel, world("quarrel")[0])
    block = text.split("\n\n")[1]
    assert block.splitlines() == [
        "value (ist:value): the invasion of Graustark  [situation:invasion]  - two sources "
        "contradict one another",
        "    500",
        "        doe-1999:c002, Jane Doe: 500 men came.",
        "        at doe-1999:p001 in doe-1999",
        "    more than 800",
        "        roe-2005:c002, Richard Roe: More than 800 men came.",
        "        at roe-2005:p001 in roe-2005",
        "    recorded by the curators: interstate:t001",
    ]
    assert "found by reading, not by query:\n\nevaluation: tone" in text
    # Each side of a tension says who speaks and what.
    assert text.count("        doe-1999:c001, Jane Doe: ") == 1
    assert "        roe-2005:c003, Richard Roe: " in text
    assert text.endswith(
        "10 contradictions, 2 pairs that are only coarser, finer or partly other "
        "(--near shows them), 1 found by reading alone."
    )


@pytest.mark.parametrize(
    ("relation", "voices", "words"),
    [
        (Relation.DIFFERENT, "one voice", "the same voice contradicts itself"),
        (Relation.DIFFERENT, "one source", "two voices of one source contradict one another"),
        (Relation.DIFFERENT, "two sources", "two sources contradict one another"),
        (Relation.COARSER, "one voice", "the same voice, the first value coarser than the second"),
        (Relation.FINER, "two sources", "two sources, the first value finer than the second"),
        (Relation.PARTIAL, "one source", "two voices of one source, the values partly other"),
    ],
)
def test_only_contradictions_are_called_so(
    quarrel: Contradictions, relation: Relation, voices: str, words: str
) -> None:
    pair = replace(quarrel.found[0], relation=relation, voices=voices)
    found = replace(quarrel, found=(pair,), tensions=())
    index = world("quarrel")[0]
    text = as_text(found, index, near=True)
    assert f"- {words}\n" in text
    assert words in as_html(found, index, near=True)
    headed = text.startswith("no contradictions, only coarser, finer or partly other:\n\n")
    assert headed is (relation is not Relation.DIFFERENT)


def test_two_claims_that_name_nobody_are_not_one_voice() -> None:
    text = two_accounts('ist:time "1950"', 'ist:time "1960"')
    inside = text.replace("roe-2005:", "doe-1999:r-")
    for named, voices in (
        (inside.replace("person:y", "person:x"), "one voice"),
        (inside, "one source"),
        (re.sub(r"ist:hasSpeaker person:[xy] ;", "", inside), "one source"),
    ):
        (found,) = found_in(index_of(named)).different()
        assert found.voices == voices


def test_json_report_keeps_the_three_kinds_of_finding_apart(quarrel: Contradictions) -> None:
    report = json.loads(as_json(quarrel))
    assert len(report["contradictions"]) == len(quarrel.different())
    assert {c["relation"] for c in report["coarser_or_finer"]} == {"finer"}
    assert [t["found_by_query_too"] for t in report["found_by_reading"]] == [True, False]
    side = report["contradictions"][0]["sides"][0]
    assert side["claim"] == n("doe-1999:c001").value
    assert side["passages"] == [n("doe-1999:p001").value]


def test_page_shows_both_claims_and_what_reading_found(quarrel: Contradictions) -> None:
    index = world("quarrel")[0]
    page = as_html(quarrel, index)
    assert page.startswith("<!doctype html>")
    assert f"Found by query ({len(quarrel.different())})" in page
    for contradiction in quarrel.different():
        for side in (contradiction.first, contradiction.second):
            assert escape("; ".join(side.values)) in page
            assert escape(side.gloss) in page
            assert f"{short(side.claim)} at " in page
    assert "partly other" not in page
    assert f"partly other ({len(quarrel.near())})" in as_html(quarrel, index, near=True)
    for tension in quarrel.tensions:
        # What a query finds too stands above, and says that it was recorded.
        assert (escape(tension.note) in page) is not tension.found
        assert short(tension.node) in page
    assert not re.search(r"<script|https?://|src=", page)
    check_nesting(page)


def check_nesting(page: str) -> None:
    open_tags: list[str] = []
    for closing, tag in re.findall(r"<(/?)([a-z0-9]+)", page.partition(">")[2]):
        if closing:
            assert open_tags.pop() == tag
        elif tag not in ("meta", "br"):
            open_tags.append(tag)
    assert open_tags == []


def test_turtle_report_is_a_graph_of_tensions(quarrel: Contradictions) -> None:
    triples = [q.triple for q in parse(as_turtle(quarrel), RdfFormat.TURTLE)]
    nodes = {t.subject for t in triples if t.object == IST.Tension}
    assert nodes == {tension_node(c) for c in quarrel.different()}
    assert len(nodes) == len(quarrel.different())
    sides = {t.object for t in triples if t.predicate == IST.hasSide}
    assert n("roe-2005:c008") in sides
    assert as_turtle(quarrel) == as_turtle(quarrel)


def test_silence_is_what_one_source_tells_alone() -> None:
    told = silences(prepare(world("quarrel")[1]))
    assert {k: [short(node) for node in v] for k, v in told.items()} == {
        "doe-1999": ["situation:bases"]
    }


@pytest.fixture
def root(tmp_path: Path) -> Path:
    project(tmp_path, "quarrel")
    return tmp_path


def test_commands(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.contradictions(root=root, kind=["value"], output="text") == 0
    out = capsys.readouterr().out
    assert "value (ist:value)" in out
    assert "evaluation" not in out
    assert command.contradictions(root=root, voices="one voice", output="json") == 0
    report = json.loads(capsys.readouterr().out)
    assert [c["kind"] for c in report["contradictions"]] == ["existence"]
    assert command.contradictions(root=root, silence=True) == 0
    assert "told by doe-1999 alone: 1" in capsys.readouterr().out
    assert command.contradictions(root=root, silence=True, output="json") == 0
    alone = json.loads(capsys.readouterr().out)["told_by_one_source_alone"]
    assert alone["doe-1999"] == [n("situation:bases").value]
    with pytest.raises(InputError, match="silence is no contradiction"):
        command.contradictions(root=root, silence=True, output="turtle")
    page = root / "contradictions.html"
    assert command.contradictions(root=root, output="html", to=page) == 0
    assert page.read_text().startswith("<!doctype html>")
    assert capsys.readouterr().out == ""
    with pytest.raises(InputError, match="choose from time, value"):
        command.contradictions(root=root, kind=["tone"])
    with pytest.raises(InputError, match="no format"):
        command.contradictions(root=root, output="yaml")


def test_view_commands(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert view_command.list_views(root=root, output="text") == 0
    assert capsys.readouterr().out.startswith("default: ")
    target = root / "default.trig"
    assert view_command.build("default", to=target, root=root) == 0
    first = target.read_bytes()
    assert view_command.build("default", to=target, root=root) == 0
    assert target.read_bytes() == first
    graphs = {q.graph_name for q in parse(first, RdfFormat.TRIG)}
    assert len(graphs - {DefaultGraph()}) == 18 - 3  # three root claims only deny
    assert view_command.diff("default", "uncontested", root=root) == 1
    found = capsys.readouterr().out.splitlines()
    heads = [line for line in found if not line.startswith(" ")]
    assert any(line.startswith("single values of what holds in both: ") for line in heads)
    assert (
        "  - situation:invasion (the invasion of Graustark): ist:time 1950-05, by doe-1999:c001: "
        "it is contested, and this view drops both sides"
    ) in found
    assert view_command.diff("uncontested", "default", root=root) == 1
    assert (
        "  + situation:invasion (the invasion of Graustark): ist:time 1950-05, by doe-1999:c001 "
        "(before: it is contested, and this view drops both sides)"
    ) in capsys.readouterr().out.splitlines()
    assert view_command.diff("default", "default", root=root) == 0
    assert view_command.why("default", "situation:invasion", root=root) == 0
    assert "ist:time  1950-05  <- doe-1999:c001" in capsys.readouterr().out


def test_uncontested_drops_what_contradicts_and_earliest_source_prevails(root: Path) -> None:
    study = Study(open_project(root))

    def values(view: str, subject: str, predicate: NamedNode) -> set[str]:
        return {
            str(getattr(t.object, "value", ""))
            for t in study.view(view).triples()
            if t.subject == n(subject) and t.predicate == predicate
        }

    assert values("default", "situation:invasion", IST.time) == {"1950-05", "1950-06"}
    assert values("uncontested", "situation:invasion", IST.time) == set()
    assert values("earliest-source", "situation:invasion", IST.time) == {"1950-05"}
    assert values("uncontested", "doe-1999:strength", IST.value) == set()
    assert values("earliest-source", "doe-1999:strength", IST.value) == {"500"}
    # A figure against a list of names: both go, each as what it is.
    assert values("default", "doe-1999:two", IST.value) == {"2"}
    assert len(values("default", "situation:bases", IST.hasPlace)) == 3
    assert values("uncontested", "doe-1999:two", IST.value) == set()
    assert values("uncontested", "situation:bases", IST.hasPlace) == set()
    # Inside one source no side is the earlier one.
    assert values("earliest-source", "doe-1999:two", IST.value) == {"2"}
    assert len(values("earliest-source", "situation:bases", IST.hasPlace)) == 3
    # Coarser is not contested: both agents stay.
    assert len(values("uncontested", "situation:invasion", IST.hasAgent)) == 2
    assert set(study.view("uncontested").triples()) <= set(study.view("default").triples())


def test_a_charge_that_nobody_believed_brings_is_no_contest() -> None:
    """The authors dispute what others allege: under every policy their denial stands."""
    disputed = (
        "doe-1999:c1 a ist:Claim ; ist:hasCitation doe-1999:n1 ; ist:hasSpeaker person:x ; "
        "ist:asserts doe-1999:c2 ; ist:stance stance:disputes ."
        "doe-1999:c2 a ist:Claim ; ist:hasSpeaker person:y ; ist:asserts doe-1999:a ."
        "doe-1999:a a ist:War ."
    )
    other = (
        "roe-2005:c1 a ist:Claim ; ist:hasCitation roe-2005:n1 ; ist:hasSpeaker person:z ; "
        "ist:asserts roe-2005:a . roe-2005:a a ist:War ; ist:accountOf situation:war . "
        "doe-1999:a ist:accountOf situation:war . situation:war a ist:Event ."
    )
    uncontested = replace(DEFAULT, contested="drop")
    for text, expected in ((disputed, Status.DENIED), (disputed + other, Status.REPORTED)):
        contests = found_in(index_of(text)).contests()
        assert contests
        view = build_view(prepare(derived_of(text)), uncontested, contests)
        inner = [d.status for d in view.decisions if d.content.situation == n("doe-1999:a")]
        assert inner == [expected]
        assert n("roe-2005:a") not in view.held


def test_a_query_without_its_kind_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "queries/contradictions"
    folder.mkdir(parents=True)
    for part in ("ontology", "shapes", "data"):
        (tmp_path / part).mkdir()
    (folder / "tone.rq").write_text("# kind: tone\nSELECT * {}")
    with pytest.raises(InputError, match="names a kind of contradiction"):
        list(find_candidates(Store(), tmp_path))


def test_relations_are_ordered_for_people() -> None:
    assert [str(r) for r in Relation] == ["equal", "coarser", "finer", "partly other", "different"]
