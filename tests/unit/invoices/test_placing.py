"""What the AI has read is marked where it stands on the page, where that is sure."""

from datetime import date
from decimal import Decimal

from core.invoices.files import Limits
from core.invoices.intake import AssistedReader
from core.invoices.model import Line, PageRow, Place, Reading, ReadingSource
from core.invoices.placing import placed
from core.invoices.reader import ReadUpload
from core.services.served import Served, Source

TEXT = """DISTRIBUIDORA NORTE S.A.   CUIT 30-71234567-1
FACTURA A  0003-00012345   Fecha 05/03/2026
10 Yerba mate 1kg 100,00 1.000,00
5 Galletitas 40,00 200,00
5 Galletitas de agua 40,00 200,00
Neto gravado 1.400,00   IVA 21% 294,00
Total 1.694,00"""


def rows(text=TEXT):
    return [
        PageRow(text=line, place=Place(page=1, x0=0.1, y0=at / 100, x1=0.9, y1=(at + 1) / 100))
        for at, line in enumerate(text.splitlines())
    ]


def line(quantity, description, price, amount):
    return Line(
        description=description,
        quantity=Decimal(quantity),
        unit_price=Decimal(price),
        amount=Decimal(amount),
    )


def read_by_ai(**fields):
    return Reading(**({"file": "f.pdf", "source": ReadingSource.AI} | fields))


def row_numbers(reading):
    return [None if it.place is None else round(it.place.y0 * 100) for it in reading.lines]


def test_lines__figures_and_words_in_one_row__stand_there():
    lines = (line(10, "Yerba mate 1kg", 100, 1000), line(5, "Galletitas de agua", 40, 200))
    assert row_numbers(placed(read_by_ai(lines=lines), rows())) == [2, 4]


def test_lines__words_spelled_another_way__the_figures_find_the_row():
    assert row_numbers(placed(read_by_ai(lines=(line(10, "Y. M.", 100, 1000),)), rows())) == [2]


def test_lines__row_is_not_sure__have_no_place():
    doubtful = line(5, "Bizcochos", 40, 200)
    nowhere = line(7, "Yerba mate 1kg", 100, 700)
    assert row_numbers(placed(read_by_ai(lines=(doubtful, nowhere)), rows())) == [None, None]


def test_lines__one_figure_alone__needs_the_words_too():
    lines = (Line(description="Flete", amount=Decimal(1000)), Line(description="Yerba mate 1kg"))
    assert row_numbers(placed(read_by_ai(lines=lines), rows())) == [None, 2]


def test_lines__equal_ones_in_as_many_rows__stand_in_their_order():
    twice = "2 Pan lactal 10,00 20,00\n2 Pan lactal 10,00 20,00"
    same = line(2, "Pan lactal", 10, 20)
    assert row_numbers(placed(read_by_ai(lines=(same, same)), rows(twice))) == [0, 1]
    assert row_numbers(placed(read_by_ai(lines=(same,)), rows(twice))) == [None]


def test_lines__short_row__holds_no_text_longer_than_itself():
    assert row_numbers(placed(read_by_ai(lines=(Line(description="1 kg Yerba mate"),)), rows("1"))) == [None]


def test_fields__in_one_row__are_placed_and_what_had_a_place_keeps_it():
    kept = Place(page=2, x0=0, y0=0, x1=1, y1=1)
    found = placed(
        read_by_ai(
            number="0003-00012345",
            issue_date=date(2026, 3, 5),
            supplier_name="Distribuidora Norte SA",
            net=Decimal("1400.00"),
            total=Decimal("1694.00"),
            places={"net": kept},
        ),
        rows(),
    ).places
    at = {name: round(place.y0 * 100) for name, place in found.items() if name != "net"}
    assert at == {"number": 1, "issue_date": 1, "supplier_name": 0, "total": 6}
    assert found["net"] == kept


def test_fields__figure_in_two_rows__has_no_place():
    assert placed(read_by_ai(total=Decimal("200.00")), rows()).places == {}


def test_rules__their_reading_is_left_alone():
    by_rules = read_by_ai(source=ReadingSource.TEXT, total=Decimal("1694.00"))
    assert placed(by_rules, rows()) is by_rules


class Pool:
    """Reads one page by rules, which find no line."""

    def read_upload(self, filename, content, *, limits):
        by_rules = Reading(file=filename, source=ReadingSource.TEXT, total=Decimal("1694.00"))
        return ReadUpload(by_rules, "text/plain", tuple(rows()))


class Assistant:
    """Finds the line in the text of the page."""

    def improve(self, reading, page_text):
        assert page_text == TEXT
        lines = (line(10, "Yerba mate 1kg", 100, 1000),)
        improved = reading.model_copy(update={"source": ReadingSource.AI, "lines": lines})
        return Served(improved, Source.LIVE, "request", 0.1)


def test_intake__line_of_the_ai__comes_with_its_place():
    reader = AssistedReader(Pool(), Limits(10**6, 10, 5.0), Assistant())
    assert row_numbers(reader("f.txt", b"").reading) == [2]
    assert row_numbers(reader.analyze("f.txt", b"").value) == [2]
