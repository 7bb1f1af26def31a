"""What a rule is for: one product, a supplier's category, a category, or everything."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from core.pricing.goods import categories
from core.pricing.rules import DEFAULT_RULE_ID, Rule, Scope
from core.pricing.suggestion import Suggestion
from core.ui import price_words
from core.ui.language import gettext as _
from core.ui.language import mark

_SCOPES = {
    Scope.PRODUCT: mark("One product"),
    Scope.SUPPLIER_CATEGORY: mark("A supplier's products of a category"),
    Scope.CATEGORY: mark("A category"),
    Scope.DEFAULT: mark("Everything"),
}


def choose_scope(rule: Rule, everything: Sequence[Suggestion], key: str) -> Rule:
    """Draw the choice; the rule as it says. Raises RuleInvalid where it lacks what it is for."""
    if rule.id == DEFAULT_RULE_ID:
        st.caption(_("It holds where no other rule does; its limits hold where others name none."))
        return rule
    scopes = list(_SCOPES)
    scope = st.selectbox(
        _("For"),
        scopes,
        index=scopes.index(rule.scope),
        format_func=lambda it: _(_SCOPES[it]),
        key=f"scope-{key}",
    )
    product = supplier = category = None
    if scope is Scope.PRODUCT:
        product = _product(rule, everything, key)
    if scope is Scope.SUPPLIER_CATEGORY:
        supplier = _supplier(rule, everything, key)
    if scope in (Scope.CATEGORY, Scope.SUPPLIER_CATEGORY):
        category = _category(rule, everything, key)
    return replace(rule, scope=scope, product_id=product, supplier_key=supplier, category=category)


def _product(rule: Rule, everything: Sequence[Suggestion], key: str) -> str | None:
    names = {it.product_id: it.description for it in everything}
    ids = sorted(names, key=lambda it: names[it].casefold())
    known = rule.product_id
    return st.selectbox(
        _("Product"),
        ids,
        index=ids.index(known) if known in names else None,
        format_func=lambda it: names[it],
        key=f"product-{key}",
        placeholder=_("Choose"),
    )


def _supplier(rule: Rule, everything: Sequence[Suggestion], key: str) -> str | None:
    named = {it.quote.item.supplier_key: it.supplier_name for it in everything}
    keys = sorted((one for one in named if one), key=lambda it: (named[it] or it).casefold())
    known = rule.supplier_key
    return st.selectbox(
        _("Supplier"),
        keys,
        index=keys.index(known) if known in keys else None,
        format_func=lambda it: named[it] or it,
        key=f"supplier-{key}",
        placeholder=_("Choose"),
    )


def _category(rule: Rule, everything: Sequence[Suggestion], key: str) -> str | None:
    found = {it.category for it in everything if it.category} | set(categories())
    names = sorted(found | ({rule.category} - {None}), key=lambda it: price_words.category(it).casefold())
    known = rule.category
    return st.selectbox(
        _("Category"),
        names,
        index=names.index(known) if known in names else 0,
        format_func=price_words.category,
        key=f"category-{key}",
    )
