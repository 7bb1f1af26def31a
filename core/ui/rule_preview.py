"""What a rule would do, worked out before it is saved: products, labels, margin, and the prices that move."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from core.pricing.rules import Rule
from core.pricing.whatif import WhatIf
from core.services.errors import ServiceError
from core.services.served import Served
from core.ui import error_words
from core.ui.formats import money, number, percent, plain
from core.ui.language import gettext as _
from core.ui.language import ngettext
from core.ui.session import console

_SHOWN = 50
"""Prices named one by one, those that move most first."""


def rule_preview(rule: Rule) -> None:
    """Draw the effect of saving `rule`."""
    _preview(lambda: console().prices.what_if(rule))


def deletion_preview(rule: Rule) -> None:
    """Draw the effect of deleting `rule`."""
    _preview(lambda: console().prices.what_if_deleted(rule.id))


def _preview(work_out: Callable[[], Served[WhatIf]]) -> None:
    try:
        effect = work_out().value
    except ServiceError as error:
        st.error(plain(error_words.error(error)), icon=":material/error:")
        return
    st.markdown(
        "  \n".join(
            [
                ngettext("It decides {count} product.", "It decides {count} products.", len(effect.hits)),
                ngettext(
                    "**{count} price would change**, so that many labels.",
                    "**{count} prices would change**, so that many labels.",
                    len(effect.changed),
                ),
                *_sums(effect),
            ]
        )
    )
    if effect.changed:
        _moves(effect)
    elif effect.hits:
        _hits(effect)


def _sums(effect: WhatIf) -> list[str]:
    lines = []
    for currency, after in sorted(effect.after.items()):
        before = effect.before.get(currency)
        if before is None or before.profit == after.profit:
            continue
        lines.append(
            plain(
                _(
                    "Margin of all products: {before} → {after}. "
                    "Profit on what was last bought: {old} → {new}"
                ).format(
                    before=percent(before.margin),
                    after=percent(after.margin),
                    old=money(before.profit, currency),
                    new=money(after.profit, currency),
                )
            )
        )
    return lines


def _moves(effect: WhatIf) -> None:
    changed = sorted(effect.changed, key=lambda it: -abs(it[1].at_stake - it[0].at_stake))[:_SHOWN]
    rows = [
        {
            _("Product"): after.item.description,
            _("Suggested now"): money(before.price, before.item.currency),
            _("With the rule"): money(after.price, after.item.currency),
            _("Margin"): percent(after.margin),
        }
        for before, after in changed
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, height=_height(len(rows)))
    _rest(len(effect.changed))


def _hits(effect: WhatIf) -> None:
    rows = [
        {
            _("Product"): it.item.description,
            _("Price"): money(it.price, it.item.currency),
            _("Margin"): percent(it.margin),
        }
        for it in effect.hits[:_SHOWN]
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, height=_height(len(rows)))
    _rest(len(effect.hits))


def _rest(count: int) -> None:
    if count > _SHOWN:
        st.caption(_("The first {shown} of {count} are shown.").format(shown=_SHOWN, count=number(count)))


def _height(rows: int) -> int:
    return min(38 + 35 * rows, 330)
