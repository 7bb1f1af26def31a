"""How much of a folder's documents the visual reader gets right, its printed pages alone.

DATA=folder python benchmarks/read_bench.py: the folder, and each of its sub-folders, that has a truth.json
is one set. Prints JSON: right/total a field, lines' precision, recall and F1, seconds a page, peak memory
and what was wrong, file by file. ONLY=part of a name keeps to those files; HELD=0 or 1 to one side of the
set-aside split (by the name's checksum, a third is held).
"""

import json
import os
import resource
import sys
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from core.invoices.model import Reading
from core.invoices.ocr import image_pages
from core.invoices.pages import Page, text_pages
from core.invoices.pdf_pages import pdf_pages
from core.invoices.visual import read_pages

LIKE = 90
FIELDS = {
    "number": "number",
    "date": "issue_date",
    "seller": "supplier_name",
    "company": "supplier_name",
    "seller_tax_ids": "supplier_tax_id",
    "supplier_name": "supplier_name",
    "supplier_tax_id": "supplier_tax_id",
    "receiver_name": "receiver_name",
    "receiver_tax_id": "receiver_tax_id",
    "kind": "kind",
    "letter": "letter",
    "net": "net",
    "tax": "tax",
    "total": "total",
    "currency": "currency",
}


def main() -> None:
    root = Path(os.environ["DATA"])
    folders = [path.parent for path in sorted(root.rglob("truth.json"))]
    if not folders:
        sys.exit(f"no truth.json in {root} or below it")
    sets = {}
    for folder in folders:
        documents = list(records(folder))
        for scan in sorted({bool(truth.get("scan")) for _, truth in documents}):
            name = f"{folder.name}, scanned" if scan else folder.name
            sets[name] = measure(folder, [pair for pair in documents if bool(pair[1].get("scan")) is scan])
    print(json.dumps(sets, indent=1, ensure_ascii=False))


def measure(folder: Path, documents: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    right, total, lines = Counter[str](), Counter[str](), Counter[str]()
    wrong: dict[str, list[str]] = {}
    spent, pages = 0.0, 0
    for name, truth in documents:
        started = time.perf_counter()
        words = load(folder / name)
        reading = read_pages(words, name)
        spent += time.perf_counter() - started
        pages += len(words)
        for field, expected in truth.items():
            if field not in FIELDS or expected in (None, "", []):
                continue
            total[field] += 1
            got = getattr(reading, FIELDS[field])
            if same(field, expected, got):
                right[field] += 1
            else:
                wrong.setdefault(name, []).append(f"{field}: {got!s} not {expected!s}")
        missed = count_lines(reading, truth.get("lines") or [], lines)
        if missed:
            wrong.setdefault(name, []).append(missed)
    return {
        "right": {
            field: f"{right[field]}/{total[field]} {right[field] / total[field]:.1%}" for field in total
        },
        "lines": rates(lines),
        "seconds_a_page": round(spent / max(pages, 1), 3),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "wrong": wrong,
    }


def records(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    truth = json.loads((folder / "truth.json").read_text())
    pairs = truth.items() if isinstance(truth, dict) else ((record["file"], record) for record in truth)
    only, held = os.environ.get("ONLY", ""), os.environ.get("HELD")
    for name, record in sorted(pairs):
        aside = zlib.crc32(name.encode()) % 3 == 0
        if only in name and (held is None or aside == (held == "1")):
            yield name, record


def load(path: Path) -> list[Page]:
    content = path.read_bytes()
    if path.suffix == ".pdf":
        return pdf_pages(content)
    return text_pages(content.decode()) if path.suffix == ".txt" else image_pages(content)


def same(field: str, expected: Any, got: Any) -> bool:
    if got is None:
        return False
    if field in ("net", "tax", "total"):
        return bool(money(expected) == got)
    if field == "date":
        return bool(got in dates(expected))
    if field in ("seller", "company", "supplier_name", "receiver_name"):
        return fuzz.ratio(" ".join(expected.upper().split()), " ".join(got.upper().split())) >= LIKE
    if field == "seller_tax_ids":
        return any(bare(got) == bare(tax_id) for tax_id in expected if tax_id)
    return bare(str(expected)) == bare(str(got))


def bare(text: str) -> str:
    return "".join(char for char in text.upper() if char.isalnum())


def money(text: str) -> Decimal | None:
    try:
        return Decimal("".join(char for char in str(text) if char in "0123456789.-"))
    except InvalidOperation:
        return None


def dates(text: str) -> set[Any]:
    found = set()
    for shape in (
        "%Y%m%d",
        "%Y-%m-%d",
        "%d/%m/%Y",
        "%d-%m-%Y",
        "%d/%m/%y",
        "%d-%m-%y",
        "%d %b %Y",
        "%d %b %y",
    ):
        try:
            found.add(datetime.strptime(text.title(), shape).date())  # noqa: DTZ007 - a printed day has no zone
        except ValueError:
            continue
    return found


def count_lines(reading: Reading, truth: list[dict[str, Any]], lines: Counter[str]) -> str | None:
    """Adds a document's lines to the counts; a line is right with quantity, unit price and amount right."""
    if not truth:
        return None
    wanted = Counter((number(line["qty"]), number(line["price"]), number(line["amount"])) for line in truth)
    got = Counter((line.quantity, line.unit_price, line.amount) for line in reading.lines)
    hits = sum((wanted & got).values())
    lines.update(right=hits, wanted=len(truth), got=len(reading.lines))
    if hits == len(truth) == len(reading.lines):
        return None
    show = [tuple(map(str, line)) for line in (got - wanted)]
    return f"lines: {show} not {[tuple(map(str, line)) for line in wanted - got]}"


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(str(text))


def rates(lines: Counter[str]) -> dict[str, float]:
    precision = lines["right"] / max(lines["got"], 1)
    recall = lines["right"] / max(lines["wanted"], 1)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1, 3)}


if __name__ == "__main__":
    main()
