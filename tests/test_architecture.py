"""The page of the architecture speaks of every module, and of none that is not there."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/architecture.md"
SOURCE = ROOT / "src/interstate"


def patterns(text: str) -> list[str]:
    """Return what the second column of the table of modules names, row by row."""
    section = text.split("## Which module answers which question", 1)[1].split("\n## ", 1)[0]
    rows = [line.split("|") for line in section.splitlines() if line.startswith("| ")][1:]
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row[2])]


def modules() -> list[str]:
    """Return the modules of the flat package, and its folders with a stroke."""
    files = [p.stem for p in SOURCE.glob("*.py") if not p.stem.startswith("__")]
    folders = [f"{p.name}/" for p in SOURCE.iterdir() if p.is_dir() and p.name[0] != "_"]
    return sorted(files + folders)


def unnamed(text: str) -> list[str]:
    named = patterns(text)
    return [module for module in modules() if not any(fnmatch(module, name) for name in named)]


def test_every_module_has_its_place_in_the_table() -> None:
    assert unnamed(PAGE.read_text(encoding="utf-8")) == [], "say in docs/architecture.md what for"


def test_every_name_in_the_table_is_a_module() -> None:
    named = patterns(PAGE.read_text(encoding="utf-8"))
    assert [name for name in named if not any(fnmatch(m, name) for m in modules())] == []
    exact = [name for name in named if "*" not in name]
    assert len(exact) == len(set(exact))


def test_a_module_that_is_left_out_is_found() -> None:
    text = PAGE.read_text(encoding="utf-8").replace("`hearsay`", "")
    assert unnamed(text) == ["hearsay"]
