"""Coverage counts every passage and every claim, and an open sentence is red."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from interstate.commands import main
from interstate.coverage import SourceCoverage, cover
from interstate.graphs import load_corpus
from planted import Copy

SENTENCES = {"untitled-pak-us": 130, "zafar-shad-2019": 189}
"""As counted in the texts."""


@pytest.fixture(scope="module")
def shipped() -> dict[str, SourceCoverage]:
    return {source.citekey: source for source in cover(load_corpus())}


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "project")


def in_paper(copy: Copy, name: str) -> Path:
    return copy.root / "data/sources/untitled-pak-us" / name


def test_every_sentence_of_both_papers_is_accounted_for(shipped: dict[str, SourceCoverage]) -> None:
    assert set(shipped) == set(SENTENCES)
    for citekey, source in shipped.items():
        sentences = [p for p in source.passages if p.kind == "sentence"]
        assert len(sentences) == SENTENCES[citekey]
        assert source.open == ()
        assert {p.reason for p in sentences if not p.claims} <= {"roadmap"}
        assert {p.kind for p in source.passages if not p.claims} <= {
            "heading",
            "furniture",
            "sentence",
        }


def test_few_claims_are_only_a_gloss_and_each_says_why(shipped: dict[str, SourceCoverage]) -> None:
    for source in shipped.values():
        assert len(source.bare) < 0.05 * source.anchored
        assert [bare.claim for bare in source.bare if not bare.reason] == []


def test_an_open_sentence_is_listed_and_red(copy: Copy, capsys: pytest.CaptureFixture[str]) -> None:
    copy.replace(
        "    ist:lacksClaimFor passage-reason:roadmap ;\n", "", in_paper(copy, "passages.ttl")
    )
    assert main(["coverage", "--root", str(copy.root)]) == 1
    said = capsys.readouterr().out
    assert "open: untitled-pak-us:p014" in said
    assert main(["check", str(copy.root), "--only", "shapes"]) == 1
    said = capsys.readouterr().out
    assert re.search(r"passages\.ttl:\d+ .* untitled-pak-us:p014  Passage-isCovered", said)


def test_a_claim_without_roles_is_counted_apart(
    copy: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    claims = in_paper(copy, "claims.ttl")
    before = {s.citekey: s for s in cover(load_corpus(copy.root))}["untitled-pak-us"]
    block = "    ist:hasConcept concept:anti-americanism ;\n"
    assert claims.read_text(encoding="utf-8").count(block) == 1
    copy.replace(block, "", claims)
    assert main(["coverage", "--root", str(copy.root), "--format", "json"]) == 0
    found = {s["citekey"]: s for s in json.loads(capsys.readouterr().out)}["untitled-pak-us"]
    assert found["anchored"] == before.anchored
    assert [b["claim"].rsplit("/", 1)[-1] for b in found["bare"]] == ["c118"]
    assert main(["coverage", "--root", str(copy.root)]) == 0
    assert "untitled-pak-us:c118: no reason given" in capsys.readouterr().out
