"""One server process of a test, to kill, freeze and restart."""

import contextlib
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Self

import psutil

from tests.support.ports import free_port

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
