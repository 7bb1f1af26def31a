"""Files by key in a folder: the storage where no S3 is configured, and the spool while S3 is out."""

import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from core.services.errors import StorageError

_PART = re.compile(r"[^\x00-\x1f\x7f/\\:*?\"<>|]{1,200}")
_KEY_BYTES = 700
_META = ".meta.json"
_PART_BYTES = 255 - len(_META)
"""A file system's longest name, with room for the description's."""
_PARTS = ".parts"
_LEFT_BEHIND_AFTER = 24 * 3600.0
"""Seconds after which a file that is written or read in moments is nobody's any more."""


@dataclass(frozen=True, slots=True)
class StoredObject:
    """What is known of kept content."""

    key: str
    sha256: str
    size: int
    content_type: str


def describe(key: str, content: bytes, content_type: str) -> StoredObject:
    """The object that `content` makes under `key`. Raises StorageError for a bad key."""
    return StoredObject(check_key(key), hashlib.sha256(content).hexdigest(), len(content), content_type)


def check_key(key: str) -> str:
    """The key, if it is safe as a path and for S3: parts between slashes, none of them `.` or `..`.

    At most 700 bytes, and 245 in each part. Raises StorageError with code BAD_KEY.
    """
    parts = key.split("/")
    ok = all(_PART.fullmatch(part) and part.strip(". ") and not part.endswith(_META) for part in parts)
    if not ok or len(key.encode()) > _KEY_BYTES or any(len(part.encode()) > _PART_BYTES for part in parts):
        raise StorageError(f"not a key for the storage: {key!r:.200}", code="BAD_KEY")
    return key


def check_content(content: bytes, sha256: str | None, key: str) -> bytes:
    """The content, if it is what was put. Raises StorageError with code CONTENT_DAMAGED."""
    if sha256 is not None and hashlib.sha256(content).hexdigest() != sha256:
        raise StorageError(f"the content of {key!r} is not what was stored", code="CONTENT_DAMAGED")
    return content


class Folder:
    """Each object as a plain file with its description beside it; complete on disk once `put` returns."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._parts = root / _PARTS
        """Where files are written before they are put in place; on the same disk."""

    def put(self, described: StoredObject, content: bytes) -> None:
        """Raises OSError."""
        path = self._path(described.key)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._parts.mkdir(exist_ok=True)
        self._write(path, content)
        self._write(self._meta(path), json.dumps(asdict(described)).encode())

    def remove_left_behind(self) -> None:
        """Remove what a process killed in the middle of `put` has left. Raises OSError."""
        remove_left_behind(self._parts)

    def get(self, key: str) -> bytes | None:
        """The content, or None. Raises OSError, and StorageError where it is not what was put."""
        path = self._path(key)
        try:
            content = path.read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None
        described = self.describe(key)
        return check_content(content, None if described is None else described.sha256, key)

    def describe(self, key: str) -> StoredObject | None:
        """What `put` wrote down of it, or None. Raises OSError."""
        return self._read(self._meta(self._path(key)))

    def delete(self, key: str) -> None:
        """Raises OSError."""
        path = self._path(key)
        self._meta(path).unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        with suppress(OSError):
            path.parent.rmdir()

    def oldest_first(self) -> list[str]:
        """The key of every object."""
        found = []
        for meta in self._descriptions():
            with suppress(FileNotFoundError):
                found.append((meta.stat().st_mtime_ns, meta.relative_to(self._root).as_posix()))
        return [path.removesuffix(_META) for _, path in sorted(found)]

    def move(self, key: str, root: Path) -> None:
        """Put what lies under `key` into the folder at `root`, as it is. Raises OSError."""
        path = self._path(key)
        target = root / path.relative_to(self._root)
        target.parent.mkdir(parents=True, exist_ok=True)
        for source, place in ((path, target), (self._meta(path), self._meta(target))):
            with suppress(FileNotFoundError):
                source.replace(place)

    def count(self) -> int:
        return sum(1 for _ in self._descriptions())

    def _descriptions(self) -> Iterator[Path]:
        # Objects and their folders come and go meanwhile, on which rglob would raise.
        for folder, _, names in os.walk(self._root):
            yield from (Path(folder, name) for name in names if name.endswith(_META))

    def _path(self, key: str) -> Path:
        return self._root.joinpath(*check_key(key).split("/"))

    @staticmethod
    def _meta(path: Path) -> Path:
        return path.with_name(path.name + _META)

    @staticmethod
    def _read(meta: Path) -> StoredObject | None:
        try:
            return StoredObject(**json.loads(meta.read_bytes()))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (ValueError, TypeError) as error:
            raise StorageError(f"the description {meta.name} is damaged", code="CONTENT_DAMAGED") from error

    def _write(self, path: Path, content: bytes) -> None:
        """Put content in place whole: on disk elsewhere first, then renamed, then the folder written."""
        handle, name = tempfile.mkstemp(dir=self._parts)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _sync(path.parent)


def remove_left_behind(folder: Path) -> None:
    """Remove the files in `folder` that are a day old: what is younger may be another console's.

    Raises OSError.
    """
    with suppress(FileNotFoundError):
        for file in folder.iterdir():
            with suppress(FileNotFoundError):  # another console that starts removes it too
                if time.time() - file.stat().st_mtime > _LEFT_BEHIND_AFTER:
                    file.unlink()


def _sync(path: Path) -> None:
    if hasattr(os, "O_DIRECTORY"):
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
