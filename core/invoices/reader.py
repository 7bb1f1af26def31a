"""Reads one document by the best evidence in it: e-invoice XML, then the tax agency's QR, then the print."""

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from core.invoices.bounds import within_bounds
from core.invoices.checks import check
from core.invoices.einvoice import embedded_xml, read_einvoice
from core.invoices.files import Document, FileKind, Limits, UnreadableCode, UnreadableFile, open_document
from core.invoices.model import PageRow, Reading, ReadingSource, ReadingWarning, WarningCode
from core.resilience.reason import Reason
from core.telemetry.clock import Monotonic, monotonic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.invoices.pages import Page
    from core.invoices.qr import ArcaQr

PAGES_AT_ONCE = 4
"""Pages taken between two looks at the clock."""
PAGES_COMPARED = 4
"""Pages of the print that are searched for the XML's total."""
QR_PAGES = 2
"""Pages searched for a QR from each end of a document."""
ARGENTINE = re.compile(r"C\.?U\.?I\.?T|C\.?A\.?E|AFIP|ARCA|IVA|FACTURA|BRUTOS", re.IGNORECASE)
"""Even a poor recognition finds one of them on an Argentine invoice; without any no code is sought."""


@dataclass(frozen=True, slots=True)
class ReadUpload:
    """A reading with what it was read from."""

    reading: Reading
    content_type: str
    rows: tuple[PageRow, ...] = ()
    """The pages' rows as the rules saw them, copies (ORIGINAL, DUPLICADO) once; none where XML was read."""

    @property
    def text(self) -> str:
        """The text of the pages, a row a line, parted by form feeds."""
        by_page = groupby(self.rows, key=lambda row: row.place.page)
        return "\f".join("\n".join(row.text for row in rows) for _, rows in by_page)


def read_document(filename: str, content: bytes, *, ignore_embedded: bool = False, limits: Limits) -> Reading:
    """Read an upload into the model, with its checks. Raises UnreadableFile, as read_upload does."""
    return read_upload(filename, content, ignore_embedded=ignore_embedded, limits=limits).reading


def read_upload(
    filename: str,
    content: bytes,
    *,
    ignore_embedded: bool = False,
    limits: Limits,
    clock: Monotonic = monotonic,
) -> ReadUpload:
    """Read an upload into the model, with its checks, and keep the text it was read from.

    `ignore_embedded` reads the printed page of a PDF even where an e-invoice is attached to it.

    Raises UnreadableFile, whose code and message say why.
    """
    started = clock()
    document = open_document(filename, content, limits)
    deadline = _Deadline(started + limits.deadline_seconds, document.filename, clock)
    rows: tuple[PageRow, ...] = ()
    match document.kind:
        case FileKind.XML:
            reading = read_einvoice(content, document.filename)
        case FileKind.PDF:
            reading, rows = _read_pdf(document, deadline, ignore_embedded=ignore_embedded)
        case _:
            reading, rows = _read_print(document, deadline)
    reading = within_bounds(reading)
    told = {(warning.code, warning.field) for warning in reading.warnings}
    doubts = [doubt for doubt in check(reading) if (doubt.code, doubt.field) not in told]
    checked = reading.model_copy(
        update={
            "pages": document.page_count,
            "warnings": (*reading.warnings, *doubts),
            "seconds": round(clock() - started, 4),
        }
    )
    return ReadUpload(checked, document.content_type, rows)


def require_invoice(reading: Reading) -> None:
    """Refuse text in which nothing of an invoice was found. Raises UnreadableFile.

    A photo or scan in which nothing was found stays: a person reads it better, and enters it by hand.
    """
    found = (reading.number, reading.issue_date, reading.total)
    if reading.source is not ReadingSource.OCR and not reading.lines and not any(map(_is_there, found)):
        raise UnreadableFile(
            UnreadableCode.NOT_INVOICE,
            f"{reading.file} holds no invoice: no number, date, total or line was found; check the file",
        )


def _is_there(value: object) -> bool:
    return value is not None


class _Deadline:
    def __init__(self, at: float, filename: str, clock: Monotonic) -> None:
        self._at = at
        self._filename = filename
        self._clock = clock

    def check(self) -> None:
        """Raise UnreadableFile when the time is up."""
        if self._clock() > self._at:
            raise UnreadableFile(
                UnreadableCode.TIMEOUT,
                f"{self._filename} took too long to read; split it or export it smaller",
            )


def _read_pdf(
    document: Document, deadline: _Deadline, *, ignore_embedded: bool
) -> tuple[Reading, tuple[PageRow, ...]]:
    from core.invoices.pdfium import PdfDamagedError  # noqa: PLC0415 - a native library

    try:
        xml = None if ignore_embedded else embedded_xml(document.content)
        if xml is None:
            return _read_print(document, deadline)
        try:
            reading = read_einvoice(xml, document.filename)
        except UnreadableFile as error:
            reason = Reason(
                "EINVOICE_NOT_USED", f"the e-invoice inside was not used: {error.code}", {"code": error.code}
            )
            printed, rows = _read_print(document, deadline)
            return printed.model_copy(update={"source_reason": reason}), rows
        return _compare_with_print(reading, document), ()
    except PdfDamagedError as error:
        raise UnreadableFile(
            UnreadableCode.PDF_DAMAGED, f"{document.filename} is damaged; download or scan it again"
        ) from error


def _read_print(document: Document, deadline: _Deadline) -> tuple[Reading, tuple[PageRow, ...]]:
    """The reading and the rows it was read from."""
    from core.invoices.visual import read_pages  # noqa: PLC0415 - numpy and OpenCV, which XML does not need

    pages = _pages(document, deadline)
    if not any(page.words for page in pages):
        raise UnreadableFile(
            UnreadableCode.NOTHING_READ,
            f"no text could be read on {document.filename}; photograph or scan it again, sharp and upright",
        )
    reading = read_pages(pages, document.filename)
    code = _find_qr(document, pages, deadline)
    if code is not None:
        from core.invoices.qr import confirm  # noqa: PLC0415

        reading = confirm(reading, code)
    return reading, _rows_of(pages)


def _rows_of(pages: "Sequence[Page]") -> tuple[PageRow, ...]:
    from core.invoices.layout import sheet  # noqa: PLC0415

    return tuple(PageRow(text=row.text, place=row.place(row.words)) for row in sheet(pages))


def _pages(document: Document, deadline: _Deadline) -> "list[Page]":
    from core.invoices.pages import text_pages  # noqa: PLC0415

    if document.kind is FileKind.TEXT:
        return text_pages(document.text)
    if document.kind is FileKind.IMAGE:
        from core.invoices.ocr import image_pages  # noqa: PLC0415

        return image_pages(document.content)
    from core.invoices.pdf_pages import pdf_pages  # noqa: PLC0415

    pages: list[Page] = []
    for first in range(0, document.page_count, PAGES_AT_ONCE):
        deadline.check()
        pages += pdf_pages(document.content, first=first, most=PAGES_AT_ONCE)
    return pages


def _find_qr(document: Document, pages: "Sequence[Page]", deadline: _Deadline) -> "ArcaQr | None":
    """Look for the tax agency's code on the first and last pages of what may be an Argentine invoice."""
    if not any(ARGENTINE.match(word.text) for page in pages for word in page.words):
        return None
    from core.invoices.pictures import QR_DPI, page_picture  # noqa: PLC0415
    from core.invoices.qr import find_qr  # noqa: PLC0415

    numbers = range(1, document.page_count + 1)
    for number in dict.fromkeys((*numbers[:QR_PAGES], *numbers[-QR_PAGES:])):
        deadline.check()
        picture = page_picture(document, number, dpi=QR_DPI)
        is_scan = pages[number - 1].source is ReadingSource.OCR
        found = None if picture is None else find_qr(picture, is_scan=is_scan)
        if found is not None:
            return found
    return None


def _compare_with_print(reading: Reading, document: Document) -> Reading:
    """Warn where the text layer has amounts, but not the total that the XML states."""
    from core.invoices.pdfium import plain_text  # noqa: PLC0415

    if reading.total is None:
        return reading
    printed = _amounts(plain_text(document.content, pages=PAGES_COMPARED))
    total = _digits(f"{reading.total:.2f}")
    if not printed or total in printed or document.page_count > PAGES_COMPARED:
        return reading
    detail = {"xml": f"{reading.total:f}"}
    warning = ReadingWarning(code=WarningCode.XML_VS_PRINT, field="total", detail=detail)
    return reading.model_copy(update={"warnings": (*reading.warnings, warning)})


def _amounts(text: str) -> set[str]:
    """The digits of every figure with cents, whatever separates its thousands."""
    found = re.findall(r"\d{1,3}(?:[.,'\u2019 \u00a0\u202f]\d{3})+[.,]\d{2}(?!\d)|\d+[.,]\d{2}(?!\d)", text)
    return {_digits(figure) for figure in found}


def _digits(figure: str) -> str:
    return str(Decimal(re.sub(r"\D", "", figure)))
