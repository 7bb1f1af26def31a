"""The journal's trials in number, and its rates: holding on disk and landing in PostgreSQL, as JSON.

`python -m benchmarks.journal --crashes 100 --writes 10000 --out FOLDER`. See docs/outages.md.
"""

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.outage.journal_trials import Tail, crash, replay_many, two_replayers
from tests.support.servers import PostgresServer, _kept


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--crashes", type=int, default=100, help="writers killed, a quarter with each tail")
    parser.add_argument("--replayers", type=int, default=10, help="pairs of replayers of which one is killed")
    parser.add_argument("--writes", type=int, default=10_000, help="held and landed at one go")
    parser.add_argument("--out", type=Path, help="folder for journal.json and journal.md")
    wanted = parser.parse_args()
    with _kept(PostgresServer) as postgres:
        report = {
            "cores": os.cpu_count(),
            "crashes": _crashes(wanted.crashes),
            "two_replayers": _replayers(postgres, wanted.replayers),
            "replay": _replay(postgres, wanted.writes),
            "load_average_at_the_end": os.getloadavg()[0],
        }
    print(json.dumps(report, indent=2))
    print(_table(report))
    if wanted.out is not None:
        wanted.out.mkdir(parents=True, exist_ok=True)
        (wanted.out / "journal.json").write_text(json.dumps(report, indent=2))
        (wanted.out / "journal.md").write_text(_table(report))
    return 1 if any(report[name]["wrong"] for name in ("crashes", "two_replayers", "replay")) else 0


def _crashes(number: int) -> dict[str, Any]:
    trials = []
    for seed in range(number):
        with _folder() as folder:
            trials.append(crash(folder, list(Tail)[seed % len(Tail)], random.Random(seed)))
        print(f"crash {seed}: {trials[-1]}", file=sys.stderr, flush=True)
    undamaged = [it for it in trials if it.tail in (Tail.AS_IT_IS, Tail.TORN)]
    return {
        "trials": len(trials),
        "acknowledged": sum(it.acknowledged for it in trials),
        "found": sum(it.found for it in trials),
        "undamaged_trials": len(undamaged),
        "undamaged_lost": sum(max(0, it.acknowledged - it.found) for it in undamaged),
        "wrong": [f"{it.tail}: {wrong}" for it in trials for wrong in it.wrong],
    }


def _replayers(postgres: PostgresServer, number: int) -> dict[str, Any]:
    wrong: list[str] = []
    for seed in range(number):
        with _folder() as folder:
            wrong += two_replayers(folder, postgres.new_database(), 600, random.Random(seed))
        print(f"replayers {seed}: {wrong or 'clean'}", file=sys.stderr, flush=True)
    return {"trials": number, "writes_in_each": 600, "wrong": wrong}


def _replay(postgres: PostgresServer, writes: int) -> dict[str, Any]:
    with _folder() as folder:
        found = replay_many(folder, postgres.new_database(), writes)
    return {
        "writes": found.writes,
        "held_per_second": round(found.held_per_second),
        "replayed_per_second": round(found.replayed_per_second),
        "wrong": found.wrong,
    }


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="fusible-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _table(report: dict[str, Any]) -> str:
    crashes, pairs, replay = report["crashes"], report["two_replayers"], report["replay"]
    lines = [
        "| trial | times | outcome |",
        "|---|---|---|",
        (
            f"| writer killed with SIGKILL, log as it is or torn | {crashes['undamaged_trials']} |"
            f" {crashes['undamaged_lost']} acknowledged writes lost |"
        ),
        (
            f"| writer killed, end of the log cut off or overwritten |"
            f" {crashes['trials'] - crashes['undamaged_trials']} |"
            f" {len(crashes['wrong'])} times something else than a whole beginning, in order |"
        ),
        (
            f"| two processes replay {pairs['writes_in_each']} writes, one is killed | {pairs['trials']} |"
            f" {len(pairs['wrong'])} lost, doubled or out of order |"
        ),
        f"| writes held, each on disk | {replay['writes']} | {replay['held_per_second']} a second |",
        (
            f"| the same landed in PostgreSQL, in order of their key | {replay['writes']} |"
            f" {replay['replayed_per_second']} a second, {len(replay['wrong'])} wrong |"
        ),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
