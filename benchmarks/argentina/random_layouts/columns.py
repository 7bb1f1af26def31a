"""What a random table sells and which columns it prints, under which names and in which order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from benchmarks.argentina import products
from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Item
from benchmarks.argentina.numbers import cents
from benchmarks.argentina.products import Trade
from benchmarks.argentina.random_layouts.look import Look
from benchmarks.argentina.unseen import goods as more

TRADES: tuple[Trade, ...] = (
    products.GROCERY, products.DRINKS, products.CLEANING, products.STATIONERY, products.BUTCHER,
    products.DELI, products.SWEETS, products.BAKERY, more.PHARMACY, more.TOBACCO, more.PRODUCE, more.HARDWARE,
)  # fmt: skip
EVERYTHING = Trade(
    "wholesale",
    "Mayorista",
    "Venta mayorista",
    (
        *products.GROCERY.products,
        *products.CLEANING.products,
        *products.SWEETS.products,
        *more.HARDWARE.products,
    ),
)
CASCADES = {"0": (), "5": (5,), "10": (10,), "14.5": (10, 5), "28": (20, 10), "31.6": (20, 10, 5)}
"""A discount in percent, and the discounts one after the other that make it."""
TITLES = {
    "position": "Item|Nº|Renglón|#|Pos.",
    "sku": "Código|Cod.|CODIGO|Cód. Art.|Artículo|Art.|Cod. Producto|Ref.|ID|Código Interno",
    "ean": "EAN|Cód. de Barras|Código\nde Barras|GTIN|Cod. Barra",
    "description": "Descripción|Detalle|Producto|Producto / Servicio|Concepto|Descripción del artículo|"
    "DETALLE|Artículo|Mercadería|Denominación",
    "quantity": "Cantidad|Cant.|CANT|Unidades|Cant|Unid.|CANTIDAD|Cant.\nUnid.",
    "weight": "Kilos|Kgs.|Kg|Peso|Cantidad|Cant. Kg|Peso\nNeto|KILOS|Cant.",
    "pieces": "Piezas|Pzas.|Bultos|Hormas|Cajas|Unid.",
    "unit": "U.M.|Unidad|U. Medida|Un.|UM|Unid.\nMedida|Medida",
    "pack": "UxB|U. x Bulto|Un. x\nBulto|Pack|Contenido|x Bulto|Unid/Bto",
    "bundles": "Bultos|Btos.|Cajas|Packs|Bto",
    "price": "Precio|P. Unit.|Precio Unit.|Precio Unitario|PRECIO|Precio\nUnitario|P.Unitario|Unitario|"
    "$ Unit.|Precio Lista|Pr. Unit.|Importe Unit.|Precio\nUnit. s/IVA",
    "weight_price": "Precio/Kg|$ / Kg|Precio x Kg|Precio Kg|P. x Kilo|Precio\npor Kg|Precio|P. Unit.",
    "gross_price": "Precio c/IVA|P. Final|Precio\nc/IVA|Unit. c/IVA|Pr. Final",
    "net_price": "P. Neto|Precio Neto|Precio\nc/Dto|P. c/Bonif.|Neto Unit.",
    "public_price": "P.V.P.|Precio Público|PVP Sug.|Precio\nSugerido|P. Vta.",
    "discount": "% Bonif|Bonif.|Dto.|% Dto|Desc. %|Bonif. %|Dto %|%Desc|Descuento|BONIF",
    "discounts": "Dto 1|Dto 2|Dto 3",
    "discount_amount": "Imp. Bonif.|Descuento|Bonificación|Importe\nBonif.|Dto. $",
    "rate": "IVA|% IVA|Alícuota|IVA %|Alíc.|Alícuota\nIVA|Tasa IVA|Al. IVA",
    "vat": "Importe IVA|IVA $|Imp. IVA|Monto IVA",
    "internal": "Imp. Int.|Imp.Internos|I. Internos|Imp.\nInternos",
    "amount": "Importe|Subtotal|Total|IMPORTE|Importe Neto|Sub Total|Total Neto|Neto|Subtotal\ns/IVA|TOTAL",
    "gross": "Subtotal c/IVA|Total c/IVA|Importe\nc/IVA|Subtotal\nc/IVA|Importe Final",
    "lot": "Lote|Partida|Despacho|Tropa|Nº Lote",
    "expiry": "Vto.|Vence|Venc.|F. Vto",
}  # fmt: skip


@dataclass(frozen=True)
class Goods:
    """What is sold and how its lines are reckoned."""

    recipe: Recipe
    whole: bool
    """Whether every figure is in whole pesos."""
    weighed: bool
    cascading: bool
    """Discounts come one after the other."""


@dataclass(frozen=True)
class Slot:
    """A column as drawn."""

    kind: str
    title: str
    cell: Callable[[Item], str]
    align: str
    title_align: str


@dataclass(frozen=True)
class Columns:
    columns: tuple[Slot, ...]
    shown: frozenset[str]
    """Which of the truth's sku, ean, unit, discount and tax_pct are printed, or that lines are uncounted."""


def draw_goods(rng: Random) -> Goods:
    trade = rng.choice((*TRADES, EVERYTHING, EVERYTHING, more.SERVICES))
    code = rng.choice((1, 1, 1, 1, 1, 3, 6, 6, 11, 51))
    counted = all(product.unit == "UN" for product in trade.products)
    whole = counted and code == 11 and rng.random() < 0.7
    percents = rng.choice(((), (), ("0", "0", "5", "10"), tuple(CASCADES)))
    recipe = Recipe(
        trade,
        code,
        lines=rng.choice(((1, 4), (3, 10), (3, 10), (8, 20), (18, 34))),
        sku=rng.choice(("{:05d}", "A-{:05d}", "{:05d}/1", "00{:05d}", "ART{:05d}")),
        price_places=rng.choice((2, 2, 2, 3, 4)),
        price_step=Decimal(rng.choice((10, 50, 100))) if whole else None,
        discounts=() if whole or trade is more.SERVICES else percents,
        document_discounts=("0",) if whole else ("0", "0", "0", "3", "5"),
        perceptions=rng.choice(((), ("iibb",), ("iibb", "vat"))) if code in {1, 3, 51} else (),
        currency="USD" if code == 1 and rng.random() < 0.08 else "ARS",
        pieces=rng.random() < 0.3,
        returns=not whole and trade is not more.SERVICES and rng.random() < 0.2,
    )
    return Goods(recipe, whole, any(p.unit == "KG" for p in trade.products), percents == tuple(CASCADES))


def draw_columns(rng: Random, look: Look, goods: Goods) -> Columns:
    """The columns of one table, in order."""
    maker = _Maker(rng, look, goods)
    blocks = {
        "who": maker.identity(),
        "count": maker.counting(),
        "price": maker.pricing(),
        "sum": maker.sums(),
    }
    order = rng.choices(
        (
            ("who", "count", "price", "sum"),
            ("count", "who", "price", "sum"),
            ("who", "price", "count", "sum"),
            ("sum", "price", "count", "who"),
            ("count", "who", "sum", "price"),
        ),
        (50, 30, 10, 5, 5),
    )[0]
    if goods.recipe.trade is more.SERVICES and rng.random() < 0.6:
        order = ("who", "sum")
        maker.shown.discard("discount")
        maker.shown.add("uncounted")
    found = [slot for name in order for slot in blocks[name]]
    shown = maker.shown if any(slot.kind == "unit" for slot in found) else maker.shown - {"unit"}
    return Columns(tuple(found), frozenset(shown))


class _Maker:
    """Draws columns, block by block, and keeps count of what they show."""

    def __init__(self, rng: Random, look: Look, goods: Goods) -> None:
        self.rng, self.look, self.goods = rng, look, goods
        self.shown: set[str] = set()
        self._figures = rng.choices(("right", "left", "centre"), (75, 10, 15))[0]
        self._titles = rng.choices(("same", "left", "centre", "right"), (55, 15, 20, 10))[0]
        self._case = rng.choice((str, str, str.upper, str.lower))
        self._signed = {kind for kind in ("price", "amount") if look.sign and rng.random() < 0.7}
        self._zero = rng.choice(("", "-", "0", look.style.show(Decimal(0))))

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def slot(
        self, kind: str, cell: Callable[[Item], str], *, align: str = "", titles: Sequence[str] = ()
    ) -> Slot:
        align = align or self._figures
        title = self._case(self.rng.choice(tuple(titles) or TITLES[kind].split("|")))
        return Slot(kind, title, cell, align, align if self._titles == "same" else self._titles)

    def identity(self) -> list[Slot]:
        found = []
        if self.chance(0.65):
            self.shown.add("sku")
            found.append(self.slot("sku", lambda item: item.sku, align="left"))
        name = self.rng.choice((str, str, str.upper))
        found.append(self.slot("description", lambda item: name(item.product.name), align="left"))
        if self.chance(0.2):
            self.shown.add("ean")
            at = self.rng.randrange(len(found) + 1)
            found.insert(at, self.slot("ean", lambda item: item.ean, align="left"))
        if self.chance(0.12):
            found.append(self.slot("lot", lambda item: f"L{item.ean[5:11]}", align="left"))
        if self.chance(0.06):
            found.append(
                self.slot("expiry", lambda item: f"{int(item.ean[11]) % 12 + 1:02d}/2027", align="centre")
            )
        return found

    def counting(self) -> list[Slot]:
        rng, style = self.rng, self.look.style
        places = rng.choice((None, None, 2, 3))

        def quantity(item: Item) -> str:
            if item.product.unit == "KG":
                return style.show(item.quantity, 3)
            return style.quantity(item.quantity) if places is None else style.show(item.quantity, places)

        glued = self.chance(0.12)
        counted = self.slot(
            "quantity",
            (lambda item: f"{quantity(item)} {item.product.unit}") if glued else quantity,
            titles=TITLES["weight" if self.goods.weighed else "quantity"].split("|"),
        )
        found = [counted]
        if not glued and self.chance(0.35):
            self.shown.add("unit")
            at = rng.randrange(2)
            found.insert(
                at, self.slot("unit", lambda item: item.product.unit, align=rng.choice(("left", "centre")))
            )
        if self.goods.weighed and self.chance(0.5):
            found.insert(0, self.slot("pieces", lambda item: str(abs(int(item.quantity)) // 9 + 1)))
        elif self.chance(0.2):
            found.append(self.slot("pack", lambda item: str(item.product.pack)))
        elif self.chance(0.12):
            found.insert(
                0,
                self.slot(
                    "bundles", lambda item: str(abs(int(item.quantity)) // max(item.product.pack, 2) + 1)
                ),
            )
        return found

    def pricing(self) -> list[Slot]:
        sign = self.look.sign if "price" in self._signed else ""

        def money(value: Decimal) -> str:
            return sign + (
                self.look.style.show(value, 0) if self.goods.whole else self.look.style.price(value)
            )

        titles = TITLES["weight_price" if self.goods.weighed and self.chance(0.6) else "price"].split("|")
        found = [self.slot("price", lambda item: money(item.price), titles=titles)]
        if self.goods.recipe.discounts:
            found += self._discounts()
            if self.chance(0.2):
                found.append(self.slot("net_price", lambda item: money(item.net_price)))
        if self.goods.recipe.code in {1, 3, 51} and self.chance(0.1):
            found.append(
                self.slot(
                    "gross_price", lambda item: money(cents(item.price * (1 + item.product.tax_rate / 100)))
                )
            )
        if not self.goods.whole and self.chance(0.06):
            found.insert(0, self.slot("public_price", lambda item: money(cents(item.price * Decimal("1.7")))))
        return found

    def _discounts(self) -> list[Slot]:
        self.shown.add("discount")
        style, zero = self.look.style, self._zero
        way = self.rng.choice(("percent", "percent", "cascade", "columns", "amount", "both"))
        if way in {"cascade", "columns"} and not self.goods.cascading:
            way = "percent"
        steps = {Decimal(total): parts for total, parts in CASCADES.items()}
        if way == "cascade":
            joint = self.rng.choice(("+", " + ", "%+", "/"))
            tail = "%" if "%" in joint else ""

            def cascade(item: Item) -> str:
                return (
                    joint.join(map(str, steps[item.discount_percent])) + tail
                    if item.discount_percent
                    else zero
                )

            return [self.slot("discount", cascade)]
        if way == "columns":

            def step(place: int) -> Callable[[Item], str]:
                def cell(item: Item) -> str:
                    parts = steps[item.discount_percent]
                    return style.show(Decimal(parts[place])) if place < len(parts) else zero

                return cell

            return [
                self.slot("discounts", step(n), titles=(TITLES["discounts"].split("|")[n],)) for n in range(3)
            ]
        mark = self.rng.choice(("", "%", " %"))

        def percent(item: Item) -> str:
            return style.show(item.discount_percent) + mark if item.discount_percent else zero

        def amount(item: Item) -> str:
            return style.show(item.discount) if item.discount else zero

        found = [self.slot("discount", percent)] if way != "amount" else []
        return found + ([self.slot("discount_amount", amount)] if way in {"amount", "both"} else [])

    def sums(self) -> list[Slot]:
        look, recipe = self.look, self.goods.recipe
        sign = look.sign if "amount" in self._signed else ""
        net = recipe.code in {1, 3, 51}

        def money(value: Decimal) -> str:
            return sign + look.style.show(value, look.places)

        amount = self.slot("amount", lambda item: money(item.amount))
        found = [amount]
        if net and self.chance(0.45):
            self.shown.add("tax_pct")
            found.insert(self.rng.choice((0, 0, 1)), self._rate())
            if self.chance(0.15):
                found.append(self.slot("vat", lambda item: money(item.vat)))
            if self.chance(0.25):
                found.append(self.slot("gross", lambda item: money(item.amount + item.vat)))
        if net and any(p.internal_rate for p in recipe.trade.products) and self.chance(0.7):
            found.insert(self.rng.randrange(2), self.slot("internal", lambda item: money(item.internal_tax)))
        return found

    def _rate(self) -> Slot:
        style, mark = self.look.style, self.rng.choice(("", "%", " %"))
        places, exempt = self.rng.choice((None, 1, 2)), self.rng.choice(("", "Exento", "EX"))

        def rate(item: Item) -> str:
            value = item.product.tax_rate
            if not value and exempt:
                return exempt
            return (style.percent(value) if places is None else style.show(value, places)) + mark

        return self.slot("rate", rate)
