"""Rehearsed outages: runs one scenario at a time on a thread of its own and keeps what it showed."""

from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Event as Signal
from threading import Lock, Thread
from uuid import uuid4

import structlog

from core.resilience.breaker import Breaker
from core.resilience.drill import Drill, Rehearsal
from core.resilience.drill_report import DrillReport, Ending
from core.resilience.drill_watch import DrillWatch
from core.resilience.events import EventKind, EventLog
from core.resilience.faults import FaultBoard
from core.resilience.record import Record, RecordUnavailable
from core.resilience.scenarios import SCENARIOS, Strike
from core.telemetry.clock import Monotonic, WallClock, monotonic, utc_now

log = structlog.get_logger(__name__)

RECOVERY_SECONDS = 180.0
"""Longest wait after the last fault for everything to be as before."""
_STEP = 0.2
_KEEP_EVERY = 5.0
_STOP_PATIENCE = 2.0


class DrillRefused(Exception):  # noqa: N818 - the drill was not started; `code` says why
    """The drill cannot begin now."""

    def __init__(self, code: str, message: str) -> None:
        """`code`: UNKNOWN_SCENARIO, DRILL_RUNNING or DRILL_NOT_NOW."""
        super().__init__(message)
        self.code = code


class DrillRunner:
    """Starts, stops and remembers drills. At most one runs in a process; it needs no page to stay open."""

    def __init__(  # noqa: PLR0913 - bootstrap alone calls it, and names each
        self,
        *,
        faults: FaultBoard,
        breakers: Mapping[str, Breaker],
        level: Callable[[], int],
        events: EventLog,
        record: Record,
        rehearsal: Callable[[str], Rehearsal],
        speed: float = 1.0,
        clock: Monotonic = monotonic,
        now: WallClock = utc_now,
        wait: Callable[[Signal, float], object] = Signal.wait,
    ) -> None:
        """`breakers` by dependency; `level`: the degradation level now.

        `rehearsal` makes one for the id of a drill. `speed`: factor by which scenarios run
        faster than written. `wait` as threading.Event.wait.
        """
        self._faults = faults
        self._breakers = breakers
        self._level = level
        self._events = events
        self._record = record
        self._rehearsal = rehearsal
        self._speed = speed
        self._clock = clock
        self._now = now
        self._wait = wait
        self._lock = Lock()
        self._drill: Drill | None = None
        self._thread: Thread | None = None

    # What operators do

    def start(self, name: str, *, actor: str, synthetic: bool) -> DrillReport:
        """Begin the scenario in the background. Raises DrillRefused, and RecordUnavailable."""
        with self._lock:
            drill = self._begin(name, actor, synthetic=synthetic)
            self._thread = Thread(target=self.conduct, args=(drill,), name="drill", daemon=True)
            self._thread.start()
        return drill.report

    def stop(self, actor: str) -> bool:
        """End the running drill and its faults; its report is kept. False where none runs any more."""
        with self._lock:
            drill = self._drill
            if drill is None or drill.ending is not Ending.RUNNING or drill.stopping.is_set():
                return False
            self._events.emit(EventKind.DRILL_STOPPED, drill.scenario.name, actor=actor, drill=drill.id)
            self._end_faults(drill, actor)
            drill.stopping.set()
        return True

    @property
    def current(self) -> DrillReport | None:
        """The running drill as it stands; None where none runs."""
        drill, thread = self._drill, self._thread
        return drill.report if drill is not None and thread is not None and thread.is_alive() else None

    def reports(self, limit: int = 100) -> list[DrillReport]:
        """Drills that are over, newest first. Raises RecordUnavailable."""
        return [DrillReport.from_data(one) for one in self._record.reports(limit)]

    # The house

    def tidy(self) -> None:
        """Mark as interrupted what was under way when the last process ended. Raises RecordUnavailable."""
        for content in self._record.open_reports():
            report = {**content, "ending": str(Ending.INTERRUPTED)}
            started = datetime.fromisoformat(report["started_at"])
            self._record.keep_report(report["id"], report["scenario"], started, report, open_=False)

    def close(self) -> None:
        """Interrupt the running drill and end its faults."""
        drill, thread = self._drill, self._thread
        if drill is None or thread is None or not thread.is_alive():
            return
        drill.ending = Ending.INTERRUPTED
        self._end_faults(drill, drill.actor)
        drill.stopping.set()
        thread.join(_STOP_PATIENCE)

    # One drill

    def _begin(self, name: str, actor: str, *, synthetic: bool) -> Drill:
        scenario = SCENARIOS.get(name)
        if scenario is None:
            raise DrillRefused("UNKNOWN_SCENARIO", f"there is no scenario {name!r}; {', '.join(SCENARIOS)}")
        if self._thread is not None and self._thread.is_alive():
            raise DrillRefused("DRILL_RUNNING", "a drill is under way; stop it or let it end first")
        not_well = [target for target in scenario.targets if self._is_away(target)]
        if not_well:
            raise DrillRefused("DRILL_NOT_NOW", f"not all is well before the drill: {', '.join(not_well)}")
        watched = {target: self._breakers[target] for target in scenario.targets}
        drill_id = uuid4().hex[:12]
        drill = Drill(
            scenario.faster(self._speed),
            actor,
            synthetic=synthetic,
            watch=DrillWatch(watched, self._level(), self._clock),
            rehearsal=self._rehearsal(drill_id),
            started_at=self._now(),
            drill_id=drill_id,
        )
        self._keep(drill)
        self._drill = drill
        return drill

    def conduct(self, drill: Drill) -> None:
        """Run a drill to its end, on the calling thread."""
        silence = self._events.subscribe(drill.watch.hear)
        ending = Ending.INTERRUPTED
        try:
            self._events.emit(EventKind.DRILL_STARTED, drill.scenario.name, actor=drill.actor, drill=drill.id)
            if drill.synthetic:
                drill.rehearsal.start(drill.scenario.targets, drill.scenario.calls_per_second)
            self._strike(drill)
            ending = self._recover(drill)
        except Exception:
            log.exception("drill_failed", drill=drill.id, scenario=drill.scenario.name)
        finally:
            self._end_faults(drill, drill.actor)
            drill.rehearsal.stop()
            self._finish(drill, ending)
            silence()

    def _strike(self, drill: Drill) -> None:
        """Inject each fault when it is due, until the last has ended or the drill is stopped."""
        due = sorted(drill.scenario.strikes, key=lambda strike: strike.at)
        kept = drill.watch.elapsed
        while not drill.stopping.is_set() and (due or self._in_force(drill)):
            while due and due[0].at <= drill.watch.elapsed:
                self._inject(drill, due.pop(0))
            if drill.watch.elapsed - kept >= _KEEP_EVERY:
                kept = drill.watch.elapsed
                self._try_to_keep(drill)
            self._wait(drill.stopping, _STEP / self._speed)

    def _inject(self, drill: Drill, strike: Strike) -> None:
        drill.watch.struck(strike.target)
        fault = self._faults.inject(
            strike.target,
            strike.kind,
            actor=drill.actor,
            reason=f"drill {drill.scenario.name}",
            probability=strike.probability,
            duration_seconds=strike.seconds,
        )
        drill.faults.append(fault)

    def _in_force(self, drill: Drill) -> bool:
        """Whether a fault of the drill is in force; notes which dependencies were let go."""
        self._faults.active()  # ends what is over, and says so
        struck = {fault.target for fault in drill.faults}
        busy = {fault.target for fault in drill.faults if self._faults.seconds_left(fault) > 0}
        still_due = {strike.target for strike in drill.scenario.strikes if strike.at > drill.watch.elapsed}
        for target in struck - busy - still_due:
            drill.watch.relieved(target)
        return bool(busy)

    def _recover(self, drill: Drill) -> Ending:
        """Wait until all is as before, then make up the reckoning."""
        self._in_force(drill)
        over = self._clock()
        if not drill.stopping.is_set():
            while not (back := self._is_back(drill)) and self._clock() - over < RECOVERY_SECONDS:
                if self._wait(drill.stopping, _STEP):
                    break
            if back:
                drill.recovered_after = round(self._clock() - over, 2)
        drill.rehearsal.stop()
        if drill.ending is Ending.INTERRUPTED:
            return Ending.INTERRUPTED
        drill.reckoning = drill.rehearsal.reckon(drill.watch.held)
        if drill.stopping.is_set():
            return Ending.STOPPED
        return Ending.UNRECOVERED if drill.recovered_after is None else Ending.FINISHED

    def _is_back(self, drill: Drill) -> bool:
        closed = not any(self._is_away(target) for target in drill.scenario.targets)
        return closed and self._level() == 0 and drill.rehearsal.settled(drill.watch.held)

    def _is_away(self, target: str) -> bool:
        return self._breakers[target].current_state != "closed"

    def _finish(self, drill: Drill, ending: Ending) -> None:
        drill.ending = ending
        self._try_to_keep(drill)
        lost = drill.reckoning.anything_lost
        self._events.emit(
            EventKind.DRILL_FINISHED, drill.scenario.name, drill=drill.id, ending=str(ending), lost=lost
        )

    def _end_faults(self, drill: Drill, actor: str) -> None:
        for fault in drill.faults:
            self._faults.stop(fault.id, actor)

    def _try_to_keep(self, drill: Drill) -> None:
        try:
            self._keep(drill)
        except RecordUnavailable:
            log.exception("drill_report_not_kept", drill=drill.id)

    def _keep(self, drill: Drill) -> None:
        report = drill.report
        running = report.ending is Ending.RUNNING
        self._record.keep_report(
            drill.id, report.scenario, report.started_at, report.as_data(), open_=running
        )
