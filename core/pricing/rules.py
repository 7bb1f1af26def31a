"""Price rules: which markup or margin an item gets, the most specific rule first, and within which guards."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import Any

from core.pricing.money import ONE, ZERO, as_decimal, as_text, margin_of, markup_of
from core.pricing.rounding import AUTO, parse_rounding

DEFAULT_RULE_ID = "default"
MOST_MARKUP = Decimal(100)
"""10,000 %: beyond it a rate was surely meant as percent."""
MOST_MARGIN = Decimal("0.95")
LONGEST_ID = 64
LONGEST_NAME = 120


class Scope(StrEnum):
    """What a rule speaks of, the most specific first."""

    PRODUCT = "product"
    SUPPLIER_CATEGORY = "supplier_category"
    CATEGORY = "category"
    DEFAULT = "default"


class Method(StrEnum):
    MARKUP = "markup"
    """Profit as a share of the cost: 0.45 on 100 sells at 145 before tax."""
    MARGIN = "margin"
    """Profit as a share of the price: 0.45 on 100 sells at 181.82 before tax."""
    FIXED = "fixed"
    """The maker sets the final price, such as of cigarettes; the rule adds nothing."""


class RuleInvalid(ValueError):  # noqa: N818 - a refusal is an answer, not a fault
    """A rule that cannot be kept: `code` is stable, `field` names the input, `value` is what it held."""

    def __init__(self, code: str, field: str, value: object) -> None:
        self.code = code
        self.field = field
        self.value = str(value)
        super().__init__(f"price rule: {code}: {field} is {value!s}")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Rates are shares of one: 0.45 is 45 %. None in a guard means as the default rule has it."""

    id: str
    name: str
    scope: Scope
    method: Method
    rate: Decimal
    product_id: str | None = None
    supplier_key: str | None = None
    category: str | None = None
    minimum_margin: Decimal | None = None
    """The floor: the least margin a price may leave."""
    maximum_change: Decimal | None = None
    """The cap: the most a price may move in one run, as a share of the current one."""
    rounding: str = AUTO
    priority: int = 0
    """Among rules of the same scope the highest wins."""
    valid_from: date | None = None
    valid_to: date | None = None
    """The last day it holds, on the shop's calendar."""
    minimum_quantity: Decimal | None = None
    """Units that must have been bought on the newest line for it to hold."""
    enabled: bool = True
    bundled: bool = False
    """It came with the program and the shop has not changed it."""
    version: int = 0
    """0 until it is first saved; of two people saving the same version, one wins."""

    def __post_init__(self) -> None:
        if not 0 < len(self.id) <= LONGEST_ID:
            raise RuleInvalid("RULE_ID_INVALID", "id", self.id)
        if not 0 < len(self.name.strip()) <= LONGEST_NAME:
            raise RuleInvalid("RULE_NAME_INVALID", "name", self.name)
        self._check_rates()
        self._check_scope()
        # It stands in where no other rule holds, so it has to hold for everything.
        if self.id == DEFAULT_RULE_ID and (
            self.scope is not Scope.DEFAULT or self.method is Method.FIXED or not self.enabled
        ):
            raise RuleInvalid("RULE_DEFAULT_INVALID", "id", self.id)
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise RuleInvalid("RULE_DATES_REVERSED", "valid_to", self.valid_to)
        if not -1000 <= self.priority <= 1000:  # noqa: PLR2004 - a sane span for a column people type in
            raise RuleInvalid("RULE_PRIORITY_INVALID", "priority", self.priority)
        try:
            parse_rounding(self.rounding, "ARS")
        except ValueError as error:
            raise RuleInvalid("RULE_ROUNDING_INVALID", "rounding", self.rounding) from error

    def _check_rates(self) -> None:
        most = MOST_MARGIN if self.method is Method.MARGIN else MOST_MARKUP
        if not (self.rate.is_finite() and ZERO <= self.rate <= most):
            raise RuleInvalid("RULE_RATE_INVALID", "rate", self.rate)
        if self.minimum_margin is not None and not ZERO <= self.minimum_margin <= MOST_MARGIN:
            raise RuleInvalid("RULE_MINIMUM_MARGIN_INVALID", "minimum_margin", self.minimum_margin)
        if self.maximum_change is not None and not ZERO < self.maximum_change <= MOST_MARKUP:
            raise RuleInvalid("RULE_MAXIMUM_CHANGE_INVALID", "maximum_change", self.maximum_change)
        if self.minimum_quantity is not None and self.minimum_quantity < ZERO:
            raise RuleInvalid("RULE_MINIMUM_QUANTITY_INVALID", "minimum_quantity", self.minimum_quantity)

    def _check_scope(self) -> None:
        needed = _NEEDED[self.scope]
        for field in ("product_id", "supplier_key", "category"):
            value = getattr(self, field)
            if (value is not None and value.strip() != "") != (field in needed):
                raise RuleInvalid("RULE_SCOPE_INVALID", field, value)

    @property
    def markup(self) -> Decimal:
        return markup_of(self.rate) if self.method is Method.MARGIN else self.rate

    @property
    def margin(self) -> Decimal:
        return self.rate if self.method is Method.MARGIN else margin_of(self.rate)

    def target(self, cost: Decimal) -> Decimal:
        """What the rule sells `cost` at: before tax for a cost, final for a cost times the tax factor."""
        return cost / (ONE - self.rate) if self.method is Method.MARGIN else cost * (ONE + self.rate)

    def holds(self, quantity: Decimal | None, today: date) -> bool:
        """Whether it applies on `today` to an item bought in this quantity."""
        if not self.enabled or (self.valid_from and today < self.valid_from):
            return False
        if self.valid_to and today > self.valid_to:
            return False
        return self.minimum_quantity is None or (quantity is not None and quantity >= self.minimum_quantity)


_NEEDED: Mapping[Scope, frozenset[str]] = {
    Scope.PRODUCT: frozenset({"product_id"}),
    Scope.SUPPLIER_CATEGORY: frozenset({"supplier_key", "category"}),
    Scope.CATEGORY: frozenset({"category"}),
    Scope.DEFAULT: frozenset(),
}


class RuleBook:
    """All rules, looked up in the same few steps for ten rules or ten thousand."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._by_target: dict[tuple[str | None, ...], list[Rule]] = {}
        for rule in self.rules:
            target = (rule.scope, rule.product_id, rule.supplier_key, rule.category)
            self._by_target.setdefault(target, []).append(rule)
        for same_target in self._by_target.values():
            same_target.sort(key=lambda rule: (-rule.priority, -(rule.minimum_quantity or ZERO), rule.id))
        self.default = next((rule for rule in self.rules if rule.id == DEFAULT_RULE_ID), None)
        if self.default is None:
            raise RuleInvalid("RULE_DEFAULT_MISSING", "id", DEFAULT_RULE_ID)

    def rule_for(
        self,
        *,
        product_id: str,
        supplier_key: str,
        category: str | None,
        quantity: Decimal | None,
        today: date,
    ) -> Rule:
        """Product > supplier and category > category > default.

        Then priority, then the larger minimum quantity, then the id. The rule `default` stands in where
        none holds.
        """
        targets: tuple[tuple[str | None, ...], ...] = (
            (Scope.PRODUCT, product_id, None, None),
            (Scope.SUPPLIER_CATEGORY, None, supplier_key, category),
            (Scope.CATEGORY, None, None, category),
            (Scope.DEFAULT, None, None, None),
        )
        for target in targets:
            for rule in self._by_target.get(target, ()):
                if rule.holds(quantity, today):
                    return rule
        assert self.default is not None  # noqa: S101 - __init__ has made sure
        return self.default

    def minimum_margin(self, rule: Rule) -> Decimal:
        """The floor that holds for items under `rule`: its own, else the default rule's, else zero."""
        if rule.minimum_margin is not None:
            return rule.minimum_margin
        return (self.default.minimum_margin if self.default else None) or ZERO

    def maximum_change(self, rule: Rule) -> Decimal | None:
        """The cap that holds for items under `rule`: its own, else the default rule's, else none."""
        if rule.maximum_change is not None:
            return rule.maximum_change
        return self.default.maximum_change if self.default else None

    def with_rule(self, rule: Rule) -> "RuleBook":
        """The book with `rule` added, or in place of the one with its id."""
        return RuleBook([*(kept for kept in self.rules if kept.id != rule.id), rule])

    def without_rule(self, rule_id: str) -> "RuleBook":
        return RuleBook(kept for kept in self.rules if kept.id != rule_id)


@lru_cache(maxsize=1)
def _bundled_data() -> dict[str, Any]:
    text = resources.files("core.pricing").joinpath("data/rules.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


@lru_cache(maxsize=4)
def bundled_rules(default_markup: Decimal) -> tuple[Rule, ...]:
    """The rules a shop starts with; the default one takes `default_markup` (0.45 is 45 %)."""
    return tuple(
        rule_from_mapping(
            {**record, "bundled": True}
            | ({"rate": as_text(default_markup)} if record["id"] == DEFAULT_RULE_ID else {})
        )
        for record in _bundled_data()["rules"]
    )


def rule_book(rows: Iterable[Mapping[str, Any]], default_markup: Decimal) -> RuleBook:
    """The shop's saved rules over the bundled ones: a saved rule with a bundled id stands in its place."""
    rules = {rule.id: rule for rule in bundled_rules(default_markup)}
    rules.update((rule.id, rule) for rule in map(rule_from_mapping, rows))
    return RuleBook(rules.values())


def rule_from_mapping(record: Mapping[str, Any]) -> Rule:
    """A rule from a database row or JSON. Raises RuleInvalid."""
    try:
        return Rule(
            id=str(record["id"]),
            name=str(record["name"]),
            scope=Scope(record["scope"]),
            method=Method(record["method"]),
            rate=as_decimal(record["rate"]) or ZERO,
            product_id=record.get("product_id"),
            supplier_key=record.get("supplier_key"),
            category=record.get("category"),
            minimum_margin=as_decimal(record.get("minimum_margin")),
            maximum_change=as_decimal(record.get("maximum_change")),
            rounding=str(record.get("rounding") or AUTO),
            priority=int(record.get("priority") or 0),
            valid_from=_as_date(record.get("valid_from")),
            valid_to=_as_date(record.get("valid_to")),
            minimum_quantity=as_decimal(record.get("minimum_quantity")),
            enabled=bool(record.get("enabled", True)),
            bundled=bool(record.get("bundled", False)),
            version=int(record.get("version") or 0),
        )
    except RuleInvalid:
        raise
    except (KeyError, TypeError, ValueError) as error:
        raise RuleInvalid("RULE_UNREADABLE", "rule", error) from error


def rule_to_mapping(rule: Rule) -> dict[str, Any]:
    """A rule as JSON values; `rule_from_mapping` reads it back the same."""
    return {
        "id": rule.id,
        "name": rule.name,
        "scope": rule.scope.value,
        "method": rule.method.value,
        "rate": as_text(rule.rate),
        "product_id": rule.product_id,
        "supplier_key": rule.supplier_key,
        "category": rule.category,
        "minimum_margin": as_text(rule.minimum_margin),
        "maximum_change": as_text(rule.maximum_change),
        "rounding": rule.rounding,
        "priority": rule.priority,
        "valid_from": rule.valid_from.isoformat() if rule.valid_from else None,
        "valid_to": rule.valid_to.isoformat() if rule.valid_to else None,
        "minimum_quantity": as_text(rule.minimum_quantity),
        "enabled": rule.enabled,
        "bundled": rule.bundled,
        "version": rule.version,
    }


def cost_floor(cost: Decimal, minimum_margin: Decimal) -> Decimal:
    """The least price that leaves `minimum_margin` on `cost`, unrounded.

    Before tax for a cost, final for a cost times the tax factor.
    """
    return cost / (ONE - minimum_margin)


def _as_date(value: object) -> date | None:
    if value is None or value == "":
        return None
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
