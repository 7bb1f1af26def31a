"""CSV for spreadsheets: no cell runs, and the separator is the reader's."""

import pytest

from core.ui.csv_files import csv_file


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\uff1d1"])
def test_csv__cell_that_would_run__is_text(speak, cell):
    speak("en")
    row = csv_file(["a", "b"], [(cell, "x")]).decode("utf-8-sig").splitlines()[1]
    assert row.lstrip('"').startswith("'")


def test_csv__separator_and_bom__are_the_languages(speak):
    speak("es")
    assert csv_file(["a"], [("ñ;b",)]) == '\ufeffa\r\n"ñ;b"\r\n'.encode()
    speak("en")
    assert csv_file(["a", "b"], [("c", "d")]) == "\ufeffa,b\r\nc,d\r\n".encode()
