"""Every bad input of the command line gives one clear message, the right exit code, no damage."""

from __future__ import annotations

import errno
import functools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import interstate
from interstate import release
from interstate.checks import run_checks
from interstate.commands import main
from interstate.errors import OutputError
from interstate.files import write_atomically
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


def earlier_build(folder: Path) -> Path:
    """Make what an earlier build left, as far as later ones look at it."""
    out = folder / "dist"
    out.mkdir()
    (out / "manifest.json").write_text("{}", encoding="utf-8")
    (out / "kept.txt").write_text("kept", encoding="utf-8")
    return out


def assert_untouched(out: Path) -> None:
    """Nothing was added, changed or left beside it."""
    assert {p.name: p.read_text(encoding="utf-8") for p in out.iterdir()} == {
        "manifest.json": "{}",
        "kept.txt": "kept",
    }
    assert [p.name for p in out.parent.iterdir() if p.name.startswith(".")] == []


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
    assert "No such command 'chekc'. Did you mean 'check'?" in said
    assert "Explained by: interstate --help" in said


def test_a_missing_argument_brings_the_usage(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, "show")
    assert code == 2
    assert "Missing argument 'node'" in said
    assert "Usage: interstate show [OPTIONS]" in said


def test_the_project_is_named_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (("check", "--root"), ("build", "--root"), ("reason", "--root")):
        code, said = run(capsys, *arguments, str(tmp_path))
        assert code == 2
        assert f"{tmp_path}: there is no folder ontology/" in said
    code, said = run(capsys, "check", "here", "--root", "there")
    assert code == 2
    assert "two project folders are named, here and there" in said


def test_a_reader_who_has_had_enough_is_no_error() -> None:
    command = f"{sys.executable} -m interstate coverage --format json | head -c 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")


@dataclass(frozen=True, slots=True)
class Defect:
    """A block to plant, the finding that must name it, and words of the remedy."""

    check: str
    rule: str
    block: str
    remedy: str
    at: str = "{key}:x-1"
    """What stands at the start of the line that the finding names ("" for the file's first)."""


PLANTED = {
    "an unknown term of ours": Defect(
        "terms", "terms-ours", "{key}:x-1 a ist:Clam .", "did you mean ist:Claim?"
    ),
    "an unknown term of a borrowed vocabulary": Defect(
        "terms",
        "terms-borrowed",
        '{key}:x-1 rdfs:lable "x"@en .',
        "did you mean rdfs:label?",
    ),
    "an import that is not there": Defect(
        "header",
        "header-import",
        "<https://w3id.org/interstate/data/{key}/claims> "
        "<http://www.w3.org/2002/07/owl#imports> <https://example.org/elsewhere> .",
        "mend the IRI",
        at="",
    ),
    "a second header": Defect(
        "header",
        "header-one",
        "<https://w3id.org/interstate/data/other> a owl:Ontology .",
        "give it exactly one",
        at="",
    ),
    "a claim whose passage is not there": Defect(
        "data",
        "data-undefined",
        "{key}:c001 ist:anchoredAt {key}:p999 .",
        "define it (give it a type) or mend the name",
        at="{key}:c001",
    ),
    "two nodes with one IRI and different types": Defect(
        "data",
        "data-defined-twice",
        "state:usa a ist:Place .",
        "two things need two IRIs",
        at="state:usa",
    ),
    "a node outside the naming scheme": Defect(
        "data",
        "data-iri",
        "<https://w3id.org/interstate/id/state/Bad_Name> a ist:State .",
        "rename it",
        at="<https://w3id.org/interstate/id/state/Bad_Name>",
    ),
    "a computed statement typed by hand": Defect(
        "data",
        "data-computed",
        "{key}:c001 ist:hearsayDepth 0 .",
        "take this statement out",
        at="{key}:c001",
    ),
    "a blank node": Defect(
        "data",
        "data-blank-node",
        "{key}:c001 ist:hasCitation [ a ist:Citation ] .",
        "give every node of the data an IRI",
        at="{key}:c001",
    ),
    "a cycle in nesting": Defect(
        "derivation",
        "derivation-nesting-cycle",
        "{key}:x-1 a ist:Claim ; ist:asserts {key}:x-2 .\n"
        "{key}:x-2 a ist:Claim ; ist:asserts {key}:x-1 .",
        "one of them must be anchored",
    ),
    "an impossible date": Defect(
        "derivation",
        "derivation-time",
        '{key}:x-1 a ist:Attack ; ist:time "2001-02-30" .',
        "look up the day in the source",
    ),
    "an end before its begin": Defect(
        "derivation",
        "derivation-time",
        '{key}:x-1 a ist:Attack ; ist:time "2002/2001" .',
        "write the earlier date first",
    ),
    "a literal where an IRI belongs, to OWL": Defect(
        "dl",
        "dl-literal-on-object-property",
        '{key}:c001 ist:hasSpeaker "somebody" .',
        "point to a node",
        at="{key}:c001",
    ),
    "a literal where an IRI belongs, to SHACL": Defect(
        "shapes",
        "SpeechAct-hasSpeaker-class",
        '{key}:c001 ist:hasSpeaker "somebody" .',
        "name a state, organization, person or group",
        at="{key}:c001",
    ),
    "a file that is not in canonical form": Defect(
        "format", "format-canonical", "{key}:x-1 a ist:Act .", "run: interstate fmt"
    ),
}


def line_of(path: Path, start: str) -> int:
    """Return the number of the first line that begins with ``start`` (1 for nothing)."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if line.split(" ")[0] == start or not start)


@pytest.mark.parametrize("defect", PLANTED)
def test_a_planted_defect_is_named_with_its_place_and_remedy(
    defect: str, copy: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    planted = PLANTED[defect]
    assert planted.rule not in shipped_rules(planted.check), "the shipped data are clean of it"
    copy.append(planted.block.format(key=copy.citekey) + "\n")
    code, said = run(capsys, "check", str(copy.root), "--only", planted.check)
    assert code == 1
    line = line_of(copy.claims, planted.at.format(key=copy.citekey))
    place = f"data/sources/{copy.citekey}/claims.ttl:{line}  violation  "
    found = [one for one in said.splitlines() if f"  {planted.rule}  " in one]
    assert [one for one in found if one.startswith(place) and planted.remedy in one], said[:3_000]


def test_bad_data_are_not_built_and_the_earlier_build_stays(
    copy: Copy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All of them at once: nothing that a check finds reaches ``dist/``."""
    out = earlier_build(tmp_path)
    for planted in PLANTED.values():
        copy.append(planted.block.format(key=copy.citekey) + "\n")
    code, said = run(capsys, "build", str(copy.root), "--out", str(out))
    assert code == 1
    assert {d.rule for d in PLANTED.values() if f"  {d.rule}  " not in said} == set()
    assert "not built; mend the findings above first" in said
    assert_untouched(out)


UNREADABLE = {
    "broken Turtle": b"ist:broken a ;\n",
    "an unknown prefix": b"nowhere:a a ist:Claim .\n",
    "no UTF-8": b"\xff\n",
}


@pytest.mark.parametrize("defect", UNREADABLE)
def test_an_unreadable_project_is_not_built(
    defect: str, copy: Copy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = earlier_build(tmp_path)
    copy.claims.write_bytes(copy.claims.read_bytes() + UNREADABLE[defect])
    for arguments in ([], ["--unchecked"]):
        code, said = run(capsys, "build", str(copy.root), "--out", str(out), *arguments)
        assert code == 2
        assert "claims.ttl" in said
        assert_untouched(out)


def test_a_module_that_is_gone_is_named_instead_of_what_follows_from_it(
    copy: Copy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (copy.root / "ontology/agents.ttl").unlink()
    code, said = run(capsys, "check", str(copy.root))
    assert code == 2
    lines = [line for line in said.splitlines() if not line.endswith("…")]
    assert lines[-1] == f"{len(lines) - 1} unreadable; nothing else was checked."
    assert {line.split("  ")[0] for line in lines[:-1]} == {
        "ontology/interstate.ttl:1",
        "ontology/situations.ttl:1",
    }
    for line in lines[:-1]:
        assert "<https://w3id.org/interstate/ontology/agents>  header-import" in line
        assert "put the file that has it back" in line
    out = earlier_build(tmp_path)
    assert run(capsys, "build", str(copy.root), "--out", str(out))[0] == 2
    assert_untouched(out)


def test_the_root_of_the_ontology_that_is_gone_is_named(
    copy: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    (copy.root / "ontology/interstate.ttl").unlink()
    code, said = run(capsys, "check", str(copy.root))
    assert code == 2
    assert "<https://w3id.org/interstate/ontology>  header-import" in said
    assert len(said.splitlines()) < 5


def test_a_comment_below_the_header_is_refused_not_dropped(copy: Copy) -> None:
    copy.append("# a remark\n")
    assert "format-refused" in copy.rules("format")


def test_a_wrong_version_in_a_header_is_found(copy: Copy) -> None:
    copy.replace('"0.1.0"', '"0.0.9"', copy.root / "ontology/claims.ttl")
    assert "header-version" in copy.rules("header")


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """Give a folder in which nobody can write, not even root."""
    if os.geteuid() == 0:  # permissions do not bind root; the kernel's own tree does
        yield Path("/proc")
        return
    folder = tmp_path / "read-only"
    folder.mkdir()
    (folder / "mine").write_text("mine", encoding="utf-8")
    folder.chmod(0o555)
    yield folder
    assert [p.name for p in folder.iterdir()] == ["mine"]
    folder.chmod(0o755)


def test_a_read_only_folder_is_refused_before_anything_is_built(
    read_only: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = read_only / "dist"
    code, said = run(capsys, "build", "--unchecked", "--out", str(target))
    assert code == 2
    assert f"{target}: cannot be written (" in said
    assert "Remedy: choose another folder with --out." in said
    assert not target.exists()


def test_a_read_only_folder_is_refused_by_what_writes_one_file(read_only: Path) -> None:
    with pytest.raises(OutputError, match=r"cannot be written .* Remedy: choose a folder"):
        write_atomically(read_only / "page.ttl", "x")


def test_a_file_where_the_folder_should_be_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "file"
    target.write_text("mine", encoding="utf-8")
    code, said = run(capsys, "build", "--unchecked", "--out", str(target / "dist"))
    assert code == 2
    assert "cannot be written" in said
    assert target.read_text(encoding="utf-8") == "mine"


def test_a_disk_that_fills_up_leaves_the_earlier_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = earlier_build(tmp_path)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(release, "_write_all", full)
    code, said = run(capsys, "build", "--unchecked", "--out", str(out))
    assert code == 2
    assert "cannot be written (No space left on device)" in said
    assert_untouched(out)


@pytest.mark.parametrize(
    "reason", [KeyboardInterrupt(), OSError(errno.EACCES, "Permission denied")]
)
def test_a_failure_in_the_last_step_puts_the_earlier_build_back(
    reason: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between taking the old folder away and putting the new one in its place."""
    out = earlier_build(tmp_path)
    rename = Path.replace

    def fail_for_the_new(self: Path, target: Path) -> Path:
        if target == out and "-old-" not in self.name:
            raise reason
        return rename(self, target)

    monkeypatch.setattr(release, "_write_all", lambda _, folder, *rest: (folder / "new").mkdir())
    monkeypatch.setattr(release, "_seal", lambda _: ())
    monkeypatch.setattr(Path, "replace", fail_for_the_new)
    expected = OutputError if isinstance(reason, OSError) else KeyboardInterrupt
    with pytest.raises(expected):
        release.build(interstate.open(), out)
    assert_untouched(out)


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
