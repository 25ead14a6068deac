"""Each shipped claim says in its gloss what its own speaker says, however deep it is nested."""

from __future__ import annotations

import re

import pytest
from pyoxigraph import NamedNode

from interstate.graphs import Index
from interstate.ground import Ground
from interstate.namespaces import IST
from interstate.project import open_project
from interstate.record import short
from interstate.study import Study
from worldly import index_of

# What only the teller can say of somebody else's words.
TELLING = re.compile(
    r"\b(?:is|are|was|were) (?:cited|reported|quoted|said|alleged|told)\b|according to|"
    r"\b(?:refuted|rejected|denied|doubted|disputed)\b|\bthe authors\b",
    re.IGNORECASE,
)


def lacking(nested: dict[NamedNode, NamedNode], index: Index) -> list[str]:
    """Return the inner claims without words of their own; ``nested`` has inner to outer."""
    found = []
    for inner, outer in nested.items():
        gloss = index.text(inner, IST.gloss)
        if not gloss or gloss == index.text(outer, IST.gloss) or TELLING.search(gloss):
            found.append(short(inner))
    return sorted(found)


@pytest.fixture(scope="module")
def ground() -> Ground:
    return Study(open_project()).ground


def test_a_nested_claim_says_what_its_own_speaker_says(ground: Ground) -> None:
    record = ground.record
    nested = {
        content.situation: content.claim
        for contents in record.contents.values()
        for content in contents
        if content.situation in record.claims and content.situation not in record.references
    }
    assert {source.split(":")[0] for source in map(short, nested)} == {
        "interstate",
        "untitled-pak-us",
        "zafar-shad-2019",
    }
    assert lacking(nested, record.index) == []


@pytest.mark.parametrize(
    ("inner", "found"),
    [
        ("ist:gloss 'The hosts shelter bandits.'@en", False),
        ("ist:gloss 'The charge that the hosts shelter bandits is refuted.'@en", True),
        ("ist:gloss 'The charge is wrong.'@en", True),  # the outer one's own words
        ("ist:gloss 'Otto is cited for bandits.'@en", True),
        ("ist:isSeveral true", True),
    ],
)
def test_a_gloss_in_the_outer_speakers_voice_is_found(inner: str, found: bool) -> None:
    index = index_of(
        "doe-1999:c1 a ist:Claim ; ist:gloss 'The charge is wrong.'@en ; ist:asserts doe-1999:c2 . "
        f"doe-1999:c2 a ist:Accusation ; {inner} . "
    )
    outer, inside = (
        NamedNode(f"https://w3id.org/interstate/id/doe-1999/{name}") for name in ("c1", "c2")
    )
    assert bool(lacking({inside: outer}, index)) is found
