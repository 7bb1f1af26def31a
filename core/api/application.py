"""The HTTP API over one console: routers, errors, what every request passes, and its description."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Response
from fastapi.openapi.utils import get_openapi
from starlette.middleware import Middleware
from starlette.routing import Route

from core.api import (
    problems,
    routes_ai,
    routes_db,
    routes_drills,
    routes_health,
    routes_held,
    routes_invoices,
    routes_operations,
    routes_prices,
    routes_rules,
)
from core.api.docs import docs_page
from core.api.middleware import (
    JSON_BYTES,
    READING_METHODS,
    TOKEN_TO_READ,
    BearerAuth,
    BodyLimit,
    Envelope,
    HeadAsGet,
)
from core.api.uploads import REQUEST_FACTOR
from core.console import Console
from core.settings import Settings

ROUTERS = (
    routes_health,
    routes_invoices,
    routes_prices,
    routes_rules,
    routes_ai,
    routes_db,
    routes_operations,
    routes_drills,
    routes_held,
)

_PATHS = (
    "/health",
    "/health/{rest:path}",
    "/metrics",
    "/docs",
    "/openapi.json",
    "/ai",
    "/ai/{rest:path}",
    "/db",
    "/db/{rest:path}",
    "/api",
    "/api/{rest:path}",
)
"""What belongs to the API; every other path is the pages'."""

_DESCRIPTION = (
    "The same console that serves the pages. Everything that changes something, and SQL in any form, needs "
    "`Authorization: Bearer <token>`; the token is in the file api-token in the data folder. Errors are "
    "application/problem+json with a stable `code`. Answers say where they came from: live, cache, snapshot, "
    "rules or held."
)


def create_api(settings: Settings, console: Callable[[], Console], token: Callable[[], str]) -> FastAPI:
    """Build the application. `console` and `token` are called with the first request that needs them."""

    def limit_for(path: str) -> int:
        upload = path.rstrip("/") == "/api/invoices"
        return settings.max_upload_bytes * REQUEST_FACTOR if upload else JSON_BYTES

    api = FastAPI(
        title="Fusible",
        version="0.1.0",
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        middleware=[
            Middleware(Envelope),
            Middleware(HeadAsGet),
            Middleware(BodyLimit, limit_for=limit_for),
            Middleware(BearerAuth, token=token),
        ],
        responses={
            "4XX": {"model": problems.Problem, "description": "What is wrong with the request."},
            "5XX": {"model": problems.Problem, "description": "What is out, and when to come back."},
        },
    )
    api.state.console = console
    problems.install(api)
    for module in ROUTERS:
        api.include_router(module.router)
    api.openapi = lambda: _described(api)  # type: ignore[method-assign]

    @api.get("/docs", include_in_schema=False)
    def docs() -> Response:
        policy = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
        return Response(docs_page(api.openapi()), media_type="text/html", headers=policy)

    return api


def routes(api: FastAPI) -> list[Route]:
    """`api` under its own paths, for an application that serves others besides."""
    return [Route(path, endpoint=api, include_in_schema=False) for path in _PATHS]


def _described(api: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, with what middleware does to every operation written into each."""
    if api.openapi_schema is not None:
        return api.openapi_schema
    spec = get_openapi(title=api.title, version=api.version, description=api.description, routes=api.routes)
    spec["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            if method.upper() not in READING_METHODS or path in TOKEN_TO_READ:
                operation["security"] = [{"token": []}]
            _describe_errors(operation["responses"])
    api.openapi_schema = spec
    return spec


def _describe_errors(responses: dict[str, Any]) -> None:
    # FastAPI adds its own 422, which problems.py replaces.
    responses.pop(str(HTTPStatus.UNPROCESSABLE_ENTITY.value), None)
    for status in ("4XX", "5XX"):
        content = responses[status]["content"]
        content[problems.MEDIA_TYPE] = content.pop("application/json")
