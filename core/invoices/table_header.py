"""The header of the line table: the words over its columns, wrapped or run together as they may be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from core.invoices.columns import MONEY, Column, column_of
from core.invoices.layout import Row, first_language, letters, part_at_gaps
from core.invoices.model import ReadingSource
from core.invoices.numbers import figures
from core.invoices.pages import Word

REACH = 2
"""Rows above and below that a wrapped header may take in."""
TAIL_GAP = 0.6
"""Letter heights under a header within which words without digits are still its own."""
WORD_GAP = 0.65
"""Letter heights between two words of one heading, at most: a space in plain text is a little less."""
LEAST_ROLES = 3
HIGHEST_ORDINAL = 6
"""Columns of one kind are numbered below it."""


@dataclass(frozen=True)
class Heading:
    column: Column
    x0: float
    x1: float
    text: str


@dataclass(frozen=True)
class Header:
    headings: tuple[Heading, ...]
    first: int
    """Index of its first row in the sheet."""
    last: int
    """Index of its last row; of the row before `first` where no header is printed."""

    def __post_init__(self) -> None:
        if self.last < self.first - 1:
            raise ValueError(f"a header cannot end at row {self.last} before it begins at {self.first}")

    @property
    def columns(self) -> frozenset[Column]:
        return frozenset(heading.column for heading in self.headings)

    @property
    def weight(self) -> float:
        """How surely this heads a table of goods: a quantity or price says more than a code."""
        other = sum(heading.column is Column.OTHER for heading in self.headings)
        return (
            len(self.headings)
            - 1.5 * other
            + sum(3 for column in self.columns if column in (Column.QUANTITY, *MONEY))
        )


def headers(rows: Sequence[Row], mark: str) -> list[Header]:
    """Every header of a table of goods, top to bottom."""
    found: list[Header] = []
    for index in range(len(rows)):
        if found and index <= found[-1].last:
            continue
        header = _header_at(rows, index, mark)
        if header is not None and (not found or header.first > found[-1].last):
            found.append(_with_tail(rows, header, mark))
    return found


def _with_tail(rows: Sequence[Row], header: Header, mark: str) -> Header:
    """The header with the rest of its wrapped words: close under it, without digits, not in the text."""
    last = header.last
    for index in range(header.last + 1, min(header.last + 1 + REACH, len(rows))):
        row = rows[index]
        close = 0 <= row.top - rows[last].bottom + 0.2 * row.height < TAIL_GAP * row.height
        if not close or any(char.isdigit() for char in row.text) or figures(row, mark):
            break
        over = [h for h in header.headings for w in row.words if w.x0 < h.x1 and w.x1 > h.x0]
        if len(over) < len(row.words) or any(h.column is Column.DESCRIPTION for h in over):
            break
        last = index
    return replace(header, last=last)


def _header_at(rows: Sequence[Row], seed: int, mark: str) -> Header | None:
    """The header that runs through row `seed`, over as many rows as name the most columns."""
    if _holds_amounts(rows[seed], mark) or not any(char.isalpha() for char in rows[seed].text):
        return None
    alone = _headings([rows[seed]])
    if sum(heading.column is not Column.OTHER for heading in alone) < 2:  # noqa: PLR2004 - a pair at least
        return None
    best: Header | None = None
    for first, last in _spans(rows, seed, mark):
        header = Header(tuple(_headings(rows[first : last + 1])), first, last)
        if _heads_goods(header) and (best is None or header.weight > best.weight):
            best = header
    return best


def _holds_amounts(row: Row, mark: str) -> bool:
    """Whether the row has figures other than a heading's own, such as the 2 of `Dto 2`."""
    return any(f.decimals or f.currency or abs(f.value) >= HIGHEST_ORDINAL for f in figures(row, mark))


def _heads_goods(header: Header) -> bool:
    columns = header.columns - {Column.OTHER}
    if len(columns) < LEAST_ROLES:
        return columns in ({Column.DESCRIPTION, Column.AMOUNT}, {Column.QUANTITY, Column.AMOUNT})
    return bool(columns & set(MONEY)) and bool(columns & {Column.DESCRIPTION, Column.QUANTITY, Column.CODE})


def _spans(rows: Sequence[Row], seed: int, mark: str) -> Iterator[tuple[int, int]]:
    """Spans of rows around `seed`, the shortest first, that stand close together and hold no amounts."""
    above = _reach(rows, seed, -1, mark)
    below = _reach(rows, seed, +1, mark)
    for size in range(above + below + 1):
        for up in range(min(size, above), -1, -1):
            if size - up <= below:
                yield seed - up, seed + size - up


def _reach(rows: Sequence[Row], seed: int, step: int, mark: str) -> int:
    count = 0
    index = seed + step
    while 0 <= index < len(rows) and count < REACH + 1:
        near, row = rows[index - step], rows[index]
        gap = row.top - near.bottom if step > 0 else near.top - row.bottom
        if gap > 0.8 * rows[seed].height or any(f.decimals for f in figures(row, mark)):
            break
        count += 1
        index += step
    return count


def _headings(rows: Sequence[Row]) -> list[Heading]:
    """The column headings that the words of `rows` make, wrapped ones joined, left to right."""
    fuzzy = rows[0].page.source is ReadingSource.OCR
    stacks = _stacks(rows)
    found: list[Heading] = []
    for stack in stacks:
        found += (
            _read_stack(stack, fuzzy=False)
            or (fuzzy and _read_stack(stack, fuzzy=True))
            or _guess(stack, fuzzy)
        )
    return _one_each(sorted(found, key=lambda heading: heading.x0))


def _read_stack(stack: Sequence[Word], *, fuzzy: bool) -> list[Heading]:
    """The heading that the stack spells, or several side by side, if every word is accounted for."""
    column = _column(stack, fuzzy=fuzzy)
    if column is not None:
        return [_heading(column, stack)]
    if not _one_line(stack):
        return _restacked(stack, fuzzy=fuzzy)
    pieces = _split(stack, fuzzy=fuzzy)
    known = all(column_of(letters(piece.text), fuzzy=fuzzy) is not None for piece in pieces)
    return pieces if known else []


def _column(words: Sequence[Word], *, fuzzy: bool) -> Column | None:
    """The column that the words name, in one language or two; `Cant./Precio` names two columns, so none."""
    text = letters("".join(word.text for word in words))
    named = column_of(text, fuzzy=fuzzy) if text else None
    half = first_language(words[-1].text)
    if named is not None or half == words[-1].text:
        return named
    first = column_of(letters("".join((*(word.text for word in words[:-1]), half))), fuzzy=fuzzy)
    second = column_of(letters(words[-1].text.partition("/")[2]), fuzzy=fuzzy)
    return first if second in (None, first) else None


def _guess(stack: Sequence[Word], fuzzy: bool) -> list[Heading]:  # noqa: FBT001 - as read from the page
    """What of the stack can be told by its parts."""
    if _one_line(stack):
        return _split(stack, fuzzy=fuzzy)
    return [_heading(column_by_parts(stack, fuzzy=fuzzy), stack)]


def _one_each(headings: list[Heading]) -> list[Heading]:
    """Doubles told apart: a last price without an amount beside it is the amount, and so on."""
    names = [heading.column for heading in headings]
    prices = [index for index, name in enumerate(names) if name is Column.PRICE]
    if len(prices) > 1 and Column.AMOUNT not in names and Column.GROSS not in names:
        names[prices[-1]] = Column.AMOUNT
    described = [index for index, name in enumerate(names) if name is Column.DESCRIPTION]
    if len(described) > 1 and Column.CODE not in names:
        names[described[0]] = Column.CODE
    for index in [index for index, name in enumerate(names) if name is Column.AMOUNT][:-1]:
        names[index] = Column.OTHER
    return [replace(heading, column=name) for heading, name in zip(headings, names, strict=True)]


def _stacks(rows: Sequence[Row]) -> list[list[Word]]:
    """Words of one row with no gap between them, and those under them, top to bottom."""
    stacks: list[list[Word]] = []
    for row in rows:
        for run in part_at_gaps(row.words, WORD_GAP * row.height):
            home = next((stack for stack in stacks if _under(stack, run)), None)
            if home is None:
                stacks.append(run)
            else:
                home += run
    return stacks


def _under(stack: Sequence[Word], run: Sequence[Word]) -> bool:
    x0, x1 = min(w.x0 for w in stack), max(w.x1 for w in stack)
    shared = min(x1, run[-1].x1) - max(x0, run[0].x0)
    return shared > 0.5 * min(x1 - x0, run[-1].x1 - run[0].x0)


def _one_line(stack: Sequence[Word]) -> bool:
    return max(w.y0 for w in stack) < min(w.y1 for w in stack)


def _restacked(stack: Sequence[Word], *, fuzzy: bool) -> list[Heading]:
    """Two headings side by side, one of them wrapped: parted where both can then be read."""
    top = [word for word in stack if word.y0 < stack[0].y1 - 0.5 * stack[0].height]
    rest = [word for word in stack if all(word is not other for other in top)]
    for at in range(1, len(top)):
        border = top[at].x0 - 0.01
        sides = (
            [*top[:at], *(w for w in rest if w.centre < border)],
            [*top[at:], *(w for w in rest if w.centre >= border)],
        )
        columns = [_column(side, fuzzy=fuzzy) for side in sides]
        if all(column is not None for column in columns):
            return [
                _heading(column or Column.OTHER, side) for column, side in zip(columns, sides, strict=True)
            ]
    return []


def column_by_parts(stack: Sequence[Word], *, fuzzy: bool) -> Column:
    """What a wrapped heading with words of its own says: its first word that names a column."""
    for word in stack:
        column = _column([word], fuzzy=fuzzy)
        if column is not None and len(letters(word.text)) > 1:
            return column
    return Column.OTHER


def _split(run: Sequence[Word], *, fuzzy: bool) -> list[Heading]:
    """Headings with no gap between them, the longest taken first; unknown words go with a neighbour."""
    pieces: list[tuple[Column | None, list[Word]]] = []
    at = 0
    while at < len(run):
        end, column = _longest(run, at, fuzzy=fuzzy)
        if column is None and pieces:
            pieces[-1][1].extend(run[at:end])
        elif pieces and pieces[-1][0] is None:
            pieces[-1] = (column, [*pieces[-1][1], *run[at:end]])
        else:
            pieces.append((column, list(run[at:end])))
        at = end
    return [_heading(column or Column.OTHER, words) for column, words in pieces]


def _longest(run: Sequence[Word], at: int, *, fuzzy: bool) -> tuple[int, Column | None]:
    """The end of the longest words from `at` on that name a column, and which."""
    for end in range(len(run), at, -1):
        column = _column(run[at:end], fuzzy=fuzzy)
        if column is None:
            continue
        # A sign between two headings is the second one's, as in `Cantidad $ Unit.`, but not in `IVA % Neto`.
        signed = end < len(run) and not letters(run[end - 1].text) and end - at > 1
        return end - 1 if signed and column not in (Column.TAX_RATE, Column.DISCOUNT) else end, column
    return at + 1, None


def _heading(column: Column, words: Sequence[Word]) -> Heading:
    text = " ".join(word.text for word in words)
    if column is Column.DESCRIPTION and "%" in text:
        column = Column.DISCOUNT  # `Desc. %`: the short form of both words
    if column in (Column.UNIT, Column.QUANTITY) and "$" in text:
        column = Column.PRICE  # `$ Unit.`, `$ / Kg`: money for one
    return Heading(
        column,
        min(word.x0 for word in words),
        max(word.x1 for word in words),
        text,
    )
