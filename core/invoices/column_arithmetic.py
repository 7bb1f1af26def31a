"""Which columns multiply: of figures that stand under one another, quantity, price and amount.

Three columns of which, row after row, the first two make the third, less a discount that is printed too.
"""

import itertools
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.invoices.columns import Column
from core.invoices.layout import Row, letters
from core.invoices.multiply import HUNDRED, Off, cascade, discount, fits, slack
from core.invoices.numbers import Figure
from core.invoices.table_header import Header

LEAST_ROWS = 2
"""Rows that must multiply before columns are believed."""
LEAST_SHARE = 0.6
"""Of the rows that have all three figures."""
SAMPLE = 16
"""Rows that are tried: more say no more."""
MOST_COLUMNS = 12
LEAST_PAID = Decimal("0.2")
"""Part of a line's full price that its discounts leave, at least."""
SHARED = 0.3
"""Part of the narrower figure that two figures of one column share across."""
Cells = dict[int, Figure]


@dataclass(frozen=True)
class Band:
    """The share of the width that a column's figures take."""

    x0: float
    x1: float


@dataclass(frozen=True)
class Triple:
    """Which bands hold quantity, price and amount, and how much of the page they explain."""

    quantity: int
    price: int
    amount: int
    score: float


def bands_of(numbers: Iterable[Figure]) -> list[Band]:
    """Figures that stand under one another, as columns from left to right."""
    bands: list[Band] = []
    for number in sorted(numbers, key=lambda n: n.x0):
        last = bands[-1] if bands else None
        least = SHARED * (number.x1 - number.x0)
        if last is not None and last.x1 - number.x0 > least:
            bands[-1] = Band(last.x0, max(last.x1, number.x1))
        else:
            bands.append(Band(number.x0, number.x1))
    return bands


def cells_of(numbers: Sequence[Figure], bands: Sequence[Band]) -> Cells:
    """The figure that stands in each band, by the band's place from the left."""
    found: Cells = {}
    for number in numbers:
        middle = (number.x0 + number.x1) / 2
        at = next((n for n, band in enumerate(bands) if band.x0 <= middle <= band.x1), None)
        if at is not None:
            found[at] = number
    return found


def solve(
    cells: Mapping[int, Cells], rows: Sequence[Row], bands: Sequence[Band], header: Header | None
) -> Triple | None:
    """The three columns that multiply in most rows; those that need the printed discounts come first."""
    sample = dict(itertools.islice(((i, c) for i, c in cells.items() if _worded(rows[i])), SAMPLE))
    used = sorted({band for found in sample.values() for band in found})
    best: Triple | None = None
    for one, other in itertools.combinations(used[:MOST_COLUMNS], 2):
        for amount in used:
            if amount in (one, other):
                continue
            quantity, price = _ordered(one, other, sample, bands, header)
            triple = _scored(quantity, price, amount, sample, rows)
            if triple is not None and (best is None or triple.score > best.score):
                best = triple
    return best


def _worded(row: Row) -> bool:
    return any(letters(word.text).isalpha() for word in row.words)


def _scored(
    quantity: int, price: int, amount: int, sample: Mapping[int, Cells], rows: Sequence[Row]
) -> Triple | None:
    triple = Triple(quantity, price, amount, 0.0)
    having = [i for i, found in sample.items() if {quantity, price, amount} <= found.keys()]
    money = [
        sample[i][amount] for i in having if sample[i][amount].decimals or sample[i][amount].value >= HUNDRED
    ]
    if len(having) < LEAST_ROWS or len(money) * 2 < len(having):
        return None
    exact = [i for i in having if fits(sample[i][quantity], sample[i][price], sample[i][amount])]
    less = [i for i in having if i not in exact and explained(sample[i], rows[i], triple)]
    plain = sum(sample[i][quantity].value == 1 for i in exact)
    found = len(exact) + len(less)
    if found < LEAST_ROWS or found < LEAST_SHARE * len(having) or plain == found:
        return None
    # A price before the discount explains more than the one after it; of two, the lower is without tax.
    size = statistics.median(abs(sample[i][amount].value) for i in having)
    return Triple(
        quantity, price, amount, found + 0.1 * len(less) - float(size.adjusted()) * 1e-3 - float(size) * 1e-12
    )


def _ordered(
    one: int, other: int, sample: Mapping[int, Cells], bands: Sequence[Band], header: Header | None
) -> tuple[int, int]:
    """Of two factors, which is the quantity: by its heading, currency sign, decimals, size."""
    first, second = ([found[n] for found in sample.values() if n in found] for n in (one, other))
    named = _named(bands[one], header), _named(bands[other], header)
    if Column.QUANTITY in named and named[0] is not named[1]:
        return (one, other) if named[0] is Column.QUANTITY else (other, one)
    if Column.PRICE in named and named[0] is not named[1]:
        return (other, one) if named[0] is Column.PRICE else (one, other)
    key_one, key_other = _priciness(first), _priciness(second)
    return (one, other) if key_one <= key_other else (other, one)


def _named(band: Band, header: Header | None) -> Column | None:
    if header is None:
        return None
    over = [h for h in header.headings if min(h.x1, band.x1) > max(h.x0, band.x0)]
    return over[0].column if len(over) == 1 else None


def _priciness(found: Sequence[Figure]) -> tuple[bool, bool, bool, Decimal]:
    """Sorts quantities before prices: a currency sign, broken figures, cents, then size tell a price."""
    cents = sum(figure.decimals in (2, 4) for figure in found) * 2 > len(found)
    return (
        any(figure.currency for figure in found),
        any(figure.value % 1 for figure in found),
        cents,
        statistics.median(abs(figure.value) for figure in found),
    )


def _offs(cells: Cells, row: Row, triple: Triple) -> list[Off]:
    taken = (triple.quantity, triple.price, triple.amount)
    printed = [Off(f.value, f.percent) for n, f in sorted(cells.items()) if n not in taken and f.value]
    return [*printed, *(off for word in row.words for off in cascade(word.text))]


def explained(cells: Cells, row: Row, triple: Triple) -> bool:
    """Whether the row's figures multiply, less what is printed as its discount."""
    if not {triple.quantity, triple.price, triple.amount} <= cells.keys():
        return False
    count, each, total = (cells[n] for n in (triple.quantity, triple.price, triple.amount))
    full = abs(count.value * each.value)
    return fits(count, each, total) or (
        LEAST_PAID * full <= abs(total.value) <= full and fits(count, each, total, _offs(cells, row, triple))
    )


def takes_off(row: Cells, at: int, triple: Triple) -> bool:
    """Whether the figure makes the row's product into its amount."""
    off = row.get(at)
    if off is None or not off.value or not {triple.quantity, triple.price, triple.amount} <= row.keys():
        return False
    count, each, total = (row[n] for n in (triple.quantity, triple.price, triple.amount))
    full, tolerance = count.value * each.value, slack(count.value, each.value, each.decimals)
    if abs(full - total.value) <= tolerance:
        return False
    others = [
        Off(f.value, f.percent)
        for n, f in sorted(row.items())
        if n <= at and f.value and abs(f.value) < HUNDRED
    ]
    return any(
        discount(offs, full, total.value, tolerance) is not None
        for offs in ([Off(off.value, off.percent)], others)
    )
