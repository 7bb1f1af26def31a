"""Product lists as people have them, CSV or XLSX, opened in a process of its own and given back as rows."""

import json
import subprocess
import sys
from enum import StrEnum

from core.settings import PROJECT_ROOT, child_environment

MOST_BYTES = 10 * 1024**2
DEADLINE = 30.0
"""Longest the reading of a list may take, in seconds; one of 20,000 rows takes three."""

Cell = str | int | float
Row = tuple[Cell, ...]


class ListCode(StrEnum):
    """Why a file is no product list; stable, core/ui has words for each."""

    LIST_EMPTY = "LIST_EMPTY"
    LIST_TOO_LARGE = "LIST_TOO_LARGE"
    LIST_TOO_LONG = "LIST_TOO_LONG"
    LIST_TOO_WIDE = "LIST_TOO_WIDE"
    LIST_NOT_TEXT = "LIST_NOT_TEXT"
    LIST_OLD_EXCEL = "LIST_OLD_EXCEL"
    LIST_DAMAGED = "LIST_DAMAGED"
    LIST_QUOTE_OPEN = "LIST_QUOTE_OPEN"
    LIST_TIMEOUT = "LIST_TIMEOUT"


class ListUnreadable(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """The file gives no rows; nothing of it was entered."""

    def __init__(self, code: ListCode) -> None:
        super().__init__(f"the product list cannot be read: {code.value}")
        self.code = code


def read_rows(content: bytes, *, deadline: float = DEADLINE) -> tuple[Row, ...]:
    """All rows down to the last with anything in it. Raises ListUnreadable."""
    if len(content) > MOST_BYTES:
        raise ListUnreadable(ListCode.LIST_TOO_LARGE)
    try:
        worker = subprocess.run(
            [sys.executable, "-m", "core.pricing.sheet_worker"],
            input=content,
            capture_output=True,
            timeout=deadline,
            cwd=PROJECT_ROOT,
            env=child_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ListUnreadable(ListCode.LIST_TIMEOUT) from error
    if worker.returncode != 0:
        raise ListUnreadable(ListCode.LIST_DAMAGED)
    answer = json.loads(worker.stdout)
    if "code" in answer:
        raise ListUnreadable(ListCode(answer["code"]))
    return tuple(map(tuple, answer["rows"]))
