"""Views: what holds under a policy, what does not, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple

from interstate.acceptance import Status
from interstate.derivation import derive
from interstate.errors import InputError
from interstate.graphs import Index
from interstate.ground import Ground, prepare
from interstate.namespaces import DCTERMS, ID, IST, PROV, RDFS
from interstate.policies import DEFAULT, Policy, find_policy, load_policies, load_policy
from interstate.record import short
from interstate.view_diff import diff
from interstate.views import Contest, Stake, View, build_view, claim_of_graph, quads_of_view
from worldly import brief, derived_of, hierarchy, n, world

TITLE = DCTERMS.title
REPORTED = replace(DEFAULT, name="reported", stances=frozenset({"endorses", "reports"}))
OWN_VOICE = replace(DEFAULT, name="own", hearsay_depth=0)
CLAIM = "doe-1999:c1 a ist:Claim ; ist:hasCitation doe-1999:n1 ; ist:hasSpeaker person:x ; "
CLAIM_2 = "roe-2005:c2 a ist:Claim ; ist:hasCitation roe-2005:n1 ; ist:hasSpeaker person:y ; "


@cache
def ground() -> Ground:
    return prepare(world("ruritania")[1])


@cache
def view(policy: Policy) -> View:
    return build_view(ground(), policy)


def ground_of(turtle: str) -> Ground:
    return prepare(derived_of(turtle))


def statements(view: View) -> set[tuple[str, str, str]]:
    return {(brief(t.subject), brief(t.predicate), brief(t.object)) for t in view.triples()}


def held(view: View) -> set[str]:
    return {short(node) for node in view.held}


# --- rule by rule ---------------------------------------------------------------------------------


def test_threatened_and_demanded_things_do_not_hold() -> None:
    for policy in (DEFAULT, REPORTED):
        found = held(view(policy))
        assert not found & {
            "doe-1999:shelling",
            "doe-1999:bases-granted",
            "doe-1999:break",
            "doe-1999:ties",
            "doe-1999:loss",
        }
    # Their statements are in no graph; the demand points at a bare node.
    subjects = {s for s, _, _ in statements(view(REPORTED))}
    assert "doe-1999:shelling" not in subjects
    threat = "situation:ruritanian-threat-1950"
    assert (threat, "ist:threatens", "doe-1999:shelling") in statements(view(DEFAULT))


def test_holding_spreads_along_involves_and_stops_at_mentions() -> None:
    base = (
        f"{CLAIM} ist:asserts doe-1999:a . doe-1999:a a ist:CausalExplanation ;"
        "ist:hasExplanans doe-1999:b ; ist:hasExplanandum doe-1999:d ."
        "doe-1999:b a ist:Fear ; ist:hasObject doe-1999:c . doe-1999:c a ist:War ;"
        "ist:follows doe-1999:e . doe-1999:d a ist:Act . doe-1999:e a ist:Act ."
    )
    assert held(build_view(ground_of(base), DEFAULT)) == {
        "doe-1999:a",
        "doe-1999:b",
        "doe-1999:d",
    }


@pytest.mark.parametrize(
    ("stance", "default", "reported"),
    [
        ("endorses", Status.HELD, Status.HELD),
        ("reports", Status.REPORTED, Status.HELD),
        ("doubts", Status.REPORTED, Status.REPORTED),
        ("disputes", Status.DENIED, Status.DENIED),
    ],
)
def test_stance_decides_about_the_inner_content(
    stance: str, default: Status, reported: Status
) -> None:
    data = ground_of(
        f"{CLAIM} ist:asserts doe-1999:c2 ; ist:stance stance:{stance} ."
        "doe-1999:c2 a ist:Claim ; ist:hasSpeaker person:y ; ist:asserts doe-1999:a ."
        "doe-1999:a a ist:War ."
    )
    for policy, status in ((DEFAULT, default), (REPORTED, reported)):
        found = build_view(data, policy)
        inner = [d for d in found.decisions if d.content.situation == n("doe-1999:a")]
        assert [d.status for d in inner] == [status]
        # That the inner claim was made holds under every stance.
        assert "doe-1999:c2" in held(found)
        assert ("doe-1999:a" in held(found)) is (status is Status.HELD)


def test_every_link_of_a_chain_must_carry() -> None:
    chain = (
        f"{CLAIM} ist:asserts doe-1999:c2 ; ist:stance stance:endorses ."
        "doe-1999:c2 a ist:Claim ; ist:stance stance:reports ; ist:asserts doe-1999:c3 ."
        "doe-1999:c3 a ist:Claim ; ist:asserts doe-1999:a . doe-1999:a a ist:War ."
    )
    data = ground_of(chain)
    assert "doe-1999:a" not in held(build_view(data, DEFAULT))
    assert "doe-1999:a" in held(build_view(data, REPORTED))
    assert "doe-1999:a" not in held(build_view(data, replace(REPORTED, hearsay_depth=1)))
    assert "doe-1999:a" in held(build_view(data, replace(REPORTED, hearsay_depth=2)))


def test_disputing_a_denial_is_holding_and_endorsing_one_is_denying() -> None:
    def status(stance: str) -> Status:
        data = ground_of(
            f"{CLAIM} ist:asserts doe-1999:c2 ; ist:stance stance:{stance} ."
            "doe-1999:c2 a ist:Claim ; ist:denies doe-1999:a . doe-1999:a a ist:War ."
        )
        found = build_view(data, DEFAULT).decisions
        return next(d.status for d in found if d.content.situation == n("doe-1999:a"))

    assert status("disputes") is Status.HELD
    assert status("endorses") is Status.DENIED


def test_accounts_become_their_reference_and_stay_reachable() -> None:
    found = statements(view(DEFAULT))
    assert ("situation:graustark-alignment", "ist:time", "1950-04/..") in found
    assert ("situation:graustark-alignment", "ist:time", "1951/..") in found
    assert ("doe-1999:alignment", "ist:accountOf", "situation:graustark-alignment") in found
    assert ("situation:graustark-alignment", "ist:follows", "situation:ruritanian-threat-1950") in (
        found
    )


def test_two_values_of_one_node_stand_in_two_graphs() -> None:
    times = {
        brief(graph): [brief(t.object) for t in triples if t.predicate == IST.time]
        for graph, triples in view(DEFAULT).graphs.items()
        if any(brief(t.subject) == "situation:graustark-alignment" for t in triples)
    }
    assert times == {
        "view:default/doe-1999/c006": ["1950-04/.."],
        "view:default/roe-2005/c002": ["1951/.."],
    }


def test_a_denied_situation_is_listed_apart_and_its_statements_are_nowhere() -> None:
    denied = {short(d.content.situation) for d in view(DEFAULT).having(Status.DENIED)}
    assert denied == {"roe-2005:threat", "roe-2005:refusal"}
    assert not any(s.startswith("roe-2005:threat") for s, _, _ in statements(view(DEFAULT)))


def test_supposed_contents_never_enter() -> None:
    data = ground_of(f"{CLAIM} ist:supposes doe-1999:a . doe-1999:a a ist:War .")
    found = build_view(data, REPORTED)
    assert found.held == {}
    assert [d.status for d in found.decisions] == [Status.SUPPOSED]


def test_a_claim_that_is_referred_to_leaves_nothing_behind_when_dropped() -> None:
    dropped = n("doe-1999:c006")
    before = set(view(DEFAULT).graphs[view(DEFAULT).graph(dropped)])
    found = view(DEFAULT.leaving_out(claims=[dropped]))
    kept = set(found.triples())
    roe = set(found.graphs[found.graph(n("roe-2005:c002"))])
    assert before & kept == before & roe  # only what the other source says itself
    assert Triple(n("situation:graustark-alignment"), IST.time, Literal("1950-04/..")) not in kept
    # c007 still explains it: the link and the bare node are c007's own.
    link = Triple(n("doe-1999:why"), IST.hasExplanandum, n("situation:graustark-alignment"))
    assert link in kept
    assert found.why(link) == (n("doe-1999:c007"),)


def test_what_holds_without_a_description_is_listed() -> None:
    policy = DEFAULT.leaving_out(claims=[n("doe-1999:c001")])
    assert view(policy).undescribed == (n("situation:ruritanian-threat-1950"),)
    assert view(DEFAULT).undescribed == ()
    # Nothing spreads from what is not described.
    data = ground_of(
        f"{CLAIM} ist:asserts doe-1999:a . {CLAIM_2} ist:asserts roe-2005:b ."
        "doe-1999:a a ist:Act ; ist:follows roe-2005:b . roe-2005:b a ist:Act ;"
        "ist:follows roe-2005:c . roe-2005:c a ist:War ."
    )
    found = build_view(data, DEFAULT.leaving_out(sources=["roe-2005"]))
    assert held(found) == {"doe-1999:a", "roe-2005:b"}
    assert found.undescribed == (n("roe-2005:b"),)


def test_what_is_denied_but_presupposed_by_another_holds_undescribed() -> None:
    data = ground_of(
        f"{CLAIM} ist:asserts doe-1999:a . {CLAIM_2} ist:denies roe-2005:b ."
        "doe-1999:a a ist:Act ; ist:follows roe-2005:b . roe-2005:b a ist:War ; ist:time '1950' ."
    )
    found = build_view(data, DEFAULT)
    assert found.undescribed == (n("roe-2005:b"),)
    assert not any(t.subject == n("roe-2005:b") for t in found.triples())


def test_a_demanded_thing_that_another_claim_says_happened_rests_on_both() -> None:
    data = ground_of(
        f"{CLAIM} ist:asserts doe-1999:d . {CLAIM_2} ist:asserts roe-2005:w ."
        "doe-1999:d a ist:Demand ; ist:requires doe-1999:x . doe-1999:x a ist:Act ;"
        "ist:hasAgent state:g . roe-2005:w a ist:Act ; ist:follows doe-1999:x ."
    )
    found = build_view(data, DEFAULT)
    triple = Triple(n("doe-1999:x"), IST.hasAgent, n("state:g"))
    assert found.why(triple) == (n("doe-1999:c1"), n("roe-2005:c2"))
    without = build_view(data, DEFAULT.leaving_out(sources=["roe-2005"]))
    assert triple not in without.triples()


def test_a_state_acts_through_its_envoy_only_while_some_claim_of_the_office_is_accepted() -> None:
    triple = Triple(n("situation:ruritanian-threat-1950"), IST.stateAgent, n("state:ruritania"))
    assert set(view(DEFAULT).why(triple)) == {
        n("doe-1999:c001"),
        n("doe-1999:c002"),
        n("roe-2005:c008"),
    }
    offices = [n("doe-1999:c002"), n("roe-2005:c008")]
    one_left = view(DEFAULT.leaving_out(claims=offices[:1]))
    assert one_left.why(triple) == (n("doe-1999:c001"), n("roe-2005:c008"))
    assert triple not in view(DEFAULT.leaving_out(claims=offices)).triples()


def test_inherited_roles_fall_with_the_set() -> None:
    triple = Triple(n("doe-1999:demand-break"), IST.stateTarget, n("state:graustark"))
    assert view(DEFAULT).why(triple) == (n("doe-1999:c003"), n("doe-1999:c004"))
    assert triple not in view(DEFAULT.leaving_out(claims=[n("doe-1999:c003")])).triples()


def test_corrections_replace_the_corrected_claim_only_when_applied() -> None:
    corrected = replace(DEFAULT, corrections=True)
    office = n("situation:rupert-office")
    offices = {t.object for t in view(corrected).triples() if t.subject == office}
    assert n("office:marshal") not in offices
    assert n("interstate:c001") in view(corrected).accepted()
    assert n("roe-2005:c008") not in view(corrected).accepted()
    assert n("interstate:c001") not in view(DEFAULT).accepted()
    reasons = [d.reason for d in view(corrected).decisions if d.root == n("roe-2005:c008")]
    assert reasons == ["an editorial note puts interstate:c001 in its place"]


def test_rejecting_a_speaker_keeps_that_he_spoke() -> None:
    found = view(replace(REPORTED, without_speakers=frozenset({n("person:prince-otto")})))
    assert "doe-1999:c009" in held(found)
    assert not held(found) & {"doe-1999:bases-given", "doe-1999:fear"}
    alone = view(replace(DEFAULT, without_speakers=frozenset({n("person:jane-doe")})))
    assert {short(c).split(":")[0] for c in alone.accepted()} == {"roe-2005"}
    believed = view(replace(DEFAULT, speakers=frozenset({n("person:jane-doe")})))
    assert "doe-1999:fear" not in held(believed)
    assert "doe-1999:threat" in held(believed)


def test_inferred_stances_and_times_can_be_left_out() -> None:
    strict = replace(DEFAULT, inferred=False)
    assert "doe-1999:fear" in held(view(DEFAULT))
    assert "doe-1999:fear" not in held(view(strict))
    data = ground_of(
        f"{CLAIM} ist:asserts doe-1999:a . doe-1999:a a ist:War ; ist:time '1950' ;"
        "ist:timeBasis time-basis:inferred ."
    )
    assert (n("doe-1999:a"), IST.latestEnd) in {
        (t.subject, t.predicate) for t in build_view(data, DEFAULT).triples()
    }
    assert {brief(t.predicate) for t in build_view(data, strict).triples()} == {
        "rdf:type",
        "ist:contentOf",
    }


OTTO, ROE = Stake(n("doe-1999:bases-given")), Stake(n("roe-2005:bases-given"))
TIMES = frozenset({IST.time, IST.earliestBegin, IST.latestBegin, IST.earliestEnd, IST.latestEnd})


def test_contested_values_are_kept_dropped_or_left_to_the_earliest_source() -> None:
    contest = Contest(Stake(n("doe-1999:alignment"), TIMES), Stake(n("roe-2005:alignment"), TIMES))

    def times(policy: Policy) -> set[str]:
        found = build_view(ground(), policy, [contest]).triples()
        node = n("situation:graustark-alignment")
        return {brief(t.object) for t in found if t.subject == node and t.predicate == IST.time}

    assert times(DEFAULT) == {"1950-04/..", "1951/.."}
    assert times(replace(DEFAULT, contested="drop")) == set()
    assert times(replace(DEFAULT, contested="earliest-source")) == {"1950-04/.."}
    only = replace(DEFAULT, contested="drop", sources=frozenset({"roe-2005"}))
    assert times(only) == {"1951/.."}  # with one side accepted there is no contest


def test_contested_existence_takes_the_whole_situation() -> None:
    contest = Contest(Stake(n("doe-1999:threat")), Stake(n("roe-2005:threat")))
    dropped = build_view(ground(), replace(DEFAULT, contested="drop"), [contest])
    assert "doe-1999:threat" not in held(dropped)
    assert n("roe-2005:threat") not in {d.content.situation for d in dropped.having(Status.DENIED)}
    earliest = build_view(ground(), replace(DEFAULT, contested="earliest-source"), [contest])
    assert "doe-1999:threat" in held(earliest)


def test_the_default_graph_is_the_union_and_never_claims_that_a_reference_holds() -> None:
    found = view(DEFAULT)
    quads = set(quads_of_view(found))
    named = {(q.subject, q.predicate, q.object) for q in quads if q.graph_name in found.graphs}
    default = {
        (q.subject, q.predicate, q.object) for q in quads if q.graph_name not in found.graphs
    }
    assert named <= default
    nothing = build_view(ground(), replace(DEFAULT, sources=frozenset()))
    shared = list(quads_of_view(nothing))
    assert shared
    for quad in shared:
        assert not (
            str(quad.subject).startswith(f"<{ID}situation/") and quad.predicate != RDFS.label
        )


def test_closure_reaches_general_terms_in_the_same_graph() -> None:
    quads = set(quads_of_view(view(DEFAULT), hierarchy()))
    graph = view(DEFAULT).graph(n("doe-1999:c001"))
    kinds = {
        brief(q.object)
        for q in quads
        if q.graph_name == graph and q.subject == n("situation:ruritanian-threat-1950")
    }
    assert {"ist:Threat", "ist:SpeechAct", "ist:Act", "ist:Event"} <= kinds


def test_graphs_lead_back_to_their_claims_by_name_and_by_statement() -> None:
    found = view(DEFAULT)
    for graph, root in found.claims.items():
        assert claim_of_graph(graph) == root
    quads = list(quads_of_view(found))
    derived = {
        (q.subject, q.object)
        for q in quads
        if q.predicate == PROV.wasDerivedFrom and q.subject in found.graphs
    }
    assert derived == set(found.claims.items())
    named = {q.graph_name for q in quads} - {DefaultGraph()}
    assert named <= {graph for graph, _ in derived}
    (title,) = (q.object for q in quads if q.subject == n("view:default") and q.predicate == TITLE)
    assert title == Literal(DEFAULT.title, language="en")


def test_diff_says_what_changes_and_why() -> None:
    lines = diff(view(DEFAULT), view(REPORTED)).lines()
    assert lines[1] == "statements: 8 added, 0 removed"
    assert lines[3:] == (
        "  + doe-1999:c009 (two bases given): reported → held: doe-1999:c008 reports what "
        "doe-1999:c009 says (before: doe-1999:c008 only reports what doe-1999:c009 says)",
    )
    less = diff(view(DEFAULT), view(DEFAULT.leaving_out(sources=["roe-2005"]))).lines()
    assert "ceases to hold: 5" in less
    assert any("roe-2005 is left out of this view" in line for line in less)


def test_diff_tells_single_values_and_why_they_fall() -> None:
    offices = [n("doe-1999:c002"), n("roe-2005:c008")]
    lines = diff(view(DEFAULT), view(DEFAULT.leaving_out(claims=offices))).lines()
    label = world("ruritania")[0].label(n("situation:ruritanian-threat-1950"))
    assert (
        f"  - situation:ruritanian-threat-1950 ({label}): ist:stateAgent state:ruritania, by "
        "doe-1999:c001: it follows only with doe-1999:c002 or interstate:c001 or roe-2005:c008"
    ) in lines
    dated = ground_of(
        f"{CLAIM} ist:asserts doe-1999:a . doe-1999:a a ist:War ; rdfs:label 'a war'@en ;"
        "ist:time '1950' ; ist:timeBasis time-basis:inferred ."
    )
    views = [build_view(dated, policy) for policy in (DEFAULT, replace(DEFAULT, inferred=False))]
    told = "doe-1999:a (a war): ist:time 1950, by doe-1999:c1"
    why = "the time is inferred, and this view takes only stated ones"
    assert diff(*views).lines()[2:] == (
        "single values of what holds in both: 1",
        f"  - {told}: {why}",
    )
    assert diff(*reversed(views)).lines()[3] == f"  + {told} (before: {why})"


# --- metamorphic ----------------------------------------------------------------------------------

SPEAKERS = ["person:jane-doe", "person:prince-otto", "person:richard-roe"]
SOURCES = ["doe-1999", "interstate", "roe-2005"]


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    return replace(
        DEFAULT,
        sources=draw(st.none() | st.sets(st.sampled_from(SOURCES)).map(frozenset)),
        without_speakers=frozenset(map(n, draw(st.sets(st.sampled_from(SPEAKERS))))),
        stances=frozenset(draw(st.sampled_from([("endorses",), ("endorses", "reports")]))),
        hearsay_depth=draw(st.none() | st.integers(0, 2)),
        inferred=draw(st.booleans()),
    )


def stricter(policy: Policy) -> Iterator[Policy]:
    yield policy.leaving_out(sources=["roe-2005"])
    yield policy.leaving_out(speakers=[n("person:prince-otto")])
    yield policy.leaving_out(claims=[n("doe-1999:c006")])
    yield replace(policy, hearsay_depth=0)
    yield replace(policy, inferred=False)
    yield replace(policy, stances=frozenset({"endorses"}))


@settings(max_examples=60, deadline=None)
@given(policies())
def test_a_stricter_policy_yields_a_part_of_the_view(policy: Policy) -> None:
    wide = view(policy)
    for narrow in map(view, stricter(policy)):
        assert set(narrow.triples()) <= set(wide.triples())
        assert set(narrow.held) <= set(wide.held)
        assert set(narrow.accepted()) <= set(wide.accepted())


@settings(max_examples=40, deadline=None)
@given(policies(), st.sampled_from(SOURCES))
def test_rejecting_a_source_never_adds_its_claims(policy: Policy, source: str) -> None:
    found = view(policy.leaving_out(sources=[source]))
    assert not any(short(claim).startswith(f"{source}:") for claim in found.accepted())
    described = {found.ground.root_of(node) for node in found.described}
    assert not any(root and short(root).startswith(f"{source}:") for root in described)


@settings(max_examples=40, deadline=None)
@given(policies())
def test_every_statement_is_traceable_and_nothing_opaque_holds(policy: Policy) -> None:
    found = view(policy)
    for triples in found.graphs.values():
        for triple in triples:
            assert found.why(triple), triple
            assert set(found.why(triple)) <= set(found.accepted())


def test_renaming_changes_nothing() -> None:
    index, _ = world("ruritania")

    def rename(term: object) -> object:
        if isinstance(term, NamedNode) and term.value.startswith(f"{ID}doe-1999/"):
            return NamedNode(term.value.replace("doe-1999/", "aaa-1999/z"))
        return term

    renamed = [Triple(*(rename(t) for t in triple)) for triple in index.triples]  # type: ignore[arg-type]
    again = prepare(derive(Index(renamed), hierarchy()))
    for policy in (DEFAULT, REPORTED, OWN_VOICE, replace(DEFAULT, corrections=True)):
        first, second = view(policy), build_view(again, policy)
        wanted = {tuple(map(str, map(rename, triple))) for triple in first.triples()}
        assert {tuple(map(str, triple)) for triple in second.triples()} == wanted


def test_building_twice_gives_the_same() -> None:
    assert build_view(ground(), REPORTED).digest() == build_view(ground(), REPORTED).digest()
    assert view(REPORTED).digest() != view(DEFAULT).digest()


# --- policy files ---------------------------------------------------------------------------------


def test_shipped_policies_explain_themselves_and_differ() -> None:
    found = load_policies(citekeys=SOURCES)
    names = [policy.name for policy in found]
    assert names[0] == "default"
    assert {"reported", "first-hand", "uncontested", "with-corrections"} <= set(names)
    assert {"only-doe-1999", "only-roe-2005"} <= set(names)
    assert "only-interstate" not in names
    assert all(len(policy.words) > 60 for policy in found)
    assert len({policy.digest() for policy in found}) == len(found)


def test_an_unknown_view_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean reported"):
        find_policy(load_policies(citekeys=SOURCES), "reportd")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = 1", "'title' is missing"),
        ("title = 'a'", "'words' is missing"),
        ("title = 'a'\nwords = 'b'\nsorces = []", "did you mean sources"),
        ("title = 'a'\nwords = 'b'\nsources = ['doe-1998']", "did you mean doe-1999"),
        ("title = 'a'\nwords = 'b'\nsources = 3", "a list of strings"),
        ("title = 'a'\nwords = 'b'\nstances = ['agrees']", "choose from endorses"),
        ("title = 'a'\nwords = 'b'\nhearsay_depth = -1", "0, 1, 2"),
        ("title = 'a'\nwords = 'b'\nhearsay_depth = true", "0, 1, 2"),
        ("title = 'a'\nwords = 'b'\ncontested = 'hide'", "earliest-source"),
        ("title = 'a'\nwords = 'b'\ninferred = 'no'", "true or false"),
        ("title = ", "broken TOML"),
    ],
)
def test_faulty_policy_files_are_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=message):
        load_policy(path, SOURCES)
