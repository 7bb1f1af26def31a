"""Write the eight bundled samples and their truth.

    python -m benchmarks.argentina.samples

They tell one shop's late winter: two deliveries of the same wholesaler with higher costs in the second, a
credit note, a photo, a scan and an e-invoice among them.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random

from benchmarks.argentina.compose import Recipe, compose
from benchmarks.argentina.document import Invoice, truth
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.layouts import TUNED
from benchmarks.argentina.parties import Party, cuit
from benchmarks.argentina.products import SWEETS
from benchmarks.argentina.scan import Damage, image_pdf, photograph
from benchmarks.argentina.ubl import UNIT_CODES, ubl

ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT / "core" / "invoices" / "samples"
TRUTH = ROOT / "tests" / "data" / "samples" / "truth.json"
SEED = 2026
LAYOUTS = {layout.name: layout for layout in TUNED}
SHOP = Party(
    name="Almacén Los Tilos S.R.L.",
    tax_id=cuit(Random(SEED), "30"),
    address="Los Tilos 482",
    city="B1879 Quilmes, Buenos Aires",
    condition="IVA Responsable Inscripto",
    gross_income="901-204417-3",
    since="01/03/2014",
)
PHOTO = Damage(dpi=150, angle=1.6, blur=0.5, shadow=0.25, noise=0.012, quality=62)
SCAN = Damage(dpi=150, angle=-0.8, blur=0.4, shadow=0.06, noise=0.008, quality=55)
RISES = ("1.062", "1.085", "1.11", "1", "1.148", "0.97")
"""What the wholesaler's prices did between the two deliveries, product by product."""


@dataclass(frozen=True)
class Sample:
    file: str
    content: bytes
    record: dict[str, object]


def samples() -> list[Sample]:
    """All eight, in the order of their names."""
    first = _invoice("wholesale", date(2026, 8, 11), "mayorista")
    second = dearer(first, date(2026, 9, 15))
    return [
        _pdf("01-factura-a-mayorista-agosto.pdf", LAYOUTS["wholesale"], first),
        _pdf("02-factura-a-mayorista-septiembre.pdf", LAYOUTS["wholesale"], second),
        _pdf(
            "03-factura-a-bebidas.pdf", LAYOUTS["beverage"], _invoice("beverage", date(2026, 9, 3), "bebidas")
        ),
        _pdf(
            "04-nota-de-credito-a-limpieza.pdf",
            LAYOUTS["erp_credit_note"],
            _invoice("erp_credit_note", date(2026, 9, 8), "limpieza"),
        ),
        _pdf(
            "05-factura-c-panaderia.pdf",
            LAYOUTS["arca_c"],
            _invoice("arca_c", date(2026, 9, 10), "panaderia"),
        ),
        _picture("06-foto-factura-a-carnes.jpg", "butcher", date(2026, 9, 12), PHOTO, lambda pages: pages[0]),
        _picture("07-escaneo-factura-a-libreria.pdf", "stationery", date(2026, 9, 17), SCAN, image_pdf),
        _xml("08-factura-electronica-golosinas.xml", date(2026, 9, 21)),
    ]


def dearer(invoice: Invoice, issued: date) -> Invoice:
    """The supplier's next delivery of the same goods, at new prices."""
    items = tuple(
        replace(
            item, price=(item.price * Decimal(RISES[place % len(RISES)])).quantize(item.price, ROUND_HALF_UP)
        )
        for place, item in enumerate(invoice.items)
    )
    moved = _dated(invoice, issued)
    return replace(moved, serial=invoice.serial + 1371, items=items, cae=str(int(invoice.cae) + 40_318_553))


def _dated(invoice: Invoice, issued: date) -> Invoice:
    return replace(
        invoice,
        receiver=SHOP,
        issued=issued,
        due=issued + timedelta(days=15),
        cae_due=issued + timedelta(days=10),
    )


def _invoice(layout: str, issued: date, seed: str) -> Invoice:
    return _dated(LAYOUTS[layout].invoice(Random(f"{SEED}/{seed}")), issued)


def _pdf(file: str, layout: Layout, invoice: Invoice) -> Sample:
    return Sample(file, layout.pdf(invoice), truth(invoice, file, layout.columns) | {"scan": False})


def _picture(
    file: str, layout: str, issued: date, damage: Damage, join: Callable[[list[bytes]], bytes]
) -> Sample:
    invoice = _invoice(layout, issued, file)
    pages = photograph(LAYOUTS[layout].pdf(invoice), damage, SEED)
    return Sample(file, join(pages), truth(invoice, file, LAYOUTS[layout].columns) | {"scan": True})


def _xml(file: str, issued: date) -> Sample:
    """The XML says neither letter nor CAE in a field of its own, and its units are UN/ECE codes."""
    invoice = _dated(compose(Random(f"{SEED}/golosinas"), Recipe(SWEETS, 1, (5, 5), sku="GO{:05d}")), issued)
    record = truth(invoice, file, frozenset({"sku", "ean", "tax_pct"})) | {
        "letter": None,
        "cae": None,
        "scan": False,
    }
    lines = record["lines"]
    assert isinstance(lines, list)
    units = [UNIT_CODES[item.product.unit] for item in invoice.items]
    record["lines"] = [line | {"unit": unit} for line, unit in zip(lines, units, strict=True)]
    return Sample(file, ubl(invoice), record)


def write(made: Sequence[Sample]) -> None:
    FILES.mkdir(exist_ok=True)
    TRUTH.parent.mkdir(parents=True, exist_ok=True)
    for old in FILES.iterdir():
        old.unlink()
    for sample in made:
        (FILES / sample.file).write_bytes(sample.content)
    records = [sample.record for sample in made]
    TRUTH.write_text(json.dumps(records, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    made = samples()
    write(made)
    sizes = {sample.file: len(sample.content) for sample in made}
    print(json.dumps({"bytes": sum(sizes.values()), "files": sizes}, indent=1))


if __name__ == "__main__":
    main()
