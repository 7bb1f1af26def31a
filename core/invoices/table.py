"""The lines of goods: columns from the header and the alignment of figures, rows from baselines.

A row that fills the price or the amount and one more numeric column begins an item. What it lacks is
taken from the rows under it where a figure stands in the right column; the words around it are its text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from core.invoices.columns import MONEY, NUMERIC, Column
from core.invoices.labels import Role, labels
from core.invoices.layout import Row
from core.invoices.multiply import CENT
from core.invoices.numbers import Figure, figures
from core.invoices.pages import Word
from core.invoices.row_kinds import ENDS, is_item, is_sum, is_total_row, proven
from core.invoices.spans import (
    Span,
    aligned,
    assign,
    column_at,
    column_spans,
    texts_by_column,
    with_description,
)
from core.invoices.table_header import Header

NOT_TEXT = ENDS | {Role.CARRIED, Role.CHARGE, Role.BUYER, Role.TAX_ID, Role.POINT_OF_SALE, Role.ISSUE_DATE}
"""Labels whose rows, where a page's head or foot interrupts a table, are no item's text."""
FAR = 4.0
"""A gap of so many letter heights ends the text of an item."""
_FULL = frozenset({Column.QUANTITY, Column.PRICE, Column.AMOUNT})
REPEATED = 0.75
"""Share of its headings that stand under those of the first header, from which on a header repeats it."""


@dataclass
class RawLine:
    """An item before arithmetic: the figure found in each column and the words about it."""

    row: Row
    cells: dict[Column, Figure] = field(default_factory=dict)
    loose: list[tuple[Column, Figure]] = field(default_factory=list)
    """Its row's other figures and the columns they stand in."""
    texts: dict[Column, list[Word]] = field(default_factory=dict)
    words: list[Word] = field(default_factory=list)
    """Everything of it on its first page, to mark its place."""
    leading: list[str] = field(default_factory=list)
    """Text rows above its own."""
    trailing: list[str] = field(default_factory=list)


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
) -> Table:
    """The items under `header` and above row `limit`.

    With `continued` the table goes on under the next header; with `proven_only` just rows whose figures
    multiply are items, for a header that nobody printed is less to be trusted.
    """
    numbers = {index: figures(rows[index], mark) for index in range(header.last + 1, limit)}
    end = _end(rows, header, limit, numbers)
    body = range(header.last + 1, end)
    header = with_description(header, [rows[index] for index in body if numbers[index]])
    spans = aligned(column_spans(header), [f for index in body for f in numbers[index]])
    filled = {index: assign(numbers[index], spans) for index in body}
    money = bool(header.columns & {Column.QUANTITY, Column.PRICE})
    anchors = [index for index in body if is_item(filled[index], rows[index], spans, needs_two=money)]
    if not money:
        anchors = [i for i in anchors if not is_sum(rows[i], numbers[i])]
    if proven_only:
        anchors = [i for i in anchors if proven(rows[i], numbers[i], spans)]
    elif not anchors:
        # A quantity beside a rate, with its amount printed lower, begins an item too.
        anchors = [i for i in body if Column.QUANTITY in filled[i] and len(filled[i]) > 1]
    lines = [_line(rows[index], filled[index], numbers[index], spans) for index in anchors]
    for number, line in enumerate(lines):
        following = anchors[number + 1] if number + 1 < len(anchors) else end
        _complete(line, [(rows[i], filled[i], numbers[i]) for i in range(anchors[number] + 1, following)])
    last = (
        max(_attach_texts(rows, lines, anchors, body, spans), header.last) + 1 if lines else header.last + 1
    )
    last = end if continued else last
    return Table(header, tuple(lines), frozenset(range(header.first, max(last, header.last + 1))))


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
        elif seen_item and not item and is_total:
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


def _line(
    row: Row, filled: dict[Column, Figure], numbers: Sequence[Figure], spans: Sequence[Span]
) -> RawLine:
    used = {id(f) for f in filled.values()}
    loose = [(column_at(n, spans), n) for n in numbers if id(n) not in used]
    line = RawLine(row, dict(filled), loose, texts_by_column(row, spans))
    line.words += row.words
    return line


def _complete(line: RawLine, below: Sequence[tuple[Row, dict[Column, Figure], list[Figure]]]) -> None:
    """Takes what the item lacks from the rows under it, as long as they stand close."""
    bottom = line.row.bottom
    for row, filled, numbers in below:
        if row.top - bottom > FAR * line.row.height:
            return
        bottom = row.bottom
        alone = len(filled) == len(numbers)
        for column, number in filled.items():
            if column not in line.cells and (alone or column in MONEY):
                line.cells[column] = number
                line.words += number.words if row.page is line.row.page else ()


def _attach_texts(
    rows: Sequence[Row], lines: list[RawLine], anchors: list[int], body: range, spans: Sequence[Span]
) -> int:
    """Gives each row of mere text to its item; returns the index of the last row that is an item's."""
    last = anchors[-1]
    for index in body:
        if index in anchors:
            continue
        named = {label.role for label in labels(rows[index]) if label.start == 0}
        words = [] if named & NOT_TEXT else _text_words(rows[index], spans)
        above = max((n for n, anchor in enumerate(anchors) if anchor < index), default=None)
        below = min((n for n, anchor in enumerate(anchors) if anchor > index), default=None)
        owner = _owner(rows, index, above, below, anchors, lines)
        if owner is None or not words:
            continue
        line = lines[owner]
        last = max(last, index)
        _keep_codes(line, rows[index], spans)
        text = " ".join(word.text for word in words)
        (line.leading if anchors[owner] > index else line.trailing).append(text)
        if rows[index].page is line.row.page:
            line.words += words
    return last


def _text_words(row: Row, spans: Sequence[Span]) -> list[Word]:
    """What of a row is an item's text: its description column, and beyond it where no figure stands there."""
    texts = texts_by_column(row, spans)
    described = texts.get(Column.DESCRIPTION, [])
    beyond = [w for column, ws in texts.items() if column in NUMERIC for w in ws]
    if any(any(char.isdigit() for char in word.text) for word in beyond) and not described:
        beyond = []
    if not described:
        return [w for column, ws in texts.items() if column not in NUMERIC for w in ws]
    start = described[0].x0
    runs_on = [w for w in row.words if w.x0 >= start]
    gap = max((b.x0 - a.x1 for a, b in pairwise(runs_on)), default=0.0)
    return runs_on if gap < row.height else described


def _keep_codes(line: RawLine, row: Row, spans: Sequence[Span]) -> None:
    for column in (Column.CODE, Column.EAN):
        line.texts.setdefault(column, []).extend(texts_by_column(row, spans).get(column, []))


def _owner(
    rows: Sequence[Row],
    index: int,
    above: int | None,
    below: int | None,
    anchors: list[int],
    lines: list[RawLine],
) -> int | None:
    """Which item's text a row is: the one above, unless the one below is nearer or has no text."""
    row = rows[index]
    over = row.top - rows[index - 1].bottom if above is not None else None
    under = rows[index + 1].top - row.bottom if below is not None and index + 1 < len(rows) else None
    if below is not None and under is not None and under < FAR * row.height:
        bare = not _described(lines[below])
        if above is None or over is None or (bare and anchors[below] == index + 1) or under < 0.5 * over:
            return below
    if above is None or over is None or over > FAR * row.height:
        return None
    return above if _unbroken(rows, anchors[above], index) else None


def _unbroken(rows: Sequence[Row], start: int, end: int) -> bool:
    return all(rows[i + 1].top - rows[i].bottom <= FAR * rows[i + 1].height for i in range(start, end))


def _described(line: RawLine) -> bool:
    words = line.texts.get(Column.DESCRIPTION, [])
    return sum(char.isalpha() for word in words for char in word.text) > 2  # noqa: PLR2004 - more than a unit


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
