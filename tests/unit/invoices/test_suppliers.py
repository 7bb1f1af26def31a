"""A supplier is recognised by its tax id, else by a name it is known by, never by a guess."""

from datetime import UTC, datetime

import pytest

from core.invoices.model import Origin, ReadingSource
from core.invoices.suppliers import SupplierHow, filled_in, match_supplier
from tests.support.fake_console import reading

AT = datetime(2026, 3, 1, tzinfo=UTC)


def row(name_key: str, tax_id: str = "30-71234567-1", name: str = "Distribuidora Norte S.A."):
    return {"name_key": name_key, "tax_id": tax_id, "name": name, "learned_at": AT}


KNOWN = [row("distribuidora norte s.a.")]


def test_match__tax_id__whatever_the_name_says():
    match = match_supplier(reading(supplier_name="ORIGINAL", supplier_tax_id="30712345671"), KNOWN)
    assert (match.how, match.name) == (SupplierHow.TAX_ID, "Distribuidora Norte S.A.")


@pytest.mark.parametrize("printed", ["Distribuidora Norte SA", "DISTRIBUIDORA N0RTE S.A."])
def test_match__name_alike__is_the_known_supplier_and_says_how_alike(printed):
    match = match_supplier(reading(supplier_name=printed, supplier_tax_id=None), KNOWN)
    assert (match.how, match.tax_id) == (SupplierHow.SIMILAR, "30-71234567-1")
    assert 90 <= match.likeness < 100


def test_match__alike_to_two_suppliers__is_nobody():
    both = [*KNOWN, row("distribuidora norte s.r.l.", tax_id="30-50001091-2")]
    one = reading(supplier_name="Distribuidora Norte S.L.", supplier_tax_id=None)
    assert match_supplier(one, both) is None


def test_match__another_name__is_nobody():
    assert match_supplier(reading(supplier_name="Lácteos del Sur", supplier_tax_id=None), KNOWN) is None


def test_filled_in__tax_id_not_read__is_the_known_one_and_says_so():
    found = filled_in(reading(supplier_name="distribuidora norte s.a.", supplier_tax_id=None), KNOWN)
    assert found.supplier_tax_id == "30-71234567-1"
    assert found.origins == {"supplier_tax_id": Origin.KNOWN_SUPPLIER}


def test_filled_in__name_that_was_corrected_before__is_corrected():
    misread = [*KNOWN, row("factura a original")]
    found = filled_in(reading(supplier_name="FACTURA A ORIGINAL"), misread)
    assert (found.supplier_name, found.origins) == (
        "Distribuidora Norte S.A.",
        {"supplier_name": Origin.KNOWN_SUPPLIER},
    )


def test_filled_in__e_invoice__stays_as_it_was_issued():
    one = reading(source=ReadingSource.XML, supplier_tax_id=None)
    assert filled_in(one, KNOWN) == one


def test_second_invoice__misread_supplier__needs_no_correction(shop):
    first = shop.submit(supplier_name="0RIGINAL")
    corrected = first.reading.model_copy(update={"supplier_name": "Distribuidora Norte S.A."})
    shop.desk.approve(first.invoice_id, corrected, actor="ana")
    second = shop.submit("b.txt", number="0003-00000200", supplier_name="0RIGINAL", total=None)
    assert second.reading.supplier_name == "Distribuidora Norte S.A."
    third = shop.submit(
        "c.txt", number="0003-00000300", supplier_name="0RIGINAL", supplier_tax_id=None, net=None
    )
    assert third.reading.supplier_tax_id == "30-71234567-1"
