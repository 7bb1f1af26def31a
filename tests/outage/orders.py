"""All four servers out at once, then back one after the other, while people work."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import requests

from tests.outage.reckoning import Reckoning, reckon
from tests.outage.trade import Deed, Trade
from tests.outage.world import Blow, Victim, World

EMERGENCY = 5
_PATIENCE = 30.0
_LOOK_PATIENCE = 5.0

Look = Callable[[int | None], list[str]]
"""Opens every page for people, at a level it has to show or at any; what is wrong with them, in words."""


@dataclass
class OrderReport:
    back: tuple[Victim, ...]
    level_5_after: float
    """Seconds from the last server's death to level 5."""
    caught_up: float
    """Seconds from the last server's return until all was closed, landed and at level 0."""
    held: int
    """Writes in the journal just before the first server came back."""
    spooled: int
    deeds: list[Deed]
    reckoning: Reckoning
    wrong: list[str] = field(default_factory=list)
    """Pages and addresses that did not answer as they should, requests without an answer."""

    @property
    def is_clean(self) -> bool:
        return not self.wrong and self.reckoning.is_clean


def run_order(world: World, back: Sequence[Victim], *, place: int, look: Look = lambda _: []) -> OrderReport:
    """Kill all four while clients work, look at everything, bring them `back` in this order, and reckon.

    `place` is the first client's point of sale. The API is asked after every return, pages looked at with all
    four out and at the end.
    """
    wrong: list[str] = []
    with Trade(world, place) as trade:
        paths = readable_paths(world)
        wrong += _bad_answers(world, paths)
        for victim in back:
            world.strike(victim, Blow.KILL)
        level_5_after = seconds_until_level(world, EMERGENCY)
        wrong += [*_bad_answers(world, paths), *look(EMERGENCY)]
        time.sleep(1)
        held, spooled = world.console.get_json("/health")["journal_pending"], world.spooled
        for victim in back:
            world.mend(victim)
            wrong += _bad_answers(world, paths)
    caught_up = world.wait_until_recovered(_PATIENCE)
    wrong += [*_bad_answers(world, paths), *look(None)]
    wrong += [fault for client in trade.clients for fault in client.faults]
    wrong += [f"no answer: {deed}" for deed in trade.deeds if not deed.is_answered]
    documents = [document for client in trade.clients for document in client.documents]
    found = reckon(world, documents)
    return OrderReport(tuple(back), level_5_after, caught_up, held, spooled, trade.deeds, found, wrong)


def seconds_until_level(world: World, level: int, within: float = 5.0) -> float:
    """Raises TimeoutError with what the console says of itself."""
    began = time.monotonic()
    while (health := world.console.get_json("/health"))["level"] != level:
        if time.monotonic() - began > within:
            raise TimeoutError(f"not at level {level} after {within:.0f} s: {health}")
        time.sleep(0.05)
    return time.monotonic() - began


_ANSWERS = (HTTPStatus.OK, HTTPStatus.CONFLICT)
"""Conflict: nobody has approved a price in this world, so there is no label to print; an outage gives 503."""


def readable_paths(world: World) -> list[str]:
    """Every GET of the API that needs no more than an invoice's id."""
    while not (invoices := requests.get(f"{world.console.url}/api/invoices", timeout=5).json()["value"]):
        time.sleep(0.1)
    invoice = invoices[0]["id"]
    found = []
    for path, methods in world.console.get_json("/openapi.json")["paths"].items():
        ready = path.replace("{invoice_id}", invoice)
        needs_more = "{" in ready or any(one.get("required") for one in _parameters(methods, ready))
        if "get" in methods and not needs_more:
            found.append(ready)
    return found


def _parameters(methods: dict[str, Any], path: str) -> list[dict[str, Any]]:
    known = "/api/invoices/" in path
    return [
        one for one in methods.get("get", {}).get("parameters", []) if not (known and one["in"] == "path")
    ]


def _bad_answers(world: World, paths: Sequence[str]) -> list[str]:
    statuses = {
        path: requests.get(world.console.url + path, timeout=_LOOK_PATIENCE).status_code for path in paths
    }
    return [f"GET {path}: {status}" for path, status in statuses.items() if status not in _ANSWERS]
