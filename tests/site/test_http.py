"""The contract of linked data over HTTP, against a real server on loopback."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from interstate.errors import InputError
from interstate.namespaces import BASE
from interstate.serve.linked_data import SiteFolder, with_site
from interstate.site.build import Site
from interstate.site.paths import SYNTAXES, document_of
from interstate.site.resolution import resolve

from .html_checks import read_page

STATE = "/id/state/usa"
TYPES = {media_type: ending for ending, media_type in SYNTAXES.items()}


@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        (None, "html"),
        ("*/*", "html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
        ("text/turtle", "ttl"),
        ("application/ld+json", "jsonld"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "rdf"),
        ("text/turtle;q=0.4, application/rdf+xml;q=0.9", "rdf"),
        ("text/html;q=0.3, text/turtle;q=0.7, */*;q=0.1", "ttl"),
        ("application/rdf+xml;q=0.5, text/*;q=0.4", "rdf"),
        ("text/turtle;q=0, */*", "html"),
        ("image/png, application/n-triples;q=0.1", "nt"),
        ("APPLICATION/LD+JSON", "jsonld"),
        ("application/json", "jsonld"),
        ("application/json;q=0.9, text/turtle;q=0.2", "jsonld"),
    ],
)
def test_a_thing_leads_to_the_wanted_document(
    http: httpx.Client, accept: str | None, ending: str
) -> None:
    headers = {"accept": accept} if accept else {}
    request = http.build_request("GET", STATE, headers=headers)
    if accept is None:
        del request.headers["accept"]
    answer = http.send(request)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/doc/id/state/usa.{ending}"
    assert "accept" in answer.headers["vary"].lower()
    link = answer.headers["link"]
    assert f'</doc/id/state/usa.{ending}>; rel="describedby"' in link
    assert link.count('rel="alternate"') == len(SYNTAXES)
    assert '<https://creativecommons.org/licenses/by/4.0/>; rel="license"' in link


@pytest.mark.parametrize("ending", SYNTAXES)
def test_a_document_is_the_file(http: httpx.Client, dist: Path, ending: str) -> None:
    answer = http.get(f"/doc/id/state/usa.{ending}")
    assert answer.status_code == 200
    assert answer.content == (dist / f"site/doc/id/state/usa.{ending}").read_bytes()
    assert answer.headers["content-type"].split(";")[0] == SYNTAXES[ending]
    assert f'<{BASE}id/state/usa>; rel="describes"' in answer.headers["link"]
    assert answer.headers["link"].count('rel="alternate"') == len(SYNTAXES) - 1
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["last-modified"].endswith("00:00:00 GMT")


def test_unchanged_documents_are_not_sent_again(http: httpx.Client) -> None:
    plain = {"accept-encoding": "identity"}
    first = http.get("/doc/id/state/usa.ttl", headers=plain)
    tag = first.headers["etag"]
    assert re.fullmatch(r'"[0-9a-f]{32}"', tag)
    for given in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = http.get("/doc/id/state/usa.ttl", headers={**plain, "if-none-match": given})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == tag
    other = http.get("/doc/id/state/usa.ttl", headers={"if-none-match": '"other"'})
    assert other.status_code == 200
    html = http.get("/doc/id/state/usa.html", headers=plain)
    assert html.headers["etag"] != tag


@pytest.mark.parametrize("path", [STATE, "/doc/id/state/usa.ttl", "/", "/id/state/atlantis"])
def test_head_is_get_without_a_body(http: httpx.Client, path: str) -> None:
    headers = {"accept": "text/turtle", "accept-encoding": "identity"}
    get, head = http.get(path, headers=headers), http.head(path, headers=headers)
    assert head.status_code == get.status_code
    assert head.content == b""
    volatile = ("date",)
    kept = {k: v for k, v in get.headers.items() if k not in volatile}
    assert {k: v for k, v in head.headers.items() if k not in volatile} == kept


def test_no_wanted_syntax_lists_what_there_is(http: httpx.Client) -> None:
    answer = http.get(STATE, headers={"accept": "image/png"})
    assert answer.status_code == 406
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["alternatives"] == [f"/doc/id/state/usa.{e}" for e in SYNTAXES]
    assert "accept" in answer.headers["vary"].lower()


@pytest.mark.parametrize(
    "path",
    [
        "/id/state/atlantis",
        "/id/nothing",
        "/doc/id/state/atlantis.ttl",
        "/doc/id/state/usa.pdf",
        "/id/state/../../../etc/passwd",
        "/doc/../../manifest.json",
        "/download/../site/index.html",
        "/.htaccess",
        "/id/state/usa/",
    ],
)
def test_unknown_addresses(http: httpx.Client, path: str) -> None:
    answer = http.get(path, headers={"accept": "text/turtle"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    page = http.get(path, headers={"accept": "text/html"})
    assert page.status_code == 404
    assert "Not found" in page.text
    links = [link for link in read_page(page.text).links if not link.startswith(("#", "https:"))]
    assert len(links) > 10
    assert {link: http.get(link).status_code for link in links if http.get(link).is_error} == {}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_documents_are_only_read(http: httpx.Client, method: str) -> None:
    answer = http.request(method, STATE)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


def test_preflight(http: httpx.Client) -> None:
    headers = {"origin": "https://example.org", "access-control-request-method": "GET"}
    answer = http.options(STATE, headers=headers)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/ns", "/doc/ns.ttl"),
        ("/ontology", "/doc/ontology.ttl"),
        ("/ontology/claims", "/doc/ontology/claims.ttl"),
        ("/ontology/0.1.0", "/doc/ontology.ttl"),
        ("/ontology/claims/0.1.0", "/doc/ontology/claims.ttl"),
        ("/shapes", "/doc/shapes.ttl"),
        ("/data", "/doc/data.ttl"),
        ("/data/interstate", "/doc/data/interstate.ttl"),
        ("/void", "/doc/catalog.ttl"),
        ("/catalog", "/doc/catalog.ttl"),
        ("/id/view/default", "/doc/id/view/default.ttl"),
        ("/id/view/default/interstate/c001", "/doc/id/view/default.ttl"),
        ("/data/view/default", "/doc/data/view/default.ttl"),
        ("/data/view/default/0.1.0", "/doc/data/view/default.ttl"),
        ("/np/interstate/c001", "/doc/id/interstate/c001.ttl"),
        ("/doc/id/state/usa", "/doc/id/state/usa.ttl"),
    ],
)
def test_every_kind_of_address(http: httpx.Client, path: str, location: str) -> None:
    answer = http.get(path, headers={"accept": "text/turtle"})
    assert (answer.status_code, answer.headers.get("location")) == (303, location)
    assert http.get(location).status_code == 200


def test_a_passage_leads_people_to_its_sentence(http: httpx.Client, site: Site) -> None:
    passage = site.library.passages_of(site.library.texts[0])[1]
    local = passage.value.removeprefix(BASE)
    answer = http.get(f"/{local}", headers={"accept": "text/html"})
    name = local.rsplit("/", 1)[-1]
    assert answer.headers["location"].endswith(f"/passages.html#{name}")
    page = http.get(answer.headers["location"].split("#")[0])
    assert f"id={name}>" in page.text


def test_every_minted_iri_answers(site: Site, dist: Path) -> None:
    """All of them, in every syntax, without the network between."""
    folder = SiteFolder(dist / "site")
    for topic in site.catalogue.topics.values():
        for node in (topic.primary, *topic.nodes):
            path = node.value.removeprefix(BASE).split("#")[0]
            if path.startswith("download/"):
                assert resolve(path, None, folder.has).status == 200, path
                continue
            for media_type, ending in TYPES.items():
                found = resolve(path, media_type, folder.has)
                assert found.status == 303, path
                assert found.location.split("#")[0] == f"{document_of(node.value)}.{ending}"
                assert folder.has(found.location.split("#")[0])


def test_downloads_are_those_of_the_build(http: httpx.Client, dist: Path) -> None:
    answer = http.get("/download/void.ttl")
    assert answer.status_code == 200
    assert answer.content == (dist / "void.ttl").read_bytes()
    assert answer.headers["content-type"].startswith("text/turtle")
    assert http.get("/download/interstate.trig").headers["content-type"] == "application/trig"


def test_well_known_void(http: httpx.Client, dist: Path) -> None:
    answer = http.get("/.well-known/void")
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    assert answer.content == (dist / "site/.well-known/void").read_bytes()


def test_packed_answers_have_weak_tags(http: httpx.Client) -> None:
    packed = http.get("/doc/ns.ttl", headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["etag"].startswith("W/")
    tag = packed.headers["etag"]
    assert http.get("/doc/ns.ttl", headers={"if-none-match": tag}).status_code == 304


def test_no_site_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="interstate build"):
        with_site(tmp_path, "2026-01-01")
