"""What counts as standing on the page."""

from datetime import date
from decimal import Decimal

import pytest

from core.invoices.grounding import PageEvidence

PAGE = """DISTRIBUIDORA ÑANDÚ S.A.  CUIT 30-71234567-1
FACTURA A  Punto de Venta: 0003  Comp. Nro: 00012345
Fecha de emisión: 05/03/2026   Vencimiento: 4 de abril de 2026
2 Yerba mate 1kg     1.234,50   2.469,00
Neto gravado 2.469,00  IVA 21% 518,49  Total $ 2.987,49
USD 1,234.56  CHF 1'000.00  EUR 12 345,60
"""


@pytest.fixture
def evidence():
    return PageEvidence(PAGE)


@pytest.mark.parametrize(
    "number", ["2", "1234.50", "2469", "518.49", "21", "1234.56", "1000", "12345.60", "-2987.49"]
)
def test_has_number__printed_in_any_format__is_there(evidence, number):
    assert evidence.has_number(Decimal(number))


@pytest.mark.parametrize("number", ["2987.50", "24690", "1234.5678", "999", "0.21"])
def test_has_number__not_printed__is_not_there(evidence, number):
    assert not evidence.has_number(Decimal(number))


@pytest.mark.parametrize("day", [date(2026, 3, 5), date(2026, 5, 3), date(2026, 4, 4)])
def test_has_date__printed_either_way_round__is_there(evidence, day):
    assert evidence.has_date(day)


def test_has_date__not_printed__is_not_there(evidence):
    assert not evidence.has_date(date(2026, 3, 6))


@pytest.mark.parametrize("code", ["30-71234567-1", "30712345671", "0003-00012345", "0003 00012345"])
def test_has_code__groups_stand_on_the_page__is_there(evidence, code):
    assert evidence.has_code(code)


@pytest.mark.parametrize("code", ["30-71234568-1", "0004-00012345", "", "---"])
def test_has_code__a_group_is_missing__is_not_there(evidence, code):
    assert not evidence.has_code(code)


@pytest.mark.parametrize("words", ["Distribuidora Nandu S.A.", "distribuidora  ñandú", "Yerba mate 1 kg"])
def test_has_words__but_for_accents_and_slips__is_there(evidence, words):
    assert evidence.has_words(words)


@pytest.mark.parametrize("words", ["Supermercados del Sur S.R.L.", "", "  "])
def test_has_words__another_name__is_not_there(evidence, words):
    assert not evidence.has_words(words)
