"""Finds where on the pages stands what the AI has read: it answers with words and figures, not places."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from core.invoices.grounding import PageEvidence, fold
from core.invoices.model import Line, PageRow, Place, Reading, ReadingSource

_LEAST_FIGURES = 2
"""Figures of a line that find its row without its words: with one alone another row may have it too."""
_MOST_OF = 0.6
"""Share of a text that a row must be long to hold it: a `1` is part of any text."""


def placed(reading: Reading, rows: Sequence[PageRow]) -> Reading:
    """`reading` with the place of each line and field of the AI's that just one row bears out."""
    if reading.source is not ReadingSource.AI or not rows:
        return reading
    asked = [_Row(row) for row in rows]
    return reading.model_copy(
        update={
            "lines": tuple(_placed_lines(reading.lines, asked)),
            "places": _field_places(reading, asked) | reading.places,
        }
    )


class _Row:
    """One row, asked what stands in it."""

    def __init__(self, row: PageRow) -> None:
        self.place = row.place
        self._text = row.text

    @cached_property
    def _evidence(self) -> PageEvidence:
        return PageEvidence(self._text)

    def has_words(self, words: str) -> bool:
        is_long_enough = len(fold(self._text)) >= _MOST_OF * len(fold(words))
        return is_long_enough and self._evidence.has_words(words)

    def has_code(self, code: str) -> bool:
        return self._evidence.has_code(code)

    def has_sum(self, value: Decimal) -> bool:
        return self._evidence.has_sum(value)

    def has_date(self, value: date) -> bool:
        return self._evidence.has_date(value)

    def has_all(self, values: Iterable[Decimal]) -> bool:
        return all(self._evidence.has_number(value) for value in values)


def _placed_lines(lines: Sequence[Line], rows: Sequence[_Row]) -> list[Line]:
    """Lines that are equal stand in as many rows, in their order; else a line stands in one row alone."""
    sharing: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if line.place is None:
            sharing[_rows_of(line, rows)].append(index)
    found = list(lines)
    for at, indexes in sharing.items():
        if len(at) == len(indexes):
            for index, row in zip(indexes, at, strict=True):
                found[index] = lines[index].model_copy(update={"place": rows[row].place})
    return found


def _rows_of(line: Line, rows: Sequence[_Row]) -> tuple[int, ...]:
    """Where the line may stand: in the rows with its figures, and of them in those with its words too."""
    figures = [it for it in (line.quantity, line.unit_price, line.amount) if it is not None]
    with_figures = [at for at, row in enumerate(rows) if row.has_all(figures)]
    with_words = [at for at in with_figures if line.description and rows[at].has_words(line.description)]
    if with_words or len(figures) < _LEAST_FIGURES:
        return tuple(with_words)
    return tuple(with_figures)


_HAS: dict[str, Callable[[_Row, Any], bool]] = {
    **dict.fromkeys(("number", "supplier_tax_id", "receiver_tax_id"), _Row.has_code),
    **dict.fromkeys(("supplier_name", "receiver_name"), _Row.has_words),
    **dict.fromkeys(("net", "tax", "total"), _Row.has_sum),
    **dict.fromkeys(("issue_date", "due_date"), _Row.has_date),
}
"""What bears out a field. A letter or a currency stands in too many rows."""


def _field_places(reading: Reading, rows: Sequence[_Row]) -> dict[str, Place]:
    places = {}
    for name, has in _HAS.items():
        value = getattr(reading, name)
        if value is None or name in reading.places:
            continue
        found = [row.place for row in rows if has(row, value)]
        if len(found) == 1:
            places[name] = found[0]
    return places
