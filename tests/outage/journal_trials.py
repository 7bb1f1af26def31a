"""Trials of the journal: writers killed in mid-write, its log damaged, replayers killed, many writes."""

import random
import time
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from core.resilience.events import EventLog
from core.resilience.journal import Journal
from tests.outage.held_work import books, create_table, damage_done, hold, start

_PATIENCE = 60.0


class Tail(StrEnum):
    """What becomes of the end of the write-ahead log after its writer was killed."""

    AS_IT_IS = "as it is"
    TORN = "torn write appended"
    CUT = "cut off"
    OVERWRITTEN = "overwritten"


@dataclass(frozen=True)
class Crash:
    tail: Tail
    acknowledged: int
    found: int
    wrong: list[str]


def crash(folder: Path, tail: Tail, rng: random.Random) -> Crash:
    """Kill a process that holds writes, damage the log, and look at what a new process finds."""
    path = folder / "journal.db"
    folder.mkdir(parents=True, exist_ok=True)
    told = folder / "acknowledged"
    with told.open("w") as out:
        writer = start("hold", path, "a", stdout=out)
    while not told.stat().st_size:
        time.sleep(0.01)
    time.sleep(rng.uniform(0.01, 0.25))
    writer.kill()
    writer.wait(10)
    acknowledged = told.read_text().count("\n")
    wal = path.with_name("journal.db-wal")
    _damage(wal, tail, rng)
    journal = Journal(path, events=EventLog())
    found = [entry.payload["n"] for entry in journal.pending(1_000_000)]
    wrong = _wrong(found, acknowledged, tail)
    if not journal.writable:
        wrong.append("it takes no writes any more")
    hold(journal, 1_000_000, "after")
    journal.close()
    return Crash(tail, acknowledged, len(found), wrong)


def _damage(wal: Path, tail: Tail, rng: random.Random) -> None:
    size = wal.stat().st_size
    some = rng.randint(1, 4000)
    with wal.open("r+b") as file:
        if tail is Tail.CUT:
            file.truncate(max(32, size - some))
        elif tail is Tail.OVERWRITTEN:
            file.seek(max(32, size - some))
            file.write(rng.randbytes(some))
        elif tail is Tail.TORN:
            file.seek(size)
            file.write(rng.randbytes(some))


def _wrong(found: list[int], acknowledged: int, tail: Tail) -> list[str]:
    wrong = []
    if found != list(range(len(found))):
        wrong.append(f"not the first {len(found)} in order: {found}")
    if len(found) > acknowledged + 1:
        wrong.append(f"{len(found)} found of {acknowledged} acknowledged and one under way")
    # What was on disk and is damaged afterwards may be lost; what a crash leaves behind may not.
    if tail in (Tail.AS_IT_IS, Tail.TORN) and len(found) < acknowledged:
        wrong.append(f"{acknowledged} acknowledged, {len(found)} found")
    return wrong


@dataclass(frozen=True)
class Replayed:
    writes: int
    held_per_second: float
    replayed_per_second: float
    wrong: list[str] = field(default_factory=list)


def replay_many(folder: Path, database_url: str, writes: int) -> Replayed:
    """Hold many writes one after the other, then land them all in PostgreSQL."""
    made, ledger = books(folder, database_url)
    create_table(made)
    journal = ledger._journal
    began = time.monotonic()
    for number in range(writes):
        hold(journal, number)
    held = time.monotonic() - began
    report = ledger.replay()
    wrong = damage_done(made, writes)
    if report.waiting or report.stopped_by:
        wrong.append(str(report))
    made.close()
    journal.close()
    return Replayed(writes, writes / held, writes / report.seconds, wrong)


def two_replayers(folder: Path, database_url: str, writes: int, rng: random.Random) -> list[str]:
    """Two processes land one journal; one is killed in the midst of it, and another takes its place.

    What is wrong in the end, in words.
    """
    made, ledger = books(folder, database_url)
    create_table(made)
    journal = ledger._journal
    for number in range(writes):
        hold(journal, number)
    replayers = [start("replay", folder, database_url) for _ in range(2)]
    try:
        for replayer in replayers:
            replayer.stdout.readline()
        time.sleep(rng.uniform(0.02, 0.15))
        replayers[0].kill()
        left_behind = journal.pending_count
        replayers.append(start("replay", folder, database_url))
        ends_at = time.monotonic() + _PATIENCE
        while journal.pending_count and time.monotonic() < ends_at:
            time.sleep(0.05)
    finally:
        for replayer in replayers:
            replayer.kill()
            replayer.communicate(timeout=10)
    wrong = damage_done(made, writes)
    if not left_behind:
        wrong.append("all had landed before the kill: hold more writes")
    made.close()
    journal.close()
    return wrong
