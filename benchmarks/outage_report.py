"""The full kill -9 matrix: rounds of trade under random outages of real servers; JSON, then a table.

`python -m benchmarks.outage_report --rounds 30 --seconds 60 --clients 8 --out FOLDER`. See docs/outages.md.
"""

import argparse
import csv
import hashlib
import json
import os
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.outage.rounds import RoundReport, plan, run_round
from tests.outage.trade import Document
from tests.outage.watch import Figures
from tests.outage.world import Victim, World, a_world

RESET_TIMEOUT = 3.0
"""Seconds to the first probe, shorter than shipped so that a round holds many outages and recoveries."""
_MUST_BE_ZERO = ("lost", "doubled", "wrong", "bad_answers", "dead_letters", "failed_rounds")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=60.0, help="of trade in each round")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1, help="of the first round; each next one adds 1")
    parser.add_argument("--out", type=Path, help="folder for kill-matrix.json, .md and every receipt, as csv")
    wanted = parser.parse_args()
    matrix = Matrix(wanted)
    for seed in range(wanted.seed, wanted.seed + wanted.rounds):
        matrix.run(seed)
    matrix.close()
    summary = matrix.summary()
    print(json.dumps(summary, indent=2))
    print(_table(summary))
    return 1 if any(summary[name] for name in _MUST_BE_ZERO) else 0


class Matrix:
    """Rounds in one world; a round that fails is noted, and the next begins in a new world."""

    def __init__(self, wanted: argparse.Namespace) -> None:
        self._wanted = wanted
        self._reports: list[RoundReport] = []
        self._failed: dict[int, str] = {}
        self._stack = ExitStack()
        self._world: World | None = None

    def run(self, seed: int) -> None:
        """Run one round, tell its outcome on standard error, and keep all there is so far."""
        began = time.monotonic()
        try:
            report = self._round(seed)
        except Exception as error:  # noqa: BLE001 - whatever ends a round must not end the others
            self._failed[seed] = "; ".join(f"{type(it).__name__}: {it}" for it in _causes(error))
            print(f"round {seed}: FAILED: {self._failed[seed]}", file=sys.stderr, flush=True)
            self.close()
        else:
            self._reports.append(report)
            _say(report, time.monotonic() - began)
        self._keep(seed)

    def _round(self, seed: int) -> RoundReport:
        wanted = self._wanted
        if self._world is None:
            self._world = self._stack.enter_context(a_world(RESET_TIMEOUT))
        strikes = plan(random.Random(seed), wanted.seconds, tuple(Victim))
        return run_round(self._world, strikes, seed=seed, seconds=wanted.seconds, clients=wanted.clients)

    def close(self) -> None:
        """End the world, whatever state it is in."""
        self._world = None
        try:
            self._stack.close()
        except Exception as error:  # noqa: BLE001 - a server that cannot be ended is told, and left
            print(f"  the world did not end well: {error!r}", file=sys.stderr, flush=True)

    def summary(self) -> dict[str, Any]:
        return _summary(self._wanted, self._reports, self._failed)

    def _keep(self, seed: int) -> None:
        if (out := self._wanted.out) is None:
            return
        out.mkdir(parents=True, exist_ok=True)
        summary = self.summary()
        (out / "kill-matrix.json").write_text(json.dumps(summary, indent=2))
        (out / "kill-matrix.md").write_text(_table(summary))
        if seed not in self._failed:
            _keep_receipts(out / f"receipts-{seed:04d}.csv", self._reports[-1].documents)


def _causes(error: Exception) -> list[Exception]:
    """What a group of exceptions is made of; else the exception itself."""
    if not isinstance(error, ExceptionGroup):
        return [error]
    return [cause for one in error.exceptions for cause in _causes(one)]


def _keep_receipts(path: Path, documents: Iterable[Document]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("filename", "sha256", "receipt", "approval"))
        for it in documents:
            approval = "promised" if it.approval_promised else "asked" if it.approval_asked else ""
            rows.writerow((it.filename, hashlib.sha256(it.content).hexdigest(), it.invoice_id, approval))


def _say(report: RoundReport, took: float) -> None:
    """One line of progress, and all that went wrong, on standard error."""
    found = report.reckoning
    print(
        f"round {report.seed}: {len(report.figures)} strikes, {found.uploads_promised} uploads and "
        f"{found.approvals_promised} approvals promised, {len(found.lost)} lost, "
        f"{len(found.doubled)} doubled, {len(found.wrong) + len(report.faults)} otherwise wrong, "
        f"{report.dead_letters} dead letters, caught up in {report.caught_up:.1f} s, {took:.0f} s in all",
        file=sys.stderr,
        flush=True,
    )
    for line in (*found.lost, *found.doubled, *found.wrong, *report.faults):
        print(f"  {line}", file=sys.stderr, flush=True)


def _summary(
    wanted: argparse.Namespace, reports: list[RoundReport], failed: dict[int, str]
) -> dict[str, Any]:
    deeds = [deed for report in reports for deed in report.deeds]
    figures = [figure for report in reports for figure in report.figures]

    def total(count: Callable[[RoundReport], int]) -> int:
        return sum(map(count, reports))

    return {
        "rounds": len(reports),
        "failed_rounds": failed,
        "seconds_of_trade_a_round": wanted.seconds,
        "clients": wanted.clients,
        "seeds": [report.seed for report in reports],
        "cores": os.cpu_count(),
        "load_average_at_the_end": os.getloadavg()[0],
        "breakers_reset_timeout_seconds": RESET_TIMEOUT,
        "strikes": len(figures),
        "requests": len(deeds),
        "uploads_promised": total(lambda it: it.reckoning.uploads_promised),
        "uploads_never_promised": total(lambda it: it.reckoning.uploads_without_receipt),
        "approvals_promised": total(lambda it: it.reckoning.approvals_promised),
        "answers_by_source": dict(Counter(deed.source for deed in deeds if deed.is_answered)),
        "lost": total(lambda it: len(it.reckoning.lost)),
        "doubled": total(lambda it: len(it.reckoning.doubled)),
        "wrong": total(lambda it: len(it.reckoning.wrong)),
        "bad_answers": total(lambda it: len(it.faults)),
        "dead_letters": max((report.dead_letters for report in reports), default=0),
        "caught_up_seconds": _spread(report.caught_up for report in reports),
        "by_victim": _by_victim(figures),
    }


def _by_victim(figures: list[Figures]) -> list[dict[str, Any]]:
    cases = sorted({(figure.incident.victim, figure.incident.blow) for figure in figures})
    rows = []
    for victim, blow in cases:
        mine = [it for it in figures if (it.incident.victim, it.incident.blow) == (victim, blow)]
        alone = [it for it in mine if it.is_alone]
        rows.append(
            {
                "victim": victim,
                "blow": blow,
                "strikes": len(mine),
                "first_answer_seconds": _spread(it.first_answer for it in alone),
                "circuit_open_seconds": _spread(it.circuit_open for it in alone),
                "recovered_seconds": _spread(it.recovered for it in alone),
                "longest_wait_seconds": _spread(it.longest_wait for it in alone),
                "longest_wait_with_others_out_seconds": _spread(it.longest_wait for it in mine),
            }
        )
    return rows


def _spread(values: Iterable[float | None]) -> dict[str, float | int] | None:
    known = [value for value in values if value is not None]
    if not known:
        return None
    return {"count": len(known), "median": round(statistics.median(known), 2), "max": round(max(known), 2)}


def _table(summary: dict[str, Any]) -> str:
    head = (
        f"{summary['rounds']} rounds of {summary['seconds_of_trade_a_round']:.0f} s, "
        f"{summary['clients']} clients, {summary['strikes']} strikes: "
        f"{summary['uploads_promised']} uploads and {summary['approvals_promised']} approvals promised. "
        f"Lost: {summary['lost']}. Doubled: {summary['doubled']}. Failed rounds: "
        f"{len(summary['failed_rounds'])}. Median / longest, in seconds:"
    )
    names = "victim", "blow", "strikes", "first answer", "circuit open", "recovered", "longest wait"
    rows = [
        f"| {' | '.join(names)} | with others out |",
        "|---" * 8 + "|",
    ]
    for row in summary["by_victim"]:
        cells = [row["victim"], row["blow"], str(row["strikes"])]
        cells += [_cell(value) for name, value in row.items() if name.endswith("_seconds")]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(["", head, "", *rows])


def _cell(spread: dict[str, float | int] | None) -> str:
    return "" if spread is None else f"{spread['median']} / {spread['max']}"


if __name__ == "__main__":
    sys.exit(main())
