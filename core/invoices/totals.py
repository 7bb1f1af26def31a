"""Net, taxes and total: labelled amounts are candidates, and net + taxes = total chooses among them."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from core.invoices.adjustments import adjustment, changes_of, nets_after
from core.invoices.found import Found
from core.invoices.labels import Role
from core.invoices.model import Line, TaxAmount, sum_of_lines
from core.invoices.money import CENT, ROUNDING, Labelled
from core.invoices.numbers import Figure
from core.invoices.tax_rows import base_of, distinct, tax_rows
from core.invoices.till import paid_in_cash, totals_from_till

MOST = 12
"""Candidates of a kind that are tried against the others."""
MOST_NAMELESS = 5
"""Amounts without a known name that may be taxes: with more, some sum of them fits by chance."""

WEIGHTS: dict[Role, float] = {
    Role.TOTAL: 1.0,
    Role.ROUNDED_TOTAL: 1.3,
    Role.PAYABLE: 0.55,
    Role.NET: 1.0,
    Role.SUBTOTAL: 0.6,
    Role.TAX_TOTAL: 1.0,
    Role.TAX: 0.7,
}
EITHER = ("nettotal", "netttotal", "nettotalmyr", "netamount", "nett", "net", "neto", "netto")
"""Before tax on an invoice, after it on a till's receipt: arithmetic decides."""
EITHER_WEIGHT = 0.75
MADE = 0.8
"""Weight of an amount that has no name of a sum, but is one."""


@dataclass(frozen=True)
class Totals:
    net: Labelled | None
    tax: Labelled | None
    total: Labelled | None
    taxes: tuple[TaxAmount, ...]
    confirmed: bool
    """Whether net + taxes = total holds among printed figures."""
    adjustment: Found[Decimal] | None = None
    """Charges less discounts on the whole document, which make the lines' sum into the net or the total."""

    @property
    def sum_to_pay(self) -> Found[Decimal] | None:
        """The total as it is printed, with its place."""
        return None if self.total is None else Found(self.total.value, 1.0, self.total.row, self.total.words)


def find_totals(
    amounts: Sequence[Labelled],
    lines: Sequence[Line],
    everywhere: Iterable[Figure],
    *,
    untaxed: bool = False,
) -> Totals:
    """The net, tax and total that agree best with each other, with the lines and with the cash paid.

    `untaxed`: the issuer charges no VAT, as the letter C says, so that what is not printed is zero.
    """
    line_sum = sum_of_lines(lines)
    changes = changes_of(amounts)
    repeats = Counter(number.value for number in everywhere if not number.percent)
    paid = paid_in_cash(amounts)
    totals = _best_of(amounts, (Role.TOTAL, Role.ROUNDED_TOTAL, Role.PAYABLE), repeats, paid)
    totals += [
        t for t in totals_from_till(amounts, paid, repeats) if all(t.value != other.value for other in totals)
    ]
    nets = _net_candidates(amounts, repeats)
    nets += nets_after(nets, changes)
    nets += _made_by_lines(amounts, line_sum, {net.value for net in nets})
    taxes = _tax_candidates(amounts)
    totals = totals or _made_by_sums(amounts, nets, taxes)
    if not totals:
        net, tax = next(iter(nets), None), next(iter(taxes), None)
        between = adjustment(line_sum, len(lines), (net,), changes)
        return Totals(net, tax, None, tax_rows(amounts, tax), confirmed=False, adjustment=between)
    pool = Pool(amounts)
    tried = [
        (net, tax, total)
        for total in totals
        for net in (None, *nets)
        for tax in (None, *taxes, *pool.between(net, total))
    ]
    net, tax, total = max(tried, key=lambda it: it[2].score + _agreement(it[0], it[1], it[2], line_sum)[0])
    agreed = _agreement(net, tax, total, line_sum)[1]
    contained = distinct(amounts, Role.CONTAINED_TAX)
    held = _summed(contained, 0.9) if contained else None
    if held is not None and abs(held.value) < abs(total.value) and not agreed:
        net, tax = replace(total, value=total.value - held.value, score=0.9), held
    elif untaxed and tax is None:
        net, tax = replace(total, score=0.8), replace(total, value=Decimal("0.00"), score=0.8)
    between = adjustment(line_sum, len(lines), (net, total), changes)
    return Totals(net, tax, total, tax_rows(amounts, tax), agreed, between)


class Pool:
    """What taxes are made of, and all their sums: which of them lie between a net and a total.

    Sums of those with names and of those without are kept apart: all together would be too many.
    """

    def __init__(self, amounts: Sequence[Labelled]) -> None:
        named = distinct(amounts, Role.TAX, Role.OTHER_TAX, Role.OTHER_TAX_TOTAL)
        nameless = distinct(amounts, Role.UNNAMED)
        # A negative amount among positive ones is a discount.
        negative = sum(a.value < 0 for a in amounts) * 2 > len(amounts)
        named, nameless = (
            [a for a in kind if a.value and (a.value < 0) == negative] for kind in (named, nameless)
        )
        self._named = _sums(named[:MOST])
        self._nameless = _sums(nameless[:MOST_NAMELESS])

    def between(self, net: Labelled | None, total: Labelled) -> list[Labelled]:
        """The taxes that make `net` into `total` to the cent, those with known names before others."""
        if net is None:
            return []
        gap = total.value - net.value
        found = [
            (0.1 * len(known) + len(others), (*known, *others))
            for value, others in self._nameless.items()
            for step in (Decimal(0), CENT, -CENT)
            if (known := self._named.get(gap + step - value)) is not None and (known or others)
        ]
        cost, parts = min(found, key=lambda it: it[0], default=(0.0, ()))
        return [_summed(parts, max(0.9 - 0.3 * cost, 0.1))] if parts else []


def _sums(rows: Sequence[Labelled]) -> dict[Decimal, tuple[Labelled, ...]]:
    """Every sum of some of the rows, with the fewest that make it."""
    sums: dict[Decimal, tuple[Labelled, ...]] = {Decimal(0): ()}
    for row in rows:
        for value, parts in list(sums.items()):
            known = sums.get(value + row.value)
            if known is None or len(parts) + 1 < len(known):
                sums[value + row.value] = (*parts, row)
    return sums


def _net_candidates(amounts: Sequence[Labelled], repeats: Counter[Decimal]) -> list[Labelled]:
    """Each sum before tax; several together where each rate has its own; each with what is exempt."""
    nets = _best_of(amounts, (Role.NET, Role.SUBTOTAL), repeats, None)
    bases = distinct(amounts, Role.NET)
    if len({base.value for base in bases}) > 1:
        nets.append(_summed(bases, 0.7))
    by_rate = {
        a.rate: replace(a, value=a.base) for a in distinct(amounts, Role.TAX) if a.base and base_of(a, a.rate)
    }
    if by_rate:
        nets.append(_summed(list(by_rate.values()), 0.5))
    return nets + _with_exempt(amounts, nets)


def _made_by_lines(
    amounts: Sequence[Labelled], line_sum: Decimal | None, known: Collection[Decimal]
) -> list[Labelled]:
    """A sum under an unknown name, or one like a total's, that is what the lines add up to."""
    said = (a for a in amounts if a.role in (Role.UNNAMED, Role.TOTAL) and a.value == line_sum)
    return [] if line_sum in known else [replace(a, score=MADE) for a in said][:1]


def _made_by_sums(
    amounts: Sequence[Labelled], nets: Sequence[Labelled], taxes: Sequence[Labelled]
) -> list[Labelled]:
    """A total under an unknown name: the amount that a net and a tax make."""
    sums = {net.value + tax.value for net in nets for tax in taxes if tax.value}
    return [replace(a, score=MADE) for a in amounts if a.role is Role.UNNAMED and a.value in sums][:1]


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


def _with_exempt(amounts: Sequence[Labelled], nets: Sequence[Labelled]) -> list[Labelled]:
    """Each net plus what is exempt or untaxed, as Argentine invoices list them apart."""
    parts = list({a.value: a for a in distinct(amounts, Role.EXEMPT) if a.value}.values())
    ways = [[part] for part in parts[:3]] + ([parts] if len(parts) > 1 else [])
    return [_summed((net, *way), net.score) for net in nets for way in ways]


def _tax_candidates(amounts: Sequence[Labelled]) -> list[Labelled]:
    """Possible sums of all taxes: a printed one, single rows, rows together, each with the other taxes."""
    printed = distinct(amounts, Role.TAX_TOTAL)
    rows = distinct(amounts, Role.TAX)
    others = [a for a in distinct(amounts, Role.OTHER_TAX) if a.value]
    candidates = [_scored(a, a.score) for a in printed] + [_scored(a, 0.7 * a.score) for a in rows]
    if len(rows) > 1:
        candidates.append(_summed(rows, 0.8))
    extras = [tuple(others), *((a,) for a in distinct(amounts, Role.OTHER_TAX_TOTAL))]
    by_value = {sum((a.value for a in extra), Decimal(0)): extra for extra in extras}
    with_others = [
        _summed((c, *extra), c.score + 0.3) for value, extra in by_value.items() if value for c in candidates
    ]
    alone = [_summed(others, 0.5)] if others else []
    return (with_others + candidates + alone)[: 3 * MOST]


def _summed(rows: Sequence[Labelled], score: float) -> Labelled:
    first = rows[0]
    words = tuple(word for row in rows if row.row.page is first.row.page for word in row.words)
    value = sum((row.value for row in rows), Decimal(0))
    parts = tuple(part for row in rows for part in row.parts or (row,))
    return Labelled(first.role, value, first.row, words, first.phrase, score, parts=parts)


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
