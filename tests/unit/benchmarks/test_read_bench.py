"""The read bench counts what is wrong as wrong, and writes tables that say what it counted."""

import json
from pathlib import Path

from benchmarks.read_bench import gap, is_aside, measure, records
from benchmarks.read_cost import Cost
from benchmarks.read_table import markdown

PAGE = """
   Molinos Ejemplo S.A.                       A              FACTURA
   CUIT: 30-71234567-1                                       Nº 0003-00000128
                                                             Fecha: 05/03/2026
   Descripción                     Cantidad      Precio      Importe
   Yerba mate                         10,00    1.000,00    10.000,00

                                            Total      12.100,00
"""
LINE = {"qty": "10", "price": "1000", "amount": "10000"}


def folder_with(tmp_path: Path, **truth: object) -> Path:
    (tmp_path / "a.txt").write_text(PAGE, encoding="utf-8")
    records = [{"file": "a.txt", **truth}, {"file": "absent.pdf", **truth}, {"file": "b.xml", **truth}]
    (tmp_path / "truth.json").write_text(json.dumps(records), encoding="utf-8")
    return tmp_path


def test_measure__right_fields_and_lines__count(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, number="00003-00000128", total="12100.00", lines=[LINE])
    figures = measure(folder, list(records(folder)))
    assert figures["right"] == {"number": "1/1 100.0%", "total": "1/1 100.0%"}
    assert figures["lines"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert figures["wrong"] == {}


def test_measure__wrong_or_missing__is_wrong_by_name(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, total="12100.01", receiver_name="Nobody S.A.", lines=[LINE | {"qty": "9"}])
    figures = measure(folder, list(records(folder)))
    assert figures["right"] == {"total": "0/1 0.0%", "receiver_name": "0/1 0.0%"}
    assert figures["lines"]["f1"] == 0.0
    assert len(figures["wrong"]["a.txt"]) == 3


def test_records__files_that_are_absent_or_no_pages__are_left_out(tmp_path: Path) -> None:
    assert [name for name, _ in records(folder_with(tmp_path, total="1"))] == ["a.txt"]


def test_records__a_side__is_the_same_third_each_time(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, total="1")
    side = "aside" if is_aside("a.txt") else "tuned"
    other = "tuned" if side == "aside" else "aside"
    assert [name for name, _ in records(folder, side=side)] == ["a.txt"]
    assert list(records(folder, side=other)) == []


def test_gap__points_between_the_sides() -> None:
    sides = {False: {"right": 9, "total": 10}, True: {"right": 4, "total": 5}}
    assert gap(sides) == {"tuned": 90.0, "aside": 80.0, "gap": 10.0}  # type: ignore[arg-type]


def test_cost__of_a_document__is_shared_by_its_pages() -> None:
    cost = Cost()
    with cost.of_document() as pages:
        pages.append(3)
    assert cost.figures()["pages"] == 3
    assert cost.figures()["peak_mb_p50"] > 1


def test_markdown__has_a_column_a_set_and_says_what_is_absent(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, total="12100.00", lines=[LINE])
    table = markdown({"one": measure(folder, list(records(folder)))})
    assert "| total | 1/1 100.0% |" in table
    assert "| QR read | - |" in table
