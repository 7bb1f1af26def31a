"""An item of a table as it stands on the page: its own row's figures, and what the rows under it complete."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.invoices.columns import MONEY, Column
from core.invoices.layout import Row
from core.invoices.numbers import Figure
from core.invoices.pages import Word
from core.invoices.spans import Span, column_at, texts_by_column

FAR = 4.0
"""A gap of so many letter heights ends the text of an item."""


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


def line_of(
    row: Row, filled: dict[Column, Figure], numbers: Sequence[Figure], spans: Sequence[Span]
) -> RawLine:
    used = {id(f) for f in filled.values()}
    loose = [(column_at(n, spans), n) for n in numbers if id(n) not in used]
    line = RawLine(row, dict(filled), loose, texts_by_column(row, spans))
    line.words += row.words
    return line


def complete(line: RawLine, below: Sequence[tuple[Row, dict[Column, Figure], list[Figure]]]) -> None:
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
