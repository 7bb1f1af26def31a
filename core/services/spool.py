"""Originals that wait on this machine's disk for S3. One that is damaged is set aside; the others go on."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import structlog

from core.services.errors import StorageError
from core.services.folder import Folder, StoredObject

T = TypeVar("T")

log = structlog.get_logger(__name__)


class Spool:
    """A folder of its own, and beside it one for what cannot be trusted any more."""

    def __init__(self, root: Path, *, on_damage: Callable[[str], object]) -> None:
        """`on_damage` is told the key of each object that is set aside."""
        self._folder = Folder(root)
        self.damaged_at = root.with_name(root.name + "-damaged")
        """Where damaged objects lie, for an operator to look at."""
        self._on_damage = on_damage
        self.put, self.delete, self.count = self._folder.put, self._folder.delete, self._folder.count
        self.remove_left_behind = self._folder.remove_left_behind

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
            except OSError as error:
                log.warning("spooled_original_unreadable", key=key, error=str(error))
                continue
            if described is not None and content is not None:
                yield described, content

    @property
    def damaged_count(self) -> int:
        return Folder(self.damaged_at).count()

    def _sound(self, key: str, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except StorageError as damage:
            if damage.code != "CONTENT_DAMAGED":
                raise
            log.error("spooled_original_damaged", key=key, reason=str(damage))  # noqa: TRY400 - it says all
            self._folder.move(key, self.damaged_at)
            self._on_damage(key)
            return None
