"""The query page in headless Chromium, served and static, by mouse and by keyboard alone."""

from __future__ import annotations

import functools
import gzip
import json
import re
import threading
import time
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from interstate.commands.serve import pages_of
from interstate.serve.limits import Limits
from interstate.serve.settings import WEB, page_files, page_settings
from interstate.serve.template import load_files
from watchdog import killed_after

from .browsing import NEEDS_CHROMIUM, Chromium, cells, open_page
from .conftest import Live, serving, serving_store

if TYPE_CHECKING:
    from playwright.sync_api import Page

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = NEEDS_CHROMIUM

DATA = """\
@prefix ist: <https://w3id.org/interstate/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix state: <https://w3id.org/interstate/id/state/> .
@prefix event: <https://w3id.org/interstate/id/event/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ist:Demand a owl:Class ; rdfs:label "demand"@en ; skos:definition "A directive with a penalty."@en .
ist:State a owl:Class ; rdfs:label "state"@en .
ist:hasSpeaker a owl:ObjectProperty ; rdfs:label "has speaker"@en .
ist:hasAddressee a owl:ObjectProperty ; rdfs:label "has addressee"@en .
state:graustark a ist:State ; rdfs:label "Graustark"@en .
state:ruritania a ist:State ; rdfs:label "Ruritania <b>"@en .
event:one a ist:Demand ; rdfs:label "the first demand"@en ; ist:hasSpeaker state:ruritania ;
    ist:hasAddressee state:graustark ; ist:earliestBegin "1950-03-01T00:00:00Z"^^xsd:dateTime .
event:two a ist:Demand ; rdfs:label "the second demand"@en ; ist:hasSpeaker state:graustark ;
    ist:hasAddressee state:ruritania ; ist:earliestBegin "1951-07-01T00:00:00Z"^^xsd:dateTime .
"""
DATED = "SELECT ?d ?speaker ?begin { ?d ist:hasSpeaker ?speaker ; ist:earliestBegin ?begin }"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    path = tmp_path_factory.mktemp("page") / "data.ttl"
    path.write_text(DATA, encoding="utf-8")
    with serving(((str(path), None),), Limits(seconds=5, workers=2)) as running:
        yield running


@pytest.fixture(scope="module")
def static(served: Live, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page as a folder of files with the engine inside, on a server that only knows files."""
    folder = tmp_path_factory.mktemp("site")
    engine = {"kind": "wasm", "worker": "assets/wasm-worker.js", "data": "data.nq.gz"}
    for name, content in page_files(page_settings((), engine=engine)).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    everything = httpx.get(
        f"{served.url}/sparql",
        params={"query": "CONSTRUCT WHERE { ?s ?p ?o }"},
        headers={"accept": "application/n-quads"},
    )
    (folder / "data.nq.gz").write_bytes(gzip.compress(everything.content))
    handler = functools.partial(QuietHandler, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/query.html"
    server.shutdown()
    server.server_close()


class QuietHandler(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        """Label packed data as an encoding, as some hosts do; the engine is left as it is."""
        if self.path.endswith(".nq.gz"):
            self.send_header("Content-Encoding", "gzip")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture(params=["served", "static"])
def address(request: pytest.FixtureRequest) -> str:
    """The same tests for both engines."""
    if request.param == "static":
        return str(request.getfixturevalue("static"))
    live: Live = request.getfixturevalue("served")
    return f"{live.url}/sparql"


def test_a_question_from_the_list(page: Page, address: str) -> None:
    open_page(page, address)
    page.fill("#search", "kinds of things")
    assert page.inner_text("#found").startswith("1 of ")
    page.click("#examples button")
    page.wait_for_selector("#panel tbody tr")
    assert page.inner_text("#english") == "Which kinds of things are there, and how many of each?"
    counted = {row[0]: row[1] for row in cells(page)}
    assert counted["demand"] == "2"
    assert counted["state"] == "2"
    assert "rows in" in page.inner_text("#status")


def test_labels_link_and_text_is_text(page: Page, address: str) -> None:
    open_page(page, address, DATED)
    page.wait_for_selector("#panel tbody tr")
    assert sorted(row[1] for row in cells(page)) == ["Graustark", "Ruritania <b>"]
    link = page.locator("#panel tbody a", has_text="Ruritania").first
    assert link.get_attribute("title") == "state:ruritania"
    link.click()
    page.wait_for_selector("#panel tbody tr")
    assert ["Ruritania <b>", "label", "Ruritania <b>"] in cells(page) or any(
        row[2] == "Ruritania <b>" for row in cells(page)
    )


def test_names_lead_to_the_pages_of_a_site(page: Page, tmp_path: Path) -> None:
    """What the page of a built site says of its pages holds on the served page beside it too."""
    pages = [["^https://w3id.org/interstate/(id/.+)$", "doc/$1.html"]]
    assets = tmp_path / "assets"
    assets.mkdir()
    (assets / "page.json").write_text(json.dumps({"pages": pages}))
    assert pages_of(tmp_path) == pages
    assert pages_of(None) == pages_of(assets) == []
    data = tmp_path / "data.ttl"
    data.write_text(DATA, encoding="utf-8")
    opener = functools.partial(load_files, ((str(data), None),))
    settings = page_settings((), pages=pages_of(tmp_path))
    with serving_store(opener, Limits(workers=2), settings=settings) as live:
        open_page(page, f"{live.url}/sparql", DATED)
        page.wait_for_selector("#panel tbody tr")
        link = page.locator("#panel tbody a", has_text="Ruritania").first
        assert link.get_attribute("href") == "doc/id/state/ruritania.html"
        assert page.locator("#home").is_visible()


def test_prefixes_are_declared_in_the_query(page: Page, address: str) -> None:
    open_page(page, address, DATED)
    page.wait_for_selector("#panel tbody tr")
    assert page.locator(".cm-line").first.inner_text() == (
        "PREFIX ist: <https://w3id.org/interstate/ns#>"
    )


def test_timeline_and_graph_and_text(page: Page, address: str) -> None:
    open_page(page, address, DATED)
    page.wait_for_selector("#panel tbody tr")
    tabs = page.get_by_role("tab")
    assert tabs.all_inner_texts() == ["Table", "Timeline", "Graph", "Text"]
    tabs.nth(1).click()
    spans = page.locator(".timeline .span")
    spans.first.wait_for()
    assert spans.count() == 2
    titles = page.locator(".timeline title").all_text_contents()
    assert titles[0].startswith("the first demand")
    assert "1950-03-01" in titles[0]
    left = [float(str(spans.nth(i).get_attribute("x"))) for i in range(2)]
    assert left[0] < left[1]
    tabs.nth(2).click()
    page.wait_for_selector(".graph[data-drawn]")
    assert "4 nodes and 2 edges" in str(page.get_attribute(".graph", "aria-label"))
    assert page.locator(".graph canvas").count() > 0
    triples = "SELECT ?s ?p ?o { ?s ?p ?o . FILTER(?p = ist:hasSpeaker) }"
    open_page(page, address, triples)
    page.wait_for_selector("#panel tbody tr")
    page.get_by_role("tab", name="Graph").click()
    page.wait_for_selector(".graph[data-drawn]")
    assert "4 nodes and 2 edges" in str(page.get_attribute(".graph", "aria-label"))
    open_page(page, address, DATED)
    page.wait_for_selector("#panel tbody tr")
    page.get_by_role("tab", name="Text").click()
    page.wait_for_selector("pre.text")
    assert json.loads(page.inner_text("pre.text"))["head"]["vars"] == ["d", "speaker", "begin"]


def test_sorting_by_a_heading(page: Page, address: str) -> None:
    open_page(page, address, DATED)
    page.wait_for_selector("#panel tbody tr")
    heading = page.locator("thead button", has_text="speaker")
    heading.click()
    assert [row[1] for row in cells(page)] == ["Graustark", "Ruritania <b>"]
    page.locator("thead button", has_text="speaker").click()
    assert [row[1] for row in cells(page)] == ["Ruritania <b>", "Graustark"]
    assert page.locator("th").nth(1).get_attribute("aria-sort") == "descending"


def test_completion_knows_our_terms(page: Page, address: str) -> None:
    open_page(page, address)
    page.click(".cm-content")
    page.keyboard.press("Control+a")
    page.keyboard.type("SELECT ?d { ?d a ist:Dem", delay=15)
    option = page.locator(".cm-tooltip-autocomplete li").first
    option.wait_for()
    assert option.inner_text().startswith("ist:Demand")
    assert "A directive with a penalty." in page.inner_text(".cm-completionInfo")
    page.wait_for_timeout(200)  # the editor takes no key for an answer in the first moment
    page.keyboard.press("Enter")
    assert "ist:Demand" in page.inner_text(".cm-content")
    page.keyboard.type(" ; ist:hasSpeaker state:", delay=15)
    page.locator(".cm-tooltip-autocomplete li", has_text="state:graustark").wait_for()


def test_errors_are_shown_where_they_are(page: Page, served: Live) -> None:
    open_page(page, f"{served.url}/sparql", "SELECT ?s {\n  FITLER(?s) }")
    page.wait_for_selector("#problem:not(:empty)")
    assert "did you mean 'FILTER'?" in page.inner_text("#problem")
    assert page.inner_text(".cm-lintRange-error") == "FITLER"
    page.click(".cm-content")
    page.keyboard.type(" ")
    assert page.inner_text("#problem") == ""


def test_an_engine_in_the_page_says_what_is_wrong_too(page: Page, static: str) -> None:
    open_page(page, static, "SELECT ?s { ?s ?p }")
    page.wait_for_selector("#problem:not(:empty)")
    assert "error at 1:" in page.inner_text("#problem")
    open_page(page, static, "ASK { SERVICE <http://127.0.0.1:1/> {} }")
    page.wait_for_selector("#problem:not(:empty)")
    assert "not allowed" in page.inner_text("#problem")
    open_page(page, static, "ASK { ?s ?p 'SERVICE' }")
    page.wait_for_selector("#panel .big")
    assert page.inner_text("#panel .big") == "No"


def test_an_empty_answer_says_which_names_are_unknown(page: Page, address: str) -> None:
    open_page(page, address, "SELECT ?s { ?s a ist:Demnad . ?s ist:hasSpeaker state:graustark }")
    page.wait_for_selector("#panel li")
    assert page.locator("#panel li").all_inner_texts() == [
        "ist:Demnad is not in the data; did you mean ist:Demand?"
    ]


def test_everything_by_keyboard(page: Page, served: Live) -> None:
    open_page(page, f"{served.url}/sparql")
    page.keyboard.press("Tab")
    assert page.evaluate_handle("document.activeElement").as_element() is not None
    assert focused(page, "class") == "skip"
    page.keyboard.press("Tab")
    assert focused(page, "id") == "search"
    page.keyboard.type("kinds")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel tbody tr")
    page.keyboard.press("Tab")  # into the editor
    assert "cm-content" in str(focused(page, "class"))
    page.keyboard.press("Control+End")
    page.keyboard.press("Tab")  # and out of it again
    assert focused(page, "id") == "run"
    seen = set()
    for _ in range(30):
        page.keyboard.press("Tab")
        seen.add(focused(page, "role") or focused(page, "id") or focused(page, "aria-label"))
        if focused(page, "role") == "tab":
            break
    assert "tab" in seen
    page.keyboard.press("ArrowRight")
    assert page.locator("[role=tab][aria-selected=true]").inner_text() == "Text"
    page.keyboard.press("Home")
    assert page.locator("[role=tab][aria-selected=true]").inner_text() == "Table"


def focused(page: Page, attribute: str) -> str | None:
    return page.locator(":focus").first.get_attribute(attribute)


def test_every_control_has_a_name(page: Page, served: Live) -> None:
    open_page(page, f"{served.url}/sparql", DATED)
    page.wait_for_selector("#panel tbody tr")
    controls = page.locator("button, input, [role=textbox], a[href]")
    for number in range(controls.count()):
        control = controls.nth(number)
        named = control.inner_text() or control.get_attribute("aria-label")
        labelled = page.locator(f"label[for='{control.get_attribute('id')}']").count()
        assert named or labelled, control.evaluate_handle("node => node.outerHTML")


def test_downloads(page: Page, address: str) -> None:
    open_page(page, address, DATED)
    page.wait_for_selector("#panel tbody tr")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as CSV").click()
    content = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert content.splitlines()[0] == "d,speaker,begin"
    assert len(content.splitlines()) == 3
    open_page(page, address, "CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s rdfs:label ?l }")
    page.wait_for_selector("#panel tbody tr")
    for name, start in (("Turtle", ""), ("JSON-LD", "["), ("RDF/XML", "<?xml")):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=f"Download as {name}").click()
        text = Path(waiting.value.path()).read_text(encoding="utf-8")
        assert text.startswith(start)
        assert "Graustark" in text


def test_a_long_answer_comes_in_pages(page: Page, address: str) -> None:
    numbers = " ".join(map(str, range(250)))
    open_page(page, address, f"SELECT ?n {{ VALUES ?n {{ {numbers} }} }}")
    page.wait_for_selector(".pager")
    assert "rows 1–100 of 250" in page.inner_text(".pager")
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Next").click()
    assert len(cells(page)) == 50
    assert page.get_by_role("button", name="Next").is_disabled()


def test_a_running_query_can_be_stopped(page: Page, address: str) -> None:
    many = " ".join(map(str, range(100)))
    slow = " ".join(f"VALUES ?v{n} {{ {many} }}" for n in range(8))
    open_page(page, address)
    page.click(".cm-content")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(f"SELECT (COUNT(*) AS ?n) {{ {slow} }}")
    page.keyboard.press("Control+Enter")
    page.click("#stop")
    page.wait_for_selector("#status:has-text('Stopped.')")
    page.click(".cm-content")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("ASK { ?s ?p ?o }")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#panel .big")
    assert page.inner_text("#panel .big") == "Yes"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_contrast(chromium: Chromium, served: Live, scheme: Any) -> None:
    with chromium.context(color_scheme=scheme) as context:
        page = context.new_page()
        open_page(page, f"{served.url}/sparql", DATED)
        page.wait_for_selector("#panel tbody tr")
        for selector in ("body", "header p", "#panel a", "#run", ".cm-line span", "#status", "th"):
            ratio = contrast(page, selector)
            assert ratio >= 4.5, f"{selector}: {ratio:.2f}"


def contrast(page: Page, selector: str) -> float:
    # Without eval: the page's own policy forbids it, and the test keeps to the policy.
    handle = page.locator(selector).first
    ink = handle.evaluate("node => getComputedStyle(node).color")
    ground = handle.evaluate(
        "node => { while (node && /, 0\\)$/.test(getComputedStyle(node).backgroundColor)) "
        "node = node.parentElement; return getComputedStyle(node || document.body)"
        ".backgroundColor }"
    )
    one, two = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (one + 0.05) / (two + 0.05)


def luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(n) / 255) for n in re.findall(r"\d+", colour)[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_page_is_self_contained() -> None:
    """No file of the page names a host from which something would be loaded."""
    for path in sorted(WEB.glob("*.*")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(src|href|from|import\()\s*=?\s*[\"'](https?:)?//", text), path.name
    lock = (WEB / "vendor/package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in lock
    assert "http" not in re.sub(r'"(url|funding)": "[^"]*"', "", lock)


def test_the_policy_of_the_page(served: Live) -> None:
    response = httpx.get(f"{served.url}/sparql", headers={"accept": "text/html"})
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "script-src 'self'" in policy
    assert "Accept" in response.headers["vary"]


def test_licences_are_beside_the_bundle() -> None:
    licences = (WEB / "vendor/LICENCES.txt").read_text(encoding="utf-8")
    lock = json.loads((WEB / "vendor/package-lock.json").read_text(encoding="utf-8"))
    for name, entry in lock["packages"].items():
        package = name.removeprefix("node_modules/")
        if package and "esbuild" not in package:
            assert f"{package} {entry['version']} (" in licences


def test_a_page_that_hangs_is_given_up(chromium: Chromium, served: Live) -> None:
    """The last test here, as it costs the browser: without a limit this would never end."""
    started = time.monotonic()
    with pytest.raises(playwright.Error, match="closed"):
        hang(chromium, served.url)
    assert time.monotonic() - started < 20


def hang(chromium: Chromium, url: str) -> None:
    with killed_after(2, chromium.pids), chromium.context() as context:
        page = context.new_page()
        page.goto(f"{url}/sparql")
        page.evaluate("() => { while (true) {} }")
