"""Deciding on prices: each choice is checked, and lands, is held, or is refused with a code."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from core.pricing.assist import Progress
from core.pricing.choices import (
    Approval,
    Choice,
    Outcome,
    check_choice,
    check_rejection,
    choice_digest,
)
from core.pricing.deciding import APPROVE, REJECT
from core.pricing.engine import Item, Quote
from core.pricing.money import as_text
from core.pricing.suggestion import Suggestion
from core.pricing.trace import to_json
from core.resilience.journal import HeldWrite
from core.services.ledger import NEEDS_OPERATOR, Ledger, Refused, Write, Written
from core.services.served import Served, Source

PriceByRules = Callable[[Item], Quote]
_DONE = {APPROVE: Outcome.APPROVED, REJECT: Outcome.REJECTED}


class Approvals:
    """Writes managers' choices, each for itself. Safe from any thread."""

    def __init__(self, ledger: Ledger, payload: Callable[..., dict[str, Any]]) -> None:
        """`payload(actor, **more)` gives what every write names, with `more`."""
        self._ledger = ledger
        self._payload = payload

    def approve(
        self,
        choices: Sequence[Choice],
        shown: Served[list[Suggestion]],
        by_rules: PriceByRules,
        *,
        actor: str,
        progress: Progress | None = None,
    ) -> Served[list[Approval]]:
        """Put prices on the shelf. `by_rules` prices an item as the rules do."""

        def prepare(choice: Choice, seen: Suggestion | None) -> Write:
            checked = check_choice(choice, seen)
            by_hand = choice.price != checked.price
            # Once it is on the shelf, the rules may ask for something else again: where the manager knew
            # better, that is answered; what a cap has left for the next run is not.
            differs = by_hand or checked.is_from_ai
            item = replace(checked.quote.item, price=choice.price)
            return self._prepared(
                APPROVE,
                checked,
                choice,
                actor,
                price=as_text(choice.price),
                answered=as_text(by_rules(item).price) if differs else None,
                source="manual" if by_hand else checked.source.value,
            )

        return self._write(APPROVE, choices, shown, prepare, actor, progress)

    def reject(
        self,
        choices: Sequence[Choice],
        shown: Served[list[Suggestion]],
        by_rules: PriceByRules,
        *,
        actor: str,
        progress: Progress | None = None,
    ) -> Served[list[Approval]]:
        """Leave prices as they are: the suggestion does not come back until it is another one."""

        def prepare(choice: Choice, seen: Suggestion | None) -> Write:
            checked = check_rejection(seen, choice)
            answered = by_rules(checked.quote.item).price
            return self._prepared(
                REJECT, checked, choice, actor, answered=as_text(answered), source="rejected"
            )

        return self._write(REJECT, choices, shown, prepare, actor, progress)

    def _write(
        self,
        kind: str,
        choices: Sequence[Choice],
        shown: Served[list[Suggestion]],
        prepare: Callable[[Choice, Suggestion | None], Write],
        actor: str,
        progress: Progress | None,
    ) -> Served[list[Approval]]:
        known = {it.product_id: it for it in shown.value}
        writes: dict[int, Write] = {}
        outcomes: dict[int, Written] = {}
        for place, choice in enumerate(choices):
            try:
                writes[place] = prepare(choice, known.get(choice.product_id))
            except Refused as error:
                outcomes[place] = error
        written = self._ledger.write_all(kind, list(writes.values()), actor=actor, progress=progress)
        outcomes.update(zip(writes, written, strict=True))
        approvals = [_approval(kind, choice, outcomes[place]) for place, choice in enumerate(choices)]
        served = [it for it in written if isinstance(it, Served)]
        held = [it for it in served if it.source is Source.HELD]
        answer: Served[Any] = (held or served)[-1] if served else shown
        return answer.map(lambda _: approvals)

    def _prepared(self, kind: str, checked: Suggestion, choice: Choice, actor: str, **more: Any) -> Write:
        digest = choice_digest(choice, actor, kind)
        key = f"price-{digest}"

        def check(held: Sequence[HeldWrite]) -> None:
            """Of two decisions that saw the same price and are held, the second is refused at once."""
            seen = (it for it in held if it.payload["expected_version"] == choice.price_version)
            first = next((it for it in seen if it.idempotency_key != key), None)
            if first is None:
                return
            who = {
                "by": first.actor,
                "price": str(first.payload.get("price") or checked.current_price or ""),
                "currency": checked.currency or "",
                "at": str(first.payload["at"]),
            }
            text = f"{checked.description}: somebody else decided on its price; look at it again"
            raise Refused("PRICE_CONFLICT", text, who)

        payload = self._payload(
            actor,
            decision_id=digest[:32],
            product_id=choice.product_id,
            expected_version=choice.price_version,
            previous_price=as_text(checked.current_price),
            suggested=as_text(checked.price),
            cost=as_text(checked.cost),
            currency=checked.currency,
            rule_id=checked.rule.id if checked.rule else None,
            trace=to_json(checked.trace),
            reason=choice.reason,
            **more,
        )
        # In order after held prices that start from the same one, yet never behind a dead letter from
        # before the price last landed.
        order = f"price-{choice.product_id}-{checked.price_version - checked.held_approvals}"
        return Write(order, payload, key, check)


def _approval(kind: str, choice: Choice, outcome: Written) -> Approval:
    """What became of the choice."""
    if isinstance(outcome, Served):
        if outcome.source is not Source.HELD:
            return Approval(choice, _DONE[kind])
        if outcome.reason == NEEDS_OPERATOR:
            return Approval(choice, Outcome.HELD, NEEDS_OPERATOR.code, str(NEEDS_OPERATOR))
        return Approval(choice, Outcome.HELD)
    detail: Mapping[str, str] = outcome.detail if isinstance(outcome, Refused) else {}
    return Approval(choice, Outcome.REFUSED, outcome.code, str(outcome), detail)
