"""Invoices over HTTP: the same desk that serves the pages."""

from collections.abc import AsyncIterator
from functools import partial
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel
from starlette.datastructures import FormData

from core.api.answers import Answer, answer, unchanged
from core.api.dependencies import ACTOR, ConsoleDep
from core.api.inputs import NO_NUL, Version
from core.api.problems import HANDLED, ApiProblem, Problem, as_problem, problem_body
from core.api.threads import upload_lane
from core.api.uploads import receive_files, uploads_of
from core.console import Console
from core.invoices.bounds import BoundedReading
from core.invoices.changes import Deed
from core.invoices.desk import LONGEST_REASON
from core.invoices.records import InvoiceDetail, InvoiceSummary, Receipt, ReceiptStatus
from core.pricing.matching import LineMatch

router = APIRouter(prefix="/api/invoices", tags=["invoices"])

InvoiceId = Annotated[str, Path(max_length=64)]
Reason = Annotated[str, Query(min_length=1, max_length=LONGEST_REASON, pattern=NO_NUL)]
Revision = Annotated[Version | None, Query()]
"""The `revision` of the invoice that was looked at; another one is refused."""

_FILES_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}}
                    },
                }
            }
        },
    }
}


class Submitted(BaseModel):
    """What became of one file: its receipt, or the problem with it."""

    filename: str
    answer: Answer[Receipt] | None = None
    problem: Problem | None = None


class Submission(BaseModel):
    files: list[Submitted]


async def _form(request: Request, console: ConsoleDep) -> AsyncIterator[FormData]:
    form = await receive_files(request, console.settings.max_upload_bytes)
    try:
        yield form
    finally:
        await form.close()


@router.post(
    "",
    openapi_extra=_FILES_BODY,
    status_code=HTTPStatus.CREATED,
    responses={
        200: {"model": Submission, "description": "All of it was here before."},
        202: {
            "model": Submission,
            "description": "Held here, until the database is back or an operator has settled it.",
        },
    },
)
async def submit(
    console: ConsoleDep, form: Annotated[FormData, Depends(_form)], response: Response
) -> Submission:
    """Read and enter one or many files, each on its own: what is wrong with one does not stop the others.

    201 when something was entered, 202 when something is held, 200 when all of it was known. What is held
    lands by itself when the database is back; with the status `needs_operator` only once an operator has
    settled it. If none could be taken, the first one's problem is the answer.
    """
    submitted = await upload_lane.run(partial(_submit_all, console, form))
    response.status_code = _status_of(submitted)
    return Submission(files=submitted)


def _submit_all(console: Console, form: FormData) -> list[Submitted]:
    """What became of each file. Raises the first one's ApiProblem if none could be taken."""
    submitted: list[Submitted] = []
    problems: list[ApiProblem] = []
    for upload in uploads_of(form):
        try:
            receipt = console.invoices.submit(upload.filename, upload.content, actor=ACTOR)
        except HANDLED as error:
            problem = as_problem(error)
            if problem is None:
                raise
            problems.append(problem)
            submitted.append(Submitted(filename=upload.filename, problem=problem_body(problem)))
        else:
            submitted.append(Submitted(filename=receipt.value.filename, answer=answer(receipt, unchanged)))
    if len(problems) == len(submitted):
        raise problems[0]
    return submitted


def _status_of(submitted: list[Submitted]) -> HTTPStatus:
    statuses = {one.answer.value.status for one in submitted if one.answer}
    if statuses & {ReceiptStatus.HELD, ReceiptStatus.NEEDS_OPERATOR}:
        return HTTPStatus.ACCEPTED
    return HTTPStatus.CREATED if ReceiptStatus.STORED in statuses else HTTPStatus.OK


@router.get("")
def recent(
    console: ConsoleDep, limit: Annotated[int, Query(ge=1, le=1000)] = 200
) -> Answer[list[InvoiceSummary]]:
    """The newest invoices, with those held during an outage among them."""
    return answer(console.invoices.recent(limit), unchanged)


@router.get("/{invoice_id}")
def get(console: ConsoleDep, invoice_id: InvoiceId) -> Answer[InvoiceDetail]:
    """One invoice with its reading."""
    return answer(console.invoices.get(invoice_id), unchanged)


@router.get("/{invoice_id}/history")
def history(console: ConsoleDep, invoice_id: InvoiceId) -> Answer[list[Deed]]:
    """Who did what to it, oldest first, with each field that was changed before and after."""
    console.invoices.get(invoice_id)
    return answer(console.invoices.history(invoice_id), unchanged)


@router.get("/{invoice_id}/matches")
def matches(console: ConsoleDep, invoice_id: InvoiceId) -> Answer[list[LineMatch]]:
    """Which product each of its lines means, by what it was recognised, and what it cost before."""
    reading = console.invoices.get(invoice_id).value.reading
    return answer(console.products.match(reading.model_dump(mode="json")), unchanged)


@router.get(
    "/{invoice_id}/pages/{page}",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}, "description": "The page as a picture."}},
)
def page_picture(
    console: ConsoleDep, invoice_id: InvoiceId, page: Annotated[int, Path(ge=1, le=10_000)]
) -> Response:
    """A page of the original (1 is the first) as PNG. An invoice's original never changes."""
    picture = console.invoices.page_image(invoice_id, page)
    if picture is None:
        raise ApiProblem(HTTPStatus.NOT_FOUND, "NO_PAGE", f"Invoice {invoice_id} has no page {page} to show.")
    kept = {"Cache-Control": "private, max-age=86400, immutable"}
    return Response(picture, media_type="image/png", headers=kept)


@router.post("/{invoice_id}/approve")
def approve(
    console: ConsoleDep,
    invoice_id: InvoiceId,
    reading: BoundedReading | None = None,
    reason: Reason | None = None,
    expected_revision: Revision = None,
) -> Answer[Receipt]:
    """Approve an invoice as it was read, or with the corrected reading in the body.

    Where its sums do not come out, or it is a duplicate, `reason` must say why it is right all the same.
    """
    final = reading or console.invoices.get(invoice_id).value.reading
    approved = console.invoices.approve(
        invoice_id, final, actor=ACTOR, reason=reason, expected_revision=expected_revision
    )
    return answer(approved, unchanged)


@router.post("/{invoice_id}/correct")
def correct(
    console: ConsoleDep, invoice_id: InvoiceId, reading: BoundedReading, expected_revision: Revision = None
) -> Answer[Receipt]:
    """Keep a corrected reading without approving it yet."""
    corrected = console.invoices.correct(
        invoice_id, reading, actor=ACTOR, expected_revision=expected_revision
    )
    return answer(corrected, unchanged)


@router.post("/{invoice_id}/park")
def park(
    console: ConsoleDep, invoice_id: InvoiceId, reason: Reason, expected_revision: Revision = None
) -> Answer[Receipt]:
    """Put an invoice aside, with a reason, until somebody takes it up again."""
    reading = console.invoices.get(invoice_id).value.reading
    parked = console.invoices.park(
        invoice_id, reading, actor=ACTOR, reason=reason, expected_revision=expected_revision
    )
    return answer(parked, unchanged)


@router.post("/{invoice_id}/resume")
def resume(console: ConsoleDep, invoice_id: InvoiceId) -> Answer[Receipt]:
    """Take a parked invoice up again."""
    return answer(console.invoices.resume(invoice_id, actor=ACTOR), unchanged)


@router.post("/{invoice_id}/submit-again")
async def submit_again(console: ConsoleDep, invoice_id: InvoiceId, reason: Reason) -> Answer[Receipt]:
    """Enter the very same file a second time, on purpose; `reason` says why."""
    again = partial(console.invoices.submit_again, invoice_id, reason=reason, actor=ACTOR)
    return answer(await upload_lane.run(again), unchanged)
