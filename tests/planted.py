"""A copy of the shipped project in which a test plants one defect."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from interstate.checks import Report, run_checks
from interstate.resources import shipped_root

PARTS = ("ontology", "shapes", "data", "queries")


class Copy:
    """A project copied to ``root``; its methods plant defects and return the copy."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for part in PARTS:
            shutil.copytree(shipped_root() / part, root / part)
        sources = sorted(p.name for p in (root / "data/sources").iterdir() if p.is_dir())
        self.citekey = sources[0]
        self.claims = root / "data/sources" / self.citekey / "claims.ttl"

    def append(self, block: str, path: Path | None = None) -> Copy:
        """Add statements at the end of a file (default: the first source's claims)."""
        target = path or self.claims
        target.write_text(target.read_text(encoding="utf-8") + "\n" + block, encoding="utf-8")
        return self

    def replace(self, old: str, new: str, path: Path | None = None) -> Copy:
        """Replace the first ``old``; it must be there."""
        target = path or self.claims
        text = target.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {target.name}"
        target.write_text(text.replace(old, new, 1), encoding="utf-8")
        return self

    def check(self, only: Iterable[str]) -> Report:
        """Run the named checks."""
        return run_checks(self.root, only=only)

    def rules(self, *only: str) -> set[str]:
        """Return the rules that the named checks find broken."""
        return {finding.rule for finding in self.check(only).findings}
