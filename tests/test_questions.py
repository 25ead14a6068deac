"""The competency questions: stored answers, other engines, empty twins, planted defects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat

from interstate.endpoints import query_endpoint
from interstate.namespaces import IST, PREFIXES, RDF
from interstate.project import Project, open_project
from interstate.queries import parse_term
from interstate.questions import (
    KINDS,
    Question,
    answer,
    answer_lines,
    check_answers,
    load_questions,
)
from interstate.results import Table
from planted import Copy
from reference_server import oxigraph_server

ROOT = Path(__file__).parents[1]
QUESTIONS = load_questions(ROOT)
TWINS = tuple(q for q in QUESTIONS if q.empty_twin)

DIFFERENCES: dict[tuple[str, str], str] = {}
"""(engine, question) -> why its answer differs from the stored one; entries only ever go."""

TERMS_ASKED_FOR = 173 / 311
"""The share of the ontology's classes and properties that the questions use; it only ever grows."""


@pytest.fixture(scope="module")
def project() -> Project:
    return open_project(ROOT)


def stored(question: Question) -> tuple[str, ...]:
    return tuple(question.answer_path.read_text(encoding="utf-8").splitlines())


def explained(engine: str, question: Question, found: tuple[str, ...]) -> bool:
    """Tell whether an answer is as stored, or differs where a difference is pinned."""
    return (found != stored(question)) == ((engine, question.key) in DIFFERENCES)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.key)
def test_the_answer_is_the_stored_one(project: Project, question: Question) -> None:
    assert answer_lines(answer(project.store, question)) == stored(question)


@pytest.mark.parametrize("question", TWINS, ids=lambda q: q.key)
def test_the_twin_is_empty_and_the_default_is_not(project: Project, question: Question) -> None:
    name, _, value = question.empty_twin.partition("=")
    assert answer(project.store, question).rows
    assert answer(project.store, question, {name: parse_term(value)}).rows == ()


def test_a_dozen_questions_have_an_empty_twin() -> None:
    assert len(TWINS) >= 12


# --- other engines ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def quads(project: Project) -> bytes:
    dumped = project.store.dump(format=RdfFormat.N_QUADS)
    assert dumped is not None
    return dumped


@pytest.fixture(scope="module")
def server(quads: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The reference server of the engine's makers, on a store of its own."""
    folder = tmp_path_factory.mktemp("questions")
    (folder / "all.nq").write_bytes(quads)
    with oxigraph_server(folder / "all.nq", folder) as url:
        yield url


@pytest.mark.slow
def test_a_second_server_answers_alike(server: str) -> None:
    odd = []
    for question in QUESTIONS:
        found = query_endpoint(server, question.query(), labels=False)
        assert isinstance(found, Table)
        if not explained("oxigraph", question, answer_lines(found)):
            odd.append(question.key)
    assert odd == []


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")
def test_rdflib_answers_alike(quads: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read without rdflib's rewriting of literals, which turns ``Z`` into ``+00:00``."""
    rdflib = pytest.importorskip("rdflib")
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    dataset = rdflib.Dataset(default_union=False)
    dataset.parse(data=quads, format="nquads")

    def term(value: object) -> NamedNode | Literal | None:
        if value is None:
            return None
        is_iri = isinstance(value, rdflib.URIRef)
        return NamedNode(str(value)) if is_iri else Literal(str(value))

    odd = []
    for question in QUESTIONS:
        result = dataset.query(question.query())
        columns = tuple(str(name) for name in result.vars)
        rows = tuple(tuple(term(row[name]) for name in result.vars) for row in result)
        if not explained("rdflib", question, answer_lines(Table(columns, rows))):
            odd.append(question.key)
    assert odd == []


def test_a_pinned_difference_names_an_engine_a_question_and_a_reason() -> None:
    """The table was empty when it was made, so it may hold nothing now."""
    assert not DIFFERENCES


def test_an_unpinned_difference_and_a_stale_pin_are_both_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    question = QUESTIONS[0]
    same, other = stored(question), stored(question)[:-1]
    assert explained("rdflib", question, same)
    assert not explained("rdflib", question, other)
    monkeypatch.setitem(DIFFERENCES, ("rdflib", question.key), "planted")
    assert explained("rdflib", question, other)
    assert not explained("rdflib", question, same)


# --- headers and reach -----------------------------------------------------------------------


def test_the_numbers_run_through() -> None:
    keys = [question.key for question in QUESTIONS]
    assert keys == [f"cq-{number:03d}" for number in range(1, len(keys) + 1)]
    assert len(keys) >= 80


def test_every_kind_of_question_is_asked() -> None:
    assert {question.kind for question in QUESTIONS} == set(KINDS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.key)
def test_a_header_is_complete(question: Question) -> None:
    assert "?" in question.english
    assert not question.wrong[0].isupper()
    assert question.asker.split()[0] in ("a", "an")
    projected = set(re.findall(r"\?(\w+)", question.text.partition("WHERE")[0]))
    for parameter in question.parameters:
        assert parameter.name in projected
        assert parameter.meaning
    counted = set(re.findall(r"AS \?(\w+)\)", question.text.partition("WHERE")[0]))
    ordered = set(re.findall(r"\?(\w+)", question.text.rpartition("ORDER BY")[2]))
    assert ordered | counted == set(stored(question)[0].split("\t"))


def untraced_rows(project: Project, question: Question) -> int:
    """Return in how many rows no column names a claim."""
    claims = {q.subject for q in project.store.quads_for_pattern(None, RDF.type, IST.Claim)}
    return sum(claims.isdisjoint(row) for row in answer(project.store, question).rows)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.key)
def test_every_row_names_a_claim_or_the_header_says_why_not(
    project: Project, question: Question
) -> None:
    """A reason that is no longer needed is red too, so that none of them outlives its cause."""
    if question.untraced:
        assert untraced_rows(project, question) == len(answer(project.store, question).rows)
    else:
        assert answer(project.store, question).rows
        assert untraced_rows(project, question) == 0


def test_a_claim_taken_out_of_the_answer_is_seen(project: Project) -> None:
    question = next(q for q in QUESTIONS if q.key == "cq-006")
    select, where, rest = question.text.partition("WHERE")
    planted = replace(question, text=select.replace(" ?claim", "") + where + rest)
    planted = replace(
        planted, text=planted.text.replace("BY ?sanctions ?event ?claim", "BY ?event")
    )
    assert untraced_rows(project, question) == 0
    assert untraced_rows(project, planted) == len(answer(project.store, planted).rows) == 3


def asked_for() -> tuple[int, int]:
    """Return how many of our terms the questions use, and how many there are."""
    terms = {
        t.subject.value.removeprefix(PREFIXES["ist"])
        for t in open_project(ROOT).corpus.ontology_triples
        if isinstance(t.subject, NamedNode) and t.subject.value.startswith(PREFIXES["ist"])
    }
    used = {
        name
        for question in QUESTIONS
        for line in question.text.splitlines()
        if not line.startswith(("#", "PREFIX"))
        for name in re.findall(r"\bist:(\w+)", line)
    }
    return len(used & terms), len(terms)


def test_the_questions_reach_as_much_of_the_ontology_as_they_did() -> None:
    used, there = asked_for()
    assert used / there >= TERMS_ASKED_FOR


# --- planted defects -------------------------------------------------------------------------

PLANTED = {
    "a number": ("value 330", "value 331", "cq-046"),
    "a place": ("        place:kohat ,\n", "", "cq-017"),
    "a stance": ("ist:stance stance:disputes", "ist:stance stance:endorses", "cq-029"),
    "a day": ('ist:time "2001-09-20"', 'ist:time "2001-09-21"', "cq-042"),
    "a weight": ("ist:hasWeight weight:main", "ist:hasWeight weight:sole", "cq-088"),
    "a side": (
        "ist:denies zafar-shad-2019:american-appreciation",
        "ist:asserts zafar-shad-2019:american-appreciation",
        "cq-082",
    ),
    "a time": ('ist:time "2003"', 'ist:time "2004"', "cq-053"),
    "a hedge": (
        "ist:hasCertainty certainty:likely",
        "ist:hasCertainty certainty:possible",
        "cq-090",
    ),
}
"""What to put in place of what in one source's claims, and the question that must go red."""


@pytest.mark.parametrize(("old", "new", "key"), PLANTED.values(), ids=PLANTED)
def test_a_changed_datum_turns_a_question_red(tmp_path: Path, old: str, new: str, key: str) -> None:
    copy = Copy(tmp_path)
    claims = tmp_path / "data/sources/zafar-shad-2019/claims.ttl"
    copy.replace(old, new, claims)
    findings = check_answers(open_project(tmp_path).store, tmp_path)
    assert any(key in finding.file for finding in findings)


def test_nothing_planted_nothing_red(project: Project) -> None:
    assert check_answers(project.store, ROOT) == ()


def test_a_missing_answer_is_red(tmp_path: Path, project: Project) -> None:
    Copy(tmp_path)
    next((tmp_path / "queries/questions/expected").glob("cq-001-*.tsv")).unlink()
    rules = {finding.rule for finding in check_answers(project.store, tmp_path)}
    assert rules == {"questions-unanswered"}
