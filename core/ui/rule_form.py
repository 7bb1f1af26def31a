"""The fields of a rule, and the rule as they have it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from core.pricing.money import HUNDRED, margin_of, markup_of
from core.pricing.rules import (
    DEFAULT_RULE_ID,
    MOST_MARGIN,
    Method,
    Rule,
    RuleInvalid,
)
from core.pricing.suggestion import Suggestion
from core.ui import price_words
from core.ui.formats import day_pattern, editable, parse_number, percent, plain
from core.ui.language import gettext as _
from core.ui.language import mark
from core.ui.rule_scope import choose_scope

_METHODS = {
    Method.MARKUP: mark("Markup on cost"),
    Method.MARGIN: mark("Margin on price"),
    Method.FIXED: mark("Price set by the maker"),
}
_OTHER = "other"


class RuleForm:
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
            scoped = choose_scope(rule, self._everything, self._key)
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
