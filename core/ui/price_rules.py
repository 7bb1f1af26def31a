"""The rules: a table of them all, and one of them opened to be changed, with what that would do."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from core.pricing.rules import Method, Rule, RuleBook, Scope
from core.pricing.suggestion import Suggestion
from core.services.errors import ServiceError
from core.ui import error_words, price_words
from core.ui.formats import NOTHING, day, number, percent, plain
from core.ui.language import gettext as _
from core.ui.rule_editor import new_rule, rule_editor
from core.ui.session import console
from core.ui.shell import age

OPENED = "rule"
"""Name in the address of the rule that is opened; NEW for one that is being written."""
NEW = "new"
_EDITED = "rule-edited"


def rules(everything: Sequence[Suggestion]) -> None:
    """Draw the table of rules, and the opened one."""
    try:
        served = console().prices.rules()
    except ServiceError as error:
        st.error(plain(error_words.error(error)), icon=":material/error:")
        return
    age(served)
    st.caption(
        _(
            "The most specific rule that holds decides: product, then supplier and category, then category, "
            "then the general one. Among equals, the highest priority."
        )
    )
    opened = st.query_params.get(OPENED)
    if st.button(_("New rule"), icon=":material/add:", disabled=opened == NEW):
        st.query_params[OPENED] = NEW
        st.rerun()
    chosen = new_rule() if opened == NEW else _as_opened(opened, served.value)
    if chosen is not None:
        rule_editor(chosen, everything, close=close, is_new=opened == NEW)
    _table(served.value, everything)
    st.caption(_("Click a rule to see or change it."))


def _as_opened(opened: str | None, shown: Sequence[Rule]) -> Rule | None:
    """The rule as it was when it was opened: who saves it after somebody else is told so."""
    kept: Rule | None = st.session_state.get(_EDITED)
    if kept is None or kept.id != opened:
        kept = next((it for it in shown if it.id == opened), None)
        st.session_state[_EDITED] = kept
    return kept


def close() -> None:
    """Put the opened rule away."""
    st.query_params.pop(OPENED, None)
    st.session_state.pop(_EDITED, None)
    # A new key forgets the click that opened it.
    st.session_state["rules-table"] = st.session_state.get("rules-table", 0) + 1


def _table(shown: Sequence[Rule], everything: Sequence[Suggestion]) -> None:
    hits = Counter(it.rule.id for it in everything if it.rule is not None)
    suppliers = suppliers_of(everything)
    products = {it.product_id: it.description for it in everything}
    book = RuleBook(shown)
    key = f"rules-{st.session_state.get('rules-table', 0)}"
    st.dataframe(
        pd.DataFrame([_row(it, book, hits[it.id], scope_words(it, suppliers, products)) for it in shown]),
        key=key,
        hide_index=True,
        height="content" if len(shown) <= 12 else 460,  # noqa: PLR2004 - rows of a screen
        on_select=lambda: _open_clicked(key, [it.id for it in shown]),
        selection_mode="single-cell",
        column_config=_titles(),
        alt=_("Price rules, the most specific first"),
    )


def _open_clicked(key: str, ids: list[str]) -> None:
    cells = st.session_state[key]["selection"]["cells"]
    if cells:
        st.query_params[OPENED] = ids[cells[0][0]]


def suppliers_of(everything: Sequence[Suggestion]) -> dict[str, str]:
    """Names of the suppliers by their keys."""
    named = {it.quote.item.supplier_key: it.supplier_name or it.quote.item.supplier_key for it in everything}
    return {key: name for key, name in sorted(named.items(), key=lambda it: it[1].casefold()) if key}


def scope_words(rule: Rule, suppliers: dict[str, str], products: dict[str, str]) -> str:
    """What a rule speaks of."""
    category = price_words.category(rule.category)
    if rule.scope is Scope.PRODUCT:
        return products.get(rule.product_id or "", _("a product that is no longer there"))
    if rule.scope is Scope.SUPPLIER_CATEGORY:
        supplier = suppliers.get(rule.supplier_key or "", rule.supplier_key or "")
        return f"{supplier} · {category}"
    return category if rule.scope is Scope.CATEGORY else _("everything")


def _row(rule: Rule, book: RuleBook, hits: int, scope: str) -> dict[str, Any]:
    fixed = rule.method is Method.FIXED
    return {
        "name": rule.name if rule.enabled else _("{rule} (off)").format(rule=rule.name),
        "scope": scope,
        "products": hits,
        "markup": NOTHING if fixed else percent(rule.markup),
        "margin": NOTHING if fixed else percent(rule.margin),
        "floor": _limit(rule.minimum_margin, book.minimum_margin(rule)),
        "cap": _limit(rule.maximum_change, book.maximum_change(rule)),
        "rounding": price_words.rounding(rule.rounding),
        "priority": rule.priority,
        "dates": _dates(rule),
        "quantity": number(rule.minimum_quantity) if rule.minimum_quantity is not None else "",
        "origin": _("came with Fusible") if rule.bundled else _("yours"),
    }


def _limit(own: Decimal | None, holds: Decimal | None) -> str:
    """A limit of the rule's own, else the general one that holds for it."""
    if own is None and holds is not None:
        return _("{limit} (general)").format(limit=percent(holds))
    return NOTHING if holds is None else percent(holds)


def _dates(rule: Rule) -> str:
    if rule.valid_from is None and rule.valid_to is None:
        return ""
    return _("{first} to {last}").format(first=day(rule.valid_from), last=day(rule.valid_to))


def _titles() -> dict[str, Any]:
    config = st.column_config
    return {
        "name": config.TextColumn(_("Rule"), width=180),
        "scope": config.TextColumn(_("For"), width=180),
        "products": config.NumberColumn(_("Products"), width=85),
        "markup": config.TextColumn(_("Markup on cost"), width=145),
        "margin": config.TextColumn(_("Margin on price"), width=145),
        "floor": config.TextColumn(_("Least margin"), width=115),
        "cap": config.TextColumn(_("Most change at once"), width=115),
        "rounding": config.TextColumn(_("Rounding"), width=190),
        "priority": config.NumberColumn(_("Priority"), width=80),
        "dates": config.TextColumn(_("Dates")),
        "quantity": config.TextColumn(_("From units")),
        "origin": config.TextColumn(_("Origin")),
    }
