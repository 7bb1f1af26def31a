"""The command line: python -m core.invoices read FILE... prints one reading a file."""

import argparse
import json
import sys
from decimal import Decimal
from errno import EBADF
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from core.invoices.files import Limits, UnreadableCode, UnreadableFile
from core.invoices.model import Reading
from core.invoices.reader import require_invoice
from core.invoices.reader_pool import ReaderPool
from core.settings import load_settings

DESCRIPTION = """\
Read invoices: PDF, photo or scan, plain text, e-invoice XML. A file that cannot be read gives a message on
standard error and exit status 1; the other files are still read."""

JSON_HELP = """\
print JSON Lines: one object a file, in the order given. Amounts are strings of plain decimals, dates are ISO.
A file that cannot be read gives {"file", "path", "error", "code"}"""


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit status: 0 when every file was read, else 1."""
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(
            stream, TextIOWrapper
        ):  # whatever the terminal's language: names and articles have accents
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    pool = ReaderPool(1)
    try:
        return int(_read_all(options, pool))
    except OSError as error:
        # Python tries once more at exit, and would say so.
        sys.stdout = None
        if not isinstance(error, BrokenPipeError):
            sys.stderr.write(f"the output cannot be written: {error.strerror}\n")
        return 1
    finally:
        pool.close()


def _read_all(options: argparse.Namespace, pool: ReaderPool) -> bool:
    """Read and print each file; whether any could not be read. Raises OSError when the output is closed."""
    limits = Limits.of(load_settings())
    failed = False
    for path in options.files:
        try:
            reading = pool.read_upload(
                path.name, _content(path, limits), ignore_embedded=options.ignore_embedded, limits=limits
            ).reading
            require_invoice(reading)
        except UnreadableFile as error:
            failed = True
            sys.stderr.write(f"{path}: {error}\n")
            if options.json:
                _put_json({"file": path.name, "path": str(path), "error": str(error), "code": error.code})
            continue
        shown = {**as_plain(reading), "file": path.name, "path": str(path)}
        if options.json:
            _put_json(shown)
        else:
            _put(as_table(shown))
    return failed


def as_plain(reading: Reading) -> dict[str, Any]:
    """Every field of a reading as JSON has it: decimals as strings without an exponent, dates as ISO."""
    return {name: _plain(value) for name, value in reading.model_dump().items()}


def as_table(reading: dict[str, Any]) -> str:
    """A reading for people, its header above its lines."""
    fields = (
        "kind", "letter", "number", "issue_date", "due_date", "currency", "supplier_name", "supplier_tax_id",
        "receiver_name", "receiver_tax_id", "net", "tax", "total",
    )  # fmt: skip
    rows = [f"{reading['path']}  ({reading['source']}, {reading['seconds']:.2f} s)"]
    for name in fields:
        if reading[name] is not None:
            confidence = reading["confidence"].get(name)
            rows.append(f"  {name:16} {reading[name]}" + (f"   ({confidence:.0%})" if confidence else ""))
    columns = ("quantity", "unit", "unit_price", "amount", "tax_rate", "sku", "description")
    for number, line in enumerate(reading["lines"], start=1):
        shown = " | ".join(str(line[name]) if line[name] is not None else "-" for name in columns)
        rows.append(f"  {number:3}  {shown}")
    for warning in reading["warnings"]:
        detail = ", ".join(f"{name} {value}" for name, value in warning["detail"].items())
        rows.append(f"  ! {warning['code']} {warning['field'] or ''} {detail}".rstrip())
    return "\n".join(rows) + "\n"


def _put_json(record: dict[str, Any]) -> None:
    _put(json.dumps(record, ensure_ascii=False) + "\n")


def _put(text: str) -> None:
    """Print at once: whoever reads along must not wait for the last file."""
    if sys.stdout is None:
        raise OSError(EBADF, "standard output is closed")
    sys.stdout.write(text)
    sys.stdout.flush()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)


def _content(path: Path, limits: Limits) -> bytes:
    """The bytes of a file, one more than allowed at most. Raises UnreadableFile."""
    try:
        with path.open("rb") as file:
            return file.read(limits.max_bytes + 1)
    except OSError as error:
        raise UnreadableFile(UnreadableCode.NOT_FOUND, error.strerror or str(error)) from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m core.invoices", description=DESCRIPTION)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    read = commands.add_parser("read", help="read invoices and print what they say", description=DESCRIPTION)
    read.add_argument("files", nargs="+", type=Path, metavar="FILE")
    read.add_argument("--json", action="store_true", help=JSON_HELP)
    read.add_argument(
        "--ignore-embedded",
        action="store_true",
        help="read the printed page even where XML is attached to a PDF",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
