"""The read bench's figures as markdown, for the README."""

from collections.abc import Mapping
from typing import Any

ABSENT = "-"
LINES = ("precision", "recall", "f1")
SIDES = ("tuned", "aside", "gap")
COST = (
    ("pages", "pages"),
    ("seconds_p50", "s a page, p50"),
    ("seconds_p95", "s a page, p95"),
    ("peak_mb_p50", "peak MB, p50"),
    ("peak_mb_p95", "peak MB, p95"),
    ("qr_read", "QR read"),
    ("beside_rapidocr", "time beside RapidOCR"),
)


def markdown(sets: Mapping[str, Mapping[str, Any]]) -> str:
    """Two tables: what was right, a row a figure and a column a set; then what it cost."""
    fields = list(dict.fromkeys(field for figures in sets.values() for field in figures["right"]))
    shown = list(sets.values())
    rows = [
        ("documents", [str(figures["documents"]) for figures in shown]),
        *((field, [figures["right"].get(field, ABSENT) for figures in shown]) for field in fields),
        *((f"lines, {name}", [f"{it['lines'][name]:.3f}" for it in shown]) for name in LINES),
        *((f"all fields, {name}", [f"{it['all_fields'][name]:.1f}" for it in shown]) for name in SIDES),
    ]
    costs = [(title, [str(figures.get(key, ABSENT)) for figures in shown]) for key, title in COST]
    return "\n".join((_table(list(sets), rows), "", _table(list(sets), costs)))


def _table(heads: list[str], rows: list[tuple[str, list[str]]]) -> str:
    lines = [f"| | {' | '.join(heads)} |", f"|---{'|---' * len(heads)}|"]
    return "\n".join(lines + [f"| {name} | {' | '.join(cells)} |" for name, cells in rows])
