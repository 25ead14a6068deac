"""Every bad input of the command line gives one clear message, the right exit code, no damage."""

from __future__ import annotations

import functools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from interstate.checks import run_checks
from interstate.commands import main
from planted import Copy


@functools.cache
def shipped_rules(check: str) -> frozenset[str]:
    """Return the rules that a check finds broken in the shipped project (asked once)."""
    return frozenset(finding.rule for finding in run_checks(only=[check]).findings)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "project")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out + captured.err


def test_broken_turtle_names_file_and_line(copy: Copy, capsys: pytest.CaptureFixture[str]) -> None:
    lines = copy.claims.read_text(encoding="utf-8").count("\n")
    copy.append("ist:broken a ;\n")
    code, said = run(capsys, "check", str(copy.root))
    assert code == 2
    assert f"claims.ttl:{lines + 2}  violation  syntax  broken Turtle" in said


def test_all_unreadable_files_are_named_at_once(
    copy: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    copy.append("ist:broken a ;\n").append("ist:broken a ;\n", copy.root / "shapes/claims.ttl")
    code, said = run(capsys, "check", str(copy.root))
    assert code == 2
    assert "shapes/claims.ttl" in said
    assert f"data/sources/{copy.citekey}/claims.ttl" in said
    assert "2 unreadable; nothing else was checked." in said


def test_an_unknown_prefix_is_broken_turtle(copy: Copy, capsys: pytest.CaptureFixture[str]) -> None:
    copy.append("nowhere:a a ist:Claim .\n")
    code, said = run(capsys, "check", str(copy.root))
    assert code == 2
    assert "The prefix nowhere: has not been declared" in said


def test_bytes_that_are_not_utf8_are_located(
    copy: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    size = copy.claims.stat().st_size
    copy.claims.write_bytes(copy.claims.read_bytes() + b"\xff\n")
    code, said = run(capsys, "check", str(copy.root))
    assert code == 2
    assert f"not UTF-8: byte {size} cannot be read" in said


def test_a_huge_literal_is_refused_before_it_hurts(
    copy: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    with copy.claims.open("a", encoding="utf-8") as stream:
        stream.write(f'\n<https://w3id.org/interstate/x> ist:gloss "{"x" * 50_000_000}"@en .\n')
    code, said = run(capsys, "check", str(copy.root))
    assert code == 2
    assert "33,554,432 is the most" in said
    assert len(said) < 2_000


def test_an_empty_folder_is_no_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, "check", str(tmp_path))
    assert code == 2
    assert "there is no folder ontology/ here" in said


def test_an_unknown_check_and_format_are_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "check", "--only", "everything")[0] == 2
    code, said = run(capsys, "check", "--format", "pdf")
    assert code == 2
    assert "choose from text, json, sarif, turtle" in said


def test_an_unknown_verb_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, "chekc")
    assert code == 2
    assert "chekc" in said


PLANTED = {
    "an unknown term of ours": (
        "terms",
        "terms-ours",
        "{key}:x-1 a ist:Clam .",
    ),
    "a missing import": (
        "header",
        "header-import",
        "<https://w3id.org/interstate/data/{key}/claims> "
        "<http://www.w3.org/2002/07/owl#imports> <https://example.org/elsewhere> .",
    ),
    "a second header": (
        "header",
        "header-one",
        "<https://w3id.org/interstate/data/other> a owl:Ontology .",
    ),
    "a claim whose passage is not there": (
        "data",
        "data-undefined",
        "{key}:c001 ist:anchoredAt {key}:p999 .",
    ),
    "two nodes with one IRI and different types": (
        "data",
        "data-defined-twice",
        "state:usa a ist:Place .",
    ),
    "a node outside the naming scheme": (
        "data",
        "data-iri",
        "<https://w3id.org/interstate/id/state/Bad_Name> a ist:State .",
    ),
    "a computed statement typed by hand": (
        "data",
        "data-computed",
        "{key}:c001 ist:hearsayDepth 0 .",
    ),
    "a blank node": ("data", "data-blank-node", "{key}:c001 ist:hasCitation [ a ist:Citation ] ."),
    "a cycle in nesting": (
        "derivation",
        "derivation-nesting-cycle",
        "{key}:x-1 a ist:Claim ; ist:asserts {key}:x-2 . "
        "{key}:x-2 a ist:Claim ; ist:asserts {key}:x-1 .",
    ),
    "an impossible date": (
        "derivation",
        "derivation-time",
        '{key}:x-1 a ist:Attack ; ist:time "2001-02-30" .',
    ),
    "an end before its begin": (
        "derivation",
        "derivation-time",
        '{key}:x-1 a ist:Attack ; ist:time "2002/2001" .',
    ),
    "a file that is not in canonical form": ("format", "format-canonical", "{key}:x-1 a ist:Act ."),
}


@pytest.mark.parametrize("defect", PLANTED)
def test_a_planted_defect_is_found(defect: str, copy: Copy) -> None:
    check, rule, block = PLANTED[defect]
    assert rule not in shipped_rules(check), "the shipped data are clean of it"
    copy.append(block.format(key=copy.citekey) + "\n")
    report = copy.check([check])
    found = [f for f in report.findings if f.rule == rule]
    assert found, f"{rule} is not among {[f.rule for f in report.findings]}"
    assert report.exit_code == 1
    assert all(f.file and f.message for f in found)


def test_a_literal_where_an_iri_belongs_is_found(copy: Copy) -> None:
    copy.append(f'{copy.citekey}:c001 ist:hasSpeaker "somebody" .\n')
    assert "dl-literal-on-object-property" in copy.rules("dl")


def test_a_comment_below_the_header_is_refused_not_dropped(copy: Copy) -> None:
    copy.append("# a remark\n")
    assert "format-refused" in copy.rules("format")


def test_a_wrong_version_in_a_header_is_found(copy: Copy) -> None:
    copy.replace('"0.1.0"', '"0.0.9"', copy.root / "ontology/claims.ttl")
    assert "header-version" in copy.rules("header")


def test_a_read_only_output_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "file"
    target.write_text("mine", encoding="utf-8")
    code, said = run(capsys, "build", "--unchecked", "--out", str(target / "dist"))
    assert code == 2
    assert "cannot be written" in said
    assert target.read_text(encoding="utf-8") == "mine"


def test_a_folder_that_no_build_wrote_is_not_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "precious.txt").write_text("mine", encoding="utf-8")
    code, said = run(capsys, "build", "--unchecked", "--out", str(tmp_path))
    assert code == 2
    assert "it has no manifest.json" in said
    assert (tmp_path / "precious.txt").read_text(encoding="utf-8") == "mine"


INTERRUPTIBLE = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
from interstate.__main__ import run
run()
"""


def test_ctrl_c_in_a_build_leaves_the_earlier_one(tmp_path: Path) -> None:
    out = tmp_path / "dist"
    out.mkdir()
    (out / "manifest.json").write_text("{}", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE, "build", "--unchecked", "--out", str(out)],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    deadline = time.monotonic() + 60
    while not any(p.name.startswith(".dist-") for p in tmp_path.iterdir()):
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"interrupted" in said
    assert [p.name for p in tmp_path.iterdir()] == ["dist"]
    assert (out / "manifest.json").read_text(encoding="utf-8") == "{}"


def test_a_crash_is_not_mistaken_for_findings(tmp_path: Path) -> None:
    program = (
        "import interstate.commands, interstate.__main__ as m\n"
        "def boom(*_): raise ValueError('planted')\n"
        "m.main = boom\nm.run()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=dict(os.environ)
    )
    assert done.returncode == 70
    assert "this is a bug" in done.stderr
