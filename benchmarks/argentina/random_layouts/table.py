"""A random table: widths from its contents, rows that wrap, headings, sums and carried sums among them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from benchmarks.argentina.document import Invoice, Item
from benchmarks.argentina.random_layouts.columns import Slot
from benchmarks.argentina.random_layouts.header import Header
from benchmarks.argentina.random_layouts.look import Look
from benchmarks.argentina.random_layouts.totals import Foot
from benchmarks.argentina.sheet import LEADING, POINT, Sheet

SMALLEST = 4.5
"""Points to which letters shrink where a table is too wide."""
CARRIES = (
    None,
    ("Transporte", "Transporte"),
    ("Subtotal página", "Suma anterior"),
    ("Suma y sigue", "Viene de hoja anterior"),
)
TAILS = (
    None,
    None,
    "Cantidad de ítems: {count}",
    "Total unidades: {units}",
    "Piezas: {units}   Suma {sum}",
    "Bultos: {count}     Importe {sum}",
)
GROUPS = ("ALMACÉN", "BEBIDAS", "LIMPIEZA", "VARIOS", "OFERTAS", "KIOSCO", "PERFUMERÍA", "BAZAR")
SECTIONS = (None, None, None, "{}", "RUBRO: {}", "** {} **", "Línea {}")
UNDER = (
    None,
    None,
    None,
    "Lote {lot}  Vto. 03/2027",
    "Cód. barras {ean}",
    "EAN {ean}",
    "Desp. 24 001 IC04 {lot} K",
)


@dataclass(frozen=True)
class _Measured:
    """A table fitted to one invoice."""

    size: float
    lefts: tuple[float, ...]
    widths: tuple[float, ...]


@dataclass(frozen=True)
class Table:
    look: Look
    slots: tuple[Slot, ...]
    headed: bool
    numbers_at: float
    """Where in a wrapped row its figures stand: 0 at its first line, 1 at its last."""
    described: float
    """Most millimetres of the description's column."""
    gap: float
    """Between columns."""
    leading: float
    """Between rows, in millimetres."""
    rules: frozenset[str]
    fills: tuple[str, str]
    """Behind the titles, and behind every second row."""
    section: str | None
    section_sum: str | None
    group: int
    """Items in a section."""
    carry: tuple[str, str] | None
    tail: str | None
    under: str | None
    spread: bool
    """Whether the table takes the whole width, or only what it needs."""
    low: bool
    """Whether the sums stand at the paper's foot, or right under the table."""

    def draw(self, sheet: Sheet, invoice: Invoice, head: Header, foot: Foot) -> None:
        fit = self._fit(sheet, invoice)
        bottom, last_bottom = self.look.height - 16, self.look.height - foot.height
        y = self._open(sheet, invoice, head, fit)
        so_far, part = Decimal(0), Decimal(0)
        for place, item in enumerate(invoice.items):
            cells = self._cells(sheet, item, fit)
            limit = last_bottom if place == len(invoice.items) - 1 else bottom
            if y + self._height(cells, fit) + 3 * self._line(fit) > limit:
                y = self._turn(sheet, invoice, head, fit, y, so_far)
            y = self._heading(sheet, place, fit, y)
            y = self._row(sheet, cells, fit, y, odd=place % 2 == 1)
            so_far, part = so_far + item.amount, part + item.amount
            if self._ends_section(invoice, place):
                y = self._sum(sheet, self.section_sum, part, fit, y)
                part = Decimal(0)
        y = self._close(sheet, invoice, fit, y)
        foot.draw(sheet, invoice, last_bottom if self.low else y)

    def _fit(self, sheet: Sheet, invoice: Invoice) -> _Measured:
        size = self.look.size
        while size >= SMALLEST:
            widths = [self._width(sheet, slot, invoice.items, size) for slot in self.slots]
            named = self._named
            room = self.look.right - self.look.left - sum(widths) + widths[named] - self.gap * len(widths)
            if room >= min(widths[named], 30):
                widths[named] = min(widths[named], self.described, room)
                spare = self.look.right - self.look.left - sum(widths) - self.gap * len(widths)
                if self.spread:
                    widths[named] += spare
                lefts = [self.look.left + self.gap / 2]
                for width in widths[:-1]:
                    lefts.append(lefts[-1] + width + self.gap)
                return _Measured(size, tuple(lefts), tuple(widths))
            size -= 0.5
        raise ValueError(f"{len(self.slots)} columns do not fit {self.look.width} mm of paper")

    def _width(self, sheet: Sheet, slot: Slot, items: Sequence[Item], size: float) -> float:
        titles = slot.title.split("\n") if self.headed else []
        named = max((sheet.measure(line, size, bold=True) for line in titles), default=0)
        return max(named, *(sheet.measure(slot.cell(item), size) for item in items)) + 0.4

    def _line(self, fit: _Measured) -> float:
        return fit.size * LEADING * POINT

    def _open(self, sheet: Sheet, invoice: Invoice, head: Header, fit: _Measured) -> float:
        """Draws the page's head and the titles; returns where rows begin."""
        y = head(sheet, invoice) + 3
        if not self.headed:
            return y
        titles = [slot.title.split("\n") for slot in self.slots]
        height = max(map(len, titles)) * self._line(fit) + 2
        if self.fills[0]:
            self._fill(sheet, y, height, self.fills[0])
        for n, (slot, lines) in enumerate(zip(self.slots, titles, strict=True)):
            for place, line in enumerate(lines):
                at = y + 1 + (place + 0.8) * self._line(fit)
                self._write(sheet, n, at, line, slot.title_align, fit, bold=True)
        if "head" in self.rules:
            sheet.line(self.look.left, y, self.look.right, y)
            sheet.line(self.look.left, y + height, self.look.right, y + height)
        return y + height + 0.5

    def _cells(self, sheet: Sheet, item: Item, fit: _Measured) -> list[list[str]]:
        found = []
        for slot, width in zip(self.slots, fit.widths, strict=True):
            words = slot.cell(item)
            lines = sheet.wrap(words, width, fit.size) if slot.kind == "description" else [words]
            if slot.kind == "description" and self.under:
                lines.append(self.under.format(ean=item.ean, lot=item.ean[5:11]))
            found.append(lines or [""])
        return found

    def _height(self, cells: list[list[str]], fit: _Measured) -> float:
        return max(map(len, cells)) * self._line(fit) + self.leading

    def _row(self, sheet: Sheet, cells: list[list[str]], fit: _Measured, y: float, *, odd: bool) -> float:
        height = self._height(cells, fit)
        if self.fills[1] and odd:
            self._fill(sheet, y, height, self.fills[1])
        most = max(map(len, cells))
        for n, lines in enumerate(cells):
            down = self.numbers_at * (most - len(lines)) if self.slots[n].kind != "description" else 0
            for place, line in enumerate(lines):
                at = y + self.leading / 2 + (place + down + 0.8) * self._line(fit)
                self._write(sheet, n, at, line, self.slots[n].align, fit)
        if "rows" in self.rules:
            sheet.line(self.look.left, y + height, self.look.right, y + height, width=0.3)
        if "columns" in self.rules:
            for left in fit.lefts[1:]:
                sheet.line(left - self.gap / 2, y, left - self.gap / 2, y + height, width=0.4)
        return y + height

    def _fill(self, sheet: Sheet, y: float, height: float, colour: str) -> None:
        sheet.box(self.look.left, y, self.look.right - self.look.left, height, fill=colour, stroke="")

    def _write(
        self, sheet: Sheet, n: int, y: float, words: str, align: str, fit: _Measured, *, bold: bool = False
    ) -> None:
        left, width = fit.lefts[n], fit.widths[n]
        x = {"left": left, "right": left + width, "centre": left + width / 2}[align]
        sheet.text(x, y, words, fit.size, align=align, bold=bold)

    def _heading(self, sheet: Sheet, place: int, fit: _Measured, y: float) -> float:
        """The name of the group that begins here, if one does."""
        if self.section is None or place % self.group:
            return y
        name = self.section.format(GROUPS[place // self.group % len(GROUPS)])
        self._write(sheet, self._named, y + 0.9 * self._line(fit), name, "left", fit, bold=True)
        return y + self._line(fit) + self.leading

    def _ends_section(self, invoice: Invoice, place: int) -> bool:
        last = place == len(invoice.items) - 1
        return bool(self.section and self.section_sum) and (last or (place + 1) % self.group == 0)

    @property
    def _named(self) -> int:
        """Which column holds the description."""
        return next(n for n, slot in enumerate(self.slots) if slot.kind == "description")

    def _sum(self, sheet: Sheet, label: str | None, amount: Decimal, fit: _Measured, y: float) -> float:
        """A row with a sum in the amount's column."""
        if label is None:
            return y
        summed = next(n for n, slot in enumerate(self.slots) if slot.kind == "amount")
        at = y + 0.9 * self._line(fit)
        self._write(
            sheet, summed, at, self.look.style.show(amount, self.look.places), self.slots[summed].align, fit
        )
        self._write(sheet, self._named, at, label, "left", fit)
        return y + self._line(fit) + self.leading

    def _turn(
        self, sheet: Sheet, invoice: Invoice, head: Header, fit: _Measured, y: float, so_far: Decimal
    ) -> float:
        """Goes to the next page and returns where its rows begin."""
        if self.carry:
            self._sum(sheet, self.carry[0], so_far, fit, y)
        sheet.next_page()
        y = self._open(sheet, invoice, head, fit)
        return self._sum(sheet, self.carry[1], so_far, fit, y) if self.carry else y

    def _close(self, sheet: Sheet, invoice: Invoice, fit: _Measured, y: float) -> float:
        if "frame" in self.rules:
            sheet.line(self.look.left, y, self.look.right, y)
        if not self.tail:
            return y + 2
        units = abs(int(sum(item.quantity for item in invoice.items)))
        summed = self.look.style.show(invoice.lines_sum, self.look.places)
        words = self.tail.format(count=len(invoice.items), units=units, sum=summed)
        sheet.text(self.look.left + 2, y + 1.5 * self._line(fit), words, fit.size)
        return y + 2 * self._line(fit) + 2


def draw_table(rng: Random, look: Look, slots: tuple[Slot, ...]) -> Table:
    rules: Callable[[], frozenset[str]] = lambda: frozenset(  # noqa: E731
        name for name in ("head", "rows", "columns", "frame") if rng.random() < 0.35
    )
    section = rng.choice(SECTIONS)
    return Table(
        look=look,
        slots=slots,
        headed=rng.random() < 0.95,
        numbers_at=rng.choice((0.0, 0.0, 0.0, 0.5, 1.0)),
        described=rng.choice((200.0, 200.0, 60.0, 42.0, 32.0)),
        gap=rng.choice((1.6, 2.2, 3.0, 4.5)),
        leading=rng.choice((0.3, 1.0, 2.0, 3.5)),
        rules=rules(),
        fills=(rng.choice(("", "#dddddd", "#f0e6c8")), rng.choice(("", "", "#eef2f6"))),
        section=section,
        section_sum=rng.choice((None, "Subtotal rubro", "Subtotal")) if section else None,
        group=rng.choice((2, 3, 5)),
        carry=rng.choice(CARRIES),
        tail=rng.choice(TAILS),
        under=rng.choice(UNDER),
        spread=rng.random() < 0.8,
        low=rng.random() < 0.6,
    )
