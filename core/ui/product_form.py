"""What a person knows of a product better than the invoice: its pack, category, taxes, content, barcode."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import streamlit as st

from core.pricing.goods import categories
from core.pricing.money import as_text
from core.pricing.refusals import RefusalCode
from core.pricing.suggestion import Suggestion
from core.resilience.journal import JournalUnavailable
from core.services.errors import ServiceError
from core.ui import error_words, price_words
from core.ui.formats import editable, parse_number, plain
from core.ui.language import gettext as _
from core.ui.session import actor, console
from core.ui.shell import note

_ASKS_FOR_IT = {
    RefusalCode.FIXED_PRICE_MISSING,
    RefusalCode.TAX_RATE_MISSING,
    RefusalCode.TAX_RATE_INVALID,
    RefusalCode.PACK_SIZE_MISSING,
    RefusalCode.PACK_SIZE_INVALID,
}


def product_form(it: Suggestion) -> None:
    """Draw the fields; opened where one of them is what keeps the product from having a price."""
    wanted = it.refusal is not None and it.refusal.code in _ASKS_FOR_IT
    with st.expander(_("Product data"), expanded=wanted, icon=":material/edit:"):
        with st.form(f"product-{it.product_id}-{it.price_version}", border=False):
            entered = _fields(it)
            pressed = st.form_submit_button(_("Save the data"), icon=":material/save:")
        if pressed:
            _save(it, entered)


def _fields(it: Suggestion) -> dict[str, str | None]:
    """What the fields hold, as text, by the names that a product's columns have."""
    item = it.quote.item
    left, right = st.columns(2)
    names = sorted({*categories(), *([it.category] if it.category else [])}, key=price_words.category)
    category = left.selectbox(
        _("Category"),
        names,
        index=names.index(it.category) if it.category in names else None,
        format_func=price_words.category,
        placeholder=_("Choose"),
    )
    units = right.text_input(
        _("Units in a pack"),
        editable(it.units_per_pack, least=0),
        placeholder=_("as the invoice says"),
        max_chars=10,
    )
    tax_rate = left.text_input(_("VAT %"), editable(item.tax_rate, least=0), max_chars=10)
    ean = right.text_input(_("Barcode"), it.ean or "", max_chars=14)
    quantity = left.text_input(_("Content of a unit"), editable(item.measure_quantity, least=0), max_chars=12)
    unit = right.selectbox(
        _("Measured in"),
        list(price_words.MEASURES),
        index=list(price_words.MEASURES).index(item.measure_unit) if item.measure_unit else None,
        format_func=lambda name: _(price_words.MEASURES[name]),
        placeholder=_("Choose"),
    )
    fixed = left.text_input(_("Price set by the maker"), editable(item.fixed_price), max_chars=20)
    internal = right.text_input(
        _("Internal taxes %"),
        editable(it.internal_tax_rate, least=0),
        placeholder=_("shared by amount"),
        help=_(
            "Percent of the net amount, as the invoice adds it: 8 % by law is 8.7 % of the net. "
            "Write 0 if it bears none."
        ),
        max_chars=10,
    )
    return {
        "category": category,
        "units_per_pack": units,
        "tax_rate": tax_rate,
        "internal_tax_rate": internal,
        "ean": ean,
        "measure_quantity": quantity,
        "measure_unit": unit,
        "fixed_price": fixed,
    }


_NUMBERS = ("units_per_pack", "tax_rate", "internal_tax_rate", "measure_quantity", "fixed_price")


def _save(it: Suggestion, entered: Mapping[str, str | None]) -> None:
    try:
        changes = changed(it, entered)
    except ValueError:
        example = plain(editable(Decimal("12.5")))
        st.error(_("Write figures like {example}.").format(example=example), icon=":material/error:")
        return
    if not changes:
        st.info(_("Nothing has been changed yet."), icon=":material/info:")
        return
    try:
        console().prices.edit_product(it.product_id, changes, actor=actor())
    except (ServiceError, JournalUnavailable) as error:
        st.error(plain(error_words.error(error)), icon=":material/error:")
        return
    note("success", _("{product}: the data is saved.").format(product=plain(it.description)))
    st.rerun()


def changed(it: Suggestion, entered: Mapping[str, str | None]) -> dict[str, Any]:
    """The fields that differ from what the product has. Raises ValueError for a figure that is none."""
    item = it.quote.item
    before = {
        "category": it.category,
        "units_per_pack": it.units_per_pack,
        "tax_rate": item.tax_rate,
        "internal_tax_rate": it.internal_tax_rate,
        "ean": it.ean,
        "measure_quantity": item.measure_quantity,
        "measure_unit": item.measure_unit,
        "fixed_price": item.fixed_price,
    }
    changes: dict[str, Any] = {}
    for name, text in entered.items():
        value = parse_number(text) if name in _NUMBERS else (text or "").strip() or None
        if value != before[name]:
            changes[name] = as_text(value) if isinstance(value, Decimal) else value
    return changes
