"""Quantity x price - discount = amount: decides between readings of a line and fills what one lacks."""

import itertools
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from core.invoices.columns import Column
from core.invoices.layout import letters
from core.invoices.model import Line
from core.invoices.multiply import CENT, HUNDRED, Off, cascade, discount, slack
from core.invoices.numbers import Figure
from core.invoices.pages import Word
from core.invoices.raw_line import RawLine

LOOSE: dict[Column, float] = {
    Column.QUANTITY: 2.0,
    Column.DESCRIPTION: -0.5,
    Column.CODE: -1.0,
    Column.EAN: -2.0,
    Column.POSITION: -1.0,
}
"""How little a figure outside the numeric columns speaks for being one of a line's."""
DISCOUNT_USED = 0.5
SECOND_CHOICE = 0.3
"""Less weight for the reading of a figure that the document's decimal mark does not favour."""
LEAST_WEIGHT = 1.5
SHORTEST_WORD = 3
"""Letters of a word that names an item."""
_CODE = re.compile(r"^(?=.*\d)[\w./\-]{2,20}$")
_EAN = re.compile(r"^\d{8}$|^\d{12,14}$")


def settle(raw: RawLine) -> Line | None:
    """The line that its figures make, with the missing one worked out; None when it says too little."""
    cells = raw.cells
    amount = cells.get(Column.AMOUNT) or cells.get(Column.GROSS)
    best = _agreeing(raw) or _worked_out(amount, cells.get(Column.PRICE), cells.get(Column.QUANTITY))
    if best is None:
        return None
    count, each, off, total = best
    if not total and not _named(raw):
        return None  # zeros in a strip of sums
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


def _named(raw: RawLine) -> bool:
    """Whether any word of the item says what it is."""
    return any(sum(map(str.isalpha, part)) >= SHORTEST_WORD for part in description(raw).split())


_Sums = tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None]


@dataclass(frozen=True)
class _Candidate:
    """A figure that may be a line's quantity, price or amount, and how much its column speaks for it."""

    value: Decimal
    weight: float
    decimals: int = 0


def _agreeing(raw: RawLine) -> _Sums | None:
    """The reading whose arithmetic holds and that takes most figures from their own columns."""
    best: tuple[float, _Sums] | None = None
    discounts = _discounts(raw)
    for count, each, total in itertools.product(_quantities(raw), _prices(raw), _totals(raw)):
        full = count.value * each.value
        off = discount(discounts, full, total.value, slack(count.value, each.value, each.decimals))
        if off is None or (not full and total.value):
            continue
        used = DISCOUNT_USED if off and discounts else 0.0
        weight = count.weight + each.weight + total.weight + used
        if best is None or weight > best[0]:
            best = weight, (count.value, each.value, off or None, total.value)
    return best[1] if best is not None and best[0] >= LEAST_WEIGHT else None


def _readings(figure: Figure, weight: float) -> list[_Candidate]:
    """What a figure may mean; the document's decimal mark comes first."""
    return [
        _Candidate(value, weight - (SECOND_CHOICE if place else 0), figure.decimals)
        for place, value in enumerate(figure.values)
    ]


def _quantities(raw: RawLine) -> list[_Candidate]:
    cell = raw.cells.get(Column.QUANTITY)
    found = _readings(cell, 2.0) if cell is not None else []
    for column, figure in raw.loose:
        if not figure.percent:
            found += _readings(figure, LOOSE.get(column, 0.5))
            # Packs x units in a pack, where the price is for one unit.
            found += (
                [_Candidate(cell.value * figure.value, 0.6)]
                if cell is not None and not figure.decimals
                else []
            )
    return found


def _prices(raw: RawLine) -> list[_Candidate]:
    cell = raw.cells.get(Column.PRICE)
    found = _readings(cell, 2.0) if cell is not None else []
    for column, figure in raw.loose:
        weight = 2.0 if column is Column.PRICE else LOOSE.get(column, 0.3)
        if not figure.percent and (column is Column.PRICE or figure.decimals > 1):
            found += _readings(figure, weight)
    return found


def _totals(raw: RawLine) -> list[_Candidate]:
    """The amount; the amount with tax as it is and, by the rate, without."""
    found = []
    amount, gross, rate = (raw.cells.get(c) for c in (Column.AMOUNT, Column.GROSS, Column.TAX_RATE))
    if amount is not None:
        found += _readings(amount, 1.5)
    if gross is not None:
        found += _readings(gross, 1.0)
        if rate is not None:
            net = gross.value / (1 + rate.value / HUNDRED) if rate.value > -HUNDRED else gross.value
            found.append(_Candidate(net.quantize(CENT, ROUND_HALF_UP), 0.9))
    found += [_Candidate(f.value, 0.2) for _, f in raw.loose if f.decimals == 2 and not f.percent]  # noqa: PLR2004 - a figure of print, named by what stands around it
    return found


def _discounts(raw: RawLine) -> list[Off]:
    """What is printed as a discount, zeros left out, left to right."""
    found = [figure for column, figure in raw.loose if column is Column.DISCOUNT or figure.percent]
    cell = raw.cells.get(Column.DISCOUNT)
    found += [cell] if cell is not None else []
    single = [Off(f.value, f.percent) for f in sorted(found, key=lambda f: f.x0) if f.value]
    words = raw.texts.get(Column.DISCOUNT, [])
    return single + [off for word in words for off in cascade(word.text)]


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
