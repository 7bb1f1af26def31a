"""Write Argentine invoices as PDFs, and as scans of them, with truth.json beside them.

    python -m benchmarks.argentina.generate --out DIR --count 30 --seed 7 --scans

The groups `heldout`, `unseen`, `fresh` and `sealed` are for measuring a reader, not for tuning it. The group
`random` has a layout of its own for every document, drawn from the seed. The same arguments give the
same files. What a truth record means is said at `benchmarks.argentina.document.truth`.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from benchmarks.argentina.blind import BLIND
from benchmarks.argentina.document import truth
from benchmarks.argentina.fresh import FRESH
from benchmarks.argentina.heldout import HELDOUT
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.layouts import TUNED
from benchmarks.argentina.random_layouts import random_layouts
from benchmarks.argentina.scan import Damage, image_pdf, photograph
from benchmarks.argentina.sealed import SEALED
from benchmarks.argentina.unseen import UNSEEN
from benchmarks.argentina.varied import VARIED, VARIED_ASIDE

GROUPS = {
    "tuned": TUNED,
    "heldout": HELDOUT,
    "unseen": UNSEEN,
    "blind": BLIND,
    "fresh": FRESH,
    "varied": VARIED,
    "varied_aside": VARIED_ASIDE,
    "sealed": SEALED,
    "all": TUNED + HELDOUT + UNSEEN,
}
RANDOM = "random"


def documents(
    layouts: Sequence[Layout], count: int, seed: int, *, scans: bool
) -> Iterator[tuple[dict[str, object], bytes]]:
    """Truth record and content of each file; layouts take turns, a scan follows the PDF it was made of."""
    for index in range(count):
        layout = layouts[index % len(layouts)]
        rng = Random(f"{seed}/{layout.name}/{index // len(layouts)}")
        invoice = layout.invoice(rng)
        pdf = layout.pdf(invoice)
        about: dict[str, object] = {"layout": layout.name, "qr": layout.qr}
        name = f"{index:03d}-{layout.name}"
        yield truth(invoice, f"{name}.pdf", layout.columns) | about | {"scan": False}, pdf
        if scans:
            file, content = _scanned(pdf, f"{name}-scan", rng)
            yield truth(invoice, file, layout.columns) | about | {"scan": True}, content


def _scanned(pdf: bytes, name: str, rng: Random) -> tuple[str, bytes]:
    """A photo where there is one page and the draw says so, else an image-only PDF."""
    pages = photograph(pdf, Damage.draw(rng), rng.randrange(2**31))
    if len(pages) == 1 and rng.random() < 0.6:
        return f"{name}.jpg", pages[0]
    return f"{name}.pdf", image_pdf(pages)


def chosen(group: str, names: str, seed: int = 1, count: int = 30) -> tuple[Layout, ...]:
    """The group's layouts, or those named. Raises ValueError for a name outside the group.

    Seed and count draw the layouts of the group `random`.
    """
    members = random_layouts(seed, count) if group == RANDOM else GROUPS[group]
    layouts = {layout.name: layout for layout in members}
    wanted = [name for name in names.split(",") if name] or list(layouts)
    unknown = sorted(set(wanted) - set(layouts))
    if unknown:
        raise ValueError(f"group {group} has no layout {', '.join(unknown)}; it has {', '.join(layouts)}")
    return tuple(layouts[name] for name in wanted)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--count", type=int, default=30, help="invoices; --scans writes a second file for each"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scans", action="store_true", help="also write a degraded scan of each")
    parser.add_argument("--layouts", default="", help="comma-separated names; all of the group by default")
    parser.add_argument("--group", choices=[*sorted(GROUPS), RANDOM], default="tuned")
    arguments = parser.parse_args()
    try:
        layouts = chosen(arguments.group, arguments.layouts, arguments.seed, arguments.count)
    except ValueError as problem:
        parser.error(str(problem))
    arguments.out.mkdir(parents=True, exist_ok=True)
    records = []
    for record, content in documents(layouts, arguments.count, arguments.seed, scans=arguments.scans):
        (arguments.out / str(record["file"])).write_bytes(content)
        records.append(record)
    (arguments.out / "truth.json").write_text(
        json.dumps(records, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    print(
        json.dumps(
            {"files": len(records), "layouts": [layout.name for layout in layouts], "out": str(arguments.out)}
        )
    )


if __name__ == "__main__":
    main()
