"""Endpoints of faults, breakers and uploads, and the page that describes them."""

from decimal import Decimal

import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from core.api.application import create_api, routes
from core.invoices.files import UnreadableCode, UnreadableFile
from core.services.served import Source


def test_faults__injected_listed_and_stopped(client, console):
    made = client.post("/api/faults", json={"target": "redis", "kind": "hang", "duration_seconds": 30})
    assert made.status_code == 201
    assert made.json()["actor"] == "api"
    (listed,) = client.get("/api/faults").json()
    assert 29 <= listed["seconds_left"] <= 30
    assert client.delete(f"/api/faults/{listed['id']}").json() == {"stopped": 1}
    assert client.delete(f"/api/faults/{listed['id']}").json() == {"stopped": 0}
    assert console.faults.active() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"target": "moon", "kind": "hang"},
        {"target": "redis", "kind": "explode"},
        {"target": "redis", "kind": "hang", "duration_seconds": 1801},
        {"target": "redis", "kind": "hang", "probability": 0},
        {"target": "redis", "kind": "latency", "latency_seconds": 1, "jitter_seconds": 2},
        {"target": "redis", "kind": "hang", "reason": "   "},
        {"target": "redis", "kind": "hang", "reason": ""},
    ],
)
def test_faults__values_that_will_not_do__422(client, console, wrong):
    assert client.post("/api/faults", json=wrong).status_code == 422
    assert console.faults.active() == []


def test_breakers__held_open_and_given_back(client, console):
    opened = client.post("/api/breakers/db_breaker/force-open", json={"reason": "drill"}).json()
    assert (opened["state"], opened["mode"]) == ("open", "forced-open")
    assert client.post("/api/breakers/db_breaker/reset").json()["state"] == "closed"
    assert client.post("/api/breakers/db_breaker/disable").json()["mode"] == "disabled"


def test_breakers__unknown_name_or_action__is_refused(client):
    assert client.post("/api/breakers/moon/reset").json()["code"] == "UNKNOWN_BREAKER"
    assert client.post("/api/breakers/db_breaker/explode").status_code == 422


def upload(client, *files):
    return client.post("/api/invoices", files=[("files", (name, content)) for name, content in files])


def test_submit__many_files__each_has_its_own_outcome(client, console):
    console.invoices.raises["bad.pdf"] = UnreadableFile(UnreadableCode.PDF_DAMAGED, "bad.pdf is damaged")
    response = upload(client, ("a.pdf", b"a"), ("bad.pdf", b"b"), ("c.pdf", b"c"))
    assert response.status_code == 201
    first, second, third = response.json()["files"]
    assert first["answer"]["value"]["status"] == third["answer"]["value"]["status"] == "stored"
    assert second["problem"]["code"] == "PDF_DAMAGED"
    assert [name for name, _, _ in console.invoices.submitted] == ["a.pdf", "c.pdf"]


def test_submit__nothing_readable__422_with_its_code(client, console):
    console.invoices.raises["bad.pdf"] = UnreadableFile(UnreadableCode.PDF_DAMAGED, "bad.pdf is damaged")
    response = upload(client, ("bad.pdf", b"b"))
    assert (response.status_code, response.json()["code"]) == (422, "PDF_DAMAGED")


def test_submit__held__202(client, console):
    console.invoices.source = Source.HELD
    response = upload(client, ("a.pdf", b"a"))
    assert response.status_code == 202
    assert response.json()["files"][0]["answer"]["source"] == "held"


def test_submit__at_the_limit__is_taken(client, console):
    assert upload(client, ("a.pdf", b"x" * 2048)).status_code == 201
    assert len(console.invoices.submitted[0][1]) == 2048


def test_submit__one_byte_more__413_and_nothing_reaches_the_desk(client, console):
    response = upload(client, ("ok.pdf", b"x"), ("a.pdf", b"x" * 2049))
    assert (response.status_code, response.json()["code"]) == (413, "FILE_TOO_LARGE")
    assert console.invoices.submitted == []


def test_submit__all_files_together_too_large__413(client, console):
    response = upload(client, *((f"{number}.pdf", b"x" * 2000) for number in range(9)))
    assert (response.status_code, response.json()["code"]) == (413, "REQUEST_TOO_LARGE")
    assert console.invoices.submitted == []


def test_submit__no_file__422(client):
    response = client.post("/api/invoices", data={"a": "b"}, files={})
    assert response.status_code == 415
    boundary = {"content-type": "multipart/form-data; boundary=x"}
    empty = client.post("/api/invoices", content=b"--x--\r\n", headers=boundary)
    assert (empty.status_code, empty.json()["code"]) == (422, "NO_FILE")


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"--x--"),
        ("multipart/form-data; boundary=x", b"no boundary here"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--"),
        ("multipart/form-data; boundary=" + "x" * 500, b"--x--"),
    ],
)
def test_submit__form_that_cannot_be_read__4xx(client, content_type, body):
    response = client.post("/api/invoices", content=body, headers={"content-type": content_type})
    assert 400 <= response.status_code < 500
    assert response.headers["content-type"] == "application/problem+json"


def test_docs__page__describes_every_operation_without_a_byte_from_outside(client):
    page = client.get("/docs")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "://" not in page.text
    for path in client.get("/openapi.json").json()["paths"]:
        assert path in page.text


def test_openapi__errors__are_described_as_problems(client):
    spec = client.get("/openapi.json").json()
    for methods in spec["paths"].values():
        for operation in methods.values():
            assert "application/problem+json" in operation["responses"]["4XX"]["content"]
            assert operation["description"]


@pytest.mark.parametrize(
    "value",
    ["10" + "0" * 19, "-1" + "0" * 19, "NaN", "1e999", '"\\ud800"', '"a\\u0000b"', "[1]", '{"a": 1}'],
)
def test_write__parameter_no_database_can_hold__422_that_names_it(client, console, value):
    body = f'{{"query": "INSERT INTO a VALUES (:v)", "params": {{"v": {value}}}}}'
    response = client.post("/db/write", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 422
    assert response.json()["errors"][0]["loc"][-1] == "params"
    assert "'v'" in response.json()["errors"][0]["msg"]
    assert console.database.seen == []


def test_write__plain_parameters__pass(client):
    params = {"a": 1, "b": -1.5, "c": "ñ 😀", "d": None, "e": True}
    assert client.post("/db/write", json={"query": "UPDATE a", "params": params}).status_code == 200


def test_read__bytes__come_in_base64(client, console):
    console.database.rows = [{"a": b"\xff\x00", "b": 1}]
    assert client.get("/db/read?query=select+1").json()["value"] == [{"a": "/wA=", "b": 1}]


def test_read__figures_that_json_has_no_word_for__come_as_text_and_not_as_nothing(client, console):
    console.database.rows = [{"a": float("nan"), "b": [float("inf")], "c": Decimal("NaN"), "d": 1.5}]
    (row,) = client.get("/db/read?query=select+1").json()["value"]
    assert row == {"a": "NaN", "b": ["Infinity"], "c": "NaN", "d": 1.5}


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/nope", "/db", "/db/nope", "/ai", "/ai/nope"])
def test_unknown_path__under_the_apis_own__is_a_problem_and_no_page(console, path):
    pages = Route("/{rest:path}", lambda _request: PlainTextResponse("a page"))
    app = Starlette(routes=[*routes(create_api(console.settings, lambda: console, lambda: "t")), pages])
    with TestClient(app) as client:
        response = client.get(path)
    assert (response.status_code, response.json()["code"]) == (404, "NOT_FOUND")


def test_wrong_method__405_that_names_the_right_one(client):
    response = client.put("/api/invoices", json={})
    assert (response.status_code, response.json()["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert response.headers["allow"]
