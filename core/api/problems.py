"""Errors as RFC 9457 problem details, each with a stable code; one table says what each exception becomes."""

from collections.abc import Mapping
from http import HTTPStatus
from math import ceil
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

from core.invoices.desk import InvoiceNotFound
from core.invoices.files import UnreadableCode, UnreadableFile
from core.pricing.desk import ProductNotFound
from core.pricing.rules import RuleInvalid
from core.resilience.drills import DrillRefused
from core.resilience.journal import JournalUnavailable, NoSuchEntry
from core.resilience.record import RecordUnavailable
from core.services.errors import NoCopy, QueryError, ReadOnlyError, StorageError, Unavailable
from core.services.ledger import Refused
from core.telemetry.context import current_request_id

MEDIA_TYPE = "application/problem+json"
_JOURNAL_RETRY_SECONDS = 30
_HTTP_CODES = {HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "REQUEST_TOO_LARGE"}
"""Where the name in http.HTTPStatus differs between Python versions."""

_WHAT_TO_DO = {
    HTTPStatus.NOT_FOUND: "There is nothing here; /docs lists every path.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This path takes another method; /docs lists which.",
    HTTPStatus.BAD_REQUEST: "The body cannot be read: it is nested too deep, or holds a number too long.",
}
"""In place of what the framework says of its own accord, which is no more than the status."""

_NOTHING_CHANGED = "; nothing was changed: ask again when /health says that the database is back"

log = structlog.get_logger(__name__)


class Problem(BaseModel):
    """What went wrong. `code` is stable; `detail` is for people."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "about:blank",
                "title": "Service Unavailable",
                "status": 503,
                "detail": "the database takes no writes now; database: the circuit is open; nothing was "
                "changed: ask again when /health says that the database is back",
                "code": "READ_ONLY",
                "request_id": "5f0c8a1e9b2d4c6f7a80",
            }
        }
    )

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: list[dict[str, Any]] | None = None
    """For a request that does not fit its schema: where, and what is wrong there."""


class ApiProblem(Exception):  # noqa: N818 - it is told to the client as a problem
    """An error that is the API's own, such as an unknown breaker."""

    def __init__(
        self, status: HTTPStatus, code: str, detail: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = dict(headers or {})


def problem_response(problem: ApiProblem, errors: list[dict[str, Any]] | None = None) -> JSONResponse:
    body = problem_body(problem, errors)
    return JSONResponse(
        body.model_dump(exclude_none=True), problem.status, problem.headers, media_type=MEDIA_TYPE
    )


def problem_body(problem: ApiProblem, errors: list[dict[str, Any]] | None = None) -> Problem:
    return Problem(
        title=problem.status.phrase,
        status=problem.status,
        detail=problem.detail,
        code=problem.code,
        request_id=current_request_id(),
        errors=errors,
    )


def as_problem(error: Exception) -> ApiProblem | None:
    """What the client is told of a domain error; None for one that has no business reaching it."""
    match error:
        case ApiProblem():
            return error
        case Unavailable():
            headers = {"Retry-After": str(ceil(error.retry_after))}
            what_to_do = _NOTHING_CHANGED if isinstance(error, NoCopy | ReadOnlyError) else ""
            return ApiProblem(HTTPStatus.SERVICE_UNAVAILABLE, error.code, f"{error}{what_to_do}", headers)
        case JournalUnavailable() | RecordUnavailable():
            headers = {"Retry-After": str(_JOURNAL_RETRY_SECONDS)}
            return ApiProblem(HTTPStatus.SERVICE_UNAVAILABLE, error.code, str(error), headers)
        case UnreadableFile():
            return ApiProblem(_unreadable_status(error.code), error.code.value, error.message)
        case RuleInvalid():
            return ApiProblem(HTTPStatus.UNPROCESSABLE_ENTITY, error.code, str(error))
        case _:
            return _callers_problem(error)


def _callers_problem(error: Exception) -> ApiProblem | None:
    match error:
        case QueryError():
            return ApiProblem(HTTPStatus.BAD_REQUEST, error.code, str(error))
        case DrillRefused():
            unknown = error.code == "UNKNOWN_SCENARIO"
            return ApiProblem(
                HTTPStatus.NOT_FOUND if unknown else HTTPStatus.CONFLICT, error.code, str(error)
            )
        case InvoiceNotFound():
            return ApiProblem(HTTPStatus.NOT_FOUND, "INVOICE_NOT_FOUND", str(error))
        case NoSuchEntry() | StorageError() | ProductNotFound():
            return ApiProblem(HTTPStatus.NOT_FOUND, error.code, str(error))
        case Refused():
            status = HTTPStatus.NOT_FOUND if error.code == "NOT_FOUND" else HTTPStatus.CONFLICT
            return ApiProblem(status, error.code, str(error))
        case _:
            return None


def _unreadable_status(code: UnreadableCode) -> HTTPStatus:
    too_large = code is UnreadableCode.TOO_LARGE
    return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if too_large else HTTPStatus.UNPROCESSABLE_ENTITY


def _not_json(content_type: str) -> ApiProblem:
    given = f"not {content_type[:100]!r}" if content_type else "which is not given"
    detail = f"Send the body as JSON, with the header `Content-Type: application/json`, {given}."
    return ApiProblem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "NOT_JSON", detail)


HANDLED = (
    ApiProblem,
    Unavailable,
    JournalUnavailable,
    RecordUnavailable,
    DrillRefused,
    UnreadableFile,
    QueryError,
    InvoiceNotFound,
    ProductNotFound,
    RuleInvalid,
    NoSuchEntry,
    StorageError,
    Refused,
)


def install(api: FastAPI) -> None:
    """Answer every known error of `api` as a problem; unknown ones are the middleware's."""

    async def known(_request: Request, error: Exception) -> JSONResponse:
        problem = as_problem(error)
        if problem is None:
            raise error
        return problem_response(problem)

    async def http(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)  # noqa: S101 - what it is registered for
        status = HTTPStatus(error.status_code)
        code = _HTTP_CODES.get(status, status.name)
        detail = _WHAT_TO_DO.get(status, str(error.detail))
        return problem_response(ApiProblem(status, code, detail, error.headers))

    async def invalid(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - what it is registered for
        if isinstance(error.body, bytes):  # it was sent as something else, and so was not parsed
            return problem_response(_not_json(request.headers.get("content-type", "")))
        # What was sent is left out: it may be long, or secret.
        errors = [{name: one[name] for name in ("loc", "msg", "type")} for one in error.errors()]
        problem = ApiProblem(
            HTTPStatus.UNPROCESSABLE_ENTITY, "INVALID_REQUEST", "The request does not fit: see `errors`."
        )
        return problem_response(problem, errors)

    for kind in HANDLED:
        api.add_exception_handler(kind, known)
    api.add_exception_handler(HTTPException, http)
    api.add_exception_handler(RequestValidationError, invalid)
