"""Each shape catches what it is there for and lets pass what is right; three engines agree."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from engines import findings, is_installed, with_hierarchy
from fixture_harness import (
    FIXTURES,
    Fixture,
    Pairs,
    Triples,
    completed,
    corpus,
    fixtures,
    focus_by_shape,
    found,
    merged,
    node_shapes,
    own_names,
    read_fixture,
    rules,
    shapes_graph,
)
from interstate.derivation import derive
from interstate.namespaces import VOCABULARIES
from interstate.shacl_terms import SH
from interstate.validation import check_shapes_graph

VACUOUS = Path(__file__).parent / "vacuous_shapes.toml"
MODULES = {path.stem for path in (Path(__file__).parents[1] / "ontology").glob("*.ttl")}
NAME = re.compile(r"(pass|fail)_[a-z0-9_]+\.ttl")


def short(iri: str) -> str:
    return re.split(r"[/#]", iri)[-1]


def shown(pairs: Pairs) -> list[str]:
    return sorted(f"{short(focus)} breaks {short(rule)}" for focus, rule in pairs)


def test_there_are_fixtures_for_each_module_with_shapes() -> None:
    with_shapes = {document.path.stem for document in corpus().shapes} & MODULES
    assert {fixture.path.parts[-3] for fixture in fixtures()} >= with_shapes != set()


@pytest.mark.parametrize("fixture", fixtures(), ids=lambda fixture: fixture.name)
def test_fixture_is_named_as_agreed(fixture: Fixture) -> None:
    module, kind, name = fixture.path.relative_to(FIXTURES).parts
    assert module in {document.path.stem for document in corpus().shapes}
    assert NAME.fullmatch(name)
    assert kind in {short(shape.value) for shape in node_shapes()}, "no node shape of that name"
    assert fixture.is_pass == (not fixture.expected)
    assert {rule for _, rule in fixture.expected} <= set(rules()), "no such rule"


@pytest.mark.parametrize("fixture", fixtures(), ids=lambda fixture: fixture.name)
def test_fixture_breaks_exactly_the_rules_it_states(fixture: Fixture) -> None:
    assert shown(found(completed(fixture.triples))) == shown(fixture.expected)


def test_a_wrong_expectation_is_noticed(tmp_path: Path) -> None:
    """The detector detects: an expectation too many or too few differs from what is found."""
    fixture = next(f for f in fixtures() if f.expected)
    seen = found(completed(fixture.triples))
    assert seen == fixture.expected
    text = fixture.path.read_text()
    rule = min(rule for _, rule in fixture.expected)
    other = next(r for r in rules() if r not in {rule for _, rule in fixture.expected})
    name = f"istsh:{short(rule)}"
    assert name in text
    for changed in (
        text.replace(name, f"istsh:{short(other)}"),
        re.sub(r"\n[^\n]*t:violates[^;.]*[;]", "\n", text),
    ):
        copy = tmp_path / fixture.path.name
        copy.write_text(changed)
        assert read_fixture(copy).expected != seen


@cache
def _judged() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return for each rule the fixtures' nodes that break it and those that keep it."""
    broken: dict[str, set[str]] = {rule: set() for rule in rules()}
    kept: dict[str, set[str]] = {rule: set() for rule in rules()}
    focus = focus_by_shape(merged())
    for number, fixture in enumerate(fixtures()):
        own = {old.value: new.value for old, new in own_names(number).items()}
        for rule, shapes in rules().items():
            nodes = {node for shape in shapes for node in focus[shape]} & set(own.values())
            bad = {own[node] for node, name in fixture.expected if name == rule and node in own}
            broken[rule] |= bad
            kept[rule] |= nodes - bad
    return broken, kept


def test_every_rule_has_a_node_that_breaks_it() -> None:
    broken, _ = _judged()
    assert sorted(short(rule) for rule, nodes in broken.items() if not nodes) == []


def test_every_rule_has_a_node_that_keeps_it() -> None:
    _, kept = _judged()
    assert sorted(short(rule) for rule, nodes in kept.items() if not nodes) == []


@cache
def shipped() -> Triples:
    """Return all shipped data with what is derived from them."""
    derived = derive(corpus().index, corpus().hierarchy)
    return (*corpus().data_triples, *derived.triples)


def test_every_node_shape_has_a_focus_node_in_shipped_data_or_an_excuse() -> None:
    excuses = tomllib.loads(VACUOUS.read_text())["shapes"]
    assert all(len(reason.split()) >= 5 for reason in excuses.values()), "explain each in words"
    everything = (*shipped(), *corpus().ontology_triples)
    idle = {short(shape.value) for shape, nodes in focus_by_shape(everything).items() if not nodes}
    assert idle == set(excuses), "left: idle and unexcused; right: excused though at work"


def test_the_shapes_graph_itself_is_sound() -> None:
    assert check_shapes_graph(corpus().shapes_triples, corpus().ontology_triples) == ()


def test_shipped_data_conform() -> None:
    assert shown(found(shipped())) == []


# --- other engines ------------------------------------------------------------------------------

DEVIATIONS: dict[str, dict[str, str]] = {"shifty": {}, "topbraid": {}, "pyshacl": {}}
"""Per engine, rules on which it is known to differ, with the cause."""

ENGINES = ["shifty", pytest.param("topbraid", marks=pytest.mark.java)]


def _agree(engine: str, data: Triples, shapes: Triples) -> None:
    if not is_installed(engine):
        pytest.skip(f"{engine} is not installed")
    merged_data = with_hierarchy(data, corpus().ontology_triples)
    ours, theirs = findings("ours", merged_data, shapes), findings(engine, merged_data, shapes)
    differing = {rule for _, rule in ours ^ theirs}
    unknown = {(f, r) for f, r in ours ^ theirs if short(r) not in DEVIATIONS[engine]}
    assert shown(frozenset(unknown)) == []
    assert {short(rule) for rule in differing} <= set(DEVIATIONS[engine])


@pytest.mark.parametrize("engine", ENGINES)
def test_other_engines_agree_on_the_fixtures(engine: str) -> None:
    _agree(engine, merged(), corpus().shapes_triples)


@pytest.mark.parametrize("engine", ENGINES)
def test_other_engines_agree_on_the_shipped_data(engine: str) -> None:
    _agree(engine, shipped(), corpus().shapes_triples)


def test_pyshacl_agrees_on_the_core_part_of_the_fixtures() -> None:
    """Without sh:sparql, which pySHACL parses anew for each focus node: minutes on this graph."""
    core = tuple(t for t in corpus().shapes_triples if t.predicate != SH.sparql)
    _agree("pyshacl", merged(), core)


def test_the_shapes_have_names_of_our_own() -> None:
    base = VOCABULARIES["istsh"]
    assert [r for r in rules() if not r.startswith(base)] == []
    assert [s.value for s in shapes_graph().shapes if not s.value.startswith(base)] == []
