"""The guides to views, contradictions and theories: every example on them is run."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from interstate.citing import citations_of
from interstate.commands import main
from interstate.namespaces import IST, PREFIXES
from interstate.policies import load_policies, load_policy
from interstate.project import open_project
from interstate.record import source_key
from worldly import ONTOLOGY, PRELUDE, project

DOCS = ONTOLOGY.parent / "docs"


def blocks(page: str, language: str) -> list[str]:
    text = (DOCS / page).read_text()
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def examples(page: str) -> Iterator[tuple[list[str], list[str]]]:
    """Yield each command (its words) with the output that the page shows."""
    for block in blocks(page, "console"):
        first, *output = block.splitlines()
        assert first.startswith("$ interstate "), first
        yield shlex.split(first)[2:], output


def check_output(shown: list[str], found: list[str]) -> None:
    """Compare output with a page; a line of "…" stands for any lines."""
    at = 0
    skipping = False
    for line in shown:
        if line == "…":
            skipping = True
            continue
        rest = found[at:]
        assert line in rest, f"not in the output (any more): {line!r}"
        if not skipping:
            assert rest[0] == line
        at += rest.index(line) + 1
        skipping = False
    assert skipping or found[at:] in ([], [""]), f"the page lacks: {found[at]!r}"


@pytest.fixture(scope="module")
def ruritania(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ruritania")
    project(folder, "ruritania")
    return folder


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project made of the Turtle on the page about theories."""
    folder = tmp_path_factory.mktemp("theories")
    project(folder, "ruritania")
    (folder / "data/sources/doe-1999/claims.ttl").write_text(
        PRELUDE + "\n".join(blocks("theories.md", "turtle"))
    )
    return folder


def run(words: list[str], root: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    shipped = words[0] == "--shipped"
    arguments = words[1:] if shipped else [*words, "--root", str(root)]
    assert main(arguments) in (0, 1)
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("page", ["views.md", "contradictions.md"])
def test_pages_on_the_invented_world(
    page: str, ruritania: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = list(examples(page))
    assert len(found) >= 3
    for words, output in found:
        check_output(output, run(words, ruritania, capsys))


def test_page_on_theories(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = list(examples("theories.md"))
    assert len(found) >= 3
    for words, output in found:
        check_output(output, run(words, example, capsys))


def test_the_guide_says_as_much_of_independence_as_is_known() -> None:
    index = open_project().index
    papers = ("untitled-pak-us", "zafar-shad-2019")
    works: dict[str, set[NamedNode]] = {paper: set() for paper in papers}
    voices: dict[str, set[NamedNode]] = {paper: set() for paper in papers}
    notes: set[str] = set()
    for claim in (*index.subjects_of_type(IST.Claim), *index.subjects_of_type(IST.Accusation)):
        if (paper := source_key(claim)) not in papers:
            continue
        voices[paper].update(index.nodes(claim, IST.hasSpeaker))
        works[paper].update(index.nodes(claim, IST.hasMedium))
        for citation in citations_of(claim, index):
            works[paper].update(index.nodes(citation, IST.citesWork))
            notes.add(index.text(citation, IST.noteNumber))
    notes.discard("")
    page = " ".join((DOCS / "theories.md").read_text().split())
    # The claims of each paper name works, and none is named by both.
    assert all(works.values())
    assert set.intersection(*works.values()) == set()
    for paper in papers:
        itself = NamedNode(f"{PREFIXES['work']}{paper}")
        assert not any(itself in named for named in works.values())
    assert "neither names the other, and no work is named by both" in page
    assert f"the text of the {len(notes)} notes of Zafar and Shad is not available" in page
    persons = index.subjects_of_type(IST.Person)
    shared = set.intersection(*voices.values()).intersection(persons)
    assert {index.label(voice).split()[-1] for voice in shared} == {"Musharraf", "Powell", "Bush"}
    assert "both papers pass on words of Musharraf, Powell and Bush" in page


def test_the_examples_turtle_is_sound(example: Path) -> None:
    from interstate.project import open_project
    from interstate.theories import check_theories

    found = open_project(example)
    assert found.derived.findings == ()
    rules = {f.rule for f in check_theories(found.corpus, found.derived)}
    assert rules == {"theories-control"}  # the page has no room for control worlds


def test_the_policy_on_the_page_is_one(tmp_path: Path) -> None:
    (text,) = blocks("views.md", "toml")
    path = tmp_path / "mine.toml"
    path.write_text(text)
    (policy,) = load_policy(path, ("doe-1999",))
    assert policy.hearsay_depth == 0


def test_every_shipped_view_is_on_the_page() -> None:
    text = (DOCS / "views.md").read_text()
    for policy in load_policies(citekeys=()):
        assert f"`{policy.name}`" in text, policy.name


def test_a_page_that_is_out_of_date_is_caught() -> None:
    check_output(["a", "…", "d"], ["a", "b", "c", "d"])
    check_output(["…", "b", "…"], ["a", "b", "c"])
    for shown in (["a", "c"], ["b"], ["a", "…", "e"], ["a", "b"]):
        with pytest.raises(AssertionError):
            check_output(shown, ["a", "b", "c"])
