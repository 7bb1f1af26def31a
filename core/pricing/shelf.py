"""All products and rules as the database or its last copy has them, priced again only once changed."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import structlog
from sqlalchemy import func, select

from core.pricing.engine import Policy, price_all
from core.pricing.rules import Rule, RuleBook, RuleInvalid, rule_book, rule_from_mapping
from core.pricing.suggestion import LIST_COLUMNS, Suggestion, item_from_row, suggestion_from_row
from core.services.database import DatabaseService
from core.services.schema import price_rules, products
from core.services.served import Served

log = structlog.get_logger(__name__)

_ROWS_A_READ = 2_000
"""Keeps one read, and the copy of it for an outage, to a few megabytes."""

Mark = tuple[int, int]
"""Products and changes to them: the same again means that none has changed."""
Rows = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class _Priced:
    """Suggestions, good for as long as products, rules and policy are the same."""

    mark: Mark
    rules: tuple[Rule, ...]
    policy: Policy
    rows: Rows
    suggestions: tuple[Suggestion, ...]
    """One for each of `rows`, in their order."""


class Shelf:
    """Reads products and rules, and keeps the last of each in memory. Safe from any thread."""

    def __init__(self, database: DatabaseService, default_markup: Decimal) -> None:
        self._database = database
        self._default_markup = default_markup
        self._lock = threading.Lock()
        self._read: tuple[Mark, Rows] | None = None
        self._priced: _Priced | None = None

    def book(self) -> Served[RuleBook]:
        """The rules as they stand. Raises NoCopy."""
        rows = self._database.read_query(select(price_rules))
        return rows.map(lambda found: rule_book(filter(_is_usable, found), self._default_markup))

    def suggestions(self, book: RuleBook, policy: Policy) -> Served[tuple[Suggestion, ...]]:
        """The rules' suggestion for every product, in the order of their ids. Raises NoCopy."""
        mark, rows = self._products()
        with self._lock:
            priced = self._priced
        if priced is None or (priced.mark, priced.rules, priced.policy) != (mark, book.rules, policy):
            priced = _Priced(
                mark, book.rules, policy, rows.value, _priced_anew(priced, rows.value, book, policy)
            )
            with self._lock:
                self._priced = priced
        suggestions = priced.suggestions
        return rows.map(lambda _: suggestions)

    def rows(self) -> Served[Rows]:
        """All products as rows of the table, without how their costs came to be. Raises NoCopy."""
        return self._products()[1]

    def _products(self) -> tuple[Mark, Served[Rows]]:
        """All products; from memory where the database, or its copy, says that none has changed."""
        changes = func.coalesce(func.sum(products.c.revision), 0)
        counted = self._database.read_query(
            select(func.count().label("products"), changes.label("changes")).select_from(products)
        )
        mark = (int(counted.value[0]["products"]), int(counted.value[0]["changes"]))
        with self._lock:
            read = self._read
        if read is not None and read[0] == mark:
            rows = read[1]
            return mark, counted.map(lambda _: rows)
        served = self._all_rows()
        # A change between the two reads makes the mark too old, and the next call reads again.
        with self._lock:
            self._read = (mark, served.value)
        return mark, served

    def _all_rows(self) -> Served[Rows]:
        """Every row by pages; where any page is a copy, the whole is served as that copy."""
        rows: list[Mapping[str, Any]] = []
        worst: Served[list[dict[str, Any]]] | None = None
        last = ""
        while True:
            page = self._database.read_query(
                select(*LIST_COLUMNS).where(products.c.id > last).order_by(products.c.id).limit(_ROWS_A_READ)
            )
            rows += page.value
            worst = page if worst is None or (page.age_seconds or 0) > (worst.age_seconds or 0) else worst
            if len(page.value) < _ROWS_A_READ:
                break
            last = page.value[-1]["id"]
        return worst.map(lambda _: tuple(rows))


def _priced_anew(
    before: _Priced | None, rows: Rows, book: RuleBook, policy: Policy
) -> tuple[Suggestion, ...]:
    """A suggestion for each row; the one from before where neither the row nor rules and policy changed."""
    known: dict[str, tuple[Mapping[str, Any], Suggestion]] = {}
    if before is not None and (before.rules, before.policy) == (book.rules, policy):
        pairs = zip(before.rows, before.suggestions, strict=True)
        known = {row["id"]: (row, it) for row, it in pairs}
    same = {row["id"]: known[row["id"]][1] for row in rows if known.get(row["id"], (None,))[0] == row}
    changed = [row for row in rows if row["id"] not in same]
    quotes = price_all(map(item_from_row, changed), book, policy)
    made = {row["id"]: suggestion_from_row(row, it) for row, it in zip(changed, quotes, strict=True)}
    return tuple((same.get(row["id"]) or made[row["id"]]) for row in rows)


def _is_usable(row: Mapping[str, Any]) -> bool:
    """Whether a saved rule can be used; one bad row must not leave the shop without prices."""
    try:
        rule_from_mapping(row)
    except RuleInvalid as error:
        # It did not come in through the desk, which refuses such a rule.
        log.warning("price_rule_unusable", rule=row.get("id"), code=error.code, reason=str(error))
        return False
    return True
