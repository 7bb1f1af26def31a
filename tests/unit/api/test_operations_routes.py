"""Endpoints of drills and held work."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest


def test_drills__started_seen_and_stopped(client):
    assert client.post("/api/drills", json={"scenario": "cascade"}).status_code == 201
    seen = client.get("/api/drills").json()
    assert seen["running"]["actor"] == "api"
    assert "database-failover" in seen["scenarios"]
    assert client.delete("/api/drills/running").json() == {"stopped": True}
    assert client.delete("/api/drills/running").json() == {"stopped": False}


def test_drills__second_or_unknown__is_refused_with_its_code(client):
    unknown = client.post("/api/drills", json={"scenario": "meteor"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "UNKNOWN_SCENARIO")
    client.post("/api/drills", json={"scenario": "cascade"})
    second = client.post("/api/drills", json={"scenario": "cascade"})
    assert (second.status_code, second.json()["code"]) == (409, "DRILL_RUNNING")


def test_operations__without_the_token__are_refused(stranger):
    for method, path in (
        ("POST", "/api/drills"),
        ("DELETE", "/api/drills/running"),
        ("PUT", "/api/dead-letters/1"),
        ("POST", "/api/dead-letters/1/drop"),
    ):
        assert stranger.request(method, path, json={}).status_code == 401


def a_dead_letter(journal, payload=None):
    journal.hold("invoice.approve", "invoice-1", payload or {"total": "1"}, actor="ana", idempotency_key="k1")

    def refuse(_entry):
        raise ValueError("no such invoice")

    journal.replay(refuse, refused=(ValueError,))
    return journal.dead_letters()[0].id


def test_dead_letters__corrected_and_sent_again(client, console):
    entry = a_dead_letter(console.journal)
    assert [it["id"] for it in client.get("/api/held").json()["dead_letters"]] == [entry]
    corrected = {"payload": {"total": "2"}, "reason": "typo"}
    assert client.put(f"/api/dead-letters/{entry}", json=corrected).status_code == 200
    assert client.post(f"/api/dead-letters/{entry}/retry", json={"reason": "fixed"}).status_code == 200
    assert [it.payload for it in console.journal.pending()] == [{"total": "2"}]
    assert [it["reason"] for it in console.journal.actions()] == ["fixed", "typo"]


def test_dead_letters__dropped__needs_a_reason_and_is_gone(client, console):
    entry = a_dead_letter(console.journal)
    assert client.post(f"/api/dead-letters/{entry}/drop", json={"reason": ""}).status_code == 422
    assert client.post(f"/api/dead-letters/{entry}/drop", json={"reason": "twice"}).status_code == 200
    gone = client.post(f"/api/dead-letters/{entry}/drop", json={"reason": "twice"})
    assert (gone.status_code, gone.json()["code"]) == (404, "JOURNAL_NO_SUCH_ENTRY")


def test_orders__reason_of_blanks__is_refused_as_none(client, console):
    entry = a_dead_letter(console.journal)
    for path in ("/api/breakers/db_breaker/force-open", f"/api/dead-letters/{entry}/drop"):
        response = client.post(path, json={"reason": "  "})
        assert (response.status_code, response.json()["code"]) == (422, "INVALID_REQUEST")
    assert console.breakers["db_breaker"].current_state == "closed"
    assert console.journal.dead_letter_count == 1


def test_dead_letters__id_beyond_what_the_journal_can_hold__422(client):
    response = client.post(f"/api/dead-letters/{2**63}/drop", json={"reason": "x"})
    assert (response.status_code, response.json()["code"]) == (422, "INVALID_REQUEST")


def test_dead_letters__seen_and_sent_back_with_one_change__all_else_is_as_it_was(client, console):
    kept = {
        "total": Decimal("1.10"),
        "at": datetime(2026, 1, 2, tzinfo=UTC),
        "lines": [Decimal(3)],
        "note": "x",
    }
    entry = a_dead_letter(console.journal, kept)
    seen = client.get(f"/api/dead-letters/{entry}").json()
    assert seen["reason"] == "ValueError: no such invoice"
    corrected = {"payload": seen["payload"] | {"note": "y"}, "reason": "typo"}
    assert client.put(f"/api/dead-letters/{entry}", json=corrected).status_code == 200
    assert console.journal.dead_letter(entry).payload == kept | {"note": "y"}


@pytest.mark.parametrize(
    "payload", [{"total": {"$type": "nonsense", "value": "1"}}, {"$type": "decimal", "value": "1"}]
)
def test_dead_letters__correction_that_cannot_be_kept__is_refused(client, console, payload):
    entry = a_dead_letter(console.journal)
    response = client.put(f"/api/dead-letters/{entry}", json={"payload": payload, "reason": "x"})
    assert (response.status_code, response.json()["code"]) == (422, "INVALID_REQUEST")


def test_dead_letters__unknown__404_says_where_they_are(client):
    unknown = client.get("/api/dead-letters/7")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "JOURNAL_NO_SUCH_ENTRY")
    assert "/api/held" in unknown.json()["detail"]
