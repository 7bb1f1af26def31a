"""No call outlasts its deadline: not with a server that drips, not with a name that nobody resolves."""

import gc
import socket
import threading
import time
import warnings
from collections.abc import Callable, Iterator

import pytest
from pydantic import SecretStr

from core.resilience.breaker import Breaker
from core.resilience.events import EventLog
from core.resilience.faults import FaultBoard
from core.services.ai import AiService
from core.services.database import DatabaseUnavailable
from core.services.errors import StorageUnavailable
from core.services.guard import NotAFailure
from core.services.served import Source
from core.settings import Settings
from tests.support.services import RecordingMeter, Services

SLACK = 1.0
"""Seconds that a busy machine may add."""


class Dripping:
    """Reads what it is sent, says `first`, then a byte every twentieth of a second until it ends."""

    def __init__(self, first: bytes) -> None:
        self._first = first
        self._ended = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while not self._ended.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._drip, args=(connection,), daemon=True).start()

    def _drip(self, connection: socket.socket) -> None:
        with connection:
            try:
                connection.recv(65536)
                connection.sendall(self._first)
                while not self._ended.wait(0.05):
                    connection.sendall(b"x")
            except OSError:
                return

    def end(self) -> None:
        self._ended.set()
        self._listener.close()


@pytest.fixture
def dripping() -> Iterator[Callable[[bytes], Dripping]]:
    servers: list[Dripping] = []

    def make(first: bytes) -> Dripping:
        servers.append(Dripping(first))
        return servers[-1]

    yield make
    for server in servers:
        server.end()
    for helper in [it for it in threading.enumerate() if it.name in ("s3", "redis")]:
        helper.join(0.3)
    with warnings.catch_warnings():
        # A late call's connection is left to the collector, which must not blame the next test for it.
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def s3_at(services: Callable[..., Services], host: str, port: int) -> Services:
    return services(
        s3_bucket="originals",
        s3_endpoint_url=f"http://{host}:{port}",
        s3_access_key_id=SecretStr("tests"),
        s3_secret_access_key=SecretStr("tests"),
        s3_deadline=0.5,
    )


HEAD = b"HTTP/1.1 200 OK\r\nX-Long: "
BODY = b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n"


@pytest.mark.parametrize("first", [HEAD, BODY], ids=["head", "body"])
def test_s3__server_drips__get_ends_by_the_deadline(services, dripping, first):
    built = s3_at(services, "127.0.0.1", dripping(first).port)
    began = time.monotonic()
    with pytest.raises(StorageUnavailable) as caught:
        built.storage.get("originals/a.pdf")
    # The head and the body have a deadline each.
    assert time.monotonic() - began < 2 * 0.5 + SLACK
    assert caught.value.reason.code == "TIMED_OUT"
    assert built.s3_breaker.snapshot().failures == 1


def test_s3__server_drips__put_is_held_by_the_deadline(services, dripping):
    built = s3_at(services, "127.0.0.1", dripping(HEAD).port)
    began = time.monotonic()
    assert built.storage.put("originals/a.pdf", b"%PDF", "application/pdf").source is Source.HELD
    assert time.monotonic() - began < 0.5 + SLACK


def test_redis__server_drips__is_a_miss_by_the_deadline(services, dripping):
    built = services(redis_url=SecretStr(f"redis://127.0.0.1:{dripping(b'$100000').port}/0"))
    began = time.monotonic()
    served = built.cache.get("k")
    assert time.monotonic() - began < 0.5 + SLACK
    assert (served.value, served.reason.code) == (None, "TIMED_OUT")


def test_postgresql__server_drips__the_call_ends_by_the_deadline(services, dripping):
    # An authentication message of 64 kB that never comes to its end.
    port = dripping(b"R\x00\x01\x00\x00\x00\x00\x00\x00").port
    built = services(database_url=SecretStr(f"postgresql://u:p@127.0.0.1:{port}/db?sslmode=disable"))
    began = time.monotonic()
    with pytest.raises(DatabaseUnavailable):
        built.database.unit("write", lambda _: None)
    assert time.monotonic() - began < built.settings.database_deadline + SLACK


@pytest.fixture
def resolver(monkeypatch) -> Iterator[threading.Event]:
    """A resolver that answers for no name until the test is over; addresses it knows."""
    real, over = socket.getaddrinfo, threading.Event()

    def getaddrinfo(host, *rest, **named):
        if str(host).strip("b'").endswith(".test"):
            over.wait(20)
            raise socket.gaierror(socket.EAI_AGAIN, "no answer")
        return real(host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield over
    over.set()


@pytest.mark.usefixtures("resolver")
def test_s3__name_is_not_resolved__put_is_held_by_the_deadline(services):
    built = s3_at(services, "s3.test", 9000)
    began = time.monotonic()
    assert built.storage.put("originals/a.pdf", b"%PDF", "application/pdf").reason.code == "TIMED_OUT"
    assert time.monotonic() - began < 0.5 + SLACK


@pytest.mark.usefixtures("resolver")
def test_redis__name_is_not_resolved__is_a_miss_by_the_deadline(services):
    built = services(redis_url=SecretStr("redis://cache.test:6379/0"))
    began = time.monotonic()
    assert built.cache.get("k").reason.code == "TIMED_OUT"
    assert time.monotonic() - began < 0.5 + SLACK


def test_postgresql__name_is_not_resolved__the_call_ends_by_the_deadline(services, monkeypatch):
    built = services(database_url=SecretStr("postgresql://u:p@db.test/shop"))
    over = threading.Event()
    # libpq resolves in C, before it first asks us to wait; so stands connecting itself for its resolver.
    dbapi = built.database._engines.write.dialect.loaded_dbapi
    monkeypatch.setattr(dbapi, "connect", lambda *_, **__: over.wait(20))
    began = time.monotonic()
    with pytest.raises(DatabaseUnavailable) as caught:
        built.database.unit("write", lambda _: None)
    assert time.monotonic() - began < built.settings.database_deadline + SLACK
    assert caught.value.reason.code == "TIMED_OUT"
    over.set()


def test_openai__name_is_not_resolved__rules_answer_by_the_deadline(resolver):
    breaker = Breaker(ignore=(NotAFailure,))
    settings = Settings(
        _env_file=None,
        openai_api_key=SecretStr("sk-tests"),
        openai_base_url="http://ai.test/v1",
        openai_silence=0.5,
    )
    service = AiService(settings, breaker, FaultBoard(EventLog()), RecordingMeter())
    began = time.monotonic()
    health = service.probe()
    assert time.monotonic() - began < 0.5 + SLACK
    assert (health.ok, breaker.snapshot().last_error.reason.code) == (False, "TIMED_OUT")
    resolver.set()
    service.close()
