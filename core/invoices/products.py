"""Lines without a header over them: where quantity x price makes an amount, there is a line.

Tills print `2,000 x 1.500,00` over or under the article and its amount; some invoices print a table with no
names over its columns. Multiplication finds both, and a product of three printed figures is seldom chance.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.invoices.dates import plain_same_length
from core.invoices.labels import Role, labels
from core.invoices.layout import Row, letters
from core.invoices.model import Line
from core.invoices.multiply import slack
from core.invoices.numbers import Figure, figure, figures
from core.invoices.pages import Word
from core.invoices.raw_line import FAR
from core.invoices.row_kinds import ENDS

_TIMES = re.compile(
    r"(?<![\w.,])(?P<count>\d[\d.,]*)\s*(?:(?P<unit>[a-z]{1,6})\.?\s*)?[x\u00d7*@]\s*(?:\$|rm)?\s*(?P<price>\d[\d.,]*\d)(?!\w)"
)
_RATE = re.compile(r"[(\[]\s*(\d{1,2}(?:[.,]\d{1,2})?)\s*%?\s*[)\]]")
CENTS = 2
MOST_FIGURES = 8


@dataclass(frozen=True)
class Product:
    """A line and the indices of the rows it takes."""

    line: Line
    rows: frozenset[int]


def find_products(rows: Sequence[Row], mark: str, skip: Collection[int] = ()) -> list[Product]:
    """The lines that multiplication alone finds outside the rows of `skip`, top to bottom."""
    found: list[Product] = []
    taken: set[int] = set(skip)
    for index, row in enumerate(rows):
        if index in taken or _is_total(row):
            continue
        product = _multiplied(rows, index, mark, taken) or _in_one_row(row, index, mark)
        if product is not None:
            found.append(product)
            taken |= product.rows
    return found


def _is_total(row: Row) -> bool:
    return any(label.start == 0 and label.role in {*ENDS, Role.CONTAINED_TAX} for label in labels(row))


def _multiplied(rows: Sequence[Row], index: int, mark: str, taken: Collection[int]) -> Product | None:
    """`2 x 1.500,00`, with the amount after it, or at the end of the row under or over it."""
    row = rows[index]
    match = _TIMES.search(plain_same_length(row.text))
    if match is None:
        return None
    words = row.words_at(match.start(), match.end())
    count, price = _spelled(match["count"], words, mark), _spelled(match["price"], words, mark)
    if count is None or price is None or not count.value:
        return None
    for at in (index, index + 1, index + 2, index + 3, index - 1):
        between = range(index + 1, at)
        if not 0 <= at < len(rows) or any(i in taken or _amounts(rows[i], mark) for i in between):
            continue
        if (
            at in taken
            or not _near(rows[at], rows[at - 1 if between else index])
            or (at != index and _is_total(rows[at]))
        ):
            continue
        numbers = [n for n in figures(rows[at], mark) if at != index or n.x0 >= words[-1].x1 - 1]
        for number in reversed(numbers):
            quantity = _fitting(count, price, number)
            if quantity is not None:
                used = {*map(id, words), *map(id, number.words)}
                text, above = _article(rows, index, at, used, taken)
                line = _line(row, quantity, match["unit"], price, number, text)
                return Product(line, frozenset({index, at, *between} | ({index - 1} if above else set())))
    return None


def _amounts(row: Row, mark: str) -> bool:
    """Whether the row has an amount: `500` of `500 g` is none."""
    return any(number.decimals >= CENTS and not number.percent for number in figures(row, mark))


def _spelled(text: str, words: Sequence[Word], mark: str) -> Figure | None:
    return figure([Word(text, words[0].x0, words[0].y0, words[-1].x1, words[-1].y1)], mark)


def _near(one: Row, other: Row) -> bool:
    gap = max(one.top, other.top) - min(one.bottom, other.bottom)
    return one.page is other.page and gap <= FAR / 2 * other.height


def _fitting(count: Figure, price: Figure, amount: Figure) -> Decimal | None:
    """The value of the quantity with which the product is the amount."""
    if amount.percent or not amount.value:
        return None
    fits = (
        value
        for value in count.values
        if abs(value * price.value - amount.value) <= slack(value, price.value, price.decimals)
    )
    return next(fits, None)


def _article(
    rows: Sequence[Row], index: int, at: int, used: Collection[int], taken: Collection[int]
) -> tuple[str, bool]:
    """The article's words, and whether they stand in the row above."""
    own = [w for i in range(min(index, at), max(index, at) + 1) for w in rows[i].words if id(w) not in used]
    text = " ".join(w.text for w in own)
    if sum(char.isalpha() for char in _RATE.sub("", text)) > CENTS:
        return text, False
    above = (
        rows[index - 1] if index and index - 1 not in taken and _near(rows[index - 1], rows[index]) else None
    )
    if above is None or _is_total(above):
        return text, False
    return above.text, True


def _line(row: Row, quantity: Decimal, unit: str | None, price: Figure, amount: Figure, text: str) -> Line:
    rate = _RATE.search(text)
    return Line(
        description=_RATE.sub("", text).strip(),
        quantity=quantity,
        unit=unit,
        unit_price=price.value,
        amount=amount.value,
        tax_rate=Decimal(rate[1].replace(",", ".")) if rate else None,
        place=row.place(row.words),
    )


def _in_one_row(row: Row, index: int, mark: str) -> Product | None:
    """Quantity, price and amount in one row of a table without names: the last amount that is a product."""
    numbers = [n for n in figures(row, mark) if not n.percent]
    if not 3 <= len(numbers) <= MOST_FIGURES or not any(letters(w.text).isalpha() for w in row.words):  # noqa: PLR2004 - a figure of print, named by what stands around it
        return None
    for amount in reversed([n for n in numbers if n.decimals == CENTS and n.value]):
        before = [n for n in numbers if n.x0 < amount.x0]
        for price in reversed([n for n in before if n.decimals >= CENTS and n.value]):
            for count in (n for n in before if n is not price and n.value):
                quantity = _fitting(count, price, amount)
                if quantity is not None:
                    used = {id(w) for n in numbers for w in n.words}
                    text = " ".join(w.text for w in row.words if id(w) not in used)
                    return Product(_line(row, quantity, None, price, amount, text), frozenset({index}))
    return None
