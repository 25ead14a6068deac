"""The command line: every verb teaches, answers go to stdout, formats agree with each other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from interstate.commands import VERBS, main
from interstate.namespaces import RDF
from interstate.shacl_terms import SH


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_that_teaches(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, "--help"]) == 0
    said = capsys.readouterr().out
    assert f"interstate {verb}" in said
    assert len(said.splitlines()) > 8


def test_every_module_of_a_verb_is_listed() -> None:
    folder = Path(__file__).parents[1] / "src/interstate/commands"
    modules = {p.stem for p in folder.glob("*.py")} - {"__init__", "console", "outputs", "roots"}
    assert modules == set(VERBS.values())


def test_the_shipped_project_is_clean(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert capsys.readouterr().out.startswith("Nothing found in ")


def test_a_report_says_the_same_in_every_format(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from planted import Copy

    copy = Copy(tmp_path / "p").append("state:usa a ist:Place .\n")
    arguments = ["check", str(copy.root), "--only", "data"]
    said = {}
    for form in ("text", "json", "sarif", "turtle"):
        assert main([*arguments, "--format", form]) == 1
        said[form] = capsys.readouterr().out
    found = json.loads(said["json"])["findings"]
    assert [f["rule"] for f in found] == ["data-defined-twice"]
    assert found[0]["file"] in said["text"]
    assert found[0]["message"] in said["text"]
    result = json.loads(said["sarif"])["runs"][0]["results"][0]
    assert result["ruleId"] == "data-defined-twice"
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region["startLine"] == found[0]["line"]
    triples = [q.triple for q in parse(said["turtle"].encode(), RdfFormat.TURTLE)]
    results = [t for t in triples if t.predicate == RDF.type and t.object == SH.ValidationResult]
    assert len(results) == len(found)
    assert any(t.predicate == SH.focusNode and t.object.value == found[0]["focus"] for t in triples)


def test_a_query_answers_in_each_format(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    text = "SELECT ?s WHERE { VALUES ?s { state:usa } ?s a ist:State }"
    assert main(["query", text, "--format", "csv"]) == 0
    csv = capsysbinary.readouterr().out
    assert csv == b"s\r\nhttps://w3id.org/interstate/id/state/usa\r\n"
    assert main(["query", text, "--format", "json"]) == 0
    rows = json.loads(capsysbinary.readouterr().out)["results"]["bindings"]
    assert rows[0]["s"]["value"] == "https://w3id.org/interstate/id/state/usa"
    assert main(["query", text]) == 0
    assert "United States" in capsysbinary.readouterr().out.decode()


def test_showing_a_node_names_its_claims_and_passages(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["show", "situation:armitage-office-2001", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["label"] == "Armitage's office in September 2001"
    places = [claim["place"] for claim in found["claims"]]
    assert any("p118" in place for place in places)


def test_showing_an_unknown_node_suggests_a_near_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "state:pakistann"]) == 2
    assert "did you mean state:pakistan" in capsys.readouterr().err


def test_output_is_the_same_on_every_run(capsys: pytest.CaptureFixture[str]) -> None:
    said = []
    for _ in range(2):
        assert main(["show", "state:usa"]) == 0
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]


def test_long_work_says_one_line_on_stderr_where_no_terminal_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["check", "--only", "data"]) == 0
    said = capsys.readouterr()
    assert said.err == "interstate: reading and checking …\n"
    assert said.out.startswith("Nothing found in ")
    assert main(["contradictions"]) == 0
    said = capsys.readouterr()
    assert said.err == "interstate: comparing accounts …\n"
    assert "…" not in said.out.splitlines()[0]
    # A terminal has a line that changes instead, and is left clean.
    monkeypatch.setattr("interstate.commands.console._Talk.is_terminal", True)
    assert main(["contradictions"]) == 0
    assert "interstate: comparing accounts" not in capsys.readouterr().err


def test_the_ending_of_a_file_says_the_format(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, start in (("a.html", "<!doctype html>"), ("a.json", "{"), ("a.ttl", "@prefix")):
        assert main(["contradictions", "--kind", "office", "--output", str(tmp_path / name)]) == 0
        assert (tmp_path / name).read_text().startswith(start)
    assert main(["view", "build", "default", "--output", str(tmp_path / "v.nq")]) == 0
    parse((tmp_path / "v.nq").read_bytes(), RdfFormat.N_QUADS)
    assert (tmp_path / "v.nq").read_text().startswith("<")
    capsys.readouterr()
    for arguments in (["contradictions"], ["view", "build", "default"]):
        assert main([*arguments, "--output", str(tmp_path / "a.pdf")]) == 2
        assert "'.pdf' says no format to write. Remedy: end it in ." in capsys.readouterr().err
    assert not (tmp_path / "a.pdf").exists()


def test_the_list_of_verbs_says_whole_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    said = capsys.readouterr().out
    assert "..." not in said.replace("[ARGS]...", "")
    assert "how it fares, what the verdict rests" in " ".join(said.split())
    # Nothing asked for is answered with the same help, not with an error.
    for arguments in ([], ["view"]):
        assert main(arguments) == 2
        assert capsys.readouterr().err.startswith("Usage: interstate")
    for group in ("view", "theory"):
        assert main([group, "--help"]) == 0
        assert "..." not in capsys.readouterr().out.replace("[ARGS]...", "")


def test_a_claim_or_a_matter_may_be_named_by_its_label(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", "Armitage was Deputy Secretary of State"]) == 0
    assert capsys.readouterr().out.startswith("interstate:c001, ")
    assert main(["trace", "state:usa"]) == 2
    assert "state:usa is no claim. Remedy: name one" in capsys.readouterr().err
    assert main(["trace", "interstate:c99999"]) == 2
    assert "nothing is called 'interstate:c99999'" in capsys.readouterr().err
    assert main(["view", "why", "default", "situation:armitage-ofice-2001"]) == 2
    assert "did you mean situation:armitage-office-2001" in capsys.readouterr().err
    for number in ("cq-1", "cq1", "CQ-001"):
        assert main(["ask", number, "--explain"]) == 0
        assert "cq-001" in capsys.readouterr().out
    assert main(["ask", "cq-999"]) == 2
    assert "there is no question cq-999. Remedy: they go from cq-001" in capsys.readouterr().err


def test_what_a_view_says_and_adds_is_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["view", "why", "default", "situation:armitage-office-2001"]) == 0
    lines = capsys.readouterr().out.splitlines()
    arguments = ["view", "why", "default", "situation:armitage-office-2001", "--format", "json"]
    assert main(arguments) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == len(lines)
    offices = [row["claims"] for row in rows if row["property"].endswith("#hasOffice")]
    assert [claim.rsplit("/", 2)[1] for (claim,) in offices] == [
        "untitled-pak-us",
        "zafar-shad-2019",
    ]
    assert main(["view", "diff", "default", "uncontested", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    dropped = {v["value"].rsplit("/", 1)[-1] for v in found["values"] if not v["added"]}
    assert "us-deputy-secretary-of-state" in dropped
    for verb in (["why", "default", "state:usa"], ["diff", "default", "reported"], ["list"]):
        assert main(["view", *verb, "--format", "xml"]) == 2
        assert "choose text or json" in capsys.readouterr().err


def test_verifying_an_unknown_source_names_the_known_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "t.txt").write_text("One sentence.")
    assert main(["verify", "poe-1845", str(tmp_path / "t.txt")]) == 2
    said = capsys.readouterr().err
    assert "there is no source 'poe-1845' with passages. Remedy: choose from " in said
    assert "zafar-shad-2019" in said
