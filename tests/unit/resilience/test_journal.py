"""The journal: on disk before it answers, in order for each key, nothing dropped silently."""

import multiprocessing
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from core.resilience.events import EventKind, EventLog
from core.resilience.journal import Journal, JournalUnavailable, NoSuchEntry


class RefusedError(Exception):
    pass


class Clocks:
    """One time that moves only when told, read as both clocks."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self.seconds)


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def events() -> EventLog:
    return EventLog()


@pytest.fixture
def open_journal(tmp_path, clocks, events):
    opened: list[Journal] = []

    def make(**options) -> Journal:
        options = {"events": events, "clock": clocks.monotonic, "now": clocks.now, **options}
        opened.append(Journal(tmp_path / "data" / "journal.db", **options))
        return opened[-1]

    yield make
    for journal in opened:
        journal.close()


@pytest.fixture
def journal(open_journal) -> Journal:
    return open_journal()


def _hold(journal: Journal, number: int, key: str = "k") -> int:
    return journal.hold("note", key, {"n": number}, actor="ana", idempotency_key=f"note-{number}").id


class Applied(list):
    """Applies entries by noting their number; refuses or fails those it is told to."""

    def __init__(self, refuse=(), fail=()) -> None:
        self.refuse, self.fail = set(refuse), set(fail)

    def __call__(self, entry) -> None:
        number = entry.payload["n"]
        if number in self.refuse:
            raise RefusedError("not allowed")
        if number in self.fail:
            raise ConnectionError("gone")
        self.append(number)


def test_hold__opened_again__is_still_there_with_all_it_was_given(open_journal):
    payload = {"price": Decimal("10.50"), "text": "ñandú", "list": [1, None]}
    held = open_journal().hold("price", "p1", payload, actor="ana", idempotency_key="x")
    [found] = open_journal().pending()
    assert found == held
    assert (found.kind, found.key, found.payload, found.actor) == ("price", "p1", payload, "ana")
    assert found.request_id


def test_hold__same_idempotency_key__gives_the_entry_held_first(journal):
    first = journal.hold("note", "k", {"n": 1}, actor="ana", idempotency_key="x")
    second = journal.hold("note", "k", {"n": 2}, actor="ben", idempotency_key="x")
    assert second == first
    assert journal.pending_count == 1


def test_hold__payload_that_cannot_be_kept__is_refused(journal):
    with pytest.raises(TypeError):
        journal.hold("note", "k", {"n": object()}, actor="ana")
    assert journal.pending_count == 0


def test_hold__killed_right_after__is_on_disk(tmp_path):
    program = (
        "import os, signal, sys; from pathlib import Path;"
        "from core.resilience.events import EventLog; from core.resilience.journal import Journal;"
        "j = Journal(Path(sys.argv[1]), events=EventLog()); j.hold('note', 'k', {'n': 1}, actor='a');"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    path = tmp_path / "journal.db"
    subprocess.run([sys.executable, "-c", program, str(path)], check=False, timeout=30)
    journal = Journal(path, events=EventLog())
    assert journal.pending_count == 1
    assert journal.damage is None
    journal.close()


def test_hold__connection__waits_for_the_disk(journal):
    pragmas = journal._file.read(
        lambda it: [it.execute(f"PRAGMA {p}").fetchone()[0] for p in ("journal_mode", "synchronous")]
    )
    assert pragmas == ["wal", 2]


def test_replay__all_well__applies_in_order_and_empties(journal):
    for number in range(250):
        _hold(journal, number, key=f"k{number % 3}")
    applied = Applied()
    report = journal.replay(applied, (RefusedError,))
    assert applied == list(range(250))
    assert (report.applied, report.dead_lettered, report.waiting, report.stopped_by) == (250, 0, 0, None)
    assert journal.pending_count == 0


def test_replay__an_outage__stops_and_keeps_the_entry_and_those_behind(journal):
    for number in range(4):
        _hold(journal, number, key=f"k{number}")
    applied = Applied(fail={1, 2})
    report = journal.replay(applied, (RefusedError,))
    assert applied == [0]
    assert (report.applied, report.waiting) == (1, 3)
    assert report.stopped_by == "ConnectionError: gone"
    first, second, third = journal.pending()
    assert (first.attempts, first.reason) == (1, "ConnectionError: gone")
    assert (second.attempts, third.attempts) == (1, 0)
    assert journal.replay(Applied(), (RefusedError,)).applied == 3


def test_replay__one_entry_cannot_land_now__its_key_waits_in_order_and_the_others_go_on(journal):
    for number, key in enumerate("abacb"):
        _hold(journal, number, key=key)
    applied = Applied(fail={0})
    report = journal.replay(applied, (RefusedError,))
    assert applied == [1, 3, 4]
    assert (report.applied, report.waiting, report.stopped_by) == (3, 2, "ConnectionError: gone")
    assert [entry.payload["n"] for entry in journal.pending()] == [0, 2]


@pytest.mark.parametrize("damage", ["{", "[1]", '{"$type": "nonsense", "value": 1}', b"\x00\xff"])
def test_replay__a_payload_damaged_on_disk__is_a_dead_letter_and_the_others_go_on(journal, tmp_path, damage):
    for number, key in enumerate("aba"):
        _hold(journal, number, key=key)
    with closing(sqlite3.connect(tmp_path / "data" / "journal.db")) as connection:
        connection.execute("UPDATE entries SET payload = ? WHERE id = 1", (damage,))
        connection.commit()
    assert [entry.payload["n"] for entry in journal.pending()] == [1, 2]
    applied = Applied()
    assert journal.replay(applied, (RefusedError,)).applied == 1
    assert applied == [1]
    (dead,) = journal.dead_letters()
    assert (dead.is_readable, "damaged" in (dead.reason or "")) == (False, True)
    journal.edit(dead.id, {"n": 0}, "ana")
    journal.retry(dead.id, "ana")
    assert journal.replay(applied, (RefusedError,)).applied == 2
    assert applied == [1, 0, 2]


def test_replay__refused__is_a_dead_letter_its_key_waits_and_others_go_on(journal):
    for number, key in enumerate("aabb"):
        _hold(journal, number, key=key)
    applied = Applied(refuse={0})
    report = journal.replay(applied, (RefusedError,))
    assert applied == [2, 3]
    assert (report.applied, report.dead_lettered, report.stopped_by) == (2, 1, None)
    assert (report.waiting, report.blocked) == (0, 1)
    [dead] = journal.dead_letters()
    assert (dead.state, dead.reason, dead.attempts) == ("dead", "RefusedError: not allowed", 1)
    assert journal.holds("a")
    assert not journal.holds("b")
    [blocked] = journal.pending()
    assert (blocked.payload, blocked.attempts, blocked.behind) == ({"n": 1}, 0, dead.id)
    again = Applied()
    report = journal.replay(again, (RefusedError,))
    assert (again, report.waiting, report.blocked) == ([], 0, 1)


def test_retry__dead_letter__is_applied_before_what_waited_behind_it(journal):
    for number in range(3):
        _hold(journal, number)
    journal.replay(Applied(refuse={0}), (RefusedError,))
    [dead] = journal.dead_letters()
    journal.edit(dead.id, {"n": 10}, actor="op", reason="typo")
    journal.retry(dead.id, actor="op")
    applied = Applied()
    journal.replay(applied, (RefusedError,))
    assert applied == [10, 1, 2]
    assert [(it["action"], it["actor"]) for it in journal.actions()] == [
        ("journal.retried", "op"),
        ("journal.edited", "op"),
    ]
    assert (journal.actions()[1]["before"], journal.actions()[1]["after"]) == ('{"n":0}', '{"n":10}')


def test_drop__dead_letter__stays_on_record_and_lets_its_key_go_on(journal, events):
    first = _hold(journal, 0)
    _hold(journal, 1)
    journal.replay(Applied(refuse={0}), (RefusedError,))
    with pytest.raises(ValueError, match="reason"):
        journal.drop(first, actor="op", reason=" ")
    dropped = journal.drop(first, actor="op", reason="entered twice")
    assert (dropped.state, dropped.reason, dropped.payload) == ("dropped", "entered twice", {"n": 0})
    assert journal.actions()[0]["reason"] == "entered twice"
    assert [event.kind for event in events.recent(1)] == [EventKind.JOURNAL_DROPPED]
    applied = Applied()
    journal.replay(applied, (RefusedError,))
    assert applied == [1]
    assert journal.dead_letters() == []
    assert _hold(journal, 0) != first


@pytest.mark.parametrize("action", ["edit", "retry", "drop"])
def test_operator__entry_that_is_no_dead_letter__is_refused(journal, action):
    pending = _hold(journal, 0)
    given = {"edit": ({"n": 1}, "op"), "retry": ("op",), "drop": ("op", "why")}[action]
    for entry_id in (pending, 999):
        with pytest.raises(NoSuchEntry):
            getattr(journal, action)(entry_id, *given)
    assert [entry.payload for entry in journal.pending()] == [{"n": 0}]


def test_events__hold_dead_letter_replay__are_told(journal, events):
    _hold(journal, 0)
    _hold(journal, 1, key="other")
    journal.replay(Applied(refuse={0}), (RefusedError,))
    kinds = [event.kind for event in reversed(events.recent())]
    assert kinds == [
        EventKind.JOURNAL_HELD,
        EventKind.JOURNAL_HELD,
        EventKind.JOURNAL_DEAD_LETTER,
        EventKind.JOURNAL_REPLAYED,
    ]


def test_replay__second_replayer_meanwhile__gets_nothing_of_what_is_claimed(open_journal):
    ours, theirs = open_journal(), open_journal()
    for number in range(3):
        _hold(ours, number)
    seen: list[int] = []

    def apply(entry) -> None:
        seen.append(entry.payload["n"])
        report = theirs.replay(Applied(), (RefusedError,))
        assert (report.applied, report.waiting) == (0, 3)

    assert ours.replay(apply).applied == 3
    assert seen == [0, 1, 2]


def test_replay__claim_of_a_dead_process__is_taken_over_when_its_lease_ends(open_journal, clocks):
    dying, other = open_journal(), open_journal()
    _hold(dying, 0)
    dying._claim("dead process")
    assert other.replay(Applied()).applied == 0
    clocks.seconds += 16
    assert other.replay(Applied()).applied == 1


def test_replay__claim_of_a_killed_process__is_taken_over_at_once_by_the_next_alone_on_the_journal(tmp_path):
    path = tmp_path / "journal.db"
    script = (
        "import os, signal\n"
        "from pathlib import Path\n"
        "from core.resilience.events import EventLog\n"
        "from core.resilience.journal import Journal\n"
        f"journal = Journal(Path({str(path)!r}), events=EventLog())\n"
        "journal.hold('note', 'k', {'n': 0}, actor='ana')\n"
        "journal.replay(lambda entry: os.kill(os.getpid(), signal.SIGKILL))\n"
    )
    assert subprocess.run([sys.executable, "-c", script], timeout=30, check=False).returncode == -9
    journal = Journal(path, events=EventLog())
    assert journal.replay(Applied()).applied == 1
    journal.close()


def test_replay__claim_of_a_living_process__is_left_to_it_by_one_that_starts(open_journal):
    living = open_journal()
    _hold(living, 0)
    seen: list[int] = []
    living.replay(lambda _: seen.append(open_journal().replay(Applied()).applied))
    assert seen == [0]


def test_replay__clock_set_back_an_hour__a_dead_process_claim_does_not_stand_for_that_long(
    open_journal, clocks
):
    dying, other = open_journal(), open_journal()
    _hold(dying, 0)
    _hold(dying, 1)
    dying._claim("dead process")
    clocks.seconds -= 3600
    assert other.replay(Applied()).applied == 2


def test_replay__slow_writes__claims_again_long_before_the_lease_ends(journal, clocks):
    for number in range(10):
        _hold(journal, number)
    starts: list[float] = []

    def apply(entry) -> None:
        [claimed] = journal._file.read(
            lambda it: it.execute("SELECT claimed_until FROM entries WHERE id = ?", (entry.id,)).fetchone()
        )
        starts.append(claimed - clocks.now().timestamp())
        clocks.seconds += 5

    assert journal.replay(apply).applied == 10
    assert min(starts) > 5


def test_replay__stopped_from_outside__gives_its_claims_back(journal):
    _hold(journal, 0)

    def interrupted(_) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        journal.replay(interrupted)
    assert journal.replay(Applied()).applied == 1


def _hold_many(path, name, count) -> None:
    journal = Journal(path, events=EventLog())
    for number in range(count):
        journal.hold("note", name, {"n": number}, actor=name, idempotency_key=f"{name}-{number}")
    journal.close()


def test_hold__two_processes_of_four_threads__all_are_kept_in_order_of_each(tmp_path):
    path = tmp_path / "journal.db"
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_hold_many, args=(path, "other", 100))
    process.start()
    threads = [threading.Thread(target=_hold_many, args=(path, f"t{n}", 50)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    process.join(30)
    journal = Journal(path, events=EventLog())
    entries = journal.pending()
    journal.close()
    assert len(entries) == 300
    for name, count in [("other", 100), *((f"t{n}", 50) for n in range(4))]:
        assert [entry.payload["n"] for entry in entries if entry.key == name] == list(range(count))


def test_hold__size_limit_reached__is_refused_and_drained_writes_make_room(open_journal, clocks):
    journal = open_journal(max_bytes=1024**2)
    assert journal.writable
    with pytest.raises(JournalUnavailable, match="limit of 1048576 bytes"):  # noqa: PT012 - the last one raises
        for number in range(1000):
            journal.hold("note", "k", {"n": number, "text": "x" * 10_000}, actor="ana")
    assert not journal.writable
    held = journal.pending_count
    assert held > 50
    assert journal.replay(Applied()).applied == held
    clocks.seconds += 3
    assert journal.writable
    _hold(journal, 1)


def test_hold__disk_full__is_refused_and_what_was_held_is_kept(tmp_path):
    program = (
        "import resource, signal, sys; from pathlib import Path;"
        "from core.resilience.events import EventLog;"
        "from core.resilience.journal import Journal, JournalUnavailable\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "j = Journal(Path(sys.argv[1]), events=EventLog()); n = 0\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))\n"
        "try:\n"
        "    while n < 200: j.hold('note', 'k', {'n': n, 'text': 'x' * 5000}, actor='a'); n += 1\n"
        "except JournalUnavailable: print(n, j.writable, j.holds('k'))\n"
    )
    path = tmp_path / "journal.db"
    ran = subprocess.run(
        [sys.executable, "-c", program, str(path)], check=True, timeout=30, capture_output=True, text=True
    )
    count, writable, holds = ran.stdout.splitlines()[-1].split()
    journal = Journal(path, events=EventLog())
    assert [entry.payload["n"] for entry in journal.pending()] == list(range(int(count)))
    assert (writable, holds) == ("False", "True")
    assert int(count) > 5
    journal.close()


def test_replay__disk_full__uses_the_space_set_aside_and_sets_it_aside_again(journal, monkeypatch, tmp_path):
    _hold(journal, 0)
    reserve = tmp_path / "data" / "journal.db.reserve"
    assert reserve.stat().st_size == 4 * 1024**2
    open_as_usual = journal._file._open

    def full_while_reserved() -> sqlite3.Connection:
        if reserve.exists():
            raise sqlite3.OperationalError("database or disk is full")
        return open_as_usual()

    monkeypatch.setattr(journal._file, "_open", full_while_reserved)
    assert not journal.writable
    with pytest.raises(JournalUnavailable):
        _hold(journal, 1)
    applied = Applied()
    assert journal.replay(applied).applied == 1
    assert applied == [0]
    assert reserve.exists()


def test_journal__folder_cannot_be_made__says_so_and_does_not_raise_at_start(tmp_path, events):
    (tmp_path / "file").write_text("in the way")
    journal = Journal(tmp_path / "file" / "journal.db", events=events)
    assert not journal.writable
    with pytest.raises(JournalUnavailable):
        journal.hold("note", "k", {}, actor="ana")


def test_writable__asked_often__writes_once_in_two_seconds(journal, clocks):
    beats: list[int] = []
    beat = journal._beat
    journal._beat = lambda it: beats.append(1) or beat(it)
    for _ in range(10):
        assert journal.writable
    clocks.seconds += 2.1
    assert journal.writable
    assert len(beats) == 2


def test_writable__a_hold_just_failed__is_false_at_once(journal, monkeypatch):
    assert journal.writable

    def full(_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(journal._file, "_open", lambda: full(None))
    with pytest.raises(JournalUnavailable):
        _hold(journal, 1)
    assert not journal.writable
