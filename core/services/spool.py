"""Originals that wait on this machine's disk for S3. One that is damaged is set aside; the others go on."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

import structlog

from core.services.errors import StorageError
from core.services.file_lock import exclusive
from core.services.folder import Folder, StoredObject

T = TypeVar("T")

log = structlog.get_logger(__name__)

_PATIENCE = 1.0
"""Seconds to wait for another console that changes the spool; each change takes moments."""


class Spool:
    """A folder of its own, and beside it one for what cannot be trusted any more.

    Threads and consoles may share it: what changes it does so alone.
    """

    def __init__(self, root: Path, *, on_damage: Callable[[str], object]) -> None:
        """`on_damage` is told the key of each object that is set aside."""
        self._root = root
        self._folder = Folder(root)
        self.damaged_at = root.with_name(root.name + "-damaged")
        """Where damaged objects lie, for an operator to look at."""
        self._on_damage = on_damage
        self.count = self._folder.count
        self.remove_left_behind = self._folder.remove_left_behind

    def put(self, described: StoredObject, content: bytes) -> None:
        """Keep it, on disk when this returns. Raises OSError, with nothing kept."""
        with self._alone():
            try:
                self._folder.put(described, content)
            except OSError:
                # Without a description nobody would find it, on a disk that is full, most likely.
                if self.describe(described.key) is None:
                    self._folder.delete(described.key)
                raise

    def remove(self, described: StoredObject) -> None:
        """Remove it, unless a newer version came in, which waits for its own upload. Raises OSError."""
        with self._alone():
            if self.describe(described.key) == described:
                self._folder.delete(described.key)

    def get(self, key: str) -> bytes | None:
        """The content, or None. Raises OSError."""
        return self._sound(key, lambda: self._folder.get(key))

    def describe(self, key: str) -> StoredObject | None:
        """What is known of it, or None. Raises OSError."""
        return self._sound(key, lambda: self._folder.describe(key))

    def all(self) -> Iterator[tuple[StoredObject, bytes]]:
        """Every object with its content, oldest first; one that the disk does not give is left out."""
        for key in self._folder.oldest_first():
            try:
                described, content = self.describe(key), self.get(key)
                if content is None:
                    self._set_aside_if_empty(key)
            except OSError as error:
                log.warning("spooled_original_unreadable", key=key, error=str(error))
                continue
            if described is not None and content is not None:
                yield described, content

    @property
    def damaged_count(self) -> int:
        return Folder(self.damaged_at).count()

    def _alone(self) -> AbstractContextManager[None]:
        self._root.mkdir(parents=True, exist_ok=True)
        return exclusive(self._root / ".lock", _PATIENCE)

    def _set_aside_if_empty(self, key: str) -> None:
        """Set a description without content aside: nothing here leaves one behind."""
        with self._alone():
            if self.describe(key) is not None and self.get(key) is None:
                self._set_aside(key, "its content is gone")

    def _sound(self, key: str, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except StorageError as damage:
            if damage.code != "CONTENT_DAMAGED":
                raise
            self._set_aside(key, str(damage))
            return None

    def _set_aside(self, key: str, reason: str) -> None:
        log.error("spooled_original_damaged", key=key, reason=reason)
        self._folder.move(key, self.damaged_at)
        self._on_damage(key)
