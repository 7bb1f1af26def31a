"""One statement at a time, and for reading only what reads."""

import pytest
from sqlalchemy import delete, insert, select, text
from sqlalchemy.dialects import sqlite

from core.services.errors import QueryError
from core.services.schema import audit
from core.services.statements import changing, reading, single

DIALECT = sqlite.dialect()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1",
        " select 1 ; ",
        "-- why\nSELECT 1",
        "/* why */ (SELECT 1)",
        "WITH x AS (SELECT 1) SELECT * FROM x",
        "VALUES (1)",
        "EXPLAIN SELECT 1",
        "SELECT 'a;b', \"c;d\"",
        "SELECT 'it''s; fine'",
    ],
)
def test_reading__statement_that_reads__is_taken(statement):
    assert reading(statement, None, DIALECT).key


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("INSERT INTO audit VALUES (1)", "NOT_READ_ONLY"),
        ("PRAGMA query_only=0", "NOT_READ_ONLY"),
        ("ATTACH 'x' AS y", "NOT_READ_ONLY"),
        ("COMMIT", "NOT_READ_ONLY"),
        ("", "NOT_READ_ONLY"),
        ("SELECT 1; DROP TABLE audit", "QUERY_ERROR"),
        ("SELECT 1;; SELECT 2", "QUERY_ERROR"),
        (r"SELECT E'\'; DROP TABLE audit; --'", "QUERY_ERROR"),
        ("SELECT $$ ; $$", "QUERY_ERROR"),
        ("SELECT 'a' /* ' */ ; DROP TABLE audit --'", "QUERY_ERROR"),
        ("SELECT 'a ; DROP TABLE audit", "QUERY_ERROR"),
    ],
)
def test_reading__anything_else__is_refused(statement, code):
    with pytest.raises(QueryError) as caught:
        reading(statement, None, DIALECT)
    assert caught.value.code == code


@pytest.mark.parametrize("statement", [insert(audit), delete(audit), text("SELECT 1")])
def test_reading__construct_that_is_no_select__is_refused(statement):
    with pytest.raises(QueryError, match="select"):
        reading(statement, None, DIALECT)


def test_reading__other_values_or_limits__are_kept_under_other_names():
    queries = [
        reading(select(audit).where(audit.c.id == "1"), None, DIALECT),
        reading(select(audit).where(audit.c.id == "2"), None, DIALECT),
        reading(select(audit).limit(1), None, DIALECT),
        reading(select(audit).limit(2), None, DIALECT),
        reading("SELECT :a", {"a": 1}, DIALECT),
        reading("SELECT :a", {"a": "1"}, DIALECT),
        reading("SELECT :a", {"a": 2}, DIALECT),
    ]
    assert len({query.key for query in queries}) == len(queries)
    again = reading(select(audit).where(audit.c.id == "1"), None, DIALECT)
    assert again.key == queries[0].key


def test_reading__parameter_that_cannot_be_sent__is_refused():
    with pytest.raises(QueryError, match="parameter"):
        reading("SELECT :a", {"a": object()}, DIALECT)


def test_single__empty__is_refused():
    with pytest.raises(QueryError, match="empty"):
        single(" ; ")


@pytest.mark.parametrize(
    "statement",
    [
        "COMMIT",
        " /* why */ commit",
        "END",
        "ROLLBACK",
        "BEGIN",
        "SAVEPOINT a",
        "PRAGMA query_only=1",
        "ATTACH 'x' AS y",
        "SET default_transaction_read_only = on",
        "\ufeffCOMMIT",
        "",
    ],
)
def test_changing__what_would_end_or_outlive_the_transaction__is_refused(statement):
    with pytest.raises(QueryError) as caught:
        changing(statement, None)
    assert caught.value.code == "NOT_A_WRITE"


@pytest.mark.parametrize(
    "statement",
    ["INSERT INTO a VALUES (1)", "with x as (select 1) delete from a", "-- why\nCREATE TABLE a (b int)"],
)
def test_changing__what_changes_data_or_tables__is_taken(statement):
    assert changing(statement, {"a": 1}).is_callers


def test_changing__construct__is_taken_and_its_time_is_not_its_callers():
    assert not changing(delete(audit), None).is_callers
