"""The issuer without a label: by a key, as a brand's owner, or by the line that looks most like one."""

import re
import statistics
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from core.invoices.found import Found
from core.invoices.layout import Cell, Row, letters, plain
from core.invoices.names import (
    ADDRESS,
    HOUSE,
    ISSUER_KEYS,
    KEYED,
    LEGAL,
    LEGAL_ALONE,
    NOT_A_NAME,
    TRADE,
    cleaned,
    has_name,
    split_key,
)
from core.invoices.pages import Word
from core.invoices.party_blocks import BLOCK_ROWS, Block, keyed_cells, names_a_field

LIKE = 85
SHORT = 6
"""Letters of a name that may stand in another by chance."""
HEAD = 0.45
"""Share of the first page in which an unlabelled issuer stands, unless its name is repeated lower down."""

ROWS_UNDER_BRAND = 4
"""Rows under a trade name, those of the column beside it among them, in which the registered name stands."""
UNDER_BRAND = 1.0
"""Letter heights of the trade name by which the registered name may begin apart from it."""
_DEALS_FOR = re.compile(
    r"\b(distribuidor|agente|concesionario|representante|licenciatario|una empresa del?)\b"
)
"""Before the name of another company: `Distribuidor oficial de Bebidas Ejemplo S.A.`"""

_FORM_APART = re.compile(r"\b(sarl|sas|sasu|sa|eurl|snc|sci|selarl) au capital\b")


def said_by_name(
    rows: Sequence[Row],
    skip: Collection[int],
    others: Sequence[Block],
    ids: Sequence[Found[str]],
    own: Found[str] | None,
    receiver: Found[str] | None,
) -> Found[str] | None:
    """`Razón social: X` in no other party's block, when the tax id that follows it is the issuer's."""
    lines = {id(row): index for index, row in enumerate(rows)}
    for index, row in enumerate(rows):
        if index in skip or row.page is not rows[0].page:
            return None
        for cell in keyed_cells(row):
            key, text = split_key(cell.text)
            if key not in ISSUER_KEYS or any(block.holds(cell.words[0]) for block in others):
                continue
            named = receiver is not None and not _names(letters(text), letters(receiver.value))
            owner = id_of_key(index, ids, lines)
            theirs = own is not None and owner is not None and owner.value != own.value and not named
            if not theirs and has_name(cleaned(text)):
                return Found(cleaned(text), 0.9, row, cell.words)
    return None


def id_of_key(index: int, ids: Sequence[Found[str]], lines: Mapping[int, int]) -> Found[str] | None:
    """The tax id that a name's key in row `index` goes with: the next one, else the last before it.

    `lines` gives each row's index by its identity.
    """
    following = [found for found in ids if lines[id(found.row)] >= index]
    if following:
        return min(following, key=lambda found: lines[id(found.row)])
    return max(ids, key=lambda found: lines[id(found.row)], default=None)


_BRAND_OWNER = re.compile(
    r"^(?:[\"\u201c].{2,40}[\"\u201d]\s+)?de:?\s+((?:[A-ZÁÉÍÓÚÑ&y][\w.']*\s+){1,8}[A-ZÁÉÍÓÚÑ][\w.']+)$"
)


def owner_of_brand(rows: Sequence[Row]) -> Found[str] | None:
    """`de Juan Pérez` under the name of a shop: in Argentina the owner is the issuer, the brand is not."""
    for row in rows[:BLOCK_ROWS]:
        for cell in row.cells:
            match = _BRAND_OWNER.match(cleaned(cell.text))
            if match and not ADDRESS.search(plain(match[1])):
                return Found(match[1], 0.8, row, cell.words)
    return None


def issuer(
    rows: Sequence[Row], skip: Collection[int], others: Sequence[Block], receiver: Found[str] | None
) -> Found[str] | None:
    """The line that most looks like a company at the head of the first page, or repeated in its foot."""
    usual = statistics.median(row.height for row in rows) if rows else 1.0
    webs = _web_names(rows)
    best: tuple[float, int, Row, Cell] | None = None
    order = 0
    for index, row in enumerate(rows):
        if row.page is not rows[0].page or index in skip:
            continue
        for cell in row.cells:
            if any(block.holds(cell.words[0]) for block in others):
                continue
            score = _like_issuer(row, cell, order, usual, webs, receiver)
            if best is None or score > best[0]:
                best = (score, index, row, cell)
        order += 1
    if best is None or best[0] < 0:
        return None
    score, index, row, cell = best
    text, words = _joined(rows, index, cell)
    return Found(text, min(0.3 + 0.12 * score, 0.9), row, words)


def _like_issuer(
    row: Row, cell: Cell, order: int, usual: float, webs: Sequence[str], receiver: Found[str] | None
) -> float:
    text = cleaned(cell.text)
    flat = plain(text)
    key = letters(text)
    alphabetic = sum(char.isalpha() for char in key)
    if alphabetic < 3 or alphabetic < 0.5 * len(key):  # noqa: PLR2004 - a name is letters
        return -9.0
    score = 2.0 - 0.35 * min(order, 5) - 0.15 * max(order - 5, 0)
    down = (row.top - row.offset) / row.page.height
    score -= 1.5 if down > HEAD else 0.0
    score += 3.0 if LEGAL.search(flat) else 0.0
    trades = len(TRADE.findall(flat))
    score += 1.0 if 0 < trades < len(flat.replace("&", " ").split()) else -0.5 * trades
    score += min(max(row.height / usual - 1.0, 0.0), 1.5)
    score += 1.0 if text.isupper() else 0.0
    score -= 1.5 if text.islower() else 0.0
    score += 2.0 if any(fuzz.partial_ratio(web, key) > 85 for web in webs if len(web) > 3) else 0.0  # noqa: PLR2004 - a figure of print, named by what stands around it
    score -= 3.5 if NOT_A_NAME.search(plain(cell.text)) and not LEGAL.search(flat) else 0.0
    score -= 2.5 if ADDRESS.search(flat) and not LEGAL.search(flat) else 0.0
    score -= 2.0 if KEYED.match(cell.text) else 0.0
    score -= 4.0 if _DEALS_FOR.search(flat) or _FORM_APART.search(flat) else 0.0
    score -= 3.0 if names_a_field(row, cell) else 0.0
    score -= 1.0 if HOUSE.search(text) and not LEGAL.search(flat) else 0.0
    if receiver is not None and _names(key, letters(receiver.value)):
        score -= 6.0
    return score


def _names(key: str, other: str) -> bool:
    """Whether the letters of a cell are another's name, alone or behind a label."""
    return fuzz.ratio(key, other) > LIKE or (len(other) > SHORT and other in key)


def _web_names(rows: Sequence[Row]) -> list[str]:
    """The names in web and mail addresses: a company's own, but not a mail provider's."""
    found = []
    for row in rows:
        for match in re.finditer(r"(?:www\.|@|https?://(?:www\.)?)([a-z0-9\-]{3,40})\.", plain(row.text)):
            name = letters(match[1])
            if name not in (
                "gmail",
                "hotmail",
                "yahoo",
                "outlook",
                "web",
                "gmx",
                "localhost",
                "tonline",
                "icloud",
                "live",
                "afip",
                "arca",
            ):
                found.append(name)
    return found


def registered_under(
    rows: Sequence[Row],
    skip: Collection[int],
    others: Sequence[Block],
    brand: Found[str] | None,
    receiver: Found[str] | None,
) -> Found[str] | None:
    """The registered name, with its legal form, close under a trade name or logo; else `brand` itself."""
    if brand is None or brand.row is None or LEGAL.search(plain(brand.value)):
        return brand
    at = next(index for index, row in enumerate(rows) if row is brand.row)
    reach = UNDER_BRAND * brand.row.height
    under = (
        (row, cell)
        for index, row in enumerate(rows)
        if at < index <= at + ROWS_UNDER_BRAND and index not in skip and row.page is brand.row.page
        for cell in row.cells
        if abs(cell.x0 - brand.words[0].x0) < reach and not any(b.holds(cell.words[0]) for b in others)
    )
    row, cell = next((it for it in under if _registered(it[1], receiver)), (None, None))
    return brand if cell is None else Found(cleaned(cell.text), brand.confidence, row, cell.words)


def _registered(cell: Cell, receiver: Found[str] | None) -> bool:
    """Whether the cell is a company's name that ends in its legal form."""
    text = cleaned(cell.text)
    flat = plain(text)
    form = next((match for match in LEGAL.finditer(flat) if not flat[match.end() :].strip(" .")), None)
    bare = form is not None and has_name(flat[: form.start()]) and not LEGAL_ALONE.match(flat)
    said = any(it.search(flat) for it in (KEYED, ADDRESS, NOT_A_NAME, _DEALS_FOR))
    theirs = receiver is not None and _names(letters(text), letters(receiver.value))
    return bare and not said and not theirs


def without_form_said_apart(rows: Sequence[Row], name: Found[str] | None) -> Found[str] | None:
    """The name less a legal form that French law has the page state apart: `SARL au capital de 1 000 €`."""
    form = next((match[1] for row in rows if (match := _FORM_APART.search(plain(row.text)))), None)
    if name is None or form is None or not letters(name.value).endswith(form):
        return name
    shorter = name.value[: -len(form)].strip(" -,")
    return replace(name, value=shorter) if has_name(shorter) else name


def _joined(rows: Sequence[Row], index: int, cell: Cell) -> tuple[str, tuple[Word, ...]]:
    """The name with its legal form from the next row, or the row above when it holds the form alone."""
    text = cleaned(cell.text)
    words = cell.words
    row = rows[index]
    if index + 1 < len(rows) and not LEGAL.search(plain(text)):
        below = rows[index + 1]
        near = below.top - row.bottom < 1.2 * row.height and below.page is row.page
        if near and LEGAL_ALONE.match(plain(below.text).strip()):
            return f"{text} {below.text}", words + below.words
    if index and LEGAL_ALONE.match(plain(text).strip()):
        above = rows[index - 1]
        return f"{above.text} {text}", above.words + words
    return text, words
