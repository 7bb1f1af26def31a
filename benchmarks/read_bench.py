"""How much of a folder's documents the visual reader gets right, its printed pages alone, and at what cost.

    python -m benchmarks.read_bench DATA [--markdown] [--rival 10] [--side aside] [--only PART] [--many 500]

The folder, and each of its sub-folders, that has a truth.json is one set; its scans are another. Prints JSON:
right/total a field, lines' precision, recall and F1, seconds and peak memory a page, and what was wrong, file
by file. A third of the documents, by their names' checksums, is the side set aside.
"""

import argparse
import json
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from benchmarks.read_cost import Cost, beside_rapidocr, codes_read, memory_over
from benchmarks.read_table import markdown
from core.invoices.model import Reading
from core.invoices.ocr import image_pages
from core.invoices.pages import Page, text_pages
from core.invoices.pdf_pages import pdf_pages
from core.invoices.visual import read_pages

LIKE = 90
PRINTED = frozenset({".pdf", ".txt", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".bmp"})
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
    options = _options()
    folders = [path.parent for path in sorted(options.folder.rglob("truth.json"))]
    if not folders:
        sys.exit(f"no truth.json in {options.folder} or below it")
    if options.many:
        print(json.dumps(memory_over(folders, options.many), indent=1))
        return
    sets = {}
    for folder in folders:
        documents = list(records(folder, options.only, options.side))
        for scan in sorted({bool(truth.get("scan")) for _, truth in documents}):
            name = f"{folder.name}, scanned" if scan else folder.name
            chosen = [pair for pair in documents if bool(pair[1].get("scan")) is scan]
            sets[name] = measure(folder, chosen) | codes_read(folder, chosen)
            if options.rival:
                sets[name] |= beside_rapidocr([folder / file for file, _ in chosen], options.rival)
    print(markdown(sets) if options.markdown else json.dumps(sets, indent=1, ensure_ascii=False))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--markdown", action="store_true", help="print tables instead of JSON")
    parser.add_argument(
        "--rival", type=int, default=0, help="pictures also given to RapidOCR alone, and timed"
    )
    parser.add_argument("--side", choices=("tuned", "aside"), help="keep to one side of the set-aside split")
    parser.add_argument("--only", default="", help="keep to files with this in their names")
    parser.add_argument("--many", type=int, default=0, help="read so many in a row in one worker; its memory")
    return parser.parse_args()


def measure(folder: Path, documents: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    right, total, lines = Counter[str](), Counter[str](), Counter[str]()
    sides: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    wrong: dict[str, list[str]] = {}
    cost = Cost()
    for name, truth in documents:
        with cost.of_document() as pages:
            words = load(folder / name)
            reading = read_pages(words, name)
            pages.append(len(words))
        for field, expected in truth.items():
            if field not in FIELDS or expected in (None, "", []):
                continue
            got = getattr(reading, FIELDS[field])
            is_right = same(field, expected, got)
            total[field] += 1
            right[field] += is_right
            sides[is_aside(name)].update(right=is_right, total=1)
            if not is_right:
                wrong.setdefault(name, []).append(f"{field}: {got!s} not {expected!s}")
        missed = count_lines(reading, truth.get("lines") or [], lines)
        if missed:
            wrong.setdefault(name, []).append(missed)
    return {
        "documents": len(documents),
        "right": {
            field: f"{right[field]}/{total[field]} {right[field] / total[field]:.1%}" for field in total
        },
        "all_fields": gap(sides),
        "lines": rates(lines),
        **cost.figures(),
        "wrong": wrong,
    }


def gap(sides: Mapping[bool, Counter[str]]) -> dict[str, float]:
    """Percent of all fields right on the side developed with and on the one set aside, and their gap."""
    tuned, aside = (100 * sides[side]["right"] / max(sides[side]["total"], 1) for side in (False, True))
    return {"tuned": round(tuned, 1), "aside": round(aside, 1), "gap": round(tuned - aside, 1)}


def is_aside(name: str) -> bool:
    """Whether a document is on the side set aside: a third, by the checksum of its name."""
    return zlib.crc32(name.encode()) % 3 == 0


def records(folder: Path, only: str = "", side: str | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
    """The documents of a folder that are pages and are there, with their truth, by name."""
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    pairs = truth.items() if isinstance(truth, dict) else ((record["file"], record) for record in truth)
    for name, record in sorted(pairs):
        printed = (folder / name).suffix.lower() in PRINTED and (folder / name).exists()
        if printed and only in name and (side is None or is_aside(name) == (side == "aside")):
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
