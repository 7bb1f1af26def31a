"""Health and metrics: always answered, from threads of their own, however busy the rest is."""

from functools import partial

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel

from core.api.dependencies import ConsoleDep
from core.api.threads import health_lane
from core.console import Console
from core.resilience.journal import JournalUnavailable
from core.services.health import Health
from core.telemetry.metrics import CONTENT_TYPE, exposition

router = APIRouter(tags=["health"])


class ConsoleHealth(BaseModel):
    """The console as a whole. The process answers, so the status is 200 at every level."""

    status: str
    """ok at level 0, degraded above it."""
    level: int
    level_name: str
    words: str
    """The level and its causes in one sentence."""
    available: list[str]
    """What can be done at this level."""
    not_configured: list[str]
    """Dependencies whose embedded default serves; not down."""
    breakers: dict[str, str]
    journal_pending: int | None
    """Writes held; None, as the next one, where the journal cannot even be read."""
    journal_dead_letters: int | None


@router.get("/health")
async def health(console: ConsoleDep) -> ConsoleHealth:
    """Level, causes, breakers and held writes."""
    return await health_lane.run(partial(_console_health, console))


@router.get("/health/openai")
async def health_openai(console: ConsoleDep) -> Health:
    """What is known of the AI without asking it, for a question costs money."""
    return await health_lane.run(console.ai.health)


@router.get("/health/database")
async def health_database(console: ConsoleDep) -> Health:
    """Ask the database for one row, through its breaker."""
    return await health_lane.run(console.database.health)


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"description": "Prometheus's text format.", "content": {"text/plain": {}}}},
)
async def metrics(console: ConsoleDep) -> Response:
    """What Prometheus scrapes."""
    return Response(await health_lane.run(partial(exposition, console.metrics)), media_type=CONTENT_TYPE)


def _console_health(console: Console) -> ConsoleHealth:
    decision = console.degradation.evaluate()
    pending, dead = _held(console)
    return ConsoleHealth(
        status="degraded" if decision.level else "ok",
        level=decision.level,
        level_name=decision.level.name,
        words=decision.words,
        available=sorted(decision.available),
        not_configured=list(decision.unconfigured),
        breakers={name: breaker.current_state for name, breaker in console.breakers.items()},
        journal_pending=pending,
        journal_dead_letters=dead,
    )


def _held(console: Console) -> tuple[int | None, int | None]:
    try:
        return console.journal.pending_count, console.journal.dead_letter_count
    except JournalUnavailable:
        return None, None
