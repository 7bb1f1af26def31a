"""The document's number: beside its label, in its title, or in Argentina's two parts."""

import itertools
import re
from collections.abc import Collection, Iterator, Sequence

from core.invoices.found import Found
from core.invoices.labels import Label, Role, labels
from core.invoices.layout import Row, letters, plain, usual_height
from core.invoices.pages import Word

TITLE = re.compile(
    r"^(tax)?(invoice|bill|facture|factura|fattura|fatura|avoir|receipt|recibo|creditnote|creditmemo|debitnote|notadecredito|notadedebito"
    r"|notadicredito|notacredito|\w*rechnung|\w*gutschrift|\w*korrektur|ticket|cashbill|comprobante|inv|taxinv|taxinvoice)$"
)
_MARKER = re.compile(r"^(n|no|nr|nro|num|numero|nummer|number|n°|nº|№|#)[.:°º]*$")
_ID = re.compile(r"^#?(?=[^\s]*\d)[A-Za-z0-9][\w./\\\-]*$")
_MONEY_LIKE = re.compile(r"^\d{1,3}([.,]\d{3})*[.,]\d{2}$")
_PREFIX = re.compile(r"^[A-Z]{1,4}$")
_ARGENTINE = re.compile(r"(?<!\d)(?<!\d-)(\d{4,5})\s{0,2}[-\u2013/_]\s{0,2}(\d{8})(?!\d|-\d)")
_SPACED = re.compile(r"(?<![\d.,/-])(?<!\d )(0\d{3,4})\s?(\d{8})(?![\d.,/-])(?! \d)")
"""Parted by a space alone, or by none where OCR lost it."""
_LETTERED = re.compile(r"(?<![\w.,/-])(\d{4,5})\s?-?\s?[ABCEM]\s?-?\s?(\d{8})(?![\w-])")
"""With the document's letter between, as some accounting systems file it: 00012A00044700."""
_SHORT = re.compile(r"(?<!\d)(?<!\d[-.,/])(\d{1,5})\s?[-\u2013]\s?(\d{1,8})(?![\d.,/-])")
"""As typed by hand: 1-128."""
_NUMBER_ALONE = re.compile(r"(?<![\d.,/-])(\d{8})(?![\d.,/-])")
CUTS = frozenset({"gemass", "laut", "zu", "fur", "zur", "according", "per", "segun", "ref", "referencia"})
"""After these, a document's word speaks of another document."""
LAST_OPENING = 3
"""Index of the last word of a row that may be its title without opening a cell."""
LONGEST_TITLE = 9
"""Words within which a title's number stands."""


def find_number(rows: Sequence[Row], skip: Collection[int], *, argentine: bool) -> Found[str] | None:
    """The document's number: beside its label, in its title, or in Argentina's two parts."""
    if argentine:
        two_parts = _argentine_number(rows, skip)
        if two_parts is not None:
            return two_parts
    found = [*_titled_numbers(rows, skip), *_labelled_numbers(rows, skip)]
    return max(found, key=lambda number: number.confidence, default=None)


def _argentine_number(rows: Sequence[Row], skip: Collection[int]) -> Found[str] | None:
    """Point of sale and number, as `00003-00000128`, printed together or each by its label."""
    kept = [index for index in range(len(rows)) if index not in skip]
    titled = [index for index in kept if _entitled(rows[index])]
    ways = (
        (it for index in kept for it in _together(rows[index], _ARGENTINE, 0.95)),
        (it for index in kept for it in _together(rows[index], _LETTERED, 0.9)),
        (it for index in titled for it in _together(rows[index], _SPACED, 0.9)),
        (it for it in (_in_parts(rows, kept),) if it is not None),
        (it for index in kept for it in _together(rows[index], _SPACED, 0.8)),
        (it for index in titled for it in _together(rows[index], _SHORT, 0.7)),
    )
    return next(itertools.chain(*ways), None)


def _together(row: Row, pattern: re.Pattern[str], sure: float) -> Iterator[Found[str]]:
    named = labels(row)
    for match in pattern.finditer(row.text):
        words = row.words_at(match.start(), match.end())
        if not _of_another(row, named, words[0]):
            yield Found(f"{match[1].zfill(5)}-{match[2].zfill(8)}", sure, row, words)


def _entitled(row: Row) -> bool:
    """Whether the row names the document or its number."""
    return any(
        TITLE.match(letters(word.text)) or _MARKER.match(plain(word.text)) for word in row.words
    ) or any(label.role is Role.NUMBER for label in labels(row))


def _in_parts(rows: Sequence[Row], kept: Sequence[int]) -> Found[str] | None:
    """Point of sale and number, each by its own label."""
    point: tuple[str, Row, tuple[Word, ...]] | None = None
    number: tuple[str, Row, tuple[Word, ...]] | None = None
    for index in kept:
        for label in labels(rows[index]):
            value = _digits_for(rows, index, label)
            if value is not None and label.role is Role.POINT_OF_SALE and len(value[0]) <= 5:  # noqa: PLR2004 - digits of a point of sale
                point = point or value
                number = _eight_digits(rows, index, label) or number
            elif value is not None and label.role is Role.NUMBER:
                number = number or value
    if number is None or point is None:
        return None
    return Found(f"{point[0].zfill(5)}-{number[0].zfill(8)}", 0.95, number[1], number[2])


def _of_another(row: Row, named: Sequence[Label], word: Word) -> bool:
    """Whether the label before `word` says that its number is an order's or a delivery's."""
    at = next(index for index, other in enumerate(row.words) if other is word)
    before = [label for label in named if label.end <= at and label.role is not Role.TITLE]
    if not before or before[-1].role is not Role.OTHER_NUMBER:
        return False
    between = row.words[before[-1].end : at]
    # A value of its own, or a heading in the next column, ends what the label speaks of.
    opening = {id(cell.words[0]) for cell in row.cells}
    return not any(char.isdigit() for other in between for char in other.text) and not any(
        TITLE.match(letters(other.text)) and id(other) in opening for other in between
    )


def _eight_digits(rows: Sequence[Row], index: int, label: Label) -> tuple[str, Row, tuple[Word, ...]] | None:
    """The number after a point of sale, whatever it is called: eight digits in its row or the next."""
    x0 = rows[index].words[label.start].x0
    near = 1.8 * rows[index].height
    for row in rows[index : index + 4]:
        if row.page is not rows[index].page or row.top - rows[index].bottom > near:
            break
        for match in _NUMBER_ALONE.finditer(row.text):
            words = row.words_at(match.start(), match.end())
            if row is not rows[index] or words[0].x0 > x0:
                return match[1], row, words
    return None


def _digits_for(rows: Sequence[Row], index: int, label: Label) -> tuple[str, Row, tuple[Word, ...]] | None:
    for row, words in _values(rows, index, label):
        for word in words[:3]:
            digits = word.text.strip(":#.-")
            if digits.isdigit():
                return digits, row, (word,)
    return None


def _values(rows: Sequence[Row], index: int, label: Label) -> Iterator[tuple[Row, tuple[Word, ...]]]:
    """The words after a label on its row, then those under it."""
    row = rows[index]
    yield row, row.words[label.end :]
    x0, x1 = row.words[label.start].x0, row.words[label.end - 1].x1
    for below in rows[index + 1 : index + 4]:
        if below.page is not row.page or below.top - row.bottom > 1.8 * row.height:
            return
        under = tuple(w for w in below.words if w.x1 > x0 - row.height and w.x0 < x1 + 3 * row.height)
        if under:
            yield below, under
            return


def _labelled_numbers(rows: Sequence[Row], skip: Collection[int]) -> Iterator[Found[str]]:
    for index, row in enumerate(rows):
        if index in skip:
            continue
        named = labels(row)
        for position, label in enumerate(named):
            if label.role is not Role.NUMBER:
                continue
            stop = named[position + 1].start if position + 1 < len(named) else None
            for near, words in _values(rows, index, label):
                beside = near is row
                limited = words[: stop - label.end] if beside and stop is not None else words
                found = _first_id(limited[:4], loose=beside)
                if found is not None:
                    confidence = label.score * (0.9 if beside else 0.75) - 0.1 * index / len(rows)
                    yield Found(found[0], confidence, near, found[1])
                    break


def _first_id(words: Sequence[Word], *, loose: bool) -> tuple[str, tuple[Word, ...]] | None:
    """The first word that can be an identifier; a short prefix in capitals before it belongs to it."""
    for at, word in enumerate(words):
        text = word.text.strip(":;,()[]")
        if _id(text):
            if (
                at
                and loose
                and _PREFIX.match(words[at - 1].text)
                and not _MARKER.match(plain(words[at - 1].text))
            ):
                return f"{words[at - 1].text} {text}".lstrip("#"), (words[at - 1], word)
            return text.lstrip("#"), (word,)
        if letters(text) and not _MARKER.match(plain(text)) and not _PREFIX.match(text):
            return None
    return None


def _id(text: str) -> bool:
    return bool(_ID.match(text)) and not _MONEY_LIKE.match(text) and not _a_date(text) and len(text) <= 30  # noqa: PLR2004 - a figure of print, named by what stands around it


_DATE_SHAPE = re.compile(r"^(\d{1,2}[./-]\d{1,2}[./-](\d{2}|\d{4})|\d{4}-\d{1,2}-\d{1,2})$")


def _a_date(text: str) -> bool:
    return bool(_DATE_SHAPE.match(text))


def _titled_numbers(rows: Sequence[Row], skip: Collection[int]) -> Iterator[Found[str]]:
    """`Invoice FA-2017-0008`, `Rechnung # RE-1/99 vom`, `Handelsrechnung (380) Nr. 471102`."""
    for index, row in enumerate(rows):
        if index in skip:
            continue
        words = row.words
        opening = {id(cell.words[0]) for cell in row.cells}
        for at, word in enumerate(words):
            if at > LAST_OPENING and id(word) not in opening:
                continue
            if not TITLE.match(letters(word.text)) and not (
                at + 1 < len(words) and TITLE.match(letters(word.text + words[at + 1].text))
            ):
                continue
            found = _after_title(words[at + 1 : at + 1 + LONGEST_TITLE]) or _under_title(rows, index, word)
            if found is not None:
                size = min(row.height / usual_height(rows), 2.0)
                confidence = 0.8 + 0.05 * size - 0.1 * index / len(rows) - 0.05 * min(at, LAST_OPENING)
                yield Found(found[0], min(confidence, 0.95), row, found[1])
            break


def _under_title(rows: Sequence[Row], index: int, title: Word) -> tuple[str, tuple[Word, ...]] | None:
    """`N° F-001` in a cell of its own under `FACTURE`."""
    row = rows[index]
    for below in rows[index + 1 : index + 4]:
        if below.page is not row.page or below.top - row.bottom > title.height:
            return None
        for cell in below.cells:
            under = min(cell.x1, title.x1) > max(cell.x0, title.x0)
            if under and _MARKER.match(plain(cell.words[0].text)):
                return _after_title(cell.words)
    return None


def _after_title(words: Sequence[Word]) -> tuple[str, tuple[Word, ...]] | None:
    marked = False
    for at, word in enumerate(words):
        text = word.text.strip(":;,[]")
        if plain(text) in CUTS:
            return None
        if _MARKER.match(plain(text)):
            marked = True
            continue
        if text.startswith("("):
            continue
        text = text.strip("()")
        if _id(text) and (marked or (at == 0 and len(text) > 2)):  # noqa: PLR2004 - `Invoice 2` is a page
            return text.lstrip("#"), (word,)
        if marked:
            return None
    return None
