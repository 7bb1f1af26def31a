"""What a drill showed: figures counted while it ran, kept as plain data, and compared with the run before."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Ending(StrEnum):
    """How a drill came to its end."""

    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    """By an operator; what was found up to then stands."""
    UNRECOVERED = "unrecovered"
    """Its faults are over, but what they cut did not come back in time."""
    INTERRUPTED = "interrupted"
    """The console was closed or killed meanwhile."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the timeline: an event, without what only machines read."""

    seconds: float
    """Since the drill began."""
    kind: str
    subject: str
    actor: str | None
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TargetFigures:
    """What became of one dependency that was struck. Times in seconds."""

    target: str
    opened_after: float | None = None
    """From its first fault to its circuit being open; None where it never opened."""
    recovered_after: float | None = None
    """From the end of its last fault to its circuit being closed; None where it did not open or close."""
    calls: int = 0
    """Calls that were sent."""
    failures: int = 0
    refused: int = 0
    """Calls not sent, because the circuit was open."""
    fallbacks: int = 0


@dataclass(frozen=True, slots=True)
class Reckoning:
    """Every change that was promised during the drill, and where it is now."""

    promised: int = 0
    """Changes of people and of the drill that got a receipt."""
    held: int = 0
    """Of these, kept in the journal first."""
    landed: int = 0
    """Found in the database."""
    waiting: int = 0
    """Still in the journal."""
    dead: int = 0
    """In the journal, refused by the database: they wait for an operator."""
    lost: int | None = 0
    """Found nowhere; None where the database could not be asked."""
    originals: int = 0
    """Test files that were stored."""
    originals_lost: int | None = 0
    """Of these, not given back byte by byte; None where the storage could not be asked."""

    @property
    def anything_lost(self) -> int | None:
        """Changes and files lost; None where that is not known."""
        if self.lost is None or self.originals_lost is None:
            return None
        return self.lost + self.originals_lost


@dataclass(frozen=True, slots=True)
class DrillReport:
    """One drill, under way or over."""

    id: str
    scenario: str
    synthetic: bool
    """Whether the drill made traffic of its own besides people's."""
    actor: str
    started_at: datetime
    """UTC."""
    ending: Ending
    seconds: float
    """From the start to the end, recovery included; so far, while it runs."""
    worst_level: int
    recovered_after: float | None
    """Seconds from the end of the last fault until all was as before; None where it was not."""
    targets: tuple[TargetFigures, ...]
    reckoning: Reckoning
    timeline: tuple[Entry, ...] = field(repr=False)

    def as_data(self) -> dict[str, Any]:
        """As plain data for JSON."""
        return {**asdict(self), "started_at": self.started_at.isoformat(), "ending": str(self.ending)}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "DrillReport":
        """What `as_data` gave. Raises KeyError, TypeError or ValueError for anything else."""
        return cls(
            **{
                **data,
                "started_at": datetime.fromisoformat(data["started_at"]),
                "ending": Ending(data["ending"]),
                "targets": tuple(TargetFigures(**one) for one in data["targets"]),
                "reckoning": Reckoning(**data["reckoning"]),
                "timeline": tuple(Entry(**one) for one in data["timeline"]),
            }
        )
