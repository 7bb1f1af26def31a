"""Amounts as printed: which mark is the decimal one is voted on once a document.

1.234,56 and 1,234.56 and 1234.56 and 1 234,56 and 1'234.56 all occur; so does 106000.0000. A figure such
as 1.234 alone says nothing, so it follows what the clear ones say and keeps its other value for arithmetic.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from core.invoices.layout import Row
from core.invoices.pages import Word

_CURRENCY = r"(?:US\$|U\$S|AR\$|R\$|RM|MYR|EUR|USD|ARS|GBP|CHF|MXN|BRL|[$€£¥])"
_BODY = r"\d{1,3}(?:[' \u00a0\u2019]\d{3})+(?:[.,]\d+)?|\d[\d.,]*\d|\d|[.,]\d{2}"
_FIGURE = re.compile(
    rf"^(?P<open>\()?(?P<sign>[-+\u2212\u2013])?\s*{_CURRENCY}?\s*:?\s*(?P<sign2>[-+\u2212\u2013])?"
    rf"(?P<body>{_BODY})(?P<percent>\s*%)?\s*(?P<after>-)?(?P<close>\))?\s*{_CURRENCY}?(?P<tail>[*#,;:.]|[A-Z]{{1,3}})?$",
    re.IGNORECASE,
)
_HAS_CURRENCY = re.compile(_CURRENCY, re.IGNORECASE)
_LOOKALIKES = str.maketrans("OoIlSB|", "0011581")
_MINUS = "-\u2212\u2013"
GROUP = 3
CENTS = 2
SIGN_GAP = 0.65
"""Letter heights between a sign and its number, at most."""
LONGEST = 15
"""Digits beyond which a figure is a code, not a quantity of anything."""


@dataclass(frozen=True)
class Figure:
    """A number on the page."""

    value: Decimal
    words: tuple[Word, ...]
    decimals: int
    percent: bool = False
    currency: bool = False
    """Whether a currency sign stands with it."""
    other: Decimal | None = None
    """Its value with the lone mark read the other way, where both are possible."""

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return self.words[-1].x1

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def values(self) -> tuple[Decimal, ...]:
        return (self.value,) if self.other is None else (self.value, self.other)


def decimal_mark(texts: Iterable[str]) -> str:
    """`,` or `.`: the mark that the document's unmistakable figures use for decimals."""
    votes: Counter[str] = Counter()
    for text in texts:
        match = _FIGURE.match(text)
        if match:
            mark, weight = _vote(match["body"])
            votes[mark] += weight
    return "," if votes[","] > votes["."] else "."


def _vote(body: str) -> tuple[str, int]:
    marks = [char for char in body if char in ".,"]
    if not marks:
        return "", 0
    last = marks[-1]
    after = len(body) - body.rindex(last) - 1
    other = "." if last == "," else ","
    if len(set(marks)) > 1:
        return (last, 3) if marks.count(last) == 1 else ("", 0)
    if len(marks) > 1:
        return (other, 2) if _grouped(body, last) else ("", 0)
    if after == CENTS:
        return last, 2
    if after == GROUP and _grouped(body, last) and not body.startswith("0"):
        # 382.650 on a page of whole pesos; where money has cents, three decimals are outvoted.
        return other, 1
    return last, 1


def _grouped(body: str, mark: str) -> bool:
    first, *rest = body.split(mark)
    return 1 <= len(first) <= GROUP and all(len(part) == GROUP for part in rest)


def read_number(body: str, mark: str) -> tuple[Decimal, int, Decimal | None] | None:
    """Value, decimals and the other possible value of digits with marks; None when they are no number."""
    body = re.sub(r"[' \u00a0\u2019]", "", body)
    digits = sum(char.isdigit() for char in body)
    if digits > LONGEST:
        return None
    marks = [char for char in body if char in ".,"]
    if not marks:
        return Decimal(body), 0, None
    last = marks[-1]
    if len(marks) == 1:
        return _one_mark(body, last, mark)
    whole, fraction = body.rsplit(last, 1)
    if len(set(marks)) == 1 and _grouped(body, last):
        return Decimal(body.replace(last, "")), 0, None
    # 88.271.39 has a comma that OCR took for a point.
    misread = len(set(marks)) == 1 and len(fraction) == CENTS
    grouping = last if misread else "." if last == "," else ","
    if (last in whole and not misread) or not _grouped(whole, grouping):
        return None
    return Decimal(whole.replace(grouping, "") + "." + fraction), len(fraction), None


def _one_mark(body: str, last: str, mark: str) -> tuple[Decimal, int, Decimal | None]:
    whole, fraction = body.split(last)
    broken = Decimal(f"{whole or '0'}.{fraction}")
    if len(fraction) != GROUP or not 1 <= len(whole) <= GROUP or whole == "0":
        return broken, len(fraction), None
    joined = Decimal(whole + fraction)
    return (broken, GROUP, joined) if last == mark else (joined, 0, broken)


def figure(words: Sequence[Word], mark: str) -> Figure | None:
    """The number that `words` together spell, if they do."""
    text = " ".join(word.text for word in words) if len(words) > 1 else words[0].text
    match = _FIGURE.match(text) or _FIGURE.match(_repaired(text))
    if match is None:
        return None
    read = read_number(match["body"], mark)
    if read is None:
        return None
    value, decimals, other = read
    signs = [match["sign"], match["sign2"], match["after"]]
    if any(sign and sign in _MINUS for sign in signs) or (
        match["open"] and match["close"] and not match["percent"]
    ):
        # A dash by itself may be the next cell's, which says: nothing.
        loose = len(words) > 1 and "-" in (words[0].text, words[-1].text)
        value, other = -value, -other if other is not None else value if loose else None
    tail = match["tail"] or ""
    if tail.isalpha() and not decimals:
        return None  # 500ml, 3m: a size, not an amount
    return Figure(
        value, tuple(words), decimals, bool(match["percent"]), bool(_HAS_CURRENCY.search(text)), other
    )


def _repaired(text: str) -> str:
    """OCR's letters among digits put right, when digits are the most of it."""
    digits = sum(char.isdigit() for char in text)
    return text.translate(_LOOKALIKES) if digits >= CENTS and digits * 2 > len(text) else text


def figures(row: Row, mark: str) -> list[Figure]:
    """The numbers of a row, left to right; parts of one that a gap has split are joined."""
    known: list[Figure] | None = row.memo.get(f"figures {mark}")
    if known is None:
        known = row.memo[f"figures {mark}"] = _figures(row, mark)
    return known


def _figures(row: Row, mark: str) -> list[Figure]:
    found: list[Figure] = []
    at = 0
    words = row.words
    while at < len(words):
        span = next((n for n in (3, 2, 1) if _spells(words[at : at + n], n, row.height)), 1)
        number = figure(words[at : at + span], mark)
        if number is not None:
            found.append(number)
        at += span
    return found


_FORWARD = re.compile(rf"^({_CURRENCY}|[-+\u2212(])$", re.IGNORECASE)
_OPEN_END = re.compile(r"\d[.,]$")
_LEADING_MARK = re.compile(r"^[.,]\d{2}$")
_GROUP_HEAD = re.compile(r"^[-\u2212]?\d{1,3}$")
_GROUP_TAIL = re.compile(r"^\d{3}([.,]\d{1,4})?$")


def _spells(words: Sequence[Word], count: int, height: float) -> bool:
    """Whether neighbouring words are parts of one number: sign, split decimal, thousands, percent."""
    if len(words) < count:
        return False
    return all(_continues(left, right, height, last=right is words[-1]) for left, right in pairwise(words))


def _continues(left: Word, right: Word, height: float, *, last: bool) -> bool:
    gap = right.x0 - left.x1
    starts = right.text[:1].isdigit()
    if _FORWARD.match(left.text):
        # A dash further off is a cell of its own that says: nothing here.
        reach = SIGN_GAP if left.text in _MINUS else 3
        return gap < reach * height and (starts or right.text[:1] in "-.(,$")
    if last and right.text in ("%", "€", "-"):
        return gap < (SIGN_GAP if right.text == "-" else 1) * height and left.text[-1:].isdigit()
    if _OPEN_END.search(left.text) or _LEADING_MARK.match(right.text):
        return gap < 0.7 * height and left.text[:1].isdigit() and right.text[-1:].isdigit()
    return gap < 0.4 * height and bool(_GROUP_HEAD.match(left.text) and _GROUP_TAIL.match(right.text))
