"""The price desk: what changed, which price is suggested and why, approvals, and the rules behind it all."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from core.pricing import handlers
from core.pricing.approvals import Approvals
from core.pricing.assist import PriceAssistant, Progress
from core.pricing.choices import Approval, Choice, Outcome
from core.pricing.engine import Item, Policy, Quote, price_again, price_all, price_item
from core.pricing.export import suggestions_csv, suggestions_xlsx
from core.pricing.goods import guess_category, plain
from core.pricing.labels import MOST_LABELS, labels_of, labels_pdf
from core.pricing.list_import import ListImport, Preview
from core.pricing.money import as_text
from core.pricing.overlay import HeldPrices, Proposals, held_prices, refused_prices, with_held
from core.pricing.product_list import Checked
from core.pricing.rules import Rule, RuleBook, Scope, bundled_rules, rule_to_mapping
from core.pricing.shelf import Shelf
from core.pricing.suggestion import PriceSource, Suggestion, item_from_row, suggestion_from_row
from core.pricing.whatif import WhatIf, compare
from core.resilience.journal import HeldWrite, Journal
from core.services.database import DatabaseService
from core.services.ledger import Ledger, Refused
from core.services.schema import costs, invoices, price_decisions, products
from core.services.served import Served
from core.settings import Settings
from core.telemetry.clock import WallClock, utc_now
from core.telemetry.context import current_request_id

__all__ = ["Approval", "Choice", "Outcome", "PriceDesk", "PriceHistory", "ProductNotFound"]

_HISTORY_LIMIT = 500


class ProductNotFound(LookupError):  # noqa: N818 - the name the other desk's InvoiceNotFound sets
    """No product of that id is in the database, or in the copies kept for an outage."""

    code = "PRODUCT_NOT_FOUND"


@dataclass(frozen=True, slots=True)
class PriceHistory:
    """Newest first: what the product was sold at and what it cost, rows as in the tables of those names."""

    decisions: list[dict[str, Any]]
    costs: list[dict[str, Any]]


class PriceDesk:
    """Suggestions, approvals and rules. Safe from any thread; each change names its actor."""

    def __init__(
        self,
        *,
        database: DatabaseService,
        ledger: Ledger,
        journal: Journal,
        assistant: PriceAssistant,
        settings: Settings,
        now: WallClock = utc_now,
    ) -> None:
        self._database = database
        self._ledger = ledger
        self._journal = journal
        self._assistant = assistant
        self._currency = settings.default_currency
        self._registered = settings.buyer_is_registered
        self._default_markup = Decimal(str(settings.default_markup))
        self._now = now
        self._shelf = Shelf(database, self._default_markup)
        self._proposals = Proposals()
        self._approvals = Approvals(ledger, self._payload)
        self._lists = ListImport(ledger, self._payload, self._currency)

    # What a manager sees

    def suggestions(self) -> Served[list[Suggestion]]:
        """Every product with its suggested price, the most money at stake first.

        Held approvals are laid over the current prices. While the database is out, `source` and `age_seconds`
        say which copy answered. Raises NoCopy where none was kept.
        """
        found, look = self._look()
        shown = sorted(map(look, found.value), key=lambda it: (-abs(it.at_stake), it.product_id))
        return found.map(lambda _: shown)

    def suggestion(self, product_id: str) -> Served[Suggestion]:
        """One product with the whole trace, from the invoice's line to the price. Raises ProductNotFound."""
        rows = self._database.read_query(select(products).where(products.c.id == product_id))
        if not rows.value:
            raise ProductNotFound(f"there is no product {product_id!r}")
        book, policy = self._shelf.book().value, self._policy()
        row = rows.value[0]
        one = suggestion_from_row(row, price_item(item_from_row(row), book, policy))
        shown = self._lay_over(one, held_prices(self._journal), book, policy)
        return rows.map(lambda _: shown)

    def history(self, product_id: str) -> Served[PriceHistory]:
        """What the product was sold at and what it cost, newest first, 500 of each at most."""
        decided = self._database.read_query(
            select(price_decisions)
            .where(price_decisions.c.product_id == product_id)
            .order_by(price_decisions.c.decided_at.desc(), price_decisions.c.id)
            .limit(_HISTORY_LIMIT)
        )
        bought = self._database.read_query(
            select(costs, invoices.c.number, invoices.c.issue_date, invoices.c.supplier_name)
            .join(invoices, costs.c.invoice_id == invoices.c.id)
            .where(costs.c.product_id == product_id)
            .order_by(costs.c.recorded_at.desc(), costs.c.id)
            .limit(_HISTORY_LIMIT)
        )
        return decided.map(lambda rows: PriceHistory(rows, bought.value))

    def export_csv(self, language: str, product_ids: Iterable[str] | None = None) -> bytes:
        """The suggestions (of `product_ids`, or all) as a CSV that Excel opens in `language` (es or en)."""
        return suggestions_csv(_only(product_ids, self.suggestions().value), language)

    def export_xlsx(self, language: str, product_ids: Iterable[str] | None = None) -> bytes:
        """The same as an Excel workbook."""
        return suggestions_xlsx(_only(product_ids, self.suggestions().value), language)

    def labels(self, product_ids: Iterable[str] | None = None) -> bytes:
        """Shelf labels (PDF, A4) of `product_ids`, or of all, with the prices that are on the shelf now.

        Items without a price get none. Raises Refused: NO_LABELS or TOO_MANY_LABELS.
        """
        labels = labels_of(_only(product_ids, self.suggestions().value), self._policy())
        if not labels:
            raise Refused("NO_LABELS", "none of the products has a price on the shelf")
        if len(labels) > MOST_LABELS:
            raise Refused("TOO_MANY_LABELS", f"{len(labels)} labels are more than {MOST_LABELS} at once")
        return labels_pdf(labels)

    # The AI's share

    def ask_assistant(
        self, product_ids: Iterable[str] | None = None, progress: Progress | None = None
    ) -> Served[list[Suggestion]]:
        """The suggestions of `product_ids` (or all), with the AI's price where it stood up to the guards.

        Where it did not, `source_reason` says why and the rules' price stays. `suggestions` shows the same
        answers until the item changes. Source is live where the AI answered, else rules.
        """
        book, policy = self._shelf.book().value, self._policy()
        held = held_prices(self._journal)
        found = self._shelf.suggestions(book, policy).value
        by_rules = [
            with_held(it, held.get(it.product_id, ()), book, policy) for it in _only(product_ids, found)
        ]
        answer = self._assistant.propose([it.quote for it in by_rules], book, policy, progress)
        assisted = [
            replace(
                it,
                quote=one.quote,
                source=PriceSource.AI if one.from_ai else PriceSource.RULES,
                source_reason=one.reason,
            )
            for it, one in zip(by_rules, answer.value, strict=True)
        ]
        self._proposals.keep(assisted)
        return answer.map(lambda _: assisted)

    def generate_pricing(self, items: Sequence[Item]) -> Served[list[Quote]]:
        """Prices for items that need not be in the database: the AI's within the guards, else the rules'.

        A category that is not given is guessed from the description.
        """
        book, policy = self._shelf.book().value, self._policy()
        placed = [replace(it, category=_category_of(it)) for it in items]
        answer = self._assistant.propose(price_all(placed, book, policy), book, policy)
        return answer.map(lambda outcomes: [it.quote for it in outcomes])

    # Approving

    def approve(
        self, choices: Sequence[Choice], *, actor: str, progress: Progress | None = None
    ) -> Served[list[Approval]]:
        """Put prices on the shelf, each for itself; what became of each comes back in order.

        Source is held where any waits in the journal. The same choice of the same actor again does nothing.
        """
        return self._approvals.approve(
            choices, self.suggestions(), self._by_rules(), actor=actor, progress=progress
        )

    def reject(
        self, choices: Sequence[Choice], *, actor: str, progress: Progress | None = None
    ) -> Served[list[Approval]]:
        """Leave prices as they are, as `approve` does; the same suggestion does not come back.

        Each choice names the price that is turned down.
        """
        return self._approvals.reject(
            choices, self.suggestions(), self._by_rules(), actor=actor, progress=progress
        )

    def refused(self) -> list[HeldWrite]:
        """Decisions that were held and then refused, until an operator settles them, oldest first."""
        return refused_prices(self._journal)

    def _by_rules(self) -> Callable[[Item], Quote]:
        return partial(price_item, book=self._shelf.book().value, policy=self._policy())

    def edit_product(
        self, product_id: str, changes: Mapping[str, Any], *, actor: str
    ) -> Served[dict[str, Any]]:
        """Set what a person knows better than the invoice; the fields are those of `handlers.EDITABLE`.

        Raises Refused with a stable code for a field or value that cannot be.
        """
        handlers.product_changes(changes)
        plain = {name: as_text(it) if isinstance(it, Decimal) else it for name, it in changes.items()}
        payload = self._payload(actor, product_id=product_id, changes=plain)
        return self._write(handlers.EDIT_PRODUCT, f"product-{product_id}", payload, actor)

    # Product lists

    def preview_list(self, checked: Checked) -> Served[Preview]:
        """What entering the rows of a product list would do, and which cannot be taken and why."""
        return self._shelf.rows().map(lambda rows: self._lists.preview(checked, rows))

    def import_list(self, preview: Preview, filename: str, *, actor: str) -> Served[dict[str, Any]]:
        """Enter all rows of the preview that can be taken, in one transaction, or hold them as one.

        Returns how many are `new`, `changed`, and how many `prices`. Raises Refused: NOTHING_TO_IMPORT, or
        LIST_OUTDATED where the products have changed since the preview.
        """
        return self._lists.enter(preview, filename, actor=actor)

    # Rules

    def rules(self) -> Served[list[Rule]]:
        """Every rule, the most specific first: the shop's own, and the bundled ones it has not changed."""
        scopes = list(Scope)
        return self._shelf.book().map(
            lambda book: sorted(
                book.rules, key=lambda it: (scopes.index(it.scope), -it.priority, it.name, it.id)
            )
        )

    def save_rule(self, rule: Rule, *, actor: str) -> Served[dict[str, Any]]:
        """Keep a new or changed rule; `rule.version` is that of the one looked at, 0 for a new one.

        Raises Refused: RULE_CONFLICT where somebody else changed it, or PRODUCT_NOT_FOUND.
        """
        payload = self._payload(actor, rule=rule_to_mapping(replace(_tidy(rule), bundled=False)))
        return self._write(handlers.SAVE_RULE, f"rule-{rule.id}-{rule.version}", payload, actor)

    def delete_rule(self, rule_id: str, version: int, *, actor: str) -> Served[dict[str, Any]]:
        """Forget a saved rule; one that came with the program is as it came again. Raises Refused."""
        payload = self._payload(actor, rule_id=rule_id, version=version)
        return self._write(handlers.DELETE_RULE, f"rule-{rule_id}-{version}", payload, actor)

    def what_if(self, rule: Rule) -> Served[WhatIf]:
        """What saving `rule` would do to prices, margin and labels, without saving it."""
        return self._compare(lambda book: book.with_rule(_tidy(rule)), rule.id)

    def what_if_deleted(self, rule_id: str) -> Served[WhatIf]:
        """What deleting a saved rule would do; one that came with the program is as it came again."""
        bundled = {it.id: it for it in bundled_rules(self._default_markup)}

        def change(book: RuleBook) -> RuleBook:
            return book.with_rule(bundled[rule_id]) if rule_id in bundled else book.without_rule(rule_id)

        return self._compare(change, rule_id)

    def _compare(self, change: Callable[[RuleBook], RuleBook], rule_id: str) -> Served[WhatIf]:
        book, policy = self._shelf.book().value, self._policy()
        found = self._shelf.suggestions(book, policy)
        before = [it.quote for it in found.value]
        after = price_again(before, book, change(book), policy)
        return found.map(lambda _: compare(before, after, rule_id))

    # Shared

    def _look(self) -> tuple[Served[tuple[Suggestion, ...]], Callable[[Suggestion], Suggestion]]:
        """The rules' suggestions, and what lays held approvals and the AI's answers over one of them."""
        book, policy = self._shelf.book().value, self._policy()
        held = held_prices(self._journal)
        return self._shelf.suggestions(book, policy), lambda it: self._lay_over(it, held, book, policy)

    def _lay_over(self, one: Suggestion, held: HeldPrices, book: RuleBook, policy: Policy) -> Suggestion:
        return self._proposals.lay_over(with_held(one, held.get(one.product_id, ()), book, policy))

    def _policy(self) -> Policy:
        return Policy(self._currency, registered=self._registered, today=self._now().astimezone().date())

    def _write(self, kind: str, key: str, payload: Mapping[str, Any], actor: str) -> Served[dict[str, Any]]:
        return self._ledger.write(kind, key, payload, actor=actor, idempotency_key=uuid4().hex)

    def _payload(self, actor: str, **more: Any) -> dict[str, Any]:
        return {"actor": actor, "at": self._now().isoformat(), "request_id": current_request_id(), **more}


def _category_of(item: Item) -> str | None:
    return plain(item.category) if item.category else guess_category(item.description)


def _tidy(rule: Rule) -> Rule:
    """The rule with its category as products have theirs, so that `Almacén` means `almacen`."""
    return rule if rule.category is None else replace(rule, category=plain(rule.category))


def _only(product_ids: Iterable[str] | None, shown: Iterable[Suggestion]) -> list[Suggestion]:
    """Those of `product_ids`, or all for None, in the order shown."""
    wanted = None if product_ids is None else set(product_ids)
    return [it for it in shown if wanted is None or it.product_id in wanted]
