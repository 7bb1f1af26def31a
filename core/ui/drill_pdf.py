"""A drill's report on paper: a PDF of A4 pages, to file or to send to somebody without the console."""

import io
from collections.abc import Iterator
from html import escape
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    PageTemplate,
    Paragraph,
    Table,
)

from core.ui import looks
from core.ui.drill_sheet import Figures, Sheet

_MARGIN = 18 * mm
_WIDTH = A4[0] - 2 * _MARGIN
_TIME_WIDTH = 18 * mm
_FIGURE_WIDTH = 23 * mm
_REGULAR, _BOLD = "Helvetica", "Helvetica-Bold"
_COLOURS = looks.colours(is_dark=False)
_TEXT = ParagraphStyle("text", fontName=_REGULAR, fontSize=9.5, leading=13, textColor=_COLOURS["text"])
_MUTED = ParagraphStyle("muted", parent=_TEXT, textColor=_COLOURS["muted"])
_FIGURE = ParagraphStyle("figure", parent=_TEXT, alignment=2)
_FIGURE_HEAD = ParagraphStyle("figure head", parent=_FIGURE, textColor=_COLOURS["muted"])
_TITLE = ParagraphStyle("title", parent=_TEXT, fontName=_BOLD, fontSize=17, leading=22, spaceAfter=6)
_VERDICT = ParagraphStyle("verdict", parent=_TEXT, fontName=_BOLD, fontSize=12.5, leading=17, spaceAfter=4)
_SECTION = ParagraphStyle(
    "section", parent=_TEXT, fontName=_BOLD, fontSize=11, leading=15, spaceBefore=12, spaceAfter=4
)
_SECTION_HEIGHT = 25 * mm
"""What a section needs of a page, so that no title stands alone at its end."""


def pdf(sheet: Sheet) -> bytes:
    """The report as a PDF."""
    out = io.BytesIO()
    name = _printable(f"{sheet.title}, {sheet.date}")

    def foot(canvas: Canvas, _document: Any) -> None:
        canvas.setFont(_REGULAR, 8)
        canvas.setFillColor(HexColor(_COLOURS["muted"]))
        canvas.drawString(_MARGIN, _MARGIN / 2, f"Fusible · {name}")
        canvas.drawRightString(A4[0] - _MARGIN, _MARGIN / 2, str(canvas.getPageNumber()))

    frame = Frame(_MARGIN, _MARGIN, _WIDTH, A4[1] - 2 * _MARGIN, 0, 0, 0, 0)
    BaseDocTemplate(
        out,
        pagesize=A4,
        pageTemplates=[PageTemplate(frames=[frame], onPageEnd=foot)],
        title=name,
        creator="Fusible",
        lang=sheet.language,
        invariant=1,
    ).build(list(_parts(sheet)))
    return out.getvalue()


def _parts(sheet: Sheet) -> Iterator[Flowable]:
    yield _text(sheet.title, _TITLE)
    colour = _COLOURS.get(sheet.colour, _COLOURS["text"])
    yield _text(sheet.verdict, ParagraphStyle("told", parent=_VERDICT, textColor=colour))
    yield _text(sheet.headline, _MUTED)
    yield _text(sheet.rehearsed, _TEXT)
    yield from _section(sheet.whole)
    yield from _section(sheet.services)
    if sheet.timeline:
        yield CondPageBreak(_SECTION_HEIGHT)
        yield _text(sheet.timeline_title, _SECTION)
        rows = [[_text(one.when, _FIGURE_HEAD), _text(one.told, _TEXT)] for one in sheet.timeline]
        yield _ruled(rows, [_TIME_WIDTH, _WIDTH - _TIME_WIDTH])


def _section(figures: Figures) -> Iterator[Flowable]:
    yield CondPageBreak(_SECTION_HEIGHT)
    yield _text(figures.title, _SECTION)
    first, *others = figures.head
    rows = [[_text(first, _MUTED), *(_text(name, _FIGURE_HEAD) for name in others)]]
    rows += [[_text(name, _TEXT), *(_text(it, _FIGURE) for it in values)] for name, *values in figures.rows]
    yield _ruled(rows, [_WIDTH - len(others) * _FIGURE_WIDTH, *([_FIGURE_WIDTH] * len(others))], head=1)


def _ruled(rows: list[list[Paragraph]], widths: list[float], *, head: int = 0) -> Table:
    """A table with a line under each row; its first `head` rows are repeated on every page."""
    table = Table(rows, colWidths=widths, repeatRows=head)
    table.setStyle(
        [
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor(_COLOURS["line"])),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (0, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ]
    )
    return table


def _text(text: str, style: ParagraphStyle) -> Paragraph:
    """A paragraph; what people wrote in it is text and no markup."""
    return Paragraph(escape(_printable(text)), style)


def _printable(text: str) -> str:
    """The text in the letters that a PDF's own fonts have; what they lack becomes a question mark."""
    return text.encode("cp1252", "replace").decode("cp1252")
