"""How the console starts, stops and guards its port, with a browser looking."""

import stat
import urllib.request
from pathlib import Path
from urllib.error import HTTPError

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenPage
from tests.support.console_server import ConsoleServer


def test_server__sigterm_with_an_open_browser__stops_within_seconds(
    open_page: OpenPage, server: ConsoleServer
) -> None:
    page = open_page("/breakers")
    expect(page.get_by_role("heading", name="Servicios y cortes")).to_be_visible()
    assert server.stop() < 5
    assert server.process.returncode is not None
    assert server.process.returncode <= 0


def test_server__token__is_printed_at_the_first_start_only_and_kept_private(tmp_path: Path) -> None:
    with ConsoleServer(tmp_path / "data") as first:
        token = first.token
        assert stat.S_IMODE((first.data_dir / "api-token").stat().st_mode) == 0o600
    assert token in first.log_path.read_text()
    first.log_path.write_text("")
    with ConsoleServer(tmp_path / "data") as second:
        assert second.token == token
    assert token not in second.log_path.read_text()


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
