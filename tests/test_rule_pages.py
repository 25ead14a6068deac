"""The page of shape rules says what the shapes say."""

from __future__ import annotations

import shutil
from pathlib import Path

from fixture_harness import corpus, rules
from interstate.lint import load_rules
from interstate.rule_pages import PAGE, page, shape_rules, write_page
from interstate.vocabulary import shorten

ROOT = Path(__file__).parents[1]
REPORTS = ROOT / "docs/rules/README.md"


def test_page_is_as_written_from_the_shapes() -> None:
    text = (ROOT / PAGE).read_text(encoding="utf-8")
    assert text == page(corpus().shapes), "run: python -m interstate.rule_pages"


def test_page_lists_every_rule_that_can_be_reported() -> None:
    listed = {rule.name for document in corpus().shapes for rule in shape_rules(document)}
    assert listed == {shorten(rule).removeprefix("istsh:") for rule in rules()}
    text = (ROOT / PAGE).read_text(encoding="utf-8")
    assert all(f"| `{name}` |" in text for name in listed)


def test_every_rule_says_what_it_is_about_and_what_to_do() -> None:
    for document in corpus().shapes:
        for rule in shape_rules(document):
            assert rule.about, rule.name
            assert rule.severity in {"violation", "warning", "info"}
            assert rule.message.endswith((".", ").")), rule.name
            assert len(rule.message.split()) >= 7, rule.name


def test_a_changed_message_changes_the_page(tmp_path: Path) -> None:
    for part in ("ontology", "shapes", "data", "queries"):
        shutil.copytree(ROOT / part, tmp_path / part)
    file = tmp_path / "shapes/agents.ttl"
    text = file.read_text(encoding="utf-8")
    assert "An office needs" in text
    file.write_text(text.replace("An office needs", "Every office needs"), encoding="utf-8")
    written = write_page(tmp_path)
    assert written == tmp_path / PAGE
    assert "Every office needs" in written.read_text(encoding="utf-8")
    assert written.read_text(encoding="utf-8") != (ROOT / PAGE).read_text(encoding="utf-8")


def test_overview_names_every_lint_rule() -> None:
    text = REPORTS.read_text(encoding="utf-8")
    assert [rule.name for rule in load_rules(ROOT) if f"]({rule.name}.md)" not in text] == []
