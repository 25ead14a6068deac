"""The site as people use it, in headless Chromium: journeys, phones, print, keyboard, folders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from serve.browsing import NEEDS_CHROMIUM, Chromium, running_chromium
from watchdog import killed_after

from .browsing import box, hosting, is_seen, overflow, pale_texts, watch

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

pytestmark = NEEDS_CHROMIUM

THREAT = "what Armitage said on the consequences of a refusal"
TOPS = (
    "index",
    "sources",
    "situations",
    "agents",
    "contradictions",
    "demands",
    "alliances",
    "sanctions",
    "theories",
    "notes",
    "works",
    "concepts",
    "questions",
    "views",
    "pictures",
    "timeline",
    "map",
    "reasons",
    "attribution",
    "search",
    "download",
    "about",
    "404",
)
DOCUMENTS = (
    "doc/ns",
    "doc/shapes",
    "doc/catalog",
    "doc/ontology/claims",
    "doc/id/situation/armitage-threat-2001",
    "doc/id/situation/us-demands-on-pakistan-2001",
    "doc/id/zafar-shad-2019/passages",
    "doc/id/zafar-shad-2019/c100",
    "doc/id/work/zafar-shad-2019",
    "doc/id/state/pakistan",
    "doc/id/view/default",
    "doc/id/question/cq-001",
    "doc/id/theory/balance-of-threat",
)
KINDS = (*TOPS, *DOCUMENTS)
"""A page of every kind."""


SECONDS = 200
"""What one test may take of the browser before its processes are killed."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    with running_chromium() as running:
        yield running


@pytest.fixture
def browser(chromium: Chromium) -> Iterator[Browser]:
    """The browser, for as long as one test may take; if it hangs, every call of it raises."""
    with killed_after(SECONDS, chromium.pids):
        yield chromium.browser


@pytest.fixture(scope="module")
def top(dist: Path) -> Iterator[str]:
    with hosting(dist / "site") as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test on errors, missing files and requests to elsewhere."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    opened = context.new_page()
    problems = watch(opened)
    yield opened
    context.close()
    assert problems == []


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    yield context.new_page()
    context.close()


IN_WINDOW = """() => {
  const place = document.querySelector(":target")?.getBoundingClientRect();
  return place && place.top >= 0 && place.top < innerHeight;
}"""


def target(page: Page) -> str:
    """Return the words at which the address points; they must be in the window."""
    page.wait_for_function(IN_WINDOW)
    return page.inner_text(":target")


# Journeys ----------------------------------------------------------------------------------


def test_from_home_to_the_sentence_behind_the_armitage_threat(page: Page, top: str) -> None:
    page.goto(top)
    page.fill("#q", "stone age")
    page.click("form[role=search] button")
    page.wait_for_selector("#hits a")
    page.click(f"#hits a:has-text('{THREAT}')")
    page.wait_for_selector("table.accounts")
    heads = page.locator("table.accounts thead th").all_inner_texts()
    assert len(heads) >= 3
    asserted = page.locator("tr.differs td").all_inner_texts()
    assert asserted.count("so") >= 2
    assert asserted.count("not so") == 1
    page.click("table.accounts a.place")
    assert "/passages.html#p" in page.url
    words = target(page)
    assert "Pakistan would be bombed" in words
    assert re.match(r"\d+\s+p\. \d+", words), "the sentence has its number and page"


def test_from_a_contradiction_to_both_passages(page: Page, top: str) -> None:
    page.goto(f"{top}contradictions.html")
    both = page.locator(
        ".contradiction:has(.side:nth-child(1) .place):has(.side:nth-child(3) .place)"
    )
    shown = both.filter(has_text="Armitage's office").first
    ident = shown.get_attribute("id")
    glosses = shown.locator(".gloss").all_inner_texts()
    assert len(set(glosses)) == 2
    for side, gloss in zip((1, 3), glosses, strict=True):
        page.goto(f"{top}contradictions.html#{ident}")
        page.click(f"#{ident} .side:nth-child({side}) .place")
        assert "/passages.html#p" in page.url
        assert gloss in target(page)


def test_from_a_passage_back_to_the_contradiction(page: Page, top: str) -> None:
    page.goto(f"{top}doc/id/zafar-shad-2019/passages.html")
    page.locator("a.differs").first.click()
    assert "contradictions.html#d" in page.url
    assert "≠" in target(page)


def test_a_claim_can_be_cited(page: Page, top: str) -> None:
    page.goto(f"{top}doc/id/zafar-shad-2019/c100.html")
    cited = page.inner_text("#cite")
    assert "zafar-shad-2019/c100" in cited
    assert "(paraphrase)" in cited
    page.click("button.copy")
    page.wait_for_function("document.querySelector('button.copy').textContent !== 'Copy'")
    said = page.inner_text("button.copy")
    if said != "Copied":  # the clipboard is closed to this browser; then the words are selected
        assert page.evaluate("getSelection().toString().trim()") == cited


@pytest.mark.parametrize(
    ("words", "first", "kind"),
    [
        ("pakistan", "Pakistan", "actor"),
        ("پاکستان", "Pakistan", "actor"),
        ("ist:DemandSet", "demand set", "term"),
        ("stone age threat", THREAT, "matter"),
        ("second state department", "Armitage was second in the State Department.", "claim"),
        ("Cîvil  WAR afghan", "the internal war in Afghanistan", ""),
    ],
)
def test_search(page: Page, top: str, words: str, first: str, kind: str) -> None:
    page.goto(f"{top}search.html")
    page.fill("#q", words)
    page.wait_for_selector("#hits li")
    found = page.locator("#hits li").all_inner_texts()
    hit = next(i for i, text in enumerate(found[:10]) if text.startswith(first))
    if kind:
        assert found[hit] == f"{first} {kind}"
    page.locator("#hits a").nth(hit).click()
    page.wait_for_selector("h1, :target")


def test_search_that_finds_nothing(page: Page, top: str) -> None:
    page.goto(f"{top}search.html?q=zzyzx")
    assert page.inner_text("#found").startswith("Nothing found")
    page.fill("#q", "")
    assert page.inner_text("#found") == "Type a word or two."


def test_run_and_change_a_query_without_a_server(page: Page, top: str) -> None:
    page.goto(f"{top}query.html")
    page.wait_for_selector("html[data-completions]", timeout=90_000)
    page.fill("#search", "which demands did a state put")
    page.click("#examples button")
    page.wait_for_selector("#panel tbody tr")
    before = page.locator("#panel tbody tr").count()
    assert before > 3
    page.click(".cm-content")
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("LIMIT 2")
    page.keyboard.press("Control+Enter")
    page.wait_for_function("document.querySelectorAll('#panel tbody tr').length === 2")
    # What is found leads to its pages, and back to the site.
    addresses = page.eval_on_selector_all("#panel tbody a", "all => all.map(a => a.href)")
    assert addresses
    assert all(page.request.get(a.split("#")[0]).status == 200 for a in set(addresses))
    page.click("#home a")
    page.wait_for_selector(".hero")


def test_names_of_every_kind_lead_from_an_answer_to_their_pages(page: Page, top: str) -> None:
    names = (
        "id/state/usa",
        "id/zafar-shad-2019/p042",
        "id/zafar-shad-2019/c100",
        "ns#Claim",
        "ontology",
        "ontology/claims",
        "id/view/default/zafar-shad-2019/c100",
        "data/zafar-shad-2019",
    )
    values = " ".join(f"<https://w3id.org/interstate/{name}>" for name in names)
    page.goto(f"{top}query.html?query=SELECT ?x {{ VALUES ?x {{ {values} }} }}".replace("#", "%23"))
    page.wait_for_selector("#panel tbody a", timeout=90_000)
    addresses = page.eval_on_selector_all("#panel tbody a", "all => all.map(a => a.href)")
    assert len(addresses) == len(names)
    for address in addresses:
        assert "?query=" not in address
        page.goto(address)
        if "#" in address:
            assert page.locator(":target").count() == 1, address
        else:
            assert page.locator("h1").count() == 1, address


def test_a_question_is_run_changed(page: Page, top: str) -> None:
    page.goto(f"{top}doc/id/question/cq-001.html")
    rows = page.locator("table.plain tbody tr").count()
    page.click("form button")
    page.wait_for_selector("#panel tbody tr", timeout=90_000)
    assert page.locator("#panel tbody tr").count() == rows


# By keyboard, without scripts, from a folder -------------------------------------------------


def test_by_keyboard_alone(page: Page, top: str) -> None:
    page.goto(top)
    page.keyboard.press("Tab")
    assert page.inner_text(":focus") == "Skip to content"
    assert box(page, ":focus")["height"] > 10, "the way past the navigation is shown"
    for _ in range(60):
        page.keyboard.press("Tab")
        outline = page.locator(":focus").evaluate("node => getComputedStyle(node).outlineStyle")
        assert outline != "none", page.locator(":focus").evaluate("node => node.outerHTML")
        if page.locator(":focus").get_attribute("id") == "q":
            break
    page.keyboard.type("stone age threat")
    page.keyboard.press("Enter")
    page.wait_for_selector("#hits a")
    assert page.locator(":focus").get_attribute("id") == "q"
    page.keyboard.press("Tab")  # to the button
    page.keyboard.press("Tab")
    assert page.inner_text(":focus") == THREAT, "another name of the matter, so it comes first"
    page.keyboard.press("Enter")
    page.wait_for_selector("table.accounts")
    # What scrolls can be reached and scrolled.
    page.set_viewport_size({"width": 500, "height": 700})
    page.locator(".scroll").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.scroll').scrollLeft > 0")


def test_without_scripts_everything_but_search_and_query_is_there(
    browser: Browser, top: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{top}timeline.html")
    assert page.locator("svg.timeline .row").count() > 30
    page.goto(f"{top}map.html")
    assert page.locator("svg.map .tie").count() > 5
    page.goto(f"{top}reasons.html")
    assert page.locator("svg.reasons a").count() > 10
    page.goto(f"{top}attribution.html")
    assert page.locator("svg.voices .name").count() > 20
    page.goto(f"{top}search.html")
    assert "Searching needs JavaScript" in page.inner_text("main")
    page.goto(f"{top}query.html")
    assert "This page needs JavaScript" in page.inner_text("body")
    page.goto(f"{top}doc/id/zafar-shad-2019/c100.html")
    assert page.locator("button.copy").is_hidden()
    context.close()


def test_from_a_folder(page: Page, dist: Path) -> None:
    page.goto((dist / "site/index.html").as_uri())
    page.fill("#q", "stone age")
    page.keyboard.press("Enter")
    page.wait_for_selector("#hits a")
    page.click(f"#hits a:has-text('{THREAT}')")
    page.click("table.accounts a.place")
    assert "Pakistan would be bombed" in target(page)
    page.click("header .home")
    page.wait_for_selector(".hero")


def test_the_query_page_says_why_it_does_not_run_from_a_folder(
    browser: Browser, dist: Path
) -> None:
    page = browser.new_page()
    page.goto((dist / "site/query.html").as_uri())
    page.wait_for_selector("#status:has-text('interstate serve')")
    assert page.locator("#run").is_disabled()
    page.close()


# Print ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("doc/id/zafar-shad-2019/c100", ("h1", ".say .say", "#cite", "footer")),
        ("doc/id/zafar-shad-2019/passages", ("h1", ".sentence .gloss", ".say", ".legend")),
        ("doc/id/situation/armitage-threat-2001", ("h1", "table.accounts td", ".sign.differs")),
        ("timeline", ("h1", "svg.timeline", "table.plain")),
    ],
)
def test_print(page: Page, top: str, name: str, shown: tuple[str, ...]) -> None:
    page.goto(f"{top}{name}.html")
    page.emulate_media(media="print", color_scheme="dark")
    assert [part for part in shown if not is_seen(page, part)] == []
    hidden = (".top nav", "button", ".toc", ".action")
    assert [p for p in hidden if page.locator(p).count() and is_seen(page, p)] == []
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    assert pale_texts(page) == []
    printed = page.pdf(format="A4")
    assert printed.startswith(b"%PDF")
    assert printed.count(b"/Type /Page\n") >= 1


def test_what_scrolls_on_screen_is_whole_on_paper(page: Page, top: str) -> None:
    page.set_viewport_size({"width": 680, "height": 900})  # about what A4 gives
    page.goto(f"{top}doc/id/situation/armitage-threat-2001.html")
    page.emulate_media(media="print")
    assert page.evaluate("document.querySelector('.scroll').scrollWidth") <= 680


# Every kind of page ----------------------------------------------------------------------------


def test_no_page_has_errors_or_asks_for_anything_elsewhere(page: Page, top: str) -> None:
    for name in KINDS:
        page.goto(f"{top}{name}.html")
        assert page.locator("h1").count() == 1, name


def test_errors_and_requests_to_elsewhere_are_noticed(browser: Browser, top: str) -> None:
    page = browser.new_page()
    problems = watch(page)
    page.goto(f"{top}about.html")
    page.evaluate("setTimeout(() => { throw new Error('planted') })")
    page.evaluate("fetch('https://planted.invalid/x').catch(() => {})")
    page.evaluate("fetch('no-such-file.json')")
    page.wait_for_timeout(500)
    page.close()
    kinds = {problem.split(":")[0] for problem in problems}
    assert {"script", "elsewhere", "404", "console"} <= kinds


def test_no_page_is_wider_than_a_phone(phone: Page, top: str) -> None:
    wide = {}
    for width in (390, 320):
        phone.set_viewport_size({"width": width, "height": 844})
        for name in KINDS:
            phone.goto(f"{top}{name}.html")
            if more := overflow(phone):
                wide[name, width] = more
    assert wide == {}


def test_a_wide_page_is_noticed(phone: Page, top: str) -> None:
    phone.goto(f"{top}about.html")
    assert overflow(phone) == 0
    phone.evaluate("document.querySelector('h1').style.width = '3000px'")
    assert overflow(phone) > 2000


def test_names_on_the_map_do_not_meet(page: Page, top: str) -> None:
    page.goto(f"{top}map.html")
    names = page.locator("svg.map text.name")
    assert names.count() > 5
    assert meeting(page) == []
    # One name laid over another is noticed.
    page.evaluate(
        "() => { const [a, b] = document.querySelectorAll('svg.map text.name');"
        " for (const n of ['x', 'y']) b.setAttribute(n, a.getAttribute(n)); }"
    )
    assert len(meeting(page)) == 1


MEETING = """() => {
  const all = [...document.querySelectorAll("svg.map text.name")];
  const boxes = all.map((text) => [text.textContent, text.getBoundingClientRect()]);
  return boxes.flatMap(([name, a], i) => boxes.slice(i + 1)
    .filter(([, b]) => a.left < b.right && b.left < a.right)
    .filter(([, b]) => a.top + 2 < b.bottom && b.top + 2 < a.bottom)
    .map(([other]) => `${name} and ${other}`));
}"""


def meeting(page: Page) -> list[str]:
    """Return the pairs of names on the map that are drawn over one another."""
    return list(page.evaluate(MEETING))


def test_the_page_for_dead_addresses_works_at_any_depth(browser: Browser, dist: Path) -> None:
    """On a host that keeps the site below another path than the base's, as project pages do."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    with hosting(dist / "site", below="/some/project/") as address:
        for lost in ("lost", "id/state/atlantis", "doc/id/very/deep/down.html", "a/b/c/d/e/"):
            answer = page.goto(f"{address}{lost}")
            assert answer is not None
            assert answer.status == 404
            assert page.inner_text("h1") == "Not found"
            assert page.evaluate("getComputedStyle(document.body).maxWidth") != "none", "unstyled"
            page.wait_for_function("document.querySelector('.home').pathname.startsWith('/some/')")
            links = page.eval_on_selector_all("a", "all => all.map(a => a.href)")
            own = {link for link in links if link.startswith(address) and "#" not in link}
            assert len(own) >= 12
            assert {link for link in own if page.request.get(link).status != 200} == set()
            page.click("main a:has-text('Search')")
            page.wait_for_selector("#q")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(browser: Browser, top: str, scheme: Any) -> None:
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": 1200, "height": 900}, reduced_motion="reduce"
    )
    page = context.new_page()
    pale = {}
    for name in KINDS:
        page.goto(f"{top}{name}.html")
        if found := pale_texts(page):
            pale[name] = found
    page.goto(f"{top}doc/id/zafar-shad-2019/passages.html#p042")
    pale |= {"target": found} if (found := pale_texts(page)) else {}
    assert pale == {}
    page.goto(f"{top}about.html")
    grey = "#9a9a9a" if scheme == "light" else "#5a5a5a"
    page.evaluate(f"document.querySelector('.lead').style.color = '{grey}'")
    assert len(pale_texts(page)) == 1
    context.close()


def test_the_first_page_is_there_soon_on_a_slow_phone(browser: Browser, top: str) -> None:
    """400 kbit/s, 400 ms each way, a quarter of this processor: text within five seconds."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 400,
            "downloadThroughput": 50_000,
            "uploadThroughput": 50_000,
        },
    )
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(top)
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    assert 400 < painted < 5000
    context.close()
