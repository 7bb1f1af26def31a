"""Product lists as people have them open, in any separator and encoding; hostile ones cost only that."""

import io
import subprocess
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from core.pricing import sheets
from core.pricing.sheet_worker import MOST_ROWS, MOST_UNPACKED, Refusal, rows_of, separator_of
from core.pricing.sheets import ListCode, ListUnreadable, read_rows


def workbook(*rows, percent=()) -> bytes:
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for cell in percent:
        sheet[cell].number_format = "0%"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refused(content: bytes) -> str:
    with pytest.raises(Refusal) as refusal:
        rows_of(content)
    return refusal.value.code


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_rows__csv__of_any_separator_and_encoding(separator, encoding):
    text = separator.join(["Descripción", "Precio"]) + "\r\n" + separator.join(["Ñoquis", '"1.234,50"'])
    assert rows_of(text.encode(encoding)) == [["Descripción", "Precio"], ["Ñoquis", "1.234,50"]]


def test_separator__decimal_commas__are_not_taken_for_it():
    assert separator_of("Yerba;1000,50;21,0\nSal;200,10;21,0\n") == ";"
    assert separator_of('Yerba,"1.000,50",21\nSal,"200,10",21\n') == ","


def test_rows__workbook__keeps_numbers_and_writes_percentages_out():
    content = workbook(["Nombre", "Precio", "IVA"], ["Yerba", 1234.5, 0.21], [None], ["Sal", 200, 0.105])
    assert rows_of(content)[1] == ["Yerba", 1234.5, 0.21]
    shown = rows_of(workbook(["Nombre", "Precio", "IVA"], ["Yerba", 1234.5, 0.105], percent=["C2"]))
    assert shown[1] == ["Yerba", 1234.5, 10.5]


def test_rows__empty_rows_between__keep_the_others_numbers():
    assert rows_of(workbook(["a", "b"], [None], ["c", "d"], [None])) == [["a", "b"], [], ["c", "d"]]


def test_rows__formula__gives_its_kept_value_and_is_not_worked_out():
    assert rows_of(workbook(["Precio"], ["=1+1"]))[0] == ["Precio"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "LIST_EMPTY"),
        (b" ;;\n;;\n", "LIST_EMPTY"),
        (b"\x00\x01\x02\x03", "LIST_NOT_TEXT"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "LIST_OLD_EXCEL"),
        (b"PK\x03\x04 not a workbook at all", "LIST_DAMAGED"),
        (workbook(["a", "b"])[:-900], "LIST_DAMAGED"),
        (b";".join([b"a"] * 61), "LIST_TOO_WIDE"),
        (b"a;b\n" * (MOST_ROWS + 1), "LIST_TOO_LONG"),
        (b'"' + b"x" * 200_000 + b'";b\n', "LIST_DAMAGED"),
        (b'Producto;Precio\n"Yerba;100\nSal;200\n', "LIST_QUOTE_OPEN"),
        (b'Producto;Precio\nYerba;"100', "LIST_QUOTE_OPEN"),
    ],
)
def test_rows__what_is_no_list__is_refused_with_its_code(content, code):
    assert refused(content) == code


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_rows__csv__quotes_that_close_or_stand_inside_a_cell__are_no_reason_to_refuse(end):
    content = b'Producto;Precio\n"Yerba\nmate";100\nTV 27" LED;200\nSal;"300"' + end
    expected = [["Producto", "Precio"], ["Yerba\nmate", "100"], ['TV 27" LED', "200"], ["Sal", "300"]]
    assert rows_of(content) == expected


def test_rows__zip_of_something_else__is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("readme.txt", "hello")
    assert refused(out.getvalue()) == "LIST_DAMAGED"


def test_rows__zip_bomb__is_refused_before_it_is_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts, parts.open("xl/a.xml", "w") as part:
        for _ in range(MOST_UNPACKED // 2**20 + 1):
            part.write(b" " * 2**20)
    assert len(out.getvalue()) < 2**20
    assert refused(out.getvalue()) == "LIST_TOO_LONG"


def test_rows__external_entity_in_a_workbook__reads_no_file(tmp_path: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text("hunter2")
    attack = f'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY x SYSTEM "file://{secret}">]>'
    found = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(["Nombre"]))) as parts, zipfile.ZipFile(found, "w") as out:
        for name in parts.namelist():
            content = parts.read(name).decode()
            if name == "xl/sharedStrings.xml":
                content = attack + content.partition("?>")[2].replace("Nombre", "&x;")
            out.writestr(name, content)
    try:
        rows = rows_of(found.getvalue())
    except Refusal:
        return
    assert "hunter2" not in str(rows)


def test_read__in_a_process_of_its_own__gives_the_rows():
    assert read_rows(b"Nombre;Precio\nYerba;1000\n") == (("Nombre", "Precio"), ("Yerba", "1000"))


def test_read__refusal__comes_with_its_code():
    with pytest.raises(ListUnreadable) as refusal:
        read_rows(b"")
    assert refusal.value.code is ListCode.LIST_EMPTY


def test_read__too_large__is_refused_without_a_process(monkeypatch):
    monkeypatch.setattr(subprocess, "run", None)
    with pytest.raises(ListUnreadable, match="TOO_LARGE"):
        read_rows(b"x" * (sheets.MOST_BYTES + 1))


def test_read__past_the_deadline__is_ended():
    with pytest.raises(ListUnreadable, match="TIMEOUT"):
        read_rows(b"a;b\n", deadline=0.01)
