"""What is entered stays within what every database holds exactly; an absurd value costs only itself."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from core.invoices.bounds import BoundedReading, out_of_bounds, within_bounds
from core.invoices.model import Line, Place, Reading, ReadingSource, ReadingWarning, TaxAmount, WarningCode

NAN = float("nan")
OFF_PAPER = Place(page=1, x0=NAN, y0=0, x1=1, y1=1)


def reading(**fields):
    return Reading(**({"file": "f.pdf", "source": ReadingSource.TEXT, "total": Decimal("121.00")} | fields))


ABSURD = {
    "total": {"total": Decimal("1e99999")},
    "net": {"net": Decimal(10) ** 20},
    "lines.0.amount": {"lines": (Line(amount=Decimal(-(10**11))),)},
    "lines.1.quantity": {"lines": (Line(), Line(quantity=Decimal("1e400")))},
    "lines.0.tax_rate": {"lines": (Line(tax_rate=Decimal(7790000000001)),)},
    "taxes.0.base": {"taxes": (TaxAmount(base=Decimal("1e12")),)},
    "currency": {"currency": "PESOS"},
}


@pytest.mark.parametrize(("field", "values"), ABSURD.items())
def test_within_bounds__absurd_value_of_a_reader__is_dropped_with_a_warning(field, values):
    kept = within_bounds(reading(**values))
    assert out_of_bounds(kept) == []
    warning = ReadingWarning(code=WarningCode.LOW_CONFIDENCE, field=field, detail={"confidence": "0"})
    assert kept.warnings == (warning,)
    assert kept.file == "f.pdf"


def test_within_bounds__dropped_field__leaves_no_confidence_or_place():
    place = Place(page=1, x0=0, y0=0, x1=1, y1=1)
    kept = within_bounds(
        reading(total=Decimal("1e30"), confidence={"total": 0.9, "number": 0.8}, places={"total": place})
    )
    assert (kept.total, kept.confidence, kept.places) == (None, {"number": 0.8}, {})


def test_within_bounds__texts__are_cut_and_cleaned():
    kept = within_bounds(
        reading(
            number="9" * 500, supplier_name="A\0B\ud800" + "C" * 300, lines=(Line(description="x" * 9000),)
        )
    )
    assert kept.number == "9" * 80
    assert kept.supplier_name == "AB" + "C" * 253
    assert len(kept.lines[0].description) == 2000
    assert kept.warnings == ()


def test_within_bounds__confidence_or_place_that_is_none__is_dropped():
    kept = within_bounds(
        reading(
            confidence={"total": NAN, "number": 7.0, "net": 0.5},
            places={"total": OFF_PAPER},
            lines=(Line(description="Yerba", place=OFF_PAPER),),
        )
    )
    assert (kept.confidence, kept.places, kept.lines) == ({"net": 0.5}, {}, (Line(description="Yerba"),))


def test_within_bounds__ordinary_reading__is_the_same_object():
    ordinary = reading(net=Decimal("-100.00"), lines=(Line(unit_price=Decimal("0.00000001")),))
    assert within_bounds(ordinary) is ordinary


@pytest.mark.parametrize(("field", "values"), ABSURD.items())
def test_bounded_reading__from_a_person__is_refused_and_the_field_named(field, values):
    (fault,) = out_of_bounds(reading(**values))
    assert fault.startswith(f"{field}: ")


@pytest.mark.parametrize("total", ["NaN", "Infinity", "sNaN", "1e99999", "100000000000.00"])
def test_bounded_reading__amount_that_is_none__is_refused(total):
    with pytest.raises(ValidationError):
        BoundedReading.model_validate({"file": "f", "source": "text", "total": total})


def test_bounded_reading__largest_amount_with_four_decimals__is_taken_and_exact_in_sqlite():
    largest = BoundedReading.model_validate(
        {"file": "f", "source": "text", "total": "99999999999.9999"}
    ).total
    assert Decimal(f"{float(largest):.4f}") == largest
