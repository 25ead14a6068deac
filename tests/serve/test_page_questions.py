"""Every question on the query page, over the shipped data: a click fills, runs and answers it."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from interstate.questions import Question, find_questions, load_questions
from interstate.serve.limits import Limits
from interstate.serve.settings import page_settings
from interstate.serve.template import load_project

from .browsing import NEEDS_CHROMIUM, cells, open_page
from .conftest import Live, serving_store

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = NEEDS_CHROMIUM

ROOT = Path(__file__).parents[2]
QUESTIONS = load_questions(ROOT)


@pytest.fixture(scope="module")
def shipped() -> Iterator[Live]:
    citekeys = [path.name for path in sorted((ROOT / "data/sources").glob("*/"))]
    settings = page_settings(QUESTIONS, citekeys=citekeys)
    opener = functools.partial(load_project, str(ROOT))
    with serving_store(opener, Limits(workers=2), settings=settings) as running:
        yield running


def stored(question: Question) -> list[str]:
    return question.answer_path.read_text(encoding="utf-8").splitlines()


def test_every_question_runs_at_a_click_and_gives_its_stored_answer(
    page: Page, shipped: Live
) -> None:
    open_page(page, f"{shipped.url}/sparql")
    odd = {}
    for question in QUESTIONS:
        page.click(f"#examples button[data-key='{question.path.stem}']")
        page.wait_for_selector("#status:has-text('Running')", state="detached")
        page.wait_for_selector("#panel table, #problem:not(:empty), #panel p")
        said = page.inner_text("#status").partition(" row")[0].replace(",", "")
        columns = page.locator("#panel thead th").all_inner_texts()
        head, *rows = stored(question)
        if (said, columns) != (str(len(rows)), head.split("\t") if rows else []):
            odd[question.key] = (said, columns, page.inner_text("#problem"))
    assert odd == {}


def test_the_first_question_is_there_at_once(page: Page, shipped: Live) -> None:
    open_page(page, f"{shipped.url}/sparql")
    assert page.inner_text("#english") == QUESTIONS[0].english
    for parameter in QUESTIONS[0].parameters:
        assert page.input_value(f"#parameters [name={parameter.name}]") == parameter.written
    page.click("#run")
    page.wait_for_selector("#panel tbody tr")
    assert page.inner_text("#status").startswith(f"{len(stored(QUESTIONS[0])) - 1} row")


def take(page: Page, key: str) -> None:
    question = next(q for q in QUESTIONS if q.key == key)
    page.click(f"#examples button[data-key='{question.path.stem}']")
    page.wait_for_selector("#panel tbody tr")


def put(page: Page, name: str, value: str) -> None:
    page.fill(f"#parameters [name={name}]", value)
    page.keyboard.press("Enter")


def test_a_parameter_takes_a_name_or_a_label(page: Page, shipped: Live) -> None:
    open_page(page, f"{shipped.url}/sparql")
    take(page, "cq-005")
    offered = page.locator("datalist#values-target option")
    assert "state:usa" in offered.evaluate_all("options => options.map(o => o.value)")
    put(page, "target", "state:india")  # the question's empty twin
    page.wait_for_selector("#panel:has-text('No rows')")
    assert "(state:india)" in page.inner_text(".cm-content")
    put(page, "target", "Pakistan")
    page.wait_for_selector("#panel tbody tr")
    assert "(state:pakistan)" in page.inner_text(".cm-content")
    assert {row[0] for row in cells(page)} == {"Pakistan"}
    put(page, "target", "Zembla")
    said = page.locator("#parameters [name=target]").evaluate("field => field.validationMessage")
    assert "write it like state:pakistan" in said
    assert "(state:pakistan)" in page.inner_text(".cm-content")


def test_a_day_is_enough_for_a_moment(page: Page, shipped: Live) -> None:
    open_page(page, f"{shipped.url}/sparql")
    take(page, "cq-042")
    put(page, "from", "2001-09-20")
    put(page, "until", "2001-09-20")
    page.wait_for_selector("#panel tbody tr")
    text = page.inner_text(".cm-content")
    assert '"2001-09-20T00:00:00Z"^^' in text
    assert '"2001-09-20T23:59:59Z"^^' in text
    assert {row[2] for row in cells(page)} == {"2001-09-20"}


@pytest.mark.parametrize("words", ["who demanded", "sanctions", "recognized", "hearsay", "replies"])
def test_the_page_finds_the_questions_that_the_command_finds(
    page: Page, shipped: Live, words: str
) -> None:
    open_page(page, f"{shipped.url}/sparql")
    page.fill("#search", words)
    shown = page.locator("#examples button").evaluate_all("all => all.map(b => b.dataset.key)")
    found = [question.path.stem for question in find_questions(QUESTIONS, words)]
    assert sorted(key for key in shown if key.startswith("cq-")) == sorted(found)
    assert found


def test_times_as_sources_give_them_stand_on_the_timeline(page: Page, shipped: Live) -> None:
    open_page(page, f"{shipped.url}/sparql")
    take(page, "cq-005")
    page.get_by_role("tab", name="Timeline").click()
    page.locator(".timeline .span").first.wait_for()
    titles = page.locator(".timeline title").all_text_contents()
    assert any("(199X)" in title for title in titles)
    assert any("(1998/)" in title for title in titles)
    assert not any("Pakistan ·" in title for title in titles)  # it is the same in every row


def test_an_edge_is_drawn_once(page: Page, shipped: Live) -> None:
    open_page(page, f"{shipped.url}/sparql")
    take(page, "cq-005")
    rows = [line.split("\t") for line in stored(QUESTIONS[4])[1:]]
    pairs = {(row[0], cell) for row in rows for cell in row[1:3] if cell}
    page.get_by_role("tab", name="Graph").click()
    page.wait_for_selector(".graph[data-drawn]")
    assert f"and {len(pairs)} edges" in str(page.get_attribute(".graph", "aria-label"))
