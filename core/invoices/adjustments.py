"""Discounts and charges on the whole document, which stand between the sum of its lines and its net."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from core.invoices.found import Found
from core.invoices.labels import Role
from core.invoices.money import CENT, Labelled

MOST = 5
"""Discounts and charges that are tried together: with more, some sum of them fits by chance."""
MOST_NETS = 4
AFTER = 0.8
"""Less weight for a net that is not printed."""
HALF_CENT = CENT / 2


def changes_of(amounts: Sequence[Labelled]) -> list[Labelled]:
    """What takes from the lines' sum, negative, or adds to it: by name, or by a minus that others lack."""
    lessens = sum(amount.value < 0 for amount in amounts) * 2 <= len(amounts)
    sign = 1 if lessens else -1
    found: dict[tuple[str, Decimal], Labelled] = {}
    for amount in amounts:
        size = abs(amount.value)
        if amount.role is Role.UNNAMED and (amount.value < 0) == lessens:
            found.setdefault((amount.phrase, size), amount)
        elif amount.role is Role.REDUCTION:
            found[amount.phrase, size] = replace(amount, value=-sign * size)
        elif amount.role is Role.CHARGE:
            found[amount.phrase, size] = replace(amount, value=sign * size)
    return [change for change in found.values() if change.value][:MOST]


def nets_after(nets: Sequence[Labelled], changes: Sequence[Labelled]) -> list[Labelled]:
    """Nets less a discount or with a charge, or all of them, for a page that does not print the result."""
    sums = {it.value for it in changes} | {sum((it.value for it in changes), Decimal(0))} - {Decimal(0)}
    printed = {net.value for net in nets}
    return [
        replace(net, value=net.value + change, score=AFTER * net.score)
        for net in nets[:MOST_NETS]
        for change in sorted(sums)
        if net.value + change not in printed
    ]


def adjustment(
    line_sum: Decimal | None,
    lines: int,
    targets: Sequence[Labelled | None],
    changes: Sequence[Labelled],
) -> Found[Decimal] | None:
    """The printed discounts and charges that make the lines' sum into the first of `targets` they fit.

    None where the sum is one of them already, within what `lines` amounts may be rounded by.
    """
    known = [target.value for target in targets if target is not None]
    tolerance = CENT + HALF_CENT * lines
    if line_sum is None or any(abs(line_sum - value) <= tolerance for value in known):
        return None
    for value in known:
        for some in _together(changes):
            if abs(line_sum + sum(it.value for it in some) - value) <= tolerance:
                words = tuple(word for it in some if it.row is some[0].row for word in it.words)
                return Found(value - line_sum, 0.9, some[0].row, words)
    return None


def _together(changes: Sequence[Labelled]) -> Iterator[tuple[Labelled, ...]]:
    """Every choice of them, the smallest first."""
    for count in range(1, len(changes) + 1):
        yield from combinations(changes, count)
