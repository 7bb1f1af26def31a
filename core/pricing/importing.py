"""A product list into the products, in one transaction: every row of it lands, or none does."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from core.pricing.catalogue import Catalogue, RowMatch, Values
from core.pricing.deciding import audit
from core.pricing.goods import description_key, guess_category, measure
from core.pricing.money import ONE
from core.pricing.trace import Step, StepCode, to_json
from core.services.inserts import insert_once
from core.services.ledger import Refused
from core.services.schema import price_decisions, products

IMPORT = "product.import"

CATALOGUE_COLUMNS = tuple(
    products.c[name]
    for name in (
        *("id", "supplier_key", "supplier_name", "ean", "sku", "description", "description_key"),
        *("category", "currency", "price", "cost", "tax_rate", "units_per_pack", "fixed_price"),
    )
)
_NEW_COLUMNS = (
    *("category", "currency", "cost", "cost_basis", "cost_at", "cost_issue", "internal_tax", "tax_rate"),
    *("units_per_pack", "fixed_price", "price", "price_at", "ean", "sku"),
    *("supplier_name", "supplier_tax_id"),
)


def import_products(connection: Connection, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Enter and change products as the rows of `payload` say. Returns how many of each.

    A price counts as a decision of its own, so that an approval that saw the one before is told.
    Raises Refused: LIST_OUTDATED where a row no longer means what the preview showed.
    """
    rows = connection.execute(select(*CATALOGUE_COLUMNS).order_by(products.c.id).with_for_update())
    before = {row["id"]: dict(row) for row in rows.mappings()}
    catalogue = Catalogue(before.values())
    at = datetime.fromisoformat(payload["at"])
    matched: dict[str, tuple[Values, RowMatch]] = {}
    for row in payload["rows"]:
        match = catalogue.match(row["values"], payload["currency"])
        if match is None or match.currency_before or match.product_id in matched:
            raise Refused("LIST_OUTDATED", f"row {row['row']}: the products have changed since the preview")
        matched[match.product_id] = (row["values"], match)
    new = [_new_product(values, it, at) for values, it in matched.values() if it.is_new]
    changed = [it for _values, it in matched.values() if not it.is_new and it.changes]
    if new:
        connection.execute(insert_once(connection, products), new)
    _update(connection, changed, at)
    priced = [it for _values, it in matched.values() if "price" in it.changes]
    if priced:
        decisions = [_decision(it, before.get(it.product_id), payload, at) for it in priced]
        connection.execute(insert(price_decisions), decisions)
    counts = {"new": len(new), "changed": len(changed), "prices": len(priced)}
    audit(connection, payload, IMPORT, payload["filename"][:120], counts)
    return counts


def _new_product(values: Values, match: RowMatch, at: datetime) -> dict[str, Any]:
    description = values["description"]
    content = measure(description, None, ONE)
    columns: dict[str, Any] = dict.fromkeys(_NEW_COLUMNS) | {
        "supplier_name": values.get("supplier_name"),
        "supplier_tax_id": values.get("supplier_tax_id"),
        **_with_consequences(match.changes, at),
    }
    return columns | {
        "id": match.product_id,
        "supplier_key": match.supplier,
        "description": description,
        "description_key": description_key(description),
        "category": columns["category"] or guess_category(description),
        "measure_quantity": content.quantity if content else None,
        "measure_unit": content.unit if content else None,
        "price_version": 1 if "price" in match.changes else 0,
        "revision": 0,
    }


def _update(connection: Connection, matches: Iterable[RowMatch], at: datetime) -> None:
    """A statement for all products that change in the same columns."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for match in matches:
        columns = _with_consequences(match.changes, at)
        values = {f"new_{name}": value for name, value in columns.items()} | {"product": match.product_id}
        alike.setdefault(tuple(sorted(columns)), []).append(values)
    for names, rows in alike.items():
        sets: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        sets["revision"] = products.c.revision + 1
        if "cost" in names:
            sets["previous_cost"] = products.c.cost
        if "price" in names:
            sets["price_version"] = products.c.price_version + 1
            sets["answered_price"] = None
        connection.execute(update(products).where(products.c.id == bindparam("product")).values(sets), rows)


def _with_consequences(changes: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    columns = dict(changes)
    if "price" in changes:
        columns["price_at"] = at
    if "cost" in changes:
        step = Step(StepCode.LISTED_COST, {"cost": changes["cost"]})
        columns |= {"cost_at": at, "cost_issue": None, "cost_basis": {"steps": to_json([step])}}
        columns["internal_tax"] = None
    return columns


def _decision(
    match: RowMatch, before: Mapping[str, Any] | None, payload: Mapping[str, Any], at: datetime
) -> dict[str, Any]:
    named = f"{payload['import_id']}\n{match.product_id}"
    cost = match.changes.get("cost", before["cost"] if before else None)
    return {
        "id": sha256(named.encode()).hexdigest()[:32],
        "product_id": match.product_id,
        "cost": cost,
        "suggested": None,
        "previous_price": before["price"] if before else None,
        "price": match.changes["price"],
        "currency": match.changes.get("currency") or (before["currency"] if before else payload["currency"]),
        "source": "import",
        "rule_id": None,
        "trace": [],
        "reason": payload["filename"][:255],
        "decided_by": payload["actor"],
        "decided_at": at,
    }
