"""Sums printed as a row of boxes: names in one row, amounts in the next or in the one above."""

from collections.abc import Collection, Sequence

from core.invoices.labels import Label, labels
from core.invoices.layout import Cell, Row
from core.invoices.money import AMOUNT_ROLES, Labelled, labelled, surely_money
from core.invoices.numbers import Figure

STRIP_GAP = 2.5
"""Letter heights between the labels of a strip of boxes and the amounts under or over them."""


class Strips:
    """Sums in a row of boxes: names in one row, an amount for each in the row under it, or over it."""

    def __init__(
        self, rows: Sequence[Row], numbers: Sequence[Sequence[Figure]], skip: Collection[int]
    ) -> None:
        self._rows = rows
        self._numbers = numbers
        self._skip = skip
        self._paired: dict[int, dict[int, tuple[int, Figure]]] = {}

    def amounts(self, index: int, label: Label) -> list[Labelled]:
        """The amount of the box whose name is `label` in row `index`."""
        pairs = self._paired.get(index)
        if pairs is None:
            pairs = self._paired[index] = self._pairs(index)
        row = self._rows[index]
        at = next(at for at, cell in enumerate(row.cells) if row.words[label.start] in cell.words)
        if at not in pairs or not self._heads(row, label):
            return []
        beneath, number = pairs[at]
        cell = row.cells[at]
        rate = next((n.value for n in self._numbers[index] if n.percent and n.words[0] in cell.words), None)
        return [labelled(label, number, self._rows[beneath], 0.95, rate)]

    @staticmethod
    def _heads(row: Row, label: Label) -> bool:
        """Whether no other sum's name stands before it in its box."""
        cell = next(cell for cell in row.cells if row.words[label.start] in cell.words)
        return not any(
            other.start < label.start and other.role in AMOUNT_ROLES and row.words[other.start] in cell.words
            for other in labels(row)
        )

    def _pairs(self, index: int) -> dict[int, tuple[int, Figure]]:
        """The amount of each of the row's cells, from the row of amounts that is nearest."""
        row = self._rows[index]
        if any(surely_money(number) for number in self._numbers[index]):
            return {}
        near = [at for at in (index + 1, index - 1, index + 2, index - 2) if self._amounts_in(row, at)]
        # Under it before over it, unless that one is clearly nearer: the row between two strips.
        best = min(near, key=lambda at: (round(self._gap(row, at) / row.height, 0), at < index), default=None)
        if best is None:
            return {}
        money = [n for n in self._numbers[best] if surely_money(n)]
        close = sorted(
            (_apart((cell.x0, cell.x1), (n.x0, n.x1)), at, place)
            for at, cell in enumerate(row.cells)
            for place, n in enumerate(money)
        )
        pairs: dict[int, tuple[int, Figure]] = {}
        taken: set[int] = set()
        for distance, at, place in close:
            cell, number = row.cells[at], money[place]
            overlap = min(cell.x1, number.x1) > max(cell.x0, number.x0)
            if at in pairs or place in taken or not (overlap or distance < 2 * row.height):
                continue
            pairs[at] = best, number
            taken.add(place)
        if len(pairs) < len(money) and _in_order(row.cells, money):
            return {at: (best, number) for at, number in enumerate(money)}
        return pairs

    def _amounts_in(self, row: Row, at: int) -> bool:
        """Whether row `at` is a neighbour of amounts without names of their own."""
        if not 0 <= at < len(self._rows) or at in self._skip or self._rows[at].page is not row.page:
            return False
        near = self._rows[at]
        money = [n for n in self._numbers[at] if surely_money(n)]
        owned = any(
            label.role in AMOUNT_ROLES and not any(near.words[label.start] in n.words for n in money)
            for label in labels(near)
        )
        return bool(money) and not owned and self._gap(row, at) < STRIP_GAP * row.height

    def _gap(self, row: Row, at: int) -> float:
        near = self._rows[at]
        return max(near.top - row.bottom, row.top - near.bottom, 0.0)


def _in_order(cells: Sequence[Cell], money: Sequence[Figure]) -> bool:
    """Whether each name has an amount of its own, which reaches no neighbour, as in wide boxes."""
    if len(cells) != len(money):
        return False
    ends = [cell.x1 for cell in cells[:-1]], [cell.x0 for cell in cells[1:]]
    after = all(n.x0 > x1 for n, x1 in zip(money[1:], ends[0], strict=True))
    return after and all(n.x1 < x0 for n, x0 in zip(money[:-1], ends[1], strict=True))


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    """How far two spans are out of line: by their left ends, right ends or middles, whichever agree best."""
    return min(abs(one[0] - other[0]), abs(one[1] - other[1]), abs(one[0] + one[1] - other[0] - other[1]) / 2)
