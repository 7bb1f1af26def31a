"""Every setting, typed, with its default. The only module that reads the environment."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_ROOT = Path(__file__).resolve().parent.parent

Seconds = Annotated[float, Field(gt=0)]
Ratio = Annotated[float, Field(gt=0, le=1)]


class BreakerSettings(BaseModel):
    """The policy of one circuit breaker."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fail_max: int = Field(default=5, ge=1)
    """Consecutive failures that trip it."""
    reset_timeout: Seconds = 30.0
    """Seconds from a trip to the first probe."""
    reset_timeout_max: Seconds = 300.0
    """The most that failing probes may stretch reset_timeout to, in seconds."""
    reset_timeout_growth: float = Field(default=1.0, ge=1)
    """Factor by which each failed probe stretches reset_timeout; 1 keeps it as it is."""
    probes: int = Field(default=1, ge=1)
    """Calls let through at once while half-open."""
    probe_lease: Seconds = 10.0
    """Seconds after which a probe that has not come back no longer holds its place."""
    failure_rate: Ratio = 0.5
    """Share of failed calls in the window that trips it."""
    slow_call_seconds: Seconds | None = None
    """A call at least this long counts as slow; None measures no slowness."""
    slow_rate: Ratio = 0.9
    """Share of slow calls in the window that trips it."""
    window_seconds: Seconds = 30.0
    """Length of the sliding window of the two rates."""
    minimum_calls: int = Field(default=20, ge=1)
    """Calls the window must hold before a rate is judged."""


class Settings(BaseSettings):
    """Settings of one console.

    Names in the environment are the field names in capitals, with FUSIBLE_ before those that are Fusible's
    own; nested ones take two underscores: FUSIBLE_DB_BREAKER__FAIL_MAX=3.
    """

    model_config = SettingsConfigDict(
        env_prefix="FUSIBLE_",
        env_nested_delimiter="__",
        nested_model_default_partial_update=True,
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        env_ignore_empty=True,
    )

    data_dir: Path = PROJECT_ROOT / "data"
    """Folder of everything kept on this machine: SQLite, journal, spool, snapshot, API token."""

    allowed_hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    """Host headers that are answered; others get 400. `*` answers all."""

    database_url: SecretStr | None = Field(default=None, validation_alias="DATABASE_URL")
    """PostgreSQL, as postgresql://user:password@host:5432/name; none means a SQLite file in data_dir."""
    redis_url: SecretStr | None = Field(default=None, validation_alias="REDIS_URL")
    """Redis, as redis://host:6379/0; none means a cache inside the process."""
    s3_bucket: str | None = Field(default=None, validation_alias="S3_BUCKET")
    """Bucket for originals; none means a folder in data_dir."""
    s3_endpoint_url: str | None = Field(default=None, validation_alias="S3_ENDPOINT_URL")
    s3_region: str = Field(default="us-east-1", validation_alias="AWS_REGION")
    s3_access_key_id: SecretStr | None = Field(default=None, validation_alias="AWS_ACCESS_KEY_ID")
    s3_secret_access_key: SecretStr | None = Field(default=None, validation_alias="AWS_SECRET_ACCESS_KEY")
    openai_api_key: SecretStr | None = Field(default=None, validation_alias="OPENAI_API_KEY")
    """Key of OpenAI or of a compatible server; none means rules read and price."""
    openai_base_url: str | None = Field(default=None, validation_alias="OPENAI_BASE_URL")
    openai_model: str = Field(default="gpt-4o-mini", validation_alias="OPENAI_MODEL")

    openai_breaker: BreakerSettings = BreakerSettings(fail_max=5, reset_timeout=60, slow_call_seconds=15)
    db_breaker: BreakerSettings = BreakerSettings(fail_max=3, reset_timeout=30, slow_call_seconds=1)
    redis_breaker: BreakerSettings = BreakerSettings(fail_max=5, reset_timeout=20, slow_call_seconds=0.2)
    s3_breaker: BreakerSettings = BreakerSettings(fail_max=5, reset_timeout=30, slow_call_seconds=2)

    openai_deadline: Seconds = 20.0
    """Longest a whole AI answer may take, in seconds."""
    openai_silence: Seconds = 2.2
    """Longest the AI may stay silent while it answers, in seconds: a frozen server is noticed by this."""
    database_deadline: Seconds = 1.5
    """Longest one statement, connect or pool checkout may take, in seconds."""
    redis_deadline: Seconds = 0.25
    s3_deadline: Seconds = 1.5

    settle_seconds: Seconds = 5.0
    """How long a better degradation level must have held before it is announced."""
    recovery_interval: Seconds = 30.0
    """The recovery loop wakes at least this often, in seconds."""
    journal_max_bytes: int = Field(default=2 * 1024**3, ge=1024**2)
    """Size at which the journal takes no more held writes."""

    cache_ttl: Seconds = 300.0
    cache_max_entries: int = Field(default=10_000, ge=1)

    max_upload_bytes: int = Field(default=25 * 1024**2, ge=1024)
    max_pages: int = Field(default=100, ge=1)
    """Pages a document may have; longer ones are refused with a clear message."""
    read_deadline: Seconds = 120.0
    """Longest the reading of one document may take, in seconds."""

    buyer_is_registered: bool = True
    """The shop is registered for IVA, so that IVA on a factura A is a credit and no cost."""
    default_markup: Annotated[float, Field(ge=0)] = 0.45
    """Markup on cost where no rule says otherwise: 0.45 adds 45 %."""
    cost_jump: Annotated[float, Field(gt=0)] = 0.25
    """Change of a unit's cost against the last approved one that is warned of: 0.25 is 25 %, up or down."""
    default_currency: str = Field(default="ARS", pattern="^[A-Z]{3}$")
    default_language: str = Field(default="es", pattern="^(es|en)$")
    """Language of a browser that asks for neither English nor Spanish."""
    default_view: str = Field(default="operator", pattern="^(operator|manager)$")
    """What a browser is shown first where nobody signs in: everything, or what store managers use."""
    operators: tuple[str, ...] = ()
    """E-mail addresses that see the operators' pages where people sign in; everybody else is a manager."""
    drill_speed: float = Field(default=1.0, ge=1, le=100)
    """Factor by which drills run faster than they are written; breakers keep their own times."""
    log_level: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()


@lru_cache(maxsize=1)
def load_settings() -> Settings:
    """The process's settings, read once. Raises pydantic.ValidationError that names what is wrong."""
    return Settings()


def child_environment() -> dict[str, str]:
    """What a child process needs of the environment to start, and no secret in it."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH")
    return {name: os.environ[name] for name in kept if name in os.environ}
