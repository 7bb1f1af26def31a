"""Which product an invoice's line means, by the names that products are known under."""

from typing import Any

from sqlalchemy import Connection, Select, and_, or_, select

from core.pricing.goods import (
    clean_ean,
    clean_sku,
    description_key,
    guess_category,
    measure,
    new_product_id,
    pack_size,
)
from core.pricing.money import ONE
from core.pricing.purchase import CostLine
from core.services.inserts import insert_once
from core.services.schema import products

LINES_A_QUERY = 200
"""Keeps the bound values of one query far below SQLite's 32,766."""

Names = tuple[str | None, str | None, str]
"""EAN, sku and description key."""


def identify(connection: Connection, supplier: str, lines: list[CostLine]) -> dict[int, str]:
    """The product of each line by its index: known by EAN, sku or description, else entered now."""
    known = Known(supplier)
    for start in range(0, len(lines), LINES_A_QUERY):
        for row in connection.execute(_candidates(supplier, lines[start : start + LINES_A_QUERY])):
            known.add(row.id, row.supplier_key, row.ean, row.sku, row.description_key)
    ids: dict[int, str] = {}
    new: dict[str, dict[str, Any]] = {}
    for line in lines:
        ean, sku, key = _names(supplier, line)
        product_id = known.find(ean, sku, key)
        if product_id is None:
            product_id = new_product_id(supplier, ean, sku, key)
            new[product_id] = _new_product(product_id, supplier, line)
            known.add(product_id, supplier, ean, sku, key)
        ids[line.index] = product_id
    if new:
        # In one order, or two invoices with the same new products would wait for each other for ever.
        entered = [new[product_id] for product_id in sorted(new)]
        connection.execute(insert_once(connection, products), entered)
    return ids


class Known:
    """Products by the names that tell them apart: EAN, else the supplier's sku, else its description."""

    def __init__(self, supplier: str) -> None:
        self._supplier = supplier
        self._by_ean: dict[str, str] = {}
        self._by_sku: dict[str, tuple[str, str | None]] = {}
        self._by_key: dict[str, tuple[str, str | None, str | None]] = {}

    def add(self, product_id: str, supplier: str, ean: str | None, sku: str | None, key: str) -> None:
        if ean:
            self._by_ean.setdefault(ean, product_id)
        if supplier == self._supplier:
            if sku:
                self._by_sku.setdefault(sku, (product_id, ean))
            self._by_key.setdefault(key, (product_id, ean, sku))

    def find(self, ean: str | None, sku: str | None, key: str) -> str | None:
        """The product these names mean. Names that contradict each other mean different products."""
        if ean and ean in self._by_ean:
            return self._by_ean[ean]
        if sku and sku in self._by_sku:
            product_id, its_ean = self._by_sku[sku]
            return product_id if _agree(ean, its_ean) else None
        if key in self._by_key:
            product_id, its_ean, its_sku = self._by_key[key]
            return product_id if _agree(ean, its_ean) and _agree(sku, its_sku) else None
        return None


def _agree(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _names(supplier: str, line: CostLine) -> Names:
    # A code means nothing without the supplier whose code it is.
    sku = clean_sku(line.sku) if supplier else None
    return clean_ean(line.ean), sku, description_key(line.description)


def _candidates(supplier: str, lines: list[CostLine]) -> Select[Any]:
    names = [_names(supplier, line) for line in lines]
    own = or_(
        products.c.sku.in_([sku for _, sku, _ in names if sku]),
        products.c.description_key.in_([key for _, _, key in names]),
    )
    named = (
        products.c.id,
        products.c.supplier_key,
        products.c.ean,
        products.c.sku,
        products.c.description_key,
    )
    return (
        select(*named)
        .where(
            or_(
                products.c.ean.in_([ean for ean, _, _ in names if ean]),
                and_(products.c.supplier_key == supplier, own),
            )
        )
        .order_by(products.c.id)
    )


def _new_product(product_id: str, supplier: str, line: CostLine) -> dict[str, Any]:
    content = measure(line.description, line.unit, pack_size(line.unit, line.description) or ONE)
    ean, sku, key = _names(supplier, line)
    return {
        "id": product_id,
        "supplier_key": supplier,
        "sku": sku,
        "ean": ean,
        "description": line.description[:500],
        "description_key": key,
        "category": guess_category(line.description),
        "measure_quantity": content.quantity if content else None,
        "measure_unit": content.unit if content else None,
        "price_version": 0,
        "revision": 0,
    }
