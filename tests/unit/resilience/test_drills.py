"""Drills: what they inject, time and count, and that they end whatever happens."""

import pytest

from core.resilience.breaker import Breaker
from core.resilience.drill_report import DrillReport, Ending, Reckoning
from core.resilience.drills import RECOVERY_SECONDS, DrillRefused, DrillRunner
from core.resilience.events import EventKind, EventLog
from core.resilience.faults import TARGETS, FaultBoard, FaultKind
from core.resilience.record import Record
from core.resilience.scenarios import SCENARIOS, Scenario, Strike


class Traffic:
    """Stands in for the services: notes what it is asked and reckons what the test says."""

    def __init__(self) -> None:
        self.started = None
        self.stopped = False
        self.waiting = False
        self.answer = Reckoning(promised=5, held=2, landed=5)

    def start(self, targets, calls_per_second):
        self.started = (targets, calls_per_second)

    def stop(self):
        self.stopped = True

    def settled(self, held):
        return not self.waiting

    def reckon(self, held):
        return self.answer


class Stage:
    """A console's worth of breakers in a world whose time passes while a drill waits."""

    def __init__(self, clock, path) -> None:
        self.clock = clock
        self.events = EventLog(now=clock.now)
        self.faults = FaultBoard(self.events, clock, clock.now)
        self.breakers = {
            name: Breaker(
                2,
                10,
                name=f"{name}_breaker",
                events=self.events,
                clock=clock,
                now=clock.now,
                throw_new_error_on_trip=False,
            )
            for name in TARGETS
        }
        self.traffic = Traffic()
        self.calls = dict.fromkeys(TARGETS, True)
        self.hooks = []
        self.record = Record(path / "record.sqlite3")
        self.events.subscribe(self.record.hear)
        self.runner = self.make_runner()

    def make_runner(self, speed=1.0):
        return DrillRunner(
            faults=self.faults,
            breakers=self.breakers,
            level=lambda: 0 if all(it.current_state == "closed" for it in self.breakers.values()) else 3,
            events=self.events,
            record=self.record,
            rehearsal=lambda _drill_id: self.traffic,
            speed=speed,
            clock=self.clock,
            now=self.clock.now,
            wait=self.wait,
        )

    def wait(self, signal, seconds):
        """Time passes; meanwhile every dependency is called once, and meets the faults in force."""
        self.clock.advance(seconds)
        for hook in self.hooks:
            hook(signal)
        for target, breaker in self.breakers.items():
            if self.calls[target]:
                self.call(target, breaker)
        return signal.is_set()

    def call(self, target, breaker):
        raisers = dict.fromkeys(FaultKind, lambda: ConnectionError("out"))
        try:
            breaker.call(lambda: self.faults.strike(target, raisers, 0.0))
        except Exception:  # noqa: BLE001 - rejected or struck, which is what is rehearsed
            breaker.count_fallback("out")

    def run(self, name, *, synthetic=True, runner=None) -> DrillReport:
        runner = runner or self.runner
        runner.conduct(runner._begin(name, "ana", synthetic=synthetic))
        return runner.reports()[0]


@pytest.fixture
def stage(clock, tmp_path):
    return Stage(clock, tmp_path)


def test_drill__failover__times_the_opening_and_the_way_back(stage):
    report = stage.run("database-failover")
    (database,) = report.targets
    assert report.ending is Ending.FINISHED
    assert (database.target, database.failures) == (
        "database",
        2 + 4,
    )  # two to trip, one for each failed probe
    assert database.opened_after == pytest.approx(0.4)
    assert 0 < database.recovered_after <= 10.2
    assert report.recovered_after == pytest.approx(database.recovered_after, abs=0.3)
    assert database.refused > 100
    assert database.fallbacks == database.refused + database.failures
    assert stage.faults.active() == []


def test_drill__cascade__strikes_one_after_the_other_and_both_come_back(stage):
    report = stage.run("cascade")
    injected = [
        (one.subject, round(one.seconds)) for one in report.timeline if one.kind == EventKind.FAULT_INJECTED
    ]
    assert injected == [("redis", 0), ("database", 20)]
    assert [one.target for one in report.targets] == ["redis", "database"]
    assert all(one.recovered_after is not None for one in report.targets)


def test_drill__nobody_calls_the_dependency__says_that_it_never_opened(stage):
    stage.calls["s3"] = False
    (s3,) = stage.run("frozen-s3", synthetic=False).targets
    assert (s3.opened_after, s3.recovered_after, s3.calls) == (None, None, 0)
    assert stage.traffic.started is None


def test_drill__faster__takes_less_time_with_as_many_calls(stage):
    began = stage.clock()
    stage.run("redis-gone-at-peak", runner=stage.make_runner(speed=10))
    assert stage.clock() - began < 6 + 11
    assert stage.traffic.started == (("redis",), 200)


def test_drill__stopped__ends_its_faults_at_once_and_is_kept(stage):
    stage.hooks.append(lambda _signal: stage.clock() >= 1005 and stage.runner.stop("bruno"))
    report = stage.run("everything-out")
    assert report.ending is Ending.STOPPED
    assert stage.faults.active() == []
    assert report.seconds < 6
    assert stage.traffic.stopped
    stopped = [one for one in stage.record.actions() if one.action == EventKind.DRILL_STOPPED]
    assert [one.actor for one in stopped] == ["bruno"]


def test_drill__stopped_by_two__is_the_doing_of_the_first(stage):
    told = []

    def both_stop(_signal) -> None:
        if stage.clock() >= 1005 and not told:
            told.extend(stage.runner.stop(who) for who in ("bruno", "ana"))

    stage.hooks.append(both_stop)
    stage.run("everything-out")
    assert told == [True, False]
    stopped = [one.actor for one in stage.record.actions() if one.action == EventKind.DRILL_STOPPED]
    assert stopped == ["bruno"]


def test_drill__what_it_cut_does_not_come_back__says_so_and_ends(stage):
    stage.traffic.waiting = True
    report = stage.run("frozen-s3")
    assert report.ending is Ending.UNRECOVERED
    assert report.recovered_after is None
    assert report.seconds == pytest.approx(45 + RECOVERY_SECONDS, abs=2)


def test_drill__its_own_mistake__ends_the_faults_and_is_interrupted(stage, monkeypatch):
    def breaks(_targets, _rate):
        raise RuntimeError("no threads left")

    monkeypatch.setattr(stage.traffic, "start", breaks)
    assert stage.run("database-failover").ending is Ending.INTERRUPTED
    assert stage.faults.active() == []


def test_start__second_drill__is_refused_while_one_runs(stage):
    try:
        stage.runner._wait = lambda signal, seconds: signal.wait(0.01)
        stage.runner.start("frozen-s3", actor="ana", synthetic=True)
        with pytest.raises(DrillRefused) as refused:
            stage.runner.start("cascade", actor="ana", synthetic=True)
        assert refused.value.code == "DRILL_RUNNING"
        assert stage.runner.current.scenario == "frozen-s3"
    finally:
        stage.runner.close()
    assert stage.runner.current is None
    assert stage.faults.active() == []
    assert stage.runner.reports()[0].ending is Ending.INTERRUPTED


def test_start__something_is_out_already__is_refused(stage):
    stage.breakers["database"].open()
    with pytest.raises(DrillRefused, match="not all is well before the drill: database"):
        stage.runner.start("cascade", actor="ana", synthetic=True)


def test_start__unknown_name__is_refused_with_the_known_ones(stage):
    with pytest.raises(DrillRefused, match="'meteor'; openai-throttles"):
        stage.runner.start("meteor", actor="ana", synthetic=True)


def test_tidy__process_killed_in_mid_drill__its_report_is_marked_interrupted(stage):
    drill = stage.runner._begin("cascade", "ana", synthetic=True)
    again = stage.make_runner()
    assert again.reports() == []
    again.tidy()
    (report,) = again.reports()
    assert (report.id, report.ending) == (drill.id, Ending.INTERRUPTED)


def test_report__kept_and_read_again__is_the_same(stage):
    report = stage.run("cascade")
    opened = next(one for one in report.timeline if one.data.get("new") == "open")
    assert opened.data["reason"]["code"] == "CONSECUTIVE_FAILURES"
    assert DrillReport.from_data(report.as_data()) == report


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_scenarios__each__is_over_within_two_minutes_and_keeps_its_calls_when_faster(scenario):
    assert scenario.seconds <= 120
    faster = scenario.faster(4)
    assert faster.seconds * faster.calls_per_second == pytest.approx(
        scenario.seconds * scenario.calls_per_second
    )


def test_strike__bad_values__are_refused_by_name():
    with pytest.raises(ValueError, match="not 'mars'"):
        Strike(0, "mars", FaultKind.HANG, 5)
    with pytest.raises(ValueError, match="up to 1800 seconds, not 9999"):
        Strike(0, "redis", FaultKind.HANG, 9999)
    with pytest.raises(ValueError, match="'empty' has no strike"):
        Scenario("empty", ())
