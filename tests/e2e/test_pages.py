"""Every page in both languages, light and dark, on a desk and on a phone: it fits, and all can use it."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import QUICK, OpenPage, serious_findings, settle, snap
from tests.support.console_server import ConsoleServer

OPERATOR = "?role=operator"
SAMPLES = sorted(Path("core/invoices/samples").glob("0[1-5]-*.pdf"))
LOOKS = {
    "es-light": {"locale": "es-AR", "scheme": "light", "width": 1280},
    "en-dark": {"locale": "en-US", "scheme": "dark", "width": 1280},
    "es-phone": {"locale": "es-AR", "scheme": "light", "width": 390},
}
TITLES = {
    "es": {"/": "Facturas", "/pricing": "Precios"},
    "en": {"/": "Invoices", "/pricing": "Pricing"},
}
OPERATIONS = {
    "es": {
        "/overview": "Panorama",
        "/breakers": "Servicios y cortes",
        "/simulate": "Simular fallas",
        "/drills": "Simulacros",
        "/held": "Pendientes",
        "/activity": "Actividad",
    },
    "en": {
        "/overview": "Overview",
        "/breakers": "Breakers",
        "/simulate": "Simulate",
        "/drills": "Drills",
        "/held": "Held work",
        "/activity": "Activity",
    },
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ConsoleServer, str]]:
    """A console with something to show on every page, and the id of an invoice to review."""
    with ConsoleServer(tmp_path_factory.mktemp("shop") / "data", QUICK) as running:
        waiting = fill(running)
        rehearse(running)
        yield running, waiting


@pytest.fixture(scope="module")
def server(shop: tuple[ConsoleServer, str]) -> ConsoleServer:
    return shop[0]


def fill(server: ConsoleServer) -> str:
    """Enter the text samples and approve the first; return the id of one still to review."""
    _, answer = server.upload(*[(path.name, path.read_bytes()) for path in SAMPLES])
    ids = [one["answer"]["value"]["invoice_id"] for one in answer["files"]]
    server.post(f"/api/invoices/{ids[0]}/approve", b"")
    return ids[2]


def rehearse(server: ConsoleServer) -> None:
    """Run a drill to its end, so that the operators' pages have something to show."""
    server.post("/api/drills", b'{"scenario": "database-failover"}')
    ends_at = time.monotonic() + 60
    while server.get_json("/api/drills")["running"] is not None:
        assert time.monotonic() < ends_at, "the drill does not end"
        time.sleep(0.2)


def overflows(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def _places(language: str, waiting: str) -> list[tuple[str, str]]:
    """Each page, an invoice under review, and the parts of the pricing page, with their titles."""
    titles = TITLES[language]
    parts = ["view=rules&rule=category-almacen", "view=labels", "view=list"]
    return [
        *titles.items(),
        (f"/?invoice={waiting}", titles["/"]),
        *((f"/pricing?{part}", titles["/pricing"]) for part in parts),
        *((f"{path}{OPERATOR}", title) for path, title in OPERATIONS[language].items()),
    ]


def _name(path: str) -> str:
    if "invoice=" in path:
        return "review"
    page, _, query = path.strip("/").removesuffix(OPERATOR).partition("?view=")
    return f"{page}-{query.partition('&')[0]}" if query else page or "invoices"


@pytest.mark.timeout(300)
@pytest.mark.parametrize("look", LOOKS)
def test_pages__in_every_look__fit_the_screen(
    open_page: OpenPage, shop: tuple[ConsoleServer, str], look: str
) -> None:
    server, waiting = shop
    settings = LOOKS[look]
    page = open_page(height=1400, **settings)
    findings = {}
    for path, title in _places(settings["locale"][:2], waiting):
        page.goto(f"{server.url}{path}")
        expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
        settle(page)
        assert page.get_by_test_id("stException").count() == 0, f"{path} shows an exception"
        snap(page, f"{_name(path)}-{look}")
        assert not overflows(page), f"{path} is wider than the screen in {look}"
        if look != "es-phone" and (found := serious_findings(page)):
            findings[path] = found
    assert findings == {}
