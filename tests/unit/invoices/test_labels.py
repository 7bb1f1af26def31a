"""Labels in several languages, as printed and as OCR misreads them."""

import pytest

from core.invoices.labels import Role, labels
from core.invoices.layout import page_rows
from core.invoices.model import ReadingSource
from core.invoices.pages import Page, text_page


def roles(text: str, source: ReadingSource = ReadingSource.TEXT) -> list[Role]:
    plain = text_page(text)
    (row,) = page_rows(Page(1, plain.width, plain.height, plain.words, source))
    return [label.role for label in labels(row)]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Importe Neto Gravado: $", Role.NET),
        ("Rechnungssumme ohne USt.", Role.NET),
        ("Total TTC", Role.TOTAL),
        ("Grand Total", Role.TOTAL),
        ("Totale fattura", Role.TOTAL),
        ("Comp. Nro:", Role.NUMBER),
        ("Fecha de Vto. de CAE:", Role.OTHER_DATE),
        ("Date d'échéance", Role.DUE_DATE),
        ("Señor(es):", Role.BUYER),
        ("Gesamtbetrag der Abschläge", Role.REDUCTION),
        ("Percep. IIBB", Role.OTHER_TAX),
    ],
)
def test_labels__as_printed(text: str, role: Role) -> None:
    assert roles(text) == [role]


@pytest.mark.parametrize(
    ("text", "role"),
    [("Total Amcunt:", Role.TOTAL), ("PUNTODEVENTA", Role.POINT_OF_SALE), ("lnvoice Nunber", Role.NUMBER)],
)
def test_labels__misread_by_ocr__are_known_all_the_same(text: str, role: Role) -> None:
    assert roles(text, ReadingSource.OCR) == [role]


def test_labels__text_layer__is_not_guessed_at() -> None:
    assert roles("Totai Amcunt") == []


def test_labels__the_value_after_a_label__is_not_drawn_into_it() -> None:
    (row,) = page_rows(
        Page(1, 100, 10, text_page("Apellido y Nombre / Razón Social: Almacén").words, ReadingSource.OCR)
    )
    (label,) = labels(row)
    assert row.words[label.end - 1].text == "Social:"
