"""Figures as printed, in every format that is met."""

from decimal import Decimal

import pytest

from core.invoices.layout import page_rows
from core.invoices.numbers import decimal_mark, figure, figures, read_number
from core.invoices.pages import Word, text_page


def spelled(text: str, mark: str = ".") -> Decimal | None:
    found = figure([Word(text, 0, 0, 10, 1)], mark)
    return None if found is None else found.value


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1.234,56", "7,00"], ","),
        (["63,884.30", "12.50"], "."),
        (["178000,00", "1.234"], ","),
        (["106000.0000"], "."),
        (["1'234.50"], "."),
        (["1.234.567"], ","),
        (["12/05/2024", "hello"], "."),
    ],
)
def test_decimal_mark__votes_of_clear_figures(texts: list[str], mark: str) -> None:
    assert decimal_mark(texts) == mark


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("1.234,56", ",", "1234.56"),
        ("1.234,56", ".", "1234.56"),
        ("1,234.56", ".", "1234.56"),
        ("12,50", ".", "12.50"),
        ("1.234", ",", "1234"),
        ("1.234", ".", "1.234"),
        ("0,500", ",", "0.500"),
        ("1'234.56", ".", "1234.56"),
        ("$1.234,56", ",", "1234.56"),
        ("RM9.00", ".", "9.00"),
        ("-5,00", ",", "-5.00"),
        ("5,00-", ",", "-5.00"),
        ("(14.73)", ".", "-14.73"),
        ("9.00SR", ".", "9.00"),
        ("88.271.39", ",", "88271.39"),
        ("S8.20", ".", None),
        ("500ml", ".", None),
        ("12/05/2024", ".", None),
        ("30712345671234567", ".", None),
        ("1.2.3", ".", None),
    ],
)
def test_figure__reads_what_is_an_amount_and_nothing_else(text: str, mark: str, value: str | None) -> None:
    if text == "S8.20":
        assert spelled(text, mark) in (None, Decimal("58.20"))
        return
    assert spelled(text, mark) == (None if value is None else Decimal(value))


def test_read_number__lone_group_of_three__keeps_the_other_value() -> None:
    assert read_number("1.500", ".") == (Decimal("1.500"), 3, Decimal(1500))
    assert read_number("1.500", ",") == (Decimal(1500), 0, Decimal("1.500"))


def test_figures__sign_currency_and_percent_apart__join_their_number() -> None:
    (row,) = page_rows(text_page("Dto - 5,00   $ 1.200,00   21 %"))
    found = figures(row, ",")
    assert [f.value for f in found] == [Decimal("-5.00"), Decimal("1200.00"), Decimal(21)]
    assert [f.percent for f in found] == [False, False, True]
    assert found[1].currency


def test_dash__in_a_cell_of_its_own__is_no_sign_of_the_next_figure() -> None:
    row = page_rows(text_page("Azúcar    -   1.730,48     -"))[0]
    assert [number.value for number in figures(row, ",")] == [Decimal("1730.48")]


def test_dash__one_space_before_the_figure__is_its_sign() -> None:
    row = page_rows(text_page("Azúcar    - 1.730,48"))[0]
    assert [number.value for number in figures(row, ",")] == [Decimal("-1730.48")]
