"""Where the record contradicts itself, found by query, never repaired.

``queries/contradictions/*.rq`` list *candidates*: pairs of accounts or claims that may not fit. The
values are then compared as :mod:`interstate.comparisons` has it, so that *coarser or finer* is
told apart from *different*. What people found by reading (``ist:Tension``) is kept apart, and
matched with what queries find.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from interstate.contradiction_judge import Judge
from interstate.contradiction_model import (
    KINDS,
    VOICES,
    Candidate,
    Contradiction,
    Contradictions,
    Side,
    Tension,
)
from interstate.errors import InputError
from interstate.graphs import Index, read_text
from interstate.ground import Ground, source_of
from interstate.record import short
from interstate.resources import project_root

__all__ = [
    "KINDS",
    "VOICES",
    "Candidate",
    "Contradiction",
    "Contradictions",
    "Side",
    "Tension",
    "find_candidates",
    "find_contradictions",
    "silences",
    "words",
]

_HEADER = re.compile(r"^# kind: *([a-z]+) *$", re.MULTILINE)


def find_contradictions(
    store: Store, ground: Ground, root: Path | str | None = None
) -> Contradictions:
    """Run every contradiction query over the claims and compare what it lists."""
    judge = Judge(ground)
    found: dict[tuple[object, ...], Contradiction] = {}
    for candidate in find_candidates(store, root):
        contradiction = judge.judge(candidate)
        if contradiction is None:
            continue
        key = (
            contradiction.kind,
            contradiction.about,
            contradiction.role,
            contradiction.first.claim,
            contradiction.second.claim,
            contradiction.first.node,
            contradiction.second.node,
        )
        found.setdefault(key, contradiction)
    ordered = tuple(sorted(found.values(), key=_order))
    return Contradictions(ordered, judge.tensions(ordered))


def find_candidates(store: Store, root: Path | str | None = None) -> Iterator[Candidate]:
    """Yield the rows of ``queries/contradictions/*.rq``, file by file."""
    folder = project_root(root) / "queries/contradictions"
    for path in sorted(folder.glob("*.rq")):
        text = read_text(path)
        header = _HEADER.search(text)
        if header is None or header[1] not in KINDS:
            raise InputError(
                "the header has no '# kind:' line that names a kind of contradiction.",
                remedy=f"write one of {', '.join(KINDS)}.",
                path=path,
                line=1,
            )
        rows = store.query(text)
        assert isinstance(rows, QuerySolutions)
        names = {variable.value for variable in rows.variables}
        for row in rows:
            values = [
                row[name] for name in ("about", "first", "firstClaim", "second", "secondClaim")
            ]
            about, first, first_claim, second, second_claim = (
                value if isinstance(value, NamedNode) else NamedNode("urn:missing")
                for value in values
            )
            named = row["property"] if "property" in names else None
            how = row["how"] if "how" in names else None
            yield Candidate(
                header[1],
                about,
                named if isinstance(named, NamedNode) else None,
                first,
                first_claim,
                second,
                second_claim,
                isinstance(how, Literal) and how.value == "single",
            )


def _order(c: Contradiction) -> tuple[object, ...]:
    return (
        not c.is_different,
        KINDS.index(c.kind),
        c.about.value,
        str(c.role),
        c.first.claim.value,
        c.second.claim.value,
        c.first.node.value,
        c.second.node.value,
    )


def silences(ground: Ground, index: Index | None = None) -> Mapping[str, tuple[NamedNode, ...]]:
    """Map each source to the reference situations that it tells of and no other source does.

    Silence is no denial; inside a source's coverage it may still be telling.
    """
    record = ground.record
    found: dict[str, list[NamedNode]] = {}
    for reference, accounts in sorted(record.accounts.items(), key=lambda item: item[0].value):
        sources = {source_of(root) for a in accounts if (root := ground.root_of(a)) is not None}
        if len(sources) == 1:
            found.setdefault(sources.pop(), []).append(reference)
    return {source: tuple(nodes) for source, nodes in sorted(found.items())}


def words(contradiction: Contradiction) -> str:
    """Say a contradiction in one line."""
    c = contradiction
    about = f"{c.label} [{short(c.about)}]"
    role = "" if c.role is None else f" (ist:{c.role.value.rsplit('#', 1)[-1]})"
    return (
        f"{c.kind}{role}: {about}: {'; '.join(c.first.values)} ({short(c.first.claim)}) against "
        f"{'; '.join(c.second.values)} ({short(c.second.claim)})"
    )
