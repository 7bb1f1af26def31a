"""What a row of a table of goods is: an item, one that its figures prove, a sum, a total."""

import itertools
from collections.abc import Sequence

from core.invoices.columns import ITEM_ROLES, Column
from core.invoices.labels import Label, Role, labels
from core.invoices.layout import Row, letters
from core.invoices.multiply import Off, cascade, fits
from core.invoices.numbers import Figure
from core.invoices.spans import Span, column_at, texts_by_column

ENDS = frozenset(
    {
        Role.NET, Role.SUBTOTAL, Role.TOTAL, Role.TAX_TOTAL, Role.PAYABLE, Role.EXEMPT, Role.ROUNDED_TOTAL,
        Role.TAX, Role.NOT_TOTAL, Role.ADJUSTMENT, Role.OTHER_TAX, Role.REDUCTION,
    }
)  # fmt: skip
"""Labels that stand under a table and not in it."""
UNTOLD = (Column.OTHER, Column.UNIT)
"""Columns whose figures may be anything."""


def proven(row: Row, numbers: Sequence[Figure], spans: Sequence[Span]) -> bool:
    """Whether the row's quantity and price, of several those that fit, make its amount."""
    held = [(column_at(number, spans), number) for number in numbers]
    counts = [n for column, n in held if column in (Column.QUANTITY, *UNTOLD)]
    prices = [n for column, n in held if column in (Column.PRICE, *UNTOLD)]
    totals = [n for column, n in held if column in (Column.AMOUNT, Column.GROSS)]
    words = texts_by_column(row, spans).get(Column.DISCOUNT, [])
    steps = [off for word in words for off in cascade(word.text)]
    for count, each, total in itertools.product(counts, prices, totals):
        if count is each:
            continue
        offs = [Off(n.value, n.percent) for n in numbers if n not in (count, each, total) and n.value]
        if fits(count, each, total, [*offs, *steps]):
            return True
    return False


def is_sum(row: Row, numbers: Sequence[Figure]) -> bool:
    """Whether the row is a sum, of the document or carried from page to page."""
    return is_total_row(row, numbers) or any(x.role is Role.CARRIED and not x.start for x in labels(row))


def is_total_row(row: Row, numbers: Sequence[Figure]) -> bool:
    """Whether the row begins with the words of a total and an amount, or has a cell of such words alone."""
    for label in labels(row):
        if label.role not in ENDS or not _opens_cell(row, label) or _marks_rate(row, label):
            continue
        x0 = row.words[label.end - 1].x0
        money = any(number.x0 >= x0 and (number.decimals or number.currency) for number in numbers)
        if (money and label.start == 0) or _closes_cell(row, label):
            return True
    return False


def _marks_rate(row: Row, label: Label) -> bool:
    """Whether the label stands in an item's rate column, as `Exento` does, after words of the item's own."""
    named = {n for other in labels(row) for n in range(other.start, other.end)}
    before = (word for n, word in enumerate(row.words[: label.start]) if n not in named)
    return label.role is Role.EXEMPT and any(letters(word.text).isalpha() for word in before)


def _opens_cell(row: Row, label: Label) -> bool:
    return any(cell.words[0] is row.words[label.start] for cell in row.cells)


def _closes_cell(row: Row, label: Label) -> bool:
    last = row.words[label.end - 1]
    follower = row.words[label.end].text if label.end < len(row.words) else ""
    return any(cell.words[-1] is last for cell in row.cells) or not any(char.isalnum() for char in follower)


def is_item(filled: dict[Column, Figure], row: Row, spans: Sequence[Span], *, needs_two: bool) -> bool:
    present = [column for column in ITEM_ROLES if column in filled]
    if needs_two:
        return len(present) > 1
    return bool(present) and any(
        letters(w.text).isalpha() for w in texts_by_column(row, spans).get(Column.DESCRIPTION, [])
    )
