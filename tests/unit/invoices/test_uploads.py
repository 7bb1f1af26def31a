"""What the upload queue promises: every file ends in a state to act on, and one never stops the others."""

import os
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.invoices.files import UnreadableFile
from core.invoices.model import Reading, ReadingSource
from core.invoices.records import Receipt, ReceiptStatus
from core.invoices.uploads import UploadQueue, UploadState
from core.resilience.journal import JournalUnavailable
from core.services.errors import StorageUnavailable
from core.services.served import Served, Source

AT = datetime(2026, 11, 2, tzinfo=UTC)


def served(filename: str, status: ReceiptStatus = ReceiptStatus.STORED) -> Served[Receipt]:
    reading = Reading(file=filename, source=ReadingSource.TEXT)
    source = Source.HELD if status is ReceiptStatus.HELD else Source.LIVE
    return Served(Receipt("1", filename, status, reading, AT), source, "request", 0.1)


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


def refused_again(invoice_id: str, *, reason: str, actor: str) -> Served[Receipt]:
    raise AssertionError("nobody asked for it")


def still_held(held):
    return [ReceiptStatus.HELD for _ in held]


def make_queue(
    submit, folder: Path, *, submit_again=refused_again, became=still_held, workers: int = 2
) -> UploadQueue:
    uploads = folder / "uploads"
    return UploadQueue(submit, uploads, submit_again=submit_again, became=became, workers=workers)


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
    queue = make_queue(desk, tmp_path)
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
    queue = make_queue(desk, tmp_path)
    [item] = queue.add([("a.pdf", b"content")], actor="ana")
    queue.wait()
    desk.answers["a"] = ReceiptStatus.STORED
    queue.retry(item.id)
    queue.wait()
    assert states(queue) == {"a": UploadState.STORED}
    assert desk.contents == [b"content", b"content"]


def test_uploads__file_that_has_not_failed__is_not_tried_again(tmp_path: Path) -> None:
    queue = make_queue(Desk(a=ReceiptStatus.STORED), tmp_path)
    [item] = queue.add([("a.pdf", b"content")], actor="ana")
    queue.wait()
    with pytest.raises(ValueError, match=r"a\.pdf.*stored"):
        queue.retry(item.id)


def test_uploads__finished_file__leaves_no_bytes_behind(tmp_path: Path) -> None:
    desk = Desk(a=ReceiptStatus.STORED, d=UnreadableFile("EMPTY", "the file is empty"))
    queue = make_queue(desk, tmp_path)
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

    queue = make_queue(slow, tmp_path)
    [item] = queue.add([("a.pdf", b"a")], actor="ana")
    assert item.state is UploadState.QUEUED
    go.set()
    queue.wait()


def test_uploads__no_workers__is_refused_with_the_value(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not 0"):
        make_queue(Desk(), tmp_path, workers=0)


def test_uploads__closed_while_reading__waits_for_nothing_and_starts_nothing_more(tmp_path: Path) -> None:
    go, begun = threading.Event(), threading.Event()
    read: list[str] = []

    def slow(filename: str, content: bytes, *, actor: str) -> Served[Receipt]:
        read.append(filename)
        begun.set()
        go.wait(10)
        return served(filename)

    queue = make_queue(slow, tmp_path, workers=1)
    queue.add([("a.pdf", b"a"), ("b.pdf", b"b")], actor="ana")
    assert begun.wait(10)
    queue.close()
    go.set()
    queue._pool.shutdown(wait=True)
    assert read == ["a.pdf"]


def test_uploads__all_failed_files__are_tried_again_at_once(tmp_path: Path) -> None:
    desk = Desk(**{name: RuntimeError("a defect") for name in "abc"}, d=ReceiptStatus.STORED)
    queue = make_queue(desk, tmp_path)
    queue.add([(f"{name}.pdf", b"x") for name in "abcd"], actor="ana")
    queue.wait()
    desk.answers |= dict.fromkeys("abc", ReceiptStatus.STORED)
    queue.retry_failed()
    queue.wait()
    assert set(states(queue).values()) == {UploadState.STORED}
    assert len(desk.contents) == 7


def test_uploads__what_is_wrong_with_the_file_itself__is_not_tried_again(tmp_path: Path) -> None:
    late = UnreadableFile("READ_TIMEOUT", "too long")
    desk = Desk(a=UnreadableFile("PDF_ENCRYPTED", "a password"), b=late)
    queue = make_queue(desk, tmp_path)
    items = queue.add([("a.pdf", b"a"), ("b.pdf", b"b")], actor="ana")
    assert not any(item.is_worth_a_retry for item in items)
    queue.wait()
    assert [item.is_worth_a_retry for item in queue.items()] == [False, True]
    queue.retry_failed()
    queue.wait()
    assert sorted(desk.contents) == [b"a", b"b", b"b"]


def test_uploads__file_that_was_here__is_entered_again_with_the_reason(tmp_path: Path) -> None:
    asked = []

    def again(invoice_id: str, *, reason: str, actor: str) -> Served[Receipt]:
        asked.append((invoice_id, reason, actor))
        return served("a.pdf")

    queue = make_queue(Desk(a=ReceiptStatus.DUPLICATE), tmp_path, submit_again=again)
    [item] = queue.add([("a.pdf", b"x")], actor="ana")
    queue.wait()
    queue.enter_again(item.id, "son dos entregas")
    queue.wait()
    assert (asked, states(queue)) == ([("1", "son dos entregas", "ana")], {"a": UploadState.STORED})


@pytest.mark.parametrize(
    ("became", "state"),
    [
        (ReceiptStatus.HELD, UploadState.HELD),
        (ReceiptStatus.NEEDS_OPERATOR, UploadState.NEEDS_OPERATOR),
        (ReceiptStatus.STORED, UploadState.STORED),
        (ReceiptStatus.DUPLICATE, UploadState.DUPLICATE),
        (None, UploadState.DROPPED),
    ],
)
def test_uploads__held_file__is_settled_as_what_it_became(tmp_path: Path, became, state) -> None:
    desk = Desk(a=ReceiptStatus.HELD, b=ReceiptStatus.STORED)
    queue = make_queue(desk, tmp_path, became=lambda held: [became for _ in held])
    queue.add([("a.pdf", b"a"), ("b.pdf", b"b")], actor="ana")
    queue.wait()
    queue.settle()
    assert states(queue) == {"a": state, "b": UploadState.STORED}


def test_uploads__refused_file__is_settled_once_an_operator_has_sent_it_again(tmp_path: Path) -> None:
    became = iter([ReceiptStatus.HELD, ReceiptStatus.STORED])
    desk = Desk(a=ReceiptStatus.NEEDS_OPERATOR)
    queue = make_queue(desk, tmp_path, became=lambda held: [next(became) for _ in held])
    queue.add([("a.pdf", b"a")], actor="ana")
    queue.wait()
    seen = [states(queue)["a"]]
    for _ in range(2):
        queue.settle()
        seen.append(states(queue)["a"])
    assert seen == [UploadState.NEEDS_OPERATOR, UploadState.HELD, UploadState.STORED]


@pytest.mark.parametrize("error", [JournalUnavailable("gone"), StorageUnavailable("gone")])
def test_uploads__what_became_of_it_cannot_be_told__stays_held(tmp_path: Path, error) -> None:
    def cannot_tell(_held):
        raise error

    queue = make_queue(Desk(a=ReceiptStatus.HELD), tmp_path, became=cannot_tell)
    queue.add([("a.pdf", b"a")], actor="ana")
    queue.wait()
    queue.settle()
    assert states(queue) == {"a": UploadState.HELD}


def test_uploads__more_than_the_list_holds__those_entered_first_leave_it(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("core.invoices.uploads.MOST_KEPT", 3)
    desk = Desk(
        a=RuntimeError("a defect"), b=ReceiptStatus.STORED, c=ReceiptStatus.STORED, d=ReceiptStatus.HELD
    )
    queue = make_queue(desk, tmp_path)
    for name in "abcd":
        queue.add([(f"{name}.pdf", b"x")], actor="ana")
        queue.wait()
    assert list(states(queue)) == ["a", "c", "d"]


def test_uploads__disk_full__file_is_refused_and_says_so(tmp_path: Path, monkeypatch) -> None:
    queue = make_queue(Desk(a=ReceiptStatus.STORED), tmp_path)
    with monkeypatch.context() as full:
        full.setattr(Path, "write_bytes", _no_space)
        [item] = queue.add([("a.pdf", b"content")], actor="ana")
    assert (item.state, item.error_code) == (UploadState.FAILED, "NOT_KEPT")
    assert list((tmp_path / "uploads").iterdir()) == []
    queue.clear_finished()
    assert queue.items() == []


def _no_space(path: Path, content: bytes) -> int:
    with path.open("wb") as file:
        file.write(content[:2])
    raise OSError(28, "No space left on device")


def test_uploads__neither_storage_nor_disk_takes_the_original__says_so(tmp_path: Path) -> None:
    queue = make_queue(Desk(a=StorageUnavailable("the disk takes nothing")), tmp_path)
    queue.add([("a.pdf", b"content")], actor="ana")
    queue.wait()
    assert [item.error_code for item in queue.items()] == ["NOT_KEPT"]


def test_uploads__another_console_starts__leaves_what_waits_and_removes_what_is_old(tmp_path: Path) -> None:
    folder = tmp_path / "uploads"
    folder.mkdir()
    for name, age in (("young", 60), ("old", 2 * 24 * 3600)):
        (folder / name).write_bytes(b"x")
        os.utime(folder / name, (time.time() - age,) * 2)
    make_queue(Desk(), tmp_path)
    assert [file.name for file in folder.iterdir()] == ["young"]
