"""Every rule that can be reported has its page, every page its rule, and every example bites."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

import emitted_rules
from emitted_rules import ELSEWHERE, rules_by_module
from interstate.checks import CHECKS, run_checks
from interstate.dl import RULES
from interstate.lint import load_rules
from rule_examples import PAGES, ROOT, TEXTS, broken_rules, check_of, example, sound_project

SECTIONS = ("## Problem", "## Why it matters", "## Example", "## Fix")
NOT_PLANTED: Mapping[str, str] = {
    "anchors-no-text": "no edit of a file breaks it: the text is not there at all; see below",
}
"""Rules whose example no edit can plant, and why; each has a test of its own."""

EMITTED = sorted(emitted_rules.emitted_rules())


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sound_project(tmp_path_factory.mktemp("rules") / "project")


def plantable() -> list[object]:
    return [
        pytest.param(rule, marks=pytest.mark.java) if check_of(rule) == "reasoner" else rule
        for rule in EMITTED
        if rule not in NOT_PLANTED
    ]


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    pages = {path.stem for path in PAGES.glob("*.md")} - {"README", "shapes"}
    assert pages - {rule.name for rule in load_rules(ROOT)} == set(EMITTED)


@pytest.mark.parametrize("rule", EMITTED)
def test_a_page_says_what_why_and_what_to_do(rule: str) -> None:
    page = (PAGES / f"{rule}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {rule}\n\n")
    places = [page.index(f"\n{section}\n") for section in SECTIONS]
    assert places == sorted(places)
    assert len(page.split()) >= 60


@pytest.mark.parametrize("rule", plantable())
def test_the_example_of_a_page_breaks_its_rule(rule: str, sound: Path, tmp_path: Path) -> None:
    shown = example(rule)
    assert shown.edits, "the page shows an edit"
    root = shutil.copytree(sound, tmp_path / "project")
    assert broken_rules(shown, root) == shown.breaks


def test_a_text_that_is_not_there_is_reported(sound: Path, tmp_path: Path) -> None:
    found = run_checks(sound, only=["anchors"], texts=tmp_path).findings
    assert {finding.rule for finding in found} == {"anchors-no-text"}


def test_the_project_of_the_examples_is_sound(sound: Path) -> None:
    assert run_checks(sound, texts=sound / TEXTS).findings == ()


@pytest.mark.java
def test_the_project_of_the_examples_is_consistent(sound: Path) -> None:
    assert run_checks(sound, only=["reasoner"]).findings == ()


def test_rules_are_named_after_their_check() -> None:
    assert {rule.split("-", 1)[0] for rule in EMITTED} <= {*CHECKS, "syntax"}
    # SHACL's names are the shapes' own, lint's the files'; every other check has rules of code
    assert {check_of(rule) for rule in EMITTED} == set(CHECKS) - {"lint"}


def test_the_table_of_the_dl_rules_is_complete() -> None:
    assert {rule for rule in EMITTED if rule.startswith("dl-")} == set(RULES)


def test_the_overview_lists_every_rule_once() -> None:
    overview = (PAGES / "README.md").read_text(encoding="utf-8")
    assert [rule for rule in EMITTED if overview.count(f"| [{rule}]({rule}.md) |") != 1] == []


# -- the reading of the source can fail -----------------------------------------------------------


def reading(text: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Mapping[str, object]:
    (tmp_path / "planted.py").write_text(text, encoding="utf-8")
    monkeypatch.setattr(emitted_rules, "SOURCE", tmp_path)
    emitted_rules.trees.cache_clear()
    rules_by_module.cache_clear()
    try:
        return rules_by_module()
    finally:
        emitted_rules.trees.cache_clear()
        rules_by_module.cache_clear()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Finding(f, 0, '', 'a-b', m)", {"a-b"}),
        ("Finding(f, 0, '', message=m, rule='a-b')", {"a-b"}),
        ("Finding(f, 0, '', 'a-b' if x else 'a-c', m)", {"a-b", "a-c"}),
        ("T = {1: 'a-b', 2: 'a-c'}\nProblem(T[kind], '', m)", {"a-b", "a-c"}),
        ("def _f(n, r): return Finding('', 0, n, f'a-{r}', m)\n_f(1, 'b')\n_f(2, r='c')", None),
        ("def _f(n, r): return Finding('', 0, n, f'a-{r}', m)\n_f(1, 'b')", {"a-b"}),
        ("class C:\n def f(s, r): Problem(r, '', m)\n def g(self): self.f('a-b')", {"a-b"}),
        ("def f():\n r = 'a-b' if x else 'a-c'\n Problem(r, '', m)", {"a-b", "a-c"}),
    ],
)
def test_names_are_followed(
    text: str, names: set[str] | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wanted = {"planted": frozenset(names or {"a-b", "a-c"})}
    assert reading(text, monkeypatch, tmp_path) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Finding(f, 0, '', name(), m)",
        "def _f(r): Finding(f, 0, '', r, m)",  # nobody calls it
        "def _f(r): Finding(f, 0, '', r, m)\n_f(x.y)",
        "Finding(*parts)",
        "Problem(T[kind], '', m)",
    ],
)
def test_a_name_that_cannot_be_followed_is_an_error(
    text: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(emitted_rules.UnknownNameError):
        reading(text, monkeypatch, tmp_path)


def test_what_is_not_followed_is_there() -> None:
    source = "\n".join(
        path.read_text(encoding="utf-8").replace('"', "'")
        for path in emitted_rules.SOURCE.rglob("*.py")
    )
    assert [expression for expression in ELSEWHERE if expression not in source] == []
