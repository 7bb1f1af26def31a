"""The words of a PDF's text layer, and the picture of a page whose layer is empty or junk."""

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
from pypdfium2 import raw

from core.invoices.model import ReadingSource
from core.invoices.ocr import Image, recognise
from core.invoices.pages import Page, Word
from core.invoices.pdfium import opened

OCR_DPI = 150
"""Enough for 6 point print; more costs time and, measured, reads no better."""
FEWEST_WORDS = 4
"""A layer with fewer words than this is a stamp or a page number, not the page."""
LEAST_READABLE = 0.7
"""Share of letters, digits and common marks below which a layer is junk from a broken font map."""
WIDEST_GAP = 0.45
"""A gap inside a word wider than this part of its height parts it in two."""
RESIZED = 1.6
"""A change of letter size by this much parts words: a letter in its box, a superscript."""
STEEPEST = 20
"""Degrees of slant up to which text still reads left to right."""
INK, FLAT = 128, 8
"""Darkness of ink, 0 to 255, and the least variation of a picture with faint print on it."""
LARGEST_PICTURE = 2000
"""Longest side of a rendered page, in pixels: a poster-sized page must not eat the memory."""


@dataclass(frozen=True, slots=True)
class _Glyph:
    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    baseline: float


def pdf_pages(content: bytes, *, first: int = 0, most: int | None = None) -> list[Page]:
    """The pages of a PDF from index `first` on, at most `most`; those without a usable text layer by OCR.

    Raises `PdfPasswordError` and `PdfDamagedError`, as `pdfium.opened` does.
    """
    with opened(content) as document:
        last = len(document) if most is None else min(len(document), first + most)
        taken = [_take(document, index) for index in range(first, last)]
    return [page if picture is None else recognise(picture, page.number) for page, picture in taken]


def _take(document: pdfium.PdfDocument, index: int) -> tuple[Page, Image | None]:
    """The page's words, and its picture when they are not enough to read it by."""
    page = document[index]
    try:
        width, height = page.get_size()
        words = tuple(_words(page))
        read = Page(index + 1, max(width, 1.0), max(height, 1.0), words, ReadingSource.TEXT)
        picture = None if _usable(words, page) else _picture(page)
        return read, picture if picture is not None and _inked(picture) else None
    finally:
        page.close()


def _usable(words: tuple[Word, ...], page: pdfium.PdfPage) -> bool:
    text = "".join(word.text for word in words)
    readable = sum(char.isalnum() or char in ".,:;-/%()$€#&+'\"*" for char in text)
    if len(words) >= FEWEST_WORDS and readable >= LEAST_READABLE * len(text):
        return len(words) > 10 * FEWEST_WORDS or not _mostly_picture(page)
    return next(iter(page.get_objects(max_depth=2)), None) is None


def _inked(picture: Image) -> bool:
    """Whether anything is on the page: a blank one needs no OCR."""
    return bool(picture.min() < INK < picture.max() or picture.std() > FLAT)


def _mostly_picture(page: pdfium.PdfPage) -> bool:
    width, height = page.get_size()
    for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        x0, y0, x1, y1 = image.get_bounds()
        if (x1 - x0) * (y1 - y0) > 0.5 * width * height:
            return True
    return False


def _picture(page: pdfium.PdfPage) -> Image:
    scale = min(OCR_DPI / 72, LARGEST_PICTURE / max(page.get_size()))
    bitmap = page.render(scale=scale)
    try:
        return np.ascontiguousarray(bitmap.to_numpy()[:, :, :3])
    finally:
        bitmap.close()


def _words(page: pdfium.PdfPage) -> Iterator[Word]:
    """Words in reading order of the file, in points from the top left of the page as it is shown."""
    textpage = page.get_textpage()
    try:
        run: list[_Glyph] = []
        for glyph in _glyphs(page, textpage):
            if run and (glyph is None or _parted(run[-1], glyph)):
                yield _word(run)
                run = []
            if glyph is not None:
                run.append(glyph)
        if run:
            yield _word(run)
    finally:
        textpage.close()


def _glyphs(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage) -> Iterator[_Glyph | None]:
    """Each character with its box as shown; None for white space. Text that stands upright is left out."""
    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    to_page = _Shown(page)
    for index in range(textpage.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(textpage, index))
        if char.isspace() or not (char.isprintable() or char == "\x02"):
            yield None
            continue
        if not raw.FPDFText_GetLooseCharBox(textpage, index, box):
            continue
        raw.FPDFText_GetCharOrigin(textpage, index, x, y)
        if to_page.sideways(raw.FPDFText_GetCharAngle(textpage, index)):
            continue
        x0, y0 = to_page(box.left, box.top)
        x1, y1 = to_page(box.right, box.bottom)
        baseline = to_page(x.value, y.value)[1]
        # PDFium marks a hyphen at a line's end with U+0002.
        yield _Glyph(
            "-" if char == "\x02" else char, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), baseline
        )


def _parted(left: _Glyph, right: _Glyph) -> bool:
    size = max(left.y1 - left.y0, 1.0)
    resized = not 1 / RESIZED < (right.y1 - right.y0) / size < RESIZED
    return (
        resized
        or abs(left.baseline - right.baseline) > 0.5 * size
        or right.x0 - left.x1 > WIDEST_GAP * size
        or right.x0 < left.x0 - size
    )


def _word(run: list[_Glyph]) -> Word:
    return Word(
        "".join(glyph.text for glyph in run),
        min(glyph.x0 for glyph in run),
        min(glyph.y0 for glyph in run),
        max(glyph.x1 for glyph in run),
        max(glyph.y1 for glyph in run),
    )


class _Shown:
    """From PDF user space to the page as it is shown: crop box and page rotation applied."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._left, self._bottom, self._right, self._top = page.get_cropbox()
        self._rotation = page.get_rotation()

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        match self._rotation:
            case 90:
                return y - self._bottom, x - self._left
            case 180:
                return self._right - x, y - self._bottom
            case 270:
                return self._top - y, self._right - x
            case _:
                return x - self._left, self._top - y

    def sideways(self, angle: float) -> bool:
        """Whether a glyph at `angle` radians does not read left to right on the page as shown."""
        shown = (math.degrees(angle) - self._rotation) % 360
        return bool(STEEPEST < shown < 360 - STEEPEST)
