"""Number, dates, kind, letter and currency: candidates from labels and titles, the best supported one wins."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from core.invoices.dates import PrintedDate, dates
from core.invoices.labels import Label, Role, labels
from core.invoices.layout import Row, letters, plain
from core.invoices.model import DocumentKind
from core.invoices.pages import Word

_TITLE = re.compile(
    r"^(tax)?(invoice|bill|facture|factura|fattura|fatura|avoir|receipt|recibo|creditnote|creditmemo|debitnote|notadecredito|notadedebito"
    r"|notadicredito|notacredito|\w*rechnung|\w*gutschrift|\w*korrektur|ticket|cashbill|comprobante|inv|taxinv|taxinvoice)$"
)
_MARKER = re.compile(r"^(n|no|nr|nro|num|numero|nummer|number|n°|nº|№|#)[.:°º]*$")
_ID = re.compile(r"^#?(?=[^\s]*\d)[A-Za-z0-9][\w./\\\-]*$")
_MONEY_LIKE = re.compile(r"^\d{1,3}([.,]\d{3})*[.,]\d{2}$")
_PREFIX = re.compile(r"^[A-Z]{1,4}$")
_ARGENTINE = re.compile(r"(?<!\d)(?<!\d-)(\d{4,5})\s{0,2}[-\u2013/]\s{0,2}(\d{8})(?![\d-])")
_NUMBER_ALONE = re.compile(r"(?<![\d.,/-])(\d{8})(?![\d.,/-])")
_CUTS = frozenset({"gemass", "laut", "zu", "fur", "zur", "according", "per", "segun", "ref", "referencia"})
"""After these, a document's word speaks of another document."""
_OPENERS = frozenset({"vom", "von", "du", "of", "dated", "del", "date", "datum", "fecha"})
T = TypeVar("T")
LETTERS = frozenset("ABCM")
HEAD = 0.4
"""Share of the first page that may hold the letter's box."""
CENTRAL = 0.15
LONGEST_TITLE = 9
"""Words within which a title's number stands."""
CODES: dict[int, tuple[str, DocumentKind]] = {
    # ARCA's table of types of voucher: https://www.afip.gob.ar/fe/documentos/TABLACOMPROBANTES.xls
    **{code: (letter, DocumentKind.INVOICE) for letter, codes in
       {"A": (1, 201), "B": (6, 206), "C": (11, 211), "M": (51,)}.items() for code in codes},
    # Fiscal printers' tickets.
    **{code: (letter, DocumentKind.INVOICE) for letter, code in (("A", 81), ("B", 82), ("C", 111), ("M", 118))},
    **{code: (letter, DocumentKind.CREDIT_NOTE) for letter, code in (("A", 112), ("B", 113), ("C", 114))},
    **{code: (letter, DocumentKind.DEBIT_NOTE) for letter, code in (("A", 115), ("B", 116), ("C", 117))},
    **{code: (letter, DocumentKind.DEBIT_NOTE) for letter, codes in
       {"A": (2, 202), "B": (7, 207), "C": (12, 212), "M": (52,)}.items() for code in codes},
    **{code: (letter, DocumentKind.CREDIT_NOTE) for letter, codes in
       {"A": (3, 203), "B": (8, 208), "C": (13, 213), "M": (53,)}.items() for code in codes},
}  # fmt: skip
_CODE = re.compile(
    r"\b(?:co[d0](?:igo)?\.?\s*(?:n[°ºo]?\.?)?|(?:tipo\s*(?:de\s*)?)?(?:comprobante|comp|cbte)\.?\s*tipo|tipo\s*(?:de\s*)?(?:comprobante|comp|cbte)?\.?)\s*:?\s*(\d{1,3})\b"
)
_LETTERED = re.compile(
    r"(?:\b(?:factura|fact?\.?|fc|tique|ticket|nota de credito|nota de debito|n/?c|n/?d|recibo|comprobante|electronica|mipymes?|letra|tipo|clase)"
    r"\s*:?\s*[\"'(\[]?([abcm])\b(?!\.\w)[\"')\]]?)|(?:(?<![\w.])([abcm])\s?-?\s?\d{4,5}\s?[-\u2013]\s?\d{8})"
)
_CREDIT = re.compile(
    r"nota\s*de\s*credito|credit\s*(note|memo)|\bgutschrift\b|\bavoir\b|nota\s*di\s*credito|rechnungskorrektur|storno(rechnung)?\b"
)
_SELF_BILLED = re.compile(r"selbst\s*ausgestellte\s*rechnung|self.?bill")
_DEBIT = re.compile(r"nota\s*de\s*debito|debit\s*note|nota\s*di\s*debito")
_RECEIPT = re.compile(
    r"\breceipt\b|cash\s*bill|\bticket\b|\bcashier\b|\bkassenbon\b|guest\s*check|\btender|\bchange\b|\bcambio\b"
)
_ARGENTINA = re.compile(
    r"\bc\.?u\.?i\.?t\b|\bcae\b|punto de venta|ingresos brutos|responsable inscripto|monotribut"
)


@dataclass(frozen=True)
class Found(Generic[T]):
    """A value, how well it is supported (0 to 1) and where it stands."""

    value: T
    confidence: float
    row: Row | None = None
    words: tuple[Word, ...] = ()


def is_argentine(rows: Sequence[Row]) -> bool:
    return any(_ARGENTINA.search(plain(row.text)) for row in rows)


# --- number -----------------------------------------------------------------------------------------------


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
    point: tuple[str, Row, tuple[Word, ...]] | None = None
    number: tuple[str, Row, tuple[Word, ...]] | None = None
    for index, row in enumerate(rows):
        if index in skip:
            continue
        named = labels(row)
        for together in _ARGENTINE.finditer(row.text):
            words = row.words_at(together.start(), together.end())
            if not _of_another(row, named, words[0]):
                return Found(f"{together[1].zfill(5)}-{together[2]}", 0.95, row, words)
        for label in named:
            value = _digits_for(rows, index, label)
            if value is not None and label.role is Role.POINT_OF_SALE and len(value[0]) <= 5:  # noqa: PLR2004
                point = point or value
                number = number or _eight_digits(rows, index, label)
            elif value is not None and label.role is Role.NUMBER:
                number = number or value
    if number is None or point is None:
        return None
    return Found(f"{point[0].zfill(5)}-{number[0].zfill(8)}", 0.95, number[1], number[2])


def _of_another(row: Row, named: Sequence[Label], word: Word) -> bool:
    """Whether the label before `word` says that its number is an order's or a delivery's."""
    at = next(index for index, other in enumerate(row.words) if other is word)
    before = [label for label in named if label.end <= at]
    return bool(before) and before[-1].role is Role.OTHER_NUMBER


def _eight_digits(rows: Sequence[Row], index: int, label: Label) -> tuple[str, Row, tuple[Word, ...]] | None:
    """The number after a point of sale, whatever it is called: eight digits in its row or the next."""
    x0 = rows[index].words[label.start].x0
    for row in rows[index : index + 2]:
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
    return bool(_ID.match(text)) and not _MONEY_LIKE.match(text) and not _a_date(text) and len(text) <= 30  # noqa: PLR2004


_DATE_SHAPE = re.compile(r"^(\d{1,2}[./-]\d{1,2}[./-](\d{2}|\d{4})|\d{4}-\d{1,2}-\d{1,2})$")


def _a_date(text: str) -> bool:
    return bool(_DATE_SHAPE.match(text))


def _titled_numbers(rows: Sequence[Row], skip: Collection[int]) -> Iterator[Found[str]]:
    """`Invoice FA-2017-0008`, `Rechnung # RE-1/99 vom`, `Handelsrechnung (380) Nr. 471102`."""
    for index, row in enumerate(rows):
        if index in skip:
            continue
        words = row.words
        for at, word in enumerate(words[:4]):
            if not _TITLE.match(letters(word.text)) and not (
                at + 1 < len(words) and _TITLE.match(letters(word.text + words[at + 1].text))
            ):
                continue
            found = _after_title(words[at + 1 : at + 1 + LONGEST_TITLE])
            if found is not None:
                size = min(row.height / _usual_height(rows), 2.0)
                confidence = 0.8 + 0.05 * size - 0.1 * index / len(rows) - 0.05 * at
                yield Found(found[0], min(confidence, 0.95), row, found[1])
            break


def _after_title(words: Sequence[Word]) -> tuple[str, tuple[Word, ...]] | None:
    marked = False
    for at, word in enumerate(words):
        text = word.text.strip(":;,[]")
        if plain(text) in _CUTS:
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


def _usual_height(rows: Sequence[Row]) -> float:
    heights = sorted(row.height for row in rows)
    return heights[len(heights) // 2]


# --- dates ------------------------------------------------------------------------------------------------

_DATE_WEIGHT: dict[Role, float] = {Role.ISSUE_DATE: 0.95, Role.DATE: 0.85}
_OTHER_DATES = (Role.DUE_DATE, Role.OTHER_DATE)


def find_dates(
    rows: Sequence[Row], skip: Collection[int], *, day_is_first: bool
) -> tuple[Found[date] | None, Found[date] | None]:
    """The issue date and the due date, each by its label; an unlabelled date is the issue's if nothing better is."""
    issue: list[Found[date]] = []
    due: list[Found[date]] = []
    read = [dates(row, day_is_first=day_is_first) for row in rows]
    repeats = Counter(printed.value for row in read for printed in row)
    for index, row in enumerate(rows):
        for printed in read[index]:
            role, score = _role_of_date(rows, index, printed)
            if role is Role.DUE_DATE:
                due.append(Found(printed.value, 0.9 * score, row, printed.words))
                continue
            weight = _DATE_WEIGHT.get(role, 0.05) if role is not None else 0.45
            if index in skip:
                weight = min(weight, 0.2)
            weight = weight * score + 0.02 * min(repeats[printed.value] - 1, 4) - 0.1 * index / len(rows)
            issue.append(Found(printed.value, min(max(weight, 0.05), 0.98), row, printed.words))
    best = max(issue, key=lambda found: found.confidence, default=None)
    fitting = [d for d in due if best is None or d.value >= best.value]
    return best, max(fitting, key=lambda found: found.confidence, default=None)


def _role_of_date(rows: Sequence[Row], index: int, printed: PrintedDate) -> tuple[Role | None, float]:
    """What stands before the date on its row, or over it, and how near."""
    row = rows[index]
    first = next(at for at, word in enumerate(row.words) if word is printed.words[0])
    before = [
        label
        for label in labels(row)
        if label.start < first and label.role in (*_DATE_WEIGHT, *_OTHER_DATES, Role.NUMBER)
    ]
    titled = first > 1 and any(_TITLE.match(letters(word.text)) for word in row.words[:4])
    if before and before[-1].role in _OTHER_DATES:
        return before[-1].role, before[-1].score
    if titled and not any(plain(word.text) in _CUTS for word in row.words[:first]):
        return Role.ISSUE_DATE, 0.98
    if before and before[-1].role is not Role.NUMBER:
        return before[-1].role, before[-1].score
    over = _label_over(rows, index, printed)
    if over is not None:
        return over.role, 0.95 * over.score
    opener = letters(rows[index - 1].words[-1].text) if index and first == 0 else ""
    if opener in _OPENERS and any(_TITLE.match(letters(w.text)) for w in rows[index - 1].words[:4]):
        return Role.ISSUE_DATE, 0.95
    return None, 1.0


def _label_over(rows: Sequence[Row], index: int, printed: PrintedDate) -> Label | None:
    row = rows[index]
    x0, x1 = printed.words[0].x0, printed.words[-1].x1
    for above in reversed(rows[max(index - 2, 0) : index]):
        if above.page is not row.page or row.top - above.bottom > 1.8 * row.height:
            return None
        for label in labels(above):
            words = above.words[label.start : label.end]
            if label.role in (*_DATE_WEIGHT, *_OTHER_DATES) and words[0].x0 < x1 and words[-1].x1 > x0:
                return label
    return None


# --- kind, letter, currency -------------------------------------------------------------------------------


def find_kind(rows: Sequence[Row], *, argentine: bool) -> tuple[Found[DocumentKind], Found[str] | None]:
    """Invoice, credit note, debit note or receipt, and Argentina's letter."""
    letter = _find_letter(rows) if argentine else None
    code = _code(rows) if argentine else None
    if code is not None:
        name, kind = CODES[code.value]
        return Found(kind, 0.95, code.row, code.words), Found(name, 0.97, code.row, code.words)
    head = rows[: max(12, len(rows) // 2)]
    for row in head:
        text = plain(row.text)
        if _CREDIT.search(text) and not _SELF_BILLED.search(text) and _short_title(row, _CREDIT):
            return Found(DocumentKind.CREDIT_NOTE, 0.85, row, row.words), letter
        if _DEBIT.search(text) and _short_title(row, _DEBIT):
            return Found(DocumentKind.DEBIT_NOTE, 0.85, row, row.words), letter
    marks = sum(bool(_RECEIPT.search(plain(row.text))) for row in rows)
    buyer = any(label.role is Role.BUYER for row in head for label in labels(row))
    if not argentine and marks >= 2 and not buyer:  # noqa: PLR2004 - two signs of a till
        return Found(DocumentKind.RECEIPT, 0.8), letter
    return Found(DocumentKind.INVOICE, 0.7), letter


def _short_title(row: Row, pattern: re.Pattern[str]) -> bool:
    """Whether the words open a cell, as a title does, and not a sentence's middle."""
    return any(pattern.match(plain(cell.text)) for cell in row.cells)


def _code(rows: Sequence[Row]) -> Found[int] | None:
    """The printed code of the voucher's type, such as COD. 01."""
    for row in rows[: max(15, len(rows) // 3)]:
        match = _CODE.search(plain(row.text))
        if match and int(match[1]) in CODES:
            return Found(int(match[1]), 0.95, row, row.words_at(match.start(), match.end()))
    return None


def _find_letter(rows: Sequence[Row]) -> Found[str] | None:
    """The letter in its box: alone in a cell near the top, or after the document's word."""
    for row in rows[: max(15, len(rows) // 3)]:
        match = _LETTERED.search(plain(row.text))
        if match:
            at = 1 if match[1] else 2
            return Found(match[at].upper(), 0.9, row, row.words_at(match.start(at), match.end(at)))
    return max(_boxed_letters(rows), key=lambda found: found.confidence, default=None)


def _boxed_letters(rows: Sequence[Row]) -> Iterator[Found[str]]:
    """Single letters in the head of the first page, surer when large, in the middle or in a cell of their own."""
    usual = _usual_height(rows)
    for row in rows:
        if row.page is not rows[0].page or row.top - row.offset > HEAD * row.page.height:
            return
        for word in row.words:
            text = word.text.strip("\"'()[]")
            if text in LETTERS:
                alone = any(cell.words == (word,) for cell in row.cells)
                central = abs(word.centre / row.page.width - 0.5) < CENTRAL
                sure = 0.3 + 0.25 * (word.height > 1.25 * usual) + 0.15 * central + 0.15 * alone  # noqa: PLR2004
                yield Found(text, sure, row, (word,))


_CURRENCIES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), code)
    for pattern, code in (
        (r"€|\beuros?\b|\beur\b", "EUR"),
        (r"\brm\s?\d|\(rm\)|\brm\b|\bmyr\b|ringgit", "MYR"),
        (r"u\$s|us\$|\busd\b|\bdolar(es)?\b", "USD"),
        (r"£|\bgbp\b", "GBP"),
        (r"r\$|\bbrl\b|\breais\b", "BRL"),
        (r"\bchf\b", "CHF"),
        (r"\bmxn\b", "MXN"),
        (r"\bars\b|\bar\$|pesos argentinos|\bpesos\b", "ARS"),
    )
)
_ISO = re.compile(r"^[A-Z]{3}$")


def find_currency(rows: Sequence[Row], *, argentine: bool) -> Found[str] | None:
    """ISO 4217 by its label, else by the signs on the page; a bare $ is pesos on an Argentine invoice."""
    for row in rows:
        for label in labels(row):
            after = row.words[label.end : label.end + 2]
            if label.role is Role.CURRENCY:
                code = next((w.text.strip(":.,") for w in after if _ISO.match(w.text.strip(":.,"))), None)
                if code is not None:
                    return Found(code, 0.95, row, tuple(after))
    votes: Counter[str] = Counter()
    for row in rows:
        for pattern, code in _CURRENCIES:
            votes[code] += len(pattern.findall(plain(row.text)))
    if argentine:
        dollars = votes["USD"] > 2 and votes["USD"] > votes["ARS"]  # noqa: PLR2004 - more than a rate of exchange
        return Found("USD" if dollars else "ARS", 0.7 if dollars else 0.85)
    code, count = votes.most_common(1)[0]
    return Found(code, min(0.6 + 0.1 * count, 0.9)) if count else None
