"""Circuit breakers and injected faults: what an operator sees and does."""

from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from core.api.dependencies import ACTOR, ConsoleDep
from core.api.inputs import Reason
from core.api.problems import ApiProblem
from core.console import Console
from core.resilience.breaker_snapshot import BreakerSnapshot
from core.resilience.faults import LONGEST_SECONDS, Fault, FaultKind

router = APIRouter(prefix="/api")


class BreakerAction(StrEnum):
    FORCE_OPEN = "force-open"
    DISABLE = "disable"
    RESET = "reset"


class Order(BaseModel):
    reason: Reason = Field(default="by the API", examples=["rehearsal before the sale"])


class NewFault(BaseModel):
    """A failure to simulate."""

    target: Literal["openai", "database", "redis", "s3"]
    kind: FaultKind
    reason: Reason = Field(default="by the API", examples=["Friday drill"])
    probability: float = Field(default=1.0, gt=0, le=1)
    """Share of calls that it strikes."""
    latency_seconds: float = Field(default=1.0, ge=0, le=LONGEST_SECONDS)
    jitter_seconds: float = Field(default=0.0, ge=0, le=LONGEST_SECONDS)
    duration_seconds: float = Field(default=60.0, gt=0, le=LONGEST_SECONDS)
    """It ends of itself after this; 30 minutes at most."""


class ActiveFault(BaseModel):
    id: str
    target: str
    kind: FaultKind
    probability: float
    latency_seconds: float
    jitter_seconds: float
    actor: str
    reason: str
    started_at: datetime
    expires_at: datetime
    seconds_left: float


class Stopped(BaseModel):
    stopped: int
    """How many faults were ended."""


@router.get("/breakers", tags=["breakers"])
def breakers(console: ConsoleDep) -> list[BreakerSnapshot]:
    """The four circuit breakers, with their figures over the sliding window."""
    return [breaker.snapshot() for breaker in console.breakers.values()]


@router.post("/breakers/{name}/{action}", tags=["breakers"])
def order_breaker(
    console: ConsoleDep, name: str, action: BreakerAction, order: Order | None = None
) -> BreakerSnapshot:
    """Hold a breaker open, take it out of the way, or give it back to itself. Audited."""
    breaker = console.breakers.get(name)
    if breaker is None:
        known = ", ".join(console.breakers)
        raise ApiProblem(
            HTTPStatus.NOT_FOUND, "UNKNOWN_BREAKER", f"There is no breaker {name!r}; there are {known}."
        )
    reason = (order or Order()).reason
    if action is BreakerAction.FORCE_OPEN:
        breaker.force_open(reason, ACTOR)
    elif action is BreakerAction.DISABLE:
        breaker.disable(reason, ACTOR)
    else:
        breaker.reset(ACTOR, reason)
    return breaker.snapshot()


@router.get("/faults", tags=["faults"])
def faults(console: ConsoleDep) -> list[ActiveFault]:
    """The failures being simulated now."""
    return [_shown(console, fault) for fault in console.faults.active()]


@router.post("/faults", tags=["faults"], status_code=HTTPStatus.CREATED)
def inject(console: ConsoleDep, fault: NewFault) -> ActiveFault:
    """Simulate a failure. It takes the place of one of the same target and kind."""
    try:
        injected = console.faults.inject(**fault.model_dump(), actor=ACTOR)
    except ValueError as error:
        raise ApiProblem(HTTPStatus.UNPROCESSABLE_ENTITY, "BAD_FAULT", str(error)) from error
    return _shown(console, injected)


@router.delete("/faults", tags=["faults"])
def stop_all(console: ConsoleDep) -> Stopped:
    """End every simulated failure."""
    return Stopped(stopped=console.faults.stop_all(ACTOR))


@router.delete("/faults/{fault_id}", tags=["faults"])
def stop(console: ConsoleDep, fault_id: str) -> Stopped:
    """End one simulated failure; none is left to end where it had expired."""
    return Stopped(stopped=int(console.faults.stop(fault_id, ACTOR)))


def _shown(console: Console, fault: Fault) -> ActiveFault:
    values = {name: getattr(fault, name) for name in ActiveFault.model_fields if name != "seconds_left"}
    return ActiveFault(**values, seconds_left=round(console.faults.seconds_left(fault), 1))
