"""Uploads are told by their content and refused with a stable code and words that help."""

import io
import random
import unicodedata
import zipfile

import pytest
from PIL import Image

from core.invoices.files import (
    MAX_NAME,
    FileKind,
    Limits,
    UnreadableCode,
    UnreadableFile,
    decode_text,
    open_document,
    safe_filename,
)
from tests.support.documents import LIMITS, image, pdf


def refused(name, content, limits=LIMITS):
    with pytest.raises(UnreadableFile) as raised:
        open_document(name, content, limits)
    assert safe_filename(name)[:20] in str(raised.value)
    return raised.value.code


def zipped():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind", "content_type"),
    [
        ("a.pdf", pdf("Factura"), FileKind.PDF, "application/pdf"),
        ("a.pdf", b"\r\n\x00junk" + pdf("Factura"), FileKind.PDF, "application/pdf"),
        ("a.png", image("PNG"), FileKind.IMAGE, "image/png"),
        ("a.jpg", image("JPEG"), FileKind.IMAGE, "image/jpeg"),
        ("a.webp", image("WEBP"), FileKind.IMAGE, "image/webp"),
        ("a.tif", image("TIFF"), FileKind.IMAGE, "image/tiff"),
        ("a.bmp", image("BMP"), FileKind.IMAGE, "image/bmp"),
        ("a.txt", "Factura N° 0001".encode(), FileKind.TEXT, "text/plain"),
        ("a.txt", b"BM Distribuidora, factura 0001-00000012", FileKind.TEXT, "text/plain"),
        ("a.xml", b"\xef\xbb\xbf <?xml version='1.0'?><Invoice/>", FileKind.XML, "application/xml"),
        (
            "a.xml",
            '<?xml version="1.0" encoding="utf-16"?><a/>'.encode("utf-16"),
            FileKind.XML,
            "application/xml",
        ),
        ("scan.pdf", image("PNG"), FileKind.IMAGE, "image/png"),
        ("invoice.png", pdf("Factura"), FileKind.PDF, "application/pdf"),
        ("invoice.docx", b"<?xml version='1.0'?><Invoice/>", FileKind.XML, "application/xml"),
    ],
)
def test_open_document__kind__is_told_by_content_not_by_name(name, content, kind, content_type):
    document = open_document(name, content, LIMITS)
    assert (document.kind, document.content_type, document.page_count) == (kind, content_type, 1)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("zero.pdf", b"", UnreadableCode.EMPTY),
        ("blank.txt", b" \r\n\t ", UnreadableCode.EMPTY),
        ("header.pdf", b"%PDF-1.7\n", UnreadableCode.PDF_DAMAGED),
        ("half.pdf", pdf("Factura")[:900], UnreadableCode.PDF_DAMAGED),
        ("tail.pdf", pdf("Factura")[:-60], UnreadableCode.PDF_DAMAGED),
        ("locked.pdf", pdf("Factura", password="secret"), UnreadableCode.PDF_ENCRYPTED),
        ("half.png", image("PNG", (400, 400))[:-40], UnreadableCode.IMAGE_DAMAGED),
        ("half.jpg", image("JPEG", (400, 400))[:-900], UnreadableCode.IMAGE_DAMAGED),
        ("header.png", b"\x89PNG\r\n\x1a\n", UnreadableCode.IMAGE_DAMAGED),
        ("office.docx", zipped(), UnreadableCode.UNSUPPORTED),
        ("zip-named.pdf", zipped(), UnreadableCode.UNSUPPORTED),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), UnreadableCode.UNSUPPORTED),
        ("setup.pdf", b"MZ\x90\x00\x03" + bytes(600), UnreadableCode.UNSUPPORTED),
        ("photo.heic", b"\x00\x00\x00\x18ftypheic" + bytes(100), UnreadableCode.UNSUPPORTED),
        ("noise.pdf", random.Random(4).randbytes(5000), UnreadableCode.UNSUPPORTED),
    ],
)
def test_open_document__bad_file__is_refused_with_its_code(name, content, code):
    assert refused(name, content) is code


def test_open_document__owner_password_only__opens():
    assert open_document("a.pdf", pdf("Factura", owner_password="owner"), LIMITS).page_count == 1


def test_open_document__one_byte_over_the_limit__is_refused():
    content = pdf("Factura")
    assert open_document("a.pdf", content, Limits(len(content), 1, 5.0)).page_count == 1
    assert refused("a.pdf", content, Limits(len(content) - 1, 1, 5.0)) is UnreadableCode.TOO_LARGE


def test_open_document__500_pages__are_refused_at_100():
    assert refused("long.pdf", pdf(*["page"] * 500)) is UnreadableCode.TOO_MANY_PAGES
    assert open_document("a.pdf", pdf(*["page"] * 100), LIMITS).page_count == 100


def test_open_document__tiff_frames_and_form_feeds__count_as_pages():
    out = io.BytesIO()
    frames = [Image.new("L", (8, 8)) for _ in range(3)]
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:])
    assert open_document("a.tif", out.getvalue(), LIMITS).page_count == 3
    assert refused("a.tif", out.getvalue(), Limits(10**6, 2, 5.0)) is UnreadableCode.TOO_MANY_PAGES
    assert refused("a.txt", b"page\f" * 200) is UnreadableCode.TOO_MANY_PAGES


@pytest.mark.parametrize("side", [9_000, 14_000, 60_000])
def test_open_document__decompression_bomb__is_refused_before_it_is_decoded(side):
    out = io.BytesIO()
    Image.new("1", (side, 8)).save(out, "PNG")
    bomb = bytearray(out.getvalue())
    bomb[20:24] = side.to_bytes(4, "big")
    assert refused("bomb.png", bytes(bomb)) in (UnreadableCode.IMAGE_TOO_LARGE, UnreadableCode.IMAGE_DAMAGED)


def test_open_document__text_of_megabytes__is_refused():
    assert refused("a.txt", b"total 1,00\n" * 200_000) is UnreadableCode.TOO_LARGE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_decode_text__encodings_of_suppliers__keep_accents(encoding):
    assert decode_text("Razón social: Ñandú S.A.".encode(encoding)) == "Razón social: Ñandú S.A."


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("factura.pdf", "factura.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ana\\factura.pdf", "factura.pdf"),
        ("a\x00b\nc.pdf", "abc.pdf"),
        ("factura\u202efdp.exe", "facturafdp.exe"),
        ("  .pdf", "pdf"),
        ("..", "document"),
        ("", "document"),
        ("\u202e\u200b", "document"),
        ("<script>.pdf", "script.pdf"),
        ("cafe\u0301.pdf", "caf\u00e9.pdf"),
    ],
)
def test_safe_filename__hostile_names__lose_what_is_dangerous(given, kept):
    assert safe_filename(given) == kept


@pytest.mark.parametrize(
    "name", ["x" * 300 + ".pdf", "ñ" * 300, "a." + "b" * 300, "x" * 119 + ".jpeg", "🧾" * 300 + ".pdf"]
)
def test_safe_filename__300_characters__are_cut_and_keep_the_extension(name):
    kept = safe_filename(name)
    assert len(kept) <= MAX_NAME
    assert len(kept.encode()) <= 240
    assert not any(unicodedata.category(char).startswith("C") for char in kept)
    if name.endswith((".pdf", ".jpeg")):
        assert kept.rpartition(".")[2] == name.rpartition(".")[2]


def test_limits__nothing_allowed__is_a_mistake():
    with pytest.raises(ValueError, match="positive"):
        Limits(0, 1, 1.0)
