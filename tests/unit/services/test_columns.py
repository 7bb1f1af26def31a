"""Money comes back exact or is refused; times come back aware, in UTC."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import Column, MetaData, Table, create_engine, insert, select
from sqlalchemy.exc import StatementError

from core.services.columns import Exact, UtcDateTime

TABLE = Table("t", MetaData(), Column("money", Exact(18, 4)), Column("at", UtcDateTime()))


@pytest.fixture
def connection():
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        TABLE.create(connection)
        yield connection
    engine.dispose()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (Decimal("0.1"), "0.1000"),
        (Decimal("99999999999.9999"), "99999999999.9999"),
        (Decimal("-1.00005"), "-1.0001"),
        (7, "7.0000"),
        (None, "None"),
    ],
)
def test_exact__money__comes_back_as_it_was(connection, given, kept):
    connection.execute(insert(TABLE).values(money=given))
    assert str(connection.execute(select(TABLE.c.money)).scalar_one()) == kept


@pytest.mark.parametrize("given", [0.1, Decimal("NaN"), Decimal("12345678901234.5678"), "1"])
def test_exact__what_would_not_come_back__is_refused(connection, given):
    with pytest.raises(StatementError):
        connection.execute(insert(TABLE).values(money=given))


def test_utc_date_time__other_zone__comes_back_in_utc(connection):
    at = datetime(2026, 3, 1, 22, tzinfo=timezone(timedelta(hours=-3)))
    connection.execute(insert(TABLE).values(at=at))
    found = connection.execute(select(TABLE.c.at)).scalar_one()
    assert found == at
    assert found.tzinfo is UTC


def test_utc_date_time__without_a_zone__is_refused(connection):
    with pytest.raises(StatementError, match="time zone"):
        connection.execute(insert(TABLE).values(at=datetime(2026, 3, 1)))  # noqa: DTZ001 - what is refused
