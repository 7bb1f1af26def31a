"""The shape of every answer that a service served: the value, and where it came from."""

from collections.abc import Callable
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from core.services.served import Served, Source

T = TypeVar("T")
V = TypeVar("V")


class Answer(BaseModel, Generic[T]):
    """A value plus its provenance. Amounts of money are strings, so that no client rounds them."""

    model_config = ConfigDict(ser_json_bytes="base64")

    value: T
    source: Source
    """live, or why not: cache, snapshot, rules, held."""
    reason: str | None
    """Why a fallback answered, in English; null when live."""
    reason_code: str | None
    """The same as a stable code."""
    age_seconds: float | None
    """Age of a cached or snapshot value."""
    breaker_state: str | None
    seconds: float
    """How long the console took."""
    request_id: str


def answer(served: Served[V], change: Callable[[V], T]) -> Answer[T]:
    """`served` as an answer, its value turned by `change` into what the client sees."""
    return Answer(
        value=change(served.value),
        source=served.source,
        reason=None if served.reason is None else str(served.reason),
        reason_code=None if served.reason is None else served.reason.code,
        age_seconds=served.age_seconds,
        breaker_state=served.breaker_state,
        seconds=round(served.seconds, 4),
        request_id=served.request_id,
    )


def unchanged(value: V) -> V:
    return value
