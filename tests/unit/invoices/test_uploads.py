"""What the upload queue promises: every file ends in a state to act on, and one never stops the others."""

import threading
from pathlib import Path

import pytest

from core.invoices.files import UnreadableFile
from core.invoices.model import Reading, ReadingSource
from core.invoices.records import Receipt, ReceiptStatus
from core.invoices.uploads import UploadQueue, UploadState
from core.resilience.journal import JournalUnavailable
from core.services.served import Served, Source


def served(filename: str, status: ReceiptStatus = ReceiptStatus.STORED) -> Served[Receipt]:
    reading = Reading(file=filename, source=ReadingSource.TEXT)
    source = Source.HELD if status is ReceiptStatus.HELD else Source.LIVE
    return Served(Receipt("1", filename, status, reading), source, "request", 0.1)


class Desk:
    """Answers as told for each file name: a status, or an exception to raise."""

    def __init__(self, **answers: object) -> None:
        self.answers = answers
        self.contents: list[bytes] = []

    def __call__(self, filename: str, content: bytes, *, actor: str) -> Served[Receipt]:
        self.contents.append(content)
        answer = self.answers[Path(filename).stem]
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, ReceiptStatus)
        return served(filename, answer)


def states(queue: UploadQueue) -> dict[str, UploadState]:
    return {Path(item.filename).stem: item.state for item in queue.items()}


def test_uploads__many_files__each_ends_in_the_state_the_desk_gave(tmp_path: Path) -> None:
    desk = Desk(
        a=ReceiptStatus.STORED,
        b=ReceiptStatus.HELD,
        c=ReceiptStatus.DUPLICATE,
        d=UnreadableFile("EMPTY", "the file is empty"),
        e=JournalUnavailable("the disk is full"),
        f=RuntimeError("a defect"),
    )
    queue = UploadQueue(desk, tmp_path / "uploads")
    queue.add([(f"{name}.pdf", name.encode()) for name in "abcdef"], actor="ana")
    queue.wait()
    assert states(queue) == {
        "a": UploadState.STORED,
        "b": UploadState.HELD,
        "c": UploadState.DUPLICATE,
        "d": UploadState.FAILED,
        "e": UploadState.FAILED,
        "f": UploadState.FAILED,
    }
    assert [item.error_code for item in queue.items()] == [None, None, None, "EMPTY", "NOT_KEPT", "INTERNAL"]
    assert sorted(desk.contents) == [b"a", b"b", b"c", b"d", b"e", b"f"]


def test_uploads__failed_file__is_tried_again_with_the_same_bytes(tmp_path: Path) -> None:
    desk = Desk(a=RuntimeError("a defect"))
    queue = UploadQueue(desk, tmp_path / "uploads")
    [item] = queue.add([("a.pdf", b"content")], actor="ana")
    queue.wait()
    desk.answers["a"] = ReceiptStatus.STORED
    queue.retry(item.id)
    queue.wait()
    assert states(queue) == {"a": UploadState.STORED}
    assert desk.contents == [b"content", b"content"]


def test_uploads__file_that_has_not_failed__is_not_tried_again(tmp_path: Path) -> None:
    queue = UploadQueue(Desk(a=ReceiptStatus.STORED), tmp_path / "uploads")
    [item] = queue.add([("a.pdf", b"content")], actor="ana")
    queue.wait()
    with pytest.raises(ValueError, match=r"a\.pdf.*stored"):
        queue.retry(item.id)


def test_uploads__finished_file__leaves_no_bytes_behind(tmp_path: Path) -> None:
    desk = Desk(a=ReceiptStatus.STORED, d=UnreadableFile("EMPTY", "the file is empty"))
    queue = UploadQueue(desk, tmp_path / "uploads")
    queue.add([("a.pdf", b"a"), ("d.pdf", b"")], actor="ana")
    queue.wait()
    assert len(list((tmp_path / "uploads").iterdir())) == 1
    queue.clear_finished()
    assert queue.items() == []
    assert list((tmp_path / "uploads").iterdir()) == []


def test_uploads__add__returns_before_anything_is_read(tmp_path: Path) -> None:
    go = threading.Event()

    def slow(filename: str, content: bytes, *, actor: str) -> Served[Receipt]:
        go.wait(10)
        return served(filename)

    queue = UploadQueue(slow, tmp_path / "uploads")
    [item] = queue.add([("a.pdf", b"a")], actor="ana")
    assert item.state is UploadState.QUEUED
    go.set()
    queue.wait()


def test_uploads__no_workers__is_refused_with_the_value(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not 0"):
        UploadQueue(Desk(), tmp_path / "uploads", workers=0)


def test_uploads__closed_while_reading__waits_for_nothing_and_starts_nothing_more(tmp_path: Path) -> None:
    go, begun = threading.Event(), threading.Event()
    read: list[str] = []

    def slow(filename: str, content: bytes, *, actor: str) -> Served[Receipt]:
        read.append(filename)
        begun.set()
        go.wait(10)
        return served(filename)

    queue = UploadQueue(slow, tmp_path / "uploads", workers=1)
    queue.add([("a.pdf", b"a"), ("b.pdf", b"b")], actor="ana")
    assert begun.wait(10)
    queue.close()
    go.set()
    queue._pool.shutdown(wait=True)
    assert read == ["a.pdf"]
