"""Reads a document off its pages: candidates with evidence, arithmetic as the judge, no templates."""

from collections.abc import Sequence

from core.invoices.model import Reading, ReadingSource
from core.invoices.pages import Page


def read_pages(pages: Sequence[Page], filename: str) -> Reading:
    """All that the words on `pages` say. Whatever they do not say is None."""
    ocr = any(page.source is ReadingSource.OCR for page in pages)
    return Reading(
        file=filename, source=ReadingSource.OCR if ocr else ReadingSource.TEXT, pages=max(len(pages), 1)
    )
