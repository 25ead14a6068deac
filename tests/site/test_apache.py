"""The rules for hosts in a real Apache: on the site's own host, and at a redirecting service."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from interstate.namespaces import BASE
from interstate.serve.linked_data import SiteFolder
from interstate.site.build import W3ID_HOST, Site
from interstate.site.paths import SYNTAXES
from interstate.site.resolution import resolve

APACHE = shutil.which("apache2") or shutil.which("apache2", path="/usr/sbin")
MODULES = Path("/usr/lib/apache2/modules")

pytestmark = pytest.mark.skipif(
    APACHE is None, reason="apache2 is not installed: see scripts/install-programs"
)

CONFIG = """\
ServerRoot "{root}"
ServerName localhost
Listen 127.0.0.1:{port}
PidFile "{root}/apache.pid"
ErrorLog "{root}/error.log"
{modules}
TypesConfig /etc/mime.types
DocumentRoot "{documents}"
<Directory "{documents}">
AllowOverride All
Require all granted
</Directory>
"""
NEEDED = ("mpm_event", "authz_core", "dir", "mime", "rewrite", "headers", "alias", "unixd")


@dataclass(frozen=True)
class Apache:
    """A running server; ``path`` is where its project lies."""

    client: httpx.Client
    path: str

    def get(self, local: str, accept: str | None = None, method: str = "GET") -> httpx.Response:
        request = self.client.build_request(method, f"{self.path}{local}")
        request.headers.pop("accept", None)
        if accept is not None:
            request.headers["accept"] = accept
        return self.client.send(request)


@contextmanager
def running(documents: Path, folder: Path, path: str) -> Iterator[Apache]:
    """Run Apache over ``documents`` until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    modules = "\n".join(
        f"LoadModule {name}_module {MODULES}/mod_{name}.so"
        for name in NEEDED
        if (MODULES / f"mod_{name}.so").exists()
    )
    user = "User www-data\nGroup www-data\n" if os.geteuid() == 0 else ""
    text = CONFIG.format(root=folder, port=port, modules=modules, documents=documents)
    config = folder / "apache.conf"
    config.write_text(text + user, encoding="utf-8")
    assert APACHE is not None
    # Nothing of ours is handed down: should it ever stay behind, nobody waits for it to let go.
    process = subprocess.Popen(
        [APACHE, "-f", str(config), "-DFOREGROUND"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20)
        deadline = time.monotonic() + 20
        while process.poll() is None and time.monotonic() < deadline:
            try:
                client.get("/")
                break
            except httpx.TransportError:
                time.sleep(0.05)
        log = folder / "error.log"
        assert process.poll() is None, log.read_text() if log.exists() else "apache ended"
        yield Apache(client, path)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


@contextmanager
def readable_by_all() -> Iterator[Path]:
    """Make a folder that Apache's own user may read; those of pytest are closed to others."""
    with tempfile.TemporaryDirectory(prefix="interstate-apache-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def open_folder() -> Iterator[Path]:
    """A folder for documents and servers."""
    with readable_by_all() as folder:
        yield folder


@pytest.fixture(scope="module")
def host(dist: Path, open_folder: Path) -> Iterator[Apache]:
    """The build on its own host, below the path of its base."""
    documents = open_folder / "own"
    base = urlsplit(BASE).path.strip("/")
    shutil.copytree(dist / "site", documents / base)
    folder = open_folder / "own-server"
    folder.mkdir()
    with running(documents, folder, f"/{base}/") as apache:
        yield apache


@pytest.fixture(scope="module")
def w3id(dist: Path, open_folder: Path) -> Iterator[Apache]:
    """The folder for w3id.org, beside many others."""
    documents = open_folder / "w3id"
    shutil.copytree(dist / "w3id", documents / "interstate")
    folder = open_folder / "w3id-server"
    folder.mkdir()
    with running(documents, folder, "/interstate/") as apache:
        yield apache


ACCEPTED = [
    None,
    "*/*",
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
    "text/turtle",
    "text/turtle;charset=utf-8",
    "application/ld+json",
    "application/ld+json;profile=x;q=0.8, text/html;q=0.2",
    "application/n-triples",
    "application/rdf+xml",
    "TEXT/TURTLE",
    "text/turtle;q=0.4, application/rdf+xml;q=0.9",
    "text/html;q=0.3, text/turtle;q=0.7, */*;q=0.1",
    "application/rdf+xml; q=0.5, text/*; q=0.4",
    "text/turtle;q=1.0, text/html;q=0.9",
    "image/png, application/n-triples;q=0.1",
    "image/png",
    "application/json",
]
"""Headers on which mod_rewrite, to one decimal, must choose as our server does."""

LOCALS = [
    "id/state/usa",
    "id/interstate/c001",
    "id/view/default",
    "id/view/default/interstate/c001",
    "np/interstate/c001",
    "ns",
    "ontology",
    "ontology/claims",
    "ontology/0.1.0",
    "ontology/claims/0.1.0",
    "shapes",
    "shapes/claims",
    "data",
    "data/interstate",
    "data/interstate/claims",
    "data/class/ist-Act",
    "data/view/default",
    "data/view/default/0.1.0",
    "id/answer/refuses",
    "id/change/begins",
    "id/concept/war",
    "catalog",
    "void",
    "build/0.1.0",
]


@pytest.mark.parametrize("accept", ACCEPTED)
def test_own_host_chooses_as_the_server_does(host: Apache, dist: Path, accept: str | None) -> None:
    folder = SiteFolder(dist / "site")
    wanted = resolve("id/state/usa", accept, folder.has)
    answer = host.get("id/state/usa", accept)
    assert answer.status_code == wanted.status
    if wanted.status == 303:
        assert urlsplit(answer.headers["location"]).path == host.path + wanted.location
        assert "accept" in answer.headers.get("vary", "").lower()


@pytest.mark.parametrize("local", LOCALS)
@pytest.mark.parametrize("ending", SYNTAXES)
def test_own_host_leads_every_kind_of_thing_to_its_document(
    host: Apache, dist: Path, local: str, ending: str
) -> None:
    folder = SiteFolder(dist / "site")
    wanted = resolve(local, SYNTAXES[ending], folder.has)
    answer = host.get(local, SYNTAXES[ending])
    assert (answer.status_code, wanted.status) == (303, 303)
    way = urlsplit(answer.headers["location"])
    assert way.path == host.path + wanted.location.split("#")[0]
    document = host.client.get(way.path)
    assert document.status_code == 200
    assert document.headers["content-type"].split(";")[0] == SYNTAXES[ending]
    assert document.content == (dist / "site" / wanted.location.split("#")[0]).read_bytes()
    assert document.headers["access-control-allow-origin"] == "*"


def links(answer: httpx.Response) -> set[tuple[str, str]]:
    """Return the targets in ``Link`` with their relations."""
    said = ", ".join(answer.headers.get_list("link"))
    return set(re.findall(r'<([^>]*)>; rel="([a-z]+)"', said))


@pytest.mark.parametrize("ending", SYNTAXES)
def test_own_host_names_the_relations_that_the_server_names(
    host: Apache, dist: Path, ending: str
) -> None:
    folder = SiteFolder(dist / "site")
    wanted = resolve(f"doc/id/state/usa.{ending}", None, folder.has)
    there = {
        (re.sub("^/", host.path, target), relation)
        for target, relation in re.findall(r'<([^>]*)>; rel="([a-z]+)"', ", ".join(wanted.links))
    }
    assert links(host.get(f"doc/id/state/usa.{ending}")) == there
    assert {relation for _, relation in there} == {"alternate", "describes", "license"}
    answer = host.get("id/state/usa", SYNTAXES[ending])
    assert {(urlsplit(target).path, relation) for target, relation in links(answer)} == {
        (f"{host.path}doc/id/state/usa.{ending}", "describedby")
    }


def test_own_host_names_no_relations_of_what_is_not_there(host: Apache) -> None:
    # What comes instead is a page of ours, with its licence.
    assert {relation for _, relation in links(host.get("doc/id/state/atlantis.ttl"))} == {"license"}
    assert links(host.get("id/state/usa", "image/png")) == set()


def test_own_host_leads_people_to_the_sentence(host: Apache, site: Site) -> None:
    passage = site.library.passages_of(site.library.texts[0])[2]
    local = passage.value.removeprefix(BASE)
    answer = host.get(local, "text/html")
    name = local.rsplit("/", 1)[-1]
    assert answer.headers["location"].endswith(f"/passages.html#{name}")
    data = host.get(f"{local}-position", "text/turtle")
    assert data.headers["location"].endswith("/passages.ttl")


def test_own_host_tells_what_is_not_there(host: Apache) -> None:
    answer = host.client.get(f"{host.path}no-such-page.html")
    assert answer.status_code == 404
    assert "Not found" in answer.text
    unknown = host.get("id/state/atlantis", "text/turtle")
    assert host.client.get(unknown.headers["location"]).status_code == 404


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("interstate.ttl", "text/turtle"),
        ("interstate.owx", "application/owl+xml"),
        ("interstate.trig", "application/trig"),
        ("views/default.trig", "application/trig"),
        ("interstate-view-default.ofn", "text/owl-functional"),
    ],
)
def test_own_host_has_the_downloads(host: Apache, dist: Path, name: str, media_type: str) -> None:
    answer = host.client.get(f"{host.path}download/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == media_type
    assert answer.content == (dist / name).read_bytes()


def test_own_host_lists_what_there_is(host: Apache) -> None:
    answer = host.get("id/state/usa", "image/png")
    assert answer.status_code == 406
    assert all(
        f"{media_type} (.{ending})" in answer.text for ending, media_type in SYNTAXES.items()
    )


def test_own_host_serves_pages_conditionally_and_by_head(host: Apache) -> None:
    page = host.client.get(f"{host.path}index.html")
    assert page.status_code == 200
    again = host.client.get(
        f"{host.path}index.html", headers={"if-none-match": page.headers["etag"]}
    )
    assert again.status_code == 304
    assert host.get("id/state/usa", "text/turtle", "HEAD").status_code == 303
    void = host.client.get(f"{host.path}.well-known/void")
    assert void.headers["content-type"].startswith("text/turtle")


@pytest.mark.parametrize("local", LOCALS)
def test_w3id_leads_to_the_host(w3id: Apache, dist: Path, local: str) -> None:
    folder = SiteFolder(dist / "site")
    for media_type in SYNTAXES.values():
        wanted = resolve(local, media_type, folder.has).location
        answer = w3id.get(local, media_type)
        assert answer.status_code == 303
        assert answer.headers["location"] == f"{W3ID_HOST}{wanted}"


@pytest.mark.parametrize(
    ("local", "location"),
    [
        ("", W3ID_HOST),
        ("download/interstate.ttl", f"{W3ID_HOST}download/interstate.ttl"),
        ("download/views/default.trig", f"{W3ID_HOST}download/views/default.trig"),
        (".well-known/void", f"{W3ID_HOST}.well-known/void"),
        ("assets/icon.svg", f"{W3ID_HOST}assets/icon.svg"),
        ("doc/id/state/usa.html", f"{W3ID_HOST}doc/id/state/usa.html"),
        ("query.html?query=ASK%20%7B%7D", f"{W3ID_HOST}query.html?query=ASK%20%7B%7D"),
        ("sitemap.xml", f"{W3ID_HOST}sitemap.xml"),
        ("pages.xml.gz", f"{W3ID_HOST}pages.xml.gz"),
    ],
)
def test_w3id_leads_to_files(w3id: Apache, local: str, location: str) -> None:
    answer = w3id.get(local, "*/*")
    assert (answer.status_code, answer.headers["location"]) == (302, location)


def test_w3id_has_nothing_in_other_syntaxes(w3id: Apache) -> None:
    assert w3id.get("id/state/usa", "image/png").status_code == 406
