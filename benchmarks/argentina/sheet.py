"""The one canvas that every layout draws on: millimetres from the top left corner, four typefaces."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from itertools import groupby

import segno
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.argentina.document import Invoice, Item

FACES = {
    "sans": ("Helvetica", "Helvetica-Bold"),
    "serif": ("Times-Roman", "Times-Bold"),
    "mono": ("Courier", "Courier-Bold"),
    "wide": ("Vera", "VeraBd"),
}
for _name in FACES["wide"]:
    registerFont(TTFont(_name, f"{_name}.ttf"))  # ships with reportlab
LEADING = 1.18
POINT = 25.4 / 72
"""Millimetres in a typographic point."""


class Sheet:
    """Pages of one document. `copy` names the copy being drawn, such as ORIGINAL."""

    def __init__(self, size: tuple[float, float] = (210, 297), face: str = "sans", pages: int = 1) -> None:
        self.width, self.height = size
        self.face = face
        self.pages = pages
        self.page = 1
        self.copy = "ORIGINAL"
        self._buffer = BytesIO()
        self._canvas = Canvas(self._buffer, pagesize=(size[0] * mm, size[1] * mm), invariant=1)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = 8,
        *,
        bold: bool = False,
        align: str = "left",
        colour: str = "#000000",
        room: float = 0,
    ) -> None:
        """Write one line whose baseline is y, smaller where it would be wider than `room` millimetres."""
        if room:
            size = min(size, size * room / self.measure(words, size, bold=bold))
        self._canvas.setFont(FACES[self.face][bold], size)
        self._canvas.setFillColor(HexColor(colour))
        draw = {
            "left": self._canvas.drawString,
            "right": self._canvas.drawRightString,
            "centre": self._canvas.drawCentredString,
        }[align]
        draw(x * mm, (self.height - y) * mm, words)

    def texts(
        self, x: float, y: float, lines: Sequence[str], size: float = 8, *, bold: bool = False
    ) -> float:
        """Write lines below each other and return the next baseline."""
        for line in lines:
            self.text(x, y, line, size, bold=bold)
            y += size * LEADING * POINT
        return y

    def pair(self, x: float, y: float, label: str, value: str, size: float = 8) -> None:
        """A bold label and its value behind it."""
        self.text(x, y, label, size, bold=True)
        self.text(x + self.measure(label + " ", size, bold=True), y, value, size)

    def measure(self, words: str, size: float, *, bold: bool = False) -> float:
        """Width in millimetres."""
        return float(stringWidth(words, FACES[self.face][bold], size) / mm)

    def wrap(self, words: str, width: float, size: float) -> list[str]:
        """Break at line ends, and at spaces so that each line fits the width."""
        if "\n" in words:
            return [line for part in words.split("\n") for line in self.wrap(part, width, size)]
        lines: list[str] = []
        for word in words.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.measure(longer, size) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def box(self, x: float, y: float, w: float, h: float, *, fill: str = "", stroke: str = "#000000") -> None:
        if fill:
            self._canvas.setFillColor(HexColor(fill))
        self._canvas.setStrokeColor(HexColor(stroke or "#000000"))
        self._canvas.setLineWidth(0.6)
        at = (x * mm, (self.height - y - h) * mm, w * mm, h * mm)
        self._canvas.rect(*at, stroke=int(bool(stroke)), fill=int(bool(fill)))

    def line(
        self, x0: float, y0: float, x1: float, y1: float, *, width: float = 0.6, dash: float = 0
    ) -> None:
        """Width and dash in points."""
        self._canvas.setLineWidth(width)
        self._canvas.setStrokeColor(HexColor("#000000"))
        self._canvas.setDash([dash, dash] if dash else [])
        self._canvas.line(x0 * mm, (self.height - y0) * mm, x1 * mm, (self.height - y1) * mm)
        self._canvas.setDash([])

    def qr(self, x: float, y: float, side: float, content: str) -> None:
        """A QR code of `side` millimetres without its quiet zone, correction level M."""
        rows = [bytes(row) for row in segno.make_qr(content, error="m").matrix]
        dot = side / len(rows)
        self._canvas.setFillColor(HexColor("#000000"))
        for j, row in enumerate(rows):
            i = 0
            for dark, run in groupby(row):
                length = len(list(run))
                if dark:
                    self._dots(x + i * dot, y + (j + 1) * dot, length * dot, dot)
                i += length

    def _dots(self, x: float, bottom: float, width: float, height: float) -> None:
        """A run of dark dots, drawn a little high so that rows leave no seam between them."""
        at = (x * mm, (self.height - bottom) * mm, width * mm, height * mm * 1.02)
        self._canvas.rect(*at, stroke=0, fill=1)

    def next_page(self) -> None:
        self._canvas.showPage()
        self.page += 1

    def next_copy(self, name: str) -> None:
        """Start the same document again, as its duplicate."""
        self._canvas.showPage()
        self.page = 1
        self.copy = name

    def finish(self) -> bytes:
        self._canvas.showPage()
        self._canvas.save()
        return self._buffer.getvalue()


@dataclass(frozen=True)
class Column:
    title: str
    width: float
    cell: Callable[[Item], str]
    align: str = "right"


@dataclass(frozen=True)
class Grid:
    """A table of items. Its cells wrap at spaces where the column is left-aligned."""

    left: float
    columns: tuple[Column, ...]
    size: float = 7.5
    head_fill: str = ""
    head_colour: str = "#000000"
    stripe: str = ""
    rules: frozenset[str] = field(default_factory=frozenset)
    """Any of head, rows, columns, frame."""
    gap: float = 1.2

    @property
    def width(self) -> float:
        return sum(column.width for column in self.columns)

    @property
    def leading(self) -> float:
        return self.size * LEADING * POINT

    def head(self, sheet: Sheet, y: float) -> float:
        """Draw the titles from y down and return where rows start."""
        titles = [column.title.split("\n") for column in self.columns]
        height = max(map(len, titles)) * self.leading + 2 * self.gap
        if self.head_fill:
            sheet.box(
                self.left, y, self.width, height, fill=self.head_fill, stroke="#000000" if self.rules else ""
            )
        for x, column, lines in zip(self._lefts(), self.columns, titles, strict=True):
            for place, line in enumerate(lines):
                at = y + self.gap + (place + 0.8) * self.leading
                self._write(sheet, x, at, column, line, bold=True, colour=self.head_colour)
        if "head" in self.rules:
            sheet.line(self.left, y, self.left + self.width, y)
            sheet.line(self.left, y + height, self.left + self.width, y + height)
        return y + height

    def cells(self, sheet: Sheet, item: Item) -> list[list[str]]:
        """The item's cells, each as its lines.

        Raises ValueError where a figure does not fit its column: two figures may not overlap on a page.
        """
        rows = []
        for column in self.columns:
            words = column.cell(item)
            room = column.width - 1.6
            lines = sheet.wrap(words, room, self.size) if column.align == "left" else [words]
            if any(sheet.measure(line, self.size) > column.width - 0.3 for line in lines):
                raise ValueError(f"{words!r} does not fit the {column.width} mm of column {column.title!r}")
            rows.append(lines or [""])
        return rows

    def row_height(self, cells: list[list[str]]) -> float:
        return max(map(len, cells)) * self.leading + self.gap

    def row(self, sheet: Sheet, y: float, cells: list[list[str]], *, odd: bool) -> None:
        height = self.row_height(cells)
        if self.stripe and odd:
            sheet.box(self.left, y, self.width, height, fill=self.stripe, stroke="")
        for x, column, lines in zip(self._lefts(), self.columns, cells, strict=True):
            for place, line in enumerate(lines):
                at = y + self.gap / 2 + (place + 0.8) * self.leading
                self._write(sheet, x, at, column, line)
        if "rows" in self.rules:
            sheet.line(self.left, y + height, self.left + self.width, y + height, width=0.3)

    def close(self, sheet: Sheet, top: float, bottom: float) -> None:
        """Draw the rules that run the table's whole height."""
        if "columns" in self.rules:
            for x in self._lefts()[1:]:
                sheet.line(x, top, x, bottom, width=0.4)
        if "frame" in self.rules:
            sheet.box(self.left, top, self.width, bottom - top)

    def _lefts(self) -> list[float]:
        xs = [self.left]
        for column in self.columns[:-1]:
            xs.append(xs[-1] + column.width)
        return xs

    @staticmethod
    def _place(x: float, column: Column) -> float:
        return {"left": x + 0.8, "right": x + column.width - 0.8, "centre": x + column.width / 2}[
            column.align
        ]

    def _write(
        self,
        sheet: Sheet,
        x: float,
        y: float,
        column: Column,
        words: str,
        *,
        bold: bool = False,
        colour: str = "#000000",
    ) -> None:
        sheet.text(self._place(x, column), y, words, self.size, bold=bold, align=column.align, colour=colour)


@dataclass(frozen=True)
class Flow:
    """How a table runs over pages: from top to bottom, and only to last_bottom where the totals follow."""

    grid: Grid
    top: float
    bottom: float
    last_bottom: float
    header: Callable[[Sheet, Invoice], None]
    footer: Callable[[Sheet, Invoice], None]
    full_height: bool = False
    """Rules run down to the bottom even where rows end earlier."""
    carry: Callable[[Sheet, float, Decimal], None] | None = None
    """Draws the sum so far where the table breaks; 5 mm are kept for it on both pages."""

    def draw(self, sheet: Sheet, invoice: Invoice) -> None:
        self.header(sheet, invoice)
        y = self.grid.head(sheet, self.top)
        so_far = Decimal(0)
        for place, item in enumerate(invoice.items):
            cells = self.grid.cells(sheet, item)
            last = place == len(invoice.items) - 1
            if y + self.grid.row_height(cells) > (self.last_bottom if last else self.bottom):
                y = self._break(sheet, invoice, y, so_far)
            self.grid.row(sheet, y, cells, odd=place % 2 == 1)
            y += self.grid.row_height(cells)
            so_far += item.amount
        self.grid.close(sheet, self.top, self.last_bottom if self.full_height else y)
        self.footer(sheet, invoice)

    def _break(self, sheet: Sheet, invoice: Invoice, y: float, so_far: Decimal) -> float:
        """Go to the next page and return where its rows start."""
        self.grid.close(sheet, self.top, self.bottom if self.full_height else y)
        if self.carry is not None:
            self.carry(sheet, y + 4, so_far)
        sheet.next_page()
        self.header(sheet, invoice)
        y = self.grid.head(sheet, self.top)
        if self.carry is None:
            return y
        self.carry(sheet, y + 4, so_far)
        return y + 5
