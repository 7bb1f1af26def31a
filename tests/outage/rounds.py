"""One round of the kill -9 matrix: clients trade, victims are struck, and all is reckoned at the end."""

import random
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tests.outage.reckoning import Reckoning, reckon
from tests.outage.trade import Client, Deed, Document
from tests.outage.watch import Figures, Incident, Watch
from tests.outage.world import Blow, Victim, World

RECOVERY_PATIENCE = 60.0
_LAST_REQUESTS = 120.0
"""Seconds that a client may take to ask again for what it got no answer to, once all is back."""


@dataclass(frozen=True)
class Strike:
    """A blow to come: `at` seconds into the round, over `seconds` later."""

    at: float
    victim: Victim
    blow: Blow
    seconds: float


@dataclass(frozen=True)
class RoundReport:
    seed: int
    deeds: tuple[Deed, ...]
    faults: tuple[str, ...]
    """Answers that must never be given, such as a 500."""
    figures: tuple[Figures, ...]
    reckoning: Reckoning
    caught_up: float
    """Seconds from the last server's return until all was closed, landed and at level 0."""
    dead_letters: int
    documents: tuple[Document, ...]


def plan(
    rng: random.Random, seconds: float, victims: Sequence[Victim], blows: Iterable[Blow] = tuple(Blow)
) -> list[Strike]:
    """Every blow on every victim in a random order, again and again until the round is over.

    A blow lasts 1 to 4 s; the next falls up to 2 s after its end or, one time in four, in the midst of it.
    """
    strikes: list[Strike] = []
    at, busy_until = rng.uniform(0.5, 1.5), dict.fromkeys(victims, 0.0)
    for victim, blow in _in_turn(rng, [(victim, blow) for victim in victims for blow in blows]):
        at = max(at, busy_until[victim] + 0.2)
        lasts = rng.uniform(1, 4)
        if at + lasts > seconds:
            return strikes
        strikes.append(Strike(at, victim, blow, lasts))
        busy_until[victim] = at + lasts
        at += lasts * rng.uniform(0.2, 0.8) if rng.random() < 0.25 else lasts + rng.uniform(0.3, 2)
    return strikes


def _in_turn(rng: random.Random, pairs: list[tuple[Victim, Blow]]) -> Iterator[tuple[Victim, Blow]]:
    while True:
        yield from rng.sample(pairs, len(pairs))


def run_round(
    world: World, strikes: Sequence[Strike], *, seed: int, seconds: float, clients: int, pause: float = 0.3
) -> RoundReport:
    """Trade for `seconds` under the strikes, bring all back, wait for the console to catch up, and reckon."""
    stopping = threading.Event()
    # Each round has invoice numbers and points of sale of its own.
    first_place = seed * 50 % 9000 + 1
    traders = [
        Client(world, first_place + number, f"{seed}-{number}", stopping, pause) for number in range(clients)
    ]
    watch = Watch(world)
    for thread in (watch, *traders):
        thread.start()
    try:
        try:
            incidents = _carry_out(world, strikes, seconds)
            world.mend_all()
        finally:
            stopping.set()
        _wait_for(traders)
        caught_up = world.wait_until_recovered(RECOVERY_PATIENCE)
    finally:
        watch.stop()
    deeds = tuple(deed for trader in traders for deed in trader.deeds)
    documents = tuple(document for trader in traders for document in trader.documents)
    health = world.console.get_json("/health")
    return RoundReport(
        seed=seed,
        deeds=deeds,
        faults=tuple(fault for trader in traders for fault in trader.faults),
        figures=tuple(watch.figures(incident, incidents, deeds) for incident in incidents),
        reckoning=reckon(world, documents),
        caught_up=caught_up,
        dead_letters=health["journal_dead_letters"],
        documents=documents,
    )


def _wait_for(traders: Iterable[Client]) -> None:
    ends_at = time.monotonic() + _LAST_REQUESTS
    for trader in traders:
        trader.join(max(0.0, ends_at - time.monotonic()))
        if trader.is_alive():
            raise TimeoutError(
                f"{trader.name} still waits for answers {_LAST_REQUESTS:.0f} s after all is back"
            )


def _carry_out(world: World, strikes: Sequence[Strike], seconds: float) -> list[Incident]:
    """Strike and bring back on time, each strike in a thread of its own, for they may overlap.

    A victim that takes long to come back is not struck again before: the next blow on it waits.
    """
    began = time.monotonic()
    turns = {strike.victim: threading.Lock() for strike in strikes}
    incidents: list[Incident] = []
    errors: list[Exception] = []

    def carry_out(strike: Strike) -> None:
        time.sleep(max(0.0, began + strike.at - time.monotonic()))
        try:
            with turns[strike.victim]:
                struck_at = time.monotonic()
                world.strike(strike.victim, strike.blow)
                time.sleep(max(0.0, struck_at + strike.seconds - time.monotonic()))
                world.mend(strike.victim)
        except Exception as error:  # noqa: BLE001 - raised below, on the caller's thread
            errors.append(error)
        else:
            incidents.append(Incident(strike.victim, strike.blow, struck_at, time.monotonic()))

    threads = [threading.Thread(target=carry_out, args=(strike,), daemon=True) for strike in strikes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    time.sleep(max(0.0, began + seconds - time.monotonic()))
    if errors:
        raise ExceptionGroup("the strikes could not be carried out", errors)
    return sorted(incidents, key=lambda incident: incident.struck_at)
