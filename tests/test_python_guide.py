"""The samples of the Python guide run, and give what the page says."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

GUIDE = Path(__file__).parents[1] / "docs/python.md"
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def failures(text: str) -> int:
    # a fence right below a sample would be taken for its output
    plain = re.sub(r"(?m)^```.*$", "", text)
    test = doctest.DocTestParser().get_doctest(plain, {}, GUIDE.name, str(GUIDE), 0)
    assert test.examples
    return doctest.DocTestRunner(optionflags=FLAGS, verbose=False).run(test).failed


def test_the_guide_is_true() -> None:
    assert failures(GUIDE.read_text(encoding="utf-8")) == 0


def test_every_section_has_a_sample() -> None:
    sections = re.split(r"(?m)^## ", GUIDE.read_text(encoding="utf-8"))[1:]
    assert [s.splitlines()[0] for s in sections if ">>>" not in s] == []


def test_a_wrong_page_would_be_found(capsys: pytest.CaptureFixture[str]) -> None:
    text = "\n>>> import interstate\n>>> interstate.open().show('state:usa').label\n'X'\n"
    assert failures(text) == 1
    assert "'United States'" in capsys.readouterr().out
