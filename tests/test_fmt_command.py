"""``interstate fmt``: what it writes, what it lists, what it refuses and then leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from interstate.commands.fmt import find_turtle_files, fmt
from interstate.errors import InputError
from interstate.graphs import MAX_FILE_BYTES

UGLY = "@prefix x: <https://w3id.org/interstate/ns#> . x:B a x:A; x:n 1 ."
NEAT = (
    "@prefix ist: <https://w3id.org/interstate/ns#> .\n\nist:B\n    a ist:A ;\n    ist:n 1 ;\n.\n"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with one neat file and two ugly ones."""
    for name, text in {
        "ontology/a.ttl": NEAT,
        "shapes/b.ttl": UGLY,
        "data/reference/c.ttl": UGLY,
        "queries/not-turtle.rq": "ASK {}",
        "tests/fixtures/m/C/pass_x.ttl": NEAT,
        "elsewhere/d.ttl": UGLY,
        "data/.hidden/e.ttl": UGLY,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_writes_the_project_and_is_then_content(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project)
    assert fmt(root=project) == 0
    assert capsys.readouterr().out == "data/reference/c.ttl\nshapes/b.ttl\n"
    assert (project / "shapes/b.ttl").read_text() == NEAT
    assert (project / "elsewhere/d.ttl").read_text() == UGLY
    assert (project / "data/.hidden/e.ttl").read_text() == UGLY
    assert fmt(root=project, check=True) == 0
    assert capsys.readouterr().out == ""


def test_check_lists_the_first_differing_line_and_writes_nothing(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project)
    (project / "shapes/b.ttl").write_text(NEAT.replace("    a", "  a"))
    assert fmt([Path("shapes")], check=True) == 1
    shown = capsys.readouterr()
    assert shown.out == "shapes/b.ttl:4: is '  a ist:A ;', should be '    a ist:A ;'\n"
    assert shown.err == "1 file would change.\n"
    assert (project / "shapes/b.ttl").read_text() == NEAT.replace("    a", "  a")


def test_a_missing_final_newline_is_a_difference(project: Path) -> None:
    (project / "ontology/a.ttl").write_text(NEAT.rstrip("\n"))
    assert fmt([project / "ontology/a.ttl"], check=True) == 1


def test_windows_line_ends_are_a_difference(project: Path) -> None:
    path = project / "ontology/a.ttl"
    path.write_bytes(NEAT.replace("\n", "\r\n").encode())
    assert fmt([path], check=True) == 1
    assert fmt([path]) == 0
    assert path.read_bytes() == NEAT.encode()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"x:B a x:A .", "z.ttl:1: broken Turtle"),
        (b"# caf\xe9\n", "z.ttl:1: not UTF-8: byte 5 "),
        (UGLY.encode() + b"\n# note", "z.ttl:2: a comment below the header"),
        (b" " * (MAX_FILE_BYTES + 1), "33,554,433 bytes; 33,554,432 is the most"),
    ],
)
def test_one_bad_file_and_nothing_is_written(project: Path, content: bytes, problem: str) -> None:
    (project / "shapes/z.ttl").write_bytes(content)
    with pytest.raises(InputError) as caught:
        fmt([project / "shapes"])
    assert problem in str(caught.value)
    assert (project / "shapes/b.ttl").read_text() == UGLY


@pytest.mark.parametrize("name", ["queries/not-turtle.rq", "nowhere", "nowhere/x.ttl"])
def test_a_path_that_is_no_turtle_is_misuse(project: Path, name: str) -> None:
    with pytest.raises(InputError, match=name):
        fmt([project / name])


def test_a_project_without_a_part_is_misuse(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no folder ontology/"):
        find_turtle_files((), tmp_path)


def test_a_file_named_twice_is_read_once(project: Path) -> None:
    shapes = project / "shapes"
    assert find_turtle_files([shapes, shapes / "b.ttl"]) == (shapes / "b.ttl",)
