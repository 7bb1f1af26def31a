"""Which product a line means: by code, by name, alike, or as a person has said of this supplier."""

from decimal import Decimal

import pytest

from core.pricing.known import NEW, How
from core.pricing.matching import ProductMatcher
from core.services.ledger import Refused
from core.services.schema import product_names, products
from tests.support.prices import line, reading

EAN = "7790895000782"
OTHER = {"supplier_name": "Mayorista Sur", "supplier_tax_id": "30-71234567-1"}


@pytest.fixture
def match(services):
    """How each line of a reading is matched: `match(reading(line()))`."""
    matcher = ProductMatcher(services.database, buyer_is_registered=True, cost_jump=Decimal("0.25"))
    return lambda read: [it.match for it in matcher.match(read).value]


def ids(rows):
    return sorted(row["id"] for row in rows(products))


@pytest.mark.parametrize(
    ("first", "second", "how"),
    [
        (line(ean=EAN), line("Otra cosa", ean=EAN), How.EAN),
        (line(sku="Y1"), line("Otra cosa", sku="y 1"), How.SKU),
        (line(), line("YERBA MATE 500 G."), How.DESCRIPTION),
        (line("Galletitas Oreo 118 g"), line("GALL. OREO 118GR"), How.SIMILAR),
    ],
)
def test_match__by_what_is_known__says_by_what(enter, rows, match, first, second, how):
    enter("i1", reading(first))
    (found,) = match(reading(second))
    assert (found.how, found.product_id) == (how, ids(rows)[0])
    enter("i2", reading(second, issue_date="2026-03-02"))
    assert len(rows(products)) == 1


def test_match__alike_but_of_another_supplier__is_new(enter, match):
    enter("i1", reading(line("Galletitas Oreo 118 g")))
    (found,) = match(reading(line("GALL. OREO 118GR"), **OTHER))
    assert found.how is How.NEW


def test_match__alike_with_another_code__is_new(enter, match):
    enter("i1", reading(line("Galletitas Oreo 118 g", sku="G1")))
    (found,) = match(reading(line("GALL. OREO 118GR", sku="G2")))
    assert found.how is How.NEW


def test_choice__is_learned__so_that_the_second_invoice_needs_no_matching(enter, rows, match):
    enter("i1", reading(line("Yerba mate 500 g", ean=EAN)))
    (product,) = ids(rows)
    chosen = line("YM VERDE MEDIO KILO", sku="77", product_id=product)
    enter("i2", reading(chosen, **OTHER, issue_date="2026-03-02"))
    (found,) = match(reading(line("YM VERDE MEDIO KILO", sku="77"), **OTHER))
    assert (found.how, found.product_id) == (How.LEARNED, product)
    (by_code,) = match(reading(line("ym verde 1/2 kg", sku="77"), **OTHER))
    assert (by_code.how, by_code.product_id) == (How.SKU, product)
    enter("i3", reading(line("YM VERDE MEDIO KILO", sku="77", unit_price="1300", amount="13000"), **OTHER))
    assert ids(rows) == [product]


def test_choice__counts_more_than_the_codes_on_the_invoice(enter, rows, match):
    enter("i1", reading(line("Yerba mate 500 g", ean=EAN), line("Yerba compuesta 500 g", sku="C1")))
    right = next(row["id"] for row in rows(products) if row["sku"] == "C1")
    wrong_code = line("Yerba compuesta", ean=EAN)
    assert match(reading(wrong_code))[0].how is How.EAN
    enter("i2", reading(wrong_code | {"product_id": right}))
    (found,) = match(reading(wrong_code))
    assert (found.how, found.product_id) == (How.LEARNED, right)


def test_choice__new_product__is_entered_though_the_names_mean_another(enter, rows, match):
    enter("i1", reading(line("Galletitas Oreo 118 g")))
    enter("i2", reading(line("GALL. OREO 118GR", product_id=NEW)))
    assert len(rows(products)) == 2
    (found,) = match(reading(line("GALL. OREO 118GR")))
    assert (found.how, found.product_id in ids(rows)) == (How.LEARNED, True)


def test_choice__product_that_is_not_there__is_refused(enter, rows):
    with pytest.raises(Refused) as refused:
        enter("i1", reading(line(product_id="0" * 32)))
    assert refused.value.code == "PRODUCT_NOT_FOUND"
    assert rows(products) == []


def test_names__product_bought_elsewhere_since__is_still_known_by_its_first_suppliers_names(
    enter, rows, match
):
    enter("i1", reading(line("Yerba mate 500 g", ean=EAN)))
    enter("i2", reading(line("YM 500", ean=EAN), **OTHER, issue_date="2026-03-02"))
    (found,) = match(reading(line("Yerba mate 500 g")))
    assert (found.how, found.product_id) == (How.DESCRIPTION, ids(rows)[0])
    assert {row["supplier_key"] for row in rows(product_names)} == {"30500010912", "30712345671"}


def test_match__says_what_the_line_would_cost_and_what_it_cost_last(services, enter):
    enter("i1", reading(line(unit_price="100", amount="1000")))
    matcher = ProductMatcher(services.database, buyer_is_registered=True, cost_jump=Decimal("0.25"))
    (found,) = matcher.match(reading(line(unit_price="150", amount="1500"))).value
    assert (found.cost, found.last_cost, found.change) == (Decimal(150), Decimal(100), Decimal("0.5"))
