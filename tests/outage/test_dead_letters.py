"""A held write that PostgreSQL refuses for good: an operator sees it, tries it again, or drops it."""

from typing import Any

import requests

from tests.outage.world import Blow, Victim, World
from tests.support.eventually import eventually

INVOICE = "FACTURA A\nN° 0007-{number:08d}\nCUIT: 30-71234567-1\nTotal 1.210,00\n"


def ask(world: World, method: str, path: str, **more: Any) -> requests.Response:
    return requests.request(method, world.console.url + path, headers=world.headers(), timeout=10, **more)


def dead_letters(world: World) -> list[dict[str, Any]]:
    return ask(world, "GET", "/api/held").json()["dead_letters"]


def two_approvals_held(world: World, number: int) -> str:
    """The id of an invoice that was approved in an outage, and then again with another reading."""
    files = {"files": (f"f-{number}.txt", INVOICE.format(number=number).encode())}
    invoice = ask(world, "POST", "/api/invoices", files=files).json()["files"][0]["answer"]["value"]
    world.strike(Victim.POSTGRES, Blow.KILL)
    path = f"/api/invoices/{invoice['invoice_id']}/approve"
    assert ask(world, "POST", path).json()["source"] == "held"
    corrected = invoice["reading"] | {"supplier_name": f"Otra {number} S.A."}
    assert ask(world, "POST", path, json=corrected).json()["source"] == "held"
    world.mend(Victim.POSTGRES)
    eventually(lambda: len(dead_letters(world)) == 1)
    return invoice["invoice_id"]


def test_dead_letter__is_seen_with_its_reason__lands_by_retry_once_its_cause_is_mended(world: World) -> None:
    invoice_id = two_approvals_held(world, 1)
    [dead] = dead_letters(world)
    assert (dead["key"], dead["attempts"]) == (invoice_id, 1)
    assert "already approved" in dead["reason"]
    assert world.console.get_json("/health")["journal_dead_letters"] == 1

    retry = f"/api/dead-letters/{dead['id']}/retry"
    assert ask(world, "POST", retry, json={"reason": "again"}).status_code == 200
    eventually(lambda: [it["attempts"] for it in dead_letters(world)] == [2])

    mend = f"UPDATE invoices SET status = 'received' WHERE id = '{invoice_id}'"
    world.postgres.run(mend, world.database)
    assert ask(world, "POST", retry, json={"reason": "mended"}).status_code == 200
    eventually(lambda: not world.console.get_json("/health")["journal_pending"])
    assert dead_letters(world) == []
    shown = ask(world, "GET", f"/api/invoices/{invoice_id}").json()["value"]
    assert (shown["summary"]["status"], shown["summary"]["supplier_name"]) == ("approved", "Otra 1 S.A.")


def test_dead_letter__dropped_with_a_reason__is_gone_from_the_list(world: World) -> None:
    two_approvals_held(world, 2)
    [dead] = dead_letters(world)
    drop = f"/api/dead-letters/{dead['id']}/drop"
    assert ask(world, "POST", drop, json={"reason": ""}).status_code == 422
    assert ask(world, "POST", drop, json={"reason": "the first approval stands"}).status_code == 200
    assert dead_letters(world) == []
