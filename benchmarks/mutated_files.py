"""Break real documents in many ways and upload each: no crash, no hang, nothing half stored.

    python -m benchmarks.mutated_files --count 500 [--seed 1] [--data tests/data]

Every file goes through the console that users have, with its reading workers. Prints JSON; exits with 1 where
an upload took too long, ended in an error that is none of its own, or left anything behind half done.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from core.bootstrap import build_console
from core.invoices.desk import InvoiceDesk
from core.invoices.files import UnreadableFile
from core.settings import Settings

LONGEST = 20.0
"""Seconds an upload may take before it counts as a hang."""
KINDS = frozenset({".pdf", ".xml", ".jpg", ".png", ".txt"})
STREAM, END_OF_STREAM = b"stream", b"endstream"
Mutation = Callable[[Random, bytes, bytes], bytes]
"""From a file and another one, by chance, to a broken file."""


def flip_bits(rng: Random, content: bytes, _other: bytes) -> bytes:
    broken = bytearray(content)
    for _ in range(rng.choice((1, 8, 64, 512))):
        broken[rng.randrange(len(broken))] ^= 1 << rng.randrange(8)
    return bytes(broken)


def truncate(rng: Random, content: bytes, _other: bytes) -> bytes:
    return content[: rng.randrange(len(content))]


def cut_out(rng: Random, content: bytes, _other: bytes) -> bytes:
    start = rng.randrange(len(content))
    return content[:start] + content[start + rng.randrange(1, 2000) :]


def swap_streams(rng: Random, content: bytes, other: bytes) -> bytes:
    """One stream of a PDF replaced by one of another file; of what has none, any piece by any other."""
    ours, theirs = _streams(content), _streams(other)
    start, end = rng.choice(ours) if ours else _piece(rng, content)
    first, last = rng.choice(theirs) if theirs else _piece(rng, other)
    return content[:start] + other[first:last] + content[end:]


def random_bytes(rng: Random, content: bytes, _other: bytes) -> bytes:
    """Noise under the file's own name; half of it behind the file's own first bytes."""
    return content[: rng.choice((0, 1024))] + rng.randbytes(rng.randrange(1, 50_000))


def repeat(rng: Random, content: bytes, _other: bytes) -> bytes:
    start, end = _piece(rng, content)
    return content[:end] + content[start:end] * rng.randrange(2, 200) + content[end:]


MUTATIONS: tuple[Mutation, ...] = (
    flip_bits,
    flip_bits,
    truncate,
    cut_out,
    swap_streams,
    random_bytes,
    repeat,
)


def _streams(content: bytes) -> list[tuple[int, int]]:
    found = []
    at = content.find(STREAM)
    while at >= 0:
        end = content.find(END_OF_STREAM, at)
        if end < 0:
            break
        found.append((at + len(STREAM), end))
        at = content.find(STREAM, end + len(END_OF_STREAM))
    return found


def _piece(rng: Random, content: bytes) -> tuple[int, int]:
    start = rng.randrange(len(content))
    return start, min(len(content), start + rng.randrange(1, 4000))


@dataclass
class Outcome:
    """What became of the uploads. `failures` must stay empty."""

    uploads: int = 0
    entered: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    failures: list[str] = field(default_factory=list)


def mutated(data: Path, count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """`count` broken files made of those below `data`; the same arguments give the same files."""
    paths = sorted(path for path in data.rglob("*") if path.suffix in KINDS)
    if not paths:
        raise ValueError(f"{data} holds no document to break")
    rng = Random(seed)
    for number in range(count):
        path, other = rng.choice(paths), rng.choice(paths)
        mutation = rng.choice(MUTATIONS)
        content = mutation(rng, path.read_bytes(), other.read_bytes())
        yield f"{number:03d}-{mutation.__name__}-{path.name}", content


def upload_all(data: Path, folder: Path, *, count: int, seed: int = 1) -> Outcome:
    """Upload `count` broken files to a console of its own in `folder`."""
    console = build_console(Settings(_env_file=None, data_dir=folder))
    outcome = Outcome()
    try:
        console.start()
        for name, content in mutated(data, count, seed):
            _upload(console.invoices, name, content, outcome)
        listed = len(console.invoices.recent(limit=count + 1).value)
        stored = [path for path in (folder / "storage").rglob("originals/*/*") if path.is_file()]
        originals = sum(not path.name.endswith(".meta.json") for path in stored)
        if not listed == originals == outcome.entered:
            outcome.failures.append(f"{outcome.entered} entered, {listed} listed, {originals} originals kept")
        if console.journal.dead_letter_count or console.journal.pending_count:
            outcome.failures.append("writes are left in the journal")
    finally:
        console.close()
    return outcome


def _upload(desk: InvoiceDesk, name: str, content: bytes, outcome: Outcome) -> None:
    started = time.monotonic()
    outcome.uploads += 1
    try:
        receipt = desk.submit(name, content, actor="mutations").value
    except UnreadableFile as refusal:
        outcome.refused[refusal.code] += 1
        if refusal.code in {"CRASHED", "TIMEOUT"}:
            outcome.failures.append(f"{name}: {refusal.code}")
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        outcome.failures.append(f"{name}: {type(error).__name__}: {error}")
    else:
        outcome.entered += 1
        if desk.original(receipt.invoice_id).value != content:
            outcome.failures.append(f"{name}: the original that was kept differs")
    spent = time.monotonic() - started
    outcome.slowest = max(outcome.slowest, spent)
    if spent > LONGEST:
        outcome.failures.append(f"{name}: took {spent:.1f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, default=Path("tests/data"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = upload_all(options.data, Path(folder), count=options.count, seed=options.seed)
    print(
        json.dumps(
            {
                "uploads": outcome.uploads,
                "entered": outcome.entered,
                "refused": dict(outcome.refused),
                "slowest_seconds": round(outcome.slowest, 2),
                "failures": outcome.failures,
            },
            indent=1,
        )
    )
    sys.exit(1 if outcome.failures else 0)


if __name__ == "__main__":
    main()
