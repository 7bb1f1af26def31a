"""From a supplier's invoice to printed shelf labels in one minute, in Spanish, in a real browser."""

import json
import re
import time
from decimal import Decimal
from pathlib import Path

import pypdfium2
import zxingcpp
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage, settle, snap, upload
from tests.support.console_server import ConsoleServer

AUGUST = Path("core/invoices/samples/01-factura-a-mayorista-agosto.pdf")
SEPTEMBER = Path("core/invoices/samples/02-factura-a-mayorista-septiembre.pdf")
ONE_MINUTE = 60


def stock(server: ConsoleServer) -> None:
    """The shop as it was: last month's invoice is entered, and its prices are on the shelf."""
    _, answer = server.upload((AUGUST.name, AUGUST.read_bytes()))
    server.post(f"/api/invoices/{answer['files'][0]['answer']['value']['invoice_id']}/approve", b"")
    choices = [
        {name: one[name] for name in ("product_id", "price", "price_version")}
        for one in server.get_json("/api/prices")["value"]
    ]
    server.post("/api/prices/approve", json.dumps({"choices": choices}).encode())


def print_labels(page: Page, path: Path) -> set[str]:
    """The barcodes that a scanner reads from the downloaded sheet."""
    with page.expect_download() as download:
        page.get_by_role("button", name="recién aprobados (PDF)").click()
    download.value.save_as(path)
    document = pypdfium2.PdfDocument(path)
    try:
        pictures = [document[number].render(scale=3).to_pil() for number in range(len(document))]
    finally:
        document.close()
    return {found.text for picture in pictures for found in zxingcpp.read_barcodes(picture)}


def test_manager__changed_costs__are_on_printed_labels_within_a_minute(
    open_page: OpenPage, server: ConsoleServer, tmp_path: Path
) -> None:
    stock(server)
    page = open_page("/")
    started = time.monotonic()
    upload(page, SEPTEMBER)
    page.get_by_role("button", name="Revisar la que espera").click()
    settle(page)
    page.get_by_role("button", name=re.compile("^Aprobar")).click()
    expect(page.get_by_text("aprobada.")).to_be_visible()
    page.get_by_role("link", name="Precios").click()
    settle(page)
    expect(page.get_by_text("Subió el costo (12)")).to_be_visible()
    expect(page.get_by_text("Bajó el costo (2)")).to_be_visible()
    page.get_by_role("button", name="Aprobar los 14 que se muestran").click()
    expect(page.get_by_text("14 precios aprobados.")).to_be_visible()
    settle(page)
    codes = print_labels(page, tmp_path / "etiquetas.pdf")
    seconds = time.monotonic() - started

    prices = server.get_json("/api/prices")["value"]
    changed = {one["ean"] for one in prices if one["price_version"] == 2}
    assert len(changed) == 14
    assert codes == changed
    assert all(Decimal(one["current_price"]) == Decimal(one["price"]) for one in prices)
    snap(page, "pricing-labels-next")
    detail = open_page(f"/pricing?product={prices[0]['product_id']}", height=1400)
    expect(detail.locator(".js-plotly-plot").first).to_be_visible()
    snap(detail, "pricing-history")
    print(f"from the upload to the labels: {seconds:.1f} s")
    assert seconds < ONE_MINUTE
