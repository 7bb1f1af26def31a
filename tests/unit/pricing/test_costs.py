"""What a unit cost follows from who buys and which letter the invoice bears, to the cent, or is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pricing.costs import Said, line_costs
from core.pricing.purchase import purchase_from_reading
from core.pricing.refusals import RefusalCode
from core.pricing.trace import Step, StepCode
from tests.support.prices import line, reading


def work_out(read, *, registered=True, packs=None, rates=None):
    """`packs` and `rates` of internal taxes, by line index, are what a person has said."""
    said = {index: Said(units_per_pack=pack) for index, pack in (packs or {}).items()}
    said |= {index: Said(internal_tax_rate=Decimal(rate)) for index, rate in (rates or {}).items()}
    return line_costs(purchase_from_reading(read), buyer_is_registered=registered, said=said)


def one(read, **how):
    costs, refused = work_out(read, **how)
    assert not refused
    return costs[0]


@pytest.mark.parametrize(
    ("letter", "registered", "cost", "step"),
    [
        ("A", True, "1000.0000", StepCode.TAX_CREDIT),
        ("M", True, "1000.0000", StepCode.TAX_CREDIT),
        ("A", False, "1210.0000", StepCode.TAX_ADDED),
        ("B", True, "1000.0000", StepCode.TAX_PART_OF_COST),
        ("B", False, "1000.0000", StepCode.TAX_PART_OF_COST),
        ("C", True, "1000.0000", None),
        ("C", False, "1000.0000", None),
    ],
)
def test_cost__by_letter_and_buyer__holds_the_iva_that_is_not_recovered(letter, registered, cost, step):
    found = one(reading(line(), letter=letter), registered=registered)
    assert found.cost == Decimal(cost)
    taxes = [it.code for it in found.steps if it.code.value.startswith("TAX")]
    assert taxes == ([step] if step else [])


@pytest.mark.parametrize(
    ("kind", "net", "total", "registered", "cost"),
    [
        ("invoice", "10000", "12100", True, "1000.0000"),
        ("invoice", "10000", "12100", False, "1210.0000"),
        ("invoice", "8264.46", "10000", True, "826.4460"),
        ("invoice", "8264.46", "10000", False, "1000.0000"),
        ("receipt", "8264.46", "10000", True, "1000.0000"),
        ("invoice", "9000", "10890", True, "1000.0000"),
    ],
)
def test_cost__no_letter__the_sums_say_whether_tax_is_in_the_lines(kind, net, total, registered, cost):
    read = reading(line(), letter=None, kind=kind, net=net, total=total)
    assert one(read, registered=registered).cost == Decimal(cost)


def test_cost__no_letter_and_sums_that_fit_nothing__is_refused():
    _, refused = work_out(reading(line(tax_rate=None), letter=None, net="1", total="2"))
    assert refused[0].code is RefusalCode.TAX_BASIS_UNKNOWN


def test_cost__discount__is_taken_off_once():
    found = one(reading(line(discount="1000", amount="9000")))
    assert found.cost == Decimal("900.0000")
    printed_after_discount = one(reading(line(unit_price="900", discount="1000", amount="9000")))
    assert printed_after_discount.cost == Decimal("900.0000")


def test_cost__amount_not_printed__is_quantity_times_price_less_discount():
    assert one(reading(line(amount=None, discount="500"))).cost == Decimal("950.0000")


def test_cost__internal_taxes_and_freight__are_shared_by_amount_and_perceptions_are_not():
    taxes = [{"kind": "Impuestos Internos", "amount": "100"}, {"kind": "Percepción IIBB", "amount": "999"}]
    lines = [
        line("Gaseosa 2 L", amount="30000", unit_price="3000"),
        line("Agua 2 L"),
        line("Flete", quantity="1", unit_price="400", amount="400"),
    ]
    costs, refused = work_out(reading(*lines, taxes=taxes))
    assert not refused
    assert [it.internal_tax for it in costs] == [Decimal("75.00"), Decimal("25.00")]
    assert [it.line_cost for it in costs] == [Decimal("30375.00"), Decimal("10125.00")]
    assert [it.cost for it in costs] == [Decimal("3037.5000"), Decimal("1012.5000")]


def test_cost__internal_taxes__fall_on_drinks_and_tobacco_where_there_are_any():
    taxes = [{"kind": "internal", "amount": "100"}]
    goods = ["Yerba", "Fernet 750 ml", "Cigarrillos", "Vino tinto 1 L", "Sidra 720 ml"]
    costs, _ = work_out(reading(*map(line, goods), taxes=taxes))
    assert [it.internal_tax for it in costs] == [Decimal(0), Decimal(50), Decimal(50), Decimal(0), Decimal(0)]


DRINK_AND_TOBACCO = (
    line("Gaseosa cola 2 L", amount="100000", unit_price="10000"),
    line("Cigarrillos 20", amount="50000", unit_price="5000"),
)
"""By hand: 8.7 % of 100,000 is 8,700 and 233.33 % of 50,000 is 116,665; together 125,365."""


def internal(*lines, total, **how):
    costs, refused = work_out(reading(*lines, taxes=[{"kind": "internos", "amount": total}]), **how)
    assert not refused
    return [str(it.internal_tax) for it in costs]


@pytest.mark.parametrize(
    ("rates", "total", "shares"),
    [
        # By amount alone two thirds would fall on the drink.
        ({}, "125365", ["83576.67", "41788.33"]),
        ({0: "8.7", 1: "233.33"}, "125365", ["8700.00", "116665.00"]),
        # Rounded line by line on the invoice: 125365.10 x 870000 / 12536500 is 8700.0069...
        ({0: "8.7", 1: "233.33"}, "125365.10", ["8700.01", "116665.09"]),
        # What is left after the one with a rate falls on the other.
        ({1: "233.33"}, "125365", ["8700.00", "116665.00"]),
        ({0: "0"}, "5000", ["0.00", "5000.00"]),
        # The rate asks for more than there is: all of it is its own.
        ({1: "233.33"}, "100000", ["0.00", "100000.00"]),
        # Somebody has paid them, whatever was said.
        ({0: "0", 1: "0"}, "300", ["200.00", "100.00"]),
    ],
)
def test_cost__internal_taxes__are_shared_by_net_amount_and_rate(rates, total, shares):
    assert internal(*DRINK_AND_TOBACCO, total=total, rates=rates) == shares


def test_cost__internal_taxes__what_the_rates_leave_falls_on_the_other_drinks_by_amount():
    _cola, tobacco = DRINK_AND_TOBACCO
    drinks = (
        line("Gaseosa 2 L", amount="60000", unit_price="6000"),
        line("Cerveza 1 L", amount="40000", unit_price="4000"),
    )
    shares = internal(tobacco, *drinks, line("Harina"), total="125365", rates={0: "233.33"})
    assert shares == ["116665.00", "5220.00", "3480.00", "0.00"]


def test_cost__internal_taxes_by_rate__are_of_the_net_where_iva_is_cost():
    drinks = (line("Gaseosa 2 L"), line("Cerveza 1 L"))
    # 8.7 % of 10,000; of the 12,100 with IVA it would be 1,052.70.
    assert internal(*drinks, total="1000", rates={0: "8.7"}, registered=False) == ["870.00", "130.00"]
    gross = [it | {"unit_price": "1210", "amount": "12100"} for it in drinks]
    read = reading(*gross, letter="B", taxes=[{"kind": "internos", "amount": "1000"}])
    costs, _ = work_out(read, rates={0: "8.7"})
    assert [it.internal_tax for it in costs] == [Decimal("870.00"), Decimal("130.00")]


def test_cost__internal_taxes_by_rate__are_traced_with_the_rate():
    taxes = [{"kind": "internos", "amount": "125365"}]
    costs, _ = work_out(reading(*DRINK_AND_TOBACCO, taxes=taxes), rates={1: "233.33"})
    assert [step for it in costs for step in it.steps if step.code.startswith("INTERNAL")] == [
        Step(StepCode.INTERNAL_TAX, {"share": Decimal("8700.00"), "amount": Decimal("108700.00")}),
        Step(
            StepCode.INTERNAL_TAX_BY_RATE,
            {"rate": Decimal("233.33"), "share": Decimal("116665.00"), "amount": Decimal("166665.00")},
        ),
    ]


def test_cost__discount_on_the_whole_invoice__is_taken_off_each_line_before_its_tax():
    read = reading(line(), line("Azúcar", amount="30000", unit_price="3000"), adjustment="-400", net="39600")
    costs, refused = work_out(read)
    assert not refused
    assert [it.line_cost for it in costs] == [Decimal("9900.00"), Decimal("29700.00")]
    assert StepCode.DOCUMENT_DISCOUNT in [it.code for it in costs[0].steps]
    with_tax, _ = work_out(read, registered=False)
    assert with_tax[0].line_cost == Decimal("11979.00")


def test_cost__charge_on_the_whole_invoice__is_added_and_settles_the_tax_basis():
    read = reading(line(), letter=None, adjustment="500", net="8677.69", total="10500")
    assert one(read, registered=False).line_cost == Decimal("10500.00")
    assert one(read, registered=True).line_cost == Decimal("8677.69")


def test_cost__discount_larger_than_the_invoice__is_refused():
    _, refused = work_out(reading(line(), adjustment="-10000"))
    assert refused[0].code is RefusalCode.COST_NOT_POSITIVE


@given(
    st.lists(st.decimals("0.01", 10**6, places=2), min_size=1, max_size=30),
    st.decimals(0, 10**5, places=2),
    st.decimals(0, 10**5, places=2),
    st.decimals(0, "0.9", places=2),
    st.dictionaries(st.integers(0, 7), st.decimals(0, 999, places=3)),
)
def test_cost__all_lines_together__come_to_the_invoices_own_sum(
    amounts, internal, freight, discounted, rates
):
    lines = [line(f"P{n}", quantity="1", unit_price=str(it), amount=str(it)) for n, it in enumerate(amounts)]
    if freight:
        lines.append(line("Flete", quantity="1", unit_price=str(freight), amount=str(freight)))
    taxes = [{"kind": "impuestos internos", "amount": str(internal)}]
    off = ((sum(amounts) + freight) * discounted).quantize(Decimal("0.01"))
    costs, refused = work_out(reading(*lines, taxes=taxes, adjustment=str(-off)), rates=rates)
    assert all(it.code is RefusalCode.COST_NOT_POSITIVE for it in refused.values())
    if not refused:
        assert sum(it.line_cost for it in costs) == sum(amounts) + internal + freight - off


@pytest.mark.parametrize(
    ("description", "unit", "known", "units"),
    [
        ("Aceite girasol 12x900ml", "bulto", None, "120"),
        ("Yerba caja x 10", "caja", None, "100"),
        ("Yerba", "CJ12", None, "120"),
        ("Yerba", "caja x 24 u.", None, "240"),
        ("Huevos", "docena", None, "120"),
        ("Pañales x 60 un", "bulto", Decimal(6), "60"),
        ("Gaseosa 2 L x 6", "unidad", None, "10"),
        ("Yerba", None, None, "10"),
        ("Yerba", "C62", None, "10"),
    ],
)
def test_cost__packs__are_divided_into_units(description, unit, known, units):
    found = one(reading(line(description, unit=unit)), packs={0: known} if known else {})
    assert found.units == Decimal(units)
    assert found.cost == (Decimal(10000) / Decimal(units)).quantize(Decimal("0.0001"))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"description": " "}, RefusalCode.DESCRIPTION_MISSING),
        ({"quantity": "diez"}, RefusalCode.NOT_A_NUMBER),
        ({"unit_price": "NaN"}, RefusalCode.NOT_A_NUMBER),
        ({"amount": "1e999999"}, RefusalCode.NOT_A_NUMBER),
        ({"amount": None, "unit_price": None}, RefusalCode.COST_MISSING),
        ({"amount": "0", "unit_price": "0"}, RefusalCode.COST_NOT_POSITIVE),
        ({"amount": "-10000", "quantity": "-10"}, RefusalCode.COST_NOT_POSITIVE),
        ({"quantity": "-10", "unit_price": "-1000"}, RefusalCode.QUANTITY_NOT_POSITIVE),
        ({"quantity": "0", "unit_price": None}, RefusalCode.QUANTITY_NOT_POSITIVE),
        ({"quantity": None}, RefusalCode.QUANTITY_MISSING),
        ({"quantity": "1000000000", "unit_price": "0.00001"}, RefusalCode.QUANTITY_OUT_OF_RANGE),
        (
            {"quantity": "999999", "unit_price": "0.01", "unit": "cj50", "amount": "9999.99"},
            RefusalCode.QUANTITY_OUT_OF_RANGE,
        ),
        (
            {"quantity": "9999999", "unit_price": "0.0000001", "amount": "0.9999999"},
            RefusalCode.COST_NOT_POSITIVE,
        ),
        ({"quantity": "0.000000000001", "unit_price": None}, RefusalCode.COST_OUT_OF_RANGE),
        ({"amount": "1e12", "unit_price": None}, RefusalCode.COST_OUT_OF_RANGE),
        ({"unit": "bulto"}, RefusalCode.PACK_SIZE_MISSING),
        ({"amount": "12100"}, RefusalCode.LINE_ARITHMETIC),
    ],
)
def test_cost__odd_line__is_refused_by_name_and_the_others_are_not(changes, code):
    costs, refused = work_out(reading(line("Azúcar 1 kg"), line(**changes), line("Sal fina")))
    assert [it.line.index for it in costs] == [0, 2]
    assert refused[1].code is code
    assert refused[1].row.startswith("line 2")


@pytest.mark.parametrize(
    ("letter", "rate", "code"), [("A", None, "TAX_RATE_MISSING"), ("A", "-3", "TAX_RATE_INVALID")]
)
def test_cost__tax_to_add_but_no_usable_rate__is_refused(letter, rate, code):
    _, refused = work_out(reading(line(tax_rate=rate), letter=letter), registered=False)
    assert refused[0].code.value == code


@pytest.mark.parametrize("letter", ["A", "B", "C"])
def test_cost__tax_rate_that_cannot_be__is_refused_though_the_cost_needs_none(letter):
    _, refused = work_out(reading(line(), line("Sal", tax_rate="150"), letter=letter))
    assert {index: (it.code, it.detail) for index, it in refused.items()} == {
        1: (RefusalCode.TAX_RATE_INVALID, {"rate": "150"})
    }


@pytest.mark.parametrize("currency", [None, "XYZ", "pesos"])
def test_cost__currency_not_known__every_line_is_refused(currency):
    costs, refused = work_out(reading(line(), line(), letter=None, currency=currency, net="20000"))
    assert not costs
    assert {it.code for it in refused.values()} == {RefusalCode.CURRENCY_UNKNOWN}


def test_cost__argentine_letter_without_a_currency__is_in_pesos():
    assert purchase_from_reading(reading(line(), currency=None)).currency == "ARS"
