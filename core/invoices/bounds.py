"""The bounds of what is entered: figures that every database keeps exactly, texts that fit.

A person's figure outside them is refused and named. A reader's is dropped: a bar code taken for an amount
must not cost the whole upload.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError

from core.invoices.model import Line, Origin, Place, Reading, ReadingWarning, TaxAmount, WarningCode
from core.resilience.reason import Reason

LIMIT = Decimal(10**11)
"""Amounts and quantities lie below it: with four decimals they still fit SQLite's 15 exact digits."""

Amount = Annotated[Decimal, Field(gt=-LIMIT, lt=LIMIT)]
Percent = Annotated[Decimal, Field(ge=-1000, le=1000)]
Share = Annotated[float, Field(ge=0, le=1)]
_LONGEST_REASON = 2000
_TOLD_OF_FIELDS = ("confidence", "places", "origins")
_MENDED_TEXTS = ("string_too_long", "string_pattern_mismatch", "string_unicode")
_NO_NUL = r"^[^\x00]*$"
Code = Annotated[str, Field(max_length=80, pattern=_NO_NUL)]
Name = Annotated[str, Field(max_length=255, pattern=_NO_NUL)]
Text = Annotated[str, Field(max_length=2000, pattern=_NO_NUL)]
FieldName = Annotated[str, Field(max_length=40, pattern=_NO_NUL)]


def _on_paper(place: Place) -> Place:
    """A word may reach over the page's edge, but not far."""
    sides = (place.x0, place.y0, place.x1, place.y1)
    if place.page < 1 or not all(-1 <= side <= 2 for side in sides):  # noqa: PLR2004 - a page's width each side
        raise ValueError(f"a place must lie on page 1 or later, each side from -1 to 2: {place}")
    return place


BoundedPlace = Annotated[Place, AfterValidator(_on_paper)]


def _short(reason: Reason) -> Reason:
    told = repr(reason)
    if len(told) > _LONGEST_REASON or r"\x00" in told:
        raise ValueError(f"Reason should have at most {_LONGEST_REASON} characters and no NUL")
    return reason


class BoundedTaxAmount(TaxAmount):
    kind: Name = "vat"
    rate: Percent | None = None
    base: Amount | None = None
    amount: Amount | None = None


class BoundedLine(Line):
    description: Text = ""
    sku: Code | None = None
    ean: Code | None = None
    quantity: Amount | None = None
    unit: Code | None = None
    unit_price: Amount | None = None
    discount: Amount | None = None
    amount: Amount | None = None
    tax_rate: Percent | None = None
    product_id: Annotated[str, Field(max_length=32, pattern=_NO_NUL)] | None = None
    place: BoundedPlace | None = None


class BoundedReading(Reading):
    """A reading that may be entered."""

    file: Name
    letter: Annotated[str, Field(max_length=4, pattern=_NO_NUL)] | None = None
    number: Code | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    supplier_name: Name | None = None
    supplier_tax_id: Annotated[str, Field(max_length=40, pattern=_NO_NUL)] | None = None
    receiver_name: Name | None = None
    receiver_tax_id: Annotated[str, Field(max_length=40, pattern=_NO_NUL)] | None = None
    net: Amount | None = None
    tax: Amount | None = None
    total: Amount | None = None
    adjustment: Amount | None = None
    taxes: tuple[BoundedTaxAmount, ...] = ()
    lines: tuple[BoundedLine, ...] = ()
    confidence: dict[FieldName, Share] = Field(default_factory=dict)
    places: dict[FieldName, BoundedPlace] = Field(default_factory=dict)
    origins: dict[FieldName, Origin] = Field(default_factory=dict)
    source_reason: Annotated[Reason, AfterValidator(_short)] | None = None
    pages: Annotated[int, Field(ge=1, le=10_000)] = 1
    seconds: Annotated[float, Field(ge=0, le=86_400)] = 0.0


def out_of_bounds(reading: Reading) -> list[str]:
    """What may not be entered, each as `lines.0.amount: Input should be less than 100000000000`."""
    try:
        BoundedReading.model_validate(reading.model_dump())
    except ValidationError as error:
        return [f"{_path(one['loc'])}: {one['msg']}" for one in error.errors(include_input=False)]
    return []


def within_bounds(reading: Reading) -> Reading:
    """A reader's `reading` with texts cut to fit, and absurd values dropped with a warning for each."""
    values = reading.model_dump()
    try:
        BoundedReading.model_validate(values)
    except ValidationError as error:
        warnings = [_mend(values, one) for one in error.errors(include_input=False)]
    else:
        return reading
    told = tuple(warning for warning in warnings if warning is not None)
    # Again, for a text may be wrong in two ways.
    return within_bounds(Reading.model_validate({**values, "warnings": (*reading.warnings, *told)}))


def _mend(values: dict[str, Any], error: Mapping[str, Any]) -> ReadingWarning | None:
    """Change `values` so that one error is gone; the warning where a value was dropped for it."""
    location = error["loc"]
    if location[0] in _TOLD_OF_FIELDS:
        values[location[0]].pop(location[1], None)
        return None
    name, holder = location[-1], _holder(values, location)
    if error["type"] in _MENDED_TEXTS and name != "currency":
        clean = "".join(char for char in holder[name] if char != "\0" and not "\ud800" <= char <= "\udfff")
        holder[name] = clean[: error.get("ctx", {}).get("max_length")]
        return None
    holder[name] = None
    if name == "place":
        return None
    for told in _TOLD_OF_FIELDS:
        values[told].pop(name, None)
    return ReadingWarning(code=WarningCode.LOW_CONFIDENCE, field=_path(location), detail={"confidence": "0"})


def _holder(values: Any, location: tuple[int | str, ...]) -> Any:
    for step in location[:-1]:
        values = values[step]
    return values


def _path(location: tuple[int | str, ...]) -> str:
    return ".".join(map(str, location))
