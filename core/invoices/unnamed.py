"""Tables whose columns are told by multiplication: no heading, or headings that say too little.

Figures that stand under one another are a column. Three columns of which, row after row, the first two
multiply to the third, less a discount that is printed too, are quantity, price and amount.
"""

import itertools
from collections.abc import Iterator, Sequence
from decimal import Decimal

from core.invoices.column_arithmetic import (
    Band,
    Cells,
    Triple,
    bands_of,
    cells_of,
    explained,
    solve,
    takes_off,
)
from core.invoices.columns import Column
from core.invoices.layout import Row, letters
from core.invoices.multiply import cascade
from core.invoices.numbers import Figure, figures
from core.invoices.pages import Word
from core.invoices.table import Table, read_table
from core.invoices.table_header import Header, Heading

RATES = frozenset(map(Decimal, ("0", "2.5", "5", "7", "10.5", "19", "20", "21", "22", "27")))
"""Percent of value added tax in the countries the reader knows."""
LEAST_FIGURES, MOST_FIGURES = 3, 24
"""Of an item's row: quantity, price and amount, and what else may stand beside them."""
CODE_FROM = 1000
"""Whole numbers from here on, in a column of their own, are codes."""
LONGEST_UNIT = 4
"""Letters."""


def find_unnamed_tables(rows: Sequence[Row], named: Sequence[Header], mark: str) -> list[Table]:
    """The table whose columns multiplication finds on the sheet, if there is one; headers only help."""
    heads = {index for header in named for index in range(header.first, header.last + 1)}
    kept = [index for index in range(len(rows)) if index not in heads]
    body = [rows[index] for index in kept]
    numbers = [figures(row, mark) for row in body]
    full = [index for index, found in enumerate(numbers) if LEAST_FIGURES <= len(found) <= MOST_FIGURES]
    bands = bands_of(number for index in full for number in numbers[index])
    cells = {index: cells_of(numbers[index], bands) for index in full}
    best = max(named, key=lambda header: header.weight, default=None)
    triple = solve(cells, body, bands, best)
    if triple is None:
        return []
    proven = [index for index in full if explained(cells[index], body[index], triple)]
    first = proven[0]
    headings = _headings([body[index] for index in proven], [cells[index] for index in proven], bands, triple)
    while first and _leads(body, first, headings):
        first -= 1
    table = read_table(body, Header(headings, first, first - 1), len(body), mark, proven_only=True)
    taken = frozenset(kept[index] for index in table.rows) | (heads or frozenset())
    return [Table(table.header, table.lines, taken)] if table.lines else []


def _leads(rows: Sequence[Row], first: int, headings: Sequence[Heading]) -> bool:
    """Whether the row above is text of the first item: close, and in the description's column alone."""
    above, row = rows[first - 1], rows[first]
    text = next((h for h in headings if h.column is Column.DESCRIPTION), None)
    close = above.page is row.page and row.top - above.bottom < 0.5 * row.height
    return (
        close and text is not None and all(text.x0 - 1 <= w.x0 <= text.x1 + row.height for w in above.words)
    )


def _headings(
    rows: Sequence[Row], cells: Sequence[Cells], bands: Sequence[Band], triple: Triple
) -> tuple[Heading, ...]:
    """A header as it would have been printed over the columns."""
    roles = {triple.quantity: Column.QUANTITY, triple.price: Column.PRICE, triple.amount: Column.AMOUNT}
    found = []
    for at in range(len(bands)):
        held = [row[at] for row in cells if at in row]
        if held:
            inside = [
                _in_text(row, found_in[at])
                for row, found_in in zip(rows, cells, strict=True)
                if at in found_in
            ]
            text = at not in roles and sum(inside) * 2 >= len(inside)
            column = Column.DESCRIPTION if text else roles.get(at) or _role(at, held, cells, triple)
            found.append(Heading(column, min(f.x0 for f in held), max(f.x1 for f in held), ""))
    found = [h for h in found if h.column is not Column.DESCRIPTION]
    found += _text_headings(rows, found)
    return tuple(sorted(found, key=lambda heading: heading.x0))


def _in_text(row: Row, figure: Figure) -> bool:
    """Whether the figure follows a word closely, as the 500 of `Harina 500 g` does."""
    before = [word for word in row.words if word.x1 <= figure.x0]
    return (
        bool(before) and letters(before[-1].text).isalpha() and figure.x0 - before[-1].x1 < 0.7 * row.height
    )


def _role(at: int, held: Sequence[Figure], cells: Sequence[Cells], triple: Triple) -> Column:
    """What a column is that is neither quantity, price nor amount."""
    if any(takes_off(row, at, triple) for row in cells):
        return Column.DISCOUNT
    if all(figure.value in RATES for figure in held):
        return Column.TAX_RATE
    if all(not figure.decimals and figure.value >= CODE_FROM for figure in held):
        return Column.CODE
    # Figures that not every row has are a part of the text, such as the 500 of 500 g.
    return Column.DESCRIPTION if len(held) * 2 < len(cells) else Column.OTHER


def _text_headings(rows: Sequence[Row], numeric: Sequence[Heading]) -> list[Heading]:
    """Headings over the words between the columns of figures: most letters make the description."""
    edges = sorted(numeric, key=lambda heading: heading.x0)
    borders = (
        [(-1e9, edges[0].x0)] + [(a.x1, b.x0) for a, b in itertools.pairwise(edges)] + [(edges[-1].x1, 1e9)]
    )
    found: list[tuple[int, list[Word]]] = []
    for x0, x1 in borders:
        words = [w for row in rows for w in row.words if x0 < w.centre < x1]
        if words:
            found.append((sum(char.isalpha() for w in words for char in w.text), words))
    if not found:
        return []
    described = max(found, key=lambda pair: pair[0])
    headings = []
    for pair in found:
        words = pair[1]
        column = Column.DESCRIPTION if pair is described else _text_role(words)
        headings += list(_with_code(rows, words)) if pair is described else [_heading(column, words)]
    return headings


def _text_role(words: Sequence[Word]) -> Column:
    if all(cascade(word.text) for word in words):
        return Column.DISCOUNT
    short = all(letters(w.text).isalpha() and len(letters(w.text)) <= LONGEST_UNIT for w in words)
    return Column.UNIT if short else Column.CODE if all(_coded(w.text) for w in words) else Column.OTHER


def _coded(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _with_code(rows: Sequence[Row], words: Sequence[Word]) -> Iterator[Heading]:
    """The description, and before it the code that opens it in every row."""
    inside = set(map(id, words))
    opening = [next((w for w in row.words if id(w) in inside), None) for row in rows]
    codes = [word for word in opening if word is not None]
    rest = [word for word in words if all(word is not code for code in codes)]
    if (
        rest
        and all(_coded(word.text) for word in codes)
        and max(w.x1 for w in codes) < min(w.x0 for w in rest)
    ):
        yield _heading(Column.CODE, codes)
        yield _heading(Column.DESCRIPTION, rest)
    else:
        yield _heading(Column.DESCRIPTION, words)


def _heading(column: Column, words: Sequence[Word]) -> Heading:
    return Heading(column, min(w.x0 for w in words), max(w.x1 for w in words), "")
