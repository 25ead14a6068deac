"""The shipped contradictions, judged by hand against the texts: no pair that a scholar waves away.

``expected/contradictions.tsv`` has every pair that was reported as a contradiction or kept apart as
coarser, finer or partly other when it was last judged. New reports must be judged at once; new
pairs that are kept apart, when they have become many.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from interstate.contradictions import Contradiction, Contradictions
from interstate.project import open_project
from interstate.record import short
from interstate.study import Study

JUDGED = Path(__file__).parent / "expected/contradictions.tsv"
Key = tuple[str, str, str, str]


@pytest.fixture(scope="module")
def found() -> Contradictions:
    return Study(open_project()).contradictions


@pytest.fixture(scope="module")
def judged() -> dict[Key, str]:
    rows = [line.split("\t") for line in JUDGED.read_text().splitlines()[1:]]
    return {(row[0], row[1], row[2], row[3]): row[4] for row in rows}


def key(c: Contradiction) -> Key:
    return (c.kind, short(c.about), "; ".join(c.first.values), "; ".join(c.second.values))


def test_every_reported_contradiction_was_judged_to_be_one(
    found: Contradictions, judged: dict[Key, str]
) -> None:
    reported = {key(c) for c in found.different()}
    assert reported, "nothing is reported at all"
    assert {k for k in reported if judged.get(k) != "contradiction"} == set()


def test_every_judged_contradiction_is_still_reported(
    found: Contradictions, judged: dict[Key, str]
) -> None:
    wanted = {k for k, verdict in judged.items() if verdict == "contradiction"}
    assert wanted <= {key(c) for c in found.different()}


def test_the_judged_compatible_pairs_are_kept_apart(
    found: Contradictions, judged: dict[Key, str]
) -> None:
    compatible = {k for k, verdict in judged.items() if verdict == "compatible"}
    near = {key(c) for c in found.near()}
    assert not compatible & {key(c) for c in found.different()}
    assert len(compatible & near) >= 2 / 3 * len(near), "too many pairs are new: judge them"


def test_the_guide_says_how_precise_the_queries_are(found: Contradictions) -> None:
    page = " ".join((Path(__file__).parents[1] / "docs/contradictions.md").read_text().split())
    reported, near = found.different(), found.near()
    matters = len({c.about for c in reported})
    assert f"{len(reported)} pairs on {matters} matters are reported" in page
    assert f"all {len(reported)} were judged" in page
    # If that many of that many are right, the share in the long run may still be as low as this.
    low = int(100 * 0.05 ** (1 / len(reported)))
    assert f"no lower than {low} in 100" in page
    assert f"{len(near)} pairs are kept apart" in page
    by_query = sum(tension.found for tension in found.tensions)
    assert (
        f"Of {len(found.tensions)} tensions that readers recorded, queries find {by_query}" in page
    )


def test_what_reading_found_is_labelled_and_never_counted_as_found(found: Contradictions) -> None:
    assert found.tensions
    assert 0 < sum(t.found for t in found.tensions) < len(found.tensions)
