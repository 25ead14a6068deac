"""The shipped contradictions, judged by hand against the texts: no pair that a scholar waves away.

``expected/contradictions.tsv`` has every pair that is reported as a contradiction and a sample
(every third) of the pairs that are kept apart as coarser, finer or partly other.
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
    kind = "office" if c.kind == "office" else c.kind
    return (kind, short(c.about), "; ".join(c.first.values), "; ".join(c.second.values))


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


def test_the_sample_of_compatible_pairs_is_kept_apart(
    found: Contradictions, judged: dict[Key, str]
) -> None:
    sample = {k for k, verdict in judged.items() if verdict == "compatible"}
    near = {key(c) for c in found.near()}
    assert len(sample & near) >= 15, "the sample no longer fits the data; judge a new one"
    assert not sample & {key(c) for c in found.different()}


def test_what_reading_found_is_labelled_and_never_counted_as_found(found: Contradictions) -> None:
    assert len(found.tensions) >= 10
    assert 0 < sum(t.found for t in found.tensions) < len(found.tensions)
