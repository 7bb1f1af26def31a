"""What a person changed in a reading, field by field, and the record of who did what to an invoice."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from core.invoices.model import Reading
from core.resilience.journal import HeldWrite

HEADER = (
    "kind",
    "letter",
    "number",
    "issue_date",
    "due_date",
    "currency",
    "supplier_name",
    "supplier_tax_id",
    "receiver_name",
    "receiver_tax_id",
    "net",
    "tax",
    "total",
    "adjustment",
)
"""Fields that stand for themselves; lines and taxes are compared row by row."""
_ROWS = ("lines", "taxes")
_NOT_COMPARED = {"place"}
"""Where a line stands is no part of what it says."""

Changes = dict[str, dict[str, str | None]]
"""By field, such as `total` or `lines.2.unit_price`, its value before and after as text; None for none."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing somebody did to an invoice."""

    at: datetime
    actor: str
    action: str
    """A stable name such as `invoice.approve`."""
    reason: str | None
    changes: Changes
    overridden: tuple[str, ...] = ()
    """Codes of the warnings in spite of which it was done."""
    held: bool = False
    """Whether it waits for the database."""


def changed_fields(before: Reading, after: Reading) -> Changes:
    """The fields that differ. A line that was added or taken out is named by its number there."""
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    changes = {name: _change(old[name], new[name]) for name in HEADER if old[name] != new[name]}
    for name in _ROWS:
        changes |= dict(_changed_rows(name, old[name], new[name]))
    return changes


def same_values(before: Reading, after: Reading) -> bool:
    """Whether nothing that a person may change differs."""
    return not changed_fields(before, after)


def deed_of(row: Mapping[str, Any]) -> Deed:
    """A row of the audit trail."""
    return _deed(row["at"], row["actor"], row["action"], row["detail"], held=False)


def held_deed(write: HeldWrite, action: str) -> Deed:
    """What waits in the journal, as it will stand in the trail."""
    at = datetime.fromisoformat(write.payload["at"])
    return _deed(at, write.actor, action, write.payload, held=True)


def _deed(at: datetime, actor: str, action: str, detail: Mapping[str, Any], *, held: bool) -> Deed:
    return Deed(
        at=at,
        actor=actor,
        action=action,
        reason=detail.get("reason"),
        changes=dict(detail.get("changes") or {}),
        overridden=tuple(detail.get("overridden") or ()),
        held=held,
    )


def _changed_rows(
    name: str, old: list[dict[str, Any]], new: list[dict[str, Any]]
) -> Iterator[tuple[str, dict[str, str | None]]]:
    """Rows are paired so that one taken out at the top does not make every row below it a change."""
    matcher = SequenceMatcher(None, [_key(row) for row in old], [_key(row) for row in new], autojunk=False)
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        if tag == "equal":
            continue
        both = min(last - first, new_last - new_first)
        for index in range(both):
            yield from _changed_columns(
                f"{name}.{new_first + index}", old[first + index], new[new_first + index]
            )
        for index in range(first + both, last):
            yield f"{name}.{index}.-", _change(_summary(old[index]), None)
        for index in range(new_first + both, new_last):
            yield f"{name}.{index}.+", _change(None, _summary(new[index]))


def _changed_columns(
    at: str, old: dict[str, Any], new: dict[str, Any]
) -> Iterator[tuple[str, dict[str, str | None]]]:
    for column in sorted((old.keys() | new.keys()) - _NOT_COMPARED):
        if old.get(column) != new.get(column):
            yield f"{at}.{column}", _change(old.get(column), new.get(column))


def _key(row: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, str(value)) for name, value in row.items() if name not in _NOT_COMPARED))


def _summary(row: dict[str, Any]) -> str:
    named = ("quantity", "description", "amount") if "description" in row else ("kind", "rate", "amount")
    return " · ".join(str(row[name]) for name in named if row.get(name) not in (None, ""))


def _change(before: object, after: object) -> dict[str, str | None]:
    return {"before": _text(before), "after": _text(after)}


def _text(value: object) -> str | None:
    return None if value is None else str(value)
