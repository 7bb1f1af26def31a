"""Originals in the local folder, and in the spool while the storage is out."""

import multiprocessing
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.resilience.events import EventKind
from core.resilience.faults import FaultKind
from core.services.errors import StorageError, StorageUnavailable
from core.services.file_lock import exclusive
from core.services.folder import Folder, describe
from core.services.served import Source
from core.services.spool import Spool

PDF = "application/pdf"


@pytest.fixture
def built(services):
    return services()


def _strike(built, kind=FaultKind.REFUSE) -> None:
    built.faults.inject("s3", kind, actor="op", reason="test")


def test_put__local_folder__is_a_plain_file_that_comes_back(built, tmp_path):
    served = built.storage.put("originals/a/ñandú 1.pdf", b"%PDF", PDF)
    assert (served.source, served.value.size) == (Source.LIVE, 4)
    assert (tmp_path / "data" / "storage" / "originals" / "a" / "ñandú 1.pdf").read_bytes() == b"%PDF"
    assert built.storage.get("originals/a/ñandú 1.pdf").value == b"%PDF"


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/etc/passwd",
        "../x",
        "a/../../x",
        "a//b",
        "a/.",
        "a\\..\\b",
        "C:x",
        "a\x00b",
        "a\n",
        "x" * 201,
        "ñ" * 124,
        "a.meta.json",
    ],
)
def test_key__that_could_leave_the_folder__is_refused_by_every_operation(built, key, tmp_path):
    for operation in (
        lambda: built.storage.put(key, b"1", PDF),
        lambda: built.storage.get(key),
        lambda: built.storage.delete(key),
    ):
        with pytest.raises(StorageError) as caught:
            operation()
        assert caught.value.code == "BAD_KEY"
    assert not list(tmp_path.rglob("x*"))
    assert built.s3_breaker.current_state == "closed"


def test_get__nothing_there__is_not_found_and_no_failure(built):
    for _ in range(6):
        with pytest.raises(StorageError) as caught:
            built.storage.get("a.pdf")
        assert caught.value.code == "NOT_FOUND"
    assert built.s3_breaker.current_state == "closed"


def test_get__file_changed_behind_our_back__is_refused(built, tmp_path):
    built.storage.put("a.pdf", b"true", PDF)
    (tmp_path / "data" / "storage" / "a.pdf").write_bytes(b"false")
    with pytest.raises(StorageError) as caught:
        built.storage.get("a.pdf")
    assert caught.value.code == "CONTENT_DAMAGED"


def test_out__put_is_held_served_and_uploaded_later(built, tmp_path):
    _strike(built)
    served = built.storage.put("a/b.pdf", b"held", PDF)
    assert served.source is Source.HELD
    assert "reached" in str(served.reason)
    assert built.storage.spooled_count == 1
    assert (built.storage.get("a/b.pdf").value, built.storage.get("a/b.pdf").source) == (b"held", Source.HELD)
    report = built.storage.upload_spooled()
    assert (report.uploaded, report.waiting) == (0, 1)
    assert report.stopped_by is not None
    built.faults.stop_all("op")
    assert built.storage.upload_spooled().uploaded == 1
    assert built.storage.spooled_count == 0
    assert built.storage.get("a/b.pdf").source is Source.LIVE
    kinds = [event.kind for event in reversed(built.events.recent())]
    assert kinds.index(EventKind.STORAGE_SPOOLED) < kinds.index(EventKind.STORAGE_UPLOADED)
    assert list((tmp_path / "data" / "spool").rglob("*.pdf")) == []


def test_out_then_restarted__the_spool_is_still_uploaded(services):
    first = services()
    _strike(first)
    first.storage.put("a.pdf", b"held", PDF)
    restarted = services()
    assert restarted.storage.upload_spooled().uploaded == 1
    assert restarted.storage.get("a.pdf").value == b"held"


def test_tidy__put_killed_before_its_file_was_in_place__half_a_file_goes_once_it_is_a_day_old(
    services, tmp_path
):
    spool = tmp_path / "data" / "spool"
    killed = multiprocessing.get_context("spawn").Process(target=_die_in_mid_put, args=(spool,))
    killed.start()
    killed.join()
    [part] = spool.rglob("*tmp*")
    young = part.with_name("young")
    young.write_bytes(b"another console's")
    os.utime(part, (time.time() - 2 * 24 * 3600,) * 2)
    starting = services()
    starting.storage.tidy()
    assert (part.exists(), young.exists()) == (False, True)
    assert starting.storage.spooled_count == 0


def _die_in_mid_put(root: Path) -> None:
    def die(_source: Path, _target: Path) -> None:
        os._exit(9)

    Path.replace = die  # type: ignore[assignment,method-assign]
    Folder(root).put(describe("originals/a", b"%PDF", PDF), b"%PDF")


def test_put__an_older_version_waits_in_the_spool__the_newer_one_waits_behind_it(built):
    _strike(built)
    built.storage.put("a.pdf", b"old", PDF)
    built.faults.stop_all("op")
    assert built.storage.put("a.pdf", b"new", PDF).source is Source.HELD
    assert built.storage.get("a.pdf").value == b"new"
    built.storage.upload_spooled()
    assert built.storage.get("a.pdf").value == b"new"


def test_upload__newer_version_comes_in_meanwhile__stays_in_the_spool(built, monkeypatch):
    _strike(built)
    built.storage.put("a.pdf", b"old", PDF)
    built.faults.stop_all("op")
    upload = built.storage._store.put

    def put_while_a_newer_one_comes(described, content):
        upload(described, content)
        if content == b"old":
            built.storage.put("a.pdf", b"new", PDF)

    monkeypatch.setattr(built.storage._store, "put", put_while_a_newer_one_comes)
    built.storage.upload_spooled()
    assert (built.storage.get("a.pdf").value, built.storage.spooled_count) == (b"new", 1)


@pytest.mark.parametrize(("damaged", "with_what"), [("a.pdf", b"damaged"), ("a.pdf.meta.json", b"{")])
def test_upload__spooled_original_is_damaged__is_set_aside_and_shown_and_the_others_go_on(
    built, tmp_path, damaged, with_what
):
    _strike(built)
    for key in ("a.pdf", "b.pdf"):
        built.storage.put(key, b"held", PDF)
    built.faults.stop_all("op")
    (tmp_path / "data" / "spool" / damaged).write_bytes(with_what)
    report = built.storage.upload_spooled()
    assert (report.uploaded, report.waiting, report.stopped_by) == (1, 0, None)
    aside = tmp_path / "data" / "spool-damaged"
    assert sorted(path.name for path in aside.iterdir()) == ["a.pdf", "a.pdf.meta.json"]
    assert (aside / damaged).read_bytes() == with_what
    assert [event.subject for event in built.events.recent(kind=EventKind.STORAGE_DAMAGED)] == ["a.pdf"]
    assert "1 damaged" in built.storage.health().detail


def test_upload__content_of_a_spooled_original_is_gone__is_told_as_damage_and_waits_no_more(built, tmp_path):
    _strike(built)
    built.storage.put("a.pdf", b"held", PDF)
    built.faults.stop_all("op")
    (tmp_path / "data" / "spool" / "a.pdf").unlink()
    assert built.storage.upload_spooled().waiting == 0
    assert [event.subject for event in built.events.recent(kind=EventKind.STORAGE_DAMAGED)] == ["a.pdf"]


def test_upload__disk_does_not_let_go_of_one__the_others_go_on_and_it_is_there_to_try_again(
    built, monkeypatch
):
    _strike(built)
    for key in ("a.pdf", "b.pdf"):
        built.storage.put(key, b"held", PDF)
    built.faults.stop_all("op")
    delete = Folder.delete

    def sticks(folder: Folder, key: str) -> None:
        if key == "a.pdf":
            raise PermissionError(13, "Permission denied")
        delete(folder, key)

    with monkeypatch.context() as sticky:
        sticky.setattr(Folder, "delete", sticks)
        report = built.storage.upload_spooled()
    assert (report.uploaded, report.waiting, report.refused) == (1, 1, ("a.pdf",))
    assert built.storage._store.get("a.pdf") == b"held"
    assert built.storage.upload_spooled().waiting == 0


def test_spool__two_consoles_put_and_remove_one_key_at_once__it_is_whole_or_not_there(tmp_path, monkeypatch):
    # One that does nothing but take the lock may starve the other for longer, on a machine that is busy.
    monkeypatch.setattr("core.services.spool._PATIENCE", 60)
    here, there = (Spool(tmp_path / "spool", on_damage=lambda _: None) for _ in range(2))
    described = describe("originals/x/a.pdf", b"%PDF", PDF)

    def put() -> None:
        for _ in range(60):
            here.put(described, b"%PDF")

    with ThreadPoolExecutor(1) as pool:
        putting = pool.submit(put)
        while not putting.done():
            there.remove(described)
        putting.result()
    assert here.get(described.key) == (None if here.describe(described.key) is None else b"%PDF")
    there.remove(described)
    assert list((tmp_path / "spool").rglob("a.pdf*")) == []


def test_spool__another_console_is_stopped_in_mid_change__is_waited_for_no_longer_than_promised(
    built, tmp_path, monkeypatch
):
    monkeypatch.setattr("core.services.spool._PATIENCE", 0.05)
    _strike(built)
    built.storage.put("a.pdf", b"held", PDF)
    with exclusive(tmp_path / "data" / "spool" / ".lock", 1), pytest.raises(StorageUnavailable) as caught:
        built.storage.put("b.pdf", b"held", PDF)
    assert "does not let go" in str(caught.value)
    assert built.storage.put("b.pdf", b"held", PDF).source is Source.HELD


def test_out_and_the_disk_takes_no_description__leaves_nothing_of_it(built, tmp_path, monkeypatch):
    write = Folder._write

    def full(folder: Folder, path: Path, content: bytes) -> None:
        if path.name.endswith(".json"):
            raise OSError(28, "No space left on device")
        write(folder, path, content)

    monkeypatch.setattr(Folder, "_write", full)
    _strike(built)
    with pytest.raises(StorageUnavailable):
        built.storage.put("a.pdf", b"held", PDF)
    assert not (tmp_path / "data" / "spool" / "a.pdf").exists()


def test_put__what_waits_under_the_key_is_damaged__is_stored_all_the_same(built, tmp_path):
    _strike(built)
    built.storage.put("a.pdf", b"held", PDF)
    built.faults.stop_all("op")
    (tmp_path / "data" / "spool" / "a.pdf.meta.json").write_bytes(b"[]")
    assert built.storage.put("a.pdf", b"new", PDF).source is Source.LIVE
    assert built.storage.get("a.pdf").value == b"new"


def test_spooled_count__objects_come_and_go_meanwhile__is_no_error(built, tmp_path):
    _strike(built)
    stopping = threading.Event()

    def come_and_go() -> None:
        folders = [tmp_path / "data" / "spool" / "originals" / str(number) for number in range(40)]
        while not stopping.is_set():
            for folder in folders:
                folder.mkdir(parents=True, exist_ok=True)
            for folder in folders:
                folder.rmdir()

    thread = threading.Thread(target=come_and_go)
    thread.start()
    try:
        counts = {built.storage.spooled_count for _ in range(500)}
    finally:
        stopping.set()
        thread.join()
    assert counts == {0}


@pytest.mark.parametrize("operation", ["put", "get", "delete"])
def test_spool_unreadable__storage_well__is_refused_with_nothing_done(built, tmp_path, operation):
    built.storage.put("a.pdf", b"first", PDF)
    in_the_way = tmp_path / "data" / "spool" / "a.pdf.meta.json"
    in_the_way.mkdir(parents=True)
    (tmp_path / "data" / "spool" / "a.pdf").write_bytes(b"what waits")
    arguments = {"put": (b"second", PDF)}.get(operation, ())
    with pytest.raises(StorageUnavailable) as caught:
        getattr(built.storage, operation)("a.pdf", *arguments)
    assert caught.value.reason.code == "SPOOL_OUT_OF_REACH"
    assert built.s3_breaker.current_state == "closed"
    in_the_way.rmdir()
    (tmp_path / "data" / "spool" / "a.pdf").unlink()
    assert built.storage.get("a.pdf").value == b"first"


def test_delete__spool_does_not_let_go__says_so(built, tmp_path, monkeypatch):
    _strike(built)
    built.storage.put("a.pdf", b"held", PDF)
    built.faults.stop_all("op")
    built.s3_breaker.reset("op")

    def held_fast(*_args: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Spool, "remove", held_fast)
    with pytest.raises(StorageUnavailable, match="Read-only"):
        built.storage.delete("a.pdf")
    assert built.storage.get("a.pdf").value == b"held"


def test_out_and_the_spool_takes_nothing__says_so(built, tmp_path):
    (tmp_path / "data" / "spool").write_text("in the way")
    _strike(built)
    with pytest.raises(StorageUnavailable, match="disk"):
        built.storage.put("a/b.pdf", b"1", PDF)


def test_delete__out__is_refused_and_nothing_is_removed(built):
    built.storage.put("a.pdf", b"1", PDF)
    _strike(built)
    with pytest.raises(StorageUnavailable):
        built.storage.delete("a.pdf")
    built.faults.stop_all("op")
    assert built.storage.get("a.pdf").value == b"1"
    built.storage.delete("a.pdf")
    with pytest.raises(StorageError):
        built.storage.get("a.pdf")


@pytest.mark.parametrize(
    "kind", [kind for kind in FaultKind if kind not in {FaultKind.LATENCY, FaultKind.HANG}]
)
def test_fault__any_kind__opens_the_circuit_and_nothing_is_lost(built, kind):
    _strike(built, kind)
    for number in range(6):
        assert built.storage.put(f"{number}.pdf", b"1", PDF).source is Source.HELD
    assert built.s3_breaker.current_state == "open"
    assert not built.storage.health().misconfigured
    assert built.storage.spooled_count == 6
