"""What outages look like in the browser: an upload is held and lands; all four servers are out at once."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import OpenPage, settle, snap, upload
from tests.outage.orders import run_order
from tests.outage.pages import Pages
from tests.outage.world import Victim, a_world
from tests.support.console_server import ConsoleServer

INVOICE = Path("core/invoices/samples/02-factura-a-mayorista-septiembre.pdf")


def test_outage__database_fault__upload_is_held_and_lands_when_the_fault_is_stopped(
    open_page: OpenPage, server: ConsoleServer
) -> None:
    page = open_page("/simulate")
    page.get_by_label("Motivo").fill("simulacro")
    page.get_by_role("button", name="Simular", exact=True).click()
    stop = page.get_by_role("button", name="Detener")
    expect(stop).to_be_visible()

    page.get_by_role("link", name="Facturas").click()
    settle(page)
    upload(page, INVOICE)
    held = page.get_by_test_id("stMarkdownContainer").filter(has_text=INVOICE.name)
    expect(held.filter(has_text="guardad").first).to_be_visible()
    expect(page.get_by_role("button", name="Revisar la que espera")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 1050})
    settle(page)
    snap(page, "invoices-held")
    health = server.get_json("/health")
    assert health["journal_pending"] == 1

    stop.click()
    expect(stop).to_have_count(0)
    row = page.get_by_text("1 archivo registrado")
    expect(row).to_be_visible()
    settle(page)
    listed = server.get_json("/api/invoices")
    assert listed["source"] == "live"
    assert [(one["filename"], one["held"]) for one in listed["value"]] == [(INVOICE.name, False)]
    snap(page, "invoices-landed")


@pytest.mark.timeout(240)
def test_outage__all_four_killed_and_back__every_page_renders_and_shows_level_5(browser: Browser) -> None:
    with a_world(reset_timeout=1.0) as world:
        pages = Pages(browser, world.console.url)
        back = (Victim.S3, Victim.POSTGRES, Victim.OPENAI, Victim.REDIS)
        report = run_order(world, back, place=3000, look=pages.look)
        pages.close()
    assert report.is_clean, (report.wrong, report.reckoning)
    assert report.held > 0
