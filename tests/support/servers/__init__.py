"""Real PostgreSQL, Redis and S3 servers for tests, on free ports, to kill, freeze and restart."""

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.servers.forwarded import Forwarded
from tests.support.servers.postgres import PostgresServer
from tests.support.servers.redis import RedisServer
from tests.support.servers.s3 import S3Server
from tests.support.servers.server import Server

__all__ = ["Forwarded", "PostgresServer", "RedisServer", "S3Server", "Server"]


@contextlib.contextmanager
def _kept(make: Callable[[Path], Server]) -> Iterator[Server]:
    """A started server in a folder of its own, both gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="fusible-"))
    server = None
    try:
        server = make(folder).start()
        yield server
    finally:
        if server is not None:
            getattr(server, "close", server.kill)()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def _postgres_server() -> Iterator[Server]:
    with _kept(PostgresServer) as server:
        yield server


@pytest.fixture(scope="session")
def _redis_server() -> Iterator[Server]:
    with _kept(RedisServer) as server:
        yield server


@pytest.fixture(scope="session")
def _s3_server() -> Iterator[Server]:
    with _kept(S3Server) as server:
        yield server


@pytest.fixture
def postgres_server(_postgres_server: PostgresServer) -> Iterator[PostgresServer]:
    """PostgreSQL, running when the test begins and again when it ends."""
    yield _postgres_server.ensure_running()
    _postgres_server.ensure_running()


@pytest.fixture
def redis_server(_redis_server: RedisServer) -> Iterator[RedisServer]:
    """Redis, running and empty when the test begins, running when it ends."""
    with _redis_server.ensure_running().client() as client:
        client.flushall()
    yield _redis_server
    _redis_server.ensure_running()


@pytest.fixture
def s3_server(_s3_server: S3Server) -> Iterator[S3Server]:
    """S3, running when the test begins and again when it ends."""
    yield _s3_server.ensure_running()
    _s3_server.ensure_running()
