"""Runs the product as a person does, on a free port and a data folder of its own, for tests."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self
from urllib.error import HTTPError, URLError

from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
CONNECTIONS = (
    "DATABASE_URL",
    "REDIS_URL",
    "S3_BUCKET",
    "S3_ENDPOINT_URL",
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
)


class ConsoleServer:
    """One console in a process of its own. `settings` are environment variables on top of the defaults."""

    def __init__(self, data_dir: Path, settings: dict[str, str] | None = None) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log_path = data_dir / "server.log"
        self._settings = settings or {}
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None

    @property
    def token(self) -> str:
        return (self.data_dir / "api-token").read_text(encoding="utf-8").strip()

    @property
    def process(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("the console is not running; call start() first")
        return self._process

    def start(self, within_seconds: float = 60.0) -> Self:
        """Start and wait until /health answers JSON. Raises RuntimeError with the end of the log."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        environment = {name: value for name, value in os.environ.items() if name not in CONNECTIONS}
        environment |= {
            "FUSIBLE_DATA_DIR": str(self.data_dir),
            "PORT": str(self.port),
            "PYTHONWARNINGS": "default",
        }
        self._log = self.log_path.open("ab")
        self._process = subprocess.Popen(
            [
                sys.executable,
                *("-m", "streamlit", "run", "app.py"),
                *("--server.address", "127.0.0.1", "--server.port", str(self.port)),
            ],
            cwd=ROOT,
            env=environment | self._settings,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        deadline = time.monotonic() + within_seconds
        while time.monotonic() < deadline and self._process.poll() is None:
            if self._answers():
                return self
            time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"the console did not come up:\n{self.log_path.read_text()[-4000:]}")

    def stop(self, within_seconds: float = 10.0) -> float:
        """Stop as a service manager does (SIGTERM); return the seconds it took. Kills it when that fails."""
        began = time.monotonic()
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(within_seconds)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._log is not None:
            self._log.close()
            self._log = None
        return time.monotonic() - began

    def kill(self) -> None:
        """Kill -9: what a power cut or the kernel's memory killer does."""
        self.process.kill()
        self.process.wait()
        self.stop()

    def get_json(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self.url}{path}", timeout=10) as answer:
            return json.loads(answer.read())

    def post(self, path: str, body: bytes, content_type: str = "application/json") -> tuple[int, Any]:
        """Send `body` with the API's token; return status and JSON, also of what was refused."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": content_type}
        request = urllib.request.Request(f"{self.url}{path}", body, headers)
        try:
            with urllib.request.urlopen(request, timeout=600) as answer:
                return answer.status, json.loads(answer.read())
        except HTTPError as refused:
            with refused:
                return refused.code, json.loads(refused.read())

    def upload(self, *files: tuple[str, bytes]) -> tuple[int, Any]:
        """Upload files, each a name and its content, in one request."""
        parts = [
            b"--frontier\r\n"
            + f'Content-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
            + content
            for name, content in files
        ]
        body = b"\r\n".join([*parts, b"--frontier--\r\n"])
        return self.post("/api/invoices", body, "multipart/form-data; boundary=frontier")

    def _answers(self) -> bool:
        try:
            self.get_json("/health")
        except (URLError, ConnectionError, TimeoutError, json.JSONDecodeError):
            return False
        return True

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
