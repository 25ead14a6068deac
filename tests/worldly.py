"""Small worlds for tests: invented states and sources under the shipped ontology."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from interstate.derivation import Derived, derive
from interstate.graphs import Hierarchy, Index, load_document, parse_turtle
from interstate.namespaces import ID, PREFIXES
from interstate.project import Project, open_project

WORLDS = Path(__file__).parent / "worlds"
ONTOLOGY = Path(__file__).parents[1] / "ontology"
SHARED = Path(__file__).parents[2] / "shared"
CITEKEYS = ("atop-5-1", "cow-alliances-4-1", "doe-1999", "interstate", "roe-2005")

PRELUDE = "".join(
    f"@prefix {prefix}: <{iri}> .\n"
    for prefix, iri in (PREFIXES | {key: f"{ID}{key}/" for key in CITEKEYS}).items()
)


@cache
def hierarchy() -> Hierarchy:
    return Hierarchy(
        t for path in sorted(ONTOLOGY.glob("*.ttl")) for t in load_document(path).triples
    )


@cache
def triples(name: str) -> tuple[Triple, ...]:
    path = WORLDS / f"{name}.ttl"
    return parse_turtle(path.read_text(), path.name)


@cache
def world(name: str) -> tuple[Index, Derived]:
    index = Index(triples(name))
    return index, derive(index, hierarchy())


def project(folder: Path, name: str, reference: str = "") -> Project:
    """Lay out a project whose data are one world; ontology, shapes and queries are the shipped."""
    for part in ("ontology", "shapes", "queries"):
        (folder / part).symlink_to(ONTOLOGY.parent / part)
    (folder / "data").mkdir()
    (folder / "data/views").symlink_to(ONTOLOGY.parent / "data/views")
    (folder / "data/reference").mkdir()
    if reference:
        (folder / "data/reference/more.ttl").write_text(PRELUDE + reference)
    for key in ("doe-1999", "interstate", "roe-2005"):
        (folder / "data/sources" / key).mkdir(parents=True)
    (folder / "data/sources/doe-1999/claims.ttl").write_text((WORLDS / f"{name}.ttl").read_text())
    return open_project(folder)


def index_of(turtle: str) -> Index:
    """Parse Turtle without its prefix lines."""
    return Index(parse_turtle(PRELUDE + turtle, "<test>"))


def derived_of(turtle: str) -> Derived:
    return derive(index_of(turtle), hierarchy())


def n(name: str) -> NamedNode:
    """Return the node of a prefixed name."""
    prefix, local = name.split(":", 1)
    return NamedNode(PREFIXES.get(prefix, f"{ID}{prefix}/") + local)


def brief(node: object) -> str:
    """Return a node as a prefixed name, a literal as its text."""
    if isinstance(node, Literal):
        return node.value
    assert isinstance(node, NamedNode)
    for prefix, iri in sorted(PREFIXES.items(), key=lambda item: -len(item[1])):
        if node.value.startswith(iri) and iri != ID:
            return f"{prefix}:{node.value[len(iri) :]}"
    return node.value.removeprefix(ID).replace("/", ":", 1)


def facts(derived: Derived, predicate: str) -> dict[str, set[str]]:
    """Return the computed values of one property by subject."""
    found: dict[str, set[str]] = {}
    for triple in derived.triples:
        if triple.predicate == n(predicate):
            found.setdefault(brief(triple.subject), set()).add(brief(triple.object))
    return found
