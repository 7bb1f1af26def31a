"""What holds for every request: the token, the request id, the size, and no bug's words in an answer."""

import asyncio

import pytest
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from structlog.testing import capture_logs

from core.api import middleware
from tests.unit.api.conftest import TOKEN

JSON_LIMIT = 4 * 1024**2


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/db/write"),
        ("POST", "/db/transaction"),
        ("GET", "/db/read?query=select+1"),
        ("GET", "/db/read/?query=select+1"),
        ("POST", "/ai/pricing"),
        ("POST", "/ai/enhance-ocr"),
        ("POST", "/ai/analyze-invoice"),
        ("POST", "/api/invoices"),
        ("POST", "/api/invoices/x/approve"),
        ("POST", "/api/prices/approve"),
        ("POST", "/api/breakers/db_breaker/force-open"),
        ("POST", "/api/faults"),
        ("DELETE", "/api/faults"),
        ("DELETE", "/api/faults/x"),
        ("PUT", "/api/faults"),
        ("POST", "/nowhere"),
    ],
)
def test_auth__no_or_wrong_token__401_before_anything_happens(stranger, console, method, path):
    for header in (None, "", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x"):
        response = stranger.request(method, path, headers={} if header is None else {"Authorization": header})
        assert response.status_code == 401, header
        assert response.headers["www-authenticate"] == "Bearer"
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["code"] == "UNAUTHORIZED"
    assert console.database.seen == []


def test_auth__every_operation_that_changes_something__is_described_as_needing_the_token(client):
    for path, methods in client.get("/openapi.json").json()["paths"].items():
        for method, operation in methods.items():
            needs = method != "get" or path == "/db/read"
            assert bool(operation.get("security")) == needs, (method, path)


def test_auth__reading__needs_no_token(stranger):
    assert stranger.get("/api/faults").status_code == 200


def test_auth__token_in_any_case_of_bearer__is_taken(client):
    header = client.headers["Authorization"].replace("Bearer", "bearer")
    assert client.get("/db/read?query=select+1", headers={"Authorization": header}).status_code == 200


def test_request_id__well_formed__comes_back(client):
    assert client.get("/api/faults", headers={"X-Request-ID": "till-7"}).headers["x-request-id"] == "till-7"


@pytest.mark.parametrize("hostile", ["a b", "x" * 65, '"><script>', ""])
def test_request_id__hostile__is_replaced(client, hostile):
    given = client.get("/api/faults", headers={"X-Request-ID": hostile}).headers["x-request-id"]
    assert given != hostile
    assert len(given) == 20


def test_request_id__in_an_error__is_the_same_as_in_the_header(client):
    response = client.get("/api/nothing", headers={"X-Request-ID": "till-8"})
    assert response.json()["request_id"] == response.headers["x-request-id"] == "till-8"


def test_body__declared_too_large__413(client):
    response = client.post("/db/write", content=b"x" * (JSON_LIMIT + 1))
    assert response.status_code == 413
    assert response.json()["code"] == "REQUEST_TOO_LARGE"


def test_body__too_large_without_saying_so__413(client, console):
    def chunks():
        for _ in range(5):
            yield b"x" * 1024**2

    response = client.post("/db/write", content=chunks())
    assert response.status_code == 413
    assert console.database.seen == []


def test_bug__in_an_endpoint__500_without_its_words(client, console):
    console.database.raises = RuntimeError("password=hunter2")
    with capture_logs() as logs:
        response = client.get("/db/read?query=select+1")
    assert "request_failed" in [one["event"] for one in logs]
    assert response.status_code == 500
    assert response.json()["code"] == "INTERNAL"
    assert "hunter2" not in response.text
    assert response.headers["x-request-id"] == response.json()["request_id"]


def test_headers__of_every_answer__are_safe(client):
    headers = client.get("/api/faults").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


def test_body__client_that_falls_silent__408(monkeypatch):
    monkeypatch.setattr(middleware, "_SILENT_SECONDS", 0.01)
    sent = []

    async def silent():
        await asyncio.sleep(60)

    async def send(message):
        sent.append(message)

    async def app(scope, receive, send):
        with pytest.raises(HTTPException) as caught:
            await receive()
        await JSONResponse({}, caught.value.status_code)(scope, receive, send)

    scope = {"type": "http", "path": "/db/write", "headers": [(b"content-length", b"5")]}
    asyncio.run(middleware.BodyLimit(app, lambda _path: 100)(scope, silent, send))
    assert sent[0]["status"] == 408


@pytest.mark.parametrize("path", ["/api/breakers", "/docs", "/openapi.json"])
def test_head__where_get_is_known__same_status_and_headers_without_content(client, path):
    head, get = client.head(path), client.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == get.headers["content-type"]


def test_head__to_run_sql__needs_the_token_as_get_does(stranger):
    assert stranger.head("/db/read?query=select+1").status_code == 401


def test_head__where_there_is_no_get__405(client):
    assert client.head("/db/write").status_code == 405
