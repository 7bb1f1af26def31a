"""The local copy is a help and never a hindrance."""

from datetime import UTC, datetime, timedelta

import pytest

from core.services import snapshot as module
from core.services.snapshot import Snapshot

AT = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def snapshot(tmp_path):
    snapshot = Snapshot(tmp_path / "data" / "snapshot.db")
    yield snapshot
    snapshot.close()


def test_find__kept_and_opened_again__is_the_newest(snapshot, tmp_path):
    snapshot.keep("k", b"old", AT)
    snapshot.keep("k", b"new", AT + timedelta(seconds=1))
    snapshot.close()
    again = Snapshot(tmp_path / "data" / "snapshot.db")
    assert again.find("k") == b"new"
    assert again.find("other") is None
    again.close()


def test_keep__more_than_fit__the_oldest_go(snapshot, monkeypatch):
    monkeypatch.setattr(module, "_MAX_COPIES", 3)
    for number in range(5):
        snapshot.keep(str(number), b"x", AT + timedelta(seconds=number))
    assert [number for number in range(5) if snapshot.find(str(number))] == [2, 3, 4]


def test_keep__too_large__is_left_out(snapshot, monkeypatch):
    monkeypatch.setattr(module, "_MAX_COPY_BYTES", 3)
    snapshot.keep("k", b"1234", AT)
    assert snapshot.find("k") is None


def test_damaged_file__is_replaced_without_an_error(snapshot, tmp_path):
    snapshot.keep("k", b"x", AT)
    snapshot.close()
    (tmp_path / "data" / "snapshot.db").write_bytes(b"noise" * 4000)
    assert snapshot.find("k") is None
    snapshot.keep("k", b"y", AT)
    assert snapshot.find("k") == b"y"


def test_folder_cannot_be_made__keeps_nothing_without_an_error(tmp_path):
    (tmp_path / "file").write_text("in the way")
    snapshot = Snapshot(tmp_path / "file" / "snapshot.db")
    snapshot.keep("k", b"x", AT)
    assert snapshot.find("k") is None
