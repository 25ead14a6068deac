"""The project's own files, as the tests of this folder need them."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
CATALOG = ROOT / "ontology" / "catalog-v001.xml"
ONTOLOGY = "https://w3id.org/interstate/ontology"
MODULES = sorted((ROOT / "ontology").glob("*.ttl"))
DATA = sorted((ROOT / "data").rglob("*.ttl"))


def name(path: Path) -> str:
    """Name a file in test ids and messages."""
    return path.relative_to(ROOT).as_posix()


def iri_of(path: Path) -> str:
    """Return the ontology IRI that a file must have, by its place."""
    stem = name(path).removesuffix(".ttl")
    if stem == "ontology/interstate":
        return ONTOLOGY
    base = ONTOLOGY.removesuffix("/ontology")
    for start, end in (("ontology/", "ontology/"), ("data/sources/", "data/"), ("data/", "data/")):
        if stem.startswith(start):
            return f"{base}/{end}{stem.removeprefix(start)}"
    raise AssertionError(path)
