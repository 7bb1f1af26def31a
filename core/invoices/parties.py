"""Who sold and who bought: blocks under their labels, else the name that most looks like the issuer's.

The receiver's block is found first and kept out, so that it is never taken for the supplier.
"""

import re
import statistics
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from stdnum.ar import cuit

from core.invoices.fields import Found
from core.invoices.labels import Label, Role, labels
from core.invoices.layout import Cell, Row, letters, part_at_gaps, plain
from core.invoices.pages import Word

_LEGAL = re.compile(
    r"\b(gmbh|ag|kg|ohg|e\.?k\.?|ug|mbh|a\.?g\.?|gbr|e\.?v\.?|sarl|s\.?a\.?r\.?l\.?|sas|s\.?a\.?s\.?|eurl|snc|sa|s\.?a\.?|srl|s\.?r\.?l\.?|s\.?l\.?u?\.?"
    r"|s\.?h\.?|s\.?c\.?|sca|saci|sacif|spa|s\.?p\.?a\.?|snc|lda|ltda|ltd|limited|llc|inc|corp|plc|&\s?co|bv|nv|s\.?c\.?a\.?|cooperativa"
    r"|sdn\.?\s*bhd|bhd|s/b|pte|pty|unipersonal)\b\.?",
)
_LEGAL_ALONE = re.compile(
    r"^\(?(m|malaysia)?\)?\s*(sdn\.?\s*bhd|s/b|gmbh|s\.?a\.?|s\.?r\.?l\.?|ltd|limited|inc|ag)\.?(\s*\(.*\))?$"
)
_TRADE = re.compile(
    r"\b(trading|enterprise|enterprises|store|stores|shop|market|mart|minimarket|restaurant|restoran|restaurante|cafe|bistro|bakery|hardware|pharmacy|farmacia|supermarket|supermercado"
    r"|distribuidora|comercial|panaderia|libreria|ferreteria|almacen|mayorista|kiosco|autoservicio|perniagaan|pasar|kedai|motor|machinery|stationery|gift|deco|hotel|house"
    r"|industries|industrial|industria|services|servicios|logistica|transporte|alimentos|bebidas|handel|service|boutique|boulangerie|hermanos|hnos|hijos|e hijos|brothers|holdings|group|grupo|bros|center|centre|centro|electronics|supplies|electric|food|kitchen|garden)\b"
)
_ADDRESS = re.compile(
    r"\b(jalan|jln|jl|lot|lorong|taman|street|st\.|road|rd|avenue|ave|av\.|avda|calle|strasse|str\.|weg|platz|rue|chemin|boulevard|blvd|via|piazza|rua|floor|level|ground|unit|no\.?\s?\d|ruta|piso|dpto|localidad|provincia|c\.?p\.?\s?\d)|\w+(strasse|str\.|weg|platz)\b|\b\d{4,5}\b"
)
_NOT_A_NAME = re.compile(
    r"invoice|receipt|rechnung|factura|facture|fattura|thank|welcome|cashier|tel\b|phone|fax\b|gst|sst|vat\b|date|datum|fecha|page|seite|pagina|original|duplicado|triplicado|www\.|http|@|table|order"
    r"|cash\s*bill|customer|member|formerly|licensee|reg\.?\s?no|co\.?\s?no|company\s?no|cuit|iva\b|responsable|inicio de act|ingresos brutos|domicilio|condicion|remito|cod\.|codigo|punto de venta|comp\. ?nro|document|guest check|gutschrift|avoir|nota de|tax\b|id no"
)
_SALUTATIONS = frozenset(
    {"herr", "herrn", "frau", "mr", "mrs", "ms", "monsieur", "madame", "sr", "sra", "senor", "senores"}
)
_BREAKS = re.compile(r"\s+[-–—|•●·∙*]\s+|\s*[●•|]\s*|,\s+(?=\d)")
_KEYED = re.compile(r"^[^:]{2,40}:")
_CUIT = re.compile(r"(?<!\d)(\d{2})[-\s.]?(\d{8})[-\s.]?(\d)(?!\d)")
_VAT = re.compile(
    r"\b([A-Z]{2}\s?[0-9A-Z]{2}\s?[0-9]{3}\s?[0-9]{3}\s?[0-9]{2,3}|[A-Z]{2}\d{8,12}|ES[A-Z]\d{7}[0-9A-Z])\b"
)
_PLAIN_ID = re.compile(r"^[0-9A-Z][0-9A-Z./\-]{6,20}$")
_EDGES = " :,-\u2013"
NAME_KEYS = frozenset(
    {
        "name", "razonsocial", "nombre", "company", "firma", "nom", "raisonsociale", "denominacion", "companyname",
        "customername", "denominazione", "ragionesociale",
    }
)  # fmt: skip
ISSUER_KEYS = frozenset(
    {"razonsocial", "raisonsociale", "ragionesociale", "denominazione", "denominacion", "firma", "de"}
)
"""Keys of a name that no sales person or contact has."""
PARTIES = (Role.SELLER, Role.BUYER, Role.OTHER_PARTY)
LIKE_ANOTHER = 85
LONGEST_KEY = 4
"""Words."""
_TAX_KEY = re.compile(r"\s(?:c\.?u\.?i\.?t|i\.?v\.?a|d\.?n\.?i|nif|vat)\b")
HEAD = 0.45
"""Share of the first page in which an unlabelled issuer stands, unless its name is repeated lower down."""
TALLEST_GAP = 2.2
BLOCK_ROWS = 9


@dataclass(frozen=True)
class Block:
    """The cells under a party's label."""

    role: Role
    cells: tuple[tuple[Row, Cell], ...]
    label: Label

    def holds(self, word: Word) -> bool:
        return any(word is other for _, cell in self.cells for other in cell.words)


@dataclass(frozen=True)
class Parties:
    supplier: Found[str] | None
    supplier_id: Found[str] | None
    receiver: Found[str] | None
    receiver_id: Found[str] | None


def find_parties(rows: Sequence[Row], skip: Collection[int], *, argentine: bool) -> Parties:
    blocks = list(_blocks(rows, skip))
    seller = next((b for b in blocks if b.role is Role.SELLER), None)
    buyers = [b for b in blocks if b.role is Role.BUYER]
    receiver = next((name for b in buyers if (name := _name_in(b)) is not None), None)
    receiver = receiver or _beside_bare_label(rows, skip)
    ids = _tax_ids(rows, blocks, argentine=argentine)
    own = [found for role, found in ids if role is Role.SELLER]
    theirs = [found for role, found in ids if role is Role.BUYER]
    free = [found for role, found in ids if role is None and found.value not in {t.value for t in theirs}]
    supplier_id = next(iter(own or free), None)
    left = [found for found in free if supplier_id is not None and found.value != supplier_id.value]
    receiver_id = next(iter(theirs or (left if argentine else [])), None)
    others = [b for b in blocks if b.role is not Role.SELLER]
    supplier = (
        _name_in(seller)
        or _said_by_name(rows, skip, others, [found for _, found in ids], supplier_id)
        or (_owner_of_brand(rows) if argentine else None)
        or _issuer(rows, skip, others, receiver)
    )
    if receiver is None and receiver_id is not None and supplier is not None:
        receiver = _named_near(rows, receiver_id, supplier.value)
    return Parties(supplier, supplier_id, receiver, receiver_id)


# --- blocks -----------------------------------------------------------------------------------------------


def _blocks(rows: Sequence[Row], skip: Collection[int]) -> Iterator[Block]:
    """Each party's label with the cells beside and under it, up to the next label, gap or table."""
    for index, row in enumerate(rows):
        if index in skip:
            continue
        for label in (*labels(row), *_addressed(row)):
            if label.role in PARTIES and _heads_block(row, label):
                yield Block(label.role, tuple(_block_cells(rows, index, label, skip)), label)


def _addressed(row: Row) -> Iterator[Label]:
    """`A: X` and the like at the head of a cell, too short to be looked for anywhere else."""
    heads = {id(cell.words[0]) for cell in row.cells}
    for at, word in enumerate(row.words):
        if id(word) in heads and plain(word.text) in ("a:", "para:", "to:", "an:"):
            yield Label(Role.BUYER, at, at + 1, word.text, 0.9)


def _beside_bare_label(rows: Sequence[Row], skip: Collection[int]) -> Found[str] | None:
    """`Cliente X`, without a colon between: taken only where no buyer's block has a name."""
    for index, row in enumerate(rows):
        if index in skip or row.page is not rows[0].page:
            return None
        for label in labels(row):
            after = [cell for cell in row.cells if row.words[label.start] in cell.words]
            text = _cleaned(
                " ".join(w.text for w in row.words[label.end :] if any(w in c.words for c in after))
            )
            bare = label.role is Role.BUYER and any(c.words[0] is row.words[label.start] for c in after)
            if (
                bare
                and _has_name(text)
                and not _LEGAL_ALONE.match(plain(text))
                and not _NOT_A_NAME.search(plain(text))
            ):
                return Found(text, 0.7, row, row.words[label.end :])
    return None


def _heads_block(row: Row, label: Label) -> bool:
    """Whether the label opens a cell and is followed by a colon or by nothing: `Lieferant GmbH` is a name."""
    words = row.words
    if not any(cell.words[0] is words[label.start] for cell in row.cells):
        return False
    last = words[label.end - 1]
    ends = any(cell.words[-1] is last for cell in row.cells)
    follower = words[label.end].text if label.end < len(words) else ":"
    return ends or last.text.endswith(":") or follower.startswith(":") or last.text.endswith(")")


def _block_cells(
    rows: Sequence[Row], index: int, label: Label, skip: Collection[int]
) -> Iterator[tuple[Row, Cell]]:
    row = rows[index]
    left = row.words[label.start].x0
    right = _right_border(row, label)
    beside = [w for w in row.words[label.end :] if w.x0 < right]
    beside = beside[1:] if beside and not letters(beside[0].text) else beside
    yield from ((row, Cell(tuple(part))) for part in part_at_gaps(beside, 1.5 * row.height))
    bottom, count = row.bottom, 0
    for position in range(index + 1, len(rows)):
        below = rows[position]
        if position in skip or count >= BLOCK_ROWS or below.top - bottom > TALLEST_GAP * row.height:
            return
        if any(
            other.role in (Role.SELLER, Role.BUYER, Role.OTHER_PARTY)
            and _heads_block(below, other)
            and below.words[other.start].x0 < right
            and below.words[other.end - 1].x1 > left
            for other in labels(below)
        ):
            return
        inside = [c for c in _keyed_cells(below) if c.x0 >= left - 2 * row.height and c.x0 < right]
        if inside:
            yield from ((below, cell) for cell in inside)
            bottom, count = below.bottom, count + 1


def _keyed_cells(row: Row) -> list[Cell]:
    """The row's cells, a colon that stands apart put back to its key: `Number   : 549910`."""
    cells: list[Cell] = []
    for cell in row.cells:
        if cells and cell.text.startswith(":"):
            cells[-1] = Cell(cells[-1].words + cell.words)
        else:
            cells.append(cell)
    return cells


def _right_border(row: Row, label: Label) -> float:
    """Where the block ends: at the next cell beside a heading of its own, or at a cell that is labelled itself."""
    if _is_heading(row, label):
        cell = next(at for at, cell in enumerate(row.cells) if row.words[label.start] in cell.words)
        return row.cells[cell + 1].x0 if cell + 1 < len(row.cells) else row.page.width
    for other in labels(row):
        if other.start >= label.end and other.role in (*PARTIES, Role.DATE, Role.ISSUE_DATE, Role.NUMBER):
            return row.words[other.start].x0
    return row.page.width


def _is_heading(row: Row, label: Label) -> bool:
    """Whether the label stands alone in its cell without a colon, so that its block is under it."""
    cell = next(cell for cell in row.cells if row.words[label.start] in cell.words)
    follower = row.words[label.end].text if label.end < len(row.words) else ""
    return len(cell.words) == label.end - label.start and not f"{cell.text[-1]}{follower}".count(":")


def _name_in(block: Block | None) -> Found[str] | None:
    """The name in a party's block: by its own label, else the first line that is neither a key nor an address."""
    if block is None:
        return None
    named = _named(block)
    if named is not None:
        return named
    for at, (row, cell) in enumerate(block.cells):
        text = _cleaned(cell.text)
        if _keyed(cell.text) or plain(text).strip(".") in _SALUTATIONS or not _has_name(text):
            continue
        if not _LEGAL.search(plain(text)) and (
            (at and _ADDRESS.search(plain(text))) or _NOT_A_NAME.search(plain(text))
        ):
            continue
        words = cell.words
        text, words = _continued(block, at, text, words)
        return Found(text, 0.85, row, words)
    return None


def _named(block: Block) -> Found[str] | None:
    """`Name: X`, with X going on below until the next key."""
    for at, (row, cell) in enumerate(block.cells):
        key = letters(cell.text.split(":")[0]) if ":" in cell.text else ""
        if key not in NAME_KEYS:
            continue
        above = _level_above(block, at)
        parts = [*(other.text for other in above), cell.text.split(":", 1)[1].strip()]
        words = [*(word for other in above for word in other.words), *cell.words]
        for below, under in block.cells[at + 1 :]:
            if below is not row and (":" in under.text or not letters(under.text)):
                break
            parts.append(under.text)
            words += under.words if below.page is row.page else ()
        text = " ".join(part for part in parts if part and plain(part).strip(".") not in _SALUTATIONS)
        if _has_name(text):
            return Found(text, 0.93, row, tuple(words))
    return None


def _level_above(block: Block, at: int) -> list[Cell]:
    """Lines of a value that begin above their key, as they do where a form centres the key beside them."""
    row, key = block.cells[at]
    if key.text.split(":", 1)[1].strip():
        return []
    found: list[Cell] = []
    for above, cell in reversed(block.cells[:at]):
        keyed = any(other.text.endswith(":") or ": " in other.text for other in above.cells)
        far = above.page is not row.page or row.top - above.top > TALLEST_GAP * row.height
        if keyed or far or cell.x0 < key.x1:
            break
        found.insert(0, cell)
    return found


def _continued(block: Block, at: int, text: str, words: tuple[Word, ...]) -> tuple[str, tuple[Word, ...]]:
    """A name whose legal form stands on the next line, or in it."""
    if _LEGAL.search(plain(text)) or at + 1 >= len(block.cells):
        return text, words
    _, following = block.cells[at + 1]
    if _LEGAL.search(plain(following.text)) and not _ADDRESS.search(plain(following.text)):
        return f"{text} {following.text}", words + following.words
    return text, words


def _has_name(text: str) -> bool:
    return sum(char.isalpha() for char in text) > 2  # noqa: PLR2004 - two letters are a country


_NEXT_KEY = re.compile(
    r"\s+\(?(?:responsable\b|monotribut|consumidor final|exento\b|c\.?\s?u\.?\s?i\.?\s?t\b|i\.?v\.?a\.?\b|d\.?n\.?i\b|ust\b|vat\b|nif\b|(?:[^\W\d_]+\.?\s){0,2}[^\W\d_]{2,}\.?\s?:).*$",
    re.IGNORECASE,
)
"""The next key on the same line: a tax id, or any words before a colon."""
_ACCOUNT = re.compile(r"^[(\[]?(?:[A-Z]{0,2}-?)?\d{2,8}[)\]]?\s*[-/:\u2013]?\s+(?=[^\W\d_]{2})")
"""The customer's number before the customer's name."""
_REGISTERED = re.compile(r"\s*\(?\b(?:co\.?|reg\.?)?\s*(?:no\.?)?\s*[(:]?[\dA-Z]*\d{4,}[\dA-Z\-]*\)?$")


def _cleaned(text: str) -> str:
    """The name of a line that may go on with an address or a registration number."""
    text = _ACCOUNT.sub("", text.strip(" :"))
    first = _BREAKS.split(_NEXT_KEY.split(text)[0])[0].strip(_EDGES)
    return _REGISTERED.sub("", first).strip(_EDGES) or first


def _named_near(rows: Sequence[Row], tax_id: Found[str], supplier: str) -> Found[str] | None:
    """The receiver without a label of its own: the name over its tax id, the furthest up within a few lines."""
    at = next((index for index, row in enumerate(rows) if row is tax_id.row), 0)
    best: Found[str] | None = None
    for index in range(at, max(at - 4, -1), -1):
        row = rows[index]
        if (
            row.page is not rows[at].page
            or rows[min(index + 1, at)].top - row.bottom > TALLEST_GAP * row.height
        ):
            break
        cell = row.cells[0]
        key, text = _split_key(cell.text)
        text = _cleaned(text)
        if fuzz.ratio(letters(text), letters(supplier)) > LIKE_ANOTHER:
            break
        if key in NAME_KEYS or (
            not key and _could_be_name(text) and not _NOT_A_NAME.search(plain(cell.text))
        ):
            best = Found(text, 0.75, row, cell.words)
    return best


def _keyed(text: str) -> bool:
    """Whether a key of a few words opens the line: `Globale Nummer: 1`, not `Casa Sur C.U.I.T.: 30-1`."""
    key = text.partition(":")[0]
    return bool(_KEYED.match(text)) and len(key.split()) <= LONGEST_KEY and not _TAX_KEY.search(plain(key))


def _could_be_name(text: str) -> bool:
    flat = plain(text)
    return _has_name(text) and bool(_LEGAL.search(flat) or not _ADDRESS.search(flat))


def _split_key(text: str) -> tuple[str, str]:
    """`Razón social: X` as its key's letters and X; an empty key when there is none."""
    key, colon, value = text.partition(":")
    return (letters(key), value.strip()) if colon and value.strip() else ("", text)


def _said_by_name(
    rows: Sequence[Row],
    skip: Collection[int],
    others: Sequence[Block],
    ids: Sequence[Found[str]],
    own: Found[str] | None,
) -> Found[str] | None:
    """`Razón social: X` in no other party's block, when the tax id nearest to it is the issuer's."""
    lines = {id(row): index for index, row in enumerate(rows)}
    for index, row in enumerate(rows):
        if index in skip or row.page is not rows[0].page:
            return None
        for cell in _keyed_cells(row):
            key, text = _split_key(cell.text)
            if key not in ISSUER_KEYS or any(block.holds(cell.words[0]) for block in others):
                continue
            nearest = min(ids, key=lambda found: abs(lines[id(found.row)] - index - 0.1), default=None)
            theirs = own is not None and nearest is not None and nearest.value != own.value
            if not theirs and _has_name(_cleaned(text)):
                return Found(_cleaned(text), 0.9, row, cell.words)
    return None


_BRAND_OWNER = re.compile(r"^de:?\s+((?:[A-ZÁÉÍÓÚÑ][\w.']*\s+){1,4}[A-ZÁÉÍÓÚÑ][\w.']+)$")


def _owner_of_brand(rows: Sequence[Row]) -> Found[str] | None:
    """`de Juan Pérez` under the name of a shop: in Argentina the owner is the issuer, the brand is not."""
    for row in rows[:BLOCK_ROWS]:
        for cell in row.cells:
            match = _BRAND_OWNER.match(cell.text)
            if match and not _ADDRESS.search(plain(match[1])):
                return Found(match[1], 0.8, row, cell.words)
    return None


# --- the issuer without a label ---------------------------------------------------------------------------


def _issuer(
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
    text = _cleaned(cell.text)
    flat = plain(text)
    key = letters(text)
    alphabetic = sum(char.isalpha() for char in key)
    if alphabetic < 3 or alphabetic < 0.5 * len(key):  # noqa: PLR2004 - a name is letters
        return -9.0
    score = 2.0 - 0.35 * min(order, 5) - 0.15 * max(order - 5, 0)
    down = (row.top - row.offset) / row.page.height
    score -= 1.5 if down > HEAD else 0.0
    score += 3.0 if _LEGAL.search(flat) else 0.0
    trades = len(_TRADE.findall(flat))
    score += 1.0 if 0 < trades < len(flat.replace("&", " ").split()) else -0.5 * trades
    score += min(max(row.height / usual - 1.0, 0.0), 1.5)
    score += 1.0 if text.isupper() else 0.0
    score -= 1.5 if text.islower() else 0.0
    score += 2.0 if any(fuzz.partial_ratio(web, key) > 85 for web in webs if len(web) > 3) else 0.0  # noqa: PLR2004
    score -= 3.5 if _NOT_A_NAME.search(plain(cell.text)) and not _LEGAL.search(flat) else 0.0
    score -= 2.5 if _ADDRESS.search(flat) and not _LEGAL.search(flat) else 0.0
    score -= 2.0 if _KEYED.match(cell.text) else 0.0
    if receiver is not None and fuzz.ratio(key, letters(receiver.value)) > 85:  # noqa: PLR2004
        score -= 6.0
    return score


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


def _joined(rows: Sequence[Row], index: int, cell: Cell) -> tuple[str, tuple[Word, ...]]:
    """The name with its legal form from the next row, or the row above when it holds the form alone."""
    text = _cleaned(cell.text)
    words = cell.words
    row = rows[index]
    if index + 1 < len(rows) and not _LEGAL.search(plain(text)):
        below = rows[index + 1]
        near = below.top - row.bottom < 1.2 * row.height and below.page is row.page
        if near and _LEGAL_ALONE.match(plain(below.text).strip()):
            return f"{text} {below.text}", words + below.words
    if index and _LEGAL_ALONE.match(plain(text).strip()):
        above = rows[index - 1]
        return f"{above.text} {text}", above.words + words
    return text, words


# --- tax ids ----------------------------------------------------------------------------------------------


def _tax_ids(
    rows: Sequence[Row], blocks: Sequence[Block], *, argentine: bool
) -> list[tuple[Role | None, Found[str]]]:
    """Every tax id with whose block it stands in."""
    found: list[tuple[Role | None, Found[str]]] = []
    for row in rows:
        for value, words, confidence in _ids_in(row, argentine=argentine):
            role = next((block.role for block in blocks if any(block.holds(word) for word in words)), None)
            theirs = re.search(
                r"\b(customer|client|kunde|cliente|buyer|acheteur|receptor)\b", plain(row.text)
            )
            role = Role.BUYER if theirs and role is None else role
            found.append((role, Found(value, confidence, row, words)))
    return found


def _ids_in(row: Row, *, argentine: bool) -> Iterator[tuple[str, tuple[Word, ...], float]]:
    if argentine:
        for match in _CUIT.finditer(row.text):
            digits = "".join(match.groups())
            valid = cuit.is_valid(digits)
            named = "cuit" in letters(row.text)
            if valid or named:
                yield digits, row.words_at(match.start(), match.end()), 0.97 if valid else 0.4
        return
    for match in _VAT.finditer(row.text):
        value = match[1].replace(" ", "")
        if "iban" not in letters(row.text) and "bic" not in letters(row.text):
            yield value, row.words_at(match.start(), match.end()), 0.85
            return
    for label in labels(row):
        if label.role is Role.TAX_ID:
            words = [w for w in row.words[label.end : label.end + 5] if letters(w.text)]
            number = next(
                (
                    w
                    for w in words
                    if _PLAIN_ID.match(w.text.strip(":()#")) and sum(c.isdigit() for c in w.text) > 5
                ),
                None,
            )
            if number is not None:
                yield number.text.strip(":()#"), (number,), 0.7
