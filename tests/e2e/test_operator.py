"""What an operator does in an outage: sees it, isolates the service, rehearses it, and keeps the report."""

from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SCREENSHOTS, OpenPage, settle, snap
from tests.support.console_server import ConsoleServer


def go(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    settle(page)


def download(page: Page, button: str, to: Path) -> Path:
    with page.expect_download() as begun:
        page.get_by_role("button", name=button).click()
    begun.value.save_as(to)
    return to


def first_page(pdf: Path, picture: Path) -> str:
    """What the first page of a PDF says; a picture of it is kept beside the screenshots."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        page.render(scale=1.3).to_pil().save(picture)
        return page.get_textpage().get_text_range()


@pytest.mark.timeout(240)
def test_operator__sees_isolates_drills_and_reports(
    open_page: OpenPage, server: ConsoleServer, tmp_path: Path
) -> None:
    page = open_page("/?role=operator", height=1400)
    expect(page.get_by_role("heading", name="Nivel 0 de 5: Todo funciona")).to_be_visible()

    # An outage begins: it is on screen within a refresh, without a click.
    fault = b'{"target": "database", "kind": "refuse", "reason": "prueba", "duration_seconds": 600}'
    server.post("/api/faults", fault)
    for _ in range(4):
        server.get_json("/health/database")
    expect(page.get_by_role("heading", name="Nivel 3 de 5: La base de datos no responde")).to_be_visible()
    first = page.get_by_role("article").first
    expect(first).to_contain_text("Base de datos")
    expect(first).to_contain_text("Cortado (abierto)")
    snap(page, "overview-outage")

    go(page, "Servicios y cortes")
    page.get_by_role("button", name="Cortar").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Motivo").fill("mantenimiento")
    dialog.get_by_label("Motivo").press("Tab")
    dialog.get_by_text("Sé que esto cambia").click()
    snap(page, "breakers-order")
    dialog.get_by_role("button", name="Cortar").click()
    expect(page.get_by_text("cortado por un operador").first).to_be_visible()
    stop = page.get_by_role("button", name="Detener")
    stop.click()
    expect(stop).to_have_count(0)
    assert server.get_json("/api/faults") == []
    server.post("/api/breakers/db_breaker/reset", b'{"reason": "listo"}')

    go(page, "Simulacros")
    page.get_by_text("Conmutación de la base de datos", exact=True).click()
    start = page.get_by_role("button", name="Iniciar el simulacro")
    expect(start).to_be_enabled()
    expect(page.get_by_text("La base de datos no responde")).to_have_count(0)
    start.click()
    expect(page.get_by_role("button", name="Detener el simulacro")).to_be_visible()
    go(page, "Actividad")  # the drill goes on without its page
    go(page, "Simulacros")
    expect(page.get_by_text("No se perdió nada; terminado")).to_be_visible(timeout=60_000)
    settle(page)
    page.set_viewport_size({"width": 1280, "height": 1700})
    snap(page, "drill-report")
    report = download(page, "Descargar el informe (HTML)", tmp_path / "report.html")
    assert "No se perdió nada; terminado" in report.read_text(encoding="utf-8")
    report = download(page, "Descargar el informe (PDF)", tmp_path / "report.pdf")
    assert "No se perdió nada; terminado" in first_page(report, SCREENSHOTS / "drill-report-pdf.png")
    kept = server.get_json("/api/drills")["reports"][0]
    assert kept["reckoning"]["lost"] == 0
    assert kept["reckoning"]["held"] > 0
    assert server.get_json("/api/faults") == []

    look_back(page)


def look_back(page: Page) -> None:
    """The outage and the drill are on the database's chart."""
    go(page, "Servicios y cortes")
    page.get_by_role("radio", name="Base de datos").click()
    expect(page.get_by_role("article")).to_contain_text("Base de datos")
    page.set_viewport_size({"width": 1280, "height": 1500})
    settle(page)
    snap(page, "breakers-after-drill")


def test_killed_in_a_drill__leaves_no_fault_and_says_interrupted(tmp_path: Path) -> None:
    with ConsoleServer(tmp_path / "data") as server:
        server.post("/api/drills", b'{"scenario": "cascade"}')
        assert server.post("/api/drills", b'{"scenario": "cascade"}')[0] == 409
        server.kill()
        server.start()
        assert server.get_json("/api/faults") == []
        drills = server.get_json("/api/drills")
        assert drills["running"] is None
        assert [one["ending"] for one in drills["reports"]] == ["interrupted"]


def test_live__hidden_tab__asks_for_nothing_and_catches_up_when_seen(open_page: OpenPage) -> None:
    page = open_page("/?role=operator")
    expect(page.get_by_role("heading", name="Nivel 0 de 5")).to_be_visible()
    page.evaluate(
        """() => {
            window.sent = 0;
            const send = WebSocket.prototype.send;
            WebSocket.prototype.send = function (data) { window.sent += 1; return send.call(this, data); };
            Object.defineProperty(document, 'hidden', { value: true, configurable: true });
        }"""
    )
    page.wait_for_timeout(2500)  # what was under way
    before = page.evaluate("window.sent")
    page.wait_for_timeout(5000)
    assert page.evaluate("window.sent") == before
    page.evaluate(
        """() => {
            Object.defineProperty(document, 'hidden', { value: false, configurable: true });
            document.dispatchEvent(new Event('visibilitychange'));
        }"""
    )
    page.wait_for_function(f"window.sent > {before} + 1", timeout=15_000)
