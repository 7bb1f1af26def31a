"""Engines are built from a URL without connecting, and never show a password."""

import pytest

from core.services.engines import postgresql_engines, sqlite_engines


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg2"])
def test_postgresql_engines__any_usual_scheme__is_taken_and_the_password_masked(scheme):
    engines = postgresql_engines(f"{scheme}://ana:s3cret@db.example:5433/shop", deadline=1.5)
    assert engines.write.dialect.name == "postgresql"
    assert (engines.write.url.host, engines.write.url.port) == ("db.example", 5433)
    assert "s3cret" not in engines.shown
    assert "ana" in engines.shown


@pytest.mark.parametrize("url", ["mysql://u:s3cret@h/d", "s3cret", "postgresql://u:s3cret@h:port/d"])
def test_postgresql_engines__another_url__is_refused_without_showing_it(url):
    with pytest.raises(ValueError, match="database URL") as caught:
        postgresql_engines(url, deadline=1.5)
    assert "s3cret" not in str(caught.value)


def test_sqlite_engines__path_with_marks_of_a_url__is_that_file(tmp_path):
    path = tmp_path / "a?b#c %41" / "shop.db"
    engines = sqlite_engines(path, deadline=1.5)
    with engines.write.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
        connection.commit()
    assert path.exists()
    engines.dispose()
