"""A new source starts clean, and nothing is overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from interstate.commands import main
from interstate.errors import InputError
from interstate.scaffold import scaffold
from planted import Copy


def test_a_new_source_passes_every_check_that_does_not_ask_for_content(tmp_path: Path) -> None:
    copy = Copy(tmp_path / "p")
    assert (
        main(["new-source", "doe-1999", "--label", 'Doe, "A Study"', "--root", str(copy.root)]) == 0
    )
    assert copy.rules("format", "header", "terms", "data", "derivation", "shapes", "dl") == set()
    text = (copy.root / "data/sources/doe-1999/source.ttl").read_text(encoding="utf-8")
    assert 'rdfs:label "Doe, \\"A Study\\""@en' in text


@pytest.mark.parametrize("citekey", ["Doe1999", "doe_1999", "state", "", "doe 1999"])
def test_a_malformed_citekey_is_refused(citekey: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be a citekey"):
        scaffold(citekey, "x", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_existing_source_is_left_alone(tmp_path: Path) -> None:
    root = Copy(tmp_path / "p").root
    scaffold("doe-1999", "Doe", root)
    before = (root / "data/sources/doe-1999/source.ttl").read_bytes()
    with pytest.raises(InputError, match="there already"):
        scaffold("doe-1999", "Other", root)
    assert (root / "data/sources/doe-1999/source.ttl").read_bytes() == before
