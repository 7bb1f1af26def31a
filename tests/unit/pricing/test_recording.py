"""An approved invoice's costs reach the right products, once, the newest invoice last."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from core.pricing.recording import record_costs
from core.services.ledger import Refused
from core.services.schema import costs, products
from tests.support.prices import NOW, line, reading

EAN = "7790895000782"


def only(rows):
    (row,) = rows(products)
    return row


def test_record__new_product__has_cost_category_measure_and_rate(enter, rows):
    enter("i1", reading(line("Yerba mate 500 g", sku="y1", ean=EAN)))
    row = only(rows)
    assert row["cost"] == Decimal(1000)
    assert row["previous_cost"] is None
    assert (row["category"], row["measure_quantity"], row["measure_unit"]) == (
        "almacen",
        Decimal("0.5"),
        "kg",
    )
    assert (row["sku"], row["ean"], row["supplier_key"]) == ("Y1", EAN, "30500010912")
    assert (row["tax_rate"], row["cost_quantity"], row["currency"]) == (Decimal(21), Decimal(10), "ARS")
    assert row["cost_basis"]["steps"][-1]["code"] == "UNIT_COST"


def test_record__second_invoice__keeps_the_cost_before(enter, rows):
    enter("i1", reading(line(sku="y1")))
    enter(
        "i2",
        reading(
            line("YERBA MATE 500G.", sku="Y 1", unit_price="1200", amount="12000"), issue_date="2026-03-02"
        ),
    )
    row = only(rows)
    assert (row["previous_cost"], row["cost"]) == (Decimal(1000), Decimal(1200))
    assert len(rows(costs)) == 2


def test_record__older_invoice_entered_late__is_history_and_no_news(enter, rows):
    enter("i1", reading(line(), issue_date="2026-03-01"))
    enter("i2", reading(line(unit_price="700", amount="7000"), issue_date="2026-02-01"))
    row = only(rows)
    assert (row["previous_cost"], row["cost"]) == (None, Decimal(1000))
    assert len(rows(costs)) == 2


def test_record__date_misread_into_the_future__does_not_lock_out_newer_invoices(enter, rows):
    enter("i1", reading(line(), issue_date="2099-01-01"))
    enter("i2", reading(line(unit_price="1200", amount="12000"), issue_date="2026-03-02"))
    assert only(rows)["cost"] == Decimal(1200)


def test_record__same_invoice_twice__changes_nothing(services, enter, rows):
    read = reading(line())
    enter("i1", read)
    before = only(rows)
    again = services.database.unit(
        "test",
        lambda it: record_costs(it, "i1", read, NOW + timedelta(days=1), buyer_is_registered=True),
    )
    assert again["recorded_before"]
    assert only(rows) == before


def test_record__same_ean_from_another_supplier__is_the_same_product(enter, rows):
    enter("i1", reading(line(ean=EAN, sku="a")))
    enter("i2", reading(line("Yerba Mate x 500", ean=EAN, sku="b"), supplier_tax_id="30-71234567-1"))
    row = only(rows)
    assert (row["supplier_key"], row["sku"]) == ("30712345671", "B")


def test_record__same_sku_from_another_supplier__is_another_product(enter, rows):
    enter("i1", reading(line(sku="1")))
    enter("i2", reading(line("Otra cosa", sku="1"), supplier_tax_id="30-71234567-1"))
    assert len(rows(products)) == 2


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        ({"sku": "1"}, {"sku": "2"}, 2),
        ({"sku": None}, {"sku": "2"}, 1),
        ({"sku": "1"}, {"sku": None}, 1),
        ({"sku": "1", "ean": EAN}, {"sku": "1", "ean": "7791290000018"}, 2),
        ({"sku": "1"}, {"sku": "1", "ean": EAN}, 1),
        ({"sku": "1", "ean": EAN}, {"sku": "1", "ean": "7790895000783"}, 1),
    ],
)
def test_record__names_that_agree_or_contradict__decide_what_is_one_product(
    enter, rows, first, second, count
):
    enter("i1", reading(line(**first)))
    enter("i2", reading(line(**second)))
    assert len(rows(products)) == count


def test_record__unknown_supplier__its_codes_mean_nothing(enter, rows):
    nobody = {"supplier_name": None, "supplier_tax_id": None}
    enter("i1", reading(line("Clavos", sku="1"), **nobody))
    enter("i2", reading(line("Tornillos", sku="1"), **nobody))
    assert len(rows(products)) == 2


def test_record__one_product_on_two_lines__costs_their_average(enter, rows):
    free = line(quantity="2", unit_price="100", amount="200")
    enter("i1", reading(line(), free))
    row = only(rows)
    assert row["cost"] == Decimal("850.0000")
    assert row["cost_quantity"] == Decimal(12)
    assert row["cost_basis"]["steps"][-1]["code"] == "SAME_PRODUCT_LINES"
    assert len(rows(costs)) == 2


def test_record__refused_line__marks_its_product_and_keeps_the_last_cost(enter, rows):
    enter("i1", reading(line()))
    answer = enter("i2", reading(line(unit="bulto"), line("Sal fina"), issue_date="2026-03-02"))
    yerba = next(it for it in rows(products) if "Yerba" in it["description"])
    assert yerba["cost_issue"] == "PACK_SIZE_MISSING"
    assert yerba["cost"] == Decimal(1000)
    assert answer["refused"] == [
        {"row": "line 1: Yerba mate 500 g", "code": "PACK_SIZE_MISSING", "detail": {"unit": "bulto"}}
    ]


def test_record__good_line_after_a_refused_one__clears_the_mark(enter, rows):
    enter("i1", reading(line(unit="bulto")))
    assert only(rows)["cost"] is None
    enter("i2", reading(line(), issue_date="2026-03-02"))
    row = only(rows)
    assert (row["cost_issue"], row["cost"]) == (None, Decimal(1000))


@pytest.mark.parametrize("kind", ["credit_note", "debit_note"])
def test_record__note__says_nothing_of_costs(enter, rows, kind):
    assert enter("i1", reading(line(), kind=kind))["skipped"] == kind
    assert rows(products) == []


def test_record__other_currency_than_before__is_refused_not_compared(enter, rows):
    enter("i1", reading(line(sku="1")))
    enter("i2", reading(line(sku="1", unit_price="2", amount="20"), currency="USD", issue_date="2026-03-02"))
    row = only(rows)
    assert (row["cost_issue"], row["cost"], row["currency"]) == ("CURRENCY_CHANGED", Decimal(1000), "ARS")
    assert row["cost_basis"]["issue_detail"] == {"before": "ARS", "currency": "USD"}


def test_record__factura_c__does_not_set_the_rate_of_the_sale(enter, rows):
    enter("i1", reading(line(tax_rate="0"), letter="C"))
    assert only(rows)["tax_rate"] is None


def test_record__freight__is_no_product(enter, rows):
    enter("i1", reading(line(), line("Flete y seguro", quantity="1", unit_price="100", amount="100")))
    assert only(rows)["cost"] == Decimal(1010)


def test_record__hostile_text__is_cut_to_what_the_columns_hold(enter, rows):
    long = "Yerba\x00 " + "x" * 3000
    enter(
        "i1",
        reading(line(long, sku="S" * 900, ean="9" * 900), supplier_name="N" * 900, supplier_tax_id="T" * 900),
    )
    row = only(rows)
    assert len(row["description"]) == 500
    assert "\x00" not in row["description"]
    assert len(row["sku"]) == 80
    assert len(row["supplier_name"]) == 255
    assert len(row["supplier_tax_id"]) == 40


def test_record__figures_of_the_document_that_are_no_numbers__refuse_the_approval(enter):
    with pytest.raises(Refused) as refused:
        enter("i1", reading(line(), total="1e999999"))
    assert refused.value.code == "FIGURES_INVALID"


def test_record__five_hundred_lines__are_entered_once_each(enter, rows):
    enter("i1", reading(*(line(f"Producto {n}", sku=str(n)) for n in range(500))))
    assert len(rows(products)) == len(rows(costs)) == 500


def test_record__day_of_the_invoice__is_kept_in_utc(enter, rows):
    enter("i1", reading(line(), issue_date="2026-03-01"))
    assert only(rows)["cost_at"] == datetime(2026, 3, 1, tzinfo=UTC)
