"""All four servers out at once: the console says so, answers, takes work in, and lands it afterwards."""

import threading
import time
from collections.abc import Sequence
from typing import Any, Self

import pytest
import requests

from tests.outage.reckoning import reckon
from tests.outage.trade import Client, Kind
from tests.outage.world import SERVERS, Blow, Victim, World

LONGEST_WAIT = 3.0
EMERGENCY = 5


class Trade:
    """Clients at work for as long as the block lasts."""

    def __init__(self, world: World, place: int, clients: int = 6) -> None:
        self.stopping = threading.Event()
        self.clients = [Client(world, place + n, f"{place}-{n}", self.stopping, 0.3) for n in range(clients)]

    def __enter__(self) -> Self:
        for client in self.clients:
            client.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        for client in self.clients:
            client.join()

    @property
    def deeds(self) -> list[Any]:
        return [deed for client in self.clients for deed in client.deeds]


def seconds_until_level(world: World, level: int, within: float) -> float:
    began = time.monotonic()
    while world.console.get_json("/health")["level"] != level:
        assert time.monotonic() - began < within, world.console.get_json("/health")
        time.sleep(0.05)
    return time.monotonic() - began


def readable_paths(world: World) -> list[str]:
    """Every GET of the API that needs no more than an invoice's or a product's id."""
    while not (invoices := requests.get(f"{world.console.url}/api/invoices", timeout=5).json()["value"]):
        time.sleep(0.1)
    invoice = invoices[0]["id"]
    found = []
    for path, methods in world.console.get_json("/openapi.json")["paths"].items():
        ready = path.replace("{invoice_id}", invoice)
        needs_more = "{" in ready or any(one.get("required") for one in _parameters(methods, ready))
        if "get" in methods and not needs_more:
            found.append(ready)
    assert len(found) >= 8
    return found


def _parameters(methods: dict[str, Any], path: str) -> list[dict[str, Any]]:
    known = "/api/invoices/" in path
    return [
        one for one in methods.get("get", {}).get("parameters", []) if not (known and one["in"] == "path")
    ]


def assert_kept(world: World, trade: Trade) -> None:
    assert [fault for client in trade.clients for fault in client.faults] == []
    assert [deed for deed in trade.deeds if not deed.is_answered] == []
    found = reckon(world, [document for client in trade.clients for document in client.documents])
    assert found.is_clean, found
    assert found.uploads_promised >= len(trade.clients)


@pytest.mark.parametrize("back", [SERVERS, SERVERS[::-1]], ids=["database first", "database last"])
def test_all_four_killed__level_5__everything_renders_and_held_work_lands(
    world: World, back: Sequence[Victim]
) -> None:
    with Trade(world, place=2000 if back[0] is SERVERS[0] else 2100) as trade:
        time.sleep(1)
        paths = readable_paths(world)
        before = {path: requests.get(world.console.url + path, timeout=5).status_code for path in paths}
        assert set(before.values()) == {200}, before
        for victim in SERVERS:
            world.strike(victim, Blow.KILL)
        seconds_until_level(world, EMERGENCY, within=5)
        during = {path: requests.get(world.console.url + path, timeout=5).status_code for path in paths}
        assert during == before
        time.sleep(1)
        assert world.console.get_json("/health")["journal_pending"] > 0
        assert world.spooled > 0
        for victim in back:
            world.mend(victim)
    world.wait_until_recovered(30)
    assert_kept(world, trade)
    assert any(deed.kind is Kind.UPLOAD and deed.source == "held" for deed in trade.deeds)


def test_all_four_frozen__no_user_waits_longer_than_3_seconds(world: World) -> None:
    with Trade(world, place=2200) as trade:
        time.sleep(1)
        for victim in SERVERS:
            world.strike(victim, Blow.FREEZE)
        time.sleep(5)
        breakers = world.console.get_json("/health")["breakers"]
        for victim in SERVERS:
            world.mend(victim)
    world.wait_until_recovered(30)
    assert_kept(world, trade)
    assert breakers["db_breaker"] != "closed"
    assert max(deed.seconds for deed in trade.deeds) <= LONGEST_WAIT
