"""The tax summary: which of the rows that name taxes make up the document's tax."""

from collections.abc import Sequence
from decimal import Decimal

from core.invoices.labels import Role
from core.invoices.model import TaxAmount
from core.invoices.money import CENT, HIGHEST_RATE, HUNDRED, ROUNDING, Labelled

VAT = (Role.TAX, Role.TAX_TOTAL)


def tax_rows(amounts: Sequence[Labelled], tax: Labelled | None) -> tuple[TaxAmount, ...]:
    """The rows that add up to the tax: with a rate, or proven by their base, or as they were added up.

    Pages state a tax twice, by rate and in sum. Where nothing adds up all that is printed stays.
    """
    rated = _rated(amounts)
    based = [row for row in rated if row.base is not None]
    others = [_row(a) for a in distinct(amounts, Role.OTHER_TAX) if a.value]
    sums = [_row(a) for a in distinct(amounts, Role.OTHER_TAX_TOTAL) if a.value]
    parts = [_row(a) for a in tax.parts] if tax is not None else []
    ways = ([*rated, *others], [*based, *others], [*rated, *sums], [*based, *sums], parts)
    if tax is not None:
        whole = next((way for way in ways if way and _adds_up(way, tax.value)), None)
        if whole is not None:
            return tuple(whole)
        if not rated and tax.role in VAT:
            rated = [_row(tax)]
    return (*rated, *others)


def _rated(amounts: Sequence[Labelled]) -> list[TaxAmount]:
    found: dict[tuple[Decimal | None, Decimal], TaxAmount] = {}
    for amount in amounts:
        if amount.role in VAT and amount.rate is not None and (amount.value or amount.base):
            rate = amount.rate if 0 <= amount.rate <= HIGHEST_RATE else None
            found[rate, amount.value] = TaxAmount(rate=rate, base=base_of(amount, rate), amount=amount.value)
    return list(found.values())


def _row(amount: Labelled) -> TaxAmount:
    kind = "vat" if amount.role in VAT else amount.phrase
    return TaxAmount(kind=kind, rate=amount.rate, amount=amount.value)


def _adds_up(rows: Sequence[TaxAmount], tax: Decimal) -> bool:
    total = sum((row.amount for row in rows if row.amount is not None), Decimal(0))
    return abs(total - tax) <= CENT


def distinct(amounts: Sequence[Labelled], *roles: Role) -> list[Labelled]:
    """Amounts of `roles`, the same label and value once: summaries repeat them."""
    found: dict[tuple[str, Decimal | None, Decimal], Labelled] = {}
    for amount in amounts:
        if amount.role in roles:
            found.setdefault((amount.phrase, amount.rate, amount.value), amount)
    return list(found.values())


def base_of(amount: Labelled, rate: Decimal | None) -> Decimal | None:
    """The base beside the amount, when the rate makes the one into the other."""
    if amount.base is None or rate is None:
        return None
    return amount.base if abs(amount.base * rate / HUNDRED - amount.value) <= ROUNDING else None
