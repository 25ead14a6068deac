"""The example of each page in ``docs/rules``, planted in a small sound project.

An example is a list of edits below the heading ``## Example``: a sentence that ends in "In `file`:"
and a fenced block. A ``diff`` block is a patch; any other block is added at the file's end, or is
the whole of a new file. A name without folder lies beside the claims of Doe 1999. "With `--texts`"
means that the reader's copy of the text is at hand; "Also reported: `rule`." names what else the
edit breaks.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from interstate.catalogs import write_catalogs
from interstate.checks import CHECKS, run_checks
from interstate.graphs import load_corpus

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs/rules"
PROJECT = Path(__file__).parent / "rule_project"
SOURCE = "data/sources/doe-1999"
TEXTS = "texts"

_EDIT = re.compile(r"[Ii]n (?:the new file )?`([^`]+)`:\n\n```(\w+)\n(.*?)```\n", re.DOTALL)
_HUNK = re.compile(r"(?m)^@@.*\n")


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of one file."""

    name: str
    is_patch: bool
    text: str

    def path(self, root: Path) -> Path:
        if self.name.endswith(".txt"):
            return root / TEXTS / self.name
        if self.name.startswith("cq-"):
            return root / "queries/questions" / self.name
        return root / (self.name if "/" in self.name else f"{SOURCE}/{self.name}")

    def plant(self, root: Path) -> None:
        path = self.path(root)
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        after = _patched(before, self.text) if self.is_patch else _added(before, self.text)
        assert after != before
        path.write_text(after, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Example:
    """The edits of a page, the rules that they break, and whether the text is needed."""

    rule: str
    edits: tuple[Edit, ...]
    breaks: frozenset[str]
    with_texts: bool


def example(rule: str) -> Example:
    """Read the example of a rule's page."""
    page = (PAGES / f"{rule}.md").read_text(encoding="utf-8")
    section = page.split("\n## Example\n", 1)[1].split("\n## ", 1)[0]
    edits = tuple(
        Edit(name, language == "diff", text) for name, language, text in _EDIT.findall(section)
    )
    also = re.search(r"Also reported: (.*?)\.", section, re.DOTALL)
    others = re.findall(r"`([^`]+)`", also[1]) if also else []
    return Example(rule, edits, frozenset({rule, *others}), "with `--texts`" in section.lower())


def _added(before: str, text: str) -> str:
    return f"{before}\n{text}" if before else text


def _patched(before: str, patch: str) -> str:
    for hunk in _HUNK.split(patch):
        lines = hunk.splitlines(keepends=True)
        assert all(line[0] in " +-\n" for line in lines), f"no patch: {hunk}"
        old = "".join(line[1:] or line for line in lines if line[0] != "+")
        new = "".join(line[1:] or line for line in lines if line[0] != "-")
        assert before.count(old) == 1, f"{before.count(old)} places for {old!r}"
        before = before.replace(old, new)
    return before


def sound_project(root: Path) -> Path:
    """Make a project in which nothing is wrong: Doe 1999 under the shipped ontology and shapes."""
    shutil.copytree(PROJECT, root)
    shutil.copytree(ROOT / "shapes", root / "shapes")
    for folder, pattern in (
        ("ontology", "*.*"),
        ("data/views", "default.toml"),
        ("data/reference", "vocabularies.ttl"),
        ("data/reference", "marks.ttl"),
    ):
        (root / folder).mkdir(parents=True, exist_ok=True)
        for path in sorted((ROOT / folder).glob(pattern)):
            shutil.copy(path, root / folder / path.name)
    corpus = load_corpus(root)
    write_catalogs((*corpus.ontology, *corpus.data))
    return root


def check_of(rule: str) -> str:
    """Return the check that reports a rule; the first one for what no check comes to see."""
    name = rule.split("-", 1)[0]
    return name if name in CHECKS else next(iter(CHECKS))


def broken_rules(example: Example, root: Path) -> set[str]:
    """Plant an example in the project at ``root`` and return what its check finds."""
    for edit in example.edits:
        edit.plant(root)
    texts = root / TEXTS if example.with_texts else None
    report = run_checks(root, only=[check_of(example.rule)], texts=texts)
    assert all(finding.message for finding in report.findings)
    return {finding.rule for finding in report.findings}
