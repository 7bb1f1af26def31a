"""Decisions on a price, in the database's transaction: approved or rejected; of two at once one wins."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert, select, update

from core.pricing.money import CENT, MOST_MONEY, ZERO, as_decimal, as_text
from core.services.audit import record_action
from core.services.ledger import Refused
from core.services.schema import price_decisions, products

APPROVE = "price.approve"
REJECT = "price.reject"


def approve_price(connection: Connection, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Put a price on the shelf. Of two decisions that saw the same price, the second is refused.

    Raises Refused: PRICE_CONFLICT, PRODUCT_NOT_FOUND, CURRENCY_CHANGED or PRICE_INVALID.
    """
    product_id = payload["product_id"]
    price = as_decimal(payload["price"])
    if price is None or not ZERO < price < MOST_MONEY or price != price.quantize(CENT):
        raise Refused("PRICE_INVALID", f"{payload['price']!r} is not a price in cents above zero")
    _decide(connection, payload, {"price": price, "price_at": datetime.fromisoformat(payload["at"])})
    _keep_decision(connection, payload, price)
    detail = {"price": as_text(price), "before": payload["previous_price"], "reason": payload["reason"]}
    audit(connection, payload, APPROVE, product_id, detail)
    return {"product_id": product_id, "price": as_text(price)}


def reject_price(connection: Connection, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Leave the price as it is, and count the suggestion as answered.

    Raises Refused: PRICE_CONFLICT, PRODUCT_NOT_FOUND or CURRENCY_CHANGED.
    """
    _decide(connection, payload, {})
    kept = as_decimal(payload["previous_price"])
    if kept is not None:
        _keep_decision(connection, payload, kept)
    detail = {"price": payload["previous_price"], "suggested": payload["suggested"]}
    audit(connection, payload, REJECT, payload["product_id"], detail | {"reason": payload["reason"]})
    return {"product_id": payload["product_id"]}


def _decide(connection: Connection, payload: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """Count one more decision, if nobody else's came since the manager looked. Raises Refused."""
    changed = connection.execute(
        update(products)
        .where(
            products.c.id == payload["product_id"],
            products.c.price_version == payload["expected_version"],
            products.c.currency == payload["currency"],
        )
        .values(
            **changes,
            # Writes held by a version before this one have no answer to keep.
            answered_price=as_decimal(payload.get("answered")),
            price_version=products.c.price_version + 1,
            revision=products.c.revision + 1,
        )
    ).rowcount
    if changed == 0:
        raise _why_not_decided(connection, payload)


def _keep_decision(connection: Connection, payload: Mapping[str, Any], price: Decimal) -> None:
    connection.execute(
        insert(price_decisions).values(
            id=payload["decision_id"],
            product_id=payload["product_id"],
            cost=as_decimal(payload["cost"]),
            suggested=as_decimal(payload["suggested"]),
            previous_price=as_decimal(payload["previous_price"]),
            price=price,
            currency=payload["currency"],
            source=payload["source"],
            rule_id=payload["rule_id"],
            trace=list(payload["trace"]),
            reason=payload["reason"],
            decided_by=payload["actor"],
            decided_at=datetime.fromisoformat(payload["at"]),
        )
    )


def known_product(connection: Connection, product_id: str) -> Any:
    """Currency and description of a product; None where there is none."""
    query = select(products.c.currency, products.c.description).where(products.c.id == product_id)
    return connection.execute(query).one_or_none()


def _why_not_decided(connection: Connection, payload: Mapping[str, Any]) -> Refused:
    product_id = payload["product_id"]
    product = known_product(connection, product_id)
    if product is None:
        return Refused("PRODUCT_NOT_FOUND", f"there is no product {product_id}")
    if product.currency != payload["currency"]:
        return Refused(
            "CURRENCY_CHANGED", f"product {product_id} is in {product.currency}, not {payload['currency']}"
        )
    winner = connection.execute(
        select(price_decisions.c.decided_by, price_decisions.c.price, price_decisions.c.decided_at)
        .where(price_decisions.c.product_id == product_id)
        .order_by(price_decisions.c.decided_at.desc())
        .limit(1)
    ).one_or_none()
    if winner is None:
        return Refused("PRICE_CONFLICT", f"product {product_id} was already priced; look at it again")
    first = {
        "by": winner.decided_by,
        "price": f"{winner.price:.2f}",
        "currency": payload["currency"],
        "at": winner.decided_at.isoformat(),
    }
    text = f"product {product_id} was already priced by {first['by']} at {first['price']}; look at it again"
    return Refused("PRICE_CONFLICT", text, first)


def audit(
    connection: Connection,
    payload: Mapping[str, Any],
    action: str,
    subject: str,
    detail: Mapping[str, Any],
) -> None:
    """Enter what the actor of `payload` did into the record of actions."""
    record_action(
        connection,
        at=datetime.fromisoformat(payload["at"]),
        actor=payload["actor"],
        action=action,
        subject=subject,
        detail=detail,
        request_id=payload["request_id"],
    )
