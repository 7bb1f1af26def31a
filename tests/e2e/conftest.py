"""A real Chromium on a real console: fixtures of the browser tests, and where their screenshots are kept."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.support.browser import LAUNCH_ARGS, find_chromium
from tests.support.console_server import ROOT, ConsoleServer

SCREENSHOTS = ROOT / "artifacts" / "screenshots"
AXE = Path(__file__).with_name("axe") / "axe.min.js"
WAIT_MS = 30_000
expect.set_options(timeout=WAIT_MS)

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.fail("no Chromium found for the browser tests; run `make browser`")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(LAUNCH_ARGS))
        yield chromium
        chromium.close()


QUICK = {
    "FUSIBLE_DEFAULT_VIEW": "manager",
    "FUSIBLE_DRILL_SPEED": "20",
    "FUSIBLE_DB_BREAKER__RESET_TIMEOUT": "2",
    "FUSIBLE_SETTLE_SECONDS": "1",
    "FUSIBLE_RECOVERY_INTERVAL": "2",
}
"""Breakers that recover within seconds."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ConsoleServer]:
    """A console of its own for each test; a file whose tests leave no trace overrides it."""
    with ConsoleServer(tmp_path / "data", QUICK) as running:
        yield running


@pytest.fixture
def open_page(browser: Browser, server: ConsoleServer) -> Iterator[OpenPage]:
    """Open a path in a fresh browser profile; on teardown no page may have shown an exception."""
    contexts: list[BrowserContext] = []

    def opened(
        path: str = "/", *, locale: str = "es-AR", scheme: str = "light", width: int = 1280, height: int = 900
    ) -> Page:
        context = browser.new_context(
            locale=locale,
            timezone_id="America/Argentina/Buenos_Aires",
            color_scheme=scheme,
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            accept_downloads=True,
        )
        contexts.append(context)
        context.set_default_timeout(WAIT_MS)
        page = context.new_page()
        page.goto(f"{server.url}{path}")
        settle(page)
        return page

    yield opened
    for context in contexts:
        for page in context.pages:
            assert page.get_by_test_id("stException").count() == 0, "a page shows an exception"
        context.close()


def settle(page: Page) -> None:
    """Wait until the page's script has run to its end."""
    expect(page.get_by_test_id("stApp")).to_have_attribute(
        "data-test-script-state", "notRunning", timeout=WAIT_MS
    )


def snap(page: Page, name: str) -> Path:
    """Keep a screenshot of the whole page under artifacts/screenshots."""
    # Tables and pictures come after the script has ended.
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = SCREENSHOTS / f"{re.sub(r'[^a-z0-9-]+', '-', name.lower())}.png"
    page.screenshot(path=path, full_page=True)
    return path


def serious_findings(page: Page) -> list[str]:
    """What axe-core finds that keeps somebody from using the page: rule, place and what is wrong."""
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{one['id']}: {node['html'][:120]} {node['any'][0]['message'] if node['any'] else ''}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def upload(page: Page, *paths: Path) -> None:
    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(paths)
