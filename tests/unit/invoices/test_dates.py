"""Printed dates and the order of day and month a document agrees on."""

from datetime import date

import pytest

from core.invoices.dates import dates, day_first
from core.invoices.layout import page_rows
from core.invoices.pages import text_page


def read(text: str, *, first: bool = True) -> list[date]:
    (row,) = page_rows(text_page(text))
    return [found.value for found in dates(row, day_is_first=first)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("25/12/2018", date(2018, 12, 25)),
        ("Date:25/12/201811:30:00", date(2018, 12, 25)),
        ("10-03-201823:03:06", date(2018, 3, 10)),
        ("01-03-18 5:23 PM", date(2018, 3, 1)),
        ("9/3/2018", date(2018, 3, 9)),
        ("2014-05-19", date(2014, 5, 19)),
        ("19.05.2014", date(2014, 5, 19)),
        ("05 Mar 2018", date(2018, 3, 5)),
        ("28 MAR 18", date(2018, 3, 28)),
        ("March 18, 2018", date(2018, 3, 18)),
        ("3 de septiembre de 2025", date(2025, 9, 3)),
        ("3. März 2024", date(2024, 3, 3)),
        ("1er août 2023", date(2023, 8, 1)),
    ],
)
def test_dates__in_many_forms(text: str, value: date) -> None:
    assert read(text) == [value]


@pytest.mark.parametrize(
    "text", ["31/02/2020", "1.234.567", "07-3507405", "10/10", "99/99/9999", "0800-222-9042"]
)
def test_dates__what_is_none(text: str) -> None:
    assert read(text) == []


def test_day_first__decided_by_the_dates_that_allow_one_order() -> None:
    assert day_first(["03/04/2017", "11/17/2017"]) is False
    assert day_first(["03/04/2017", "17/11/2017"]) is True
    assert day_first(["03/04/2017"]) is True


def test_dates__month_first_document__reads_the_ambiguous_ones_so() -> None:
    assert read("11/03/2017", first=False) == [date(2017, 11, 3)]
