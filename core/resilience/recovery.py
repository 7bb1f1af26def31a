"""Recovery without traffic: probes what is due, then runs the steps that catch up."""

from collections.abc import Callable, Iterable, Mapping
from math import inf
from threading import Event, Lock, Thread, current_thread

import structlog

from core.resilience.breaker import Breaker
from core.resilience.events import EventKind, EventLog
from core.telemetry.clock import Monotonic, monotonic
from core.telemetry.masking import masker

log = structlog.get_logger(__name__)

_PAUSE = 0.25
_STOP_PATIENCE = 0.2

Step = Callable[[], object]


class RecoveryLoop:
    """A thread that wakes every `interval` seconds, when a probe falls due, and when woken.

    Each round first probes every breaker that is due, then runs `steps` in order. A step that raises is
    logged, reported as an event and tried again in the next round; the others run all the same.
    """

    def __init__(
        self,
        steps: Mapping[str, Step],
        interval: float,
        *,
        events: EventLog,
        probes: Mapping[str, tuple[Breaker, Step]] | None = None,
        due: Iterable[Callable[[], float | None]] = (),
        probe_patience: float = 2.0,
        clock: Monotonic = monotonic,
    ) -> None:
        """`probes`: by name, a breaker and a call that goes through it, on a thread of its own.

        A round waits for its probes `probe_patience` seconds altogether, then goes on without the rest.
        `due`: seconds until something else wants a round, None for never, such as a level that settles.
        ValueError when `interval` or `probe_patience` is not above 0.
        """
        for name, value in (("interval", interval), ("probe_patience", probe_patience)):
            if not value > 0:
                raise ValueError(f"{name} must be above 0 seconds, not {value!r}")
        self._steps = dict(steps)
        self._probes = dict(probes or {})
        self._due = (*(_probe_wait(breaker) for breaker, _ in self._probes.values()), *due)
        self._interval = interval
        self._patience = probe_patience
        self._events = events
        self._clock = clock
        self._wake = Event()
        self._stopping = Event()
        self._round = Lock()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Start the thread. RuntimeError when it has been started before."""
        if self._thread is not None:
            raise RuntimeError("the recovery loop has been started already")
        self._thread = Thread(target=self._run, name="recovery", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Begin a round soon; many wakes make one round. Cheap enough to hang on every event.

        A wake from within a round's own steps is dropped: the round has seen what it caused, and a step that
        fails and reports it would otherwise wake the loop for ever.
        """
        if current_thread() is not self._thread:
            self._wake.set()

    def stop(self) -> bool:
        """Stop after the step under way. False when that step did not end within 0.2 s; it is left behind."""
        self._stopping.set()
        self._wake.set()
        if self._thread is None:
            return True
        self._thread.join(_STOP_PATIENCE)
        if self._thread.is_alive():
            log.warning("recovery_stop_left_a_step_behind", seconds=_STOP_PATIENCE)
        return not self._thread.is_alive()

    def run_once(self) -> None:
        """One round, on the calling thread."""
        with self._round:
            self._probe_what_is_due()
            for name, step in self._steps.items():
                if self._stopping.is_set():
                    return
                self._attempt(name, step)

    def seconds_until_due(self) -> float:
        """Seconds until the next round: the interval, or less when something falls due before."""
        waits = (due() for due in self._due)
        return min(self._interval, *(wait for wait in waits if wait is not None), inf)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            self.run_once()
            # A breath between rounds: a probe that stays due, or a burst of events, must not spin it.
            if self._stopping.wait(_PAUSE):
                return
            self._wake.wait(self.seconds_until_due())

    def _probe_what_is_due(self) -> None:
        threads = [
            Thread(target=self._attempt, args=(name, probe), name=f"probe-{name}", daemon=True)
            for name, (breaker, probe) in self._probes.items()
            if breaker.probe_due
        ]
        for thread in threads:
            thread.start()
        ends = self._clock() + self._patience
        for thread in threads:
            thread.join(max(0.0, ends - self._clock()))

    def _attempt(self, name: str, step: Step) -> None:
        try:
            step()
        except Exception as error:
            log.exception("recovery_step_failed", step=name)
            self._events.emit(
                EventKind.RECOVERY_FAILED, name, error=f"{type(error).__name__}: {masker.line(str(error))}"
            )


def _probe_wait(breaker: Breaker) -> Callable[[], float | None]:
    return lambda: breaker.seconds_until_probe
