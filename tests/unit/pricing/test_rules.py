"""The right rule is found, the most specific first; a rule that makes no sense is refused by name."""

from datetime import date
from decimal import Decimal

import pytest

from core.pricing.rules import (
    Method,
    RuleBook,
    RuleInvalid,
    Scope,
    rule_book,
    rule_from_mapping,
    rule_to_mapping,
)
from tests.support.prices import MARKUP, TODAY, book, bundled, default, rule

BY_PRODUCT = rule(id="product", scope=Scope.PRODUCT, product_id="p1")
BY_SUPPLIER = rule(id="supplier", scope=Scope.SUPPLIER_CATEGORY, supplier_key="s1", category="almacen")
BY_CATEGORY = rule(id="category", scope=Scope.CATEGORY, category="almacen")


def found(rules: RuleBook, **item) -> str:
    values = {
        "product_id": "p1",
        "supplier_key": "s1",
        "category": "almacen",
        "quantity": None,
        "today": TODAY,
    }
    return rules.rule_for(**(values | item)).id


def test_rule_for__all_scopes_hold__the_most_specific_wins_whatever_their_priority():
    generous = rule(id="category", scope=Scope.CATEGORY, category="almacen", priority=900)
    rules = book(generous, BY_SUPPLIER, BY_PRODUCT)
    assert found(rules) == "product"
    assert found(rules, product_id="p2") == "supplier"
    assert found(rules, product_id="p2", supplier_key="s2") == "category"
    assert found(rules, product_id="p2", category="bebidas") == "default"
    assert found(rules, product_id="p2", category=None) == "default"


def test_rule_for__same_scope__priority_then_minimum_quantity_decides():
    many = rule(id="many", scope=Scope.CATEGORY, category="almacen", minimum_quantity=Decimal(100))
    first = rule(id="first", scope=Scope.CATEGORY, category="almacen", priority=1)
    assert found(book(BY_CATEGORY, many), quantity=Decimal(100)) == "many"
    assert found(book(BY_CATEGORY, many), quantity=Decimal(99)) == "category"
    assert found(book(BY_CATEGORY, many), quantity=None) == "category"
    assert found(book(BY_CATEGORY, many, first), quantity=Decimal(100)) == "first"


@pytest.mark.parametrize(
    ("today", "winner"),
    [
        (date(2026, 2, 28), "default"),
        (date(2026, 3, 1), "offer"),
        (date(2026, 3, 31), "offer"),
        (date(2026, 4, 1), "default"),
    ],
)
def test_rule_for__dates__first_and_last_day_count(today, winner):
    offer = rule(
        id="offer",
        scope=Scope.CATEGORY,
        category="almacen",
        valid_from=date(2026, 3, 1),
        valid_to=date(2026, 3, 31),
    )
    assert found(book(offer), today=today) == winner


def test_rule_for__disabled_rule__is_passed_over():
    assert found(book(rule(id="off", scope=Scope.CATEGORY, category="almacen", enabled=False))) == "default"


def test_rule_book__saved_rule_with_a_bundled_id__stands_in_its_place():
    saved = rule_to_mapping(rule(id="category-almacen", scope=Scope.CATEGORY, category="almacen", version=3))
    rules = {it.id: it for it in rule_book([saved], MARKUP).rules}
    assert rules["category-almacen"].rate == Decimal("0.5")
    assert rules["category-almacen"].version == 3
    assert not rules["category-almacen"].bundled
    assert rules["category-bebidas"].bundled


def test_bundled__default_rule__takes_the_markup_of_the_settings():
    assert bundled().default.rate == MARKUP


def test_rule_book__without_default__is_refused():
    with pytest.raises(RuleInvalid) as refused:
        RuleBook([BY_CATEGORY])
    assert refused.value.code == "RULE_DEFAULT_MISSING"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"id": ""}, "RULE_ID_INVALID"),
        ({"name": "  "}, "RULE_NAME_INVALID"),
        ({"rate": Decimal(-1)}, "RULE_RATE_INVALID"),
        ({"rate": Decimal(101)}, "RULE_RATE_INVALID"),
        ({"rate": Decimal("NaN")}, "RULE_RATE_INVALID"),
        ({"method": Method.MARGIN, "rate": Decimal(1)}, "RULE_RATE_INVALID"),
        ({"minimum_margin": Decimal(1)}, "RULE_MINIMUM_MARGIN_INVALID"),
        ({"maximum_change": Decimal(0)}, "RULE_MAXIMUM_CHANGE_INVALID"),
        ({"minimum_quantity": Decimal(-1)}, "RULE_MINIMUM_QUANTITY_INVALID"),
        ({"scope": Scope.CATEGORY}, "RULE_SCOPE_INVALID"),
        ({"category": "almacen"}, "RULE_SCOPE_INVALID"),
        ({"valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 1)}, "RULE_DATES_REVERSED"),
        ({"rounding": "ten"}, "RULE_ROUNDING_INVALID"),
        ({"priority": 5000}, "RULE_PRIORITY_INVALID"),
        ({"id": "default", "method": Method.FIXED}, "RULE_DEFAULT_INVALID"),
        ({"id": "default", "enabled": False}, "RULE_DEFAULT_INVALID"),
        ({"id": "default", "scope": Scope.CATEGORY, "category": "x"}, "RULE_DEFAULT_INVALID"),
    ],
)
def test_rule__that_makes_no_sense__is_refused_with_its_code(changes, code):
    with pytest.raises(RuleInvalid) as refused:
        rule(**changes)
    assert refused.value.code == code


def test_rule__to_mapping_and_back__is_the_same():
    whole = rule(
        scope=Scope.SUPPLIER_CATEGORY,
        supplier_key="s1",
        category="almacen",
        minimum_margin=Decimal("0.05"),
        maximum_change=Decimal("0.3"),
        minimum_quantity=Decimal("12.5"),
        valid_from=TODAY,
        valid_to=TODAY,
        rounding=".90",
        priority=-3,
        version=2,
    )
    assert rule_from_mapping(rule_to_mapping(whole)) == whole


@pytest.mark.parametrize("broken", [{}, {"id": "a"}, rule_to_mapping(default()) | {"scope": "shelf"}])
def test_rule_from_mapping__unreadable__is_refused(broken):
    with pytest.raises(RuleInvalid) as refused:
        rule_from_mapping(broken)
    assert refused.value.code == "RULE_UNREADABLE"
