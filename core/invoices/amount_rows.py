"""Lines of amounts alone, no heading to trust: rows of words whose amounts add up to the net or the total.

Fees, interest and rents are printed so. The amount stands level with any line of its text, or between.
"""

import itertools
from collections.abc import Sequence
from decimal import Decimal

from core.invoices.columns import Column
from core.invoices.labels import Role, labels
from core.invoices.layout import Row
from core.invoices.money import AMOUNT_ROLES, CENT, Labelled, surely_money
from core.invoices.numbers import Figure, figures
from core.invoices.sum_rows import UNMISTAKABLE
from core.invoices.table import Table, read_table
from core.invoices.table_header import Header, Heading

NO_ITEM = AMOUNT_ROLES - {Role.CHARGE}
"""What opens no item: interest and freight may be all that is charged."""
MOST_ROWS = 60
"""Rows of amounts that are looked at above a sum: beyond them chance makes sums of its own."""
MOST_LINES = 3
"""Of text above the first amount."""
EDGE = 1.0
"""Letter heights by which the right ends of one column's amounts may lie apart."""


def find_amount_rows(rows: Sequence[Row], targets: Sequence[Labelled | None], mark: str) -> list[Table]:
    """The rows that together make the first of `targets` that any make, as a table."""
    for target in targets:
        at = next((i for i, row in enumerate(rows) if target is not None and row is target.row), 0)
        if target is None or not target.value:
            continue
        found = [(i, number) for i in range(at) if (number := _lone_amount(rows[i], mark)) is not None]
        items = _adding_up(found[-MOST_ROWS:], rows, target.value)
        if items:
            return [_table(rows, items, at, mark)]
    return []


def _lone_amount(row: Row, mark: str) -> Figure | None:
    """The amount at the end of a row that has no other and is no sum."""
    money = [number for number in figures(row, mark) if surely_money(number)]
    if len(money) != 1 or money[0].words[-1] is not row.words[-1]:
        return None
    summing = any(it.role in UNMISTAKABLE or (it.role in NO_ITEM and not it.start) for it in labels(row))
    return None if summing else money[0]


def _adding_up(
    found: Sequence[tuple[int, Figure]], rows: Sequence[Row], target: Decimal
) -> list[tuple[int, Figure]]:
    """The longest run of amounts under one another that makes `target`."""
    runs = itertools.combinations(range(len(found) + 1), 2)
    for start, end in sorted(runs, key=lambda run: run[0] - run[1]):
        run = found[start:end]
        apart = max(n.x1 for _, n in run) - min(n.x1 for _, n in run)
        aligned = apart < EDGE * rows[run[0][0]].height
        if aligned and abs(sum((n.value for _, n in run), Decimal(0)) - target) <= CENT:
            return list(run)
    return []


def _table(rows: Sequence[Row], items: Sequence[tuple[int, Figure]], limit: int, mark: str) -> Table:
    left = min(number.x0 for _, number in items)
    right = max(number.x1 for _, number in items)
    first = items[0][0]
    while first and items[0][0] - first < MOST_LINES and _leads(rows[first - 1], rows[first], left):
        first -= 1
    text = Heading(Column.DESCRIPTION, 0.0, left - rows[first].height, "")
    header = Header((text, Heading(Column.AMOUNT, left, right, "")), first, first - 1)
    return read_table(rows, header, limit, mark, only=[index for index, _ in items])


def _leads(above: Row, row: Row, left: float) -> bool:
    """Whether the row above is text of the first item: close, and left of the amounts."""
    close = above.page is row.page and row.top - above.bottom < 0.5 * row.height
    return close and above.words[-1].x1 < left
