"""What the words around a figure call it: one lexicon for every language, matched in spite of OCR.

Phrases are compared by their letters alone, so that `Punto de Venta`, `PUNTODEVENTA:` and `Punto de
Venla` are one label.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise

from rapidfuzz import fuzz, process

from core.invoices.label_lexicon import LEXICON
from core.invoices.label_roles import Role
from core.invoices.layout import Row, first_language, letters
from core.invoices.model import ReadingSource

__all__ = ["Label", "Role", "labels"]

FUZZY_FROM = 6
"""Letters from which a phrase is long enough to be matched with errors."""
LIKENESS = 85
CHANCE = 0.6
"""Likeness that two unrelated phrases may reach."""
LONGEST_LABEL = 7
"""Words."""
TAXES = (Role.TAX, Role.TAX_TOTAL)
WITHOUT = frozenset({"sin", "librede", "libresde", "antesde", "netode"})
"""The words before a tax's name that make it the name of a sum without that tax."""
LONGEST_HALF = 3
"""Words after the bar in a label of two languages."""
WIDEST_GAP = 1.5
"""Between two words of a label, in letter heights."""


@dataclass(frozen=True)
class Label:
    role: Role
    start: int
    """Index of its first word in the row."""
    end: int
    """Index after its last word."""
    phrase: str
    score: float
    """0 to 1: how like the phrase it is."""


_Half = tuple[str, int]


@cache
def _phrases() -> dict[str, Role]:
    """Every phrase by its letters; the first role to claim a phrase keeps it."""
    phrases: dict[str, Role] = {}
    for role, text in LEXICON.items():
        for phrase in text.split("|"):
            key = letters(phrase)
            if key:
                phrases.setdefault(key, role)
    # Some phrases are listed under a role that reads first but mean the later one.
    phrases.update({"vat": Role.TAX, "tva": Role.TAX, "gst": Role.TAX})
    return phrases


@cache
def _long_phrases() -> tuple[str, ...]:
    return tuple(phrase for phrase in _phrases() if len(phrase) >= FUZZY_FROM)


@lru_cache(maxsize=16384)
def _nearest(text: str) -> tuple[str, float] | None:
    found = process.extractOne(text, _long_phrases(), scorer=fuzz.ratio, score_cutoff=LIKENESS)
    return (found[0], found[1] / 100) if found else None


def labels(row: Row) -> tuple[Label, ...]:
    """The labels of a row, left to right, the longest match first; none overlaps another."""
    wide = tuple(right.x0 - left.x1 > WIDEST_GAP * row.height for left, right in pairwise(row.words))
    texts = tuple(letters(word.text) for word in row.words)
    halves = tuple(_half(row, at) for at in range(len(row.words)))
    return _labels(texts, halves, wide, fuzzy=row.page.source is ReadingSource.OCR)


def _half(row: Row, at: int) -> _Half | None:
    """The first half of a word in two languages, and the index after the second half, which a colon ends."""
    text = row.words[at].text
    first = first_language(text)
    if first == text:
        return None
    cell = next(cell.words for cell in row.cells if row.words[at] in cell.words)
    near = (word for word in row.words[at : at + 1 + LONGEST_HALF] if word in cell)
    return letters(first), next((n for n, word in enumerate(near, at + 1) if word.text.endswith(":")), at + 1)


@lru_cache(maxsize=4096)
def _labels(
    texts: tuple[str, ...], halves: tuple[_Half | None, ...], wide: tuple[bool, ...], *, fuzzy: bool
) -> tuple[Label, ...]:
    """Kept by its words, because every analysis asks again for the labels of the same row."""
    found = []
    at = 0
    while at < len(texts):
        label = _label_at(texts, halves, wide, at, fuzzy=fuzzy) if texts[at] else None
        if label is None:
            at += 1
        else:
            found.append(_without_tax(texts, label))
            at = label.end
    return tuple(found)


def _without_tax(texts: Sequence[str], label: Label) -> Label:
    """`Mercadería antes de impuestos` names a net sum, whatever stands before."""
    before = {"".join(texts[max(label.start - words, 0) : label.start]) for words in (1, 2)}
    return replace(label, role=Role.NET) if label.role in TAXES and before & WITHOUT else label


def _label_at(
    texts: Sequence[str], halves: Sequence[_Half | None], wide: Sequence[bool], at: int, *, fuzzy: bool
) -> Label | None:
    """The label that begins at word `at`: the most letters, as surely matched as can be."""
    best: Label | None = None
    for end in range(at + 1, min(len(texts), at + LONGEST_LABEL) + 1):
        # A label ends in a word and does not span columns.
        if end - at > 1 and wide[end - 2]:
            break
        if not texts[end - 1]:
            continue
        before, half = "".join(texts[at : end - 1]), halves[end - 1]
        for text, stop in [(texts[end - 1], end)] + ([half] if half is not None else []):
            label = _matched(before + text, at, stop, fuzzy=fuzzy)
            if label is not None and (best is None or _sureness(label) > _sureness(best)):
                best = label
    return best


def _matched(text: str, at: int, end: int, *, fuzzy: bool) -> Label | None:
    role = _phrases().get(text)
    if role is not None:
        return Label(role, at, end, text, 1.0)
    near = _nearest(text) if fuzzy and len(text) >= FUZZY_FROM and not text[-1].isdigit() else None
    return Label(_phrases()[near[0]], at, end, near[0], near[1]) if near is not None else None


def _sureness(label: Label) -> float:
    """A longer phrase says more, but not when the extra letters are what does not match."""
    return len(label.phrase) * (label.score - CHANCE)
