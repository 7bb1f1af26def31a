"""A real Redis."""

import redis

from tests.support.redis_binary import redis_server_path
from tests.support.servers.server import Server


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
