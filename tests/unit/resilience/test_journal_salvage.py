"""A damaged journal is set aside and reported, and what can be read of it is kept."""

import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from core.resilience.events import EventLog
from core.resilience.journal import Journal
from core.resilience.journal_salvage import rescue
from core.telemetry.clock import utc_now

PAGE = 4096


@pytest.fixture(scope="module")
def original(tmp_path_factory) -> Path:
    """A journal of 300 entries, closed, all in its main file."""
    path = tmp_path_factory.mktemp("original") / "journal.db"
    journal = Journal(path, events=EventLog())
    for number in range(300):
        journal.hold("note", "k", {"n": number, "text": "x" * 1500}, actor="ana")
    journal.close()
    return path


@pytest.fixture
def path(original, tmp_path) -> Path:
    return Path(shutil.copy(original, tmp_path / "journal.db"))


def _overwrite(path: Path, start: int, count: int) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(random.Random(7).randbytes(count))


def _open(path: Path) -> Journal:
    return Journal(path, events=EventLog())


def test_open__pages_in_the_middle_overwritten__the_rest_is_saved_in_order(path):
    _overwrite(path, path.stat().st_size // 2, 3 * PAGE)
    journal = _open(path)
    numbers = [entry.payload["n"] for entry in journal.pending()]
    assert 250 <= len(numbers) < 300
    assert numbers == sorted(numbers)
    assert journal.damage.salvaged == len(numbers)
    assert journal.damage.file.exists()
    assert journal.writable
    journal.close()


def test_open__first_page_overwritten__all_entries_are_saved(path):
    _overwrite(path, 0, PAGE)
    journal = _open(path)
    assert journal.pending_count == 300
    journal.close()


def test_open__end_cut_off__what_is_before_is_saved(path):
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size * 2 // 3)
    journal = _open(path)
    assert journal.damage is not None
    assert journal.pending_count > 100
    journal.close()


def test_open__nothing_but_noise__starts_empty_and_keeps_the_noise(path):
    noise = random.Random(3).randbytes(50_000)
    path.write_bytes(noise)
    journal = _open(path)
    assert (journal.pending_count, journal.damage.salvaged) == (0, 0)
    assert journal.damage.file.read_bytes() == noise
    assert journal.writable
    journal.close()


def test_open__sound_file__is_left_alone(path):
    before = path.stat().st_ino
    journal = _open(path)
    assert journal.damage is None
    assert path.stat().st_ino == before
    journal.close()


def test_open__torn_write_ahead_log__keeps_every_commit_before_the_tear(tmp_path):
    path = tmp_path / "journal.db"
    journal = _open(path)
    for number in range(20):
        journal.hold("note", "k", {"n": number}, actor="ana")
    torn = tmp_path / "torn" / "journal.db"
    torn.parent.mkdir()
    torn.write_bytes(path.read_bytes())
    log = path.with_name("journal.db-wal").read_bytes()
    torn.with_name("journal.db-wal").write_bytes(log[:-2000])
    journal.close()
    after = _open(torn)
    assert [entry.payload["n"] for entry in after.pending()] == list(range(19))
    after.close()


def test_hold__file_damaged_while_open__is_rescued_and_the_write_is_kept(path):
    journal = _open(path)
    journal.close()
    _overwrite(path, 0, path.stat().st_size)
    held = journal.hold("note", "k", {"n": 1}, actor="ana")
    assert held.payload == {"n": 1}
    assert journal.damage is not None
    journal.close()


def test_hold__another_process_has_put_a_rescued_file_in_place__goes_into_that_one(path):
    ours, theirs = _open(path), _open(path)
    assert ours.pending_count == theirs.pending_count == 300
    theirs.close()
    path.rename(path.with_name("moved.db"))
    for suffix in ("-wal", "-shm"):
        path.with_name(f"journal.db{suffix}").unlink(missing_ok=True)
    theirs.hold("note", "k", {"n": 1}, actor="ana")
    ours.hold("note", "k", {"n": 2}, actor="ana")
    assert [entry.payload["n"] for entry in theirs.pending()] == [1, 2]
    ours.close()
    theirs.close()


def test_rescue__cut_off_half_way__is_finished_by_the_next_start(path, monkeypatch):
    _overwrite(path, path.stat().st_size // 2, PAGE)

    def killed(*_args, **_options):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("core.resilience.journal_salvage._salvage", killed)
        with pytest.raises(KeyboardInterrupt):
            rescue(path, now=utc_now())
    journal = _open(path)
    assert journal.pending_count > 250
    journal.close()


def test_rescue__entry_whose_text_is_garbled__is_counted_and_left_out(path):
    connection = sqlite3.connect(path)
    connection.execute("UPDATE entries SET payload = '{\"n\":' WHERE id = 5")
    connection.commit()
    connection.close()
    _overwrite(path, 0, 100)
    journal = _open(path)
    assert (journal.damage.salvaged, journal.damage.unreadable) == (299, 1)
    journal.close()
