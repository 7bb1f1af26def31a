"""Real servers and the services around them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.support.openai_server import _openai_server, openai_server  # noqa: F401 - as below
from tests.support.servers import (  # noqa: F401 - pytest finds fixtures by name
    _postgres_server,
    _redis_server,
    _s3_server,
    postgres_server,
    redis_server,
    s3_server,
)
from tests.support.services import Services

MakeServices = Callable[..., Services]


@pytest.fixture
def services(tmp_path) -> Iterator[MakeServices]:
    """Builds services in one data folder and closes them all at the end."""
    built: list[Services] = []

    def make(**settings: Any) -> Services:
        built.append(Services(tmp_path / "data", **settings))
        return built[-1]

    yield make
    for each in built:
        each.close()
