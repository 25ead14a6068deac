"""The planted defects do real harm: what the OWL API and HermiT make of each file.

If a case here changes, the OWL API has changed and the rule may have lost its reason; if a rule
has none, its case says why we keep it.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from dl_cases import CASES, CORE, FIXTURES, GOOD, LEGAL
from owlapi import oracle

pytestmark = pytest.mark.java

CORE_IRI = "https://example.org/core"


def harm(path: Path, scratch: Path) -> frozenset[str]:
    """Return what the OWL API does to a file; see ``dl_cases``."""
    try:
        loaded = oracle.load(path, None, {CORE_IRI: CORE})
    except oracle.NotLoadedError:
        return frozenset({"refused"})
    if loaded.format_name != "TurtleDocumentFormat":
        return frozenset({"format"})
    found = {
        "violation": bool(loaded.violations()),
        "misplaced": bool(loaded.misplaced("https://example.org/")),
        "anonymous": bool(loaded.anonymous()),
        "unparsed": bool(loaded.unparsed()),
        "reasoner": _is_refused(loaded),
        "graph": loaded.graph(scratch) != oracle.said(q.triple for q in ox.parse(path=str(path))),
    }
    return frozenset(name for name, happened in found.items() if happened)


def _is_refused(loaded: oracle.Loaded) -> bool:
    try:
        oracle.Hermit(loaded).is_consistent()
    except oracle.NotLoadedError:
        return True
    return False


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_defect_does_the_harm_that_its_rule_prevents(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if name == "unresolvable-import.ttl":
        request.getfixturevalue("reaching_out")
    case = CASES[name]
    assert harm(FIXTURES / name, tmp_path / "out.rdf") == case.harm
    assert bool(case.harm) != bool(case.why)


@pytest.mark.parametrize("path", [CORE, GOOD, LEGAL], ids=lambda path: path.name)
def test_good_files_come_to_no_harm(path: Path, tmp_path: Path) -> None:
    assert harm(path, tmp_path / "out.rdf") == frozenset()


@pytest.mark.parametrize(
    ("name", "use"),
    [
        ("object-and-data-property.ttl", 'ex:a ex:size "7" .'),
        ("object-and-annotation-property.ttl", "ex:a ex:size ex:b ."),
        ("class-and-datatype.ttl", "ex:p a owl:DatatypeProperty ; rdfs:range ex:Size ."),
    ],
)
def test_a_name_with_two_roles_breaks_once_it_is_used(name: str, use: str, tmp_path: Path) -> None:
    """Why ``dl-double-typing`` exists though the profile checker is silent before."""
    path = tmp_path / name
    path.write_text((FIXTURES / name).read_text() + use + "\n")
    assert oracle.load(path, None, {CORE_IRI: CORE}).violations() != ()
