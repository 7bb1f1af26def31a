"""Tables as CSV for a spreadsheet: in the reader's notation, and no cell runs as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from core.ui.language import language

_BOM = "\ufeff"
"""Makes Excel read UTF-8."""
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""OWASP's list for CSV injection, with the full-width forms that spreadsheets fold into them."""


def csv_file(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with a BOM; Spanish takes `;` between cells, English `,`."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if language() == "es" else ",", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return (_BOM + out.getvalue()).encode()


def _harmless(cell: str) -> str:
    """The text; one that a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(_STARTS_A_FORMULA) else cell
