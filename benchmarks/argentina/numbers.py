"""How a supplier's software prints figures: Argentine invoices mix four habits."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def cents(value: Decimal) -> Decimal:
    """Rounded to cents, halves up, as invoicing programs do."""
    return value.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class NumberStyle:
    thousands: str
    point: str
    price_places: int = 2

    def show(self, value: Decimal, places: int = 2) -> str:
        whole = f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"
        return whole.replace(",", "\0").replace(".", self.point).replace("\0", self.thousands)

    def price(self, value: Decimal) -> str:
        return self.show(value, max(self.price_places, -int(value.normalize().as_tuple().exponent)))

    def percent(self, value: Decimal) -> str:
        """Without needless zeros: 21, 10,5."""
        return f"{value.normalize():f}".replace(".", self.point)

    def quantity(self, value: Decimal) -> str:
        """Without needless zeros: 12, 3,455."""
        return f"{value.normalize():f}".replace(".", self.point)


LOCAL = NumberStyle(".", ",")
"""1.234,56"""
LOCAL_LONG = NumberStyle(".", ",", 4)
"""1.234,5600 for prices"""
PLAIN = NumberStyle("", ",")
"""178000,00"""
FOREIGN = NumberStyle(",", ".")
"""63,884.30"""
PLAIN_LONG = NumberStyle("", ".", 4)
"""106000.0000 for prices"""
