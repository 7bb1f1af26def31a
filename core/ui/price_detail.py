"""One price explained: how it came to be, step by step, and the manager's own price where it differs."""

from dataclasses import replace
from decimal import Decimal

import streamlit as st

from core.pricing.choices import Choice
from core.pricing.desk import ProductNotFound
from core.pricing.refusals import RefusalCode
from core.pricing.suggestion import Suggestion
from core.resilience.journal import JournalUnavailable
from core.services.errors import ServiceError
from core.ui import price_words, reason_words, words
from core.ui.formats import editable, money, parse_number, percent, plain
from core.ui.language import gettext as _
from core.ui.language import language
from core.ui.price_approval import approve
from core.ui.price_table import OPENED
from core.ui.session import actor, console
from core.ui.shell import note

_PACK = (RefusalCode.PACK_SIZE_MISSING, RefusalCode.PACK_SIZE_INVALID)


def price_detail(shown: Suggestion) -> None:
    """Draw the explanation of a row of the table, and the fields to approve it at another price."""
    with st.container(border=True):
        _heading(shown)
        explanation, decision = st.columns([3, 2], gap="medium")
        with explanation:
            _explanation(shown)
        with decision:
            _pack_size(shown)
            _decision(shown)


def _heading(it: Suggestion) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"#### {plain(it.description)}", width="stretch", anchors=False)
        st.button(_("Close"), icon=":material/close:", type="tertiary", on_click=_close)
    if it.price is not None:
        now = money(it.current_price, it.currency) if it.current_price else _("no price yet")
        st.markdown(
            _("**{price}** suggested · current: {current} · margin {margin}").format(
                price=plain(money(it.price, it.currency)),
                current=plain(now),
                margin=plain(percent(it.margin)),
            )
        )
    if it.refusal is not None:
        st.warning(
            plain(price_words.refusal(it.refusal.code.value, it.refusal.detail)), icon=":material/help:"
        )


def _explanation(shown: Suggestion) -> None:
    try:
        # The list leaves out how the cost came to be; one product is read with all of it.
        cost_steps = console().prices.suggestion(shown.product_id).value.quote.item.cost_steps
    except (ProductNotFound, ServiceError):
        cost_steps = ()
    item = replace(shown.quote.item, cost_steps=cost_steps)
    steps = replace(shown.quote, item=item).trace
    if steps:
        st.markdown(_("**How it came to be**"))
        st.markdown("\n".join(f"1. {plain(price_words.step(it, shown.currency))}" for it in steps))
    why = reason_words.worth_telling(shown.source_reason)
    if why:
        st.caption(plain(words.sentence(reason_words.reason(why))))
    if shown.price_without_tax is not None:
        without = plain(money(shown.price_without_tax, shown.currency))
        st.caption(_("Price without national taxes: {price}").format(price=without))


def _decision(it: Suggestion) -> None:
    typed = st.text_input(
        _("Price to approve"),
        value=editable(it.price),
        key=f"price-{it.product_id}-{it.price_version}-{it.price}-{language()}",
        disabled=it.quote.item.fixed_price is not None,
        max_chars=20,
    )
    limits = _limits(it)
    reason = st.text_input(
        _("Reason"),
        key=f"reason-{it.product_id}-{it.price_version}",
        help=_("Needed for a price outside the limits or without a suggestion; otherwise as you like"),
        max_chars=300,
    )
    if limits:
        st.caption(limits)
    try:
        price = parse_number(typed)
    except ValueError:
        st.error(
            _("Write the price like {example}.").format(example=plain(editable(Decimal("1234.50")))),
            icon=":material/error:",
        )
        price = None
    pressed = st.button(
        _("Approve this price"), type="primary", icon=":material/check:", disabled=price is None
    )
    # Not a callback: its arguments would be those of the run before, without what was typed last.
    if pressed and price is not None:
        approve([(it, Choice(it.product_id, price, it.price_version, reason.strip() or None))])
        st.rerun()


def _limits(it: Suggestion) -> str:
    parts = []
    if it.quote.floor is not None:
        parts.append(_("least {price}").format(price=plain(money(it.quote.floor, it.currency))))
    if it.quote.highest is not None:
        parts.append(_("most {price} at once").format(price=plain(money(it.quote.highest, it.currency))))
    return _("Limits: {limits}").format(limits=", ".join(parts)) if parts else ""


def _pack_size(it: Suggestion) -> None:
    """Ask for the units in a pack where that is what keeps the product from having a price."""
    if it.refusal is None or it.refusal.code not in _PACK:
        return
    units = st.number_input(
        _("Units in a pack"), min_value=1, max_value=10_000, value=1, key=f"pack-{it.product_id}"
    )
    if st.button(_("Save the pack size")):
        _save_pack_size(it, units)
        st.rerun()


def _save_pack_size(it: Suggestion, units: int) -> None:
    try:
        console().prices.edit_product(it.product_id, {"units_per_pack": Decimal(units)}, actor=actor())
    except (ServiceError, JournalUnavailable) as error:
        note("error", plain(words.error(error)))
        return
    note("success", _("{product}: the pack size is saved.").format(product=plain(it.description)))


def _close() -> None:
    st.query_params.pop(OPENED, None)
    # A new key forgets the click that opened it.
    st.session_state["table"] = st.session_state.get("table", 0) + 1
