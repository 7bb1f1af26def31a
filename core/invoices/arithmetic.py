"""Quantity x price - discount = amount: decides between readings of a line and fills what one lacks."""

import itertools
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from core.invoices.columns import Column
from core.invoices.layout import letters
from core.invoices.model import Line
from core.invoices.numbers import Figure
from core.invoices.pages import Word
from core.invoices.table import RawLine

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
_CODE = re.compile(r"^(?=.*\d)[\w./\-]{2,20}$")
_EAN = re.compile(r"^\d{8}$|^\d{12,14}$")


def slack(quantity: Decimal, price: Decimal, decimals: int) -> Decimal:
    """How far rounding of the printed unit price may move the amount."""
    unit = Decimal(1).scaleb(-decimals) / 2 if decimals else Decimal(0)
    return max(CENT, abs(quantity) * min(unit, abs(price) / 100)) + CENT / 2


def settle(raw: RawLine) -> Line | None:
    """The line that its figures make, with the missing one worked out; None when it says too little."""
    cells = raw.cells
    amount = cells.get(Column.AMOUNT) or cells.get(Column.GROSS)
    price, quantity = cells.get(Column.PRICE), cells.get(Column.QUANTITY)
    best = _agreeing(raw, amount, price, quantity)
    if best is None:
        best = _worked_out(amount, price, quantity)
    if best is None:
        return None
    count, each, off, total = best
    rate = cells.get(Column.TAX_RATE)
    return Line(
        description=description(raw),
        sku=_sku(raw),
        ean=_ean(raw),
        quantity=count,
        unit=_unit(raw),
        unit_price=each,
        discount=off,
        amount=total,
        tax_rate=rate.value if rate is not None and 0 <= rate.value < HUNDRED else None,
        place=raw.row.place(raw.words),
    )


_Sums = tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None]


def _agreeing(
    raw: RawLine, amount: Figure | None, price: Figure | None, quantity: Figure | None
) -> _Sums | None:
    """A reading of the figures whose arithmetic holds, the most literal first."""
    if amount is None or price is None:
        return None
    quantities = [quantity] if quantity is not None else []
    quantities += [figure for figure in raw.loose if figure is not quantity and not figure.percent]
    for figure in quantities:
        for count, each, total in itertools.product(figure.values, price.values, amount.values):
            off = _discount(raw, count * each, total, slack(count, each, price.decimals))
            if off is not None:
                return count, each, off or None, total
    gross = raw.cells.get(Column.GROSS)
    return _without_tax(raw, gross, price, quantities) if gross is amount else None


def _discount(raw: RawLine, full: Decimal, total: Decimal, tolerance: Decimal) -> Decimal | None:
    """Money off that makes `full` into `total`: zero, or what the discount column says; None when nothing fits."""
    if abs(full - total) <= tolerance:
        return Decimal(0)
    for figure in _discounts(raw):
        for value in figure.values:
            part = (full * abs(value) / HUNDRED).quantize(CENT, ROUND_HALF_UP)
            for off in (part, abs(value)):
                if abs(full - off - total) <= tolerance:
                    return full.quantize(CENT, ROUND_HALF_UP) - total
    return None


def _discounts(raw: RawLine) -> Iterator[Figure]:
    figure = raw.cells.get(Column.DISCOUNT)
    if figure is not None:
        yield figure
    yield from (figure for figure in raw.loose if figure.percent)


def _without_tax(raw: RawLine, gross: Figure | None, price: Figure, quantities: list[Figure]) -> _Sums | None:
    """The net amount where only the amount with tax is printed and the rate explains the difference."""
    rate = raw.cells.get(Column.TAX_RATE)
    if gross is None or rate is None:
        return None
    for figure in quantities:
        net = figure.value * price.value
        if abs(net * (1 + rate.value / HUNDRED) - gross.value) <= slack(
            figure.value, price.value, price.decimals
        ):
            return figure.value, price.value, None, net.quantize(CENT, ROUND_HALF_UP)
    return None


def _worked_out(amount: Figure | None, price: Figure | None, quantity: Figure | None) -> _Sums | None:
    """The figures as printed when one is missing, with the third from the other two."""
    total = amount.value if amount is not None else None
    each = price.value if price is not None else None
    count = quantity.value if quantity is not None else None
    if total is not None and each and count is None:
        times = total / each
        count = times.quantize(Decimal(1)) if abs(times - times.quantize(Decimal(1))) < CENT else None
    elif total is not None and count and each is None:
        each = (total / count).quantize(Decimal("0.0001")).normalize()
    elif total is None and each is not None and count is not None:
        total = (each * count).quantize(CENT, ROUND_HALF_UP)
    return None if total is None and each is None else (count, each, None, total)


def agrees(line: Line) -> bool:
    """Whether quantity x price - discount makes the amount."""
    if line.quantity is None or line.unit_price is None or line.amount is None:
        return False
    exponent = line.unit_price.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    full = line.quantity * line.unit_price - (line.discount or 0)
    return abs(full - line.amount) <= slack(line.quantity, line.unit_price, decimals)


def description(raw: RawLine) -> str:
    own = [word.text for word in raw.texts.get(Column.DESCRIPTION, [])]
    used = {id(word) for figure in raw.cells.values() for word in figure.words}
    own = [w.text for w in raw.texts.get(Column.DESCRIPTION, []) if id(w) not in used]
    parts = [*raw.leading, " ".join(own), *raw.trailing]
    return " ".join(part for part in parts if part).strip()


def _words(raw: RawLine, *columns: Column) -> list[Word]:
    return [word for column in columns for word in raw.texts.get(column, [])]


def _sku(raw: RawLine) -> str | None:
    codes = [w.text for w in _words(raw, Column.CODE) if _CODE.match(w.text) and not _EAN.match(w.text)]
    return codes[0] if codes else None


def _ean(raw: RawLine) -> str | None:
    """A GTIN by its check digit, wherever in the item's codes or text it stands."""
    for word in _words(raw, Column.EAN, Column.CODE, Column.DESCRIPTION):
        if _EAN.match(word.text) and _gtin(word.text):
            return word.text
    return None


def _gtin(digits: str) -> bool:
    """GS1 check digit: weights 3 and 1 from the right; https://www.gs1.org/services/check-digit-calculator."""
    body = [int(char) for char in reversed(digits[:-1])]
    total = sum(3 * digit if index % 2 == 0 else digit for index, digit in enumerate(body))
    return (10 - total % 10) % 10 == int(digits[-1])


def _unit(raw: RawLine) -> str | None:
    words = [w.text for w in _words(raw, Column.UNIT) if letters(w.text) and not w.text[0].isdigit()]
    if words:
        return " ".join(words)
    beside = [w.text for w in _words(raw, Column.QUANTITY) if letters(w.text).isalpha()]
    return beside[0] if beside else None
