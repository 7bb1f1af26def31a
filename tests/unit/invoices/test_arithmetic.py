"""A line's figures judged by multiplication: discounts, readings of a figure, what is worked out."""

from decimal import Decimal

import pytest

from core.invoices.arithmetic import agrees, settle
from core.invoices.columns import Column
from core.invoices.layout import Row
from core.invoices.model import Line
from core.invoices.multiply import Off, cascade, discount, fits, slack
from core.invoices.numbers import Figure, figure
from core.invoices.pages import Word, text_page
from core.invoices.raw_line import RawLine


def d(text: str) -> Decimal:
    return Decimal(text)


def printed(text: str, mark: str = ",", x: float = 0) -> Figure:
    found = figure([Word(text, x, 0, x + 5, 1)], mark)
    assert found is not None
    return found


def raw(words: str = "Yerba mate", loose: tuple[tuple[Column, str], ...] = (), **cells: str) -> RawLine:
    page = text_page(words)
    line = RawLine(Row(page, page.words, 0.0))
    line.cells = {Column(name): printed(text) for name, text in cells.items()}
    line.loose = [(column, printed(text, x=10.0 * n)) for n, (column, text) in enumerate(loose)]
    line.texts = {Column.DESCRIPTION: list(page.words)}
    line.words = list(page.words)
    return line


def settled(line: RawLine) -> tuple[Decimal | None, ...]:
    found = settle(line)
    assert found is not None
    return found.quantity, found.unit_price, found.discount, found.amount


def test_settle__discount_in_cascade__keeps_the_list_price() -> None:
    line = raw(quantity="10", price="100,00", amount="855,00")
    line.texts[Column.DISCOUNT] = [Word("10+5", 0, 0, 5, 1)]
    assert settled(line) == (d("10"), d("100.00"), d("145.00"), d("855.00"))


def test_settle__list_price_beside_price_after_discount__keeps_the_list_price() -> None:
    line = raw(
        loose=((Column.PRICE, "100,00"), (Column.DISCOUNT, "20,00"), (Column.DISCOUNT, "10,00")),
        quantity="3", price="72,00", amount="216,00",
    )  # fmt: skip
    assert settled(line) == (d("3"), d("100.00"), d("84.00"), d("216.00"))


def test_settle__pieces_beside_kilos__takes_what_multiplies() -> None:
    line = raw(loose=((Column.QUANTITY, "4,500"),), quantity="2", price="1.000,00", amount="4.500,00")
    assert settled(line)[0] == d("4.500")


def test_settle__discount_in_money__is_taken_off() -> None:
    line = raw(quantity="2", price="50,00", discount="10,00", amount="90,00")
    assert settled(line) == (d("2"), d("50.00"), d("10.00"), d("90.00"))


def test_settle__figure_of_two_readings__the_one_of_the_documents_mark_comes_first() -> None:
    assert settled(raw(quantity="2", price="1.250", amount="2.500"))[1:] == (d("1250"), None, d("2500"))


def test_settle__amount_missing__is_worked_out() -> None:
    assert settled(raw(quantity="3", price="2,50"))[3] == d("7.50")


def test_settle__zeros_without_a_name__are_no_line() -> None:
    assert settle(raw("US$ 0", quantity="0", price="0,00", amount="0,00")) is None


def test_settle__goods_given_back__amount_is_negative() -> None:
    assert settled(raw(quantity="-2", price="50,00", amount="-100,00")) == (
        d("-2"), d("50.00"), None, d("-100.00"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "rates"), [("10+5", ["10", "5"]), ("20%+7,5%", ["20", "7.5"]), ("10/5", ["10", "5"])]
)
def test_cascade__rates_one_after_the_other(text: str, rates: list[str]) -> None:
    assert [off.value for off in cascade(text)] == [d(rate) for rate in rates]


@pytest.mark.parametrize("text", ["10", "A+5", "100+5", "10+", "12/2027"])
def test_cascade__anything_else__is_none(text: str) -> None:
    assert cascade(text) == []


def test_discount__rates_among_other_figures__only_neighbours_are_taken_together() -> None:
    offs = [Off(d("21"), percent=True), Off(d("20"), percent=False), Off(d("10"), percent=False)]
    assert discount(offs, d("1000"), d("720"), d("0.01")) == d("280.00")
    assert discount(offs, d("1000"), d("500"), d("0.01")) is None


def test_fits__zero_or_wrong_product__does_not() -> None:
    assert fits(printed("3"), printed("2,50"), printed("7,50"))
    assert not fits(printed("3"), printed("2,50"), printed("7,60"))
    assert not fits(printed("0"), printed("2,50"), printed("0,00"))


def test_slack__rounded_price__moves_the_amount_by_half_its_last_digit_a_piece() -> None:
    assert slack(d("1000"), d("1.23"), 2) == d("5.005")
    assert slack(d("1"), d("1.23"), 2) == d("0.015")


def test_agrees__quantity_times_price_less_discount() -> None:
    assert agrees(Line(quantity=d("2"), unit_price=d("5.00"), discount=d("1.00"), amount=d("9.00")))
    assert not agrees(Line(quantity=d("2"), unit_price=d("5.00"), amount=d("9.00")))
    assert not agrees(Line(amount=d("9.00")))
