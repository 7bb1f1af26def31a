"""The level table, exhaustively; worse at once, better only after the settle time; the words."""

from itertools import product

import pytest

from core.resilience.breaker import Breaker
from core.resilience.degradation import Capability, DegradationManager, Dependency, Level, level_for
from core.resilience.events import EventKind, EventLog
from core.resilience.faults import TARGETS

SETTLE = 5.0
CONDITIONS = ("closed", "open", "half-open", "forced-open", "disabled", "not configured")
OUT = {"open", "half-open", "forced-open"}


@pytest.fixture
def events(clock):
    return EventLog(now=clock.now)


@pytest.fixture
def breakers(clock, events):
    names = {
        "openai": "openai_breaker",
        "database": "db_breaker",
        "redis": "redis_breaker",
        "s3": "s3_breaker",
    }
    return {
        target: Breaker(name=name, reset_timeout=30, events=events, clock=clock, now=clock.now)
        for target, name in names.items()
    }


class Switch:
    def __init__(self):
        self.writable = True

    def __call__(self):
        return self.writable


@pytest.fixture
def journal():
    return Switch()


@pytest.fixture
def manager(breakers, journal, events, clock):
    dependencies = [Dependency(name, breaker) for name, breaker in breakers.items()]
    return DegradationManager(dependencies, journal, SETTLE, events, clock, clock.now)


def put(breaker, condition):
    """Bring a breaker into a condition of the table."""
    if condition == "open":
        breaker.open()
    elif condition == "half-open":
        breaker.half_open()
    elif condition == "forced-open":
        breaker.force_open("maintenance", "ana")
    elif condition == "disabled":
        breaker.disable("false alarm", "ana")


def expected_level(openai, database, redis, s3, journal):
    """The table of the design, read from the worst level to the best."""
    if not journal or (database and redis and s3):
        return 5
    if database and redis:
        return 4
    if database:
        return 3
    if redis:
        return 2
    return 1 if openai or s3 else 0


@pytest.mark.parametrize("journal_writable", [True, False])
def test_degradation__every_combination_of_states_has_its_level(journal_writable):
    clock = lambda: 0.0  # noqa: E731 - time stands still
    seen = set()
    for conditions in product(CONDITIONS, repeat=4):
        dependencies = []
        for name, condition in zip(TARGETS, conditions, strict=True):
            breaker = Breaker(name=name, reset_timeout=30, clock=clock)
            put(breaker, condition)
            dependencies.append(Dependency(name, breaker, configured=condition != "not configured"))
        manager = DegradationManager(dependencies, lambda: journal_writable, SETTLE, EventLog(), clock)
        decision = manager.evaluate()
        out = dict(zip(TARGETS, (condition in OUT for condition in conditions), strict=True))
        assert decision.level == expected_level(**out, journal=journal_writable), conditions
        named = {cause.dependency for cause in decision.causes} - {"journal"}
        assert named == {name for name, is_out in out.items() if is_out}
        assert set(decision.unconfigured) == {
            name for name, condition in zip(TARGETS, conditions, strict=True) if condition == "not configured"
        }
        seen.add(decision.level)
    assert seen == ({Level.EMERGENCY} if not journal_writable else set(Level))


def test_degradation__an_embedded_default_that_fails_is_out_like_any_other(breakers, events, clock):
    dependencies = [Dependency(name, breaker, configured=False) for name, breaker in breakers.items()]
    manager = DegradationManager(dependencies, lambda: True, SETTLE, events, clock, clock.now)
    assert manager.evaluate().level is Level.NORMAL
    breakers["database"].open()
    assert manager.evaluate().level is Level.READ_ONLY


ALL = set(Capability)
OFF = {
    "openai": {Capability.AI},
    "s3": {Capability.STORE_ORIGINALS},
    "redis": {Capability.CACHE},
    "database": {Capability.LIVE_READS, Capability.SQL_WRITES},
    "database redis": {Capability.LIVE_READS, Capability.SQL_WRITES, Capability.CACHE},
    "openai database": {Capability.AI, Capability.LIVE_READS, Capability.SQL_WRITES},
    "database redis s3": ALL - {Capability.INTAKE, Capability.HOLD},
    "": set(),
}


@pytest.mark.parametrize("out", OFF)
def test_degradation__what_is_available_follows_from_what_is_out(manager, breakers, out):
    for name in out.split():
        breakers[name].open()
    assert manager.evaluate().available == ALL - OFF[out]
    for capability in Capability:
        assert manager.allows(capability) == (capability not in OFF[out])


def test_degradation__without_the_journal_nothing_is_taken_in(manager, journal):
    journal.writable = False
    assert manager.evaluate().available == frozenset()
    assert manager.current.words == "EMERGENCY because the journal cannot be written"
    (cause,) = manager.current.causes
    assert (cause.dependency, cause.breaker, cause.state) == ("journal", None, "unwritable")


def test_degradation__worse_at_once(manager, breakers):
    assert manager.current.level is Level.NORMAL
    breakers["redis"].open()
    assert manager.current.level is Level.UNCACHED
    breakers["database"].open()
    assert not manager.allows(Capability.SQL_WRITES)
    assert manager.current.level is Level.SNAPSHOT


def test_degradation__better_only_after_the_settle_time(manager, breakers, clock):
    breakers["database"].open()
    manager.evaluate()
    breakers["database"].close()
    decision = manager.evaluate()
    assert (decision.level, decision.settles_in, decision.causes) == (Level.READ_ONLY, SETTLE, ())
    assert not manager.allows(Capability.SQL_WRITES)
    clock.advance(SETTLE - 0.5)
    decision = manager.evaluate()
    assert (decision.level, decision.settles_in) == (Level.READ_ONLY, 0.5)
    clock.advance(0.49)
    assert manager.evaluate().level is Level.READ_ONLY
    clock.advance(0.01)
    assert manager.evaluate().level is Level.NORMAL
    assert manager.evaluate().settles_in is None
    assert manager.allows(Capability.SQL_WRITES)


def test_degradation__gets_better_step_by_step_as_each_level_has_held(manager, breakers, clock):
    breakers["database"].open()
    breakers["redis"].open()
    manager.evaluate()
    breakers["database"].close()
    manager.evaluate()
    clock.advance(3)
    breakers["redis"].close()
    assert manager.evaluate().level is Level.SNAPSHOT
    clock.advance(2)
    assert manager.evaluate().level is Level.UNCACHED
    clock.advance(3)
    assert manager.evaluate().level is Level.NORMAL


def test_degradation__a_dependency_that_goes_up_and_down_each_second_does_not_flap(
    manager, breakers, events, clock
):
    for _ in range(60):
        breakers["database"].open()
        manager.evaluate()
        clock.advance(1)
        breakers["database"].close()
        manager.evaluate()
        clock.advance(1)
    clock.advance(SETTLE)
    manager.evaluate()
    changes = [(event.data["old"], event.data["new"]) for event in events.recent(1000, kind=EventKind.LEVEL)]
    assert changes == [("READ_ONLY", "NORMAL"), ("NORMAL", "READ_ONLY")]


def test_degradation__half_open_is_out_until_it_has_closed(manager, breakers, clock):
    breakers["database"].open()
    manager.evaluate()
    clock.advance(30)
    with breakers["database"].calling():
        assert manager.evaluate().causes[0].state == "half-open"
        assert manager.evaluate().level is Level.READ_ONLY
    assert manager.evaluate().settles_in == SETTLE


def test_degradation__the_decision_in_words(manager, breakers, clock):
    assert manager.evaluate().words == "NORMAL: everything answers"
    breakers["database"].open()
    clock.advance(18)
    assert manager.evaluate().words == "READ_ONLY because db_breaker is open since 14:03, next probe in 12 s"
    breakers["s3"].force_open("maintenance", "ana")
    assert manager.evaluate().words.endswith("in 12 s; s3_breaker is forced-open since 14:03")
    breakers["s3"].reset("ana")
    breakers["database"].close()
    assert manager.evaluate().words == "READ_ONLY for another 5 s: everything answers again"
    breakers["redis"].force_open("maintenance", "ana")
    assert manager.evaluate().words == "READ_ONLY for another 5 s: redis_breaker is forced-open since 14:03"


def test_degradation__causes_carry_what_a_page_needs_to_say_it_itself(manager, breakers, clock):
    breakers["database"].open()
    clock.advance(18)
    (cause,) = manager.evaluate().causes
    assert (cause.dependency, cause.breaker, cause.state) == ("database", "db_breaker", "open")
    assert (cause.since, cause.seconds_until_probe) == (breakers["database"].since, 12)


def test_degradation__a_change_of_level_is_one_event(manager, breakers, events, clock):
    breakers["redis"].open()
    for _ in range(3):
        manager.evaluate()
    (event,) = events.recent(kind=EventKind.LEVEL)
    assert (event.subject, event.data["old"], event.data["new"]) == ("console", "NORMAL", "UNCACHED")
    assert event.data["words"].startswith("UNCACHED because redis_breaker is open")


def test_degradation__since_is_when_the_level_began(manager, breakers, clock):
    began = manager.evaluate().since
    assert began == clock.now()
    clock.advance(10)
    assert manager.evaluate().since == began
    breakers["redis"].open()
    assert manager.evaluate().since == clock.now()


def test_degradation__a_listener_may_ask_the_manager(manager, breakers, events):
    seen = []
    events.subscribe(lambda _: seen.append(manager.current.level))
    breakers["redis"].open()
    manager.evaluate()
    assert set(seen) == {Level.UNCACHED}


def test_degradation__needs_the_four_dependencies_each_once(breakers, events):
    three = [Dependency(name, breakers[name]) for name in ("openai", "database", "redis")]
    with pytest.raises(ValueError, match="each once, not"):
        DegradationManager(three, lambda: True, SETTLE, events)
    with pytest.raises(ValueError, match="not 'postgres'"):
        Dependency("postgres", breakers["s3"])


@pytest.mark.parametrize("settle", [-1, float("nan")])
def test_degradation__a_bad_settle_time_is_refused(breakers, events, settle):
    dependencies = [Dependency(name, breaker) for name, breaker in breakers.items()]
    with pytest.raises(ValueError, match=f"settle_seconds must be at least 0, not {settle}"):
        DegradationManager(dependencies, lambda: True, settle, events)


def test_level_for__nothing_out_is_normal():
    assert level_for(()) is Level.NORMAL
