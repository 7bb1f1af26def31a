"""The worked example of docs/pricing.md, figure by figure: whoever changes one changes both."""

from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest

from core.pricing.desk import Choice
from core.pricing.suggestion import Attention
from tests.support.prices import line, reading

OIL = "Aceite de girasol 12x900ml"
FLOUR = "Harina de trigo 000 1 kg"
BULTOS = {"quantity": "5", "unit": "bulto"}
INVOICE = reading(
    line(OIL, sku="A-12", **BULTOS, unit_price="24000", discount="12000", amount="108000"),
    line("Gaseosa cola 2,25 L", sku="G-06", unit="pack x 6", unit_price="9600", amount="96000"),
    line(FLOUR, sku="H-01", quantity="60", unit_price="700", amount="42000", tax_rate="10.5"),
    line("Flete", quantity="1", unit_price="4920", amount="4920"),
    net="250920.00",
    total="303043.20",
    taxes=[
        {"kind": "vat", "rate": "21", "base": "208920.00", "amount": "43873.20"},
        {"kind": "vat", "rate": "10.5", "base": "42000.00", "amount": "4410.00"},
        {"kind": "impuestos internos", "amount": "3840.00"},
    ],
)


@pytest.fixture
def shown(desk, enter):
    """Oil and flour have been on the shelf for 2500 and 700; then the invoice comes."""
    before = reading(
        line(OIL, sku="A-12", **BULTOS, unit_price="18000", amount="90000"),
        line(FLOUR, sku="H-01", quantity="60", unit_price="470", amount="28200", tax_rate="10.5"),
        issue_date="2026-02-01",
    )
    enter("i1", before)
    on_shelf = {"A-12": Decimal(2500), "H-01": Decimal(700)}
    for it in desk.suggestions().value:
        desk.approve([Choice(it.product_id, on_shelf[it.sku], 0, reason="start")], actor="ana")
    enter("i2", INVOICE)
    return {it.sku: it for it in desk.suggestions().value}


def test_example__invoice__adds_up():
    goods = [Decimal(it["amount"]) for it in INVOICE["lines"]]
    taxes = [Decimal(it["amount"]) for it in INVOICE["taxes"]]
    assert sum(goods) == Decimal(INVOICE["net"])
    assert sum(goods) + sum(taxes) == Decimal(INVOICE["total"])


def figures(it):
    return [
        it.cost_before,
        it.cost,
        it.current_price,
        it.price,
        it.quote.net,
        it.markup,
        it.margin,
        it.price_without_tax,
        it.measure_price,
        it.quote.floor,
        it.at_stake,
    ]


@pytest.mark.parametrize(
    ("sku", "expected"),
    [
        ("A-12", "1500 1836 2500 3000 2479.3388 0.3504 0.2595 2479.34 3333.33 2338.49 30000"),
        ("G-06", "None 1696 None 2850 2355.3719 0.3888 0.2799 2291.37 1266.67 2160.17 171000"),
        ("H-01", "470 714 700 1050 950.2262 0.3308 0.2486 950.23 1050.00 830.50 21000"),
    ],
)
def test_example__every_figure__is_the_one_in_the_docs(shown, sku, expected):
    assert figures(shown[sku]) == [None if it == "None" else Decimal(it) for it in expected.split()]


def test_example__docs__hold_every_figure_that_is_worked_out(desk, shown):
    """The page's own tables against the desk, so that neither can change alone."""
    page = Path("docs/pricing.md").read_text(encoding="utf-8").partition("## A worked example")[2]
    page = page.partition("## With the AI")[0].replace(",", "")
    for it in shown.values():
        for figure in (it.cost, it.price, it.price_without_tax, it.measure_price, it.quote.floor):
            plain = f"{figure.normalize():f}"
            assert plain in page or f"{figure:.2f}" in page, f"{it.description}: {figure}"
        for share in (it.markup, it.margin):
            assert f"{share * 100:.2f} %" in page, f"{it.description}: {share}"


def test_example__labels__say_what_the_docs_say(desk, shown):
    choices = [Choice(it.product_id, it.price, it.price_version) for it in shown.values()]
    desk.approve(choices, actor="ana")
    document = pypdfium2.PdfDocument(desk.labels())
    text = document[0].get_textpage()
    printed = " ".join(text.get_text_range().replace("\u00a0", " ").split())
    text.close()
    document.close()
    page = Path("docs/pricing.md").read_text(encoding="utf-8").partition("The labels, once approved, say:")[2]
    rows = [row.split("|")[2:5] for row in page.splitlines()[2:7] if row.startswith("|")]
    assert len(rows) == 5
    for cells in rows[2:]:
        for cell in cells:
            assert cell.strip() in printed


def test_example__attention__is_where_the_docs_say(shown):
    assert {sku: it.attention for sku, it in shown.items()} == {
        "A-12": Attention.COST_UP,
        "G-06": Attention.NO_PRICE,
        "H-01": Attention.BELOW_FLOOR,
    }


def test_example__traces__name_the_steps_in_the_docs(desk, shown):
    def codes(sku):
        return " ".join(it.code.value for it in desk.suggestion(shown[sku].product_id).value.trace)

    assert codes("A-12") == (
        "LINE_AMOUNT TAX_CREDIT FREIGHT PACK UNIT_COST RULE TARGET SALE_TAX ROUNDED RESULT"
    )
    assert codes("G-06") == (
        "LINE_AMOUNT TAX_CREDIT INTERNAL_TAX FREIGHT PACK UNIT_COST RULE TARGET SALE_TAX ROUNDED RESULT"
    )
    assert codes("H-01") == (
        "LINE_AMOUNT TAX_CREDIT FREIGHT UNIT_COST RULE TARGET SALE_TAX CAPPED ROUNDED RESULT"
    )
