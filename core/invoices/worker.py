"""The process that opens uploads, so that a file that crashes or hangs a library takes no console with it.

Run by reader_pool as `python -m core.invoices.worker`: requests come on standard input, answers go to
standard output, one at a time, until the input ends.
"""

import os
import resource
import signal
import sys
from contextlib import suppress
from typing import Any, BinaryIO

from core.invoices import frames
from core.invoices.files import Limits, UnreadableFile
from core.invoices.pictures import page_png
from core.invoices.reader import read_upload

MOST_MEMORY = 4 * 1024**3
"""Bytes of address space: the OCR models and a 64 megapixel photo take under half of it."""
GRACE = 5.0
"""Seconds past the deadline after which a worker ends itself, should the console be gone and not end it."""


def main() -> None:
    requests, answers = _channels()
    _confine()
    while True:
        try:
            head, content = frames.receive(requests)
        except EOFError:
            return
        limits = Limits(**head["limits"])
        signal.setitimer(signal.ITIMER_REAL, limits.deadline_seconds + GRACE)
        try:
            answer, body = _answer(head, content, limits)
        except UnreadableFile as error:
            answer, body = {"code": error.code, "message": error.message}, b""
        signal.setitimer(signal.ITIMER_REAL, 0)
        frames.send(answers, answer, body)


def _channels() -> tuple[BinaryIO, BinaryIO]:
    """Keep standard output for answers alone: what a library prints goes to standard error."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return sys.stdin.buffer, answers


def _confine() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # macOS knows the limit and refuses to set it.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _answer(head: dict[str, Any], content: bytes, limits: Limits) -> tuple[dict[str, Any], bytes]:
    if head["operation"] == "picture":
        png = page_png(content, head["page"], limits)
        return {"found": png is not None}, png or b""
    upload = read_upload(head["filename"], content, ignore_embedded=head["ignore_embedded"], limits=limits)
    reading = upload.reading.model_dump(mode="json")
    rows = [row.model_dump() for row in upload.rows]
    return {"reading": reading, "content_type": upload.content_type, "rows": rows}, b""


if __name__ == "__main__":
    main()
