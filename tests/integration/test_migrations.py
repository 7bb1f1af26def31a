"""The migrations build exactly the tables of schema.py, on both databases, also from several at once."""

import threading

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from core.services.errors import DatabaseMisconfigured
from core.services.schema import metadata


def _differences(connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return compare_metadata(context, metadata)


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request) -> dict[str, str]:
    if request.param == "sqlite":
        return {}
    return {"database_url": request.getfixturevalue("postgres_server").new_database()}


def test_migrate__fresh_database__gives_the_schema(services, settings):
    built = services(**settings)
    built.database.migrate()
    assert built.database.unit("compare", _differences) == []


def test_migrate__four_consoles_at_once__all_come_up(services, settings):
    consoles = [services(**settings) for _ in range(4)]
    failures: list[Exception] = []

    def start(console) -> None:
        try:
            console.database.migrate()
        except Exception as error:  # noqa: BLE001 - reported by the assertion
            failures.append(error)

    threads = [threading.Thread(target=start, args=[console]) for console in consoles]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert failures == []
    assert consoles[0].database.read_query("SELECT count(*) AS n FROM alembic_version").value == [{"n": 1}]


def test_migrate__tables_of_a_newer_version__is_misconfigured(services, settings):
    services(**settings).database.unit(
        "stamp",
        lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'")),
    )
    with pytest.raises(DatabaseMisconfigured, match="9999"):
        services(**settings).database.migrate()


def test_first_call__without_migrate__brings_the_tables_up(services, settings):
    assert services(**settings).database.read_query("SELECT count(*) AS n FROM invoices").value == [{"n": 0}]


def test_migrate__invoices_of_the_first_version__get_their_keys(services, settings):
    built = services(**settings)
    built.database.migrate()

    def back_to_the_second(connection) -> None:
        config = Config()
        config.set_main_option("script_location", "core/services/migrations")
        config.attributes["connection"] = connection
        command.downgrade(config, "0002")
        connection.execute(
            text(
                "INSERT INTO invoices (id, content_sha256, filename, content_type, size_bytes, storage_key,"
                " status, kind, number, supplier_tax_id, line_count, source, warnings, reading, uploaded_by,"
                " uploaded_at)"
                " VALUES ('a', 's', 'f.pdf', 'application/pdf', 1, 'k', 'received', 'invoice',"
                " '0003-00000128', '30-71234567-1', 0, 'text', '[]', '{}', 'ana', '2026-11-20 18:30:00')"
            )
        )

    built.database.unit("downgrade", back_to_the_second)
    again = services(**settings)
    again.database.migrate()
    rows = again.database.read_query("SELECT supplier_key, number_key FROM invoices").value
    assert rows == [{"supplier_key": "30712345671", "number_key": "03-0128"}]
