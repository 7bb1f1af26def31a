"""What several groups of unit tests share."""

from pathlib import Path

import pytest

from tests.support.services import Services


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory) -> Path:
    """A SQLite file with all tables, made once: migrating one for each test would take most of the time."""
    folder = tmp_path_factory.mktemp("migrated")
    made = Services(folder)
    made.database.migrate()
    made.close()
    return folder / "fusible.db"
