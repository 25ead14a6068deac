"""Every IRI of ours that occurs anywhere in what is built leads to a document that is there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat

from interstate.namespaces import BASE
from interstate.serve.linked_data import SiteFolder
from interstate.site.paths import SYNTAXES
from interstate.site.resolution import resolve

from .html_checks import read_page

FORMATS = {".nt": RdfFormat.N_TRIPLES, ".nq": RdfFormat.N_QUADS, ".trig": RdfFormat.TRIG}
READ = (
    "interstate.nq",
    "interstate-view-default.nt",
    "nanopublications.trig",
    "views/*.trig",
    "void.ttl",
    "dcat.ttl",
    "prov.ttl",
    "ontology/**/*.ttl",
    "shapes/*.ttl",
)
"""Whatever a build has, each statement at least once."""


def occurring(dist: Path) -> Iterator[str]:
    """Yield IRIs of ours: subjects, predicates, objects, datatypes, names of graphs."""
    for pattern in READ:
        paths = sorted(dist.glob(pattern))
        assert paths, pattern
        for path in paths:
            form = FORMATS.get(path.suffix, RdfFormat.TURTLE)
            for quad in ox.parse(path=str(path), format=form):
                for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
                    node = term.datatype if isinstance(term, Literal) else term
                    if isinstance(node, NamedNode) and node.value.startswith(BASE):
                        yield node.value


@pytest.fixture(scope="module")
def iris(dist: Path) -> list[str]:
    return sorted(set(occurring(dist)))


def dead(iris: list[str], has: Callable[[str], bool]) -> list[str]:
    """Return the IRIs from which somebody who asks for a syntax gets no document."""
    found = []
    for iri in iris:
        path = iri.removeprefix(BASE).split("#", 1)[0].split("?", 1)[0]
        for media_type in SYNTAXES.values():
            answer = resolve(path, media_type, has)
            way = answer.location.split("#", 1)[0]
            if not (answer.status == 200 or (answer.status == 303 and has(way))):
                found.append(iri)
                break
    return found


def test_every_iri_that_occurs_leads_to_a_document(iris: list[str], dist: Path) -> None:
    assert len(iris) > 10_000
    kinds = {"/".join(i.removeprefix(BASE).split("#")[0].split("/")[:2]) for i in iris}
    told = ("ns", "shapes", "id/answer", "id/change", "id/concept", "id/view", "data/view", "np")
    assert {kind for kind in told if not any(k.startswith(kind) for k in kinds)} == set()
    assert dead(iris, SiteFolder(dist / "site").has) == []


def test_a_dead_iri_would_be_found(dist: Path) -> None:
    folder = SiteFolder(dist / "site")
    lost = {"doc/id/concept/war.html", "doc/id/state/usa.rdf"}
    iris = [f"{BASE}id/concept/war", f"{BASE}id/state/usa", f"{BASE}id/state/atlantis", BASE]
    assert f"{BASE}id/state/usa" not in dead(iris, folder.has)
    assert dead(iris, lambda name: folder.has(name) and name not in lost) == iris[:3]


def test_fragments_are_anchors_of_their_page(iris: list[str], dist: Path) -> None:
    for name in ("ns", "shapes"):
        page = read_page((dist / f"site/doc/{name}.html").read_text(encoding="utf-8"))
        wanted = {i.split("#", 1)[1] for i in iris if i.startswith(f"{BASE}{name}#")}
        assert len(wanted) > 200
        assert wanted - {""} - set(page.ids) - {"sha256"} == set()


def page_in_answers(iri: str, pages: list[list[str]]) -> str | None:
    """Return where an answer on the query page leads from an IRI: the first pattern that fits."""
    for pattern, target in pages:
        match = re.search(pattern, iri)
        if match:
            return re.sub(r"\$(\d)", lambda m, found=match: found[int(m[1])] or "", target)  # type: ignore[misc]
    return None


def test_answers_of_queries_lead_from_every_iri_to_its_page(iris: list[str], dist: Path) -> None:
    folder = dist / "site"
    pages = json.loads((folder / "assets/page.json").read_text(encoding="utf-8"))["pages"]
    beside = tuple(BASE + path for path in ("assets/", "query.html", "context.jsonld"))
    ways: Mapping[str, str | None] = {
        iri: page_in_answers(iri, pages)
        for iri in iris
        if iri != BASE and not iri.startswith(beside)
    }
    lost = [
        (iri, way)
        for iri, way in ways.items()
        if way is None or not (folder / way.split("#", 1)[0]).is_file()
    ]
    assert lost == []


def test_a_server_answers_them(iris: list[str], http: httpx.Client) -> None:
    """One IRI of each kind and every three-hundredth: 303, then 200, by browser and program."""
    kinds: dict[str, str] = {}
    for iri in iris:
        path = iri.removeprefix(BASE).split("#", 1)[0]
        kinds.setdefault("/".join(path.split("/")[:2]), path)
    paths = {*kinds.values(), *(i.removeprefix(BASE).split("#", 1)[0] for i in iris[::300])}
    assert len(paths) > 60
    for path in sorted(paths):
        for media_type in ("text/html", "text/turtle", "application/json"):
            headers = {"accept": media_type}
            answer = http.get(f"/{path}", headers=headers)
            if answer.status_code == 303:
                answer = http.get(answer.headers["location"], headers=headers)
                served = answer.headers["content-type"].split(";")[0]
                assert served == media_type.replace("/json", "/ld+json"), path
            assert answer.status_code == 200, path
