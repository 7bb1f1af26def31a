"""What a line's wording says of the goods: identity, units in a pack, content of a unit, category."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib import resources

from stdnum import ean as ean_numbers

from core.pricing.money import ONE, as_decimal

_SPACES = re.compile(r"\s+")
_NOT_WORDS = re.compile(r"[^a-z0-9]+")
_LONGEST_KEY = 255
_INTERNAL_EAN = "2"
"""GS1 leaves GTIN-13 that begin with 2 to each shop: the same number means other goods elsewhere."""

_PACK_UNITS = {
    *(
        "caja",
        "cajas",
        "cj",
        "cja",
        "bulto",
        "bultos",
        "bto",
        "blt",
        "pack",
        "packs",
        "pk",
        "fardo",
        "fardos",
    ),
    *("display", "displays", "dsp", "disp", "cajon", "cajones", "carton", "cartones", "box", "boxes", "case"),
    *("bx", "cs", "ct", "ds", "xbx", "xct", "xcs", "xds", "xpk"),
}
"""Units that hold several; BX, CS, CT, DS, PK are UN/ECE Recommendation 21 codes as e-invoices write them."""
_DOZEN_UNITS = {"docena", "docenas", "doc", "dz", "dzn", "dozen"}
_UNIT_SIZE = re.compile(r"^([a-z]+)\s*(?:x|por|de)?\s*(\d{1,4})(?:\s*(?:u|un|uni|unid|unidades)?\.?)?$")
_PACK_SIZES = (
    re.compile(r"\b(?:caja|cajas|cj|bulto|bto|pack|pk|fardo|display|disp)\s*(?:x|por|de)?\s*(\d{1,4})\b"),
    re.compile(r"\b(\d{1,4})\s*x\s*\d+(?:[.,]\d+)?\s*(?:kg|kgs|g|gr|grs|l|lt|lts|ml|cc)\b"),
    re.compile(r"\d\s*(?:kg|kgs|g|gr|grs|l|lt|lts|ml|cc)\s*x\s*(\d{1,4})$"),
)
"""Only wording that can mean nothing else: `x 60 un` on a bulto of nappies counts nappies, not packets."""


_MEASURES: Mapping[str, tuple[str, Decimal]] = {
    **dict.fromkeys(("kg", "kgs", "kilo", "kilos", "k"), ("kg", ONE)),
    **dict.fromkeys(("g", "gr", "grs", "gramos"), ("kg", Decimal("0.001"))),
    **dict.fromkeys(("l", "lt", "lts", "ltr", "litro", "litros"), ("l", ONE)),
    **dict.fromkeys(("ml", "cc", "cm3"), ("l", Decimal("0.001"))),
    **dict.fromkeys(("m", "mt", "mts", "metros"), ("m", ONE)),
}
_MEASURE = re.compile(
    r"(?:\b|x)(?:(?P<count>\d{1,3})\s*x\s*)?(?P<size>\d{1,6}(?:[.,]\d{1,3})?)\s*"
    r"(?P<unit>" + "|".join(sorted(_MEASURES, key=len, reverse=True)) + r")\b"
    r"(?:\s*x\s*(?P<times>\d{1,3})$)?"
)
_MEASURE_UNITS = {
    **dict.fromkeys(("kg", "kgm", "kgs", "kilo", "kilos"), "kg"),
    **dict.fromkeys(("l", "lt", "lts", "ltr", "litro", "litros"), "l"),
    **dict.fromkeys(("m", "mt", "mts", "mtr"), "m"),
}
"""Units in which goods are bought loose, so that one unit is one of the measure."""


_COUNT_LAST = re.compile(r"\bx\s*(\d{1,4})$")
_SOLD_BY_THE_PIECE = {"golosinas", "bebidas", "bebidas_alcoholicas"}
"""Where a count at the end (`Alfajor x 24`) can only be that of the pieces in the pack."""


def plain(text: str) -> str:
    """Lower case, without accents, single spaces."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return _SPACES.sub(" ", "".join(char for char in folded if not unicodedata.combining(char))).strip()


def description_key(description: str) -> str:
    """What two spellings of one description share: letters and digits, or all of it where it has neither."""
    text = plain(description)
    return (_NOT_WORDS.sub(" ", text).strip() or text)[:_LONGEST_KEY]


def supplier_key(tax_id: str | None, name: str | None) -> str:
    """Who the supplier is: letters and digits of the tax id, else the normalised name, else empty."""
    from_tax_id = _NOT_WORDS.sub("", plain(tax_id or ""))
    return from_tax_id[:_LONGEST_KEY] or description_key(name or "")


def clean_sku(sku: str | None) -> str | None:
    """The supplier's code as it is compared: capitals, no spaces; None where it holds no letter or digit."""
    text = _SPACES.sub("", (sku or "").upper())[:80]
    return text if re.search(r"[A-Z0-9]", text) else None


def clean_ean(ean: str | None) -> str | None:
    """A GTIN-8, 12, 13 or 14 with a right check digit that means the same goods everywhere; else None."""
    digits = re.sub(r"[\s-]", "", ean or "")
    if not digits.isascii() or not digits.isdigit() or not digits.strip("0"):
        return None
    return digits if not is_in_house(digits) and ean_numbers.is_valid(digits) else None


def is_in_house(ean: str) -> bool:
    """Whether the number is one that each shop gives out itself, such as on scales."""
    return len(ean) == 13 and ean.startswith(_INTERNAL_EAN)  # noqa: PLR2004 - GTIN-13


def new_product_id(supplier: str, ean: str | None, sku: str | None, key: str) -> str:
    """The id of a product first seen so: two invoices that bring it at once agree on it.

    EAN, else supplier and sku, else supplier and normalised description.
    """
    identity = ["ean", ean] if ean else ["sku", supplier, sku] if sku else ["description", supplier, key]
    return hashlib.sha256(json.dumps(identity).encode()).hexdigest()[:32]


def pack_size(unit: str | None, description: str) -> Decimal | None:
    """Units in one of what the line counts: 1 for loose units, None for a pack that does not say."""
    word = plain(unit or "").rstrip(".")
    sized = _UNIT_SIZE.match(word)
    if sized and sized[1] in _PACK_UNITS:
        return as_decimal(sized[2]) or None
    if word in _DOZEN_UNITS:
        return Decimal(12)
    if word not in _PACK_UNITS:
        return ONE
    text = plain(description)
    by_piece = guess_category(description) in _SOLD_BY_THE_PIECE
    for pattern in (*_PACK_SIZES, _COUNT_LAST) if by_piece else _PACK_SIZES:
        found = pattern.search(text)
        if found:
            return as_decimal(found[1]) or None
    return None


def pieces_in_name(description: str) -> int | None:
    """The count in `Fernet 750 ml x 6` or `12x900ml`, whatever an invoice counts; None where it has none."""
    text = plain(description)
    found = next((it for it in (one.search(text) for one in (*_PACK_SIZES, _COUNT_LAST)) if it), None)
    pieces = int(found[1]) if found else 0
    return pieces if pieces > 1 else None


@dataclass(frozen=True, slots=True)
class Measure:
    quantity: Decimal
    unit: str
    """kg, l, m or u."""


def measure(description: str, unit: str | None, units_per_pack: Decimal) -> Measure | None:
    """Content of one unit for sale, where the wording gives it: `Leche 1 L`, `Fideos x 500 g`, `12x900ml`.

    The count of `12x900ml` or `900 ml x 12` belongs to the pack where the line counted packs, else to the
    unit for sale.
    """
    loose = _MEASURE_UNITS.get(plain(unit or "").rstrip("."))
    if loose:
        return Measure(ONE, loose)
    found = _MEASURE.search(plain(description))
    if found is None:
        return None
    size = _size(found["size"])
    name, factor = _MEASURES[found["unit"]]
    count = (as_decimal(found["count"]) or ONE) * (as_decimal(found["times"]) or ONE)
    content = size * factor * (ONE if units_per_pack != ONE else count)
    return Measure(content, name) if content > 0 else None


def _size(text: str) -> Decimal:
    """`1.000` g is a thousand, `0.500` and `1.5` kg are parts: three decimals after a whole part group."""
    whole, separator, decimals = text.replace(",", ".").partition(".")
    if separator and len(decimals) == 3 and whole.strip("0"):  # noqa: PLR2004 - digits of a thousand
        return Decimal(whole + decimals)
    return Decimal(f"{whole}.{decimals or 0}")


@lru_cache(maxsize=1)
def _keywords() -> tuple[tuple[str, re.Pattern[str]], ...]:
    text = resources.files("core.pricing").joinpath("data/categories.json").read_text(encoding="utf-8")
    return tuple(
        (record["category"], re.compile(r"\b(?:" + "|".join(record["words"]) + r")\b"))
        for record in json.loads(text)["categories"]
    )


def categories() -> tuple[str, ...]:
    """The categories that are guessed, in the order in which they are tried."""
    return tuple(dict.fromkeys(category for category, _ in _keywords()))


def guess_category(description: str) -> str | None:
    """The category whose keyword comes first in the description; None where none does.

    Spanish product names lead with what a thing is (`Detergente limón`, `Galletitas de leche`), so the
    earliest keyword decides; of two at the same place the longer one, then the category listed first.
    """
    text = plain(description)
    found = [
        (match.start(), -len(match[0]), rank, category) for rank, (category, match) in enumerate(_hits(text))
    ]
    return min(found)[-1] if found else None


def _hits(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    for category, pattern in _keywords():
        match = pattern.search(text)
        if match:
            yield category, match
