"""The console as people run it, with four real servers around it, each of which can be struck down."""

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Self

import requests

from tests.support.console_server import ConsoleServer
from tests.support.openai_server import OpenAiServer
from tests.support.servers import Forwarded, PostgresServer, RedisServer, S3Server, Server, _kept


class Victim(StrEnum):
    POSTGRES = "postgres"
    REDIS = "redis"
    S3 = "s3"
    OPENAI = "openai"
    CONSOLE = "console"


SERVERS = tuple(victim for victim in Victim if victim is not Victim.CONSOLE)

BREAKER_OF = {
    Victim.POSTGRES: "db_breaker",
    Victim.REDIS: "redis_breaker",
    Victim.S3: "s3_breaker",
    Victim.OPENAI: "openai_breaker",
}


class Blow(StrEnum):
    """What happens to a victim."""

    KILL = "kill"
    """SIGKILL; started again when the blow is over."""
    FREEZE = "freeze"
    """SIGSTOP: connections are accepted and never answered; SIGCONT when the blow is over."""
    RESTART = "restart"
    """SIGKILL and started again at once; the console itself is asked to stop, as a service manager does."""


@dataclass
class World:
    """Servers, the console over them, and its database, which is new."""

    postgres: PostgresServer
    redis: RedisServer
    s3: S3Server
    openai: OpenAiServer
    console: ConsoleServer
    database: str
    """Name of the database."""
    ways: dict[Victim, Forwarded]
    """Forwarders between the console and a server, where there is one."""

    def server(self, victim: Victim) -> Server:
        return {
            Victim.POSTGRES: self.postgres,
            Victim.REDIS: self.redis,
            Victim.S3: self.s3,
            Victim.OPENAI: self.openai,
        }[victim]

    def strike(self, victim: Victim, blow: Blow) -> None:
        """Let `victim` suffer `blow`; after a restart it is back when this returns."""
        if victim is Victim.CONSOLE:
            self._strike_console(blow)
        elif blow is Blow.FREEZE:
            self.server(victim).freeze()
        elif blow is Blow.KILL:
            self.server(victim).kill()
        else:
            self.server(victim).restart()

    def mend(self, victim: Victim) -> None:
        """Bring `victim` back from whatever state it is in; returns once it serves."""
        if victim is not Victim.CONSOLE:
            self.server(victim).ensure_running()
        elif self.console.process.poll() is None:
            self.console.process.send_signal(signal.SIGCONT)
        else:
            self.console.start()

    def mend_all(self) -> None:
        for victim in Victim:
            self.mend(victim)

    def _strike_console(self, blow: Blow) -> None:
        if blow is Blow.FREEZE:
            self.console.process.send_signal(signal.SIGSTOP)
        elif blow is Blow.KILL:
            self.console.kill()
        else:
            self.console.stop(within_seconds=20)
            self.console.start()

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.console.token}"}

    @property
    def spooled(self) -> int:
        """Originals that wait on disk for S3."""
        files = (name for _, _, names in os.walk(self.console.data_dir / "spool") for name in names)
        return sum(name.endswith(".meta.json") for name in files)

    def unfinished(self) -> str | None:
        """What the console has still to do before all is as it was, in words; None when nothing is left."""
        try:
            health = requests.get(f"{self.console.url}/health", timeout=5).json()
        except (requests.RequestException, ValueError) as error:
            return f"the console does not answer: {type(error).__name__}"
        not_closed = {name: state for name, state in health["breakers"].items() if state != "closed"}
        left = {
            "journal": health["journal_pending"],
            "spool": self.spooled,
            "breakers": not_closed,
            "level": health["level"],
        }
        return str({name: what for name, what in left.items() if what}) if any(left.values()) else None

    def wait_until_recovered(self, within_seconds: float) -> float:
        """Seconds until all is closed, landed and at level 0. Raises TimeoutError with what is left."""
        began = time.monotonic()
        while (left := self.unfinished()) is not None:
            if time.monotonic() - began > within_seconds:
                raise TimeoutError(f"not recovered {within_seconds:.0f} s after all servers are back: {left}")
            time.sleep(0.1)
        return time.monotonic() - began

    def leave(self) -> Self:
        """Make sure nothing is left frozen, so that it can be stopped."""
        if self.console.process.poll() is None:
            os.kill(self.console.process.pid, signal.SIGCONT)
        return self


@contextmanager
def a_world(reset_timeout: float, *, forwarded: bool = False) -> Iterator[World]:
    """All of it, running. Breakers are as shipped, except that each probes `reset_timeout` seconds on.

    `forwarded` puts a forwarder in front of PostgreSQL and Redis too, which can be late.
    """
    with ExitStack() as stack:
        postgres = stack.enter_context(_kept(PostgresServer))
        redis = stack.enter_context(_kept(RedisServer))
        s3 = stack.enter_context(_kept(S3Server))
        openai = stack.enter_context(_kept(OpenAiServer))
        folder = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="fusible-", ignore_cleanup_errors=True)
        )
        url = postgres.new_database()
        ways: dict[Victim, Forwarded] = {Victim.S3: s3}
        redis_url, database_url = redis.url, url
        if forwarded:
            for victim, server in ((Victim.POSTGRES, postgres), (Victim.REDIS, redis)):
                ways[victim] = stack.enter_context(_kept(partial(Forwarded, behind=server)))
            database_url = url.replace(f":{postgres.port}/", f":{ways[Victim.POSTGRES].port}/")
            redis_url = redis.url.replace(f":{redis.port}/", f":{ways[Victim.REDIS].port}/")
        settings = {
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "S3_BUCKET": S3Server.BUCKET,
            "S3_ENDPOINT_URL": s3.url,
            "AWS_ACCESS_KEY_ID": "tests",
            "AWS_SECRET_ACCESS_KEY": "tests",
            "OPENAI_API_KEY": "sk-tests",
            "OPENAI_BASE_URL": openai.base_url,
            "FUSIBLE_SETTLE_SECONDS": "1",
        }
        for breaker in BREAKER_OF.values():
            settings[f"FUSIBLE_{breaker.upper()}__RESET_TIMEOUT"] = str(reset_timeout)
        console = ConsoleServer(Path(folder) / "data", settings)
        world = World(postgres, redis, s3, openai, console, url.rsplit("/", 1)[1], ways)
        console.start()
        try:
            yield world
        finally:
            world.leave()
            console.stop()
