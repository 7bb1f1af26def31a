"""The OpenAI stub as a process of its own, to kill, freeze and restart, and to switch while it runs."""

import json
import sys
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

import psutil
import pytest

from tests.support.openai_stub import Mode
from tests.support.servers import Server


class OpenAiServer(Server):
    """Speaks chat completions at `base_url`."""

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def command(self) -> list[str]:
        return [sys.executable, "-m", "tests.support.openai_stub", "--port", str(self.port)]

    def check(self) -> None:
        self._control()

    def freeze(self) -> None:
        """SIGSTOP; returns once the process stands still, for the signal takes effect a little later."""
        super().freeze()
        ends_at = time.monotonic() + 5
        while psutil.Process(self.pid).status() != psutil.STATUS_STOPPED:
            assert time.monotonic() < ends_at, "the stub does not freeze"
            time.sleep(0.005)

    def switch(self, mode: Mode, seconds: float = 1.0) -> None:
        """Behave as `mode` says from the next request on."""
        self._control({"mode": mode, "seconds": seconds})

    @property
    def seen(self) -> dict[str, Any]:
        """`requests` so far, and `last` and `last_headers` of the latest."""
        return self._control()

    def _control(self, order: dict[str, Any] | None = None) -> dict[str, Any]:
        body = None if order is None else json.dumps(order).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/control", data=body)
        with urllib.request.urlopen(request, timeout=2) as response:
            return json.loads(response.read())


@pytest.fixture(scope="module")
def _openai_server(tmp_path_factory) -> Iterator[OpenAiServer]:
    server = OpenAiServer(tmp_path_factory.mktemp("openai")).start()
    yield server
    server.kill()


@pytest.fixture
def openai_server(_openai_server: OpenAiServer) -> OpenAiServer:
    """A stub that behaves well, whatever the test before did to it."""
    _openai_server.ensure_running()
    _openai_server.switch(Mode.OK)
    return _openai_server
