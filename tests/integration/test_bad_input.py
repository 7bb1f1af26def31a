"""Hostile and broken files against the running server: a clear message, nothing kept, the process lives."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from benchmarks.mutated_files import mutated
from tests.support.console_server import ConsoleServer

SAMPLE = Path("core/invoices/samples/01-factura-a-mayorista-agosto.pdf")


def pdf(pages: int = 1, password: str | None = None) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=None if password is None else StandardEncryption(password))
    for number in range(pages):
        canvas.drawString(72, 720, f"Factura {number}" if pages > 1 else "")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("factura.txt", "Total 100")
    return out.getvalue()


def blank_png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(out, "PNG")
    return out.getvalue()


EXTERNAL_ENTITY = b"""<?xml version="1.0"?>
<!DOCTYPE Invoice [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">&secret;</Invoice>"""
BILLION_LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">]><lolz>&e;</lolz>"""

REFUSED = {
    "zero bytes": ("vacia.pdf", b"", "FILE_EMPTY"),
    "PDF with nothing on it": ("blanco.pdf", pdf(), "NOTHING_READ"),
    "truncated PDF": ("cortada.pdf", SAMPLE.read_bytes()[:3000], "PDF_DAMAGED"),
    "encrypted PDF": ("cifrada.pdf", pdf(1, "secreto"), "PDF_ENCRYPTED"),
    "500 pages": ("larga.pdf", pdf(500), "TOO_MANY_PAGES"),
    "blank PNG named .pdf": ("foto.pdf", blank_png(), "NOTHING_READ"),
    "zip": ("facturas.zip", zipped(), "FILE_UNSUPPORTED"),
    "zip named .pdf": ("facturas.pdf", zipped(), "FILE_UNSUPPORTED"),
    "external entity": ("xxe.xml", EXTERNAL_ENTITY, "XML_UNSAFE"),
    "billion laughs": ("risas.xml", BILLION_LAUGHS, "XML_UNSAFE"),
    "over the size limit": ("grande.pdf", b"%PDF-1.7\n" + b"0" * 2_000_000, "FILE_TOO_LARGE"),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ConsoleServer]:
    limit = {"FUSIBLE_MAX_UPLOAD_BYTES": str(1024**2)}
    with ConsoleServer(tmp_path_factory.mktemp("bad-input"), limit) as running:
        yield running


def stored(server: ConsoleServer) -> list[Any]:
    return server.get_json("/api/invoices")["value"]


def kept_files(server: ConsoleServer) -> list[Path]:
    folders = [server.data_dir / name for name in ("storage", "spool", "uploads")]
    return [path for folder in folders if folder.exists() for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(("name", "content", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_bad_input__is_refused_with_its_reason__and_nothing_is_stored(
    server: ConsoleServer, name: str, content: bytes, code: str
) -> None:
    listed, files = stored(server), kept_files(server)
    status, problem = server.upload((name, content))
    assert status in (413, 422)
    assert problem["code"] == code
    assert name.rsplit(".", 1)[0] in problem["detail"] or code == "FILE_TOO_LARGE"
    assert stored(server) == listed
    assert kept_files(server) == files
    assert server.get_json("/health")["status"] == "ok"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/cron.d/factura.pdf", "factura.pdf"),
        ("C:\\\\Windows\\\\factura-b.pdf", "factura-b.pdf"),
        ("f" * 300 + ".pdf", "f" * 116 + ".pdf"),
    ],
)
def test_bad_input__hostile_name__is_stored_under_a_safe_one(
    server: ConsoleServer, name: str, kept: str
) -> None:
    content = SAMPLE.read_bytes() + b"%" + kept.encode()  # other bytes each time: else it is a duplicate
    status, body = server.upload((name, content))
    assert status == 201
    assert body["files"][0]["filename"] == kept
    assert all(server.data_dir in path.resolve().parents for path in kept_files(server))


def test_bad_input__one_bad_file_among_good_ones__does_not_stop_them(server: ConsoleServer) -> None:
    status, body = server.upload(("mala.pdf", b"%PDF-1.7"), ("buena.pdf", SAMPLE.read_bytes()))
    assert status == 201
    bad, good = body["files"]
    assert bad["problem"]["code"] == "PDF_DAMAGED"
    assert good["answer"]["value"]["status"] == "stored"


MUTATED = 60


def test_mutated_files__each_is_entered_whole_or_not_at_all(server: ConsoleServer, tmp_path: Path) -> None:
    for sample in (SAMPLE, *SAMPLE.parent.glob("0[358]-*")):  # text and XML: OCR of each would take minutes
        copy(sample, tmp_path)
    before = {one["id"] for one in stored(server)}
    originals_before = set(kept_files(server))
    promised: set[str] = set()
    for number, (name, content) in enumerate(mutated(tmp_path, MUTATED, seed=20)):
        status, body = server.upload((name, content))
        assert status in (200, 201, 413, 422), (number, name, body)
        if status == 201:
            promised.add(body["files"][0]["answer"]["value"]["invoice_id"])
    entered = {one["id"] for one in server.get_json("/api/invoices?limit=1000")["value"]} - before
    assert entered == promised
    kept = set(kept_files(server)) - originals_before
    assert {path.parent.name for path in kept if path.suffix != ".json"} >= promised
    assert len({path.parent.name for path in kept}) == len(promised)
    for invoice_id in promised:
        assert server.get_json(f"/api/invoices/{invoice_id}")["value"]["reading"]["file"]
    assert len(promised) < MUTATED, "no mutation broke a file: the test shows nothing"
    assert promised, "every mutation was refused: the test shows nothing"
