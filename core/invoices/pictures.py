"""Pictures of a document's pages: for the codes printed on them and for the people who review them."""

import io

from PIL import Image, ImageOps, ImageSequence

from core.invoices.files import Document, FileKind, Limits, open_document
from core.invoices.pdfium import picture

QR_DPI = 150
"""A code of 3 cm has some 57 modules: three pixels each, as many as most scans have."""
SCREEN_DPI = 150
LONGEST_SIDE = 3000
"""Pixels of the longer side at most, so that a poster-sized page costs no more than an A4 one."""


def page_picture(document: Document, page: int, *, dpi: int) -> Image.Image | None:
    """Draw page `page` (1 is the first) upright; None where the document has no such page to draw."""
    if not 1 <= page <= document.page_count:
        return None
    match document.kind:
        case FileKind.PDF:
            return picture(document.content, page - 1, dpi=dpi, longest=LONGEST_SIDE)
        case FileKind.IMAGE:
            return _frame(document.content, page - 1)
        case _:
            return None


def page_png(content: bytes, page: int, limits: Limits) -> bytes | None:
    """Draw a page of an original for the screen, as PNG. Raises UnreadableFile."""
    drawn = page_picture(open_document("original", content, limits), page, dpi=SCREEN_DPI)
    if drawn is None:
        return None
    drawn.thumbnail((LONGEST_SIDE // 2, LONGEST_SIDE // 2))
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()


def _frame(content: bytes, index: int) -> Image.Image:
    with Image.open(io.BytesIO(content)) as opened:
        frame = ImageSequence.Iterator(opened)[index] if opened.format == "TIFF" else opened
        upright = ImageOps.exif_transpose(frame).convert("RGB")
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return upright
