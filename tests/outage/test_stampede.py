"""A crowd that asks for one answer at once reaches the database once, with Redis there or not."""

import threading
from collections import Counter

import pytest

from core.services.served import Source
from tests.support.services import Services

CROWD = 200


@pytest.fixture
def services(tmp_path, postgres_server, redis_server):
    made = Services(tmp_path, database_url=postgres_server.new_database(), redis_url=redis_server.url)
    made.database.migrate()
    yield made
    made.close()


def ask_all_at_once(services: Services) -> Counter[str]:
    gate = threading.Barrier(CROWD)
    sources: list[str] = []

    def ask() -> None:
        gate.wait()
        served = services.database.read_query("SELECT 42 AS answer", max_age=60)
        assert served.value == [{"answer": 42}]
        sources.append(served.source)

    threads = [threading.Thread(target=ask) for _ in range(CROWD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(sources)


def reads(services: Services) -> int:
    return services.meter.calls.count(("read", "success"))


def test_stampede__200_misses_at_once__reach_the_database_once(services: Services) -> None:
    sources = ask_all_at_once(services)
    assert sources.total() == CROWD
    assert reads(services) == 1
    assert set(sources) <= {Source.LIVE, Source.CACHE}


def test_stampede__redis_out__answers_are_complete_and_the_database_is_spared(
    services: Services, redis_server
) -> None:
    redis_server.kill()
    sources = ask_all_at_once(services)
    assert sources.total() == CROWD
    # Without a cache a late comer asks anew; those who come while one asks share its answer.
    assert reads(services) <= CROWD / 10
