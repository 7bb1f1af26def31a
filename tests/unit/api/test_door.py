"""Who may speak to the port: hosts by name, websockets by the page they come from, and no foreign frames."""

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from structlog.testing import capture_logs

from core.api.door import Door


async def _page(_request):
    return PlainTextResponse("page")


async def _stream(websocket):
    await websocket.accept()
    await websocket.send_text("live")


def behind(*allowed_hosts):
    app = Starlette(routes=[Route("/", _page), WebSocketRoute("/stream", _stream)])
    return TestClient(Door(app, allowed_hosts), base_url="http://127.0.0.1:8501")


def connects(client, **headers):
    try:
        with client.websocket_connect("/stream", headers={"Host": "127.0.0.1:8501"} | headers) as stream:
            return stream.receive_text() == "live"
    except WebSocketDisconnect:
        return False


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8501", "LocalHost:8501", "[::1]:8501", "a.shop.example"]
)
def test_host__allowed_with_any_port_and_in_any_case__is_answered(host):
    client = behind("127.0.0.1", "localhost", "[::1]", "*.shop.example")
    assert client.get("/", headers={"Host": host}).text == "page"


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "shop.example",
        "evilshop.example",
        "x@127.0.0.1",
        "127.0.0.1/x",
        "127.0.0.1:x",
        "",
        "::1",
    ],
)
def test_host__not_allowed__is_refused_with_what_to_do_and_logged(host):
    with capture_logs() as logs:
        response = behind("127.0.0.1", "*.shop.example").get("/", headers={"Host": host})
    assert (response.status_code, response.json()["code"]) == (400, "HOST_NOT_ALLOWED")
    assert "FUSIBLE_ALLOWED_HOSTS" in response.json()["detail"]
    assert [(one["event"], one["host"]) for one in logs] == [("host_refused", host)]


def test_websocket__of_a_page_of_another_site__never_reaches_streamlit():
    client = behind("127.0.0.1", "console.example")
    assert connects(client)
    for origin in ("http://evil.example", "null", "http://127.0.0.1.evil.example", "http://[", ""):
        with capture_logs() as logs:
            assert not connects(client, Origin=origin), origin
        assert [one["event"] for one in logs] == ["websocket_refused"]


def test_websocket__of_our_page_under_any_of_our_names_or_of_a_program__is_let_in():
    client = behind("127.0.0.1", "console.example")
    assert connects(client)
    assert connects(client, Origin="http://127.0.0.1:8501")
    assert connects(client, Origin="https://console.example")


def test_websocket__for_another_host__is_refused():
    assert not connects(behind("console.example"), Origin="http://127.0.0.1:8501")


def test_websocket__any_host_is_answered__yet_not_any_page():
    client = behind("*")
    assert connects(client, Origin="http://127.0.0.1:8501")
    assert not connects(client, Origin="http://evil.example")


def test_page__in_a_frame_of_another_site__is_forbidden():
    assert behind("127.0.0.1").get("/").headers["x-frame-options"] == "SAMEORIGIN"
