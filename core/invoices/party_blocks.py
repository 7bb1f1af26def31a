"""Blocks of a party: its label, and the cells beside and under it up to the next label, gap or table."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from core.invoices.found import Found
from core.invoices.labels import LONGEST_HALF, Label, Role, labels
from core.invoices.layout import Cell, Row, letters, part_at_gaps, plain
from core.invoices.names import (
    ADDRESS,
    LEGAL,
    LEGAL_ALONE,
    NAME_KEYS,
    NOT_A_NAME,
    SALUTATIONS,
    cleaned,
    has_name,
    keyed,
)
from core.invoices.pages import Word

PARTIES = (Role.SELLER, Role.BUYER, Role.OTHER_PARTY)
ADDRESSING = frozenset({"a:", "para:", "to:", "an:"})
SENDING = frozenset({"de", "from", "von", "da", "desde"})
RECEIVING = frozenset({"para", "to", "an", "pour", "per"})
FORM_KEY = re.compile(r"(domicilio|direccion|localidad|calle|c\.?u\.?i\.?t|i\.?v\.?a|telefono|tel|address)\b")
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


def find_blocks(rows: Sequence[Row], skip: Collection[int]) -> Iterator[Block]:
    """Each party's label with the cells beside and under it, up to the next label, gap or table."""
    for index, row in enumerate(rows):
        if index in skip:
            continue
        for label in (*_whole_keys(row), *_addressed(row)):
            if label.role in PARTIES and _heads_block(row, label):
                yield Block(label.role, tuple(_block_cells(rows, index, label, skip)), label)


def _whole_keys(row: Row) -> Iterator[Label]:
    """The labels of a row, each party's with its other half: `Cliente / Sold to:` is one key."""
    end = 0
    for label in labels(row):
        if label.start < end:
            continue
        end = label.end
        if label.role in PARTIES and end < len(row.words) and row.words[end].text.startswith("/"):
            end = _end_of_key(row, end)
        yield replace(label, end=end)


def _end_of_key(row: Row, start: int) -> int:
    """Index after the key's second half: its colon's word, else the last word of its cell."""
    cell = next((cell for cell in row.cells if row.words[start] in cell.words), None)
    inside = [at for at in range(start, len(row.words)) if cell is None or row.words[at] in cell.words]
    colon = next((at for at in inside if row.words[at].text.endswith(":")), None)
    last = inside[-1] if colon is None else colon
    return last + 1 if last - start <= LONGEST_HALF else start


def _addressed(row: Row) -> Iterator[Label]:
    """`A: X` at the head of a cell, `DE` and `PARA` facing each other: too short to be sought elsewhere."""
    heads = {id(cell.words[0]) for cell in row.cells}
    alone = {letters(cell.text) for cell in row.cells if len(cell.words) == 1}
    facing = len(alone & SENDING) == len(alone & RECEIVING) == 1
    for at, word in enumerate(row.words):
        if id(word) not in heads:
            continue
        text = letters(word.text)
        shouted = word.text == "PARA" and "para" in alone
        if plain(word.text) in ADDRESSING or shouted or (facing and text in RECEIVING):
            yield Label(Role.BUYER, at, at + 1, word.text, 0.9)
        elif facing and text in SENDING:
            yield Label(Role.SELLER, at, at + 1, word.text, 0.9)


def beside_bare_label(rows: Sequence[Row], skip: Collection[int]) -> Found[str] | None:
    """`Cliente X`, without a colon between: taken only where no buyer's block has a name."""
    for index, row in enumerate(rows):
        if index in skip or row.page is not rows[0].page:
            return None
        for label in labels(row):
            after = [cell for cell in row.cells if row.words[label.start] in cell.words]
            text = cleaned(
                " ".join(w.text for w in row.words[label.end :] if any(w in c.words for c in after))
            )
            bare = label.role is Role.BUYER and any(c.words[0] is row.words[label.start] for c in after)
            if (
                bare
                and has_name(text)
                and not text[0].islower()
                and not LEGAL_ALONE.match(plain(text))
                and not NOT_A_NAME.search(plain(text))
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
    below = rows[index + 1] if index + 1 < len(rows) else None
    right = _right_border(row, label, below)
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
        inside = [c for c in keyed_cells(below) if c.x0 >= left - 2 * row.height and c.x0 < right]
        if inside:
            yield from ((below, cell) for cell in inside)
            bottom, count = below.bottom, count + 1


def keyed_cells(row: Row) -> list[Cell]:
    """The row's cells, a colon that stands apart put back to its key: `Number   : 549910`."""
    cells: list[Cell] = []
    for cell in row.cells:
        if cells and cell.text.startswith(":"):
            cells[-1] = Cell(cells[-1].words + cell.words)
        else:
            cells.append(cell)
    return cells


def _right_border(row: Row, label: Label, below: Row | None) -> float:
    """Where the block ends: at the next cell beside a heading, or at a cell with a label of its own."""
    if _is_heading(row, label) and not heads_form(row, row.words[label.start].x0, below):
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
    return len(cell.words) == label.end - label.start and not (
        cell.text.endswith(":") or follower.startswith(":")
    )


def names_a_field(row: Row, cell: Cell) -> bool:
    """Whether the cell holds nothing but the words of a label, such as `Razón Social`."""
    return any(
        row.words[label.start] is cell.words[0]
        and row.words[label.end - 1] is cell.words[-1]
        and label.role is not Role.CURRENCY
        for label in labels(row)
    )


def heads_form(row: Row, x0: float, below: Row | None) -> bool:
    """Whether under the label at `x0` stands the next key of a form: `Señores   X` over `Domicilio   Y`."""
    under = next((c for c in below.cells if abs(c.x0 - x0) < row.height), None) if below is not None else None
    return under is not None and len(under.words) == 1 and bool(FORM_KEY.match(plain(under.text)))


def name_in(block: Block | None) -> Found[str] | None:
    """The name in a party's block: by its label, else the first line that is neither key nor address."""
    if block is None:
        return None
    named = _named(block)
    if named is not None:
        return named
    for at, (row, cell) in enumerate(block.cells):
        text = cleaned(cell.text)
        if keyed(cell.text) or plain(text).strip(".") in SALUTATIONS or not has_name(text):
            continue
        if names_a_field(row, cell):
            continue
        if not LEGAL.search(plain(text)) and (
            (at and ADDRESS.search(plain(text))) or NOT_A_NAME.search(plain(text))
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
            if ":" in under.text or not letters(under.text):
                break
            parts.append(under.text)
            words += under.words if below.page is row.page else ()
        text = " ".join(part for part in parts if part and plain(part).strip(".") not in SALUTATIONS)
        if has_name(text):
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
    if LEGAL.search(plain(text)) or at + 1 >= len(block.cells):
        return text, words
    _, following = block.cells[at + 1]
    if LEGAL.search(plain(following.text)) and not ADDRESS.search(plain(following.text)):
        return f"{text} {following.text}", words + following.words
    return text, words
