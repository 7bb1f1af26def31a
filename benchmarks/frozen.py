"""How long people wait, and when circuits open, while servers are frozen: they accept and never answer.

`python -m benchmarks.frozen --rounds 3 --out FOLDER`. Goal: nobody waits over 3 s, circuits open within 5.
"""

import argparse
import itertools
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.outage.trade import Trade
from tests.outage.world import BREAKER_OF, SERVERS, Blow, Victim, World, a_world

RESET_TIMEOUT = 3.0
"""Seconds to the first probe, shorter than shipped: so that the next round can begin."""
_LASTS = 7.0
_EVERY = 0.05
_CASES = (SERVERS, *((victim,) for victim in SERVERS))
_CLIENTS = (8, 1)
"""Eight trade as people do; one alone uploads and does nothing else, for what it does not ask cannot open."""
_place = itertools.count(1, 10)


@dataclass(frozen=True)
class Measured:
    """One freeze, in seconds from the SIGSTOP on."""

    longest_wait: float
    """Of all requests under way during it."""
    opened: dict[Victim, float | None]
    """When each frozen server's circuit was first seen open."""
    unanswered: int
    """Requests that got an error instead of an answer or a receipt."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", help="part of 'all four', 'openai' and the like", default="")
    parser.add_argument("--out", type=Path, help="folder for frozen.json and frozen.md")
    wanted = parser.parse_args()
    cases = [frozen for frozen in _CASES if wanted.only in _name(frozen)]
    found: dict[tuple[Sequence[Victim], int], list[Measured]] = {}
    with a_world(RESET_TIMEOUT) as world:
        for _, frozen, clients in itertools.product(range(wanted.rounds), cases, _CLIENTS):
            measured = _freeze(world, frozen, clients)
            found.setdefault((frozen, clients), []).append(measured)
            print(f"{', '.join(frozen)}, {clients} clients: {measured}", file=sys.stderr, flush=True)
    table = _table(found, wanted.rounds)
    if wanted.out is not None:
        wanted.out.mkdir(parents=True, exist_ok=True)
        (wanted.out / "frozen.json").write_text(json.dumps(_report(found), indent=2))
        (wanted.out / "frozen.md").write_text(table)
    print(table)
    return 1 if any(run.unanswered for runs in found.values() for run in runs) else 0


def _freeze(world: World, frozen: Sequence[Victim], clients: int) -> Measured:
    world.wait_until_recovered(30)
    opened: dict[Victim, float | None] = dict.fromkeys(frozen)
    with Trade(world, next(_place), clients, only_uploads=clients == 1) as trade:
        time.sleep(1.5)
        struck_at = time.monotonic()
        for victim in frozen:
            world.strike(victim, Blow.FREEZE)
        while (passed := time.monotonic() - struck_at) < _LASTS:
            breakers = world.console.get_json("/health")["breakers"]
            for victim in frozen:
                if opened[victim] is None and breakers[BREAKER_OF[victim]] == "open":
                    opened[victim] = passed
            time.sleep(_EVERY)
        thawed_at = time.monotonic()
        for victim in frozen:
            world.mend(victim)
    during = [it for it in trade.deeds if it.began <= thawed_at and it.began + it.seconds >= struck_at]
    return Measured(
        longest_wait=max(it.seconds for it in during),
        opened=opened,
        unanswered=sum(not it.is_answered for it in during),
    )


def _report(found: dict[tuple[Sequence[Victim], int], list[Measured]]) -> dict[str, object]:
    return {
        "cores": os.cpu_count(),
        "load_average_at_the_end": os.getloadavg()[0],
        "breakers_reset_timeout_seconds": RESET_TIMEOUT,
        "freezes": [
            {"frozen": frozen, "clients": clients, "runs": [vars(run) for run in runs]}
            for (frozen, clients), runs in found.items()
        ],
    }


def _table(found: dict[tuple[Sequence[Victim], int], list[Measured]], rounds: int) -> str:
    """The worst of all rounds, cell by cell."""
    lines = [
        f"| frozen | clients | longest wait in {rounds} rounds | circuits opened, at the latest | errors |",
        "|---|---|---|---|---|",
    ]
    for (frozen, clients), runs in found.items():
        opened = ", ".join(f"{victim} {_latest([run.opened[victim] for run in runs])}" for victim in frozen)
        wait = max(run.longest_wait for run in runs)
        errors = sum(run.unanswered for run in runs)
        lines.append(f"| {_name(frozen)} | {clients} | {wait:.1f} s | {opened} | {errors} |")
    return "\n".join(lines) + "\n"


def _name(frozen: Sequence[Victim]) -> str:
    return "all four" if len(frozen) > 1 else frozen[0]


def _latest(seconds: Sequence[float | None]) -> str:
    known = [it for it in seconds if it is not None]
    return f"{max(known):.1f} s" if len(known) == len(seconds) else "not in every round"


if __name__ == "__main__":
    sys.exit(main())
