"""Amounts and what the page calls them: beside their label, before it, in a strip under or over it."""

import itertools
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from core.invoices.labels import Label, Role, labels
from core.invoices.layout import Row, letters
from core.invoices.money import (
    AMOUNT_ROLES,
    CENT,
    CENTS,
    HIGHEST_RATE,
    HUNDRED,
    ROUNDING,
    SUMMING,
    SUMS,
    Labelled,
    labelled,
    like_money,
    money_of,
    surely_money,
)
from core.invoices.numbers import Figure, figures
from core.invoices.strips import Strips
from core.invoices.sum_rows import rows_of_sums

LEVEL = 0.8
"""Letter heights by which the middles of a label and its amount may differ on a page that is not flat."""
CURRENCY_LETTERS = 3
"""Letters of a currency's code, which may stand before an amount."""


def labelled_amounts(rows: Sequence[Row], skip: frozenset[int], mark: str) -> list[Labelled]:
    """Every amount with a label beside, above or under it, and the nameless ones among them.

    Table rows (`skip`) are left out.
    """
    found: list[Labelled] = []
    numbers = [money_of(figures(row, mark)) for row in rows]
    skip = skip - rows_of_sums(rows, numbers, skip)
    strips = Strips(rows, numbers, skip)
    for index, row in enumerate(rows):
        if index in skip:
            continue
        named = _heading(labels(row), row)
        before = _amounts_lead(row, named, numbers[index])
        for position, label in enumerate(named):
            if label.role not in AMOUNT_ROLES or (label.role is Role.TAX and _within(row, label)):
                continue
            stop = named[position + 1].start if position + 1 < len(named) else len(row.words)
            found += (
                (_before(row, label, named, numbers[index]) if before else [])
                or _beside(row, label, stop, numbers[index])
                or strips.amounts(index, label)
                or _level(rows, numbers, index, label)
                or _under(rows, numbers, index, label, skip)
            )
    proven = list(_by_rate(rows, numbers, skip))
    known = {id(word) for amount in proven for word in amount.words}
    found = [a for a in found if a.base is not None or not known & set(map(id, a.words))]
    told = {id(word) for amount in found for word in amount.words}
    found += [a for a in proven if not told & set(map(id, a.words))]
    return found + list(_nameless(rows, numbers, skip, found))


def _heading(named: Sequence[Label], row: Row) -> list[Label]:
    """The labels of a row without those that only say what a discount is for: `Descuento pago contado`."""
    kept: list[Label] = []
    for label in named:
        head = kept[-1] if kept and kept[-1].role in (Role.REDUCTION, Role.CHARGE) else None
        between = row.words[head.end : label.start] if head is not None else ()
        told = label.role not in SUMMING and not any(map(str.isdigit, "".join(w.text for w in between)))
        if head is None or not told:
            kept.append(label)
    return kept


def _by_rate(
    rows: Sequence[Row], numbers: Sequence[Sequence[Figure]], skip: Collection[int]
) -> Iterator[Labelled]:
    """Rows of a tax table, whatever they are called: a rate, a base, and the tax that makes."""
    for index, row in enumerate(rows):
        if index in skip:
            continue
        rates = [n for n in numbers[index] if 0 < n.value <= HIGHEST_RATE and not n.currency]
        for rate in rates:
            money = [n for n in numbers[index] if n.decimals == CENTS and not n.percent and n is not rate]
            for base, tax in itertools.pairwise(money):
                # Without its sign a rate is one only by what it makes: cents may be made by chance.
                least = CENT if rate.percent else Decimal(1)
                if tax.value >= least and abs(base.value * rate.value / HUNDRED - tax.value) <= 2 * CENT:
                    yield Labelled(Role.TAX, tax.value, row, tax.words, "", 0.7, rate.value, base.value)


def _within(row: Row, label: Label) -> bool:
    """Whether the label stands inside a phrase, as `19 % UST` does in `Discount 10,00 19 % UST -1,00`."""
    cell = next(cell for cell in row.cells if row.words[label.start] in cell.words)
    opening = cell.words[: cell.words.index(row.words[label.start])]
    sums = {at for other in labels(row) if other.role in SUMS for at in range(other.start, other.end)}
    before = (word for at, word in enumerate(row.words[: label.start]) if at not in sums)
    return bool(opening) and any(letters(word.text).isalpha() for word in before)


def _amounts_lead(row: Row, named: Sequence[Label], numbers: Sequence[Figure]) -> bool:
    """Whether the row begins with an amount and ends in words: `1.250,00 Subtotal`."""
    money = [n for n in numbers if surely_money(n)]
    sums = [label for label in named if label.role in AMOUNT_ROLES]
    if not money or not sums or row.words[sums[0].start].centre < money[0].words[-1].centre:
        return False
    return not any(n.x0 > row.words[sums[-1].start].x0 for n in money)


def _before(row: Row, label: Label, named: Sequence[Label], numbers: Sequence[Figure]) -> list[Labelled]:
    """The amount left of the label and after the one before it."""
    end = row.words[label.start].x0
    start = max((row.words[other.start].x0 for other in named if other.start < label.start), default=-1.0)
    money = [n for n in numbers if start < n.x0 < end and surely_money(n)]
    if not money:
        return []
    rate = next((n.value for n in numbers if n.percent and n.x0 > end), None)
    return [labelled(label, money[-1], row, 0.95, rate)]


def _beside(row: Row, label: Label, stop: int, numbers: Sequence[Figure]) -> list[Labelled]:
    """The amount right of the label and before the next one: the last that looks like money."""
    segment = set(map(id, row.words[label.end : stop]))
    after = _up_to_words(row, [n for n in numbers if id(n.words[-1]) in segment])
    money = [n for n in after if like_money(n)]
    if not money:
        return []
    chosen = money[-1]
    base = next((n.value for n in money if n is not chosen), None)
    rates = [n for n in numbers if n is not chosen and 0 <= n.value <= HIGHEST_RATE and not n.currency]
    proven = [
        n for n in rates if base is not None and abs(base * n.value / HUNDRED - chosen.value) <= ROUNDING
    ]
    stated = [n for n in rates if n.percent]
    rate = next((n.value for n in proven or stated), None)
    return [labelled(label, chosen, row, 1.0, rate, base)]


def _up_to_words(row: Row, numbers: Sequence[Figure]) -> list[Figure]:
    """The figures up to the cell, after the first amount, that begins with words: it has its own meaning."""
    first = next((n for n in numbers if surely_money(n)), None)
    if first is None:
        return list(numbers)
    figured = {id(word) for number in numbers for word in number.words}
    worded = (
        cell.x0
        for cell in row.cells
        if cell.x0 > first.x1
        and not figured & set(map(id, cell.words))
        and len(letters(cell.text)) > CURRENCY_LETTERS
    )
    end = next(worded, row.page.width)
    return [n for n in numbers if n.x0 < end]


def _level(
    rows: Sequence[Row], numbers: Sequence[Sequence[Figure]], index: int, label: Label
) -> list[Labelled]:
    """The amount right of a label that ends its row, put into the next row by a curled page."""
    row = rows[index]
    last = row.words[-1]
    if label.end < len(row.words) and letters(last.text):
        return []
    for at in (index - 1, index + 1):
        if not 0 <= at < len(rows) or rows[at].page is not row.page:
            continue
        near = rows[at]
        right = [n for n in numbers[at] if n.x0 > last.x1 and n.decimals >= CENTS and not n.percent]
        if right and abs(right[0].words[0].middle - last.middle) < LEVEL * row.height:
            owned = any(
                known.role in AMOUNT_ROLES
                for known in labels(near)
                if near.words[known.start].x0 < right[0].x0
            )
            if not owned:
                return [labelled(label, right[0], near, 0.9)]
    return []


def _under(
    rows: Sequence[Row], numbers: Sequence[Sequence[Figure]], index: int, label: Label, skip: Collection[int]
) -> list[Labelled]:
    """The amount in the row under the label, in its column."""
    row = rows[index]
    x0, x1 = row.words[label.start].x0, row.words[label.end - 1].x1
    for below in range(index + 1, min(index + 4, len(rows))):
        near = rows[below]
        if near.page is not row.page or near.top - row.bottom > 2.0 * row.height:
            break
        if below in skip:
            continue
        for number in numbers[below]:
            shared = min(x1, number.x1) - max(x0, number.x0)
            if shared > 0 and number.decimals == CENTS and not number.percent:
                return [labelled(label, number, near, 0.6)]
    return []


def _nameless(
    rows: Sequence[Row],
    numbers: Sequence[Sequence[Figure]],
    skip: Collection[int],
    found: Sequence[Labelled],
) -> Iterator[Labelled]:
    """Amounts among the sums that no known label names: a tax of a province or a town, a charge."""
    sums = {id(amount.row) for amount in found if amount.role in SUMMING}
    named = [index for index, row in enumerate(rows) if id(row) in sums]
    if not named:
        return
    taken = {id(word) for amount in found for word in amount.words}
    bases = {(id(amount.row), amount.base) for amount in found if amount.base is not None}
    for index in range(max(min(named) - 1, 0), min(max(named) + 2, len(rows))):
        for number in numbers[index] if index not in skip else ():
            row = rows[index]
            free = not taken & set(map(id, number.words)) and (id(row), number.value) not in bases
            if number.decimals == CENTS and not number.percent and free:
                words = [w.text for w in row.words if w.x1 <= number.x0]
                yield Labelled(Role.UNNAMED, number.value, row, number.words, " ".join(words[-4:]), 0.5)
