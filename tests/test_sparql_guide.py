"""The guide to SPARQL shows real queries with their real answers, from the first to hearsay."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from interstate.project import Project, open_project
from interstate.questions import answer_lines, load_question
from interstate.results import Table

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs/sparql.md"
SECTION = re.compile(r"^## Step (\d+): ", re.MULTILINE)
SHOWN = re.compile(r"```sparql\n(.*?)```\n\n((?:\|[^\n]*\n)+)", re.DOTALL)


def steps(text: str) -> tuple[tuple[str, str, str], ...]:
    """Return each step's number, query and table; a step without both is an error."""
    parts = SECTION.split(text)
    found = []
    for number, section in zip(parts[1::2], parts[2::2], strict=True):
        match = SHOWN.search(section)
        assert match is not None, f"step {number} shows no query with a table"
        found.append((number, match[1], match[2]))
    return tuple(found)


STEPS = steps(GUIDE.read_text(encoding="utf-8"))


def rendered(table: Table) -> str:
    """Return a table as the guide shows it, in Markdown."""
    head, *rows = (line.split("\t") for line in answer_lines(table))
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


@pytest.fixture(scope="module")
def project() -> Project:
    return open_project(ROOT)


def test_there_are_ten_steps() -> None:
    assert [int(number) for number, *_ in STEPS] == list(range(1, 11))
    assert GUIDE.read_text(encoding="utf-8").count("```sparql") == len(STEPS)


@pytest.mark.parametrize(("query", "shown"), [step[1:] for step in STEPS], ids=range(1, 11))
def test_a_step_shows_its_real_answer(project: Project, query: str, shown: str) -> None:
    table = project.query(query)
    assert isinstance(table, Table)
    assert table.rows
    assert rendered(table) == shown


def test_the_three_patterns_differ_as_the_guide_says(project: Project) -> None:
    """The threatened bombing is claimed to be threatened, and holds in no view."""
    claimed = project.query("SELECT ?s WHERE { ?t ist:threatens ?s } ORDER BY ?s")
    held = project.query(
        "SELECT ?s WHERE { ?t ist:threatens ?s . GRAPH ?view { ?s a ist:Situation } } ORDER BY ?s"
    )
    assert isinstance(claimed, Table)
    assert isinstance(held, Table)
    assert claimed.rows
    assert not held.rows


def test_the_header_that_the_guide_shows_can_be_read(tmp_path: Path) -> None:
    sample = re.search(
        r"```text\n(# question:.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL
    )
    assert sample is not None
    path = tmp_path / "cq-999-sample.rq"
    path.write_text(sample[1], encoding="utf-8")
    question = load_question(path)
    assert question.kind == "join"
    assert [parameter.name for parameter in question.parameters] == ["target"]
    assert question.empty_twin == "target=state:india"
