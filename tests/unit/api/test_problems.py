"""Domain errors as problem+json: the status, the stable code, and when to come back."""

import pytest

from core.resilience.reason import Reason
from core.services.errors import CommitUnknown, NoCopy, QueryError, ReadOnlyError


def test_read_only__write__503_with_retry_after(client, console):
    console.database.raises = ReadOnlyError(
        Reason("READ_ONLY", "the database takes no writes now"), retry_after=12.2
    )
    response = client.post("/db/write", json={"query": "update t set a = 1"})
    assert response.status_code == 503
    assert response.headers["retry-after"] == "13"
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert (problem["code"], problem["status"], problem["title"]) == ("READ_ONLY", 503, "Service Unavailable")


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NoCopy(Reason("NO_COPY", "no copy is kept")), 503, "NO_COPY"),
        (CommitUnknown(Reason("COMMIT_UNKNOWN", "the connection was lost")), 503, "COMMIT_UNKNOWN"),
        (QueryError("syntax error"), 400, "QUERY_ERROR"),
        (QueryError("it writes", code="NOT_READ_ONLY"), 400, "NOT_READ_ONLY"),
    ],
)
def test_database_error__has_its_status_and_code(client, console, error, status, code):
    console.database.raises = error
    response = client.get("/db/read?query=select+1")
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_no_copy__says_that_nothing_was_changed_and_when_to_ask_again(client, console):
    console.database.raises = NoCopy(Reason("NO_COPY", "no copy is kept"), retry_after=12.2)
    response = client.get("/db/read?query=select+1")
    assert response.headers["retry-after"] == "13"
    detail = response.json()["detail"]
    assert detail == (
        "no copy is kept; nothing was changed: ask again when /health says that the database is back"
    )


def test_body_does_not_fit__422_says_where_without_repeating_what_was_sent(client):
    response = client.post("/db/write", json={"query": {"secret": "hunter2"}})
    assert response.status_code == 422
    problem = response.json()
    assert problem["code"] == "INVALID_REQUEST"
    assert problem["errors"][0]["loc"] == ["body", "query"]
    assert "hunter2" not in response.text


def test_body_is_no_json__422(client):
    response = client.post("/db/write", content=b"{", headers={"content-type": "application/json"})
    assert (response.status_code, response.json()["code"]) == (422, "INVALID_REQUEST")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("GET", "/api/nothing", 404, "NOT_FOUND"), ("PATCH", "/api/faults", 405, "METHOD_NOT_ALLOWED")],
)
def test_no_such_endpoint__is_a_problem_too(client, method, path, status, code):
    response = client.request(method, path)
    assert (response.status_code, response.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    ("method", "path", "status", "code", "told"),
    [
        ("GET", "/api/nowhere", 404, "NOT_FOUND", "/docs"),
        ("PATCH", "/api/breakers", 405, "METHOD_NOT_ALLOWED", "/docs"),
        ("POST", "/db/write", 400, "BAD_REQUEST", "nested too deep"),
    ],
)
def test_what_the_framework_refuses__says_what_to_do(client, method, path, status, code, told):
    body = {"content": b"[" * 100_000, "headers": {"content-type": "application/json"}}
    response = client.request(method, path, **(body if method == "POST" else {}))
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert told in response.json()["detail"]


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/plain", None])
def test_body_sent_as_something_else_than_json__415_names_the_header(client, content_type):
    headers = {} if content_type is None else {"content-type": content_type}
    response = client.post("/db/write", content=b'{"query": "update t set a = 1"}', headers=headers)
    assert (response.status_code, response.json()["code"]) == (415, "NOT_JSON")
    assert "Content-Type: application/json" in response.json()["detail"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("DELETE", f"/api/rules/x?version={2**31}", None),
        ("PUT", "/api/rules/x", {"name": "a\0", "scope": "category", "method": "markup", "rate": "0.3"}),
        ("POST", "/api/invoices/x/park?reason=a%00", None),
        ("POST", f"/api/invoices/x/park?reason=a&expected_revision={2**31}", None),
        (
            "POST",
            "/api/prices/approve",
            {"choices": [{"product_id": "x", "price": "1", "price_version": 0, "reason": "a\0"}]},
        ),
    ],
)
def test_what_no_database_can_keep__is_refused_before_it_reaches_one(client, method, path, body):
    response = client.request(method, path, json=body)
    assert (response.status_code, response.json()["code"]) == (422, "INVALID_REQUEST")
