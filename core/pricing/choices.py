"""A manager's choice of a price, and whether it may go on the shelf."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

from core.pricing.money import CENT, MOST_MONEY, ZERO
from core.pricing.suggestion import Suggestion
from core.services.ledger import Refused


class Outcome(StrEnum):
    APPROVED = "approved"
    REJECTED = "rejected"
    """The price stays as it is, and the suggestion is answered."""
    HELD = "held"
    """Safe on this machine's disk; it lands when the database is back. With the code NEEDS_OPERATOR only once
    an operator has settled what was refused before."""
    REFUSED = "refused"
    """`code` says why: PRICE_CONFLICT where another manager was first."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A manager's price for one item; to reject, the price that is turned down."""

    product_id: str
    price: Decimal
    """Final price, IVA included, to the cent."""
    price_version: int
    """Of the suggestion the manager looked at."""
    reason: str | None = None
    """Needed for a price below the floor, beyond the cap, or where the rules refuse to price."""


@dataclass(frozen=True, slots=True)
class Approval:
    """What became of one choice."""

    choice: Choice
    outcome: Outcome
    code: str | None = None
    message: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)
    """For PRICE_CONFLICT where it is known: `by`, `price` and `at` of who was first."""


def check_rejection(seen: Suggestion | None, choice: Choice) -> Suggestion:
    """The suggestion that `choice` turns down. Raises Refused: PRODUCT_NOT_FOUND or NOTHING_TO_REJECT."""
    if seen is None:
        raise Refused("PRODUCT_NOT_FOUND", f"there is no product {choice.product_id!r}")
    if seen.price is None:
        raise Refused("NOTHING_TO_REJECT", f"{seen.description}: no price is suggested for it")
    return seen


def check_choice(choice: Choice, seen: Suggestion | None) -> Suggestion:
    """The suggestion that `choice` is about, if it may be approved. Raises Refused with a stable code.

    PRODUCT_NOT_FOUND, CURRENCY_UNKNOWN, PRICE_INVALID, PRICE_FIXED, or REASON_NEEDED.
    """
    if seen is None:
        raise Refused("PRODUCT_NOT_FOUND", f"there is no product {choice.product_id!r}")
    if seen.currency is None:
        raise Refused("CURRENCY_UNKNOWN", f"{seen.description}: its currency is not known")
    price = choice.price
    if not price.is_finite() or not ZERO < price < MOST_MONEY or price != price.quantize(CENT):
        raise Refused("PRICE_INVALID", f"{seen.description}: {price} is not a price in cents above zero")
    fixed = seen.quote.item.fixed_price
    if fixed is not None and price != fixed:
        raise Refused("PRICE_FIXED", f"{seen.description}: the maker sets its price, {fixed}")
    if needs_reason(price, seen) and not (choice.reason or "").strip():
        raise Refused("REASON_NEEDED", f"{seen.description}: {price} is outside its guards; give a reason")
    return seen


def needs_reason(price: Decimal, seen: Suggestion) -> bool:
    """Whether a price lies below the floor or beyond the cap, or the rules have none to compare with.

    The maker's own price needs none.
    """
    quote = seen.quote
    if quote.item.fixed_price is not None:
        return False
    if quote.price is None or quote.floor is None:
        return True
    within_cap = quote.lowest is None or quote.highest is None or quote.lowest <= price <= quote.highest
    return price < quote.floor or not within_cap


def choice_digest(choice: Choice, actor: str, kind: str) -> str:
    """One name for the same person's same choice, so that a second click is the first one again."""
    named = f"{kind}\n{choice.product_id}\n{choice.price_version}\n{choice.price.normalize():f}\n{actor}"
    return sha256(named.encode()).hexdigest()[:64]
