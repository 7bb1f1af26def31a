"""The issue date and the due date: each printed date is told by the words before it or over it."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date

from core.invoices.dates import PrintedDate, dates
from core.invoices.document_number import CUTS, TITLE
from core.invoices.found import Found
from core.invoices.labels import Label, Role, labels
from core.invoices.layout import Row, letters, plain

_OPENERS = frozenset({"vom", "von", "du", "of", "dated", "del", "date", "datum", "fecha"})
_DATE_WEIGHT: dict[Role, float] = {Role.ISSUE_DATE: 0.95, Role.DATE: 0.85}
_TITLE_AHEAD = 4
"""Words before a date among which the document's title makes it the issue's."""
_OTHER_DATES = (Role.DUE_DATE, Role.OTHER_DATE)


def find_dates(
    rows: Sequence[Row], skip: Collection[int], *, day_is_first: bool
) -> tuple[Found[date] | None, Found[date] | None]:
    """The issue date and the due date, each by its label; a date without one is the issue's at need."""
    issue: list[Found[date]] = []
    due: list[Found[date]] = []
    read = [dates(row, day_is_first=day_is_first) for row in rows]
    repeats = Counter(printed.value for row in read for printed in row)
    for index, row in enumerate(rows):
        for printed in read[index]:
            role, score = _role_of_date(rows, index, printed, read[index])
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


def _role_of_date(
    rows: Sequence[Row], index: int, printed: PrintedDate, others: Sequence[PrintedDate]
) -> tuple[Role | None, float]:
    """What stands before the date on its row, or over it, and how near."""
    row = rows[index]
    first = next(at for at, word in enumerate(row.words) if word is printed.words[0])
    before = [
        label
        for label in labels(row)
        if label.start < first and label.role in (*_DATE_WEIGHT, *_OTHER_DATES, Role.NUMBER)
    ]
    ahead = (*row.words[:4], *row.words[max(first - _TITLE_AHEAD, 0) : first])
    titled = first > 1 and any(TITLE.match(letters(word.text)) for word in ahead)
    if before and _another_has_it(row, before[-1], printed, others):
        before = []
    if before and _in_cell_of_another_row(row, before[-1], first):
        before = _label_level(rows, index, printed)
    if before and before[-1].role in _OTHER_DATES:
        authorised = any(letters(word.text).startswith("cae") for word in row.words[:first])
        return Role.OTHER_DATE if authorised else before[-1].role, before[-1].score
    if titled and not any(plain(word.text) in CUTS for word in row.words[:first]):
        return Role.ISSUE_DATE, 0.98
    if before and before[-1].role is not Role.NUMBER:
        return before[-1].role, before[-1].score
    over = _label_over(rows, index, printed)
    if over is not None:
        return over.role, 0.95 * over.score
    opener = letters(rows[index - 1].words[-1].text) if index and first == 0 else ""
    if opener in _OPENERS and any(TITLE.match(letters(w.text)) for w in rows[index - 1].words[:4]):
        return Role.ISSUE_DATE, 0.95
    return None, 1.0


def _another_has_it(row: Row, label: Label, printed: PrintedDate, others: Sequence[PrintedDate]) -> bool:
    """Whether the label has a date in its own cell, so that one in a later cell is not told by it."""
    cell = next(cell for cell in row.cells if row.words[label.start] in cell.words)
    inside = [other for other in others if other.words[0] in cell.words]
    return printed not in inside and any(other.words[0].x0 > row.words[label.start].x0 for other in inside)


def _in_cell_of_another_row(row: Row, label: Label, first: int) -> bool:
    """Whether `label` has a value of its own and the date, behind a colon, lost its own to the next row."""
    spent = any(char.isdigit() for word in row.words[label.end : first] for char in word.text)
    cell = next(cell for cell in row.cells if row.words[first] in cell.words)
    return spent and cell.text.startswith(":")


def _label_level(rows: Sequence[Row], index: int, printed: PrintedDate) -> list[Label]:
    """The label without a value that ends the row next to the date's, nearest to its height."""
    word = printed.words[0]
    found = [
        (abs(near.words[label.start].middle - word.middle), label)
        for near in (*rows[max(index - 1, 0) : index], *rows[index + 1 : index + 2])
        for label in labels(near)[-1:]
        if label.role in (*_DATE_WEIGHT, *_OTHER_DATES)
        and label.end == len(near.words)
        and near.words[-1].x1 < word.x1
        and near.page is rows[index].page
    ]
    return [label for _, label in sorted(found, key=lambda it: it[0])[:1]]


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
