"""Every page of the console in a real browser, as somebody sees it who opens it anew."""

import re

from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import Error as BrowserError

PATHS = ("/", "/invoices", "/pricing", "/breakers", "/simulate", "/drills", "/held", "/activity")
_LEVEL_TITLES = {5: "The console is in emergency mode"}
_WAIT_MS = 15_000


class Pages:
    """Opens each page at a level and says what is wrong with it; one page stays open all the while."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._url = url
        self._context = browser.new_context(locale="en-US", reduced_motion="reduce")
        self._context.set_default_timeout(_WAIT_MS)
        self._kept = self._context.new_page()
        self._kept.goto(url)
        _settle(self._kept)

    def look(self, level: int | None) -> list[str]:
        """What is wrong, in words; an empty list if nothing is. `level`: one that every page has to show."""
        wrong = [f"/ (open all the while): {it}" for it in _exceptions(self._kept)]
        for path in PATHS:
            page = self._context.new_page()
            try:
                page.goto(self._url + path)
                _settle(page)
                wrong += [f"{path}: {it}" for it in _exceptions(page)]
                if level is not None:
                    expect(page.get_by_text(_LEVEL_TITLES[level]).first).to_be_visible()
            except (BrowserError, AssertionError) as error:
                wrong.append(f"{path}: {str(error).splitlines()[0]}")
            finally:
                page.close()
        return wrong

    def close(self) -> None:
        self._context.close()


def _settle(page: Page) -> None:
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=_WAIT_MS)
    expect(page.get_by_role("heading", level=1).first).to_be_visible()


def _exceptions(page: Page) -> list[str]:
    return [re.sub(r"\s+", " ", it) for it in page.get_by_test_id("stException").all_inner_texts()]
