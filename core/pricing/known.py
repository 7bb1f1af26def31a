"""Which product an invoice's line means, by the names that products are known under."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, false, null, or_, select, update

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
from core.pricing.similar import most_alike
from core.services.inserts import insert_once
from core.services.ledger import Refused
from core.services.schema import product_names, products

LINES_A_QUERY = 200
"""Keeps the bound values of one query far below SQLite's 32,766."""
NEW = "new"
"""`CostLine.product_id` of goods that a person says are none of those known."""

Fetch = Callable[[Select[Any]], Iterable[Mapping[str, Any]]]
"""Runs a query: in a transaction, or through the database service with its copies."""


class How(StrEnum):
    """By what a product was recognised."""

    CHOSEN = "chosen"
    """A person has just said so."""
    LEARNED = "learned"
    """A person said so on an earlier invoice of this supplier."""
    EAN = "ean"
    SKU = "sku"
    DESCRIPTION = "description"
    SIMILAR = "similar"
    NEW = "new"


_A_PERSON_SAW_IT = frozenset({How.CHOSEN, How.SIMILAR})


@dataclass(frozen=True, slots=True)
class Names:
    """What a supplier's invoice calls a product."""

    ean: str | None
    sku: str | None
    key: str
    """Its description, normalised."""


@dataclass(frozen=True, slots=True)
class Match:
    """The product a line means; for NEW, the id it gets when the invoice is approved."""

    product_id: str
    how: How
    likeness: float = 100.0
    """From 0 to 100; below that only where `how` is SIMILAR."""


def identify(
    connection: Connection, supplier: str, lines: list[CostLine], *, at: datetime, actor: str | None
) -> dict[int, str]:
    """The product of each line by its index, entering those first seen and learning every name.

    Raises Refused PRODUCT_NOT_FOUND for a product that a person chose and that is not there.
    """

    def fetch(query: Select[Any]) -> list[dict[str, Any]]:
        return [dict(row) for row in connection.execute(query).mappings()]

    matches = match_lines(fetch, supplier, lines)
    _require(connection, {it.product_id for it in matches.values() if it.how is How.CHOSEN})
    by_index = {line.index: line for line in lines}
    new = {
        match.product_id: _new_product(match.product_id, supplier, by_index[index])
        for index, match in reversed(matches.items())
        if match.how is How.NEW
    }
    if new:
        # In one order, or two invoices with the same new products would wait for each other for ever.
        connection.execute(insert_once(connection, products), [new[it] for it in sorted(new)])
    _learn(connection, supplier, [(by_index[index], match) for index, match in matches.items()], at, actor)
    return {index: match.product_id for index, match in matches.items()}


def match_lines(fetch: Fetch, supplier: str, lines: list[CostLine]) -> dict[int, Match]:
    """Which product each line means by its index: chosen, known by a name, alike, else new."""
    known = Known(supplier)
    for start in range(0, len(lines), LINES_A_QUERY):
        known.add_all(fetch(_candidates(supplier, lines[start : start + LINES_A_QUERY])))
    matches: dict[int, Match] = {}
    everything_known = False
    for line in lines:
        names = names_of(supplier, line)
        match = _said(line, supplier, names) or known.find(names)
        if match is None and supplier and not everything_known:
            known.add_all(fetch(_all_of(supplier)))
            everything_known = True
        match = match or known.alike(names)
        if match is None:
            match = Match(new_product_id(supplier, names.ean, names.sku, names.key), How.NEW)
            known.add(match.product_id, supplier, names)
        matches[line.index] = match
    return matches


class Known:
    """Products by the names that tell them apart: EAN, else the supplier's sku, else its description."""

    def __init__(self, supplier: str) -> None:
        self._supplier = supplier
        self._learned: dict[Names, str] = {}
        self._by_ean: dict[str, str] = {}
        self._by_sku: dict[str, tuple[str, Names]] = {}
        self._by_key: dict[str, tuple[str, Names]] = {}

    def add_all(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add rows of the queries below; what persons said comes first, so that it counts."""
        for row in sorted(rows, key=lambda it: (not it["learned"], it["id"])):
            names = Names(row["ean"], row["sku"], row["description_key"])
            self.add(row["id"], row["supplier_key"], names, learned=bool(row["learned"]))

    def add(self, product_id: str, supplier: str, names: Names, *, learned: bool = False) -> None:
        if names.ean and not learned:
            self._by_ean.setdefault(names.ean, product_id)
        if supplier != self._supplier:
            return
        if learned:
            self._learned.setdefault(names, product_id)
        if names.sku:
            self._by_sku.setdefault(names.sku, (product_id, names))
        self._by_key.setdefault(names.key, (product_id, names))

    def find(self, names: Names) -> Match | None:
        """The product these names mean. Names that contradict each other mean different products."""
        if names in self._learned:
            return Match(self._learned[names], How.LEARNED)
        if names.ean and names.ean in self._by_ean:
            return Match(self._by_ean[names.ean], How.EAN)
        if names.sku and names.sku in self._by_sku:
            product_id, its = self._by_sku[names.sku]
            return Match(product_id, How.SKU) if _agree(names.ean, its.ean) else None
        if names.key in self._by_key:
            product_id, its = self._by_key[names.key]
            return Match(product_id, How.DESCRIPTION) if _no_clash(names, its) else None
        return None

    def alike(self, names: Names) -> Match | None:
        """The product of this supplier that is described alike and has no other code."""
        if not self._supplier or names.key in self._by_key:
            return None
        open_to_it = ((key, it) for key, (it, its) in self._by_key.items() if _no_clash(names, its))
        found = most_alike(names.key, open_to_it)
        return Match(self._by_key[found.key][0], How.SIMILAR, found.likeness) if found else None


def names_of(supplier: str, line: CostLine) -> Names:
    # A code means nothing without the supplier whose code it is.
    sku = clean_sku(line.sku) if supplier else None
    return Names(clean_ean(line.ean), sku, description_key(line.description))


def _said(line: CostLine, supplier: str, names: Names) -> Match | None:
    """What a person said of this very line."""
    if line.product_id is None:
        return None
    if line.product_id != NEW:
        return Match(line.product_id, How.CHOSEN)
    identity = json.dumps(["new", supplier, names.ean, names.sku, names.key])
    return Match(hashlib.sha256(identity.encode()).hexdigest()[:32], How.NEW)


def _no_clash(one: Names, other: Names) -> bool:
    return _agree(one.ean, other.ean) and _agree(one.sku, other.sku)


def _agree(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _candidates(supplier: str, lines: list[CostLine]) -> Select[Any]:
    """Products and learned names that share a name with one of the lines."""
    names = [names_of(supplier, line) for line in lines]
    eans = [it.ean for it in names if it.ean]
    skus = [it.sku for it in names if it.sku]
    keys = [it.key for it in names]
    own = and_(
        products.c.supplier_key == supplier,
        or_(products.c.sku.in_(skus), products.c.description_key.in_(keys)),
    )
    learned = and_(
        product_names.c.supplier_key == supplier,
        or_(product_names.c.sku.in_(skus), product_names.c.description_key.in_(keys)),
    )
    return _of_both(or_(products.c.ean.in_(eans), own), learned)


def _all_of(supplier: str) -> Select[Any]:
    """Every product and learned name of one supplier."""
    return _of_both(products.c.supplier_key == supplier, product_names.c.supplier_key == supplier)


def _of_both(own: Any, learned: Any) -> Select[Any]:
    mine = select(
        products.c.id,
        products.c.supplier_key,
        products.c.ean,
        products.c.sku,
        products.c.description_key,
        false().label("learned"),
    ).where(own)
    by_others = select(
        product_names.c.product_id,
        product_names.c.supplier_key,
        product_names.c.ean,
        product_names.c.sku,
        product_names.c.description_key,
        product_names.c.learned_by.is_not(null()).label("learned"),
    ).where(learned)
    return select(mine.union_all(by_others).subquery())


def _require(connection: Connection, chosen: set[str]) -> None:
    """Raises Refused PRODUCT_NOT_FOUND unless every chosen product is there."""
    if not chosen:
        return
    found = connection.execute(select(products.c.id).where(products.c.id.in_(chosen))).scalars()
    if missing := chosen - set(found):
        raise Refused("PRODUCT_NOT_FOUND", f"there is no product {', '.join(sorted(missing))}")


def _learn(
    connection: Connection,
    supplier: str,
    matched: list[tuple[CostLine, Match]],
    at: datetime,
    actor: str | None,
) -> None:
    """Remember what this supplier calls each product; a person's word replaces what was known before."""
    rows: dict[str, dict[str, Any]] = {}
    said: dict[str, dict[str, Any]] = {}
    for line, match in matched:
        names = names_of(supplier, line)
        identity = json.dumps([supplier, names.ean, names.sku, names.key])
        row_id = hashlib.sha256(identity.encode()).hexdigest()[:32]
        by_person = actor is not None and (match.how in _A_PERSON_SAW_IT or line.product_id is not None)
        rows[row_id] = {
            "id": row_id,
            "supplier_key": supplier,
            "ean": names.ean,
            "sku": names.sku,
            "description_key": names.key,
            "product_id": match.product_id,
            "learned_by": actor if by_person else None,
            "learned_at": at,
        }
        if by_person:
            said[row_id] = {"row": row_id, "product": match.product_id, "who": actor, "when": at}
    if rows:
        connection.execute(insert_once(connection, product_names), [rows[it] for it in sorted(rows)])
    if said:
        one = update(product_names).where(product_names.c.id == bindparam("row"))
        values: dict[str, Any] = {
            "product_id": bindparam("product"),
            "learned_by": bindparam("who"),
            "learned_at": bindparam("when"),
        }
        connection.execute(one.values(values), [said[it] for it in sorted(said)])


def _new_product(product_id: str, supplier: str, line: CostLine) -> dict[str, Any]:
    content = measure(line.description, line.unit, pack_size(line.unit, line.description) or ONE)
    names = names_of(supplier, line)
    return {
        "id": product_id,
        "supplier_key": supplier,
        "sku": names.sku,
        "ean": names.ean,
        "description": line.description[:500],
        "description_key": names.key,
        "category": guess_category(line.description),
        "measure_quantity": content.quantity if content else None,
        "measure_unit": content.unit if content else None,
        "price_version": 0,
        "revision": 0,
    }
