"""The lines of goods: columns from the header and the alignment of figures, rows from baselines.

A row that fills the price or the amount and one more numeric column begins an item. What it lacks is
taken from the rows under it where a figure stands in the right column; the words around it are its text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.invoices.columns import Column
from core.invoices.item_texts import attach_texts
from core.invoices.layout import Row
from core.invoices.multiply import CENT
from core.invoices.numbers import Figure, figures
from core.invoices.raw_line import RawLine, complete, line_of
from core.invoices.row_kinds import is_item, is_sum, is_total_row, proven
from core.invoices.spans import (
    Span,
    aligned,
    assign,
    column_spans,
    texts_by_column,
    with_description,
)
from core.invoices.table_header import Header

_FULL = frozenset({Column.QUANTITY, Column.PRICE, Column.AMOUNT})
REPEATED = 0.75
"""Share of its headings that stand under those of the first header, from which on a header repeats it."""


@dataclass(frozen=True)
class Table:
    header: Header
    lines: tuple[RawLine, ...]
    rows: frozenset[int]
    """Indices in the sheet of the rows it takes up, its header's included."""


def find_tables(rows: Sequence[Row], found: Sequence[Header], mark: str) -> list[Table]:
    """The tables under the headers `found`. One repeated on the next page goes on with the same table."""
    if not found:
        return []
    best = max(found, key=lambda header: header.weight)
    same = [header for header in (_like(header, best) for header in found) if header is not None]
    tables = []
    for index, header in enumerate(same):
        limit = min((other.first for other in found if other.first > header.last), default=len(rows))
        follows = same[index + 1].first if index + 1 < len(same) else None
        tables.append(read_table(rows, header, limit, mark, continued=follows == limit))
    return [table for table in tables if table.lines]


def _like(header: Header, best: Header) -> Header | None:
    """`header` if it repeats `best`, with the headings of `best` where only some of them were read."""
    if header.columns == best.columns:
        return header
    over = [h for h in header.headings if any(min(h.x1, b.x1) > max(h.x0, b.x0) for b in best.headings)]
    if len(over) < REPEATED * len(header.headings) or header.first < best.first:
        return None
    return Header(best.headings, header.first, header.last)


def read_table(
    rows: Sequence[Row],
    header: Header,
    limit: int,
    mark: str,
    *,
    continued: bool = False,
    proven_only: bool = False,
    only: Sequence[int] | None = None,
) -> Table:
    """The items under `header` and above row `limit`.

    With `continued` the table goes on under the next header; with `proven_only` just rows whose figures
    multiply are items, for a header that nobody printed is less to be trusted; with `only` those rows are.
    """
    numbers = {index: figures(rows[index], mark) for index in range(header.last + 1, limit)}
    end = _end(rows, header, limit, numbers) if only is None else limit
    body = range(header.last + 1, end)
    header = with_description(header, [rows[index] for index in body if numbers[index]])
    spans = aligned(column_spans(header), [f for index in body for f in numbers[index]])
    filled = {index: assign(numbers[index], spans) for index in body}
    anchors = only if only is not None else _anchors(rows, body, numbers, filled, spans, header)
    if proven_only:
        anchors = [i for i in anchors if proven(rows[i], numbers[i], spans)]
    lines = [line_of(rows[index], filled[index], numbers[index], spans) for index in anchors]
    for number, line in enumerate(lines):
        following = anchors[number + 1] if number + 1 < len(anchors) else end
        complete(line, [(rows[i], filled[i], numbers[i]) for i in range(anchors[number] + 1, following)])
    last = (
        max(attach_texts(rows, lines, anchors, filled, spans), header.last) + 1 if lines else header.last + 1
    )
    last = end if continued else last
    return Table(header, tuple(lines), frozenset(range(header.first, max(last, header.last + 1))))


def _anchors(
    rows: Sequence[Row],
    body: range,
    numbers: Mapping[int, Sequence[Figure]],
    filled: Mapping[int, dict[Column, Figure]],
    spans: Sequence[Span],
    header: Header,
) -> list[int]:
    """The rows that begin an item."""
    counted = bool(header.columns & {Column.QUANTITY, Column.PRICE})
    found = [i for i in body if is_item(filled[i], rows[i], spans, needs_two=counted)]
    if not counted:
        found = [i for i in found if not is_sum(rows[i], numbers[i])]
    # A quantity beside a rate, with its amount printed lower, begins an item too.
    return found or [i for i in body if Column.QUANTITY in filled[i] and len(filled[i]) > 1]


def _end(rows: Sequence[Row], header: Header, limit: int, numbers: Mapping[int, Sequence[Figure]]) -> int:
    """Index of the first total after the last item under the header, or `limit`."""
    body = range(header.last + 1, limit)
    first = next((i for i in body if is_total_row(rows[i], numbers[i])), limit)
    spans = aligned(column_spans(header), [f for i in range(header.last + 1, first) for f in numbers[i]])
    counted = bool(header.columns & {Column.QUANTITY, Column.PRICE})
    section = _Section(spans)
    seen_item = False
    end: int | None = None
    for index in body:
        row, filled = rows[index], assign(numbers[index], spans)
        item = is_item(filled, row, spans, needs_two=True)
        is_total = is_total_row(row, numbers[index])
        if end is not None:
            # Only what multiplies, or has every figure of an item, takes a table up again after a sum.
            again = proven(row, numbers[index], spans) or (
                row.page is not rows[end].page and filled.keys() >= _FULL
            )
            if again or (not counted and not is_total and section.goes_on(row, filled)):
                end = None
        elif seen_item and is_total and not (item and proven(row, numbers[index], spans)):
            end = index
        if not counted:
            section.add(row, filled, is_total=is_total)
        seen_item = seen_item or any(number.decimals for number in numbers[index])
    return limit if end is None else end


class _Section:
    """The items since the last sum, in a table of amounts alone: a sum of just them does not end it."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = spans
        self._sum = Decimal(0)
        self._left: float | None = None
        """Where the items' text begins."""
        self._summed = False

    def goes_on(self, row: Row, filled: Mapping[Column, Figure]) -> bool:
        """Whether the row is an item of the next section."""
        level = self._left is not None and abs(row.words[0].x0 - self._left) < row.height
        return self._summed and level and Column.AMOUNT in filled

    def add(self, row: Row, filled: Mapping[Column, Figure], *, is_total: bool) -> None:
        amount = filled.get(Column.AMOUNT)
        if amount is None:
            return
        if is_total:
            self._summed = self._sum != 0 and abs(self._sum - amount.value) <= CENT
            self._sum = Decimal(0)
        elif texts_by_column(row, self._spans).get(Column.DESCRIPTION):
            self._sum += amount.value
            self._left = row.words[0].x0 if self._left is None else self._left


def without_tail(table: Table, rows: Sequence[Row], kept: int) -> Table:
    """The table with its first `kept` lines alone, ending above the row of the next one."""
    if kept == len(table.lines):
        return table
    dropped = table.lines[kept].row
    end = next(index for index, row in enumerate(rows) if row is dropped)
    return Table(table.header, table.lines[:kept], frozenset(index for index in table.rows if index < end))


def lines_of(tables: Sequence[Table]) -> Iterator[RawLine]:
    for table in tables:
        yield from table.lines
