"""A server behind a forwarder, which is late or answers in its place when a test says so."""

import json
import socket
import sys
from pathlib import Path
from typing import Self

from tests.support.servers.server import Server


class Forwarded(Server):
    """A way to a server, to kill or freeze without it, to slow down, or to answer in its place."""

    def __init__(self, folder: Path, behind: Server) -> None:
        super().__init__(folder)
        self._behind = behind
        self._manners = folder / f"manners-{self.port}.json"

    def command(self) -> list[str]:
        forwarder = Path(__file__).parents[1] / "forwarder.py"
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
