"""Each lint rule finds its canary and nothing else, is explained, and finds nothing shipped."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from emitted_rules import emitted_rules
from interstate.derivation import derive
from interstate.errors import InputError
from interstate.findings import Severity
from interstate.graphs import Corpus, load_corpus, load_document, parse_turtle
from interstate.lint import LintRule, find_lint, load_rules, named_terms, run_rule
from interstate.namespaces import VOCABULARIES
from interstate.store import build_store, close
from interstate.turtle import format_turtle

ROOT = Path(__file__).parents[1]
CANARIES = Path(__file__).parent / "canaries" / "lint"
VIOLATES = NamedNode(VOCABULARIES["t"] + "violates")
SECTIONS = ("## Problem", "## Why it matters", "## Fix")


@cache
def corpus() -> Corpus:
    return load_corpus()


@cache
def rules() -> Mapping[str, LintRule]:
    return {rule.name: rule for rule in load_rules(ROOT)}


def stored(triples: tuple[Triple, ...]) -> Store:
    """Return a store like the one that people query: closed over classes and properties."""
    store = Store()
    closed = (*triples, *close(triples, corpus().hierarchy))
    store.bulk_extend(Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in closed)
    return store


def canary(name: str) -> tuple[tuple[Triple, ...], set[str]]:
    """Return a canary's triples and the nodes that have to be found in it."""
    triples = load_document(CANARIES / f"{name}.ttl").triples
    marks = [t for t in triples if t.predicate == VIOLATES]
    assert {t.object for t in marks} == {Literal(name)}
    wanted = {t.subject.value for t in marks if isinstance(t.subject, NamedNode)}
    return tuple(t for t in triples if t.predicate != VIOLATES), wanted


def project(tmp_path: Path, rule: str, **files: str) -> Path:
    folder = tmp_path / "queries" / "lint"
    folder.mkdir(parents=True)
    (folder / "data-planted.rq").write_text(rule)
    for name, text in files.items():
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "file.ttl").write_text(text)
    return tmp_path


RULE = """# A thing is planted.
# severity: warning
# message: Take it out.
# unless-named-in: shapes
SELECT ?entity ?property ?value WHERE { ?entity ?property ?value } ORDER BY ?entity
"""


@pytest.mark.parametrize("name", sorted(rules()))
def test_rule_finds_its_canary_and_nothing_else(name: str) -> None:
    triples, wanted = canary(name)
    found = {finding.focus for finding in run_rule(stored(triples), rules()[name])}
    assert wanted
    assert found == wanted
    healthy = {t.subject.value for t in triples if isinstance(t.subject, NamedNode)} - wanted
    assert healthy, "a canary also shows a node that is right"


@pytest.mark.parametrize("name", sorted(rules()))
def test_rule_is_explained(name: str) -> None:
    page = (ROOT / rules()[name].page).read_text(encoding="utf-8")
    assert page.startswith(f"# {name}\n")
    plain = page.replace("`", "").replace("\n", " ")
    assert rules()[name].title in plain
    places = [page.index(section) for section in SECTIONS]
    assert places == sorted(places)


def test_no_canary_and_no_page_is_left_over() -> None:
    assert {path.stem for path in CANARIES.glob("*")} == set(rules())
    areas = {name.split("-", 1)[0] for name in rules()}
    pages = {p.stem for p in (ROOT / "docs/rules").glob("*.md") if p.stem.split("-", 1)[0] in areas}
    assert pages - emitted_rules() == set(rules())  # code has rules named data-… too


@pytest.mark.parametrize("path", sorted(CANARIES.glob("*.ttl")), ids=lambda path: path.stem)
def test_canary_is_in_canonical_form(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert format_turtle(text, path.name) == text


def test_shipped_files_give_only_advice() -> None:
    derived = derive(corpus().index, corpus().hierarchy)
    findings = find_lint(build_store(corpus(), derived), corpus().root)
    assert [f for f in findings if f.severity is not Severity.INFO] == []


def test_finding_says_what_and_where() -> None:
    triples = parse_turtle(
        "@prefix ex: <https://example.org/> ."
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."
        'ex:one rdfs:label "pact" .',
        "test",
    )
    (finding,) = run_rule(stored(triples), rules()["text-language-missing"])
    assert finding.focus == "https://example.org/one"
    assert finding.rule == "lint-text-language-missing"
    assert finding.message.startswith("rdfs:label: Text for readers has a language tag")
    assert finding.severity is Severity.WARNING
    assert finding.value == "pact"


def test_a_term_that_a_shape_names_is_used(tmp_path: Path) -> None:
    triples, wanted = canary("ontology-term-unused")
    rule = RULE.replace(RULE.split("\n", 4)[4], rules()["ontology-term-unused"].query)
    unnamed = project(tmp_path / "without", rule)
    assert {f.focus for f in find_lint(stored(triples), unnamed)} == wanted
    named = project(tmp_path / "with", rule, shapes="ex:Shape sh:path ist:hasNonsense .")
    left = {f.focus for f in find_lint(stored(triples), named)}
    assert wanted - left == {VOCABULARIES["ist"] + "hasNonsense"}


def test_rules_do_not_count_as_use_of_a_term() -> None:
    named = named_terms(ROOT, ["queries"])
    assert VOCABULARIES["ist"] + "Claim" in named
    only_in_rules = {
        VOCABULARIES["ist"] + name
        for rule in rules().values()
        for name in ("AidKind",)
        if f"ist:{name}" in rule.query
    }
    assert only_in_rules
    assert not only_in_rules & named


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("# severity: warning\n", "", "header"),
        ("# severity: warning", "# severity: grave", "header"),
        ("# message: Take it out.\n", "", "header"),
        ("# A thing is planted.\n", "#\n", "header"),
        ("SELECT ?entity", "SELECT entity", "broken"),
        ("?entity ?property ?value WHERE", "?property ?entity ?value WHERE", "does not select"),
        (RULE.split("\n", 4)[4], "ASK { ?entity ?property ?value }", "does not select"),
    ],
)
def test_a_broken_rule_is_refused(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert old in RULE
    root = project(tmp_path, RULE.replace(old, new))
    with pytest.raises(InputError, match=problem) as caught:
        find_lint(Store(), root)
    assert str(caught.value).startswith("queries/lint/data-planted.rq")
    assert caught.value.remedy


def test_a_rule_with_a_bad_name_is_refused(tmp_path: Path) -> None:
    root = project(tmp_path, RULE)
    (root / "queries/lint/data-planted.rq").rename(root / "queries/lint/Planted.rq")
    with pytest.raises(InputError, match="no name of a rule"):
        load_rules(root)
