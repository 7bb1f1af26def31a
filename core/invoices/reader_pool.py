"""Reads uploads in processes of their own: killed at the deadline, anew after a crash, else kept warm."""

import queue
import subprocess
import sys
import threading
from dataclasses import asdict
from typing import Any, BinaryIO

import structlog

from core.invoices import frames
from core.invoices.files import Limits, UnreadableCode, UnreadableFile, safe_filename
from core.invoices.model import PageRow, Reading
from core.invoices.reader import ReadUpload
from core.settings import PROJECT_ROOT, child_environment

log = structlog.get_logger(__name__)

START_SECONDS = 15.0
"""Longest a worker may take to start, on top of the deadline of its first document."""


class WorkerLost(Exception):  # noqa: N818 - it says what happened
    """The worker crashed, or was ended because its time was up."""

    def __init__(self, *, timed_out: bool) -> None:
        super().__init__("took too long" if timed_out else "crashed")
        self.timed_out = timed_out


class ReaderPool:
    """At most `size` reading workers, each started when first needed. Safe to use from many threads."""

    def __init__(self, size: int = 2) -> None:
        if size < 1:
            raise ValueError(f"a pool needs at least 1 worker, not {size}")
        self._size = size
        # Last in, first out: one warm worker serves documents that come one by one.
        self._idle: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        self._busy: set[_Worker] = set()
        for _ in range(size):
            self._idle.put(None)

    def warm(self) -> None:
        """Start one worker if none is there, so that the first document need not. Does not wait."""
        try:
            worker = self._idle.get_nowait()
        except queue.Empty:
            return
        try:
            worker = _usable(worker)
        except OSError as error:
            log.warning("reading_worker_not_started", error=str(error))
        self._idle.put(worker)

    def read_upload(
        self, filename: str, content: bytes, *, ignore_embedded: bool = False, limits: Limits
    ) -> ReadUpload:
        """Read as reader.read_upload does. Raises UnreadableFile, also where reading crashes or hangs."""
        head = {"operation": "read", "filename": filename, "ignore_embedded": ignore_embedded}
        answer, _ = self._ask(head, content, limits, safe_filename(filename))
        rows = tuple(map(PageRow.model_validate, answer["rows"]))
        return ReadUpload(Reading.model_validate(answer["reading"]), str(answer["content_type"]), rows)

    def page_png(self, content: bytes, page: int, limits: Limits) -> bytes | None:
        """Draw a page as pictures.page_png does. Raises UnreadableFile."""
        answer, png = self._ask({"operation": "picture", "page": page}, content, limits, "the document")
        return png if answer["found"] else None

    def close(self) -> None:
        """End the workers at once; what they are reading is refused, for nothing of it was promised yet."""
        for busy in tuple(self._busy):
            busy.kill()
        for _ in range(self._size):
            worker = self._idle.get()
            if worker is not None:
                worker.end()
        for _ in range(self._size):
            self._idle.put(None)

    def _ask(
        self, head: dict[str, Any], content: bytes, limits: Limits, name: str
    ) -> tuple[dict[str, Any], bytes]:
        # Before a worker is kept busy with it: a file over the limit need not travel.
        if len(content) > limits.max_bytes:
            content = content[: limits.max_bytes + 1]
        worker = self._free_worker(limits, name)
        try:
            worker = _usable(worker)
            self._busy.add(worker)
            answer, body = worker.ask({**head, "limits": asdict(limits)}, content, limits.deadline_seconds)
        except WorkerLost as lost:
            log.warning("reading_worker_lost", timed_out=lost.timed_out, filename=name)
            raise _refusal(lost, name) from lost
        finally:
            if worker is not None:
                self._busy.discard(worker)
            self._idle.put(worker)
        if "code" in answer:
            raise UnreadableFile(UnreadableCode(answer["code"]), str(answer["message"]))
        return answer, body

    def _free_worker(self, limits: Limits, name: str) -> "_Worker | None":
        try:
            return self._idle.get(timeout=limits.deadline_seconds)
        except queue.Empty as error:
            raise UnreadableFile(
                UnreadableCode.TIMEOUT, f"{name} was not read: other documents are being read; try again"
            ) from error


class _Worker:
    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "core.invoices.worker"],
            cwd=PROJECT_ROOT,
            env=child_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._fresh = True
        self._expired = False

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, head: dict[str, Any], content: bytes, seconds: float) -> tuple[dict[str, Any], bytes]:
        """One exchange within `seconds`. Raises WorkerLost, after which this worker is of no use."""
        timer = threading.Timer(seconds + START_SECONDS * self._fresh, self._expire)
        timer.daemon = True
        timer.start()
        try:
            frames.send(self._input, head, content)
            answer = frames.receive(self._output)
        except (EOFError, OSError, ValueError, TypeError) as error:
            self.end()
            raise WorkerLost(timed_out=self._expired) from error
        finally:
            timer.cancel()
        self._fresh = False
        return answer

    def _expire(self) -> None:
        self._expired = True
        self.kill()

    def kill(self) -> None:
        """Break off whatever it is doing; the exchange under way raises WorkerLost."""
        self._process.kill()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._input, self._output):
            _close_quietly(pipe)

    @property
    def _input(self) -> BinaryIO:
        assert self._process.stdin is not None  # noqa: S101 - Popen was given PIPE
        return self._process.stdin  # type: ignore[return-value]

    @property
    def _output(self) -> BinaryIO:
        assert self._process.stdout is not None  # noqa: S101 - Popen was given PIPE
        return self._process.stdout  # type: ignore[return-value]


def _usable(worker: _Worker | None) -> _Worker:
    """The worker, or a new one where there is none or it died while idle."""
    if worker is not None and worker.is_alive:
        return worker
    if worker is not None:
        worker.end()
    return _Worker()


def _close_quietly(pipe: BinaryIO) -> None:
    """Close a pipe whose other end is gone, along with what was not written to it."""
    try:
        pipe.close()
    except OSError:
        log.debug("reading_worker_pipe_closed")


def _refusal(lost: WorkerLost, name: str) -> UnreadableFile:
    if lost.timed_out:
        return UnreadableFile(
            UnreadableCode.TIMEOUT, f"{name} took too long to read; split it or export it smaller"
        )
    return UnreadableFile(
        UnreadableCode.CRASHED,
        f"{name} could not be read: it crashes its reader; scan or print it anew to PDF",
    )
