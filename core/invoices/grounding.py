"""What a page says, so that an answer about it can be held to it: its numbers, dates, codes and words."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from functools import cached_property

from rapidfuzz import fuzz

from core.invoices.dates import dates
from core.invoices.layout import page_rows
from core.invoices.numbers import read_number
from core.invoices.pages import text_pages

_NUMBER = re.compile(r"\d[\d.,'\u2019]*\d|\d")
_SUM = re.compile(r"[.,]\d{2}$|\d.*\d.*\d")
_SPACED = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?")
_DIGITS = re.compile(r"\d[\d.,' \u00a0\u202f\u2019]*")
_CODE = re.compile(r"[A-Z0-9]+")
_ORDER = re.compile(
    r"\b(?:ignor[ae]|ignoren?|disregard|forget|olvid[ae]|override|answer|reply|respond|responde|contesta|"
    r"pretend|you must|debes|tenes que)\b"
)
_ADDRESSED = re.compile(
    r"\b(?:instructions?|instruccion(?:es)?|prompt|previous|above|anterior(?:es)?|assistant|asistente|model|"
    r"modelo|chatgpt|gpt|ai|ia|json|system)\b"
)
"""An order to a reading machine has both, a verb and whom or what it is about."""
_LINES_OF_AN_ORDER = 3
"""Lines from the first one of an order that are left out with it."""
_SHORTEST_PIECE = 4
"""Characters an identifier must have to be looked for within longer ones."""
_SAME_TEXT = 85
"""Likeness from 0 to 100 from which a name is the one on the page, OCR's slips allowed for."""


class PageEvidence:
    """The text of a document's pages, asked whether it bears something out.

    What is printed as an order to whoever reads the page, and the lines right after it, is no evidence.
    """

    def __init__(self, text: str) -> None:
        self._text = _without_orders(text)

    @property
    def line_count(self) -> int:
        """Lines of text with anything on them."""
        return sum(1 for line in self._text.splitlines() if line.strip())

    def has_number(self, value: Decimal) -> bool:
        """Whether the number stands on the page, in any of the usual formats; its sign is not looked at."""
        return abs(value) in self._numbers

    def has_sum(self, value: Decimal) -> bool:
        """Whether the number stands on the page as a sum does: with its cents, or of three digits and more.

        The 1 of `1 kg` bears out no total of 1.00.
        """
        return abs(value) in self._sums

    def has_date(self, value: date) -> bool:
        """Whether the date stands on the page, with day or month first, in figures or words."""
        return value in self._dates

    def has_code(self, code: str) -> bool:
        """Whether an identifier stands on the page, in one piece however it is spaced or group by group."""
        compact, groups = _compact(code), code_groups(code)
        in_one_piece = len(compact) >= _SHORTEST_PIECE and compact in self._compact
        return in_one_piece or (bool(groups) and self._groups.issuperset(groups))

    def has_words(self, words: str) -> bool:
        """Whether a name or description stands on the page, but for accents, spacing and slips of OCR."""
        folded = fold(words)
        return bool(folded) and fuzz.partial_ratio(folded, self._folded) >= _SAME_TEXT

    @cached_property
    def _numbers(self) -> frozenset[Decimal]:
        return frozenset(value for body in self._printed for value in readings_of(body))

    @cached_property
    def _sums(self) -> frozenset[Decimal]:
        return frozenset(value for body in self._printed if _SUM.search(body) for value in readings_of(body))

    @cached_property
    def _printed(self) -> list[str]:
        spaced = [re.sub(r"\s", "", it) for it in _SPACED.findall(self._text)]
        return _NUMBER.findall(self._text) + spaced

    @cached_property
    def _dates(self) -> frozenset[date]:
        return frozenset(
            printed.value
            for page in text_pages(self._text)
            for row in page_rows(page)
            for day_is_first in (True, False)
            for printed in dates(row, day_is_first=day_is_first)
        )

    @cached_property
    def _compact(self) -> str:
        return _compact(self._text)

    @cached_property
    def _groups(self) -> frozenset[str]:
        return frozenset(code_groups(self._text))

    @cached_property
    def _folded(self) -> str:
        return fold(self._text)


def _without_orders(text: str) -> str:
    kept, orders_end = [], 0
    for number, line in enumerate(text.splitlines(keepends=True)):
        folded = fold(line)
        if _ORDER.search(folded) and _ADDRESSED.search(folded):
            orders_end = number + _LINES_OF_AN_ORDER
        if number >= orders_end:
            kept.append(line)
    return "".join(kept)


def _compact(text: str) -> str:
    return "".join(_CODE.findall(text.upper()))


def code_groups(code: str) -> list[str]:
    """The groups of letters and digits of an identifier; 0003 and 00003 are the same one, and 3 is not."""
    groups = _CODE.findall(code.upper())
    return [f"0{group.lstrip('0')}" if group.startswith("0") else group for group in groups]


def readings_of(body: str) -> frozenset[Decimal]:
    """Every number that digits with marks may stand for: `1.234` is 1234 here and 1.234 there."""
    if not _DIGITS.fullmatch(body):
        return frozenset()
    found = (read_number(body, mark) for mark in ",.")
    return frozenset(
        value for one in found if one is not None for value in (one[0], one[2]) if value is not None
    )


def fold(text: str) -> str:
    """`text` without accents, case and extra spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).split())
