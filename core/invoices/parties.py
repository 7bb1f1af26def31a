"""Who sold and who bought, with their tax ids.

The receiver's block is found first and kept out, so that it is never taken for the supplier.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from stdnum.ar import cuit

from core.invoices.dates import plain_same_length
from core.invoices.found import Found
from core.invoices.issuer import (
    id_of_key,
    issuer,
    owner_of_brand,
    registered_under,
    said_by_name,
    without_form_said_apart,
)
from core.invoices.labels import Role, labels
from core.invoices.layout import Cell, Row, letters, plain
from core.invoices.names import (
    ADDRESS,
    HOUSE,
    KEYED,
    LEGAL,
    NAME_KEYS,
    NOT_A_NAME,
    cleaned,
    has_name,
    keyed,
    split_key,
)
from core.invoices.pages import Word
from core.invoices.party_blocks import (
    TALLEST_GAP,
    Block,
    beside_bare_label,
    find_blocks,
    heads_form,
    keyed_cells,
    name_in,
    names_a_field,
)

_CUIT = re.compile(r"(?<!\d)(\d{2})[-\s.]?(\d{8})[-\s.]?(\d)(?!\d)")
_VAT = re.compile(
    r"\b([A-Z]{2}\s?[0-9A-Z]{2}\s?[0-9]{3}\s?[0-9]{3}\s?[0-9]{2,3}|[A-Z]{2}\d{8,12}|ES[A-Z]\d{7}[0-9A-Z])\b"
)
_PLAIN_ID = re.compile(r"^[0-9A-Z][0-9A-Z./\-]{6,20}$")
_GROSS_INCOME = re.compile(r"(?:brutos|ii\.?\s?bb|\bing\W{0,2}br\w*|\bcm|\bi\W?b)\W*(?:n\w{0,2}\W*)?$")
ACCOUNT_KEY = re.compile(r"^(?:cuenta|cta|cliente|cod\w*)\W{0,4}(?=\d)")
FEWEST_DIGITS = 5
"""A tax id has more."""
MOST_OVER = 10
"""Rows above a tax id in which its owner's name is looked for."""
EDGE = 1.2
"""Letter heights by which cells of one column may begin apart."""


@dataclass(frozen=True)
class Parties:
    supplier: Found[str] | None
    supplier_id: Found[str] | None
    receiver: Found[str] | None
    receiver_id: Found[str] | None


def find_parties(rows: Sequence[Row], skip: Collection[int], *, argentine: bool) -> Parties:
    blocks = list(find_blocks(rows, skip))
    seller = next((b for b in blocks if b.role is Role.SELLER), None)
    buyers = [b for b in blocks if b.role is Role.BUYER]
    receiver = next((name for b in buyers if (name := name_in(b)) is not None), None)
    receiver = receiver or beside_bare_label(rows, skip)
    ids = _tax_ids(rows, blocks, argentine=argentine)
    every = [found for _, found in ids]
    own = [found for role, found in ids if role is Role.SELLER]
    theirs = [found for role, found in ids if role is Role.BUYER]
    free = [found for role, found in ids if role is None and found.value not in {t.value for t in theirs}]
    supplier_id = next(iter(own or free), None)
    left = [found for found in free if supplier_id is not None and found.value != supplier_id.value]
    receiver_id = next(iter(theirs or (left if argentine else [])), None)
    if receiver is None and argentine and receiver_id is not None:
        receiver = _named_by_key(rows, skip, every, receiver_id)
    if receiver is None and argentine and receiver_id is not None:
        receiver = _named_near(rows, receiver_id, every)
    others = [b for b in blocks if b.role is not Role.SELLER]
    supplier = (
        name_in(seller)
        or said_by_name(rows, skip, others, every, supplier_id, receiver)
        or (owner_of_brand(rows) if argentine else None)
        or _issuer(rows, skip, others, receiver, argentine=argentine)
    )
    if receiver is None and argentine and supplier is not None:
        receiver = _in_address_window(rows, skip, supplier)
    return Parties(without_form_said_apart(rows, supplier), supplier_id, receiver, receiver_id)


def _issuer(
    rows: Sequence[Row],
    skip: Collection[int],
    others: Sequence[Block],
    receiver: Found[str] | None,
    *,
    argentine: bool,
) -> Found[str] | None:
    """Who looks most like the issuer; in Argentina by the registered name, which the invoice must print."""
    named = issuer(rows, skip, others, receiver)
    return registered_under(rows, skip, others, named, receiver) if argentine else named


def _named_by_key(
    rows: Sequence[Row], skip: Collection[int], ids: Sequence[Found[str]], receiver_id: Found[str]
) -> Found[str] | None:
    """`Razón social: X` when the tax id nearest to it, rather below than above, is the receiver's."""
    at = {id(row): index for index, row in enumerate(rows)}
    for index, row in enumerate(rows):
        if index in skip or row.page is not rows[0].page:
            return None
        for cell in keyed_cells(row):
            named = _value_of_name(rows, index, cell)
            owner = id_of_key(index, ids, at)
            if named is not None and owner is not None and owner.value == receiver_id.value:
                return named
    return None


def _in_address_window(rows: Sequence[Row], skip: Collection[int], supplier: Found[str]) -> Found[str] | None:
    """A registered name other than the supplier's over a two-line address, as a window envelope shows it."""
    own = letters(supplier.value)
    for index, row in enumerate(rows):
        if index in skip or row.page is not rows[0].page:
            return None
        for cell in row.cells:
            named = has_name(cell.text) and LEGAL.search(plain(cell.text)) and not KEYED.match(cell.text)
            if named and letters(cell.text) not in own and own not in letters(cell.text):
                under = _lines_under(rows, index, cell)
                if len(under) > 1 and (HOUSE.search(under[0]) or ADDRESS.search(plain(under[0]))):
                    return Found(cleaned(cell.text), 0.6, row, cell.words)
    return None


def _lines_under(rows: Sequence[Row], index: int, cell: Cell) -> list[str]:
    """Texts of the next two lines that begin at the cell's left edge, close under it."""
    row = rows[index]
    found: list[str] = []
    for below in rows[index + 1 : index + 5]:
        if below.page is not row.page or below.top - row.bottom > TALLEST_GAP * row.height * (len(found) + 1):
            break
        under = next((c for c in below.cells if abs(c.x0 - cell.x0) < EDGE * row.height), None)
        if under is not None:
            found.append(under.text)
    return found[:2]


def _value_of_name(rows: Sequence[Row], index: int, cell: Cell) -> Found[str] | None:
    """What stands behind a name's key, or under it where the key is alone in its cell."""
    row = rows[index]
    key, text = split_key(cell.text)
    if key in NAME_KEYS and has_name(cleaned(text)):
        return Found(cleaned(text), 0.85, row, cell.words)
    if letters(cell.text) not in NAME_KEYS or index + 1 >= len(rows):
        return None
    below = rows[index + 1]
    if heads_form(row, cell.x0, below):
        beside = next((c for c in row.cells if c.x0 > cell.x1), None)
        named = beside is not None and has_name(beside.text) and not names_a_field(row, beside)
        return Found(cleaned(beside.text), 0.85, row, beside.words) if beside is not None and named else None
    under = next((c for c in below.cells if abs(c.x0 - cell.x0) < EDGE * row.height), None)
    if under is None or below.page is not row.page or not has_name(under.text) or keyed(under.text):
        return None
    return Found(cleaned(under.text), 0.85, below, under.words)


def _named_near(rows: Sequence[Row], tax_id: Found[str], ids: Sequence[Found[str]]) -> Found[str] | None:
    """The receiver without a label of its own: the topmost name over its tax id, in the same column."""
    best: Found[str] | None = None
    others = {id(word) for found in ids if found.value != tax_id.value for word in found.words}
    for row, cell in _column_over(rows, tax_id):
        if row is not tax_id.row and any(id(word) in others for word in cell.words):
            break
        key, text = split_key(cell.text)
        text = cleaned(text)
        address = ADDRESS.search(plain(cell.text)) or HOUSE.search(cell.text)
        legal = LEGAL.search(plain(text))
        fits = has_name(text) and (legal or not address) and not names_a_field(row, cell)
        plausible = fits and not NOT_A_NAME.search(plain(text))
        if key in NAME_KEYS or (plausible and (not key or legal)):
            best = Found(text, 0.75, row, cell.words)
    return best or _beside_id(tax_id)


def _beside_id(tax_id: Found[str]) -> Found[str] | None:
    """A name on the tax id's own line, alone in its cell or behind the customer's number."""
    row = tax_id.row
    if row is None:
        return None
    keys = {id(row.words[label.start]) for label in labels(row) if label.role is not Role.BUYER}
    for cell in row.cells:
        account = ACCOUNT_KEY.match(plain(cell.text))
        text = cleaned(cell.text[account.end() :] if account else cell.text)
        plausible = has_name(text) and not KEYED.match(text) and not NOT_A_NAME.search(plain(text))
        if (
            plausible
            and (account or id(cell.words[0]) not in keys)
            and not ADDRESS.search(plain(text))
            and not any(w is tax_id.words[0] for w in cell.words)
        ):
            return Found(text, 0.65, row, cell.words)
    return None


def _column_over(rows: Sequence[Row], tax_id: Found[str]) -> Iterator[tuple[Row, Cell]]:
    """The cells from the tax id's own upwards that begin at the same left edge, up to a wide gap."""
    if tax_id.row is None:
        return
    at = next((index for index, row in enumerate(rows) if row is tax_id.row), 0)
    here = next((c for c in rows[at].cells if any(w is tax_id.words[0] for w in c.words)), rows[at].cells[0])
    yield rows[at], here
    top = rows[at].top
    for index in range(at - 1, max(at - MOST_OVER, -1), -1):
        row = rows[index]
        if row.page is not rows[at].page or top - row.bottom > TALLEST_GAP * row.height:
            return
        cell = next((c for c in keyed_cells(row) if abs(c.x0 - here.x0) < EDGE * row.height), None)
        if cell is not None:
            yield row, cell
            top = row.top


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
            if _GROSS_INCOME.search(plain_same_length(row.text[: match.start()])):
                continue  # registered for another tax under the same number
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
                    if _PLAIN_ID.match(w.text.strip(":()#"))
                    and sum(c.isdigit() for c in w.text) > FEWEST_DIGITS
                ),
                None,
            )
            if number is not None:
                yield number.text.strip(":()#"), (number,), 0.7
