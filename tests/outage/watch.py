"""Watches the breakers while servers are struck, and tells how fast the console reacted."""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass

import requests

from tests.outage.trade import Deed
from tests.outage.world import BREAKER_OF, Blow, Victim, World

_EVERY = 0.1


@dataclass(frozen=True)
class Incident:
    """One blow. Times in monotonic seconds."""

    victim: Victim
    blow: Blow
    struck_at: float
    back_at: float
    """When the victim served again."""


@dataclass(frozen=True)
class Figures:
    """How the console took one incident, in seconds; None where it did not come to that."""

    incident: Incident
    is_alone: bool
    """Whether nothing else was out in the meantime."""
    first_answer: float | None
    """From the blow to the first answer to a request made after it: while a server is out, its fallback's."""
    circuit_open: float | None
    """From the blow to the circuit seen open; read every tenth of a second."""
    recovered: float | None
    """From the victim being back to its circuit closed; includes the wait for the probe."""
    longest_wait: float
    """Of all requests under way between the blow and the victim's return."""


def _overlap(one: Incident, other: Incident) -> bool:
    return one.struck_at <= _settled_at(other) and other.struck_at <= _settled_at(one)


def _settled_at(incident: Incident) -> float:
    """When the blow no longer shows; a console that has just started still has to start its readers."""
    return incident.back_at + (5.0 if incident.victim is Victim.CONSOLE else 0.5)


class Watch(threading.Thread):
    """Samples the state of every breaker until stopped."""

    def __init__(self, world: World) -> None:
        super().__init__(name="watch", daemon=True)
        self._world = world
        self._stopping = threading.Event()
        self._samples: list[tuple[float, dict[str, str]]] = []

    def run(self) -> None:
        with requests.Session() as session:
            while not self._stopping.wait(_EVERY):
                try:
                    answer = session.get(f"{self._world.console.url}/api/breakers", timeout=1)
                    states = {one["name"]: one["state"] for one in answer.json()}
                except (requests.RequestException, ValueError):
                    continue  # the console itself is the victim
                self._samples.append((time.monotonic(), states))

    def stop(self) -> None:
        self._stopping.set()
        self.join()

    def figures(self, incident: Incident, others: Iterable[Incident], deeds: Iterable[Deed]) -> Figures:
        deeds = tuple(deeds)
        answered = [deed for deed in deeds if deed.is_answered and deed.began >= incident.struck_at]
        first = min((deed.began + deed.seconds for deed in answered), default=None)
        waits = [
            deed.seconds
            for deed in deeds
            if deed.began <= incident.back_at and deed.began + deed.seconds >= incident.struck_at
        ]
        opened, closed = self._turns(incident)
        return Figures(
            incident,
            is_alone=not any(_overlap(incident, other) for other in others if other is not incident),
            first_answer=None if first is None else first - incident.struck_at,
            circuit_open=None if opened is None else opened - incident.struck_at,
            recovered=None if closed is None else max(0.0, closed - incident.back_at),
            longest_wait=max(waits, default=0.0),
        )

    def _turns(self, incident: Incident) -> tuple[float | None, float | None]:
        """When the victim's circuit was first seen open during the incident, and closed after it."""
        breaker = BREAKER_OF.get(incident.victim)
        if breaker is None:
            return None, None
        opened = None
        for at, states in self._samples:
            if opened is None and incident.struck_at <= at <= incident.back_at and states[breaker] == "open":
                opened = at
            if opened is not None and at >= incident.back_at and states[breaker] == "closed":
                return opened, at
        return opened, None
