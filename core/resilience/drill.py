"""One drill under way: what it is made of, and its report as it stands."""

from datetime import datetime
from threading import Event as Signal
from typing import TYPE_CHECKING, Protocol

from core.resilience.drill_report import DrillReport, Ending, Reckoning
from core.resilience.drill_watch import DrillWatch
from core.resilience.scenarios import Scenario

if TYPE_CHECKING:
    from core.resilience.faults import Fault


class Rehearsal(Protocol):
    """The drill's own traffic, and the reckoning of everybody's changes. One a drill."""

    def start(self, targets: tuple[str, ...], calls_per_second: float) -> None:
        """Begin to call the dependencies, in the background."""

    def stop(self) -> None:
        """Make no further calls; those under way are waited for."""

    def settled(self, held: frozenset[str]) -> bool:
        """Whether none of the drill's own and of the `held` changes still waits to land."""

    def reckon(self, held: frozenset[str]) -> Reckoning:
        """Where every change of the drill, and every one of `held`, is now."""


class Drill:
    """One drill under way."""

    def __init__(
        self,
        scenario: Scenario,
        actor: str,
        *,
        synthetic: bool,
        watch: DrillWatch,
        rehearsal: Rehearsal,
        started_at: datetime,
        drill_id: str,
    ) -> None:
        self.id = drill_id
        self.scenario = scenario
        self.actor = actor
        self.synthetic = synthetic
        self.watch = watch
        self.rehearsal = rehearsal
        self.started_at = started_at
        self.stopping = Signal()
        self.ending = Ending.RUNNING
        self.reckoning = Reckoning()
        self.recovered_after: float | None = None
        self.faults: list[Fault] = []

    @property
    def report(self) -> DrillReport:
        return DrillReport(
            id=self.id,
            scenario=self.scenario.name,
            synthetic=self.synthetic,
            actor=self.actor,
            started_at=self.started_at,
            ending=self.ending,
            seconds=round(self.watch.elapsed, 2),
            worst_level=self.watch.worst_level,
            recovered_after=self.recovered_after,
            targets=self.watch.targets,
            reckoning=self.reckoning,
            timeline=self.watch.timeline,
        )
