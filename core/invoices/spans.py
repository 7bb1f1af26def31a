"""Where each column of a table lies: from its heading, then from where its figures truly stand."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from core.invoices.columns import ITEM_ROLES, MONEY, NUMERIC, Column
from core.invoices.layout import Row, letters
from core.invoices.numbers import Figure
from core.invoices.pages import Word
from core.invoices.table_header import Header, Heading

LEAST_LETTERS = 4
"""Of an item's text, on average."""


@dataclass(frozen=True)
class Span:
    """A column's share of the width."""

    column: Column
    x0: float
    x1: float


def with_description(header: Header, rows: Sequence[Row]) -> Header:
    """The header with a column for the items' text: of those with unknown names, or codes, the wordiest."""
    if Column.DESCRIPTION in header.columns or not rows:
        return header
    spans = column_spans(header)
    found = [
        (sum(len(w.text) for row in rows for w in row.words if _inside(w, span) and w.text.isalpha()), place)
        for place, span in enumerate(spans)
        if span.column in (Column.OTHER, Column.CODE)
    ]
    most, place = max(found, default=(0, 0))
    if most < LEAST_LETTERS * len(rows):
        return header
    headings = list(header.headings)
    headings[place] = replace(headings[place], column=Column.DESCRIPTION)
    return replace(header, headings=tuple(headings))


def _inside(word: Word, span: Span) -> bool:
    return span.x0 <= word.centre < span.x1


def column_spans(header: Header) -> list[Span]:
    """Columns with their borders halfway between neighbouring headings."""
    headings = header.headings
    spans = []
    for index, heading in enumerate(headings):
        left = headings[index - 1].x1 if index else None
        right = headings[index + 1].x0 if index + 1 < len(headings) else None
        x0 = heading.x0 - 1e9 if left is None else (left + heading.x0) / 2
        x1 = heading.x1 + 1e9 if right is None else (heading.x1 + right) / 2
        spans.append(Span(heading.column, x0, x1))
    return _widened(spans, headings)


def _widened(spans: list[Span], headings: Sequence[Heading]) -> list[Span]:
    """Text columns reach to the next heading: what they hold is longer than their name."""
    wide = []
    for index, span in enumerate(spans):
        following = headings[index + 1] if index + 1 < len(headings) else None
        if span.column in (Column.DESCRIPTION, Column.CODE, Column.EAN) and following is not None:
            reach = following.x0 - 0.3 * (following.x1 - following.x0)
            wide.append(Span(span.column, span.x0, max(span.x1, min(reach, following.x0))))
        elif index and wide[-1].x1 > span.x0:
            wide.append(Span(span.column, wide[-1].x1, span.x1))
        else:
            wide.append(span)
    return wide


def aligned(spans: list[Span], numbers: Iterable[Figure]) -> list[Span]:
    """Numeric columns moved to where their figures truly stand: headings are often centred or short."""
    edges: dict[int, list[Figure]] = {}
    for number in numbers:
        index = _nearest(number, spans)
        if index is not None:
            edges.setdefault(index, []).append(number)
    moved = list(spans)
    for index, found in edges.items():
        span = spans[index]
        if span.column in NUMERIC:
            x0 = min(
                statistics.quantiles([f.x0 for f in found], n=10)[0] if len(found) > 1 else found[0].x0,
                span.x1,
            )
            x1 = statistics.median(f.x1 for f in found)
            moved[index] = Span(span.column, min(x0, span.x0), max(x1, span.x1))
    return moved


def _nearest(number: Figure, spans: Sequence[Span]) -> int | None:
    """The column that holds most of the figure; on a tie the one that holds its right end."""
    best, most = None, 0.0
    for index, span in enumerate(spans):
        shared = min(number.x1, span.x1) - max(number.x0, span.x0)
        if shared > most:
            best, most = index, shared
    return best


def column_at(number: Figure, spans: Sequence[Span]) -> Column:
    index = _nearest(number, spans)
    return spans[index].column if index is not None else Column.OTHER


def assign(numbers: Sequence[Figure], spans: Sequence[Span]) -> dict[Column, Figure]:
    """Each numeric column's figure: of several the rightmost with most decimals if it holds money."""
    filled: dict[Column, Figure] = {}
    for number in numbers:
        index = _nearest(number, spans)
        column = spans[index].column if index is not None else Column.OTHER
        if column not in NUMERIC or (number.percent and column in ITEM_ROLES):
            continue
        known = filled.get(column)
        if known is None or (column in MONEY and number.decimals >= known.decimals):
            filled[column] = number
    return filled


def texts_by_column(row: Row, spans: Sequence[Span]) -> dict[Column, list[Word]]:
    """The words of a row by the column their middle lies in.

    A text that begins under the heading of the codes, because its own is centred, is no code.
    """
    texts: dict[Column, list[Word]] = {}
    for word in row.words:
        for span in spans:
            if _inside(word, span):
                texts.setdefault(span.column, []).append(word)
                break
    codes, text = texts.get(Column.CODE, []), texts.get(Column.DESCRIPTION, [])
    cell = next((cell.words for cell in row.cells if text and text[0] in cell.words), ())
    early = [word for word in codes if word in cell and letters(word.text).isalpha()]
    if early:
        texts[Column.CODE] = [word for word in codes if word not in early]
        texts[Column.DESCRIPTION] = sorted([*early, *text], key=lambda word: word.x0)
    return texts
