"""PDFium behind one lock: it is not thread-safe, so every call in this process is made under `PDFIUM`."""

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium
from PIL import Image
from pypdfium2 import raw

PDFIUM = threading.RLock()


class PdfPasswordError(Exception):
    """The PDF cannot be opened without a password, or is encrypted in a way PDFium does not know."""


class PdfDamagedError(Exception):
    """PDFium cannot make sense of the file."""


@contextmanager
def opened(content: bytes) -> Iterator[pdfium.PdfDocument]:
    """Open a PDF with the lock held until it is closed. Raises PdfPasswordError and PdfDamagedError."""
    with PDFIUM:
        try:
            document = pdfium.PdfDocument(content)
        except pdfium.PdfiumError as error:
            if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
                raise PdfPasswordError(str(error)) from error
            raise PdfDamagedError(str(error)) from error
        try:
            yield document
        except pdfium.PdfiumError as error:
            raise PdfDamagedError(str(error)) from error
        finally:
            document.close()


def page_count(content: bytes) -> int:
    with opened(content) as document:
        return len(document)


def attachments(content: bytes, *, most_bytes: int) -> Iterator[tuple[str, bytes]]:
    """Names and contents of the files attached to a PDF, those over `most_bytes` left out."""
    with opened(content) as document:
        for index in range(document.count_attachments()):
            attachment = document.get_attachment(index)
            size = ctypes.c_ulong()
            raw.FPDFAttachment_GetFile(attachment, None, 0, size)
            if 0 < size.value <= most_bytes:
                yield attachment.get_name(), bytes(attachment.get_data())


def plain_text(content: bytes, *, pages: int) -> str:
    """The text layer of the first `pages` pages, without positions."""
    texts = []
    with opened(content) as document:
        for index in range(min(pages, len(document))):
            page = document[index]
            textpage = page.get_textpage()
            texts.append(textpage.get_text_range())
            textpage.close()
            page.close()
    return "\n".join(texts)


def picture(content: bytes, index: int, *, dpi: int, longest: int) -> Image.Image:
    """Page `index` (from 0) drawn at `dpi`, its longer side at most `longest` pixels."""
    with opened(content) as document:
        page = document[index]
        scale = min(dpi / 72, longest / max(*page.get_size(), 1.0))
        bitmap = page.render(scale=scale)
        drawn: Image.Image = bitmap.to_pil().convert("RGB")
        bitmap.close()
        page.close()
    return drawn
