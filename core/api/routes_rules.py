"""Price rules over HTTP: the table, what a change would do before it is saved, and saving it."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from core.api.answers import Answer, answer, unchanged
from core.api.dependencies import ACTOR, ConsoleDep
from core.api.inputs import NO_NUL, Version
from core.pricing.rules import LONGEST_ID, Method, Rule, Scope
from core.pricing.whatif import Totals, WhatIf

router = APIRouter(prefix="/api/rules", tags=["prices"])

RuleId = Annotated[str, Path(max_length=LONGEST_ID, pattern=NO_NUL)]
Share = Annotated[Decimal, Field(max_digits=9, decimal_places=6)]


class RuleFields(BaseModel):
    """A rule but for its id. Rates are shares of one: 0.45 is 45 %."""

    name: str = Field(max_length=120, pattern=NO_NUL, examples=["Yerba"])
    scope: Scope = Field(examples=["category"])
    method: Method = Field(examples=["markup"])
    rate: Share = Field(examples=["0.35"])
    product_id: str | None = Field(default=None, max_length=32, pattern=NO_NUL)
    supplier_key: str | None = Field(default=None, max_length=255, pattern=NO_NUL)
    category: str | None = Field(default=None, max_length=80, pattern=NO_NUL, examples=["almacen"])
    minimum_margin: Share | None = None
    maximum_change: Share | None = None
    rounding: str = Field(default="auto", max_length=120, pattern=NO_NUL)
    priority: int = 0
    valid_from: date | None = None
    valid_to: date | None = None
    minimum_quantity: Decimal | None = Field(default=None, max_digits=18, decimal_places=6)
    enabled: bool = True
    version: Version = 0
    """Of the rule that was looked at; 0 for a new one."""


class RuleShown(RuleFields):
    id: str
    markup: Decimal
    margin: Decimal
    bundled: bool


class Move(BaseModel):
    """One suggested price that the change would move."""

    product_id: str
    description: str
    before: Decimal | None
    after: Decimal | None


class Effect(BaseModel):
    """What a change would do; nothing is saved."""

    products: int
    """Products that the rule would decide."""
    labels: int
    """Suggested prices that would move."""
    before: dict[str, Totals]
    after: dict[str, Totals]
    moves: list[Move]
    """The first 100."""


_MOST_MOVES = 100


@router.get("")
def rules(console: ConsoleDep) -> Answer[list[RuleShown]]:
    """Every rule, the most specific first."""
    return answer(console.prices.rules(), lambda found: [_shown(one) for one in found])


@router.post("/{rule_id}/what-if")
def what_if(console: ConsoleDep, rule_id: RuleId, body: RuleFields) -> Answer[Effect]:
    """What saving the rule would do to prices, margin and labels."""
    return answer(console.prices.what_if(_rule(rule_id, body)), _effect)


@router.put("/{rule_id}")
def save(console: ConsoleDep, rule_id: RuleId, body: RuleFields) -> Answer[dict[str, Any]]:
    """Save a rule; 409 RULE_CONFLICT where somebody else has changed it since."""
    return answer(console.prices.save_rule(_rule(rule_id, body), actor=ACTOR), unchanged)


@router.delete("/{rule_id}")
def delete(console: ConsoleDep, rule_id: RuleId, version: Version) -> Answer[dict[str, Any]]:
    """Forget a saved rule; one that came with Fusible is as it came again."""
    return answer(console.prices.delete_rule(rule_id, version, actor=ACTOR), unchanged)


def _rule(rule_id: str, body: RuleFields) -> Rule:
    return Rule(id=rule_id, **body.model_dump())


def _shown(rule: Rule) -> RuleShown:
    fields = {name: getattr(rule, name) for name in RuleShown.model_fields}
    return RuleShown(**fields)


def _effect(found: WhatIf) -> Effect:
    return Effect(
        products=len(found.hits),
        labels=len(found.changed),
        before=found.before,
        after=found.after,
        moves=[
            Move(
                product_id=new.item.product_id,
                description=new.item.description,
                before=old.price,
                after=new.price,
            )
            for old, new in found.changed[:_MOST_MOVES]
        ],
    )
