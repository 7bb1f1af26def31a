"""The worked example of docs/pricing.md through the whole console: from the supplier's file to the label."""

from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest

from core.bootstrap import build_console
from core.invoices.model import WarningCode
from core.pricing.desk import Choice
from core.settings import Settings

HEAD = """FACTURA  A   COD. 01
DISTRIBUIDORA DEL SUR S.A.
CUIT: 30-50001091-2   IVA Responsable Inscripto
Punto de Venta: 00003  Comp. Nro: {number}
Fecha de Emisión: {day}
Cliente: ALMACEN LA ESQUINA S.R.L.   CUIT: 30-71234567-1

Código  Descripción                   Cantidad  U. medida  Precio Unit.  Bonif.     Importe      Alícuota IVA
"""
BEFORE = """\
A-12    Aceite de girasol 12x900ml    5,00      bulto      18.000,00     0,00       90.000,00    21,00
H-01    Harina de trigo 000 1 kg      60,00     unidad     470,00        0,00       28.200,00    10,50

Importe Neto Gravado: 118.200,00
IVA 21%: 18.900,00
IVA 10,5%: 2.961,00
Importe Total: 140.061,00
"""
EXAMPLE = """\
A-12    Aceite de girasol 12x900ml    5,00      bulto      24.000,00     12.000,00  108.000,00   21,00
G-06    Gaseosa cola 2,25 L           10,00     pack x6    9.600,00      0,00       96.000,00    21,00
H-01    Harina de trigo 000 1 kg      60,00     unidad     700,00        0,00       42.000,00    10,50
        Flete                         1,00      unidad     4.920,00      0,00       4.920,00     21,00

Importe Neto Gravado: 250.920,00
IVA 21%: 43.873,20
IVA 10,5%: 4.410,00
Impuestos Internos: 3.840,00
Importe Total: 303.043,20
"""
ON_SHELF = {"A-12": Decimal(2500), "H-01": Decimal(700)}
PRODUCTS = ("A-12", "G-06", "H-01")
"""In the order of the docs' columns."""


def enter(console, number, day, lines):
    """Upload an invoice as a file, approve it as it was read, and give what the reading warned of."""
    content = (HEAD.format(number=number, day=day) + lines).encode()
    receipt = console.invoices.submit(f"{number}.txt", content, actor="ana").value
    console.invoices.approve(receipt.invoice_id, receipt.reading, actor="ana")
    return [(it.code, it.detail["change"]) for it in receipt.reading.warnings]


def shown(console):
    return {it.sku: it for it in console.prices.suggestions().value}


@pytest.fixture
def console(tmp_path):
    """Oil and flour are on the shelf at 2,500 and 700; then the example's invoice is entered."""
    console = build_console(Settings(_env_file=None, data_dir=tmp_path))
    assert enter(console, "00004501", "01/02/2026", BEFORE) == []
    start = [Choice(it.product_id, ON_SHELF[sku], 0, "start") for sku, it in shown(console).items()]
    console.prices.approve(start, actor="ana")
    assert enter(console, "00004512", "01/03/2026", EXAMPLE) == [(WarningCode.COST_JUMP, "+51.9")]
    yield console
    console.close()


def docs():
    """Rows of the example's tables by name up to a comma, without bold; of two of a name the later one."""
    page = Path("docs/pricing.md").read_text(encoding="utf-8")
    example = page.partition("## A worked example")[2].partition("The list shows")[0]
    rows = [line.replace("*", "").split("|")[1:5] for line in example.splitlines() if line.startswith("|")]
    return {name.partition(",")[0].strip(): [cell.strip() for cell in cells] for name, *cells in rows}


def test_example__from_the_suppliers_file__gives_every_figure_of_the_docs(console):
    found, rows = shown(console), docs()
    for column, sku in enumerate(PRODUCTS):
        it = found[sku]
        for name, figure in (
            ("cost of a unit", f"{it.cost:,.2f}"),
            ("floor", f"{it.quote.floor:,}"),
            ("rounded (to 50)", f"{it.price:,.0f}"),
            ("before IVA", f"{it.quote.net:,}"),
            ("markup on cost", f"{it.markup * 100:.2f} %"),
            ("margin on price", f"{it.margin * 100:.2f} %"),
            ("price without national taxes", f"{it.price_without_tax:,}"),
            ("per litre or kilogram", f"{it.measure_price:,}"),
            ("at stake", f"{it.at_stake:,.0f}"),
        ):
            # Where a cell works the figure out, it ends in it.
            assert f" {rows[name][column]}".endswith(f" {figure}"), (sku, name)
    assert list(found) == ["G-06", "A-12", "H-01"]


def test_example__approved__prints_the_labels_of_the_docs(console):
    choices = [Choice(it.product_id, it.price, it.price_version) for it in shown(console).values()]
    console.prices.approve(choices, actor="ana")
    document = pypdfium2.PdfDocument(console.prices.labels())
    text = document[0].get_textpage()
    printed = " ".join(text.get_text_range().replace("\u00a0", " ").split())
    text.close()
    document.close()
    rows = docs()
    for name in ("price", "PRECIO SIN IMPUESTOS NACIONALES", "per unit of measure"):
        for cell in rows[name]:
            assert cell in printed
