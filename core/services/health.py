"""What one dependency looks like right now, as shown to operators."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Health:
    dependency: str
    """openai, database, redis or s3."""
    configured: bool
    """False: no server is set, and the embedded default serves."""
    ok: bool
    """Whether it answered just now."""
    state: str
    """State of the breaker in front of it."""
    detail: str
    """Why it is not ok, or what answers; never holds a secret."""
    seconds: float
    """How long the check took."""
    misconfigured: bool = False
    """It answers but refuses us: the operator has to correct the settings."""
