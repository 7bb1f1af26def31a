"""Which invoice that is here already a new one may be: by supplier, type and number, or amount and date."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, or_, select

from core.invoices.grounding import code_groups, fold
from core.invoices.model import Reading, ReadingWarning, WarningCode
from core.services.schema import invoices

NEAR_DAYS = 3
"""Days between two dates that may be one misread, or one invoice sent twice."""
_MOST_COMPARED = 100


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells one invoice from another, each spelled one way."""

    supplier: str | None
    """Letters and digits of the tax id, else the name; None where neither was read."""
    number: str | None
    kind: str
    letter: str | None
    total: Decimal | None
    currency: str | None
    issue_date: date | None

    def is_same(self, other: "Identity") -> bool:
        """Whether both are of one supplier, type and number. A letter that was not read fits any."""
        same_type = self.kind == other.kind and (
            None in (self.letter, other.letter) or self.letter == other.letter
        )
        return self._has_supplier_of(other) and same_type and self.number == other.number is not None

    def is_near(self, other: "Identity") -> bool:
        """Whether both are of one supplier, of the same amount and of about the same day."""
        if not self._has_supplier_of(other) or self.kind != other.kind or not self.total:
            return False
        same_amount = self.total == other.total and (
            None in (self.currency, other.currency) or self.currency == other.currency
        )
        return same_amount and _are_near(self.issue_date, other.issue_date)

    def _has_supplier_of(self, other: "Identity") -> bool:
        return self.supplier == other.supplier is not None


@dataclass(frozen=True, slots=True)
class Known:
    """An invoice that is here already."""

    invoice_id: str
    filename: str
    identity: Identity


def identity_of(reading: Reading) -> Identity:
    return Identity(
        supplier=supplier_key(reading.supplier_tax_id, reading.supplier_name),
        number=number_key(reading.number),
        kind=reading.kind.value,
        letter=reading.letter,
        total=reading.total,
        currency=reading.currency,
        issue_date=reading.issue_date,
    )


def supplier_key(tax_id: str | None, name: str | None) -> str | None:
    return ("".join(code_groups(fold(tax_id or ""))).lower() or fold(name or ""))[:255] or None


def number_key(number: str | None) -> str | None:
    """A number without its spelling: 0003-00012345 and 00003 00012345 are one."""
    return "-".join(code_groups(number or ""))[:80] or None


def candidates(reading: Reading, invoice_id: str, uploaded_at: datetime) -> Select[Any] | None:
    """The query for what `reading` may be a duplicate of; None where too little of it was read.

    The first of two is no duplicate of the second, unless that one was approved before it.
    """
    one = identity_of(reading)
    alike = [invoices.c.number_key == one.number] if one.number else []
    if one.total:
        alike.append(invoices.c.total == one.total)
    if one.supplier is None or not alike:
        return None
    columns = (
        invoices.c.id,
        invoices.c.filename,
        invoices.c.supplier_key,
        invoices.c.number_key,
        invoices.c.kind,
        invoices.c.letter,
        invoices.c.total,
        invoices.c.currency,
        invoices.c.issue_date,
    )
    return (
        select(*columns)
        .where(
            invoices.c.supplier_key == one.supplier,
            or_(*alike),
            invoices.c.id != invoice_id,
            or_(invoices.c.uploaded_at < uploaded_at, invoices.c.approved_at.is_not(None)),
        )
        .order_by(invoices.c.uploaded_at, invoices.c.id)
        .limit(_MOST_COMPARED)
    )


def known_of(row: Mapping[str, Any]) -> Known:
    """A row of `candidates`."""
    return Known(
        row["id"],
        row["filename"],
        Identity(
            supplier=row["supplier_key"],
            number=row["number_key"],
            kind=row["kind"],
            letter=row["letter"],
            total=row["total"],
            currency=row["currency"],
            issue_date=row["issue_date"],
        ),
    )


def duplicate_warnings(reading: Reading, known: Iterable[Known]) -> tuple[ReadingWarning, ...]:
    """DUPLICATE of the first of `known` that is the same document, else POSSIBLE_DUPLICATE of one near it."""
    one, here = identity_of(reading), list(known)
    for code, field, fits in (
        (WarningCode.DUPLICATE, "number", one.is_same),
        (WarningCode.POSSIBLE_DUPLICATE, "total", one.is_near),
    ):
        first = next((it for it in here if fits(it.identity)), None)
        if first is not None:
            detail = {"invoice_id": first.invoice_id, "filename": first.filename}
            return (ReadingWarning(code=code, field=field, detail=detail),)
    return ()


def _are_near(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and abs((one - other).days) <= NEAR_DAYS
