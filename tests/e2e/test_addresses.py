"""Which addresses the console answers, and with what page; one console serves all of these tests."""

import urllib.request
from collections.abc import Iterator
from urllib.error import HTTPError

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import QUICK, OpenPage, settle
from tests.support.console_server import ConsoleServer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ConsoleServer]:
    with ConsoleServer(tmp_path_factory.mktemp("console") / "data", QUICK) as running:
        yield running


def test_server__other_host_name__is_refused(server: ConsoleServer) -> None:
    for path in ("/", "/health"):
        request = urllib.request.Request(f"{server.url}{path}", headers={"Host": "attacker.example"})
        with pytest.raises(HTTPError) as refused:
            urllib.request.urlopen(request, timeout=10)
        with refused.value:
            assert refused.value.code == 400


@pytest.mark.parametrize("path", ["/pricing", "/breakers", "/?invoice=nothing"])
def test_server__deep_link__opens_its_page(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    expect(page.get_by_test_id("stSidebarNav")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_language_and_view__in_the_address__stay_through_pages_and_a_reload(open_page: OpenPage) -> None:
    page = open_page("/?lang=en&role=manager")
    expect(page.get_by_role("heading", name="Invoices", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Breakers")).to_have_count(0)
    page.get_by_role("link", name="Pricing").click()
    expect(page.get_by_role("heading", name="Pricing", level=1)).to_be_visible()
    settle(page)
    page.reload()
    settle(page)
    expect(page.get_by_role("heading", name="Pricing", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Breakers")).to_have_count(0)
    page.get_by_text("Operations", exact=True).click()
    expect(page.get_by_role("link", name="Breakers")).to_be_visible()
