"""What must not change, or only one way: names mean nothing, and less belief adds nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from interstate.assessment import Assessor
from interstate.bench import Bench
from interstate.contradictions import Contradiction, Contradictions, find_contradictions
from interstate.derivation import derive
from interstate.graphs import Index, load_document, parse_turtle
from interstate.ground import prepare
from interstate.namespaces import ID, RDFS
from interstate.policies import DEFAULT, Policy
from interstate.project import open_project
from interstate.record import short
from interstate.resting import with_resting
from interstate.store import close
from interstate.study import Study
from interstate.theories import Laboratory
from interstate.theory_library import load_library
from interstate.verdicts import Verdict
from interstate.views import View
from test_verdicts import APPLIES, implication
from worldly import ONTOLOGY, PRELUDE, hierarchy, triples

# --- names ----------------------------------------------------------------------------------------

RENAMED = {"doe-1999": "zeta-1999", "roe-2005": "alpha-2005", "situation": "situation"}


def rename(name: str) -> str:
    """Give everything that a source or the curators name another name, in another order."""
    key, _, local = name.partition("/")
    return f"{RENAMED[key]}/{local[::-1]}" if key in RENAMED and local else name


def renamed(term: object) -> object:
    if isinstance(term, NamedNode) and term.value.startswith(ID):
        return NamedNode(f"{ID}{rename(term.value.removeprefix(ID))}")
    return term


def renamed_triples(found: tuple[Triple, ...]) -> tuple[Triple, ...]:
    return tuple(Triple(*map(renamed, triple)) for triple in found)  # type: ignore[arg-type]


def labelled(found: tuple[Triple, ...]) -> tuple[Triple, ...]:
    """Label what has no label by its name, so that renaming leaves what people read."""
    index = Index(found)
    nodes = {t.subject for t in found if isinstance(t.subject, NamedNode)}
    bare = [node for node in sorted(nodes, key=str) if not index.text(node, RDFS.label)]
    more = [Triple(n, RDFS.label, Literal(n.value.rsplit("/", 1)[-1], language="en")) for n in bare]
    return (*found, *more)


def contradictions_of(found: tuple[Triple, ...]) -> Contradictions:
    derived = derive(Index(found), hierarchy())
    ontology = [t for p in sorted(ONTOLOGY.glob("*.ttl")) for t in load_document(p).triples]
    every = [*found, *derived.triples, *ontology]
    store = Store()
    for triple in (*every, *close(every, hierarchy())):
        store.add(Quad(triple.subject, triple.predicate, triple.object, DefaultGraph()))
    return find_contradictions(store, prepare(derived))


MIRRORED = {"coarser": "finer", "finer": "coarser"}


def canonical(c: Contradiction, *, mapped: bool) -> tuple[object, ...]:
    """Describe a contradiction without regard to which side comes first."""

    def name(node: NamedNode) -> str:
        return str(renamed(node) if mapped else node)

    sides = [
        (name(s.claim), name(s.node), tuple(sorted(s.values)), s.depth, tuple(map(str, s.speakers)))
        for s in (c.first, c.second)
    ]
    relation = str(c.relation)
    if sides[0] > sides[1]:
        sides.reverse()
        relation = MIRRORED.get(relation, relation)
    recorded = tuple(sorted(map(name, c.recorded)))
    return (c.kind, relation, name(c.about), str(c.role), c.voices, tuple(sides), recorded)


@pytest.mark.parametrize("world", ["quarrel", "ruritania"])
def test_renaming_changes_no_contradiction(world: str) -> None:
    told = labelled(triples(world))
    before, after = contradictions_of(told), contradictions_of(renamed_triples(told))
    wanted = sorted(canonical(c, mapped=True) for c in before.found)
    assert wanted
    assert sorted(canonical(c, mapped=False) for c in after.found) == wanted


def verdicts_of(found: tuple[Triple, ...]) -> list[Verdict]:
    index = Index(found)
    ground = prepare(derive(index, hierarchy()))
    library = load_library(index, hierarchy())
    bench = Bench(ground, hierarchy(), DEFAULT)
    assessor = Assessor(bench, ground, library, interpretive=frozenset())
    return [
        verdict
        for chosen in library.implications
        for verdict in with_resting(assessor, chosen, assessor.assess(chosen))
    ]


def test_renaming_changes_no_verdict() -> None:
    text = PRELUDE + implication("doubly-decisive") + APPLIES.format(mode="ist:asserts")
    world = (*triples("balance"), *parse_turtle(text, "more"))

    def facts(verdict: Verdict, *, mapped: bool) -> tuple[object, ...]:
        def names(nodes: object) -> list[str]:
            return sorted(str(renamed(n) if mapped else n) for n in nodes)  # type: ignore[attr-defined]

        return (
            str(verdict.implication.iri),
            names([verdict.case]),
            str(verdict.outcome),
            str(verdict.bearing),
            list(map(str, verdict.marks)),
            sorted((str(r.answer), names([r.claim]), r.interested) for r in verdict.rows),
            names(verdict.told_by),
            names(verdict.rests_on or ()),
            names(verdict.flips_without or ()),
            str(verdict.without_project),
            str(verdict.without_interested),
        )

    before = sorted(facts(v, mapped=True) for v in verdicts_of(world))
    assert {row[2] for row in before} == {"counters", "fits", "mixed", "out", "silent"}
    after = sorted(facts(v, mapped=False) for v in verdicts_of(renamed_triples(world)))
    assert after == before


# --- less belief, on the shipped data -------------------------------------------------------------


@pytest.fixture(scope="module")
def lab() -> Laboratory:
    return Laboratory(Study(open_project()))


@pytest.fixture(scope="module")
def study(lab: Laboratory) -> Study:
    return lab.study


def is_within(narrow: View, wide: View) -> bool:
    return (
        set(narrow.triples()) <= set(wide.triples())
        and set(narrow.held) <= set(wide.held)
        and set(narrow.accepted()) <= set(wide.accepted())
    )


def test_stricter_shipped_views_are_parts_of_the_wider_ones(study: Study) -> None:
    default = study.view("default")
    narrower = [
        policy.name
        for policy in study.policies
        if policy.name.startswith("only-")
        or policy.name
        in ("earliest-source", "first-hand", "stated", "uncontested", "without-project")
    ]
    assert len(narrower) == len(study.policies) - 3  # default, reported, with-corrections
    for name in narrower:
        found = study.view(name)
        assert is_within(found, default), name
        assert not is_within(default, found), f"{name} leaves nothing out"
    assert is_within(default, study.view("reported"))


def sources(study: Study) -> list[str]:
    return sorted({short(root).split(":")[0] for root in study.ground.roots})


@pytest.mark.parametrize("contested", ["keep", "drop", "earliest-source"])
def test_rejecting_a_source_never_adds_its_claims(study: Study, contested: str) -> None:
    """Where sides are chosen, rejecting one side may bring back the other's, never its own."""
    policy = replace(study.policy("reported"), contested=contested)  # type: ignore[arg-type]
    wide = study.view(policy)
    for source in sources(study):
        found = study.view(policy.leaving_out(sources=[source]))
        assert set(found.accepted()) < set(wide.accepted())
        assert not any(short(claim).startswith(f"{source}:") for claim in found.accepted())
        roots = {found.ground.root_of(node) for node in found.described}
        assert not any(root and short(root).startswith(f"{source}:") for root in roots)
        if contested == "keep":
            assert is_within(found, wide)


def test_less_belief_never_creates_evidence(lab: Laboratory) -> None:
    """No row of any probe comes in by rejecting a source: silence never refutes."""
    assessor = lab.assessor(lab.study.policy("default"))
    whole = {i.iri: assessor.findings(i) for i in lab.library.implications}
    assert any(found.rows for found in whole.values())
    for source in sources(lab.study):
        view = assessor.bench.build(DEFAULT.leaving_out(sources=[source]))
        with assessor.bench.showing(view):
            for chosen in lab.library.implications:
                found, before = assessor.findings(chosen), whole[chosen.iri]
                assert set(found.rows) <= set(before.rows), (source, chosen.iri)
                assert set(found.universe) <= set(before.universe)
                assert found.scope <= before.scope


def test_the_order_of_leaving_out_does_not_matter(study: Study) -> None:
    policy: Policy = study.policy("default")
    one, other = sources(study)[-2:]
    first = policy.leaving_out(sources=[one]).leaving_out(sources=[other])
    second = policy.leaving_out(sources=[other, one])
    assert study.view(first).digest() == study.view(second).digest()
