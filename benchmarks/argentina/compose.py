"""Fill an invoice with goods, parties and dates drawn from a seed."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from benchmarks.argentina.document import Invoice, Item, Perception
from benchmarks.argentina.parties import company, person, shop
from benchmarks.argentina.products import SERVICE, Product, Trade

FIRST_DAY = date(2026, 1, 5)
DAYS = 270
TERMS = ("Cuenta corriente", "Contado", "Cta. Cte. 15 días", "Transferencia bancaria", "30 días F.F.")
IIBB = tuple(
    Perception("iibb_perception", f"Percep. IIBB {place}", Decimal(rate))
    for place, rate in (("Buenos Aires", "3"), ("CABA", "2.5"), ("Córdoba", "3.5"), ("Santa Fe", "1.75"))
)
VAT_PERCEPTION = Perception("vat_perception", "Percepción IVA RG 5329", Decimal(3))


@dataclass(frozen=True)
class Recipe:
    """What a layout asks of its invoices."""

    trade: Trade
    code: int
    lines: tuple[int, int] = (3, 10)
    sku: str = "{:05d}"
    """How the supplier's product codes look."""
    price_places: int = 2
    price_step: Decimal | None = None
    """Prices are multiples of it, as small shops set them."""
    discounts: tuple[str, ...] = ()
    """Percentages that a line may carry."""
    document_discounts: tuple[str, ...] = ("0",)
    perceptions: tuple[str, ...] = ()
    currency: str = "ARS"
    pieces: bool = False
    """Count whole packs: small quantities."""
    returns: bool = False
    """The line of the least amount, where there are several, gives goods back: its quantity is negative."""


def ean13(body: str) -> str:
    """Twelve digits and their check digit (GS1 General Specifications, modulus 10)."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return body + str(-total % 10)


def compose(rng: Random, recipe: Recipe) -> Invoice:
    """An invoice by the recipe; the same seed gives the same invoice."""
    small = recipe.code in {11, 13}
    supplier = person(rng) if small else company(rng, recipe.trade.title)
    receiver = shop(
        rng,
        rng.choice(("Responsable Monotributo", "IVA Sujeto Exento"))
        if recipe.code == 6
        else "IVA Responsable Inscripto",
    )
    issued = FIRST_DAY + timedelta(days=rng.randrange(DAYS))
    exchange = Decimal(rng.randrange(140_000, 152_000)) / 100 if recipe.currency == "USD" else Decimal(1)
    point = rng.choice((1, 2, 3, 4, 5, 12, 21, 103))
    serial = rng.randrange(40, 98_000)
    return Invoice(
        code=recipe.code,
        point=point,
        serial=serial,
        issued=issued,
        due=issued + timedelta(days=rng.choice((0, 7, 15, 30))),
        supplier=supplier,
        receiver=receiver,
        items=_items(rng, recipe, exchange),
        cae=f"{rng.choice((75, 76))}{rng.randrange(10**11, 10**12)}",
        cae_due=issued + timedelta(days=10),
        terms=rng.choice(TERMS),
        perceptions=_perceptions(rng, recipe),
        discount_percent=Decimal(rng.choice(recipe.document_discounts)),
        currency=recipe.currency,
        exchange_rate=exchange,
        related=f"{point:05d}-{max(1, serial - rng.randrange(1, 40)):08d}"
        if recipe.code in {2, 3, 203}
        else "",
        activity=recipe.trade.activity,
    )


def _perceptions(rng: Random, recipe: Recipe) -> tuple[Perception, ...]:
    province = rng.choice(IIBB)
    neighbour = IIBB[(IIBB.index(province) + 1) % len(IIBB)]
    makers = {"iibb": province, "second_iibb": neighbour, "vat": VAT_PERCEPTION}
    return tuple(makers[name] for name in recipe.perceptions)


def _items(rng: Random, recipe: Recipe, exchange: Decimal) -> tuple[Item, ...]:
    goods = recipe.trade.products
    count = rng.randrange(recipe.lines[0], recipe.lines[1] + 1)
    chosen = sorted(rng.sample(range(len(goods)), min(count, len(goods))))
    prefix = rng.randrange(10_000, 99_999)
    items = tuple(_item(rng, recipe, goods[index], index, prefix, exchange) for index in chosen)
    if not recipe.returns or len(items) == 1:
        return items
    back = min(items, key=lambda item: item.amount)
    return tuple(replace(item, quantity=-item.quantity) if item is back else item for item in items)


def _item(rng: Random, recipe: Recipe, product: Product, index: int, prefix: int, exchange: Decimal) -> Item:
    code = (prefix * 7 + index * 13) % 89_000 + 10_000
    return Item(
        product=product,
        sku=recipe.sku.format(code),
        ean=ean13(f"7799{prefix:05d}{index + 101:03d}"),
        quantity=_quantity(rng, recipe, product),
        price=_price(rng, recipe, product, exchange),
        discount_percent=Decimal(rng.choice(recipe.discounts)) if recipe.discounts else Decimal(0),
    )


def _quantity(rng: Random, recipe: Recipe, product: Product) -> Decimal:
    if product.unit == SERVICE:
        return Decimal(1)
    if product.unit == "KG":
        return Decimal(rng.randrange(900, 48_000)) / 1000
    if recipe.currency != "ARS":
        return Decimal(rng.randrange(40, 400) * 5)
    if recipe.pieces or product.price > 5000:
        return Decimal(rng.choice((1, 2, 3, 4, 5, 6, 8, 10)))
    return Decimal(rng.choice((3, 6, 10, 12, 20, 24, 30, 48, 60)))


def _price(rng: Random, recipe: Recipe, product: Product, exchange: Decimal) -> Decimal:
    price = product.price * Decimal(rng.randrange(880, 1180)) / 1000 / exchange
    if recipe.code in {6, 8}:
        price *= 1 + product.tax_rate / 100
    if recipe.price_step is not None:
        return max(
            recipe.price_step,
            (price / recipe.price_step).quantize(Decimal(1), ROUND_HALF_UP) * recipe.price_step,
        )
    return price.quantize(Decimal(1).scaleb(-recipe.price_places), ROUND_HALF_UP)
