"""One product before the AI: the figures it sees, and whether the price it proposes stands up."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from core.pricing.engine import Policy, Quote, price_proposed
from core.pricing.money import HUNDRED, MOST_MONEY, ONE, ZERO, as_decimal, as_text, cents
from core.pricing.rules import RuleBook
from core.resilience.reason import Reason

_LONGEST_REASON = 240
_LONGEST_DESCRIPTION = 120
_LONGEST_NUMBER = 20
_WITHOUT_CAP = Decimal("0.5")
"""How far from the rules' price a proposal may be where neither a current price nor a cap bounds it."""
_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")


class Verdict(StrEnum):
    """Why a proposal was not taken, by item."""

    MISSING = "MISSING"
    """The answer has no proposal for it, or two."""
    NOT_A_PRICE = "NOT_A_PRICE"
    OUT_OF_GUARD = "OUT_OF_GUARD"
    """Below the floor, beyond the cap, or too far from the rules' price."""
    UNGROUNDED = "UNGROUNDED"
    """Its reason gives a number that is in none of the item's figures."""


_VERDICTS = {
    Verdict.MISSING: "the AI gave no price for it, or two",
    Verdict.NOT_A_PRICE: "what the AI gave is no price",
    Verdict.OUT_OF_GUARD: "the AI's price is outside the guards",
    Verdict.UNGROUNDED: "the AI's reason names a figure that is not there",
}


class ProposedPrice(BaseModel):
    model_config = ConfigDict(extra="forbid")

    row: int
    price: str = Field(max_length=24)
    reason: str = Field(max_length=2000)


class PriceAnswer(BaseModel):
    """What the AI is asked to fill in."""

    model_config = ConfigDict(extra="forbid")

    prices: list[ProposedPrice]


@dataclass(frozen=True, slots=True)
class Assisted:
    """One item's outcome: the AI's quote, or the rules' with the reason why."""

    quote: Quote
    from_ai: bool
    reason: Reason | None
    """Its code is a Verdict's, or says what kept the AI from answering; None where its proposal was taken."""


def row_of(number: int, quote: Quote, book: RuleBook) -> dict[str, Any]:
    """The figures of one item as the AI sees them; the reason it gives may name these and no others."""
    item, rule = quote.item, quote.rule
    assert rule is not None  # noqa: S101 - a quote with a price has a rule
    lowest, highest = _bounds(quote, book)
    percent_up = None
    if item.previous_cost and item.cost is not None:
        percent_up = ((item.cost / item.previous_cost - ONE) * HUNDRED).quantize(Decimal("0.1"))
    figures = {
        "cost_before": item.previous_cost,
        "cost_now": item.cost,
        "cost_change_percent": percent_up,
        "units_bought": item.quantity,
        "current_price": item.price,
        "rule_price": quote.price,
        "lowest_price": lowest,
        "highest_price": highest,
        "target_markup_percent": cents(rule.markup * HUNDRED),
        "target_margin_percent": cents(rule.margin * HUNDRED),
        "tax_percent": quote.tax_rate,
    }
    return {
        "row": number,
        "description": item.description[:_LONGEST_DESCRIPTION],
        "category": item.category,
        "currency": item.currency,
    } | {name: as_text(figure) for name, figure in figures.items() if figure is not None}


def _bounds(quote: Quote, book: RuleBook) -> tuple[Decimal, Decimal]:
    """Least and most that a proposal may be: floor and cap, around the current price or the rules'."""
    assert quote.rule is not None  # noqa: S101 - see row_of
    assert quote.price is not None  # noqa: S101
    lowest, highest = quote.lowest, quote.highest
    if lowest is None or highest is None:
        change = min(book.maximum_change(quote.rule) or _WITHOUT_CAP, ONE)
        centre = quote.item.price or quote.price
        lowest, highest = centre * (ONE - change), centre * (ONE + change)
    least = max(lowest, quote.floor or ZERO)
    # Where the floor itself lies beyond the cap, the rules' price is all that is left.
    return cents(least), cents(max(highest, quote.price))


def judge(
    quote: Quote, row: Mapping[str, Any], answer: PriceAnswer, book: RuleBook, policy: Policy
) -> Assisted:
    """The AI's price for one item if it stands up to every check, else the rules' with the verdict."""

    def refuse(verdict: Verdict) -> Assisted:
        return Assisted(quote, from_ai=False, reason=Reason(verdict.value, _VERDICTS[verdict]))

    proposals = [it for it in answer.prices if it.row == row["row"]]
    if len(proposals) != 1:
        return refuse(Verdict.MISSING)
    price = _price(proposals[0].price)
    if price is None:
        return refuse(Verdict.NOT_A_PRICE)
    least, most = _bounds(quote, book)
    if not least <= price <= most:
        return refuse(Verdict.OUT_OF_GUARD)
    reason = " ".join(proposals[0].reason.split())[:_LONGEST_REASON]
    if not is_grounded(reason, [price, *_figures(row)], str(row["description"])):
        return refuse(Verdict.UNGROUNDED)
    return Assisted(price_proposed(quote, price, reason, book, policy), from_ai=True, reason=None)


def _price(text: str) -> Decimal | None:
    try:
        price = as_decimal(text)
    except ValueError:
        return None
    return cents(price) if price is not None and ZERO < price < MOST_MONEY else None


def _figures(row: Mapping[str, Any]) -> list[Decimal]:
    numbers = (row[name] for name in row if name not in ("row", "description", "category", "currency"))
    return [Decimal(number) for number in numbers]


def is_grounded(reason: str, figures: Sequence[Decimal], description: str) -> bool:
    """Whether every number in `reason` is one of `figures`, or is printed in `description`.

    A figure counts at the precision it is given in; `1.234,50`, `1,234.50` and `1234.5` are the same number.
    """
    printed = set(_NUMBER.findall(description))
    return all(
        text in printed or any(_is_figure(read, figure) for read in _readings(text) for figure in figures)
        for text in _NUMBER.findall(reason)
    )


def _is_figure(number: Decimal, figure: Decimal) -> bool:
    step = Decimal(1).scaleb(int(number.as_tuple().exponent))
    return number == abs(figure).quantize(step, "ROUND_HALF_UP")


def _readings(text: str) -> list[Decimal]:
    """What the digits may mean with point or comma as the decimal sign."""
    if len(text) > _LONGEST_NUMBER:
        return []
    readings = []
    for decimal_sign, group in ((",", "."), (".", ",")):
        plain = text.replace(group, "").replace(decimal_sign, ".")
        if plain.count(".") <= 1:
            readings.append(Decimal(plain))
    return readings
