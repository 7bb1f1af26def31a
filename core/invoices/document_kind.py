"""Invoice, credit note or receipt, Argentina's letter, and the currency."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from core.invoices.found import Found
from core.invoices.labels import Role, labels
from core.invoices.layout import Row, plain, usual_height
from core.invoices.model import DocumentKind

if TYPE_CHECKING:
    from core.invoices.pages import Word

LETTERS = frozenset("ABCEM")
HEAD = 0.4
"""Share of the first page that may hold the letter's box."""
CENTRAL = 0.15
SHORT = 3
CODES: dict[int, tuple[str, DocumentKind]] = {
    # ARCA's table of types of voucher: https://www.afip.gob.ar/fe/documentos/TABLACOMPROBANTES.xls
    **{code: (letter, DocumentKind.INVOICE) for letter, codes in
       {"A": (1, 201), "B": (6, 206), "C": (11, 211), "E": (19,), "M": (51,)}.items() for code in codes},
    # Fiscal printers' tickets.
    **{code: (letter, DocumentKind.INVOICE) for letter, code in (("A", 81), ("B", 82), ("C", 111))},
    **{code: (letter, DocumentKind.CREDIT_NOTE) for letter, code in (("A", 112), ("B", 113), ("C", 114))},
    **{code: (letter, DocumentKind.DEBIT_NOTE) for letter, code in (("A", 115), ("B", 116), ("C", 117))},
    **{code: (letter, DocumentKind.DEBIT_NOTE) for letter, codes in
       {"A": (2, 202), "B": (7, 207), "C": (12, 212), "E": (20,), "M": (52,)}.items() for code in codes},
    **{code: (letter, DocumentKind.CREDIT_NOTE) for letter, codes in
       {"A": (3, 203), "B": (8, 208), "C": (13, 213), "E": (21,), "M": (53,)}.items() for code in codes},
}  # fmt: skip
_CODE = re.compile(
    r"\b(?:co[d0](?:igo)?\.?\s*(?:n[°ºo]?\.?)?|(?:tipo\s*(?:de\s*)?)?(?:comprobante|comp"
    r"|cbte)\.?\s*tipo|tipo\s*(?:de\s*)?(?:comprobante|comp|cbte)?\.?)\s*:?\s*(\d{1,3})\b"
)
_LETTERED = re.compile(
    r"(?:\b(?:factura|fact?\.?|fc(?!e\b)|tique|ticket|nota de credito|nota de debito|n/?c|n/?d|recibo"
    r"|comprobante|electronica|mipymes?|letra|tipo|clase)"
    r"\s*:?\s*[\"'(\[]?([abcem])\b(?!\.\w)[\"')\]]?)|(?:(?<![\w.])([abcem])\s?-?\s?\d{4,5}\s?[-\u2013]\s?\d{8})"
)
_CREDIT = re.compile(
    r"nota\s*de\s*credito|credit\s*(note|memo)|\bgutschrift\b|\bavoir\b|nota\s*di\s*credito"
    r"|rechnungskorrektur|storno(rechnung)?\b"
)
_SELF_BILLED = re.compile(r"selbst\s*ausgestellte\s*rechnung|self.?bill")
_DEBIT = re.compile(r"nota\s*de\s*debito|debit\s*note|nota\s*di\s*debito")
_RECEIPT = re.compile(
    r"\breceipt\b|cash\s*bill|\bticket\b|\bcashier\b|\bkassenbon\b|guest\s*check|\btender|\bchange\b|\bcash\b|\brounding\b"
    r"|\bcambio\b"
)
_ARGENTINA = re.compile(
    r"\bc\.?u\.?i\.?t\b|\bcae\b|punto de venta|ingresos brutos|responsable inscripto|monotribut"
)


def is_argentine(rows: Sequence[Row]) -> bool:
    return any(_ARGENTINA.search(plain(row.text)) for row in rows)


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
    # Short forms such as SR are tax codes on a till's receipt.
    buyer = any(
        label.role is Role.BUYER and len(label.phrase) > SHORT for row in head for label in labels(row)
    )
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
    """Single letters in the first page's head, surer when large, in the middle or in a cell of their own."""
    usual = usual_height(rows)
    for row in rows:
        if row.page is not rows[0].page or row.top - row.offset > HEAD * row.page.height:
            return
        for word in row.words:
            text = word.text.strip("\"'()[]")
            if text in LETTERS:
                alone = any(cell.words == (word,) for cell in row.cells)
                central = abs(word.centre / row.page.width - 0.5) < CENTRAL
                sure = 0.3 + 0.25 * (word.height > 1.25 * usual) + 0.15 * central + 0.15 * alone
                yield Found(text, sure, row, (word,))


_CURRENCIES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), code)
    for pattern, code in (
        (r"€|\beuros?\b|\beur\b", "EUR"),
        (r"\brm\s?\d|\(rm\)|\brm\b|\bmyr\b|ringgit", "MYR"),
        (r"u\$[sd]|us\$|u\$|\busd\b|\bdol\b|\bdolar(es)?\b", "USD"),
        (r"£|\bgbp\b", "GBP"),
        (r"r\$|\bbrl\b|\breais\b", "BRL"),
        (r"\bchf\b", "CHF"),
        (r"\bmxn\b", "MXN"),
        (r"\bars\b|\bar\$|pesos argentinos|\bpesos?\b|\bpes\b", "ARS"),
    )
)
_ISO = re.compile(r"^\W*([A-Z]{3})\b")
_NEAR = 3.0
"""Letter heights around the total within which a currency's name speaks of it."""


def find_currency(rows: Sequence[Row], total: Found[Decimal] | None, *, argentine: bool) -> Found[str] | None:
    """ISO 4217: by its label, by what stands with the total, else by the signs on the page.

    A bare $ is pesos on an Argentine invoice. Prices of a list and rates of exchange may name another
    currency than the one that is to be paid.
    """
    labelled = _labelled_currency(rows)
    if labelled is not None:
        return labelled
    if argentine:
        return _beside_total(total) or Found("ARS", 0.85)
    votes: Counter[str] = Counter()
    for row in rows:
        for pattern, code in _CURRENCIES:
            votes[code] += len(pattern.findall(plain(row.text)))
    code, count = votes.most_common(1)[0]
    return Found(code, min(0.6 + 0.1 * count, 0.9)) if count else None


def _labelled_currency(rows: Sequence[Row]) -> Found[str] | None:
    for row in rows:
        for label in labels(row):
            if label.role is not Role.CURRENCY:
                continue
            after = row.words[label.end : label.end + 3]
            text = plain(" ".join(word.text for word in after))
            code = _ISO.search(" ".join(word.text for word in after))
            named = next((code for pattern, code in _CURRENCIES if pattern.match(text.lstrip(": "))), None)
            if code is not None or named is not None:
                return Found(named or (code[1] if code else ""), 0.95, row, tuple(after))
    return None


def _beside_total(total: Found[Decimal] | None) -> Found[str] | None:
    """The currency in the words of the total's own cells."""
    if total is None or total.row is None or not total.words:
        return None
    row = total.row
    left, right = total.words[0], total.words[-1]
    before = [w for w in row.words if w.x1 <= left.x0 + 1]
    near: list[Word] = []
    for word in reversed(before):
        if any(char.isdigit() for char in word.text):
            break
        near.insert(0, word)
    after = [w for w in row.words if right.x1 <= w.x0 < right.x1 + _NEAR * row.height]
    words = (*near, *total.words, *after)
    text = plain(" ".join(word.text for word in words))
    code = next((code for pattern, code in _CURRENCIES if pattern.search(text)), None)
    return Found(code, 0.9, row, words) if code is not None else None
