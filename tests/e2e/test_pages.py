"""Every page in both languages, light and dark, on a desk and on a phone: it fits; its picture is kept."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage, settle, snap
from tests.support.console_server import ConsoleServer

SAMPLES = sorted(Path("core/invoices/samples").glob("0[1-5]-*.pdf"))
LOOKS = {
    "es-light": {"locale": "es-AR", "scheme": "light", "width": 1280},
    "en-dark": {"locale": "en-US", "scheme": "dark", "width": 1280},
    "es-phone": {"locale": "es-AR", "scheme": "light", "width": 390},
}
TITLES = {
    "es": {"/": "Facturas", "/pricing": "Precios", "/breakers": "Servicios y cortes"},
    "en": {"/": "Invoices", "/pricing": "Pricing", "/breakers": "Breakers"},
}


def fill(server: ConsoleServer) -> str:
    """Enter the text samples and approve the first; return the id of one still to review."""
    _, answer = server.upload(*[(path.name, path.read_bytes()) for path in SAMPLES])
    ids = [one["answer"]["value"]["invoice_id"] for one in answer["files"]]
    server.post(f"/api/invoices/{ids[0]}/approve", b"")
    return ids[2]


def overflows(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def _places(titles: dict[str, str], waiting: str) -> list[tuple[str, str]]:
    """Each page, an invoice under review, and the parts of the pricing page, with their titles."""
    parts = ["view=rules&rule=category-almacen", "view=labels", "view=list"]
    return [
        *titles.items(),
        (f"/?invoice={waiting}", titles["/"]),
        *((f"/pricing?{part}", titles["/pricing"]) for part in parts),
    ]


def _name(path: str) -> str:
    if "invoice=" in path:
        return "review"
    page, _, query = path.strip("/").partition("?view=")
    return f"{page}-{query.partition('&')[0]}" if query else page or "invoices"


@pytest.mark.timeout(300)
def test_pages__in_every_look__fit_the_screen(open_page: OpenPage, server: ConsoleServer) -> None:
    waiting = fill(server)
    for look, settings in LOOKS.items():
        titles = TITLES[settings["locale"][:2]]
        for path, title in _places(titles, waiting):
            page = open_page(path, height=1400, **settings)
            expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
            settle(page)
            name = _name(path)
            snap(page, f"{name}-{look}")
            assert not overflows(page), f"{path} is wider than the screen in {look}"
            page.close()
