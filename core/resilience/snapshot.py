"""What a breaker shows people: its state and figures at one moment, the last error without secrets."""

import re
from dataclasses import dataclass
from datetime import datetime

_LONGEST = 300
_URL_CREDENTIALS = re.compile(r"(\b[a-z][a-z0-9+.-]*://)\S*@", re.IGNORECASE)
_NAMED_SECRET = re.compile(
    r"""((?:password|passwd|pwd|secret|token|(?:api|access)[-_ ]?key)\w*["']?\s*[=:]\s*["']?)[^\s"',;&)]+""",
    re.IGNORECASE,
)
_BEARER = re.compile(r"(\bbearer\s+)\S+", re.IGNORECASE)
_KEY = re.compile(r"\b(?:sk-|AKIA|ASIA)[-A-Za-z0-9_*]{8,}")


def masked(text: str) -> str:
    """`text` on one line, at most 300 characters, with what looks like a credential replaced by ***."""
    line = " ".join(text[: 4 * _LONGEST].split())
    line = _URL_CREDENTIALS.sub(r"\1***@", line)
    line = _BEARER.sub(r"\1***", line)
    line = _NAMED_SECRET.sub(r"\1***", line)
    line = _KEY.sub("***", line)
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


@dataclass(frozen=True, slots=True)
class LastError:
    """The latest failure a breaker counted."""

    kind: str
    """The exception's class, with its module."""
    message: str
    """One line, masked."""
    at: datetime
    """UTC."""

    @classmethod
    def of(cls, error: BaseException, at: datetime) -> "LastError":
        kind = type(error)
        try:
            message = str(error)
        except Exception as broken:  # noqa: BLE001 - an exception's own __str__ may raise anything
            message = f"(no message: its text raised {type(broken).__name__})"
        return cls(f"{kind.__module__}.{kind.__qualname__}", masked(message), at)


@dataclass(frozen=True, slots=True)
class BreakerSnapshot:
    """A breaker at one moment: rates and percentiles over its sliding window, counts since it was made."""

    name: str
    state: str
    """closed, open or half-open."""
    mode: str
    """automatic, forced-open or disabled."""
    reason: str
    """Why it is in that state, in English."""
    since: datetime
    """UTC time at which that state began."""
    epoch: int
    consecutive_failures: int
    seconds_until_probe: float | None
    """None where no probe is coming of itself."""
    calls_per_second: float
    failure_rate: float
    slow_rate: float
    p50: float | None
    """Latency in seconds; None where no call ran."""
    p95: float | None
    p99: float | None
    calls: int
    """Calls that reached the dependency."""
    failures: int
    rejected: int
    fallbacks: int
    last_error: LastError | None
