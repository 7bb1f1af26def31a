"""Layouts drawn at random from a grammar of Argentine pages: blocks, words, figures, arrangements.

A reader tuned on ten files learns ten files. Here each seed is another supplier, so a change that helps
one page and hurts others shows. `varied` and `varied_aside` are different seeds of the same grammar: the
second is measured, not looked at.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from random import Random

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.parties import PLACES
from benchmarks.argentina.products import CLEANING, DELI, DRINKS, GROCERY, STATIONERY, SWEETS, Trade
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet
from benchmarks.argentina.unseen.goods import HARDWARE, PHARMACY
from benchmarks.argentina.varied.head import MARGIN, header
from benchmarks.argentina.varied.style import CLIENT_NAMES, GIVEN, SUPPLIERS, SURNAMES, Style
from benchmarks.argentina.varied.sums import footer

TRADES: tuple[Trade, ...] = (GROCERY, DRINKS, CLEANING, STATIONERY, DELI, SWEETS, HARDWARE, PHARMACY)
PLAIN_TRADES: tuple[Trade, ...] = (GROCERY, CLEANING, STATIONERY, SWEETS)
"""Without internal taxes or weighed goods, which whole pesos would not close with."""
CODES = (1, 1, 1, 1, 1, 6, 6, 11, 11, 3, 8, 2, 51, 201)
TITLES = {
    "sku": ("Código", "Cód.", "COD.", "Art.", "Cód. Artículo"),
    "product": ("Descripción", "Detalle", "Producto / Servicio", "ARTICULO", "Concepto", "DESCRIPCION"),
    "quantity": ("Cantidad", "Cant.", "CANT", "Cant"),
    "unit": ("U. Medida", "U.M.", "Unidad", "UM"),
    "price": ("Precio Unit.", "P. Unitario", "Precio", "P.UNIT.", "Precio Unitario"),
    "discount": ("% Bonif.", "Dto. %", "Bonif.", "% Desc"),
    "rate": ("IVA %", "Alícuota", "% IVA", "Alic. IVA"),
    "amount": ("Importe", "Subtotal", "Total", "IMPORTE", "Importe Neto"),
}
ALWAYS = ("product", "quantity", "price", "amount")
ORDERS = (
    ("sku", "product", "quantity", "unit", "price", "discount", "amount", "rate"),
    ("quantity", "sku", "product", "price", "discount", "rate", "amount"),
    ("sku", "quantity", "unit", "product", "price", "rate", "discount", "amount"),
    ("product", "quantity", "price", "amount"),
    ("quantity", "product", "price", "amount"),
)
SIZES = ((210, 297), (210, 297), (210, 297), (216, 330), (216, 279), (297, 210))
FACES = ("sans", "sans", "serif", "wide", "mono")


@dataclass(frozen=True)
class VariedLayout(Layout):
    """A layout that also invents its own parties, whose names follow no one pattern."""

    def invoice(self, rng: Random) -> Invoice:
        drawn = super().invoice(rng)
        names = {"place": rng.choice(PLACES), "surname": rng.choice(SURNAMES), "given": rng.choice(GIVEN)}
        supplier, receiver = drawn.supplier, drawn.receiver
        if drawn.letter != "C" and rng.random() < 0.7:
            supplier = replace(supplier, name=rng.choice(SUPPLIERS).format(**names))
        names["surname"] = rng.choice(SURNAMES)
        if rng.random() < 0.7:
            receiver = replace(receiver, name=rng.choice(CLIENT_NAMES).format(**names))
        return replace(drawn, supplier=supplier, receiver=receiver)


def varied(seed: int, group: str) -> VariedLayout:
    """The supplier of that seed: the same seed is the same page."""
    rng = Random(f"varied/{seed}")
    code = rng.choice(CODES)
    whole = code == 11 and rng.random() < 0.6
    style = Style.draw(rng, whole=whole)
    taxed = code not in {6, 8, 11}
    trades = PLAIN_TRADES if code == 11 else TRADES
    recipe = Recipe(
        rng.choice(trades),
        code,
        (2, 9),
        price_places=rng.choice((2, 2, 3, 4)),
        price_step=Decimal(50) if whole else None,
        discounts=("0", "0", "5", "10") if not whole and rng.random() < 0.3 else (),
        document_discounts=("0", "5") if taxed and rng.random() < 0.15 else ("0",),
        perceptions=tuple(name for name in ("iibb", "second_iibb", "vat") if taxed and rng.random() < 0.35),
        currency="USD" if taxed and rng.random() < 0.1 else "ARS",
        pieces=whole,
    )
    shown = _shown(rng, recipe)
    size = rng.choice(SIZES)
    grid = _grid(rng, style, shown, size[0])
    return VariedLayout(
        f"{group}_{seed:03d}",
        recipe,
        partial(_draw, style, grid, size[1]),
        frozenset({"sku", "unit", "discount"} & set(shown)) | ({"tax_pct"} if "rate" in shown else set()),
        size=size,
        face=rng.choice(FACES),
        copies=("ORIGINAL", "DUPLICADO") if rng.random() < 0.1 else ("ORIGINAL",),
    )


def _shown(rng: Random, recipe: Recipe) -> tuple[str, ...]:
    if recipe.discounts:
        return ORDERS[rng.randrange(3)]
    return tuple(
        name for name in rng.choice(ORDERS) if name in ALWAYS or (name != "discount" and rng.random() < 0.6)
    )


def _grid(rng: Random, style: Style, shown: tuple[str, ...], width: float) -> Grid:
    number = style.numbers
    cells = {
        "sku": lambda item: item.sku,
        "product": lambda item: style.cased(item.product.name),
        "quantity": lambda item: number.quantity(item.quantity),
        "unit": lambda item: item.product.unit,
        "price": lambda item: number.show(item.price, 0) if style.whole else number.price(item.price),
        "discount": lambda item: number.show(item.discount_percent) if item.discount_percent else "",
        "rate": lambda item: number.percent(item.product.tax_rate),
        "amount": lambda item: style.amount(item.amount),
    }
    widths = {"sku": 20, "quantity": 18, "unit": 16, "price": 28, "discount": 18, "rate": 20, "amount": 34}
    left = width - 2 * MARGIN - sum(widths[name] for name in shown if name != "product")
    columns = tuple(
        Column(
            rng.choice(TITLES[name]),
            left if name == "product" else widths[name],
            cells[name],
            "left" if name in {"sku", "product"} else "centre" if name == "unit" else "right",
        )
        for name in shown
    )
    rules = rng.choice(
        (frozenset(), frozenset({"head"}), frozenset({"frame", "columns", "head"}), frozenset({"rows"}))
    )
    return Grid(MARGIN, columns, 7.5, head_fill=rng.choice(("", "", "#dddddd")), rules=rules)


def _draw(style: Style, grid: Grid, height: float, sheet: Sheet, invoice: Invoice) -> None:
    bottom = height - 76
    Flow(grid, 84, bottom, bottom, partial(header, style), partial(footer, style)).draw(sheet, invoice)


VARIED: tuple[Layout, ...] = tuple(varied(seed, "varied") for seed in range(120))
VARIED_ASIDE: tuple[Layout, ...] = tuple(varied(seed, "aside") for seed in range(1000, 1080))
