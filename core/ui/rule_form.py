"""One rule being written or changed: its fields, what it would do before it is saved, and saving it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import streamlit as st

from core.pricing.goods import categories
from core.pricing.money import HUNDRED, margin_of, markup_of
from core.pricing.rules import (
    DEFAULT_RULE_ID,
    MOST_MARGIN,
    Method,
    Rule,
    RuleInvalid,
    Scope,
    bundled_rules,
)
from core.pricing.suggestion import Suggestion
from core.resilience.journal import JournalUnavailable
from core.services.errors import ServiceError
from core.services.served import Source
from core.ui import price_words, words
from core.ui.formats import day_pattern, editable, parse_number, percent, plain
from core.ui.language import gettext as _
from core.ui.language import mark
from core.ui.rule_preview import deletion_preview, rule_preview
from core.ui.session import actor, console
from core.ui.shell import note

_SCOPES = {
    Scope.PRODUCT: mark("One product"),
    Scope.SUPPLIER_CATEGORY: mark("A supplier's products of a category"),
    Scope.CATEGORY: mark("A category"),
    Scope.DEFAULT: mark("Everything"),
}
_METHODS = {
    Method.MARKUP: mark("Markup on cost"),
    Method.MARGIN: mark("Margin on price"),
    Method.FIXED: mark("Price set by the maker"),
}
_OTHER = "other"


def new_rule() -> Rule:
    """A rule to start from; the id is kept for as long as it is being written."""
    rule_id: str = st.session_state.setdefault("new-rule-id", uuid4().hex)
    return Rule(
        rule_id, _("New rule"), Scope.CATEGORY, Method.MARKUP, Decimal("0.4"), category=categories()[0]
    )


def rule_editor(
    rule: Rule,
    everything: Sequence[Suggestion],
    *,
    close: Callable[[], None],
    is_new: bool,
) -> None:
    """Draw the fields of `rule` with the effect of what they say now, and the buttons."""
    with st.container(border=True):
        title = _("New rule") if is_new else plain(rule.name)
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"#### {title}", width="stretch", anchors=False)
            st.button(_("Close"), icon=":material/close:", type="tertiary", on_click=close)
        form = _Form(rule, everything, f"{rule.id}-{rule.version}")
        left, right = st.columns(2, gap="large")
        with left:
            wanted = form.draw()
        with right:
            if wanted is not None:
                st.markdown(_("**What it would do**"))
                if wanted == rule and not is_new:
                    st.caption(_("Nothing has been changed yet."))
                rule_preview(wanted)
            _buttons(rule, wanted, close=close, is_new=is_new)


def _buttons(rule: Rule, wanted: Rule | None, *, close: Callable[[], None], is_new: bool) -> None:
    with st.container(horizontal=True):
        changed = wanted is not None and (is_new or wanted != rule)
        if st.button(_("Save the rule"), type="primary", icon=":material/save:", disabled=not changed):
            assert wanted is not None  # noqa: S101 - the button is disabled without
            if _done(lambda: console().prices.save_rule(wanted, actor=actor()), wanted.name):
                st.session_state.pop("new-rule-id", None)
            close()
            st.rerun()
        if is_new or rule.bundled or rule.version == 0:
            return
        bundled = rule.id in {it.id for it in bundled_rules(Decimal(0))}
        with st.popover(_("Back to how it came") if bundled else _("Delete"), icon=":material/delete:"):
            deletion_preview(rule)
            if st.button(_("Yes, do it"), type="primary"):
                if _done(
                    lambda: console().prices.delete_rule(rule.id, rule.version, actor=actor()), rule.name
                ):
                    close()
                st.rerun()


def _done(write: Callable[[], object], name: str) -> bool:
    """Do a write and say how it went; whether it was taken."""
    try:
        served = write()
    except (ServiceError, JournalUnavailable) as error:
        note("error", plain(words.error(error)))
        return False
    if getattr(served, "source", None) is Source.HELD:
        note("info", f"{plain(name)}: {_(words.HELD)}.")
    else:
        note(
            "success",
            _("{rule}: saved. The prices that should move are under “Rules give another”.").format(
                rule=plain(name)
            ),
        )
    return True


class _Form:
    """The fields, each under a key of its own, so that another rule never shows this one's entries."""

    def __init__(self, rule: Rule, everything: Sequence[Suggestion], key: str) -> None:
        self._rule = rule
        self._everything = everything
        self._key = key

    def draw(self) -> Rule | None:
        """The rule as the fields have it; None, with the reason on screen, where it cannot be."""
        rule = self._rule
        name = st.text_input(_("Name"), rule.name, key=f"name-{self._key}", max_chars=120)
        try:
            scoped = self._scope()
            method, rate = self._rate()
            return replace(
                scoped,
                name=name.strip() or rule.name,
                method=method,
                rate=rate,
                **self._guards(),
                **self._when(),
            )
        except RuleInvalid as invalid:
            st.error(plain(price_words.rule_problem(invalid.code)), icon=":material/error:")
        except ValueError:
            st.error(
                _("Write figures like {example}.").format(example=plain(editable(Decimal("12.5")))),
                icon=":material/error:",
            )
        return None

    def _scope(self) -> Rule:
        rule = self._rule
        if rule.id == DEFAULT_RULE_ID:
            st.caption(_("It holds where no other rule does; its limits hold where others name none."))
            return rule
        scopes = list(_SCOPES)
        scope = st.selectbox(
            _("For"),
            scopes,
            index=scopes.index(rule.scope),
            format_func=lambda it: _(_SCOPES[it]),
            key=f"scope-{self._key}",
        )
        product = supplier = category = None
        if scope is Scope.PRODUCT:
            product = self._product()
        if scope is Scope.SUPPLIER_CATEGORY:
            supplier = self._supplier()
        if scope in (Scope.CATEGORY, Scope.SUPPLIER_CATEGORY):
            category = self._category()
        return replace(rule, scope=scope, product_id=product, supplier_key=supplier, category=category)

    def _product(self) -> str | None:
        names = {it.product_id: it.description for it in self._everything}
        ids = sorted(names, key=lambda it: names[it].casefold())
        known = self._rule.product_id
        return st.selectbox(
            _("Product"),
            ids,
            index=ids.index(known) if known in names else None,
            format_func=lambda it: names[it],
            key=f"product-{self._key}",
            placeholder=_("Choose"),
        )

    def _supplier(self) -> str | None:
        named = {it.quote.item.supplier_key: it.supplier_name for it in self._everything}
        keys = sorted((key for key in named if key), key=lambda it: (named[it] or it).casefold())
        known = self._rule.supplier_key
        return st.selectbox(
            _("Supplier"),
            keys,
            index=keys.index(known) if known in keys else None,
            format_func=lambda it: named[it] or it,
            key=f"supplier-{self._key}",
            placeholder=_("Choose"),
        )

    def _category(self) -> str | None:
        found = {it.category for it in self._everything if it.category} | set(categories())
        names = sorted(
            found | ({self._rule.category} - {None}), key=lambda it: price_words.category(it).casefold()
        )
        known = self._rule.category
        return st.selectbox(
            _("Category"),
            names,
            index=names.index(known) if known in names else 0,
            format_func=price_words.category,
            key=f"category-{self._key}",
        )

    def _rate(self) -> tuple[Method, Decimal]:
        rule = self._rule
        methods = [it for it in _METHODS if it is not Method.FIXED or rule.id != DEFAULT_RULE_ID]
        method = st.segmented_control(
            _("How the price is set"),
            methods,
            default=rule.method,
            format_func=lambda it: _(_METHODS[it]),
            key=f"method-{self._key}",
            required=True,
            wrap=True,
        )
        if method is None or method is Method.FIXED:
            return Method.FIXED, Decimal(0)
        typed = st.text_input(
            _("Markup on cost, %") if method is Method.MARKUP else _("Margin on price, %"),
            _share(rule.rate),
            key=f"rate-{self._key}-{method}",
            max_chars=12,
        )
        rate = (parse_number(typed) or Decimal(0)) / HUNDRED
        if method is Method.MARKUP and rate >= 0:
            st.caption(
                _("A markup of {markup} is a margin of {margin}.").format(
                    markup=plain(percent(rate)), margin=plain(percent(margin_of(rate)))
                )
            )
        elif 0 <= rate <= MOST_MARGIN:
            st.caption(
                _("A margin of {margin} is a markup of {markup}.").format(
                    margin=plain(percent(rate)), markup=plain(percent(markup_of(rate)))
                )
            )
        return method, rate

    def _guards(self) -> dict[str, Any]:
        rule = self._rule
        left, right = st.columns(2)
        as_general = _("as the general rule")
        with left:
            floor = st.text_input(
                _("Least margin, %"),
                _share(rule.minimum_margin),
                key=f"floor-{self._key}",
                placeholder=as_general,
                max_chars=12,
            )
        with right:
            cap = st.text_input(
                _("Most change at once, %"),
                _share(rule.maximum_change),
                key=f"cap-{self._key}",
                placeholder=as_general,
                max_chars=12,
            )
        return {
            "minimum_margin": _typed_share(floor),
            "maximum_change": _typed_share(cap),
            "rounding": self._rounding(),
        }

    def _rounding(self) -> str:
        known = list(price_words.ROUNDINGS)
        now = self._rule.rounding
        chosen = st.selectbox(
            _("Rounding"),
            [*known, _OTHER],
            index=known.index(now) if now in known else len(known),
            format_func=lambda it: _("Another, by price") if it == _OTHER else price_words.rounding(it),
            key=f"rounding-{self._key}",
        )
        if chosen != _OTHER:
            return chosen
        return (
            st.text_input(
                _("Steps by price"),
                now if now not in known else "<1000:10;<10000:50;100",
                key=f"steps-{self._key}",
                help=_(
                    "Below 1000 to tens, below 10000 to fifties, else to hundreds: <1000:10;<10000:50;100"
                ),
                max_chars=100,
            )
            or now
        )

    def _when(self) -> dict[str, Any]:
        rule = self._rule
        with st.expander(
            _("Priority, dates and quantity"),
            expanded=bool(rule.valid_from or rule.valid_to or rule.minimum_quantity or rule.priority),
        ):
            priority = st.number_input(
                _("Priority"),
                -1000,
                1000,
                rule.priority,
                key=f"priority-{self._key}",
                help=_("Among rules for the same, the highest number decides"),
            )
            starts, ends = st.columns(2)
            pattern = day_pattern().upper().replace("MMM D, Y", "YYYY/MM/DD")
            pattern = pattern if pattern in ("DD/MM/YYYY", "YYYY/MM/DD") else "YYYY/MM/DD"
            first = starts.date_input(_("From"), rule.valid_from, key=f"from-{self._key}", format=pattern)
            last = ends.date_input(_("Until"), rule.valid_to, key=f"until-{self._key}", format=pattern)
            least = st.text_input(
                _("Only when this many units were bought"),
                editable(rule.minimum_quantity, least=0),
                key=f"least-{self._key}",
                max_chars=12,
            )
        enabled = rule.id == DEFAULT_RULE_ID or st.toggle(
            _("The rule is on"), rule.enabled, key=f"enabled-{self._key}"
        )
        return {
            "priority": int(priority),
            "valid_from": first if isinstance(first, date) else None,
            "valid_to": last if isinstance(last, date) else None,
            "minimum_quantity": parse_number(least),
            "enabled": enabled,
        }


def _share(value: Decimal | None) -> str:
    return editable(None if value is None else value * HUNDRED, least=0)


def _typed_share(text: str | None) -> Decimal | None:
    typed = parse_number(text)
    return None if typed is None else typed / HUNDRED
