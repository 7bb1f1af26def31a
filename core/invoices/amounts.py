"""Amounts and what the page calls them: beside their label, level with it on a curled page, or under it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.invoices.labels import Label, Role, labels
from core.invoices.layout import Row, letters
from core.invoices.numbers import Figure, figures
from core.invoices.pages import Word

ROUNDING = Decimal("0.05")
"""Largest cash rounding between a sum and the total paid."""
HIGHEST_RATE = Decimal(60)
HUNDRED = Decimal(100)
LEVEL = 0.8
"""Letter heights by which the middles of a label and its amount may differ on a page that is not flat."""
CENTS = 2
"""Decimals of an amount of money, at least."""
SHORTEST_WHOLE, LONGEST_WHOLE = 3, 9
"""Characters of a whole number that may be an amount: shorter is a count, longer a code."""
SUMS = (Role.TOTAL, Role.ROUNDED_TOTAL, Role.PAYABLE, Role.NET, Role.SUBTOTAL, Role.TAX_TOTAL, Role.TAX)
AMOUNT_ROLES = frozenset(
    {
        *SUMS, Role.EXEMPT, Role.OTHER_TAX,
        Role.OTHER_TAX_TOTAL, Role.CONTAINED_TAX, Role.ADJUSTMENT, Role.NOT_TOTAL,
    }
)  # fmt: skip


@dataclass(frozen=True)
class Labelled:
    """An amount and what the page calls it."""

    role: Role
    value: Decimal
    row: Row
    words: tuple[Word, ...]
    phrase: str
    score: float
    rate: Decimal | None = None
    base: Decimal | None = None


def labelled_amounts(rows: Sequence[Row], skip: Collection[int], mark: str) -> list[Labelled]:
    """Every amount with a label to its left or above it, table rows (`skip`) left out."""
    found: list[Labelled] = []
    numbers = [_money_of(figures(row, mark)) for row in rows]
    for index, row in enumerate(rows):
        if index in skip:
            continue
        named = labels(row)
        grid = _grid(rows, numbers, index, named, skip)
        found += grid
        for position, label in enumerate([] if grid else named):
            if label.role not in AMOUNT_ROLES or (label.role is Role.TAX and _within(row, label)):
                continue
            stop = named[position + 1].start if position + 1 < len(named) else len(row.words)
            found += (
                _beside(row, label, stop, numbers[index])
                or _level(rows, numbers, index, label)
                or _under(rows, numbers, index, label, skip)
            )
    return found


def _money_of(numbers: list[Figure]) -> list[Figure]:
    """A row's figures, whole ones last resort: beside an amount with cents, 5329 is a law's number."""
    cents = any(number.decimals >= CENTS and not number.percent for number in numbers)
    return [
        n for n in numbers if n.decimals or n.percent or n.currency or n.value <= HIGHEST_RATE or not cents
    ]


def _grid(
    rows: Sequence[Row],
    numbers: Sequence[Sequence[Figure]],
    index: int,
    named: Sequence[Label],
    skip: Collection[int],
) -> list[Labelled]:
    """Totals in a row of boxes: names above, an amount under each."""
    row = rows[index]
    names = [label for label in named if label.role in AMOUNT_ROLES]
    if len(names) < 2 or index + 1 >= len(rows) or index + 1 in skip:  # noqa: PLR2004 - one is no row of boxes
        return []
    below = rows[index + 1]
    money = [n for n in numbers[index + 1] if n.decimals >= CENTS and not n.percent]
    worded = sum(letters(word.text).isalpha() and len(word.text) > 3 for word in below.words)  # noqa: PLR2004 - a figure of print, named by what stands around it
    far = below.page is not row.page or below.top - row.bottom > 2.5 * row.height
    if far or worded > len(money) or any(n.decimals >= CENTS and not n.percent for n in numbers[index]):
        return []
    if len(money) != len(names):
        names = [label for label in names if _opens(row, label)]
    if not names or len(money) < len(names):
        return []
    found = []
    for at, label in enumerate(names):
        span = row.words[label.start].x0, row.words[label.end - 1].x1
        beneath = (
            money[at] if len(money) == len(names) else min(money, key=lambda n: _apart(span, (n.x0, n.x1)))
        )
        reach = row.words[names[at + 1].start].x0 if at + 1 < len(names) else row.page.width
        rate = next((n.value for n in numbers[index] if n.percent and span[0] < n.x0 < reach), None)
        found.append(_labelled(label, beneath, below, 0.95, rate))
    return found


def _opens(row: Row, label: Label) -> bool:
    return any(cell.words[0] is row.words[label.start] for cell in row.cells)


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    """How far two spans are out of line: by their left ends, right ends or middles, whichever agree best."""
    return min(abs(one[0] - other[0]), abs(one[1] - other[1]), abs(one[0] + one[1] - other[0] - other[1]) / 2)


def _within(row: Row, label: Label) -> bool:
    """Whether the label stands inside a phrase, as `19 % UST` does in `Discount 10,00 19 % UST -1,00`."""
    before = row.words[: label.start]
    cell = next(cell for cell in row.cells if row.words[label.start] in cell.words)
    opening = cell.words[: cell.words.index(row.words[label.start])]
    return bool(opening) and any(letters(word.text).isalpha() for word in before)


def _beside(row: Row, label: Label, stop: int, numbers: Sequence[Figure]) -> list[Labelled]:
    """The amount right of the label and before the next one: the last that looks like money."""
    segment = set(map(id, row.words[label.end : stop]))
    after = [n for n in numbers if id(n.words[-1]) in segment]
    money = [n for n in after if not n.percent and _like_money(n)]
    if not money:
        return []
    chosen = money[-1]
    base = next((n.value for n in money if n is not chosen), None)
    rates = [n for n in numbers if n is not chosen and 0 <= n.value <= HIGHEST_RATE and not n.currency]
    proven = [
        n for n in rates if base is not None and abs(base * n.value / HUNDRED - chosen.value) <= ROUNDING
    ]
    stated = [n for n in rates if n.percent]
    rate = next((n.value for n in proven or stated), None)
    return [_labelled(label, chosen, row, 1.0, rate, base)]


def _labelled(
    label: Label,
    number: Figure,
    row: Row,
    weight: float,
    rate: Decimal | None = None,
    base: Decimal | None = None,
) -> Labelled:
    return Labelled(
        label.role, number.value, row, number.words, label.phrase, label.score * weight, rate, base
    )


def _like_money(number: Figure) -> bool:
    whole = number.decimals == 0 and 3 <= len(number.words[-1].text) <= LONGEST_WHOLE  # noqa: PLR2004 - a figure of print, named by what stands around it
    return number.decimals >= CENTS or number.currency or whole


def _level(
    rows: Sequence[Row], numbers: Sequence[Sequence[Figure]], index: int, label: Label
) -> list[Labelled]:
    """The amount right of a label that ends its row, put into the next row by a curled page."""
    row = rows[index]
    last = row.words[-1]
    if label.end < len(row.words) and letters(last.text):
        return []
    for near in (rows[at] for at in (index - 1, index + 1) if 0 <= at < len(rows)):
        at = rows.index(near)
        right = [n for n in numbers[at] if n.x0 > last.x1 and n.decimals >= CENTS and not n.percent]
        if right and near.page is row.page:
            level = abs(right[0].words[0].middle - last.middle) < LEVEL * row.height
            owned = any(
                known.role in AMOUNT_ROLES
                for known in labels(near)
                if near.words[known.start].x0 < right[0].x0
            )
            if level and not owned:
                return [_labelled(label, right[0], near, 0.9)]
    return []


def _under(
    rows: Sequence[Row], numbers: Sequence[Sequence[Figure]], index: int, label: Label, skip: Collection[int]
) -> list[Labelled]:
    """The amount in the row under the label, in its column."""
    row = rows[index]
    x0, x1 = row.words[label.start].x0, row.words[label.end - 1].x1
    for below in range(index + 1, min(index + 4, len(rows))):
        near = rows[below]
        if near.page is not row.page or near.top - row.bottom > 2.0 * row.height:
            break
        if below in skip:
            continue
        for number in numbers[below]:
            shared = min(x1, number.x1) - max(x0, number.x0)
            if shared > 0 and number.decimals == 2 and not number.percent:  # noqa: PLR2004 - cents
                return [_labelled(label, number, near, 0.6)]
    return []
