"""Who sold and who bought, with their tax ids.

The receiver's block is found first and kept out, so that it is never taken for the supplier.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from stdnum.ar import cuit

from core.invoices.found import Found
from core.invoices.issuer import issuer, owner_of_brand, said_by_name
from core.invoices.labels import Role, labels
from core.invoices.layout import Row, letters, plain
from core.invoices.names import NAME_KEYS, NOT_A_NAME, cleaned, could_be_name, split_key
from core.invoices.pages import Word
from core.invoices.party_blocks import TALLEST_GAP, Block, beside_bare_label, find_blocks, name_in

_CUIT = re.compile(r"(?<!\d)(\d{2})[-\s.]?(\d{8})[-\s.]?(\d)(?!\d)")
_VAT = re.compile(
    r"\b([A-Z]{2}\s?[0-9A-Z]{2}\s?[0-9]{3}\s?[0-9]{3}\s?[0-9]{2,3}|[A-Z]{2}\d{8,12}|ES[A-Z]\d{7}[0-9A-Z])\b"
)
_PLAIN_ID = re.compile(r"^[0-9A-Z][0-9A-Z./\-]{6,20}$")
LIKE_ANOTHER = 85
FEWEST_DIGITS = 5
"""A tax id has more."""


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
    own = [found for role, found in ids if role is Role.SELLER]
    theirs = [found for role, found in ids if role is Role.BUYER]
    free = [found for role, found in ids if role is None and found.value not in {t.value for t in theirs}]
    supplier_id = next(iter(own or free), None)
    left = [found for found in free if supplier_id is not None and found.value != supplier_id.value]
    receiver_id = next(iter(theirs or (left if argentine else [])), None)
    others = [b for b in blocks if b.role is not Role.SELLER]
    supplier = (
        name_in(seller)
        or said_by_name(rows, skip, others, [found for _, found in ids], supplier_id)
        or (owner_of_brand(rows) if argentine else None)
        or issuer(rows, skip, others, receiver)
    )
    if receiver is None and receiver_id is not None and supplier is not None:
        receiver = _named_near(rows, receiver_id, supplier.value)
    return Parties(supplier, supplier_id, receiver, receiver_id)


def _named_near(rows: Sequence[Row], tax_id: Found[str], supplier: str) -> Found[str] | None:
    """The receiver without a label of its own: the name over its tax id, within a few lines."""
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
        key, text = split_key(cell.text)
        text = cleaned(text)
        if fuzz.ratio(letters(text), letters(supplier)) > LIKE_ANOTHER:
            break
        if key in NAME_KEYS or (not key and could_be_name(text) and not NOT_A_NAME.search(plain(cell.text))):
            best = Found(text, 0.75, row, cell.words)
    return best


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
                    if _PLAIN_ID.match(w.text.strip(":()#"))
                    and sum(c.isdigit() for c in w.text) > FEWEST_DIGITS
                ),
                None,
            )
            if number is not None:
                yield number.text.strip(":()#"), (number,), 0.7
