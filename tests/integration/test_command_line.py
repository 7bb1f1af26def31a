"""The command prints one reading a file and goes on after a file it cannot read."""

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from core.invoices.__main__ import main
from core.settings import PROJECT_ROOT
from tests.support.documents import DATA

XML = str(DATA / "einvoice-xml" / "ubl-invoice-minimal.xml")
PDF = str(DATA / "einvoice-pdf" / "EN16931_Rabatte.pdf")
ASKED = (
    "file", "number", "issue_date", "currency", "supplier_name", "supplier_tax_id", "net", "tax", "total",
    "lines", "confidence", "warnings", "source", "seconds",
)  # fmt: skip
ASKED_OF_LINES = ("description", "sku", "quantity", "unit", "unit_price", "amount", "tax_rate")


def test_read__json__is_one_object_a_line_with_plain_decimals(capsys):
    assert main(["read", "--json", XML, PDF]) == 0
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert all(name in first for name in ASKED)
    assert all(name in second["lines"][0] for name in ASKED_OF_LINES)
    assert (first["file"], first["issue_date"], first["source"]) == (
        "ubl-invoice-minimal.xml", "2024-05-15", "xml",
    )  # fmt: skip
    assert (Decimal(second["total"]), second["total"]) == (Decimal("215.07"), "215.07")
    assert second["confidence"]["total"] == 1.0


def test_read__unreadable_file_among_good_ones__status_1_and_the_rest_is_read(capsys, tmp_path):
    empty = tmp_path / "empty.pdf"
    empty.touch()
    assert main(["read", "--json", str(empty), str(tmp_path / "missing.pdf"), str(tmp_path), XML]) == 1
    printed = capsys.readouterr()
    records = [json.loads(line) for line in printed.out.splitlines()]
    assert [record.get("code") for record in records] == [
        "FILE_EMPTY",
        "FILE_NOT_FOUND",
        "FILE_NOT_FOUND",
        None,
    ]
    assert records[3]["number"] == "SAMPLE-001"
    assert "empty.pdf is empty (0 bytes)" in printed.err
    assert "Traceback" not in printed.err


def test_read__for_people__is_a_table_with_the_lines(capsys):
    assert main(["read", PDF]) == 0
    shown = capsys.readouterr().out
    assert "Lieferant GmbH" in shown
    assert "Kunstrasen grün 3m breit" in shown
    assert "215.07" in shown


def test_read__ignore_embedded__reads_the_print(capsys):
    assert main(["read", "--json", "--ignore-embedded", PDF]) == 0
    assert json.loads(capsys.readouterr().out)["source"] == "text"


def test_read__as_a_module__exits_with_its_status():
    command = [sys.executable, "-m", "core.invoices", "read", "--json", XML, "/nowhere/none.pdf"]
    done = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert json.loads(done.stdout.splitlines()[0])["number"] == "SAMPLE-001"
    assert "/nowhere/none.pdf" in done.stderr


@pytest.mark.parametrize("arguments", [[], ["read"], ["write", "x"]])
def test_arguments__missing_or_unknown__are_explained(arguments, capsys):
    with pytest.raises(SystemExit) as raised:
        main(arguments)
    assert raised.value.code == 2
    assert "usage:" in capsys.readouterr().err


def run(shell_command, **environment):
    command = f"{sys.executable} -m core.invoices read {shell_command}"
    return subprocess.run(
        ["/bin/bash", "-c", f"set -o pipefail; {command}"],
        cwd=PROJECT_ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("output", ["| true", ">&-", "> /dev/full"])
def test_read__output_that_takes_nothing__status_1_without_a_traceback(output):
    done = run(f"--json {XML} {XML} {output}")
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


def test_read__closed_input_and_a_terminal_without_accents__is_read(tmp_path):
    path = tmp_path / "mi factura ñandú.xml"
    path.write_bytes(Path(XML).read_bytes())
    done = run(f"--json '{path}' <&-", PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["file"] == "mi factura ñandú.xml"


def test_read__text_that_is_no_invoice__is_told(capsys, tmp_path):
    notes = tmp_path / "notes.txt"
    notes.write_text("hello world")
    assert main(["read", "--json", str(notes)]) == 1
    assert json.loads(capsys.readouterr().out)["code"] == "NOT_INVOICE"
