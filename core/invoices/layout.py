"""Rows of words over the whole document, as one long sheet.

Pages are laid under one another, so that a table whose header stands at the foot of one page and whose body
begins on the next is still one table. Repeated copies of a page are left out here, once for everybody.
"""

import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from rapidfuzz import fuzz

from core.invoices.model import Place, ReadingSource
from core.invoices.pages import Page, Word
from core.invoices.parted_words import parted_words

CELL_GAP = 1.0
"""A gap wider than this part of the letters' height begins a new cell."""
LEVEL = 0.15
"""Part of the letters' height by which two words of one phrase may lie apart."""
SAME_PAGE = 90
"""Likeness of two pages' text, 0 to 100, from which the later one may be a copy of the earlier."""
MOST_IN_ROW = 200
SHORTEST_HALF = 3
"""Letters of each half of a word in two languages: `c/IVA` is none."""
REMEMBERED = 60
"""Characters of a phrase whose letters are kept: every analysis asks for them again."""
EDGE = 0.08
"""Share of a page's height, at its top and foot, for running heads and feet."""
SAME_FIGURES, SAME_FIGURES_READ = 0.98, 0.85
"""Share of two copies' figures that must be the same: in text layers, and as OCR reads them."""
COPY_MARKS = (
    "original",
    "duplicado",
    "triplicado",
    "cuadruplicado",
    "duplicate",
    "copy",
    "kopie",
    "copia",
    "duplicata",
)


def plain(text: str) -> str:
    """Lower case without accents."""
    text = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    return "".join(char for char in text if not unicodedata.combining(char))


def letters(text: str) -> str:
    """Lower case letters and digits alone: what a label is compared by, since OCR drops spaces and dots."""
    return _letters(text) if len(text) <= REMEMBERED else _letters.__wrapped__(text)


def first_language(text: str) -> str:
    """The first half of a word in two languages: `Fecha` of `Fecha/Date:`; else the word as it is."""
    first, _, second = text.partition("/")
    halves = (sum(map(str.isalpha, half)) for half in (first, second))
    return first if min(halves) >= SHORTEST_HALF and not any(map(str.isdigit, text)) else text


@lru_cache(maxsize=8192)
def _letters(text: str) -> str:
    return "".join(char for char in plain(text) if char.isalnum())


@dataclass(frozen=True)
class Cell:
    """Neighbouring words of one row with no wide gap between them."""

    words: tuple[Word, ...]

    @cached_property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)


@dataclass(frozen=True)
class Row:
    """Words on one baseline, left to right."""

    page: Page
    words: tuple[Word, ...]
    offset: float
    """How far down the sheet the page begins."""
    memo: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What an analysis found of the row and others will ask for again, by the analysis' name for it."""

    @cached_property
    def top(self) -> float:
        return self.offset + statistics.median(word.y0 for word in self.words)

    @cached_property
    def bottom(self) -> float:
        return self.offset + statistics.median(word.y1 for word in self.words)

    @cached_property
    def height(self) -> float:
        return max(self.bottom - self.top, 1e-6)

    @cached_property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(Cell(tuple(run)) for run in part_at_gaps(self.words, CELL_GAP * self.height))

    def words_at(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that hold characters `start` to `end` of `text`."""
        found = []
        at = 0
        for word in self.words:
            if at < end and at + len(word.text) > start:
                found.append(word)
            at += len(word.text) + 1
        return tuple(found)

    def place(self, words: Iterable[Word]) -> Place:
        return self.page.place(words)


def usual_height(rows: Sequence[Row]) -> float:
    """The letters' height of most rows."""
    return statistics.median(row.height for row in rows)


def part_at_gaps(words: Sequence[Word], gap: float) -> list[list[Word]]:
    """Runs of `words`, which are sorted from left to right, parted where more than `gap` lies between."""
    runs: list[list[Word]] = []
    for word in words:
        if runs and word.x0 - max(other.x1 for other in runs[-1]) <= gap:
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def sheet(pages: Sequence[Page]) -> list[Row]:
    """The rows of every page that is not a copy, top to bottom, without running heads and feet."""
    rows: list[Row] = []
    offset = 0.0
    kept = without_copies(pages)
    # One unit for all: pages of different kinds (points, pixels) are brought to the first one's width.
    for page in kept:
        rows += page_rows(page, offset)
        offset += page.height
    return _without_running_heads(rows, len(kept))


def page_rows(page: Page, offset: float = 0.0) -> list[Row]:
    """Words grouped by how much of their height they share."""
    groups: list[list[Word]] = []
    for word in sorted(parted_words(page), key=lambda w: w.middle):
        home = _home(word, groups)
        if home is None:
            groups.append([word])
        else:
            home.append(word)
    rows = [Row(page, tuple(sorted(group, key=lambda w: w.x0)), offset) for group in groups]
    return sorted(rows, key=lambda row: row.top)


def _home(word: Word, groups: list[list[Word]]) -> list[Word] | None:
    """The latest group on the word's line; the last few suffice, for words come top to bottom."""
    for group in reversed(groups[-6:]):
        if len(group) < MOST_IN_ROW and any(_goes_on(other, word) for other in group[-4:]):
            return group
    for group in reversed(groups[-6:]):
        if len(group) >= MOST_IN_ROW:
            continue
        # Its nearest words across decide: on a slanted or curled page a far one lies higher.
        near = sorted(group, key=lambda other: abs(other.centre - word.centre))[:3]
        y0 = statistics.median(other.y0 for other in near)
        y1 = statistics.median(other.y1 for other in near)
        shared = min(word.y1, y1) - max(word.y0, y0)
        clash = any(min(word.x1, o.x1) - max(word.x0, o.x0) > 0.6 * (o.x1 - o.x0) for o in near)
        if shared > 0.55 * min(word.height, y1 - y0) and not clash:
            return group
    return None


def _goes_on(one: Word, other: Word) -> bool:
    """Whether two words stand side by side on one baseline, a space apart."""
    gap = max(one.x0, other.x0) - min(one.x1, other.x1)
    height = min(one.height, other.height)
    level = abs(one.y1 - other.y1) < LEVEL * height and abs(one.y0 - other.y0) < LEVEL * height
    return level and -LEVEL * height < gap < CELL_GAP * height


def without_copies(pages: Sequence[Page]) -> list[Page]:
    """`pages` less ORIGINAL/DUPLICADO/TRIPLICADO repeats: same words but for the mark of the copy."""
    kept: list[Page] = []
    known: list[_Content] = []
    for page in pages:
        content = _content(page)
        if any(_copies(content, other) for other in known):
            continue
        kept.append(page)
        known.append(content)
    return kept


@dataclass(frozen=True)
class _Content:
    """What a page says, to compare it with others."""

    marks: frozenset[str]
    body: str
    figures: Counter[str]
    exact: bool
    """Whether its text is certain, as a text layer's is."""


def _content(page: Page) -> _Content:
    text = [letters(word.text) for word in page.words]
    return _Content(
        frozenset(word for word in text if word in COPY_MARKS),
        " ".join(word for word in text if word not in COPY_MARKS),
        Counter(word for word in text if any(char.isdigit() for char in word)),
        page.source is ReadingSource.TEXT,
    )


def _copies(one: _Content, other: _Content) -> bool:
    """Nearly the same text under another mark, and the same figures but for what OCR may misread.

    Some suppliers print two originals: pages with the very same words are copies without a mark.
    """
    if one.exact and one.figures and one == other:
        return True
    if not one.marks or one.marks == other.marks:
        return False
    same = sum((one.figures & other.figures).values())
    most = max(sum(one.figures.values()), sum(other.figures.values()), 1)
    least = SAME_FIGURES if one.exact and other.exact else SAME_FIGURES_READ
    return same >= least * most and fuzz.token_sort_ratio(one.body, other.body) >= SAME_PAGE


_FOLIO = re.compile(r"^\W*(seite|page|pagina|pag|hoja|folha|blatt)?\W*\d+\W*(von|of|de|di|sur|/)\W*\d+\W*$")


def _without_running_heads(rows: list[Row], pages: int) -> list[Row]:
    """Rows without page numbers and, on later pages, without what stands at the edge of every page.

    What repeats further in, such as the table's header, is needed on every page.
    """
    if pages == 1:
        return rows
    seen = Counter((letters(row.text), round((row.top - row.offset) / row.height)) for row in rows)
    first: set[tuple[str, int]] = set()
    kept = []
    for row in rows:
        key = (letters(row.text), round((row.top - row.offset) / row.height))
        down = (row.top - row.offset) / row.page.height
        repeated = seen[key] == pages and key in first and not EDGE < down < 1 - EDGE
        first.add(key)
        if not repeated and not _FOLIO.match(plain(row.text)):
            kept.append(row)
    return kept
