"""The upload queue: reads many files in the background, so that a page can be left and come back to."""

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import structlog

from core.invoices.files import UnreadableFile, safe_filename
from core.invoices.records import Receipt, ReceiptStatus
from core.resilience.journal import JournalUnavailable
from core.services.errors import Unavailable
from core.services.folder import remove_left_behind
from core.services.served import Served
from core.telemetry.context import request_scope

log = structlog.get_logger(__name__)


class UploadState(StrEnum):
    QUEUED = "queued"
    READING = "reading"
    STORED = "stored"
    HELD = "held"
    NEEDS_OPERATOR = "needs_operator"
    """It is held, the database refused it, and an operator has yet to settle that."""
    DUPLICATE = "duplicate"
    DROPPED = "dropped"
    """It was held, the database refused it, and an operator gave it up."""
    FAILED = "failed"


_HELD = frozenset({UploadState.HELD, UploadState.NEEDS_OPERATOR})
_ENTERED = _HELD | {UploadState.STORED, UploadState.DUPLICATE}
MOST_KEPT = 2000
"""Files the list holds; of more, those entered first leave it."""
FINISHED = _ENTERED | {UploadState.DROPPED, UploadState.FAILED}


_MAY_PASS = frozenset({"READ_TIMEOUT", "READ_CRASHED", "OUT_OF_REACH", "NOT_KEPT", "INTERNAL"})
"""Codes of what may go well the next time; the others say that these very bytes can never be entered."""


@dataclass(frozen=True, slots=True)
class UploadItem:
    """One file on its way in. `receipt` is set once it is safe; `error_code` and `error` once it failed.

    `again` is a person's reason for entering a file a second time whose bytes are here already.
    """

    id: str
    filename: str
    actor: str
    state: UploadState = UploadState.QUEUED
    receipt: Served[Receipt] | None = None
    error_code: str | None = None
    error: str | None = None
    again: str | None = None

    @property
    def is_worth_a_retry(self) -> bool:
        return self.state is UploadState.FAILED and self.error_code in _MAY_PASS


class SubmitAgain(Protocol):
    """Enters a file that is here already once more, on purpose, as InvoiceDesk.submit_again does."""

    def __call__(self, invoice_id: str, *, reason: str, actor: str) -> Served[Receipt]: ...


class Became(Protocol):
    """Tells what has become of held uploads, as InvoiceDesk.became does."""

    def __call__(self, held: Sequence[Receipt], /) -> list[ReceiptStatus | None]: ...


class Submit(Protocol):
    """Takes one upload in, as InvoiceDesk.submit does."""

    def __call__(self, filename: str, content: bytes, *, actor: str) -> Served[Receipt]: ...


class UploadQueue:
    """Files waiting to be read, being read, and read since the process started.

    Waiting files lie in `folder`, not in memory. No receipt has been given for them, so a crash of the
    process loses none that was promised. What it leaves there goes with a start a day later: what is
    younger may be another console's.
    """

    def __init__(
        self, submit: Submit, folder: Path, *, submit_again: SubmitAgain, became: Became, workers: int = 2
    ) -> None:
        if workers < 1:
            raise ValueError(f"workers must be at least 1, not {workers}")
        self._submit = submit
        self._submit_again = submit_again
        self._became = became
        self._folder = folder
        self._lock = threading.Lock()
        self._items: dict[str, UploadItem] = {}
        self._running: dict[str, Future[None]] = {}
        folder.mkdir(parents=True, exist_ok=True)
        remove_left_behind(folder)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="upload")

    def add(self, files: Iterable[tuple[str, bytes]], *, actor: str) -> list[UploadItem]:
        """Queue files, each a name and its content, and return at once."""
        added = [self._add_one(name, content, actor) for name, content in files]
        for item in added:
            if item.state is UploadState.QUEUED:
                self._start(item.id)
        return added

    def items(self) -> list[UploadItem]:
        """Return every file of this process, in the order they were added."""
        with self._lock:
            return list(self._items.values())

    def settle(self) -> None:
        """Find out what has become of files that were held; while that cannot be told, they stay so."""
        held = [(it.id, it.receipt.value) for it in self.items() if it.state in _HELD and it.receipt]
        if not held:
            return
        try:
            became = self._became([receipt for _, receipt in held])
        except (JournalUnavailable, Unavailable) as error:
            log.info("held_uploads_not_settled", reason=str(error))
            return
        for (item_id, _), status in zip(held, became, strict=True):
            state = UploadState.DROPPED if status is None else UploadState(status.value)
            self._change(item_id, partial(replace, state=state))

    def retry(self, item_id: str) -> None:
        """Queue a failed file again. Raises KeyError for an unknown id, ValueError if it has not failed."""
        self._queue_again(item_id, UploadState.FAILED, error_code=None, error=None)

    def retry_failed(self) -> None:
        """Queue every failed file again that may go well this time."""
        for item in self.items():
            if item.is_worth_a_retry:
                self.retry(item.id)

    def enter_again(self, item_id: str, reason: str) -> None:
        """Enter a file once more that was here already; `reason` says why. Raises as `retry` does."""
        self._queue_again(item_id, UploadState.DUPLICATE, again=reason)

    def clear_finished(self) -> None:
        """Forget the files that are done, failed ones and their waiting bytes included."""
        with self._lock:
            done = [item.id for item in self._items.values() if item.state in FINISHED]
            for item_id in done:
                del self._items[item_id]
                self._running.pop(item_id, None)
        for item_id in done:
            self._path(item_id).unlink(missing_ok=True)

    def wait(self, timeout: float | None = None) -> None:
        """Wait until everything added so far is done, or `timeout` seconds have passed."""
        with self._lock:
            running = list(self._running.values())
        wait(running, timeout)

    def close(self) -> None:
        """Start nothing more. What is being read ends with its reader; no receipt was given for it."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _queue_again(self, item_id: str, expected: UploadState, **changes: Any) -> None:
        with self._lock:
            item = self._items[item_id]
            if item.state is not expected:
                raise ValueError(
                    f"only what is {expected} can be queued so; {item.filename!r} is {item.state}"
                )
            self._items[item_id] = replace(item, state=UploadState.QUEUED, **changes)
        self._start(item_id)

    def _add_one(self, name: str, content: bytes, actor: str) -> UploadItem:
        item = UploadItem(uuid4().hex, safe_filename(name), actor)
        try:
            self._path(item.id).write_bytes(content)
        except OSError as error:
            self._path(item.id).unlink(missing_ok=True)  # half a file must never be read
            item = _not_kept(item, error)
        with self._lock:
            self._items[item.id] = item
            self._forget_the_oldest()
        return item

    def _start(self, item_id: str) -> None:
        future = self._pool.submit(self._work, item_id)
        with self._lock:
            self._running[item_id] = future

    def _work(self, item_id: str) -> None:
        item = self._change(item_id, lambda it: replace(it, state=UploadState.READING))
        if item is None:
            return
        with request_scope():
            finished = self._take_in(item)
        if finished.state is not UploadState.FAILED:
            self._path(item_id).unlink(missing_ok=True)
        self._change(item_id, lambda _: finished)

    def _take_in(self, item: UploadItem) -> UploadItem:
        try:
            served = self._served(item)
        except UnreadableFile as error:
            return replace(item, state=UploadState.FAILED, error_code=error.code, error=str(error))
        except (JournalUnavailable, OSError) as error:
            return _not_kept(item, error)
        except Unavailable as error:
            if item.again is None:
                return _not_kept(item, error)
            return replace(item, state=UploadState.FAILED, error_code="OUT_OF_REACH", error=str(error))
        except Exception:
            # The queue must outlive any one file; the trace goes to the log, the page says what is safe.
            log.exception("upload_failed", filename=item.filename)
            return replace(item, state=UploadState.FAILED, error_code="INTERNAL", error="unexpected error")
        return replace(item, state=UploadState(served.value.status.value), receipt=served)

    def _served(self, item: UploadItem) -> Served[Receipt]:
        if item.again is not None and item.receipt is not None:
            first = item.receipt.value.invoice_id
            return self._submit_again(first, reason=item.again, actor=item.actor)
        return self._submit(item.filename, self._path(item.id).read_bytes(), actor=item.actor)

    def _forget_the_oldest(self) -> None:
        """Drop what was entered long ago, so that the list of a process that runs for months stays short."""
        over = len(self._items) - MOST_KEPT
        entered = (it.id for it in self._items.values() if it.state in _ENTERED)
        for item_id in list(islice(entered, max(0, over))):
            del self._items[item_id], self._running[item_id]

    def _change(self, item_id: str, change: Callable[[UploadItem], UploadItem]) -> UploadItem | None:
        with self._lock:
            item = self._items.get(item_id)
            if item is None:
                return None
            self._items[item_id] = change(item)
            return self._items[item_id]

    def _path(self, item_id: str) -> Path:
        return self._folder / item_id


def _not_kept(item: UploadItem, error: Exception) -> UploadItem:
    """The disk is full, most likely; nothing of the file was entered."""
    log.warning("upload_not_kept", filename=item.filename, error=str(error))
    return replace(item, state=UploadState.FAILED, error_code="NOT_KEPT", error=str(error))
