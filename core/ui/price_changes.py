"""What changed: the prices to decide on, most money at stake first, with what each comes from."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from core.pricing.choices import needs_reason
from core.pricing.goods import plain as folded
from core.pricing.money import ZERO
from core.pricing.suggestion import Attention, Suggestion
from core.ui import assistant, price_words
from core.ui.formats import money, number, plain, time_zone
from core.ui.language import gettext as _
from core.ui.language import language, mark, ngettext
from core.ui.price_approval import approve, approved_now, choices_of, refused_later, reject
from core.ui.price_detail import price_detail
from core.ui.price_table import OPENED, price_table
from core.ui.session import console

_WAITING, _ALL = "waiting", "all"
_GROUPS = {
    _WAITING: mark("To decide"),
    Attention.BELOW_FLOOR.value: mark("Too little margin"),
    Attention.COST_UP.value: mark("Cost up"),
    Attention.COST_DOWN.value: mark("Cost down"),
    Attention.NO_PRICE.value: mark("Without a price"),
    Attention.REFUSED.value: mark("Cannot be priced"),
    Attention.OTHER_PRICE.value: mark("Rules give another"),
    _ALL: mark("All"),
}
_FILTER = "price-filter"
_MOST_ROWS = 500
"""Rows drawn and decided on at a time: the most money at stake comes first, and a search finds the rest."""
_SEARCH_FROM = 15
"""Rows from which on a search is worth its place."""


def changes(everything: Sequence[Suggestion]) -> None:
    """Draw the groups, the table of one of them, what can be done with it, and the opened product."""
    _labels_of_approved()
    refused_later(everything)
    group, shown = _group(everything)
    opened = next((it for it in everything if it.product_id == st.query_params.get(OPENED)), None)
    if not shown:
        st.success(_("There is nothing to decide."), icon=":material/check_circle:")
        _tools()
    elif opened is None:
        _table(group, shown)
    else:
        left, right = st.columns([1, 1], gap="medium")
        with right:
            price_detail(opened)
        with left:
            _table(group, shown)
        return
    if opened is not None:
        price_detail(opened)


def _group(everything: Sequence[Suggestion]) -> tuple[str, list[Suggestion]]:
    """The name of the group that is chosen, and what is in it."""
    groups: dict[str, list[Suggestion]] = {name: [] for name in _GROUPS}
    for it in everything:
        groups[_ALL].append(it)
        if it.attention.waits:
            groups[_WAITING].append(it)
        if it.attention is not Attention.NONE:
            groups[it.attention.value].append(it)
    offered = [name for name, rows in groups.items() if rows or name in (_WAITING, _ALL)]
    chosen = st.session_state.get(_FILTER)
    if chosen not in offered:
        # What was looked at has been decided: the next thing is what else waits.
        st.session_state[_FILTER] = chosen = _WAITING if groups[_WAITING] else _ALL
    st.pills(
        _("Show"),
        offered,
        format_func=lambda name: f"{_(_GROUPS[name])} ({len(groups[name])})",
        key=_FILTER,
        required=True,
        label_visibility="collapsed",
    )
    return chosen, groups[chosen]


def _table(group: str, shown: list[Suggestion]) -> None:
    if len(shown) >= _SEARCH_FROM:
        shown = _searched(shown)
    if not shown:
        st.info(_("No product matches what you search for."), icon=":material/search_off:")
        return
    whole, shown = len(shown), shown[:_MOST_ROWS]
    actions_place = st.container()
    ticked = price_table(shown)
    if whole > _MOST_ROWS:
        st.caption(
            _("The first {shown} of {count} are shown.").format(shown=number(_MOST_ROWS), count=number(whole))
        )
    st.caption(_("Click a product to see how its price came to be. Tick several to decide on those alone."))
    with actions_place:
        _decide(group, shown, ticked)


def _searched(shown: list[Suggestion]) -> list[Suggestion]:
    typed = st.text_input(
        _("Search"),
        placeholder=_("Search by product, supplier, category, code or barcode"),
        label_visibility="collapsed",
        icon=":material/search:",
        key="price-search",
    )
    terms = folded(typed or "").split()
    return [it for it in shown if all(term in _words_of(it) for term in terms)] if terms else shown


def _words_of(it: Suggestion) -> str:
    parts = (it.description, it.supplier_name, price_words.category(it.category), it.sku, it.ean)
    return folded(" ".join(part for part in parts if part))


def _decide(group: str, shown: list[Suggestion], ticked: list[Suggestion]) -> None:
    """Approve or reject what is ticked, else all that is shown and would change its label."""
    # Without a tick nobody asked for what the rules merely have another price for.
    quiet = group == _ALL
    wanted = ticked or [it for it in shown if it.changes_label and (it.attention.waits or not quiet)]
    guarded = [it for it in wanted if it.price is not None and needs_reason(it.price, it)]
    count = sum(it.price is not None for it in wanted)
    if wanted:
        st.caption(_at_stake(wanted))
    reason = _reason(guarded) if guarded else None
    with st.container(horizontal=True, vertical_alignment="center"):
        if count:
            st.button(
                _approve_words(count, ticked=bool(ticked)),
                type="primary",
                icon=":material/done_all:",
                on_click=_approve,
                args=(wanted, guarded, reason),
            )
            st.button(
                ngettext("Keep the price", "Keep the {count} prices", count),
                icon=":material/block:",
                on_click=reject,
                args=(choices_of(wanted),),
                help=_(
                    "Rejects the suggestion: the price stays, and the same suggestion does not come back."
                ),
            )
        assistant.assistant(ticked or shown)
        _downloads()


def _tools() -> None:
    with st.container(horizontal=True):
        _downloads()


def _approve_words(count: int, *, ticked: bool) -> str:
    if ticked:
        return ngettext("Approve the one ticked", "Approve the {count} ticked", count)
    return ngettext("Approve the one shown", "Approve all {count} shown", count)


def _at_stake(wanted: Sequence[Suggestion]) -> str:
    sums: dict[str, object] = {}
    for currency in sorted({it.currency for it in wanted if it.currency and it.price is not None}):
        whole = sum((abs(it.at_stake) for it in wanted if it.currency == currency), ZERO)
        sums[currency] = money(whole, currency)
    if not sums:
        return _("None of these has a suggested price.")
    shown = plain(" + ".join(map(str, sums.values())))
    return _("Money at stake on the units last bought: {amount}").format(amount=shown)


def _reason(guarded: Sequence[Suggestion]) -> str:
    """Say why some need a reason, and ask for it."""
    first = guarded[0]
    st.warning(
        ngettext(
            "One price goes beyond its limits, so it needs a reason:",
            "{count} prices go beyond their limits, so they need a reason:",
            len(guarded),
        )
        + f" {plain(first.description)}: {plain(price_words.why_guarded(first))}",
        icon=":material/gpp_maybe:",
    )
    return (
        st.text_input(
            _("Reason for the prices beyond their limits"),
            key="guard-reason",
            max_chars=300,
            placeholder=_(
                "For example: the supplier announced the increase. Without one, these are left out"
            ),
        )
        or ""
    )


def _approve(wanted: list[Suggestion], guarded: list[Suggestion], reason: str | None) -> None:
    typed = str(st.session_state.get("guard-reason") or reason or "").strip()
    left_out = {it.product_id for it in guarded} if not typed else set()
    approve(
        [
            (it, choice)
            for it, choice in choices_of(wanted, {it.product_id for it in guarded}, typed)
            if it.product_id not in left_out
        ],
        without_reason=len(left_out),
    )


def _labels_of_approved() -> None:
    """Offer the labels of what was just approved: the next thing a manager does."""
    ids = approved_now()
    if ids:
        st.download_button(
            ngettext(
                "Label of the price just approved (PDF)",
                "Labels of the {count} just approved (PDF)",
                len(ids),
            ),
            data=partial(console().prices.labels, ids),
            file_name=_("labels-{date}.pdf").format(date=datetime.now(UTC).astimezone(time_zone()).date()),
            mime="application/pdf",
            icon=":material/print:",
            type="primary",
            on_click="ignore",
        )


def _downloads() -> None:
    today = datetime.now(UTC).astimezone(time_zone()).date()
    prices = console().prices
    with st.popover(_("Download"), icon=":material/download:"):
        st.download_button(
            _("Download prices (CSV)"),
            data=partial(prices.export_csv, language()),
            file_name=_("prices-{date}.csv").format(date=today),
            mime="text/csv",
            on_click="ignore",
        )
        st.download_button(
            _("Download prices (Excel)"),
            data=partial(prices.export_xlsx, language()),
            file_name=_("prices-{date}.xlsx").format(date=today),
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            on_click="ignore",
        )
