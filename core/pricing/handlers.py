"""What pricing's writes do inside the database's transaction, live or replayed from the journal.

Each handler takes an open connection and the payload the desk wrote, and returns plain data. The ledger calls
it in the transaction that also records the idempotency key, so a handler never runs twice for one write.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Insert, Update, delete, update

from core.pricing.deciding import APPROVE, REJECT, approve_price, audit, known_product, reject_price
from core.pricing.engine import known_currencies
from core.pricing.goods import clean_ean, measure, plain
from core.pricing.importing import IMPORT, import_products
from core.pricing.money import HUNDRED, MOST_MONEY, MOST_UNITS, ONE, ZERO, as_decimal
from core.pricing.recording import record_again
from core.pricing.rules import Rule, RuleInvalid, rule_from_mapping
from core.services.inserts import insert_once
from core.services.ledger import Refused
from core.services.schema import price_rules, products

SAVE_RULE = "price.rule.save"
DELETE_RULE = "price.rule.delete"
EDIT_PRODUCT = "product.edit"

_MOST_INTERNAL_TAX = Decimal(1000)
"""Percent of the net: tobacco's 70 % of a price that holds the tax is 233 % of one that does not."""

Handler = Callable[[Connection, Mapping[str, Any]], dict[str, Any]]


def save_rule(connection: Connection, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Keep a rule. Of two people who saved the same version, the second is refused.

    Raises Refused: RULE_CONFLICT, PRODUCT_NOT_FOUND, or a RuleInvalid's code.
    """
    try:
        rule = rule_from_mapping(payload["rule"])
    except RuleInvalid as error:
        raise Refused(error.code, str(error)) from error
    if rule.product_id is not None and known_product(connection, rule.product_id) is None:
        raise Refused("PRODUCT_NOT_FOUND", f"rule {rule.name!r}: there is no product {rule.product_id}")
    values = _rule_columns(rule) | {
        "version": rule.version + 1,
        "updated_by": payload["actor"],
        "updated_at": datetime.fromisoformat(payload["at"]),
    }
    if rule.version == 0:
        statement: Insert | Update = insert_once(connection, price_rules).values(**values)
    else:
        same = (price_rules.c.id == rule.id) & (price_rules.c.version == rule.version)
        statement = update(price_rules).where(same).values(**values)
    if connection.execute(statement).rowcount == 0:
        raise Refused("RULE_CONFLICT", f"rule {rule.name!r} was changed by somebody else; look at it again")
    audit(connection, payload, SAVE_RULE, rule.id, {"rule": dict(payload["rule"])})
    return {"rule_id": rule.id, "version": rule.version + 1}


def delete_rule(connection: Connection, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Forget a saved rule; a bundled one of its id is as it came again. Raises Refused: RULE_CONFLICT."""
    same = (price_rules.c.id == payload["rule_id"]) & (price_rules.c.version == payload["version"])
    if connection.execute(delete(price_rules).where(same)).rowcount == 0:
        raise Refused("RULE_CONFLICT", f"rule {payload['rule_id']!r} was changed or deleted by somebody else")
    audit(connection, payload, DELETE_RULE, payload["rule_id"], {})
    return {"rule_id": payload["rule_id"]}


def edit_product(connection: Connection, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Set what a person knows better than the invoice. A pack size or currency works the cost out anew.

    So does a rate of internal taxes, for all products of the newest invoice: they share one sum.
    A new currency takes the price off the shelf: it was in the old one.

    Raises Refused: PRODUCT_NOT_FOUND, or the code of `product_changes`.
    """
    product_id = payload["product_id"]
    product = known_product(connection, product_id)
    if product is None:
        raise Refused("PRODUCT_NOT_FOUND", f"there is no product {product_id}")
    changes = product_changes(payload["changes"])
    if "units_per_pack" in changes:
        changes = _content_of_unit(product.description, changes["units_per_pack"]) | changes
    counted = {**changes, "revision": products.c.revision + 1}
    if "currency" in changes:
        counted |= {"price": None, "cost": None, "previous_cost": None}
    connection.execute(update(products).where(products.c.id == product_id).values(counted))
    if not changes.keys().isdisjoint({"units_per_pack", "currency", "internal_tax_rate"}):
        at = datetime.fromisoformat(payload["at"])
        record_again(connection, product_id, at, with_its_invoice="internal_tax_rate" in changes)
    audit(connection, payload, EDIT_PRODUCT, product_id, {"changes": dict(payload["changes"])})
    return {"product_id": product_id}


def product_changes(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that `changes` (field to new value; numbers may be text, None clears) set.

    Raises Refused: PRODUCT_FIELD_UNKNOWN, PRODUCT_FIELD_INVALID or EAN_INVALID, naming field and value.
    """
    columns: dict[str, Any] = {}
    for field, value in changes.items():
        check = EDITABLE.get(field)
        if check is None:
            raise Refused("PRODUCT_FIELD_UNKNOWN", f"{field} of a product cannot be edited")
        try:
            columns[field] = check(value)
        except ValueError as error:
            raise Refused("PRODUCT_FIELD_INVALID", f"{field}: {error}") from error
    if not columns:
        raise Refused("PRODUCT_FIELD_UNKNOWN", "nothing to change was named")
    return columns


HANDLERS: Mapping[str, Handler] = {
    APPROVE: approve_price,
    REJECT: reject_price,
    SAVE_RULE: save_rule,
    DELETE_RULE: delete_rule,
    EDIT_PRODUCT: edit_product,
    IMPORT: import_products,
}
"""For the ledger."""


def _between(least: Decimal, most: Decimal, *, open_below: bool) -> Callable[[object], Decimal | None]:
    def check(value: object) -> Decimal | None:
        number = as_decimal(value)
        if number is None:
            return None
        if number >= most or number < least or (open_below and number == least):
            raise ValueError(f"{number} is out of range")
        return number

    return check


def _text(value: object) -> str:
    text = str(value or "").replace("\x00", "").strip()
    if not text:
        raise ValueError("it may not be empty")
    return text[:500]


def _category(value: object) -> str | None:
    return plain(str(value or "").replace("\x00", ""))[:80] or None


def _ean(value: object) -> str | None:
    text = str(value or "").strip()
    ean = clean_ean(text)
    if text and ean is None:
        raise ValueError(f"{text} is not a GTIN with a right check digit")
    return ean


def _currency(value: object) -> str:
    code = str(value or "").strip().upper()
    if code not in known_currencies():
        raise ValueError(f"{value!r} is not an ISO 4217 currency")
    return code


def _measure_unit(value: object) -> str | None:
    if value in (None, ""):
        return None
    if value not in ("kg", "l", "m", "u"):
        raise ValueError(f"{value!r} is none of kg, l, m, u")
    return str(value)


EDITABLE: Mapping[str, Callable[[object], Any]] = {
    "description": _text,
    "category": _category,
    "ean": _ean,
    "currency": _currency,
    "tax_rate": _between(ZERO, HUNDRED, open_below=False),
    "internal_tax_rate": _between(ZERO, _MOST_INTERNAL_TAX, open_below=False),
    "units_per_pack": _between(ZERO, MOST_UNITS, open_below=True),
    "measure_quantity": _between(ZERO, MOST_UNITS, open_below=True),
    "measure_unit": _measure_unit,
    "fixed_price": _between(ZERO, MOST_MONEY, open_below=True),
}


def _content_of_unit(description: str, units_per_pack: Decimal | None) -> dict[str, Any]:
    """The columns of the content, which in `750 ml x 6` depends on whether six are sold or one."""
    content = measure(description, None, units_per_pack or ONE)
    return {"measure_quantity": content.quantity, "measure_unit": content.unit} if content else {}


def _rule_columns(rule: Rule) -> dict[str, Any]:
    names = (column.name for column in price_rules.columns)
    own = {name for name in names if name not in ("version", "updated_by", "updated_at")}
    values = {name: getattr(rule, name) for name in own}
    return values | {"scope": rule.scope.value, "method": rule.method.value}
