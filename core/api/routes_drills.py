"""Drills: rehearsed outages that run in the console and end in a report."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from core.api.dependencies import ACTOR, ConsoleDep
from core.resilience.scenarios import SCENARIOS

router = APIRouter(prefix="/api", tags=["drills"])


class NewDrill(BaseModel):
    """An outage to rehearse."""

    scenario: str = Field(examples=["database-failover"])
    synthetic: bool = True
    """Make calls of its own besides what people do."""


class Drills(BaseModel):
    scenarios: list[str]
    running: dict[str, Any] | None
    """The report of the drill under way, as it stands."""
    reports: list[dict[str, Any]]
    """Drills that are over, newest first."""


class DrillStopped(BaseModel):
    stopped: bool


@router.get("/drills")
def drills(console: ConsoleDep) -> Drills:
    """The scenarios there are, the drill under way and the reports that are kept."""
    running = console.drills.current
    return Drills(
        scenarios=list(SCENARIOS),
        running=None if running is None else running.as_data(),
        reports=[report.as_data() for report in console.drills.reports()],
    )


@router.post("/drills", status_code=HTTPStatus.CREATED)
def start(console: ConsoleDep, drill: NewDrill) -> dict[str, Any]:
    """Begin a drill; one at a time, and only while what it strikes is well."""
    return console.drills.start(drill.scenario, actor=ACTOR, synthetic=drill.synthetic).as_data()


@router.delete("/drills/running")
def stop(console: ConsoleDep) -> DrillStopped:
    """End the drill under way and its faults; what it found up to now is kept."""
    return DrillStopped(stopped=console.drills.stop(ACTOR))
