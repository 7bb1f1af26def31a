"""Disks that can be filled: a small tmpfs where one may be mounted, and a limit on a process's files."""

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

_MEGABYTES = 24
_MOUNT = ("mount", "-t", "tmpfs", "-o", f"size={_MEGABYTES}m", "fusible-tests")


class SmallDisk(Protocol):
    """`folder` lies on it."""

    folder: Path

    def fill(self, pid: int) -> None:
        """Leave no room for the process to write to."""

    def make_room(self, pid: int) -> None: ...


class _Tmpfs:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self, pid: int) -> None:
        with self._ballast.open("ab", buffering=0) as file:
            for size in (65_536, 512, 1):
                try:
                    while file.write(bytes(size)):
                        pass
                except OSError:
                    continue

    def make_room(self, pid: int) -> None:
        self._ballast.unlink()


class _Quota:
    """No file of the process may grow beyond a byte: to it, every write fails as on a full disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, pid: int) -> None:
        _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, hard))

    def make_room(self, pid: int) -> None:
        _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))


@contextmanager
def tmpfs(folder: Path) -> Iterator[SmallDisk | None]:
    """A disk of some megabytes at `folder`; None where nobody lets us mount one."""
    folder.mkdir()
    if os.geteuid() != 0 or subprocess.run([*_MOUNT, folder], check=False, capture_output=True).returncode:
        yield None
        return
    try:
        yield _Tmpfs(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def quota(folder: Path) -> SmallDisk:
    """A limit on what a process may write, wherever its files lie."""
    folder.mkdir()
    return _Quota(folder)
