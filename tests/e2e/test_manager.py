"""What a manager does at closing time: an invoice goes in, prices come out."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenPage, settle, snap, upload
from tests.support.console_server import ConsoleServer

SAMPLES = Path("core/invoices/samples")
INVOICE = SAMPLES / "01-factura-a-mayorista-agosto.pdf"


def test_manager__uploads_an_invoice__approves_prices_and_downloads_them(
    open_page: OpenPage, server: ConsoleServer, tmp_path: Path
) -> None:
    page = open_page("/")
    snap(page, "invoices-empty")
    upload(page, INVOICE)
    page.get_by_role("button", name="Revisar la que espera").click()
    settle(page)

    expect(page.get_by_label("Proveedor", exact=True)).to_have_value("Mayorista Monte Guayabo S.A.S.")
    expect(page.get_by_label("Total", exact=True)).to_have_value("974.459,67")
    expect(page.get_by_role("img", name="Página 1 de la factura")).to_be_visible()
    page.get_by_label("Total", exact=True).focus()
    expect(page.locator(".fu-pages .fu-mark")).to_be_visible()
    snap(page, "invoice-open")
    page.get_by_role("button", name=re.compile("^Aprobar")).click()
    expect(page.get_by_text("Mayorista Monte Guayabo S.A.S.: aprobada.")).to_be_visible()
    page.get_by_role("link", name="Precios").click()
    settle(page)

    expect(page.get_by_role("heading", name="Precios")).to_be_visible()
    snap(page, "pricing")
    page.get_by_role("button", name="Descargar", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Descargar precios (CSV)").click()
    path = tmp_path / "prices.csv"
    download.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert len(rows) == 17
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Aprobar los 17 que se muestran").click()
    expect(page.get_by_text("17 precios aprobados.")).to_be_visible()
    settle(page)
    snap(page, "pricing-approved")
    prices = server.get_json("/api/prices")["value"]
    assert len(prices) == 17
    assert all(Decimal(one["current_price"]) == Decimal(one["price"]) for one in prices)


def test_table__offers_no_csv_that_a_spreadsheet_would_run(
    open_page: OpenPage, server: ConsoleServer
) -> None:
    page = open_page("/")
    upload(page, INVOICE)
    table = page.get_by_test_id("stDataFrame")
    expect(table).to_be_visible()
    settle(page)
    table.hover()
    # Streamlit's button is there by that name, and is not shown: its file keeps a leading = as it is.
    csv_button = page.get_by_role("button", name=re.compile("^Download as CSV"), include_hidden=True)
    expect(csv_button).to_have_count(1)
    expect(csv_button).to_be_hidden()
    expect(page.get_by_role("button", name=re.compile("^Search"))).to_be_visible()


@pytest.mark.timeout(300)  # two of the eight are scans, which take as long as the machine is busy
def test_manager__samples__fill_the_first_minute(open_page: OpenPage, server: ConsoleServer) -> None:
    page = open_page("/")
    page.get_by_role("button", name="Probá con los ejemplos").click()
    expect(page.get_by_text("8 archivos listos")).to_be_visible(timeout=240_000)
    settle(page)
    snap(page, "invoices-samples")
    entered = server.get_json("/api/invoices")["value"]
    assert len(entered) == 8

    first = next(it["id"] for it in entered if it["filename"] == INVOICE.name)
    page.goto(f"{server.url}/?invoice={first}")
    settle(page)
    main = page.get_by_test_id("stMain")
    main.evaluate("it => it.scrollTo(0, 400)")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Mayorista Monte Guayabo S.A.S.: aprobada.")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile(r"^Aprobar .*\(quedan 6\)"))).to_be_visible()
    assert main.evaluate("it => it.scrollTop") == 0


def test_manager__same_file_twice__is_linked_to_the_first(open_page: OpenPage, server: ConsoleServer) -> None:
    page = open_page("/")
    upload(page, INVOICE)
    expect(page.get_by_text("1 archivo listo")).to_be_visible()
    settle(page)
    upload(page, INVOICE)
    page.get_by_role("button", name="Ver la primera").click()
    settle(page)
    expect(page.get_by_label("Proveedor", exact=True)).to_have_value("Mayorista Monte Guayabo S.A.S.")
    assert len(server.get_json("/api/invoices")["value"]) == 1


def test_manager__file_that_cannot_be_read__is_told_why_and_nothing_is_stored(
    open_page: OpenPage, server: ConsoleServer, tmp_path: Path
) -> None:
    page = open_page("/")
    broken = tmp_path / "rota.pdf"
    broken.write_bytes(INVOICE.read_bytes()[:2000])
    upload(page, broken)
    expect(page.get_by_text("rota.pdf")).to_be_visible()
    expect(page.get_by_text("El PDF está dañado o incompleto")).to_be_visible()
    snap(page, "invoice-unreadable")
    assert server.get_json("/api/invoices")["value"] == []
