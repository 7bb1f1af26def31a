"""One world for all tests of this folder, and single servers for those that want them one by one."""

from collections.abc import Iterator

import pytest

from tests.outage.world import World, a_world
from tests.support.openai_server import _openai_server, openai_server  # noqa: F401 - pytest finds them by name
from tests.support.servers import (  # noqa: F401 - as above
    _postgres_server,
    _redis_server,
    _s3_server,
    postgres_server,
    redis_server,
    s3_server,
)


@pytest.fixture(scope="session")
def _world() -> Iterator[World]:
    with a_world(reset_timeout=0.7) as running:
        yield running


@pytest.fixture
def world(_world: World) -> Iterator[World]:
    """The console and its four servers, all well when the test begins and again when it ends."""
    _world.mend_all()
    _world.wait_until_recovered(60)
    yield _world
    _world.mend_all()
