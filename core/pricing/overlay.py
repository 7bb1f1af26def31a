"""What lies over the rules' suggestions: approvals that wait in the journal, and the AI's answers."""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from core.pricing.deciding import APPROVE, REJECT
from core.pricing.engine import Policy, price_item
from core.pricing.money import as_decimal
from core.pricing.rules import RuleBook
from core.pricing.suggestion import Suggestion
from core.resilience.journal import HeldWrite, Journal, JournalUnavailable

log = structlog.get_logger(__name__)

HeldPrices = Mapping[str, Sequence[HeldWrite]]
"""Decisions that wait for the database, by product, oldest first."""


def held_prices(journal: Journal) -> HeldPrices:
    """The journal's waiting decisions; none, with a warning in the log, where it cannot be read."""
    held: dict[str, list[HeldWrite]] = {}
    for write in _decisions(journal.pending):
        held.setdefault(str(write.payload["product_id"]), []).append(write)
    return held


def refused_prices(journal: Journal) -> list[HeldWrite]:
    """Decisions that were held and then refused, until an operator settles them, oldest first."""
    return [write for write in _decisions(journal.dead_letters) if write.is_readable]


def _decisions(read: Callable[[], list[HeldWrite]]) -> list[HeldWrite]:
    try:
        writes = read()
    except JournalUnavailable as error:
        # Prices can still be shown; that nothing can be held is said when somebody approves.
        log.warning("journal_unreadable", error=str(error))
        return []
    return [write for write in writes if write.kind in (APPROVE, REJECT)]


def with_held(one: Suggestion, writes: Iterable[HeldWrite], book: RuleBook, policy: Policy) -> Suggestion:
    """The suggestion as it will be once the held decisions have landed."""
    for write in writes:
        if write.payload["expected_version"] != one.price_version:
            continue
        approved = write.kind == APPROVE
        if approved:
            item = replace(one.quote.item, price=as_decimal(write.payload["price"]))
            one = replace(one, quote=price_item(item, book, policy))
        one = replace(
            one,
            price_version=one.price_version + 1,
            price_at=datetime.fromisoformat(write.payload["at"]) if approved else one.price_at,
            answered_price=as_decimal(write.payload.get("answered")),
            held_approvals=one.held_approvals + 1,
        )
    return one


class Proposals:
    """The AI's answers by product, each good for as long as what it was asked about stands."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_product: Mapping[str, Suggestion] = {}

    def keep(self, assisted: Iterable[Suggestion]) -> None:
        """Remember answers; an older one for the same product gives way."""
        with self._lock:
            self._by_product = {**self._by_product, **{it.product_id: it for it in assisted}}

    def lay_over(self, one: Suggestion) -> Suggestion:
        """The suggestion with the AI's answer to it, if there is one that still fits."""
        answer = self._by_product.get(one.product_id)
        if answer is None or not _same_grounds(answer, one):
            return one
        quote = replace(answer.quote, item=one.quote.item)
        return replace(one, quote=quote, source=answer.source, source_reason=answer.source_reason)


def _same_grounds(answer: Suggestion, now: Suggestion) -> bool:
    """Whether the AI would be asked the same now: same cost, current price, tax and rule."""
    one, other = answer.quote.item, now.quote.item
    before = (one.cost, one.price, one.tax_rate, one.currency, answer.rule)
    return before == (other.cost, other.price, other.tax_rate, other.currency, now.rule)
