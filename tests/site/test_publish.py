"""``interstate publish``: under a base of one's own, with data of one's own, ours untouched."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from pathlib import Path

import httpx
import pytest
from pyoxigraph import RdfFormat, parse

from interstate.commands import main
from interstate.namespaces import OWN_BASE
from interstate.resources import project_root
from interstate.site.memory import input_digest

from .conftest import OTHER_DATA, serving
from .html_checks import broken_links, problems_of, read_page
from .test_apache import APACHE, readable_by_all, running

BASE = "https://example.org/kg/"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> pytest.MonkeyPatch:
    """Builds are remembered in a folder of the tests."""
    patch = pytest.MonkeyPatch()
    patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    return patch


@pytest.fixture(scope="module")
def published(cache: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another publisher's data under another base, checked as everything is."""
    out = tmp_path_factory.mktemp("published") / "public"
    assert main(["publish", "--base", BASE, "--data", str(OTHER_DATA), "--out", str(out)]) == 0
    return out


def naming(folder: Path, words: str) -> list[str]:
    """Return the files in which ``words`` occur, also inside packed ones."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            if path.suffix == ".gz":
                data = gzip.decompress(data)
            if words.encode() in data:
                found.append(path.relative_to(folder).as_posix())
    return found


def graph_of(folder: Path, base: str) -> set[str]:
    """Return the whole graph with IRIs of ``base`` put under ours, blank nodes left out."""
    data = (folder / "interstate.nt").read_bytes()
    lines = [str(quad.triple) for quad in parse(data, RdfFormat.N_TRIPLES)]
    return {line.replace(base, OWN_BASE) for line in lines if "_:" not in line}


def test_no_address_of_ours_is_left(published: Path) -> None:
    assert naming(published, OWN_BASE) == []
    assert len(naming(published, BASE)) > 500
    assert not (published / "w3id").exists()


def test_an_address_that_is_left_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(f"<{OWN_BASE}id/x>", encoding="utf-8")
    (tmp_path / "b.nq.gz").write_bytes(gzip.compress(f"<{OWN_BASE}id/x>".encode()))
    (tmp_path / "c.ttl").write_text(f"<{BASE}id/x>", encoding="utf-8")
    assert naming(tmp_path, OWN_BASE) == ["a.ttl", "b.nq.gz"]


def test_it_is_the_graph_that_would_be_built_under_our_base(published: Path, small: Path) -> None:
    theirs, ours = graph_of(published, BASE), graph_of(small, OWN_BASE)
    assert len(ours) > 1000
    assert theirs == ours


def test_its_site_is_sound(published: Path) -> None:
    folder = published / "site"
    pages = {
        p.relative_to(folder).as_posix(): read_page(p.read_text(encoding="utf-8"))
        for p in sorted(folder.rglob("*.html"))
    }
    outside = tuple(
        f"../{p.relative_to(published).as_posix()}" for p in published.rglob("*") if p.is_file()
    )
    assert broken_links(folder, pages, outside, "/kg/") == []
    own = {name: page for name, page in pages.items() if name != "query.html"}
    assert {name: p for name, page in own.items() if (p := problems_of(page))} == {}
    claim = (folder / "doc/id/doe-1999/c001.html").read_text(encoding="utf-8")
    assert f"{BASE}id/doe-1999/c001" in claim


def test_a_server_of_it_speaks_of_its_own_addresses(published: Path) -> None:
    with serving(published / "site") as url, httpx.Client(base_url=url) as client:
        links = client.get("/doc/id/doe-1999/c001.ttl").headers["link"]
        assert f'<{BASE}id/doe-1999/c001>; rel="describes"' in links
        lost = client.get("/id/no/such/thing", headers={"accept": "text/html"})
        assert lost.status_code == 404
        found = [link for link in read_page(lost.text).links if link.endswith(".html")]
        assert len(found) > 10
        assert [link for link in found if client.get(link).status_code != 200] == []


def test_ours_is_not_edited(
    cache: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = project_root(None)
    package = Path(__file__).parents[2] / "src/interstate"

    def state() -> str:
        files = sorted(p for p in package.rglob("*") if p.suffix in (".py", ".html", ".js", ".rq"))
        code = hashlib.sha256(b"".join(p.read_bytes() for p in files)).hexdigest()
        return input_digest(root) + code

    before = state()
    out = tmp_path / "public"
    command = ["publish", "--base", BASE, "--data", str(OTHER_DATA), "--out", str(out)]
    assert main([*command, "--unchecked"]) == 0
    said = "".join(capfd.readouterr().out.split())
    assert f"interstateserve--graph{out}/interstate.nq--site{out}/site" in said
    assert state() == before
    first = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    assert main([*command, "--unchecked"]) == 0
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == first


@pytest.mark.skipif(APACHE is None, reason="apache2 is not installed")
def test_the_publishers_host_answers_below_its_path(published: Path) -> None:
    with readable_by_all() as top:
        shutil.copytree(published / "site", top / "documents/kg")
        (top / "server").mkdir()
        check_host(top)


def check_host(top: Path) -> None:
    with running(top / "documents", top / "server", "/kg/") as host:
        answer = host.get("id/doe-1999/c001", "text/turtle")
        assert answer.status_code == 303
        way = httpx.URL(answer.headers["location"]).path
        assert way == "/kg/doc/id/doe-1999/c001.ttl"
        assert f"@base <{BASE}id/doe-1999/>" in host.client.get(way).text
        page = host.get("ns", "text/html")
        assert httpx.URL(page.headers["location"]).path == "/kg/doc/ns.html"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--base", "example.org/kg/"], "no base for IRIs"),
        (["--base", "https://example.org/kg"], "ends in a slash"),
        (["--base", "https://example.org/kg/?a=b/"], "no base for IRIs"),
        (["--base", BASE, "--data", "/nowhere"], "no folder sources/"),
    ],
)
def test_what_cannot_be_published(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["publish", *arguments, "--out", str(out)]) == 2
    assert said in " ".join(capsys.readouterr().err.split())
    assert not out.exists()


def test_data_with_faults_are_not_published(
    cache: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    shutil.copytree(OTHER_DATA, data)
    claims = data / "sources/doe-1999/claims.ttl"
    text = claims.read_text(encoding="utf-8")
    claims.write_text(text.replace("a ist:Acceptance", "a ist:Acceptence"), encoding="utf-8")
    out = tmp_path / "out"
    assert main(["publish", "--base", BASE, "--data", str(data), "--out", str(out)]) == 1
    assert "Acceptence" in capfd.readouterr().out
    assert not out.exists()


@pytest.mark.slow
def test_all_of_ours_under_another_base(
    cache: pytest.MonkeyPatch, dist: Path, tmp_path: Path
) -> None:
    out = tmp_path / "public"
    assert main(["publish", "--base", BASE, "--out", str(out), "--unchecked"]) == 0
    assert naming(out, OWN_BASE) == []
    assert graph_of(out, BASE) == graph_of(dist, OWN_BASE)
    ours = {p.relative_to(dist / "site") for p in (dist / "site").rglob("*") if p.is_file()}
    theirs = {p.relative_to(out / "site") for p in (out / "site").rglob("*") if p.is_file()}
    assert theirs == ours
