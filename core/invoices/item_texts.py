"""Which item of a table a row of mere text belongs to: the one above or the one below."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from core.invoices.columns import NUMERIC, Column
from core.invoices.labels import Role, labels
from core.invoices.layout import Row
from core.invoices.numbers import Figure
from core.invoices.pages import Word
from core.invoices.raw_line import FAR, RawLine
from core.invoices.row_kinds import ENDS
from core.invoices.spans import Span, texts_by_column

NOT_TEXT = ENDS | {Role.CARRIED, Role.CHARGE, Role.BUYER, Role.TAX_ID, Role.POINT_OF_SALE, Role.ISSUE_DATE}
"""Labels whose rows, where a page's head or foot interrupts a table, are no item's text."""


def attach_texts(
    rows: Sequence[Row],
    lines: list[RawLine],
    anchors: Sequence[int],
    filled: Mapping[int, Mapping[Column, Figure]],
    spans: Sequence[Span],
) -> int:
    """Gives each row of mere text to its item; returns the index of the last row that is an item's.

    A row with an amount that is not its item's is no text: it may be a sum under an unknown name.
    """
    last = anchors[-1]
    for index in filled:
        if index in anchors:
            continue
        named = {label.role for label in labels(rows[index]) if label.start == 0}
        words = [] if named & NOT_TEXT else _text_words(rows[index], spans)
        above = max((n for n, anchor in enumerate(anchors) if anchor < index), default=None)
        below = min((n for n, anchor in enumerate(anchors) if anchor > index), default=None)
        owner = _owner(rows, index, above, below, anchors, lines)
        heading = below is not None and anchors[below] == index + 1 and _shouts(words, lines)
        if owner is None or not words or heading:
            continue
        line = lines[owner]
        amount = filled[index].get(Column.AMOUNT)
        if amount is not None and amount is not line.cells.get(Column.AMOUNT):
            continue
        last = max(last, index)
        _keep_codes(line, rows[index], spans)
        text = " ".join(word.text for word in words)
        (line.leading if anchors[owner] > index else line.trailing).append(text)
        if rows[index].page is line.row.page:
            line.words += words
    return last


def _shouts(words: Sequence[Word], lines: Sequence[RawLine]) -> bool:
    """Whether the words are in capitals and no item is: the heading of a section."""
    text = " ".join(word.text for word in words)
    own = (" ".join(word.text for word in line.texts.get(Column.DESCRIPTION, [])) for line in lines)
    return text.isupper() and not any(map(str.isdigit, text)) and not any(map(str.isupper, own))


def _text_words(row: Row, spans: Sequence[Span]) -> list[Word]:
    """What of a row is an item's text: its description column, and beyond it where no figure stands there."""
    texts = texts_by_column(row, spans)
    described = texts.get(Column.DESCRIPTION, [])
    beyond = [w for column, ws in texts.items() if column in NUMERIC for w in ws]
    if any(any(char.isdigit() for char in word.text) for word in beyond) and not described:
        beyond = []
    if not described:
        return [w for column, ws in texts.items() if column not in NUMERIC for w in ws]
    start = described[0].x0
    runs_on = [w for w in row.words if w.x0 >= start]
    gap = max((b.x0 - a.x1 for a, b in pairwise(runs_on)), default=0.0)
    return runs_on if gap < row.height else described


def _keep_codes(line: RawLine, row: Row, spans: Sequence[Span]) -> None:
    for column in (Column.CODE, Column.EAN):
        line.texts.setdefault(column, []).extend(texts_by_column(row, spans).get(column, []))


def _owner(
    rows: Sequence[Row],
    index: int,
    above: int | None,
    below: int | None,
    anchors: Sequence[int],
    lines: list[RawLine],
) -> int | None:
    """Which item's text a row is: the one above, unless the one below is nearer or has no text."""
    row = rows[index]
    over = row.top - rows[index - 1].bottom if above is not None else None
    under = rows[index + 1].top - row.bottom if below is not None and index + 1 < len(rows) else None
    if below is not None and under is not None and under < FAR * row.height:
        bare = not _described(lines[below])
        if above is None or over is None or (bare and anchors[below] == index + 1) or under < 0.5 * over:
            return below
    if above is None or over is None or over > FAR * row.height:
        return None
    return above if _unbroken(rows, anchors[above], index) else None


def _unbroken(rows: Sequence[Row], start: int, end: int) -> bool:
    """Whether neither a gap nor a sum stands between the two rows."""
    if any(label.role in ENDS and not label.start for row in rows[start + 1 : end] for label in labels(row)):
        return False
    return all(rows[i + 1].top - rows[i].bottom <= FAR * rows[i + 1].height for i in range(start, end))


def _described(line: RawLine) -> bool:
    words = line.texts.get(Column.DESCRIPTION, [])
    return sum(char.isalpha() for word in words for char in word.text) > 2  # noqa: PLR2004 - more than a unit
