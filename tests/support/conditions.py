"""What a running server does when it is too busy or in trouble: real refusals, as long as a block lasts."""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator

import psycopg2
import redis

from tests.support.openai_server import OpenAiServer
from tests.support.openai_stub import Mode
from tests.support.servers import Forwarded, PostgresServer, RedisServer, S3Server, Server

_OTHERS = "FROM pg_stat_activity WHERE backend_type = 'client backend' AND NOT pid = ANY(%s)"


@contextlib.contextmanager
def throttled(server: Server) -> Iterator[None]:
    """The server takes no more.

    429 of OpenAI, too many connections of PostgreSQL, too many clients of Redis, 503 SlowDown of S3.
    """
    match server:
        case PostgresServer():
            condition = _no_connection_left(server)
        case RedisServer():
            condition = _no_client_more(server)
        case S3Server():
            condition = _s3_answers(server, 503, "SlowDown")
        case OpenAiServer():
            condition = _openai_mode(server, Mode.THROTTLE)
    with condition:
        yield


@contextlib.contextmanager
def failing(server: Server) -> Iterator[None]:
    """The server answers with an error of its own.

    503 of OpenAI, a PostgreSQL that is shutting down, a Redis that is busy with a script, 500 of S3.
    """
    match server:
        case PostgresServer():
            condition = _shutting_down(server)
        case RedisServer():
            condition = _busy(server)
        case S3Server():
            condition = _s3_answers(server, 500, "InternalError")
        case OpenAiServer():
            condition = _openai_mode(server, Mode.ERROR)
    with condition:
        yield


@contextlib.contextmanager
def late(server: Forwarded | OpenAiServer, seconds: float) -> Iterator[None]:
    """Every answer comes so many seconds later."""
    if isinstance(server, OpenAiServer):
        server.switch(Mode.SLOW, seconds)
    else:
        server.behave(late=seconds)
    try:
        yield
    finally:
        if isinstance(server, OpenAiServer):
            server.switch(Mode.OK)
        else:
            server.behave_well()


@contextlib.contextmanager
def _no_connection_left(server: PostgresServer) -> Iterator[None]:
    """Somebody else has every connection that PostgreSQL allows, those kept for superusers included."""
    ours: list[psycopg2.extensions.connection] = []
    try:
        _take_all(server, ours)
        while _rows(ours[0], f"SELECT pg_terminate_backend(pid) {_OTHERS}", _pids(ours)):
            _take_all(server, ours)
        yield
    finally:
        for connection in ours:
            connection.close()


def _take_all(server: PostgresServer, ours: list[psycopg2.extensions.connection]) -> None:
    while True:
        try:
            ours.append(psycopg2.connect(server.url(), connect_timeout=5))
        except psycopg2.OperationalError as error:
            if "too many clients" not in str(error):
                raise
            return
        ours[-1].autocommit = True


def _pids(ours: list[psycopg2.extensions.connection]) -> list[int]:
    return [connection.info.backend_pid for connection in ours]


@contextlib.contextmanager
def _shutting_down(server: PostgresServer) -> Iterator[None]:
    """A smart shutdown that waits for the last client, which is ours; everybody else is thrown out."""
    last = psycopg2.connect(server.url(), connect_timeout=5)
    last.autocommit = True
    try:
        os.kill(server.pid, signal.SIGTERM)
        while _rows(last, f"SELECT pg_terminate_backend(pid) {_OTHERS}", _pids([last])):
            time.sleep(0.01)
        yield
    finally:
        last.close()
        server.wait_until_ended()
        server.start()


def _rows(connection: psycopg2.extensions.connection, query: str, pids: list[int]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, (pids,))
        return cursor.fetchall()


@contextlib.contextmanager
def _no_client_more(server: RedisServer) -> Iterator[None]:
    """One client is allowed, and it is ours."""
    with server.client() as client:
        allowed = client.config_get("maxclients")["maxclients"]
        client.config_set("maxclients", 1)
        client.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
        try:
            yield
        finally:
            client.config_set("maxclients", allowed)


@contextlib.contextmanager
def _busy(server: RedisServer) -> Iterator[None]:
    """A script without end is running; whoever asks for something is told so."""
    with server.client() as client:
        client.config_set("lua-time-limit", 1)
    runner = threading.Thread(target=_run_for_ever, args=(server,), daemon=True)
    runner.start()
    with server.client() as client:
        _until_busy(client)
        try:
            yield
        finally:
            client.execute_command("SCRIPT", "KILL")
            runner.join(10)


def _run_for_ever(server: RedisServer) -> None:
    client = redis.Redis(port=server.port, socket_timeout=None)
    with client, contextlib.suppress(redis.RedisError):  # the script is killed in the end
        client.eval("while true do end", 0)


def _until_busy(client: redis.Redis) -> None:
    while True:
        try:
            client.get("anything")
        except redis.ResponseError:
            return
        time.sleep(0.01)


@contextlib.contextmanager
def _s3_answers(server: S3Server, status: int, code: str) -> Iterator[None]:
    server.behave(status=status, code=code)
    try:
        yield
    finally:
        server.behave_well()


@contextlib.contextmanager
def _openai_mode(server: OpenAiServer, mode: Mode) -> Iterator[None]:
    server.switch(mode)
    try:
        yield
    finally:
        server.switch(Mode.OK)
