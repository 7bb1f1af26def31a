"""Words with boxes, wherever they came from: one shape for PDF text, plain text and OCR.

Everything after this module works on these pages and never asks what kind of file they were.
"""

import math
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from core.invoices.model import Place, ReadingSource


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without a space; its box grows right and down, in the page's own unit."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    score: float = 1.0
    """How sure the recogniser was, 0 to 1; a text layer is 1."""

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True)
class Page:
    number: int
    """1 is the first page."""
    width: float
    height: float
    words: tuple[Word, ...]
    source: ReadingSource = ReadingSource.TEXT
    angle: float = 0.0
    """Radians by which the words' boxes were turned to lie level; undone when a place is asked for."""

    def __post_init__(self) -> None:
        if self.width <= 0 or self.height <= 0:
            raise ValueError(f"a page needs a positive size, not {self.width} x {self.height}")

    def place(self, words: Iterable[Word]) -> Place:
        """The rectangle around `words` as fractions of the page as it was uploaded."""
        boxes = [(word.x0, word.y0, word.x1, word.y1) for word in words]
        if not boxes:
            raise ValueError("no words to place")
        corners = [
            turn((x, y), -self.angle, self.centre)
            for x0, y0, x1, y1 in boxes
            for x in (x0, x1)
            for y in (y0, y1)
        ]
        across = [min(max(x / self.width, 0.0), 1.0) for x, _ in corners]
        down = [min(max(y / self.height, 0.0), 1.0) for _, y in corners]
        return Place(page=self.number, x0=min(across), y0=min(down), x1=max(across), y1=max(down))

    @property
    def centre(self) -> tuple[float, float]:
        return self.width / 2, self.height / 2


def turn(point: tuple[float, float], angle: float, centre: tuple[float, float]) -> tuple[float, float]:
    """`point` turned by `angle` radians about `centre`."""
    x, y = point[0] - centre[0], point[1] - centre[1]
    cos, sin = math.cos(angle), math.sin(angle)
    return x * cos - y * sin + centre[0], x * sin + y * cos + centre[1]


def split_phrase(text: str, box: tuple[float, float, float, float], score: float = 1.0) -> list[Word]:
    """The words of a recognised phrase, its width shared out by characters.

    Recognisers box whole phrases; a word's place within one is estimated well enough for columns.
    """
    # Full-width forms, which recognisers trained on Chinese give, are the same characters.
    text = unicodedata.normalize("NFKC", text)
    x0, y0, x1, y1 = box
    step = (x1 - x0) / max(len(text), 1)
    words = []
    start = 0
    for part in text.split():
        at = text.index(part, start)
        start = at + len(part)
        words.append(Word(part, x0 + at * step, y0, x0 + start * step, y1, score))
    return words


def text_page(text: str, number: int = 1) -> Page:
    """A plain text page as a grid: one unit a character across, two a line down."""
    lines = text.expandtabs(8).splitlines()
    words = [
        word
        for row, line in enumerate(lines)
        for word in split_phrase(line, (0.0, row * 2.0, float(len(line)), row * 2.0 + 1.6))
    ]
    width = max((len(line) for line in lines), default=1) or 1
    return Page(number, float(width), max(len(lines), 1) * 2.0, tuple(words))


def text_pages(text: str) -> list[Page]:
    """The pages of a plain text file, parted by form feeds."""
    return [text_page(part, number) for number, part in enumerate(text.split("\f"), start=1)]
