"""Rows that a table of goods took for its own although they name sums."""

from collections.abc import Collection, Sequence

from core.invoices.labels import Role, labels
from core.invoices.layout import Row, letters
from core.invoices.money import SUMMING, surely_money
from core.invoices.numbers import Figure

UNMISTAKABLE = frozenset({Role.TOTAL, Role.NET, Role.SUBTOTAL, Role.PAYABLE})
"""What no row of goods has in a cell of its own."""


def rows_of_sums(
    rows: Sequence[Row], numbers: Sequence[Sequence[Figure]], skip: Collection[int]
) -> frozenset[int]:
    """Rows that a table of goods took but that name sums, and rows of mere figures beside such names."""
    named = {index for index in skip if _names_sum(rows[index], numbers[index])}
    bare = {
        near
        for index in named | {at for at in range(len(rows)) if at not in skip}
        for near in (index - 1, index + 1)
        if near in skip
        and _only_figures(rows[near], numbers[near])
        and _names_sums_alone(rows[index], numbers[index])
    }
    return frozenset(named | bare)


def _names_sum(row: Row, numbers: Sequence[Figure]) -> bool:
    """Whether the row's words begin with a sum's name, or a cell does, and one amount stands beside it."""
    first = next((at for at, word in enumerate(row.words) if any(map(str.isalpha, word.text))), None)
    opens = {id(cell.words[0]) for cell in row.cells}
    named = any(
        it.start == first or (it.role in UNMISTAKABLE and id(row.words[it.start]) in opens)
        for it in labels(row)
        if it.role in SUMMING
    )
    money = sum(surely_money(number) and number.value != 0 for number in numbers)
    return named and (money == 1 or (money == 0 and _names_sums_alone(row, numbers)))


def _names_sums_alone(row: Row, numbers: Sequence[Figure]) -> bool:
    names = [label for label in labels(row) if label.role in SUMMING]
    return len(names) > 1 and not any(surely_money(number) for number in numbers)


def _only_figures(row: Row, numbers: Sequence[Figure]) -> bool:
    used = {id(word) for number in numbers for word in number.words}
    return len(numbers) > 1 and all(id(word) in used or not letters(word.text) for word in row.words)
