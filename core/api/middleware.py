"""What holds for every API request: its id, its log line, its size, and the token it needs."""

import asyncio
import hmac
from collections.abc import Callable
from http import HTTPStatus

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.api.problems import ApiProblem, problem_response
from core.telemetry.clock import monotonic
from core.telemetry.context import request_scope

READING_METHODS = frozenset({"GET", "HEAD"})
TOKEN_TO_READ = frozenset({"/db/read"})
"""Paths that need the token even to read: they run SQL."""

JSON_BYTES = 4 * 1024**2
"""Most a request body may hold that is not an upload."""
_DRAINED_BYTES = 256 * 1024**2
_DRAINED_SECONDS = 5.0
_SILENT_SECONDS = 30.0
"""Longest a client may pause while it sends a body: a connection is no place to sleep in."""

log = structlog.get_logger(__name__)


class Envelope:
    """Outermost: a request id in and out, one log line, safe headers, and a problem for a bug of ours."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with request_scope(Headers(scope=scope).get("x-request-id")) as request_id:
            await self._serve(request_id, scope, receive, send)

    async def _serve(self, request_id: str, scope: Scope, receive: Receive, send: Send) -> None:
        started = monotonic()
        status = 0

        async def send_enveloped(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                headers["X-Content-Type-Options"] = "nosniff"
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            await self._app(scope, receive, send_enveloped)
        except ClientDisconnect:
            log.info("client_left", path=scope["path"])
        except Exception:
            log.exception("request_failed", path=scope["path"])
            if status:
                raise
            problem = ApiProblem(
                HTTPStatus.INTERNAL_SERVER_ERROR, "INTERNAL", "Something failed here; the log says what."
            )
            await problem_response(problem)(scope, receive, send_enveloped)
        log.info(
            "request",
            method=scope["method"],
            path=scope["path"],
            status=status,
            seconds=round(monotonic() - started, 4),
        )


class BearerAuth:
    """Everything that changes something, and SQL in any form, needs the token."""

    def __init__(self, app: ASGIApp, token: Callable[[], str]) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _is_open(scope) or self._knows(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        problem = ApiProblem(
            HTTPStatus.UNAUTHORIZED,
            "UNAUTHORIZED",
            "Send `Authorization: Bearer <token>`; the token is in the file api-token in the data folder.",
            {"WWW-Authenticate": "Bearer"},
        )
        await problem_response(problem)(scope, receive, send)

    def _knows(self, headers: Headers) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        same = hmac.compare_digest(given.strip().encode(), self._token().encode())
        return scheme.lower() == "bearer" and same


def _is_open(scope: Scope) -> bool:
    return scope["method"] in READING_METHODS and scope["path"].rstrip("/") not in TOKEN_TO_READ


class HeadAsGet:
    """Answers HEAD as GET without the content, on every path that knows GET (RFC 9110, 9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET"}, receive, send_head)


class BodyLimit:
    """Counts a body as it arrives and refuses it with 413 at the first byte too many.

    An early answer waits until the rest has arrived and been thrown away, within bounds: a client that is
    still sending would meet a closed connection instead of reading it.
    """

    def __init__(self, app: ASGIApp, limit_for: Callable[[str], int]) -> None:
        """`limit_for` gives the bytes a request to a path may bring."""
        self._app = app
        self._limit_for = limit_for

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = _Body(receive, self._limit_for(scope["path"]), Headers(scope=scope).get("content-length", ""))

        async def send_after_body(message: Message) -> None:
            if message["type"] == "http.response.start":
                await body.drain()
            await send(message)

        await self._app(scope, body.receive, send_after_body)


class _Body:
    """The body of one request on its way in."""

    def __init__(self, receive: Receive, limit: int, declared: str) -> None:
        self._receive = receive
        self._limit = limit
        self._declared = int(declared[:18]) if declared.isascii() and declared.isdigit() else 0
        self._arrived = 0
        self._ended = False

    async def receive(self) -> Message:
        """The next part. Raises HTTPException as soon as it is known that all of it is too much."""
        try:
            async with asyncio.timeout(None if self._ended else _SILENT_SECONDS):
                message = None if self._declared > self._limit else await self._next()
        except TimeoutError:
            self._ended = True  # of its own accord nothing more will come
            raise HTTPException(
                HTTPStatus.REQUEST_TIMEOUT,
                "The body stopped arriving; send it again.",
                {"Connection": "close"},
            ) from None
        if message is None or self._arrived > self._limit:
            raise HTTPException(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"A request here may bring at most {self._limit} bytes; send less at once.",
            )
        return message

    async def drain(self) -> None:
        """Throw away what has not been received yet."""
        try:
            async with asyncio.timeout(_DRAINED_SECONDS):
                while not self._ended and self._arrived < _DRAINED_BYTES:
                    await self._next()
        except TimeoutError:
            log.info("body_not_drained", arrived=self._arrived)

    async def _next(self) -> Message:
        message = await self._receive()
        self._arrived += len(message.get("body", b""))
        self._ended = not message.get("more_body", False)
        return message
