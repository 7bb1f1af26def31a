"""Net, taxes and total: labelled amounts are candidates, and net + taxes = total chooses among them."""

import itertools
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from core.invoices.labels import Label, Role, labels
from core.invoices.layout import Row, letters
from core.invoices.model import TaxAmount
from core.invoices.numbers import Figure, figures
from core.invoices.pages import Word

CENT = Decimal("0.01")
ROUNDING = Decimal("0.05")
"""Largest cash rounding between a sum and the total paid."""
MOST = 12
"""Candidates of a kind that are tried against the others."""
HIGHEST_RATE = Decimal(60)
HUNDRED = Decimal(100)
LEVEL = 0.8
"""Letter heights by which the middles of a label and its amount may differ on a page that is not flat."""
CENTS = 2
"""Decimals of an amount of money, at least."""
SHORTEST_WHOLE, LONGEST_WHOLE = 3, 9
"""Characters of a whole number that may be an amount: shorter is a count, longer a code."""

WEIGHTS: dict[Role, float] = {
    Role.TOTAL: 1.0,
    Role.ROUNDED_TOTAL: 1.3,
    Role.PAYABLE: 0.55,
    Role.NET: 1.0,
    Role.SUBTOTAL: 0.6,
    Role.TAX_TOTAL: 1.0,
    Role.TAX: 0.7,
}
AMOUNT_ROLES = frozenset(
    {
        *WEIGHTS, Role.EXEMPT, Role.OTHER_TAX, Role.OTHER_TAX_TOTAL, Role.CONTAINED_TAX, Role.ADJUSTMENT, Role.NOT_TOTAL,
    }
)  # fmt: skip
EITHER = ("nettotal", "netttotal", "nettotalmyr", "netamount", "nett", "net", "neto", "netto")
"""Before tax on an invoice, after it on a till's receipt: arithmetic decides."""
EITHER_WEIGHT = 0.75
CASH = (
    "cash",
    "cashtendered",
    "tendered",
    "tender",
    "tunai",
    "cashrm",
    "cashreceived",
    "amounttendered",
    "received",
    "efectivo",
    "supago",
)
CARDS = ("visa", "mastercard", "master", "creditcard", "debitcard", "card", "amex", "paid", "amountpaid", "totalpaid", "payment", "totalpayment")
CHANGE = ("change", "changedue", "cashchange", "baki", "changerm", "vuelto", "rendu", "ruckgeld", "totalchange")


@dataclass(frozen=True)
class Labelled:
    """An amount and what the page calls it."""

    role: Role
    value: Decimal
    row: Row
    words: tuple[Word, ...]
    phrase: str
    score: float
    rate: Decimal | None = None
    base: Decimal | None = None


@dataclass(frozen=True)
class Totals:
    net: Labelled | None
    tax: Labelled | None
    total: Labelled | None
    taxes: tuple[TaxAmount, ...]
    confirmed: bool
    """Whether net + taxes = total holds among printed figures."""


def labelled_amounts(rows: Sequence[Row], skip: Collection[int], mark: str) -> list[Labelled]:
    """Every amount with a label to its left or above it, table rows (`skip`) left out."""
    found: list[Labelled] = []
    numbers = [_money_of(figures(row, mark)) for row in rows]
    for index, row in enumerate(rows):
        if index in skip:
            continue
        named = labels(row)
        grid = _grid(rows, numbers, index, named, skip)
        found += grid
        for position, label in enumerate([] if grid else named):
            if label.role not in AMOUNT_ROLES or (label.role is Role.TAX and _within(row, label)):
                continue
            stop = named[position + 1].start if position + 1 < len(named) else len(row.words)
            found += (
                _beside(row, label, stop, numbers[index])
                or _level(rows, numbers, index, label)
                or _under(rows, numbers, index, label, skip)
            )
    return found


def _money_of(numbers: list[Figure]) -> list[Figure]:
    """A row's figures, whole ones last resort: beside an amount with cents, 5329 is a law's number."""
    cents = any(number.decimals >= CENTS and not number.percent for number in numbers)
    return [n for n in numbers if n.decimals or n.percent or n.currency or n.value <= HIGHEST_RATE or not cents]


def _grid(
    rows: Sequence[Row],
    numbers: Sequence[Sequence[Figure]],
    index: int,
    named: Sequence[Label],
    skip: Collection[int],
) -> list[Labelled]:
    """Totals in a row of boxes: names above, an amount under each."""
    row = rows[index]
    names = [label for label in named if label.role in AMOUNT_ROLES]
    if len(names) < 2 or index + 1 >= len(rows) or index + 1 in skip:  # noqa: PLR2004 - one is no row of boxes
        return []
    below = rows[index + 1]
    money = [n for n in numbers[index + 1] if n.decimals >= CENTS and not n.percent]
    worded = sum(letters(word.text).isalpha() and len(word.text) > 3 for word in below.words)  # noqa: PLR2004
    far = below.page is not row.page or below.top - row.bottom > 2.5 * row.height
    if far or worded > len(money) or any(n.decimals >= CENTS and not n.percent for n in numbers[index]):
        return []
    if len(money) != len(names):
        names = [label for label in names if _opens(row, label)]
    if not names or len(money) < len(names):
        return []
    found = []
    for at, label in enumerate(names):
        span = row.words[label.start].x0, row.words[label.end - 1].x1
        beneath = money[at] if len(money) == len(names) else min(money, key=lambda n: _apart(span, (n.x0, n.x1)))
        reach = row.words[names[at + 1].start].x0 if at + 1 < len(names) else row.page.width
        rate = next((n.value for n in numbers[index] if n.percent and span[0] < n.x0 < reach), None)
        found.append(_labelled(label, beneath, below, 0.95, rate))
    return found


def _opens(row: Row, label: Label) -> bool:
    return any(cell.words[0] is row.words[label.start] for cell in row.cells)


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    """How far two spans are out of line: by their left ends, right ends or middles, whichever agree best."""
    return min(
        abs(one[0] - other[0]), abs(one[1] - other[1]), abs(one[0] + one[1] - other[0] - other[1]) / 2
    )


def _within(row: Row, label: Label) -> bool:
    """Whether the label stands inside a phrase, as `19 % UST` does in `Discount 10,00 19 % UST -1,00`."""
    before = row.words[: label.start]
    cell = next(cell for cell in row.cells if row.words[label.start] in cell.words)
    opening = cell.words[: cell.words.index(row.words[label.start])]
    return bool(opening) and any(letters(word.text).isalpha() for word in before)


def _beside(row: Row, label: Label, stop: int, numbers: Sequence[Figure]) -> list[Labelled]:
    """The amount right of the label and before the next one: the last that looks like money."""
    segment = set(map(id, row.words[label.end : stop]))
    after = [n for n in numbers if id(n.words[-1]) in segment]
    money = [n for n in after if not n.percent and _like_money(n)]
    if not money:
        return []
    chosen = money[-1]
    base = next((n.value for n in money if n is not chosen), None)
    rates = [n for n in numbers if n is not chosen and 0 <= n.value <= HIGHEST_RATE and not n.currency]
    proven = [n for n in rates if base is not None and abs(base * n.value / HUNDRED - chosen.value) <= ROUNDING]
    stated = [n for n in rates if n.percent]
    rate = next((n.value for n in proven or stated), None)
    return [_labelled(label, chosen, row, 1.0, rate, base)]


def _labelled(
    label: Label,
    number: Figure,
    row: Row,
    weight: float,
    rate: Decimal | None = None,
    base: Decimal | None = None,
) -> Labelled:
    return Labelled(
        label.role, number.value, row, number.words, label.phrase, label.score * weight, rate, base
    )


def _like_money(number: Figure) -> bool:
    whole = number.decimals == 0 and 3 <= len(number.words[-1].text) <= LONGEST_WHOLE  # noqa: PLR2004
    return number.decimals >= CENTS or number.currency or whole


def _level(
    rows: Sequence[Row], numbers: Sequence[Sequence[Figure]], index: int, label: Label
) -> list[Labelled]:
    """The amount right of a label that ends its row, when a curled page has put it into the row above or below."""
    row = rows[index]
    last = row.words[-1]
    if label.end < len(row.words) and letters(last.text):
        return []
    for near in (rows[at] for at in (index - 1, index + 1) if 0 <= at < len(rows)):
        at = rows.index(near)
        right = [n for n in numbers[at] if n.x0 > last.x1 and n.decimals >= CENTS and not n.percent]
        if right and near.page is row.page:
            level = abs(right[0].words[0].middle - last.middle) < LEVEL * row.height
            owned = any(known.role in AMOUNT_ROLES for known in labels(near) if near.words[known.start].x0 < right[0].x0)
            if level and not owned:
                return [_labelled(label, right[0], near, 0.9)]
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
            if shared > 0 and number.decimals == 2 and not number.percent:  # noqa: PLR2004 - cents
                return [_labelled(label, number, near, 0.6)]
    return []


def find_totals(
    amounts: Sequence[Labelled], line_sum: Decimal | None, everywhere: Iterable[Figure], *, untaxed: bool = False
) -> Totals:
    """The net, tax and total that agree best with each other, with the lines and with the cash paid.

    `untaxed`: the issuer charges no VAT, as the letter C says, so that what is not printed is zero.
    """
    repeats = Counter(number.value for number in everywhere if not number.percent)
    paid = _paid(amounts)
    totals = _best_of(amounts, (Role.TOTAL, Role.ROUNDED_TOTAL, Role.PAYABLE), repeats, paid)
    totals += [t for t in _from_till(amounts, paid, repeats) if all(t.value != other.value for other in totals)]
    nets = _best_of(amounts, (Role.NET, Role.SUBTOTAL), repeats, None)
    nets += _with_exempt(amounts, nets)
    taxes = _tax_candidates(amounts)
    if not totals:
        net, tax = next(iter(nets), None), next(iter(taxes), None)
        return Totals(net, tax, None, _rows_of_tax(amounts, tax), confirmed=False)
    combined = itertools.product([None, *nets], [None, *taxes], totals)
    net, tax, total = max(combined, key=lambda three: three[2].score + _agreement(*three, line_sum)[0])
    agreed = _agreement(net, tax, total, line_sum)[1]
    contained = next((a for a in amounts if a.role is Role.CONTAINED_TAX), None)
    if contained is not None and abs(contained.value) < abs(total.value) and not agreed:
        net, tax = replace(total, value=total.value - contained.value, score=0.9), contained
    elif untaxed and tax is None:
        net, tax = replace(total, score=0.8), replace(total, value=Decimal("0.00"), score=0.8)
    return Totals(net, tax, total, _rows_of_tax(amounts, tax), agreed)


def _best_of(
    amounts: Sequence[Labelled], roles: Sequence[Role], repeats: Counter[Decimal], paid: Decimal | None
) -> list[Labelled]:
    """Candidates of `roles`, one a value, with their evidence summed into their score."""
    by_value: dict[Decimal, Labelled] = {}
    for order, amount in enumerate(amounts):
        final = Role.TOTAL in roles and amount.phrase in EITHER
        if amount.role not in roles and not final:
            continue
        score = (EITHER_WEIGHT if final else WEIGHTS[amount.role]) * amount.score + 0.01 * order / max(
            len(amounts), 1
        )
        score += 0.1 * min(repeats[amount.value] - 1, 3)
        if paid is not None and abs(amount.value - paid) < CENT / 2 and amount.value:
            score += 0.8
        known = by_value.get(amount.value)
        if known is None or score > known.score:
            by_value[amount.value] = _scored(amount, score)
    return sorted(by_value.values(), key=lambda found: -found.score)[:MOST]


def _scored(amount: Labelled, score: float) -> Labelled:
    return replace(amount, score=score)


def _paid(amounts: Sequence[Labelled]) -> Decimal | None:
    """Cash less change: what was truly paid."""
    cash = [a.value for a in amounts if a.role is Role.NOT_TOTAL and a.phrase in CASH]
    change = [a.value for a in amounts if a.role is Role.NOT_TOTAL and a.phrase in CHANGE]
    return cash[-1] - abs(change[-1]) if cash and change else None


def _from_till(
    amounts: Sequence[Labelled], paid: Decimal | None, repeats: Counter[Decimal]
) -> list[Labelled]:
    """A total that its own label has lost: printed elsewhere, and what was paid."""
    printed = [a for a in amounts if a.role in (Role.SUBTOTAL, Role.NET, Role.NOT_TOTAL)]
    if paid is not None and paid > 0 and repeats[paid]:
        near = next((a for a in reversed(printed) if a.value == paid), None) or (printed[-1] if printed else None)
        return [_scored(replace(near, value=paid), 1.4)] if near is not None else []
    tendered = [a for a in printed if a.phrase in (*CASH, *CARDS)]
    return [_scored(tendered[-1], 0.5)] if tendered else []


def _with_exempt(amounts: Sequence[Labelled], nets: Sequence[Labelled]) -> list[Labelled]:
    """Each net plus what is exempt or untaxed, as Argentine invoices list them apart."""
    extra = sum((a.value for a in _distinct(amounts, Role.EXEMPT)), Decimal(0))
    if not extra:
        return []
    return [
        replace(n, value=n.value + extra) for n in nets
    ]


def _distinct(amounts: Sequence[Labelled], *roles: Role) -> list[Labelled]:
    """Amounts of `roles`, the same label and value once: summaries repeat them."""
    found: dict[tuple[str, Decimal | None, Decimal], Labelled] = {}
    for amount in amounts:
        if amount.role in roles:
            found.setdefault((amount.phrase, amount.rate, amount.value), amount)
    return list(found.values())


def _tax_candidates(amounts: Sequence[Labelled]) -> list[Labelled]:
    """Possible sums of all taxes: a printed one, single rows, rows together, each with the other taxes."""
    printed = _distinct(amounts, Role.TAX_TOTAL)
    rows = _distinct(amounts, Role.TAX)
    others = [a for a in _distinct(amounts, Role.OTHER_TAX) if a.value]
    candidates = [_scored(a, a.score) for a in printed] + [_scored(a, 0.7 * a.score) for a in rows]
    if len(rows) > 1:
        candidates.append(_summed(rows, 0.8))
    sums = {sum((a.value for a in others), Decimal(0))}
    sums |= {a.value for a in _distinct(amounts, Role.OTHER_TAX_TOTAL)}
    with_others = [
        replace(c, value=c.value + extra, score=c.score + 0.3) for extra in sums - {Decimal(0)} for c in candidates
    ]
    alone = [_summed(others, 0.5)] if others else []
    return (with_others + candidates + alone)[: 3 * MOST]


def _summed(rows: Sequence[Labelled], score: float) -> Labelled:
    first = rows[0]
    words = tuple(word for row in rows if row.row.page is first.row.page for word in row.words)
    return Labelled(
        first.role, sum((row.value for row in rows), Decimal(0)), first.row, words, first.phrase, score
    )


def _agreement(
    net: Labelled | None, tax: Labelled | None, total: Labelled, line_sum: Decimal | None
) -> tuple[float, bool]:
    """How well the three fit, and whether net + tax = total holds among printed figures."""
    score = 0.0
    if net is not None and tax is not None:
        gap = abs(net.value + tax.value - total.value)
        if gap > ROUNDING:
            return -1.0, False
        score += 0.6 * net.score + 0.5 * tax.score + (1.5 if gap <= CENT else 1.2)
    elif net is not None:
        same = abs(net.value - total.value) <= ROUNDING
        score += 0.3 * net.score if same else -0.4
    elif tax is not None:
        score += 0.1 * tax.score if abs(tax.value) < abs(total.value) or not tax.value else -0.5
    if line_sum is not None:
        target = net.value if net is not None else total.value
        score += 0.5 if abs(line_sum - target) <= CENT else 0.0
    return score, net is not None and tax is not None


def _rows_of_tax(amounts: Sequence[Labelled], tax: Labelled | None) -> tuple[TaxAmount, ...]:
    """The tax summary: rows with a rate, or one for the whole, and the other taxes by their names."""
    found: dict[tuple[Decimal | None, Decimal], TaxAmount] = {}
    for amount in amounts:
        if amount.role in (Role.TAX, Role.TAX_TOTAL) and amount.rate is not None and (amount.value or amount.base):
            rate = amount.rate if 0 <= amount.rate <= HIGHEST_RATE else None
            found[rate, amount.value] = TaxAmount(rate=rate, base=_base(amount, rate), amount=amount.value)
    rows = list(found.values())
    if not rows and tax is not None and tax.role in (Role.TAX, Role.TAX_TOTAL):
        rows = [TaxAmount(rate=tax.rate, amount=tax.value)]
    others = [
        TaxAmount(kind=a.phrase, rate=a.rate, amount=a.value)
        for a in _distinct(amounts, Role.OTHER_TAX)
        if a.value
    ]
    return (*rows, *others)


def _base(amount: Labelled, rate: Decimal | None) -> Decimal | None:
    """The base beside the amount, when the rate makes the one into the other."""
    if amount.base is None or rate is None:
        return None
    return amount.base if abs(amount.base * rate / HUNDRED - amount.value) <= ROUNDING else None
