"""``interstate ask``: questions found by words in any form, values of the right sort, and hints."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from interstate.commands import main
from interstate.errors import InputError
from interstate.namespaces import RDFS, XSD
from interstate.near_names import near_nodes
from interstate.project import open_project
from interstate.question_words import speaks_of
from interstate.questions import Parameter, find_questions, load_questions
from reference_server import oxigraph_server

QUESTIONS = load_questions(Path(__file__).parents[2])
STATE = "https://w3id.org/interstate/id/state/"


def keys(words: str) -> list[str]:
    return [question.key for question in find_questions(QUESTIONS, words)]


def test_words_are_found_in_whatever_form_they_stand() -> None:
    demands = keys("demands")
    assert {"cq-001", "cq-002", "cq-003"} <= set(demands)
    assert keys("who demanded") == keys("demanded") == demands
    assert keys("sanction") == keys("Sanctions") == ["cq-005", "cq-006", "cq-007", "cq-068"]
    assert keys("cq-042") == ["cq-042"]
    assert keys("cq-042-dated-statements-in-a-span") == ["cq-042"]
    assert keys("demands zebra") == []


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [("democracy", False), ("demand", True), ("state", True), ("stance", False), ("dem", True)],
)
def test_other_words_do_not_fit(wanted: str, fits: bool) -> None:
    assert speaks_of("which demands did a state make?", wanted) is fits


def test_a_question_shows_its_text_and_values_and_is_run(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["ask", "cq-005", "--format", "csv"]) == 0
    shown = capsys.readouterr()
    assert shown.err.splitlines() == [
        "cq-005: Which sanctions on a state are told, by which claim, and since when?",
        "  --with target=state:pakistan  (the state under sanctions)",
    ]
    assert "situation:nuclear-test-sanctions" not in shown.out  # CSV has whole IRIs
    assert "id/situation/nuclear-test-sanctions-on-pakistan-1998" in shown.out


def test_a_piped_table_has_a_line_for_each_row_and_whole_names(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["ask", "cq-005"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert len(out) == 1 + len(QUESTIONS[4].answer_path.read_text().splitlines()[1:])
    assert all(line.startswith("Pakistan (state:pakistan)  ") for line in out[1:])
    assert any("(situation:nuclear-test-sanctions-on-pakistan-1998)" in line for line in out)


def test_the_query_is_shown_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "cq-005", "--explain"]) == 0
    out = capsys.readouterr().out
    assert "a wrong model would answer" in out
    assert "--with target=state:pakistan  (the state under sanctions)" in out
    assert "VALUES (?target) { (<https://w3id.org/interstate/id/state/pakistan>) }" in out


def test_several_are_listed_and_none_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "sanction"]) == 0
    shown = capsys.readouterr()
    assert [line.split()[0] for line in shown.out.splitlines()] == keys("sanction")
    assert "interstate ask cq-005" in shown.err
    assert main(["ask", "zebra"]) == 2
    assert "no question has the words 'zebra'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ("target=pakistan", "did you mean state:pakistan?"),
        ("target=Untied States", "did you mean state:usa?"),
        ("target=xyzzy", "write it like the default: state:pakistan."),
        ("tagret=state:usa", "its parameters: target."),
        ("target", "write name=value."),
    ],
)
def test_values_that_cannot_be(pair: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "cq-005", "--with", pair]) == 2
    assert said in capsys.readouterr().err


def test_an_empty_answer_says_what_the_data_do_not_have(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["ask", "cq-005", "--with", "target=state:united-states"]) == 0
    err = capsys.readouterr().err
    assert "No rows" in err
    assert "state:united-states does not occur in the data; did you mean state:usa?" in err
    assert main(["ask", "cq-005", "--with", "target=state:india"]) == 0
    assert "does not occur" not in capsys.readouterr().err


def test_another_endpoint_answers_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "cq-005", "--format", "csv"]) == 0
    here = capsys.readouterr().out
    open_project().store.dump(tmp_path / "all.nq", RdfFormat.N_QUADS)
    with oxigraph_server(tmp_path / "all.nq", tmp_path) as url:
        assert main(["ask", "cq-005", "--endpoint", url, "--format", "csv"]) == 0
    assert capsys.readouterr().out == here


def test_a_day_is_enough_for_a_moment(capsys: pytest.CaptureFixture[str]) -> None:
    first = Parameter("from", Literal("2001-09-11T00:00:00Z", datatype=XSD.dateTime), "first")
    last = Parameter("until", Literal("2001-09-30T23:59:59Z", datatype=XSD.dateTime), "last")
    assert first.read("2001-09-20").value == "2001-09-20T00:00:00Z"
    assert last.read("2001-09").value == "2001-09-30T23:59:59Z"
    assert last.read("2001").datatype == XSD.dateTime  # type: ignore[union-attr]
    assert first.read('"2001-09-20T10:00:00Z"^^xsd:dateTime').value == "2001-09-20T10:00:00Z"
    for wrong in ("state:usa", "soon", "2001-13", "1.5"):
        with pytest.raises(InputError):
            first.read(wrong)
    command = ["ask", "cq-042", "--with", "from=2001-09-20", "--with", "until=2001-09-20"]
    assert main([*command, "--format", "csv"]) == 0
    rows = capsys.readouterr().out.splitlines()[1:]
    assert rows
    assert all(",2001-09-20," in row for row in rows)


def test_near_nodes_are_found_by_name_and_by_label() -> None:
    store = Store()
    for name, label in (("usa", "United States"), ("united-kingdom", "United Kingdom")):
        node = NamedNode(STATE + name)
        store.add(Quad(node, RDFS.label, Literal(label, language="en")))
    assert near_nodes(store, STATE, "untied-states") == ("state:usa",)
    assert near_nodes(store, STATE, "united-kigdom") == ("state:united-kingdom",)
    assert near_nodes(store, STATE, "zebra") == ()
    assert near_nodes(store, "https://w3id.org/interstate/id/person/", "usa") == ()
