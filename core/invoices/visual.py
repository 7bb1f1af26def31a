"""Reads a document off its pages: candidates with evidence, arithmetic as the judge, no templates."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.invoices.amount_rows import find_amount_rows
from core.invoices.amounts import labelled_amounts
from core.invoices.arithmetic import agrees, settle
from core.invoices.dates import day_first
from core.invoices.document_dates import find_dates
from core.invoices.document_kind import find_currency, find_kind, is_argentine
from core.invoices.document_number import find_number
from core.invoices.found import Found
from core.invoices.layout import Row, sheet
from core.invoices.model import Line, Place, Reading, ReadingSource, sum_of_lines
from core.invoices.money import CENT, Labelled
from core.invoices.numbers import decimal_mark, figures
from core.invoices.pages import Page
from core.invoices.parties import find_parties
from core.invoices.products import find_products
from core.invoices.table import Table, find_tables, lines_of, without_tail
from core.invoices.table_header import headers
from core.invoices.totals import Totals, find_totals
from core.invoices.unnamed import find_unnamed_tables

UNTAXED = frozenset("CE")
"""Letters of issuers that charge no VAT, and of exports."""
SURE_OF_LINES = 0.9
"""Confidence from which on the table under its header is not doubted."""


def read_pages(pages: Sequence[Page], filename: str) -> Reading:
    """All that the words on `pages` say. Whatever they do not say is None."""
    started = time.perf_counter()
    rows = sheet(pages)
    ocr = any(page.source is ReadingSource.OCR for page in pages)
    source = ReadingSource.OCR if ocr else ReadingSource.TEXT
    said = _Said()
    lines: list[Line] = []
    totals = Totals(None, None, None, (), confirmed=False)
    if rows:
        lines, totals = _read(rows, said)
    return Reading(
        file=filename,
        source=source,
        pages=max(len(pages), 1),
        taxes=totals.taxes,
        lines=tuple(lines),
        confidence=said.confidence,
        places=said.places,
        seconds=time.perf_counter() - started,
        **said.values,
    )


class _Said:
    """The fields found so far, with their confidence and places."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.confidence: dict[str, float] = {}
        self.places: dict[str, Place] = {}

    def put(self, field: str, found: Found[Any] | None) -> None:
        if found is None:
            return
        self.values[field] = found.value
        self.confidence[field] = round(min(max(found.confidence, 0.0), 1.0), 3)
        if found.row is not None and found.words:
            self.places[field] = found.row.place(found.words)


@dataclass(frozen=True)
class _Attempt:
    """One way to read the lines, and the totals that go with it."""

    lines: list[Line]
    skip: frozenset[int]
    """Rows that the lines take, so that nothing else is looked for in them."""
    totals: Totals


def _read(rows: Sequence[Row], said: _Said) -> tuple[list[Line], Totals]:
    argentine = is_argentine(rows)
    letter = find_kind(rows, argentine=argentine)[1]
    untaxed = letter is not None and letter.value in UNTAXED
    mark = decimal_mark(word.text for row in rows for word in row.words)
    best = _best_attempt(rows, mark, untaxed=untaxed)
    if _confidence_of_lines(best) < SURE_OF_LINES and _ambiguous(rows, mark):
        other = _best_attempt(rows, "." if mark == "," else ",", untaxed=untaxed)
        best = max(best, other, key=_confidence_of_lines)
    _put_header(rows, best.skip, said, argentine=argentine)
    _put_totals(best.totals, sum_of_lines(best.lines), said)
    said.put("currency", find_currency(rows, best.totals.sum_to_pay, argentine=argentine))
    if best.lines:
        said.confidence["lines"] = _confidence_of_lines(best)
    return best.lines, best.totals


def _ambiguous(rows: Sequence[Row], mark: str) -> bool:
    """Whether the sheet has figures, such as 1.250, that the other decimal mark makes into others."""
    return any(number.other is not None for row in rows for number in figures(row, mark))


def _best_attempt(rows: Sequence[Row], mark: str, *, untaxed: bool) -> _Attempt:
    """The surest way to read the lines: by the table's headings, by what multiplies, without a table."""
    everywhere = [number for row in rows for number in figures(row, mark)]

    def attempt(lines: list[Line], skip: frozenset[int]) -> _Attempt:
        amounts = labelled_amounts(rows, skip, mark)
        return _Attempt(lines, skip, find_totals(amounts, lines, everywhere, untaxed=untaxed))

    def attempt_tables(tables: Sequence[Table]) -> _Attempt:
        lines = [line for raw in lines_of(tables) if (line := settle(raw)) is not None]
        return attempt(lines, frozenset(index for table in tables for index in table.rows))

    named = headers(rows, mark)
    tables = find_tables(rows, named, mark)
    best = attempt_tables(tables)
    if _confidence_of_lines(best) < SURE_OF_LINES:
        # Sums under a table may look like items: only the document's sum can tell.
        cut = [without_tail(table, rows, _last_sure(table)) for table in tables]
        shorter = attempt_tables(cut) if cut != tables else best
        best = shorter if _confidence_of_lines(shorter) >= SURE_OF_LINES else best
    if _confidence_of_lines(best) < SURE_OF_LINES:
        best = max(best, attempt_tables(find_unnamed_tables(rows, named, mark)), key=_confidence_of_lines)
    if _confidence_of_lines(best) < SURE_OF_LINES:
        products = find_products(rows, mark)
        others = attempt([p.line for p in products], frozenset(index for p in products for index in p.rows))
        best = max(best, others, key=_confidence_of_lines)
    if not _adds_up(best):
        sums = attempt([], frozenset()).totals
        amounts = attempt_tables(find_amount_rows(rows, (sums.net, sums.total), mark))
        best = max(best, amounts, key=_confidence_of_lines)
    return best


def _last_sure(table: Table) -> int:
    """How many of the table's lines there are up to the last one whose own arithmetic holds."""
    settled = [settle(raw) for raw in table.lines]
    return max((n for n, line in enumerate(settled, 1) if line is not None and agrees(line)), default=0)


def _put_header(rows: Sequence[Row], skip: frozenset[int], said: _Said, *, argentine: bool) -> None:
    kind, letter = find_kind(rows, argentine=argentine)
    said.put("kind", kind)
    said.put("letter", letter)
    said.put("number", find_number(rows, skip, argentine=argentine))
    issue, due = find_dates(rows, skip, day_is_first=day_first(row.text for row in rows))
    said.put("issue_date", issue)
    said.put("due_date", due)
    parties = find_parties(rows, skip, argentine=argentine)
    said.put("supplier_name", parties.supplier)
    said.put("supplier_tax_id", parties.supplier_id)
    said.put("receiver_name", parties.receiver)
    said.put("receiver_tax_id", parties.receiver_id)


def _put_totals(totals: Totals, line_sum: Decimal | None, said: _Said) -> None:
    said.put("adjustment", totals.adjustment)
    matched = totals.net is not None and line_sum is not None and abs(line_sum - totals.net.value) <= CENT
    for field, amount in (("net", totals.net), ("tax", totals.tax), ("total", totals.total)):
        if amount is None:
            continue
        said.put(
            field,
            Found(amount.value, _confidence_of(amount, totals, matched=matched), amount.row, amount.words),
        )


def _confidence_of(amount: Labelled, totals: Totals, *, matched: bool) -> float:
    """By its label alone at most 0.75; arithmetic that holds lifts it, and the lines' sum once more."""
    alone = min(0.4 + 0.3 * amount.score, 0.75)
    return max(alone, 0.97 if matched else 0.92) if totals.confirmed else alone


def _confidence_of_lines(attempt: _Attempt) -> float:
    """The share of lines whose own arithmetic holds, lifted when their sum is the net or the total.

    A discount on the whole document may stand between them, if its amount is printed.
    """
    if not attempt.lines:
        return 0.0
    share = sum(agrees(line) for line in attempt.lines) / len(attempt.lines)
    return round(0.2 + 0.4 * share + (0.38 if _adds_up(attempt) else 0.0), 3)


def _adds_up(attempt: _Attempt) -> bool:
    """Whether the lines make the net or the total, with what is printed as taken off or added below them."""
    line_sum = sum_of_lines(attempt.lines)
    sums = [amount.value for amount in (attempt.totals.net, attempt.totals.total) if amount is not None]
    return attempt.totals.adjustment is not None or (
        line_sum is not None and any(abs(line_sum - value) <= CENT for value in sums)
    )
