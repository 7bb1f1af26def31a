"""Dates as printed, in the order of day and month that the whole document agrees on."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel.dates import get_month_names

from core.invoices.layout import Row, plain
from core.invoices.pages import Word

LANGUAGES = ("es", "en", "de", "fr", "it", "pt")
EARLIEST, LATEST = 1990, 2100
_SEP = r"\s?([./\-])\s?"
# A time may be glued to the year by OCR: 25/12/201814:30.
_END = r"(?=\D|$|\d{1,2}:\d{2})"
_NUMERIC = re.compile(
    rf"(?<![\d.,/-])(\d{{1,2}}){_SEP}(\d{{1,2}})\s?\2\s?(\d{{4}}|\d{{2}}){_END}(?!\s?[./-]\d)"
)
_ISO = re.compile(rf"(?<![\d/.])(\d{{4}}){_SEP}(\d{{1,2}})\s?\2\s?(\d{{1,2}})(?!\d)")
_DAY_NAME = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|\.)?[\s\-/.]*(?:de[\s]+|di[\s]+)?([^\W\d_]{3,12})\.?[\s\-/,.']*"
    rf"(?:de[l]?\s+)?(\d{{4}}|\d{{2}}){_END}"
)
_STREET = re.compile(r"\d{1,2} de [a-z]+ \d")
"""`9 de Julio 2027` is a house in a street; a date says `de 2027`."""
_APART = re.compile(r"(?<![\d.,/-])(?<!\d )(\d{1,2}) (\d{1,2}) (20\d{2})(?![\d.,/-])(?! \d)")
"""In three boxes."""
_NAME_DAY = re.compile(
    rf"(?<![^\W\d_])([^\W\d_]{{3,12}})\.?[\s\-/.]*(\d{{1,2}})(?:st|nd|rd|th)?[\s,\-/.]+(\d{{4}}){_END}"
)


@dataclass(frozen=True)
class PrintedDate:
    value: date
    words: tuple[Word, ...]


@cache
def _months() -> dict[str, int]:
    """Month names and their usual abbreviations in every language, plain, to 1..12."""
    names: dict[str, int] = {"sept": 9, "set": 9}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for month, name in get_month_names(width, "format", language).items():
                names.setdefault(plain(name).strip("."), month)
                names.setdefault(plain(name)[:3], month)
    return names


def day_first(texts: Iterable[str]) -> bool:
    """Whether 03/04 is the third of April: voted by dates that allow one order only; day first by default."""
    votes: Counter[bool] = Counter()
    for text in texts:
        for match in _NUMERIC.finditer(text):
            first, second = int(match[1]), int(match[3])
            if (first > 12) != (second > 12):  # noqa: PLR2004 - months
                votes[first > 12] += 1  # noqa: PLR2004 - months
    return votes[True] >= votes[False]


def dates(row: Row, *, day_is_first: bool) -> list[PrintedDate]:
    """The dates of a row, left to right."""
    found: dict[tuple[int, int], PrintedDate] = {}
    for start, end, value in _spans(plain_same_length(row.text), day_is_first=day_is_first):
        if all(end <= other[0] or start >= other[1] for other in found):
            found[start, end] = PrintedDate(value, row.words_at(start, end))
    return [found[span] for span in sorted(found)]


def plain_same_length(text: str) -> str:
    """`text` in lower case without accents, character for character, so that spans still fit."""
    return "".join((plain(char) or " ")[0] for char in text)


def _spans(text: str, *, day_is_first: bool) -> Iterator[tuple[int, int, date]]:
    for match in _ISO.finditer(text):
        yield from _valid(match, int(match[1]), int(match[3]), int(match[4]))
    for match in _NUMERIC.finditer(text):
        first, second, year = int(match[1]), int(match[3]), _century(match[4])
        day, month = (first, second) if day_is_first else (second, first)
        yield from _valid(match, year, month, day) if month <= 12 else _valid(match, year, day, month)  # noqa: PLR2004 - a figure of print, named by what stands around it
    for match in _DAY_NAME.finditer(text):
        if _STREET.match(match[0]):
            continue
        month = _months().get(match[2], 0)
        yield from _valid(match, _century(match[3]), month, int(match[1]))
    for match in _APART.finditer(text):
        yield from _valid(match, int(match[3]), int(match[2]), int(match[1]))
    for match in _NAME_DAY.finditer(text):
        yield from _valid(match, int(match[3]), _months().get(match[1], 0), int(match[2]))


def _century(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)  # noqa: PLR2004 - digits


def _valid(match: re.Match[str], year: int, month: int, day: int) -> Iterator[tuple[int, int, date]]:
    if not EARLIEST <= year <= LATEST:
        return
    try:
        value = date(year, month, day)
    except ValueError:
        return  # 31/02 and the like are not dates
    yield match.start(), match.end(), value
