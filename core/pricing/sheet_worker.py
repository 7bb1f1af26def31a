"""The process that opens a product list (CSV or XLSX), so that a hostile one costs no more than itself.

Run by sheets.py as `python -m core.pricing.sheet_worker`: the file comes on standard input, its rows or a
refusal go to standard output as JSON.
"""

import csv
import io
import json
import resource
import sys
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime
from itertools import islice
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MOST_ROWS = 20_000
MOST_COLUMNS = 60
MOST_UNPACKED = 150 * 1024**2
"""Bytes in all parts of a workbook: fifty times what 20,000 rows of a list take."""
MOST_PARTS = 1_000
MOST_MEMORY = 1024**3
LONGEST_CELL = 2_000
_SEPARATORS = (";", "\t", "|", ",")
"""The comma last: in Spanish lists it is the decimal sign."""
_SAMPLE_LINES = 60

Cell = str | int | float


class Refusal(Exception):  # noqa: N818 - it is an answer
    """A file that is no list; `code` is one of ListCode's values."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def main() -> None:
    # macOS knows the limit and refuses to set it.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    content = sys.stdin.buffer.read()
    try:
        answer: dict[str, Any] = {"rows": rows_of(content)}
    except Refusal as refusal:
        answer = {"code": refusal.code}
    json.dump(answer, sys.stdout)


def rows_of(content: bytes) -> list[list[Cell]]:
    """All rows, empty ones among them so that each keeps its number. Raises Refusal."""
    if content.startswith(b"PK"):
        found = _workbook_rows(content)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        # The container of .xls, and of workbooks with a password.
        raise Refusal("LIST_OLD_EXCEL")
    else:
        found = _csv_rows(_text(content))
    rows: list[list[Cell]] = []
    filled = last = 0
    for row in found:
        if len(row) > MOST_COLUMNS:
            raise Refusal("LIST_TOO_WIDE")
        rows.append(row)
        if row:
            filled, last = filled + 1, len(rows)
        if filled > MOST_ROWS:
            raise Refusal("LIST_TOO_LONG")
    del rows[last:]
    if not rows:
        raise Refusal("LIST_EMPTY")
    return rows


def _text(content: bytes) -> str:
    """UTF-8 or UTF-16 by their marks, else UTF-8 where it is that, else Windows' Western encoding."""
    is_utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if is_utf16 else ["utf-8-sig", "cp1252"]:
        with suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            if "\x00" not in text:
                return text
    raise Refusal("LIST_NOT_TEXT")


def _csv_rows(text: str) -> Iterator[list[Cell]]:
    ended = False

    def lines() -> Iterator[str]:
        nonlocal ended
        yield from io.StringIO(text, newline="")
        ended = True

    try:
        for row in csv.reader(lines(), delimiter=separator_of(text)):
            if ended:
                # The reader wanted more before the row was whole: a quote is open.
                raise Refusal("LIST_QUOTE_OPEN")
            yield _trimmed([cell.strip()[: LONGEST_CELL + 1] for cell in row])
    except csv.Error as error:
        raise Refusal("LIST_DAMAGED") from error


def separator_of(text: str) -> str:
    """The separator with which the first lines fall into most columns, as many in each."""

    def score(separator: str) -> float:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        try:
            counts = Counter(len(row) for row in islice(reader, _SAMPLE_LINES) if row)
        except csv.Error:
            return 0
        columns, lines = max(counts.items(), key=lambda it: (it[1], it[0]), default=(1, 0))
        return lines / max(1, counts.total()) * min(columns, 8) if columns > 1 else 0

    return max(_SEPARATORS, key=score)


def _workbook_rows(content: bytes) -> Iterator[list[Cell]]:
    _check_parts(content)
    try:
        with warnings.catch_warnings():
            # It warns of decoration that it does not keep.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            sheet = book.worksheets[0]
            # What a file says of its size may be wrong, and then cells would be missing.
            sheet.reset_dimensions()
            for row in sheet.iter_rows(max_col=MOST_COLUMNS + 1):
                yield _trimmed([_cell(cell) for cell in row])
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        IndexError,
        AttributeError,
        SyntaxError,
        OverflowError,
    ) as error:
        # openpyxl answers a damaged part with whatever its parser stumbled over.
        raise Refusal("LIST_DAMAGED") from error


def _check_parts(content: bytes) -> None:
    """Refuse a bomb by what its parts say of themselves: zipfile gives no more bytes than that."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            infos = parts.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Refusal("LIST_DAMAGED") from error
    if len(infos) > MOST_PARTS or sum(it.file_size for it in infos) > MOST_UNPACKED:
        raise Refusal("LIST_TOO_LONG")


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        # A workbook keeps 21 % as 0.21.
        return round(value * 100, 10) if "%" in str(cell.number_format) else value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value).strip()[: LONGEST_CELL + 1]


def _trimmed(row: Iterable[Cell]) -> list[Cell]:
    """Without the empty cells at the end, which spreadsheets leave behind."""
    cells = list(row)
    while cells and cells[-1] == "":
        cells.pop()
    return cells


if __name__ == "__main__":
    main()
