"""One price explained: how it came to be, step by step, and the manager's own price where it differs."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import streamlit as st

from core.pricing.choices import Choice, needs_reason
from core.pricing.desk import ProductNotFound
from core.pricing.goods import pieces_in_name
from core.pricing.suggestion import Suggestion
from core.pricing.trace import Step, StepCode
from core.services.errors import ServiceError
from core.ui import price_words, reason_words, words
from core.ui.formats import editable, money, parse_number, percent, plain
from core.ui.language import gettext as _
from core.ui.language import language, ngettext
from core.ui.price_approval import approve, reject
from core.ui.price_history import price_history
from core.ui.price_table import OPENED
from core.ui.product_form import product_form
from core.ui.session import console
from core.ui.shell import note


def price_detail(shown: Suggestion) -> None:
    """Draw the explanation of a row of the table, and the fields to approve it at another price."""
    with st.container(border=True):
        _heading(shown)
        product_form(shown)
        _decision(shown)
        _explanation(shown)
        price_history(shown.product_id)


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
    _whole_pack(shown, steps)
    if steps:
        st.markdown(_("**How it came to be**"))
        st.markdown("\n".join(f"1. {plain(price_words.step(it, shown.currency))}" for it in steps))
    why = reason_words.worth_telling(shown.source_reason)
    if why:
        st.caption(plain(words.sentence(reason_words.reason(why))))
    _label_figures(shown)


def _whole_pack(shown: Suggestion, steps: Sequence[Step]) -> None:
    """Point out a price of several pieces together, which the shop may sell one by one."""
    pieces = pieces_in_name(shown.description)
    codes = {it.code for it in steps}
    as_one = StepCode.LINE_AMOUNT in codes and StepCode.PACK not in codes
    if pieces and as_one and shown.units_per_pack is None:
        st.info(
            _(
                "Its name says {count}: this is the price of all {count} together. If you sell them one "
                "by one, write {count} as the units in a pack, under the product data."
            ).format(count=pieces),
            icon=":material/package_2:",
        )


def _label_figures(shown: Suggestion) -> None:
    """What the label says beside the final price."""
    parts = []
    if shown.price_without_tax is not None:
        without = plain(money(shown.price_without_tax, shown.currency))
        parts.append(_("Price without national taxes: {price}").format(price=without))
    if shown.measure_price is not None and shown.measure_unit is not None:
        each = plain(money(shown.measure_price, shown.currency))
        unit = _(price_words.MEASURES[shown.measure_unit])
        parts.append(_("Price per {unit}: {price}").format(unit=unit, price=each))
    if parts:
        st.caption(" · ".join(parts))


def _decision(it: Suggestion) -> None:
    price_key = f"price-{it.product_id}-{it.price_version}-{it.price}-{language()}"
    reason_key = f"reason-{it.product_id}-{it.price_version}"
    typed = st.text_input(
        _("Price to approve"),
        value=editable(it.price),
        key=price_key,
        disabled=it.quote.item.fixed_price is not None,
        max_chars=20,
    )
    limits = _limits(it)
    if limits:
        st.caption(limits)
    price = _typed_price(typed)
    guarded = price is not None and needs_reason(price, it)
    if guarded and price is not None:
        st.warning(_beyond(price, it), icon=":material/gpp_maybe:")
    st.text_input(
        _("Reason (needed)") if guarded else _("Reason (if you like)"), key=reason_key, max_chars=300
    )
    # Callbacks get the suggestion as it was shown, so that whoever was second is told; what was typed last is
    # in the session.
    with st.container(horizontal=True):
        st.button(
            _("Approve this price"),
            type="primary",
            icon=":material/check:",
            on_click=_approve_typed,
            args=(it, price_key, reason_key),
        )
        if it.price is not None:
            st.button(
                ngettext("Keep the price", "Keep the {count} prices", 1),
                key="keep-this",
                icon=":material/block:",
                on_click=_reject,
                args=(it, reason_key),
            )


def _approve_typed(it: Suggestion, price_key: str, reason_key: str) -> None:
    try:
        price = parse_number(st.session_state[price_key])
    except ValueError:
        price = None
    if price is None:
        note("error", _how_to_write())
        return
    reason = str(st.session_state[reason_key]).strip() or None
    approve([(it, Choice(it.product_id, price, it.price_version, reason))])


def _reject(it: Suggestion, reason_key: str) -> None:
    assert it.price is not None  # noqa: S101 - the button is drawn only with a price
    reason = str(st.session_state[reason_key]).strip() or None
    reject([(it, Choice(it.product_id, it.price, it.price_version, reason))])


def _typed_price(typed: str | None) -> Decimal | None:
    try:
        return parse_number(typed)
    except ValueError:
        st.error(_how_to_write(), icon=":material/error:")
        return None


def _how_to_write() -> str:
    return _("Write the price like {example}.").format(example=plain(editable(Decimal("1234.50"))))


def _beyond(price: Decimal, it: Suggestion) -> str:
    """Which limit a typed price passes."""
    quote = it.quote
    if quote.floor is not None and price < quote.floor:
        least = plain(money(quote.floor, it.currency))
        return _("Below {least} it leaves less than the least margin. Write why.").format(least=least)
    if quote.highest is not None and price > quote.highest:
        most = plain(money(quote.highest, it.currency))
        return _("Above {most} it moves more than the limit at once. Write why.").format(most=most)
    if quote.lowest is not None and price < quote.lowest:
        least = plain(money(quote.lowest, it.currency))
        return _("Below {least} it moves more than the limit at once. Write why.").format(least=least)
    return _("The rules have no price to compare with. Write where this one comes from.")


def _limits(it: Suggestion) -> str:
    parts = []
    if it.quote.floor is not None:
        parts.append(_("least {price}").format(price=plain(money(it.quote.floor, it.currency))))
    if it.quote.highest is not None:
        parts.append(_("most {price} at once").format(price=plain(money(it.quote.highest, it.currency))))
    return _("Limits: {limits}").format(limits=", ".join(parts)) if parts else ""


def _close() -> None:
    st.query_params.pop(OPENED, None)
    # A new key forgets the click that opened it.
    st.session_state["table"] = st.session_state.get("table", 0) + 1
