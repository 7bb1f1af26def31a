"""Rows, cells and running heads on the long sheet of all pages."""

from core.invoices.layout import letters, page_rows, plain, sheet
from core.invoices.pages import Page, Word, text_page


def test_page_rows__curled_page__a_word_joins_its_neighbours_line() -> None:
    # Each word lies a little lower than the one before: the ends of two lines stand level.
    words = [Word(f"{line}{n}", 60.0 * n, 30.0 * line + 4 * n, 60.0 * n + 40, 30.0 * line + 4 * n + 20)
             for line in (1, 2, 3) for n in range(6)]  # fmt: skip
    rows = page_rows(Page(1, 400, 200, tuple(words)))
    assert [row.text for row in rows] == [" ".join(f"{line}{n}" for n in range(6)) for line in (1, 2, 3)]


def test_page_rows__key_and_value_run_together__are_parted() -> None:
    (row,) = page_rows(text_page("Date:25/12/2018 https://a.b INV#17"))
    assert [word.text for word in row.words] == ["Date:", "25/12/2018", "https://a.b", "INV#", "17"]


def test_row__cells__are_parted_by_wide_gaps() -> None:
    (row,) = page_rows(text_page("Unit price     Net amount"))
    assert [cell.text for cell in row.cells] == ["Unit price", "Net amount"]


def test_sheet__page_numbers_and_running_feet__are_left_out_after_the_first() -> None:
    pages = [
        text_page("ACME Ltd\n" + "\n" * 30 + f"body {n}\n" + "\n" * 30 + f"Page {n} of 2", n) for n in (1, 2)
    ]
    assert [row.text for row in sheet(pages)] == ["ACME Ltd", "body 1", "body 2"]


def test_plain_and_letters__accents_dots_and_spaces_do_not_matter() -> None:
    assert plain("Größe N.º") == "grosse n.o"
    assert letters("Código  Nº:") == "codigono"
