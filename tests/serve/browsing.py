"""Headless Chromium for tests of pages, with an end to every wait."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from watchdog import descendants, killed_after

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

SECONDS = 120
"""What one test may take of the browser before its processes are killed."""

NEEDS_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]


@dataclass(frozen=True)
class Chromium:
    """A running browser and its processes."""

    browser: Browser
    pids: set[int]

    @contextmanager
    def context(self, **options: Any) -> Iterator[BrowserContext]:
        """A window of its own; if the block takes too long, everything in it raises."""
        with killed_after(SECONDS, self.pids):
            opened = self.browser.new_context(**options)
            try:
                yield opened
            finally:
                opened.close()


@contextmanager
def running_chromium() -> Iterator[Chromium]:
    """Start a browser, and end it with the block."""
    from playwright.sync_api import Error, sync_playwright

    before = descendants(os.getpid())
    with ExitStack() as stack:
        driver = stack.enter_context(sync_playwright())
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        pids = descendants(os.getpid()) - before
        yield Chromium(browser, pids)
        with killed_after(SECONDS, pids), suppress(Error):  # it may be gone already
            browser.close()
        with killed_after(SECONDS, pids):
            stack.close()


def open_page(page: Page, url: str, query: str = "") -> None:
    page.goto(url + (f"?query={quote(query)}" if query else ""))
    page.wait_for_selector("html[data-completions]", timeout=20_000)


def cells(page: Page) -> list[list[str]]:
    rows = page.locator("#panel tbody tr")
    return [rows.nth(i).locator("td").all_inner_texts() for i in range(rows.count())]
