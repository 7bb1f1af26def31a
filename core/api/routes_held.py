"""Held work: what waits for the database, and the dead letters that an operator settles."""

import json
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, field_validator

from core.api.dependencies import ACTOR, ConsoleDep
from core.api.inputs import LARGEST_INTEGER, Reason
from core.resilience.codec import pack, unpack
from core.resilience.journal import HeldWrite

router = APIRouter(prefix="/api", tags=["held work"])

EntryId = Annotated[int, Path(le=LARGEST_INTEGER)]


class Held(BaseModel):
    """A write that is kept on the console's machine."""

    id: int
    kind: str
    key: str
    actor: str
    held_at: datetime
    attempts: int
    reason: str | None
    behind: int | None
    """The dead letter of the same key that it waits for; it is not tried before that is settled."""


class DeadLetter(Held):
    payload: dict[str, Any]
    """What it would write, as a correction takes it: amounts and times are marked with `$type`."""


class HeldWork(BaseModel):
    pending: list[Held]
    dead_letters: list[Held]


class Ordered(BaseModel):
    reason: Reason


class Corrected(Ordered):
    payload: dict[str, Any]
    """What is to be written instead, whole, with the `$type` of each value that had one."""

    @field_validator("payload")
    @classmethod
    def _as_kept(cls, payload: dict[str, Any]) -> dict[str, Any]:
        kept = unpack(json.dumps(payload))
        if not isinstance(kept, dict):
            raise ValueError("the whole of it is one value with a `$type`, not an object")  # noqa: TRY004 - as pydantic takes it
        return kept


@router.get("/held")
def held(console: ConsoleDep) -> HeldWork:
    """What waits, oldest first, without its contents."""
    return HeldWork(
        pending=[_shown(entry) for entry in console.journal.pending(1000)],
        dead_letters=[_shown(entry) for entry in console.journal.dead_letters()],
    )


@router.get("/dead-letters/{entry_id}")
def dead_letter(console: ConsoleDep, entry_id: EntryId) -> DeadLetter:
    """A dead letter with its contents, to look at and to correct."""
    entry = console.journal.dead_letter(entry_id)
    return DeadLetter(**_shown(entry).model_dump(), payload=json.loads(pack(entry.payload)))


@router.put("/dead-letters/{entry_id}")
def edit(console: ConsoleDep, entry_id: EntryId, correction: Corrected) -> Held:
    """Replace what a dead letter would write; `retry` then sends it."""
    return _shown(console.journal.edit(entry_id, correction.payload, ACTOR, correction.reason))


@router.post("/dead-letters/{entry_id}/retry")
def retry(console: ConsoleDep, entry_id: EntryId, order: Ordered) -> Held:
    """Put a dead letter back in line."""
    return _shown(console.journal.retry(entry_id, ACTOR, order.reason))


@router.post("/dead-letters/{entry_id}/drop")
def drop(console: ConsoleDep, entry_id: EntryId, order: Ordered) -> Held:
    """Give a dead letter up; it stays on record with the reason."""
    return _shown(console.journal.drop(entry_id, ACTOR, order.reason))


def _shown(entry: HeldWrite) -> Held:
    return Held(**{name: getattr(entry, name) for name in Held.model_fields})
