"""Which product each row of a list means, and what it would change: for the preview and the import alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.pricing.goods import clean_ean, clean_sku, description_key, new_product_id, supplier_key
from core.pricing.money import as_decimal

_NUMBERS = ("price", "cost", "tax_rate", "units_per_pack", "fixed_price")
_SET_WHERE_EMPTY = ("ean", "sku")
_SET = ("category", *_NUMBERS)

Values = Mapping[str, str]
"""The filled cells of a row, by the names of core.pricing.product_list.Field."""


@dataclass(frozen=True, slots=True)
class RowMatch:
    """One row of a list beside the product it means."""

    product_id: str
    is_new: bool
    supplier: str
    """Key of the supplier, for a new product."""
    changes: Mapping[str, Any]
    """Columns whose value would be another; of a new product all that the row sets."""
    currency_before: str | None = None
    """The product's currency where the row names another."""


class Catalogue:
    """The products as rows of the table, found by EAN, else the supplier's code, else the description."""

    def __init__(self, products: Iterable[Mapping[str, Any]]) -> None:
        self._products: dict[str, Mapping[str, Any]] = {}
        self._by_ean: dict[str, str] = {}
        self._by_sku: dict[tuple[str, str], str] = {}
        self._by_key: dict[tuple[str, str], str] = {}
        self._by_key_alone: dict[str, set[str]] = {}
        self._suppliers: dict[str, str] = {}
        for row in products:
            self._add(row)

    def _add(self, row: Mapping[str, Any]) -> None:
        product_id, supplier = row["id"], row["supplier_key"]
        self._products[product_id] = row
        if row["ean"]:
            self._by_ean.setdefault(row["ean"], product_id)
        if supplier and row["sku"]:
            self._by_sku.setdefault((supplier, row["sku"]), product_id)
        self._by_key.setdefault((supplier, row["description_key"]), product_id)
        self._by_key_alone.setdefault(row["description_key"], set()).add(product_id)
        if row["supplier_name"]:
            self._suppliers.setdefault(description_key(row["supplier_name"]), supplier)

    def match(self, values: Values, currency: str) -> RowMatch | None:
        """The product that a row means, known or new; None for a row that names none.

        `currency`: of rows that name none, where the product has none either.
        """
        supplier = self._supplier(values)
        ean, sku = clean_ean(values.get("ean")), clean_sku(values.get("sku"))
        key = description_key(values.get("description", ""))
        product_id = self._find(supplier, ean, sku, key)
        if product_id is not None:
            return self._known(product_id, values, currency)
        if not values.get("description"):
            return None
        new_id = new_product_id(supplier, ean, sku if supplier else None, key)
        if new_id in self._products:
            return self._known(new_id, values, currency)
        sets = _columns(values, _SET + _SET_WHERE_EMPTY)
        sets["currency"] = values.get("currency", currency)
        return RowMatch(new_id, is_new=True, supplier=supplier, changes=sets)

    def _supplier(self, values: Values) -> str:
        name = values.get("supplier_name", "")
        if values.get("supplier_tax_id"):
            return supplier_key(values["supplier_tax_id"], name)
        return self._suppliers.get(description_key(name), supplier_key(None, name)) if name else ""

    def _find(self, supplier: str, ean: str | None, sku: str | None, key: str) -> str | None:
        if ean and ean in self._by_ean:
            return self._by_ean[ean]
        if supplier:
            candidate = self._by_sku.get((supplier, sku or "")) or self._by_key.get((supplier, key))
        else:
            # A list of one's own names no supplier: a name that only one product has is enough.
            named = self._by_key_alone.get(key, set())
            candidate = next(iter(named)) if key and len(named) == 1 else None
        if candidate is None:
            return None
        known = self._products[candidate]["ean"]
        return candidate if not (ean and known and ean != known) else None

    def _known(self, product_id: str, values: Values, currency: str) -> RowMatch:
        row = self._products[product_id]
        sets = _columns(values, _SET)
        changes = {name: value for name, value in sets.items() if row[name] != value}
        changes |= {
            name: value for name, value in _columns(values, _SET_WHERE_EMPTY).items() if not row[name]
        }
        wanted = values.get("currency")
        differs = bool(wanted and row["currency"] and wanted != row["currency"])
        if not row["currency"] and (wanted or changes.keys() & {"price", "cost"}):
            changes["currency"] = wanted or currency
        return RowMatch(
            product_id,
            is_new=False,
            supplier=row["supplier_key"],
            changes=changes,
            currency_before=row["currency"] if differs else None,
        )


def _columns(values: Values, names: Iterable[str]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name in names:
        if name in values:
            columns[name] = as_decimal(values[name]) if name in _NUMBERS else values[name]
    if "sku" in columns:
        columns["sku"] = clean_sku(columns["sku"])
    return columns
