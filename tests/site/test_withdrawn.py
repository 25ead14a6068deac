"""What is withdrawn goes on answering: its page says so, and what took its place."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from interstate.namespaces import DCTERMS, OWL
from interstate.project import open_project
from interstate.site.build import Site, plan_site

THING = """
person:prince-otto
    a ist:Person ;
    rdfs:label "Prince Otto the Elder"@en ;
    <http://purl.org/dc/terms/isReplacedBy> person:otto ;
    owl:deprecated true ;
.
"""
TERM = """
ist:Noble
    a owl:Class ;
    rdfs:label "noble"@en ;
    rdfs:subClassOf ist:Person ;
    rdfs:isDefinedBy <https://w3id.org/interstate/ontology/agents> ;
    <http://purl.org/dc/terms/isReplacedBy> ist:Person ;
    owl:deprecated true ;
.
"""


@pytest.fixture(scope="module")
def site(small_root: Path, small: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A project that has withdrawn a person and a term."""
    root = tmp_path_factory.mktemp("withdrawn") / "project"
    shutil.copytree(small_root, root)
    for name, more in (("data/reference/agents.ttl", THING), ("ontology/agents.ttl", TERM)):
        with (root / name).open("a", encoding="utf-8") as file:
            file.write(more)
    return plan_site(open_project(root), small)


def test_a_withdrawn_thing_keeps_its_documents(site: Site) -> None:
    page = site.files["doc/id/person/prince-otto.html"]().decode()
    assert "Withdrawn" in page
    assert re.search(r"<a href=otto.html>Prince Otto</a>", page)
    data = site.files["doc/id/person/prince-otto.ttl"]()
    told = {q.predicate for q in parse(data, RdfFormat.TURTLE) if "prince-otto" in str(q.subject)}
    assert {OWL.deprecated, DCTERMS.isReplacedBy} <= told


def test_other_things_are_not_said_to_be_withdrawn(site: Site) -> None:
    assert "Withdrawn" not in site.files["doc/id/person/otto.html"]().decode()


def test_a_withdrawn_term_keeps_its_place(site: Site) -> None:
    page = site.files["doc/ns.html"]().decode()
    entry = page.split("<section class=term id=Noble>", 1)[1].split("</section>", 1)[0]
    assert "withdrawn, in favour of <a href=#Person>person</a>" in entry
    assert page.count("class=status>withdrawn") == 1
