"""Judges a reading as it stands now: its sums, whether it is here already, what its goods cost before."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from core.invoices.checks import check
from core.invoices.duplicates import duplicate_warnings
from core.invoices.lookup import InvoiceLookup
from core.invoices.model import NEED_A_REASON, Origin, Reading, ReadingWarning, WarningCode

_SEEN_ON_PAPER = frozenset({WarningCode.QR_MISMATCH, WarningCode.XML_VS_PRINT})
"""What only the reader could see; it stands until a person writes the field anew."""


class CostJumps(Protocol):
    """Finds the lines of a reading, as plain data, whose unit cost is far from the last approved one.

    Gives the index of each line and its figures: `before`, `now` and `change`, in percent.
    """

    def __call__(self, reading: Mapping[str, Any]) -> Iterable[tuple[int, dict[str, str]]]: ...


class Judge:
    """All that is doubtful about a reading, from the database as from the page."""

    def __init__(self, lookup: InvoiceLookup, cost_jumps: CostJumps) -> None:
        self._lookup = lookup
        self._cost_jumps = cost_jumps

    def judge(self, reading: Reading, invoice_id: str, uploaded_at: datetime) -> Reading:
        """`reading` with every warning as it is due now."""
        warnings = (
            *(it for it in reading.warnings if _stays(it, reading)),
            *check(reading),
            *duplicate_warnings(reading, self._lookup.like(reading, invoice_id, uploaded_at)),
            *self._jumps(reading),
        )
        return reading.model_copy(update={"warnings": warnings})

    def _jumps(self, reading: Reading) -> Iterable[ReadingWarning]:
        for index, figures in self._cost_jumps(reading.model_dump(mode="json")):
            yield ReadingWarning(
                code=WarningCode.COST_JUMP, field=f"lines.{index}.unit_price", detail=dict(figures)
            )


def same_file(invoice_id: str, filename: str) -> ReadingWarning:
    """The warning on an invoice whose very bytes were entered before."""
    detail = {"invoice_id": invoice_id, "filename": filename}
    return ReadingWarning(code=WarningCode.DUPLICATE, detail=detail)


def unexplained(reading: Reading) -> tuple[str, ...]:
    """Codes of the warnings that a person must give a reason for before it is approved, each once."""
    codes = (it.code.value for it in reading.warnings if it.code in NEED_A_REASON)
    return tuple(dict.fromkeys(codes))


def _stays(warning: ReadingWarning, reading: Reading) -> bool:
    """Whether a warning of before still holds, of those that nothing here can give again."""
    if warning.code in _SEEN_ON_PAPER:
        return warning.field is None or reading.origins.get(warning.field) is not Origin.PERSON
    if warning.code is WarningCode.LOW_CONFIDENCE:
        # A figure of a line that could not be: it was dropped while reading.
        return _is_empty_cell(warning.field or "", reading)
    return warning.code is WarningCode.DUPLICATE and warning.field is None


def _is_empty_cell(path: str, reading: Reading) -> bool:
    table, *rest = path.split(".")
    if len(rest) != 2:  # noqa: PLR2004 - a row and a column
        return False
    rows, index = getattr(reading, table, ()), int(rest[0])
    return index < len(rows) and getattr(rows[index], rest[1], "") is None
