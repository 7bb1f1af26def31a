"""Tells whose tax id a number is by its shape, and whether its check digits hold, by python-stdnum."""

import re
from collections.abc import Callable
from typing import NamedTuple

from stdnum.ar import cuit
from stdnum.es import nif
from stdnum.eu import vat as eu_vat
from stdnum.gb import vat as gb_vat
from stdnum.mx import rfc

from core.invoices.model import Reading


class Scheme(NamedTuple):
    shape: re.Pattern[str]
    is_valid: Callable[[str], bool]


SCHEMES = (
    Scheme(
        re.compile(
            r"(AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)"
            r"(?=[0-9A-Z+*]*\d{5})[0-9A-Z+*]{8,12}"
        ),
        eu_vat.is_valid,
    ),
    Scheme(re.compile(r"GB(\d{9}|\d{12})"), gb_vat.is_valid),
    Scheme(re.compile(r"[A-ZÑ&]{3,4}\d{6}[0-9A-Z]{3}"), rfc.is_valid),
    Scheme(re.compile(r"[A-HJNP-SU-W]\d{7}[0-9A-J]|[KLMXYZ]\d{7}[A-Z]|\d{8}[A-Z]"), nif.is_valid),
)
CUIT = re.compile(r"\d{11}")


def is_valid_tax_id(tax_id: str, reading: Reading) -> bool | None:
    """Whether the check digits hold; None for a number of no scheme that is known here."""
    compact = re.sub(r"[\s./-]", "", tax_id.upper())
    # Eleven bare digits are a tax number in several countries: only the document tells.
    is_argentine = reading.letter is not None or reading.currency == "ARS"
    if CUIT.fullmatch(compact) and (is_argentine or re.fullmatch(r"\d{2}-\d{8}-\d", tax_id)):
        return bool(cuit.is_valid(compact))
    return next((bool(it.is_valid(compact)) for it in SCHEMES if it.shape.fullmatch(compact)), None)
