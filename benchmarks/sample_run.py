"""Reads a folder's e-invoices through a running console, and prints what came out right against the truth.

python -m benchmarks.sample_run FOLDER: every PDF beside a truth.json is uploaded over the API (which reads
the XML inside it) and read again from its printed text alone by the command line; every plain e-invoice XML
is uploaded and compared with its own elements. Exits 1 when an upload is refused or a field of XML wrong.
"""

import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from lxml import etree

from benchmarks.read_bench import FIELDS, count_lines, rates, same
from core.invoices.model import Reading, ReadingSource
from tests.support.console_server import ROOT, ConsoleServer

PDF_FIELDS = ("number", "date", "currency", "seller", "seller_tax_ids", "net", "tax", "total")
XML_FIELDS = ("number", "date", "currency", "seller", "total", "line count")
FILES_A_CALL = 20

# Where each dialect keeps the fields that mean the same in all of them; by local names, whatever the version.
XML_TRUTH = {
    "Invoice": {
        "number": "string(/*/*[local-name()='ID'])",
        "date": "string(/*/*[local-name()='IssueDate'])",
        "currency": "string(/*/*[local-name()='DocumentCurrencyCode'])",
        "seller": "string(//*[local-name()='AccountingSupplierParty']//*[local-name()='RegistrationName'])",
        "total": "string(//*[local-name()='LegalMonetaryTotal']/*[local-name()='TaxInclusiveAmount'])",
        "line count": "count(/*/*[local-name()='InvoiceLine'])",
    },
    "Comprobante": {
        "number": "concat(/*/@Serie, /*/@Folio)",
        "date": "substring(/*/@Fecha, 1, 10)",
        "currency": "string(/*/@Moneda)",
        "seller": "string(/*/*[local-name()='Emisor']/@Nombre)",
        "total": "string(/*/@Total)",
        "line count": "count(//*[local-name()='Concepto'])",
    },
    "Facturae": {
        "number": "concat(//*[local-name()='InvoiceSeriesCode'], //*[local-name()='InvoiceNumber'])",
        "date": "string(//*[local-name()='IssueDate'])",
        "currency": "string(//*[local-name()='InvoiceCurrencyCode'])",
        "seller": "string(//*[local-name()='SellerParty']//*[local-name()='CorporateName'])",
        "total": "string(//*[local-name()='InvoiceTotals']/*[local-name()='InvoiceTotal'])",
        "line count": "count(//*[local-name()='InvoiceLine'])",
    },
}


class Score:
    """Fields right, of all that the truth has, and what was wrong by file."""

    def __init__(self, name: str, fields: tuple[str, ...]) -> None:
        self.name = name
        self.fields = fields
        self.right: Counter[str] = Counter()
        self.total: Counter[str] = Counter()
        self.lines: Counter[str] = Counter()
        self.wrong: list[str] = []

    def add(self, reading: Reading, truth: dict[str, Any]) -> None:
        for field in self.fields:
            expected = truth.get(field)
            if expected in (None, "", []):
                continue
            got = len(reading.lines) if field == "line count" else getattr(reading, FIELDS[field])
            is_right = got == expected if field == "line count" else same(field, expected, got)
            self.total[field] += 1
            self.right[field] += is_right
            if not is_right:
                self.wrong.append(f"{reading.file}: {field} is {got}, should be {expected}")
        missed = count_lines(reading, truth.get("lines") or [], self.lines)
        if missed:
            self.wrong.append(f"{reading.file}: {missed[:200]}")

    def row(self) -> str:
        cells = [f"{self.right[field]}/{self.total[field]}" for field in self.fields]
        lines = f"{rates(self.lines)['f1']:.3f}" if self.lines else "-"
        return f"| {self.name} | {' | '.join(cells)} | {lines} |"


def upload(server: ConsoleServer, files: list[Path]) -> tuple[dict[str, Reading], list[str]]:
    """Send files to the API as a client does; return the readings by file name, and what was refused."""
    readings: dict[str, Reading] = {}
    refused: list[str] = []
    for start in range(0, len(files), FILES_A_CALL):
        some = files[start : start + FILES_A_CALL]
        _, body = server.upload(*[(path.name, path.read_bytes()) for path in some])
        for one in body.get("files", [{"filename": str(some), "problem": body}]):
            if one["problem"] is not None:
                refused.append(f"{one['filename']}: {one['problem']['detail']}")
                continue
            receipt = one["answer"]["value"]
            kept = server.get_json(f"/api/invoices/{receipt['invoice_id']}")
            readings[one["filename"]] = Reading.model_validate(kept["value"]["reading"])
    return readings, refused


def read_printed(files: list[Path]) -> dict[str, Reading]:
    """Read the printed pages alone with the command line."""
    command = [sys.executable, "-m", "core.invoices", "read", "--json", "--ignore-embedded"]
    done = subprocess.run([*command, *map(str, files)], cwd=ROOT, capture_output=True, text=True, check=False)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    for row in rows:
        if "error" in row:
            print(f"not read: {row['file']}: {row['error']}", file=sys.stderr)
    known = Reading.model_fields.keys()
    return {
        Path(row["file"]).name: Reading.model_validate({key: row[key] for key in row if key in known})
        for row in rows
        if "error" not in row
    }


def xml_truth(path: Path) -> dict[str, Any]:
    """Return what the XML itself says, or nothing for a dialect this script has no paths for."""
    root = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    paths = XML_TRUTH.get(etree.QName(root).localname, {})
    truth = {field: root.xpath(xpath) for field, xpath in paths.items()}
    return truth | ({"line count": int(truth["line count"])} if truth else {})


def truths_of(folder: Path) -> dict[Path, dict[str, Any]]:
    """Return the record of each PDF with an e-invoice inside, from every truth.json below `folder`."""
    truths: dict[Path, dict[str, Any]] = {}
    for listing in sorted(folder.rglob("truth.json")):
        records = json.loads(listing.read_text(encoding="utf-8"))
        if isinstance(records, list):
            with_xml = [record for record in records if "seller_tax_ids" in record]
            truths |= {listing.parent / record["file"]: record for record in with_xml}
    return truths


def report(folder: Path, scores: tuple[Score, ...]) -> None:
    """Print a table for each score that has something to tell, then what was wrong."""
    for score in scores:
        if score.total:
            print(f"| {folder.name} | {' | '.join(score.fields)} | lines F1 |")
            print("|---" * (len(score.fields) + 2) + "|")
            print(score.row() + "\n")
    for score in scores:
        if score.wrong:
            print("\n".join([f"wrong in {score.name}:", *score.wrong, ""]))


def main(folder: Path) -> int:
    truths = truths_of(folder)
    xml_files = sorted(folder.rglob("*.xml"))
    if not truths and not xml_files:
        sys.exit(f"no truth.json with e-invoices and no XML in {folder} or below it")

    with tempfile.TemporaryDirectory() as scratch, ConsoleServer(Path(scratch)) as server:
        readings, refused = upload(server, [*truths, *xml_files])
        stored = len(server.get_json("/api/invoices?limit=1000")["value"])
    by_print = read_printed(list(truths)) if truths else {}

    embedded = Score("PDF, embedded XML", PDF_FIELDS)
    printed = Score("PDF, printed text", PDF_FIELDS)
    plain = Score("XML by itself", XML_FIELDS)
    for path, truth in truths.items():
        nothing = Reading(file=path.name, source=ReadingSource.TEXT)
        embedded.add(readings.get(path.name, nothing), truth)
        printed.add(by_print.get(path.name, nothing), truth)
    for path in xml_files:
        nothing = Reading(file=path.name, source=ReadingSource.XML)
        plain.add(readings.get(path.name, nothing), xml_truth(path))

    sent = len(truths) + len(xml_files)
    print(f"{sent} files uploaded through the API, {stored} stored, {len(refused)} refused\n")
    report(folder, (embedded, printed, plain))
    for line in refused:
        print(f"refused: {line}")
    return 1 if refused or embedded.wrong or plain.wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "tests/data")))
