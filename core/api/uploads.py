"""Takes the files out of a multipart request, each cut off at the limit while it is still arriving."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from core.api.problems import ApiProblem
from core.invoices.files import UnreadableCode

FILES_AT_ONCE = 50
"""Files one request may bring."""
REQUEST_FACTOR = 8
"""How many times the limit of one file a whole request may hold."""


@dataclass(frozen=True, slots=True)
class Upload:
    filename: str
    content: bytes


class _PartTooLarge(MultiPartException):
    """One part is larger than a file may be."""


class _LimitedParser(MultiPartParser):
    """Starlette's parser, which spools to disk, with a bound on each part."""

    largest_part = 0
    _part_bytes = 0

    def on_part_begin(self) -> None:
        self._part_bytes = 0
        super().on_part_begin()

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        self._part_bytes += end - start
        if self._part_bytes > self.largest_part:
            raise _PartTooLarge(f"A file may hold at most {self.largest_part} bytes.")
        super().on_part_data(data, start, end)


async def receive_files(request: Request, largest_file: int) -> FormData:
    """The parsed form; the caller closes it. Raises ApiProblem for what is no form, or too much of one."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise ApiProblem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "NOT_MULTIPART", "Send the files as multipart/form-data."
        )
    parser = _LimitedParser(
        request.headers, request.stream(), max_files=FILES_AT_ONCE, max_fields=FILES_AT_ONCE
    )
    parser.largest_part = largest_file
    try:
        return await parser.parse()
    except _PartTooLarge as error:
        raise ApiProblem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, UnreadableCode.TOO_LARGE.value, error.message
        ) from error
    except (MultiPartException, KeyError, ValueError) as error:
        raise ApiProblem(
            HTTPStatus.BAD_REQUEST, "BAD_MULTIPART", f"The form cannot be read: {error}"
        ) from error


def uploads_of(form: FormData) -> Iterator[Upload]:
    """The files of a form in order, one in memory at a time, whatever their fields are called.

    Raises ApiProblem if there is none.
    """
    files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
    if not files:
        raise ApiProblem(
            HTTPStatus.UNPROCESSABLE_ENTITY, "NO_FILE", "Send at least one file in the form, in any field."
        )
    with ExitStack() as stack:
        for file in files:
            stack.callback(file.file.close)
        for file in files:
            yield Upload(file.filename or "unnamed", file.file.read())
