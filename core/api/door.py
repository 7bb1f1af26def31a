"""Who may speak to this port at all: requests for a name of ours, and websockets of pages of ours."""

import re
from collections.abc import Iterable
from http import HTTPStatus
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.api.problems import ApiProblem, problem_response

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?", re.ASCII | re.IGNORECASE)
_POLICY_VIOLATION = 1008

log = structlog.get_logger(__name__)


class Door:
    """Refuses other hosts' requests and other sites' websockets, and keeps our pages out of others' frames.

    Streamlit looks at a websocket's origin too, but asks an outside service for this machine's address first,
    and waits for it with everything else: a page anywhere could make the console stand still.
    """

    def __init__(self, app: ASGIApp, allowed_hosts: Iterable[str]) -> None:
        """`allowed_hosts`: names, `*.example.com` for all below one, `*` for any."""
        self._app = app
        self._allowed = tuple(host.lower() for host in allowed_hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        is_ours = "*" in self._allowed or self._is_allowed(host)
        if scope["type"] == "websocket":
            origin = headers.get("origin")
            if is_ours and (origin is None or self._is_our_page(origin, host)):
                await self._app(scope, receive, send)
            else:
                log.warning("websocket_refused", origin=(origin or "")[:255], host=host[:255])
                await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        elif is_ours:
            await self._app(scope, receive, _unframed(send))
        else:
            log.warning("host_refused", host=host[:255], path=scope["path"])
            await problem_response(_not_ours(host))(scope, receive, send)

    def _is_our_page(self, origin: str, host: str) -> bool:
        """`*` answers for any host, and yet not to any page: only to its own."""
        try:
            site = urlsplit(origin).netloc
        except ValueError:
            return False
        return site == host or self._is_allowed(site)

    def _is_allowed(self, host: str) -> bool:
        parsed = _HOST.fullmatch(host)
        if parsed is None:
            return False
        name = parsed[1].lower()
        return any(
            name == allowed or (allowed.startswith("*.") and name.endswith(allowed[1:]))
            for allowed in self._allowed
        )


def _unframed(send: Send) -> Send:
    async def send_unframed(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["X-Frame-Options"] = "SAMEORIGIN"
        await send(message)

    return send_unframed


def _not_ours(host: str) -> ApiProblem:
    return ApiProblem(
        HTTPStatus.BAD_REQUEST,
        "HOST_NOT_ALLOWED",
        f"This console does not answer as {host[:255]!r}. Use a name it has, or add this one to "
        "FUSIBLE_ALLOWED_HOSTS and restart it.",
    )
