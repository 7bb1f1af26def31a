"""How the console fails over: every kind of outage of every service, beside the same with breakers disabled.

`python -m benchmarks.failover --rounds 3 --out FOLDER`. See docs/outages.md for what the columns mean.
"""

import argparse
import contextlib
import itertools
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import requests

from tests.outage.trade import Deed, Kind, Trade
from tests.outage.world import BREAKER_OF, SERVERS, Victim, World, a_world
from tests.support.conditions import failing, late, throttled

RESET_TIMEOUT = 3.0
"""Seconds to the first probe, shorter than shipped."""
LATENESS = 1.75
"""Seconds that every answer comes later: more than every deadline but the AI's."""
_CLIENTS = 8
_LASTS = 6.0
_PATIENCE = 30.0
_EVERY = 0.05
_place = itertools.count(1, 10)


class Outage(StrEnum):
    REFUSE = "refuse"
    HANG = "hang"
    LATENCY = "latency"
    ERROR = "5xx"
    THROTTLE = "throttle"


@dataclass(frozen=True)
class Measured:
    """One outage; times in seconds, None for what did not happen."""

    first_answer: float | None
    """To the first receipt for an upload made after the blow."""
    circuit_open: float | None
    recovered: float
    """From the server being back to the circuit closed."""
    landed: float
    """From the server being back to nothing held or spooled any more."""
    refused: int
    """Calls that the circuit kept from the server."""
    failed: int
    """Calls that reached for the server in vain."""
    longest_wait: float
    """Of all requests under way during the outage."""
    answers: int
    """Requests answered during the outage, live or by a fallback."""
    unanswered: int
    """Requests that got an error."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", help="part of 'service outage', such as 'redis' or 'postgres hang'")
    parser.add_argument("--out", type=Path, help="folder for failover.json and failover.md")
    wanted = parser.parse_args()
    rows = _measure(wanted.rounds, wanted.only or "")
    report = {
        "rounds": wanted.rounds,
        "clients": _CLIENTS,
        "outage_seconds": _LASTS,
        "breakers_reset_timeout_seconds": RESET_TIMEOUT,
        "cores": os.cpu_count(),
        "load_average_at_the_end": os.getloadavg()[0],
        "outages": rows,
    }
    table = _table(rows)
    if wanted.out is not None:
        wanted.out.mkdir(parents=True, exist_ok=True)
        (wanted.out / "failover.json").write_text(json.dumps(report, indent=2))
        (wanted.out / "failover.md").write_text(table)
    print(json.dumps(report, indent=2))
    print(table)
    return 1 if any(row["with"]["unanswered"] for row in rows) else 0


def _measure(rounds: int, only: str) -> list[dict[str, Any]]:
    """The medians of every outage, with breakers and without."""
    cases = [(victim, kind) for victim in SERVERS for kind in Outage if only in f"{victim} {kind}"]
    found: dict[tuple[Victim, Outage, bool], list[Measured]] = {}
    # A forwarder would answer for a dead server, so only late servers have one.
    for forwarded in (False, True):
        mine = [(victim, kind) for victim, kind in cases if (kind is Outage.LATENCY) is forwarded]
        if not mine:
            continue
        with a_world(RESET_TIMEOUT, forwarded=forwarded) as world:
            for _ in range(rounds):
                for (victim, kind), guarded in itertools.product(mine, (True, False)):
                    measured = _suffer(world, victim, kind, guarded=guarded)
                    found.setdefault((victim, kind, guarded), []).append(measured)
                    print(f"{victim} {kind} {guarded=}: {measured}", file=sys.stderr, flush=True)
    return [
        {
            "service": victim,
            "outage": kind,
            "with": _median(found[victim, kind, True]),
            "without": _median(found[victim, kind, False]),
        }
        for victim, kind in cases
    ]


def _suffer(world: World, victim: Victim, kind: Outage, *, guarded: bool) -> Measured:
    """Trade through one outage, with the victim's breaker at work or disabled by the operator."""
    world.wait_until_recovered(_PATIENCE)
    _order(world, victim, "reset" if guarded else "disable")
    with Trade(world, next(_place), _CLIENTS) as trade:
        time.sleep(1.5)
        before = _breaker(world, victim)
        struck_at = time.monotonic()
        with _outage(world, victim, kind):
            circuit_open = _seconds_until_open(world, victim, struck_at)
            time.sleep(max(0.0, struck_at + _LASTS - time.monotonic()))
            after = _breaker(world, victim)
            ending_at = time.monotonic()
        back_at = time.monotonic()
        recovered = _seconds_until(world, back_at, lambda: _breaker(world, victim)["state"] == "closed")
        landed = _seconds_until(world, back_at, lambda: _nothing_waits(world))
    _order(world, victim, "reset")
    deeds = trade.deeds
    during = [it for it in deeds if it.began <= ending_at and it.began + it.seconds >= struck_at]
    return Measured(
        first_answer=_first_receipt(deeds, struck_at),
        circuit_open=circuit_open,
        recovered=recovered,
        landed=landed,
        refused=after["rejected"] - before["rejected"],
        failed=after["failures"] - before["failures"],
        longest_wait=max((it.seconds for it in during), default=0.0),
        answers=sum(it.is_answered and it.began + it.seconds <= ending_at for it in during),
        unanswered=sum(not it.is_answered for it in during),
    )


@contextlib.contextmanager
def _outage(world: World, victim: Victim, kind: Outage) -> Iterator[None]:
    server = world.server(victim)
    with contextlib.ExitStack() as stack:
        match kind:
            case Outage.REFUSE:
                server.kill()
            case Outage.HANG:
                server.freeze()
            case Outage.LATENCY:
                stack.enter_context(late(world.ways.get(victim, world.openai), LATENESS))
            case Outage.ERROR:
                stack.enter_context(failing(server))
            case Outage.THROTTLE:
                stack.enter_context(throttled(server))
        yield
    server.ensure_running()


def _order(world: World, victim: Victim, action: str) -> None:
    path = f"/api/breakers/{BREAKER_OF[victim]}/{action}"
    requests.post(world.console.url + path, headers=world.headers(), timeout=5).raise_for_status()


def _breaker(world: World, victim: Victim) -> dict[str, Any]:
    breakers = {one["name"]: one for one in world.console.get_json("/api/breakers")}
    return breakers[BREAKER_OF[victim]]


def _seconds_until_open(world: World, victim: Victim, struck_at: float) -> float | None:
    while (waited := time.monotonic() - struck_at) < _LASTS:
        if _breaker(world, victim)["state"] == "open":
            return waited
        time.sleep(_EVERY)
    return None


def _seconds_until(world: World, began: float, condition: Callable[[], bool]) -> float:
    while (waited := time.monotonic() - began) < _PATIENCE:
        if condition():
            return waited
        time.sleep(_EVERY)
    raise TimeoutError(f"{_PATIENCE:.0f} s after the server is back: {world.unfinished()}")


def _nothing_waits(world: World) -> bool:
    return not world.console.get_json("/health")["journal_pending"] and not world.spooled


def _first_receipt(deeds: list[Deed], struck_at: float) -> float | None:
    receipts = [it for it in deeds if it.kind is Kind.UPLOAD and it.is_answered and it.began >= struck_at]
    first = min((it.began + it.seconds for it in receipts), default=None)
    return None if first is None else first - struck_at


def _median(runs: list[Measured]) -> dict[str, float | None]:
    """The median of each figure; of those counted as wrong, the sum."""
    medians: dict[str, float | None] = {}
    for name in asdict(runs[0]):
        known = [value for value in (getattr(run, name) for run in runs) if value is not None]
        medians[name] = round(statistics.median(known), 2) if len(known) * 2 > len(runs) else None
    return {**medians, "unanswered": sum(run.unanswered for run in runs)}


_COLUMNS = {
    "first answer": "first_answer",
    "circuit open": "circuit_open",
    "closed again": "recovered",
    "all landed": "landed",
    "refused": "refused",
    "longest wait": "longest_wait",
    "answers": "answers",
    "errors": "unanswered",
}


def _table(rows: list[dict[str, Any]]) -> str:
    """With breakers / without, cell by cell."""
    lines = [f"| service | outage | {' | '.join(_COLUMNS)} |", "|---" * (2 + len(_COLUMNS)) + "|"]
    for row in rows:
        cells = [f"{_cell(row['with'][name])} / {_cell(row['without'][name])}" for name in _COLUMNS.values()]
        lines.append(f"| {row['service']} | {row['outage']} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"


if __name__ == "__main__":
    sys.exit(main())
