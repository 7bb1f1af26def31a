"""How the console starts and stops, with a browser looking."""

import stat
from pathlib import Path

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
