"""Column types that keep money exact and times in UTC on SQLite as on PostgreSQL."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import DateTime, Dialect, Numeric
from sqlalchemy.types import TypeDecorator


class Exact(TypeDecorator[Decimal]):
    """Numeric(precision, scale) that refuses what SQLite's binary numbers would not give back unchanged."""

    impl = Numeric
    cache_ok = True

    def __init__(self, precision: int, scale: int) -> None:
        super().__init__(precision, scale)
        self._scale = scale

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        exact = Decimal(value) if isinstance(value, int) else value
        if not isinstance(exact, Decimal) or not exact.is_finite():
            raise ValueError(f"not an exact finite number: {value!r}")
        rounded = exact.quantize(Decimal(1).scaleb(-self._scale), ROUND_HALF_UP)
        if dialect.name == "sqlite" and Decimal(f"{float(rounded):.{self._scale}f}") != rounded:
            raise ValueError(f"SQLite cannot keep {value} exactly; use PostgreSQL for such figures")
        return rounded


class UtcDateTime(TypeDecorator[datetime]):
    """A timezone-aware time, in UTC whatever the database makes of it."""

    impl = DateTime
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(timezone=True)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the interface
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a time zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the interface
        if value is None:
            return None
        found: datetime = value
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
