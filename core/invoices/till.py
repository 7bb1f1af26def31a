"""What a till's slip says was paid: a total that its own label has lost."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from core.invoices.labels import Role
from core.invoices.money import Labelled

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
CARDS = (
    "visa",
    "mastercard",
    "master",
    "creditcard",
    "debitcard",
    "card",
    "amex",
    "paid",
    "amountpaid",
    "totalpaid",
    "payment",
    "totalpayment",
)
CHANGE = (
    "change",
    "changedue",
    "cashchange",
    "baki",
    "changerm",
    "vuelto",
    "rendu",
    "ruckgeld",
    "totalchange",
)


def paid_in_cash(amounts: Sequence[Labelled]) -> Decimal | None:
    """Cash less change: what was truly paid."""
    cash = [a.value for a in amounts if a.role is Role.NOT_TOTAL and a.phrase in CASH]
    change = [a.value for a in amounts if a.role is Role.NOT_TOTAL and a.phrase in CHANGE]
    return cash[-1] - abs(change[-1]) if cash and change else None


def totals_from_till(
    amounts: Sequence[Labelled], paid: Decimal | None, repeats: Counter[Decimal]
) -> list[Labelled]:
    """A total that its own label has lost: printed elsewhere, and what was paid."""
    printed = [a for a in amounts if a.role in (Role.SUBTOTAL, Role.NET, Role.NOT_TOTAL)]
    if paid is not None and paid > 0 and repeats[paid]:
        near = next((a for a in reversed(printed) if a.value == paid), None) or (
            printed[-1] if printed else None
        )
        return [replace(near, value=paid, score=1.4)] if near is not None else []
    tendered = [a for a in printed if a.phrase in (*CASH, *CARDS)]
    return [replace(tendered[-1], score=0.5)] if tendered else []
