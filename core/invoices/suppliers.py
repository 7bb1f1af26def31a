"""Known suppliers by the names on their invoices, for the ones on which a tax id or a name cannot be read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import Connection, select, update

from core.invoices.duplicates import supplier_key
from core.invoices.grounding import fold
from core.invoices.model import Origin, Reading, ReadingSource
from core.services.inserts import insert_once
from core.services.schema import supplier_names

ALIKE = 90.0
"""Likeness of two names, 0 to 100, from which they are one supplier's: slips of OCR and `S.A.` for `SA`."""
_LEAD = 4.0
"""How much more alike it must be than the next supplier, or it is a guess."""
_SURE, _LIKELY = 0.9, 0.8
"""Confidence in what is filled in by a name known exactly, and by one that is alike."""
ALL_NAMES = select(supplier_names)


class SupplierHow(StrEnum):
    """By what a supplier was recognised."""

    TAX_ID = "tax_id"
    NAME = "name"
    SIMILAR = "similar"


@dataclass(frozen=True, slots=True)
class SupplierMatch:
    """The known supplier that a reading's is, as it was approved before."""

    tax_id: str
    name: str
    how: SupplierHow
    likeness: float = 100.0
    """From 0 to 100; below that only where `how` is SIMILAR."""


def match_supplier(reading: Reading, rows: Iterable[Mapping[str, Any]]) -> SupplierMatch | None:
    """The supplier of `reading` among the rows of `supplier_names`: by tax id, else by its name."""
    known = list(rows)
    if reading.supplier_tax_id:
        mine = supplier_key(reading.supplier_tax_id, None)
        own = [row for row in known if supplier_key(row["tax_id"], None) == mine]
        return _match(max(own, key=lambda row: row["learned_at"]), SupplierHow.TAX_ID) if own else None
    name = fold(reading.supplier_name or "")
    if not name:
        return None
    exact = next((row for row in known if row["name_key"] == name), None)
    return _match(exact, SupplierHow.NAME) if exact is not None else _most_alike(name, known)


def filled_in(reading: Reading, rows: Iterable[Mapping[str, Any]]) -> Reading:
    """`reading` with the tax id and name of its supplier where they were not read.

    A name that was corrected on an earlier invoice is corrected here. An e-invoice stays as it was issued.
    """
    known = list(rows)
    match = match_supplier(reading, known)
    if match is None or reading.source is ReadingSource.XML:
        return reading
    found: dict[str, str] = {}
    if not reading.supplier_tax_id:
        found["supplier_tax_id"] = match.tax_id
    if not reading.supplier_name or _was_corrected(reading.supplier_name, match, known):
        found["supplier_name"] = match.name
    if not found:
        return reading
    sure = _LIKELY if match.how is SupplierHow.SIMILAR else _SURE
    return reading.model_copy(
        update={
            **found,
            "confidence": reading.confidence | dict.fromkeys(found, sure),
            "origins": reading.origins | dict.fromkeys(found, Origin.KNOWN_SUPPLIER),
            # What was printed there, if anything, is not what stands in the field now.
            "places": {name: place for name, place in reading.places.items() if name not in found},
        }
    )


def learn_supplier(
    connection: Connection, reading: Reading, read_as: Iterable[str | None], *, actor: str, at: datetime
) -> None:
    """Remember the names under which this supplier's invoice came; the newest word on a name counts."""
    if not reading.supplier_tax_id or not reading.supplier_name:
        return
    names = {fold(name)[:255] for name in (reading.supplier_name, *read_as) if name}
    for name_key in sorted(names - {""}):
        values = {
            "tax_id": reading.supplier_tax_id[:40],
            "name": reading.supplier_name[:255],
            "learned_by": actor,
            "learned_at": at,
        }
        entered = connection.execute(
            insert_once(connection, supplier_names).values(name_key=name_key, **values)
        )
        if entered.rowcount == 0:
            connection.execute(
                update(supplier_names)
                .where(supplier_names.c.name_key == name_key, supplier_names.c.learned_at <= at)
                .values(values)
            )


def _was_corrected(name: str, match: SupplierMatch, known: list[Mapping[str, Any]]) -> bool:
    """Whether a person has put `match.name` in the place of just this name before."""
    key = fold(name)
    same = (row for row in known if row["name_key"] == key and row["tax_id"] == match.tax_id)
    return any(fold(row["name"]) != key for row in same)


def _most_alike(name: str, known: list[Mapping[str, Any]]) -> SupplierMatch | None:
    """The one supplier whose name is like `name`; None where two are."""
    best: dict[str, tuple[float, Mapping[str, Any]]] = {}
    for row in known:
        likeness = fuzz.token_sort_ratio(name, row["name_key"], score_cutoff=ALIKE - _LEAD)
        if likeness > best.get(row["tax_id"], (0.0, row))[0]:
            best[row["tax_id"]] = (likeness, row)
    ranked = sorted(best.values(), key=lambda it: -it[0])
    if not ranked or ranked[0][0] < ALIKE:
        return None
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _LEAD:
        return None
    likeness, row = ranked[0]
    return _match(row, SupplierHow.SIMILAR, likeness)


def _match(row: Mapping[str, Any], how: SupplierHow, likeness: float = 100.0) -> SupplierMatch:
    return SupplierMatch(row["tax_id"], row["name"], how, likeness)
