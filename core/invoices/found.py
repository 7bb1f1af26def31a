"""A value found on the page, with its evidence."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from core.invoices.layout import Row
from core.invoices.pages import Word

T = TypeVar("T")


@dataclass(frozen=True)
class Found(Generic[T]):
    """A value, how well it is supported (0 to 1) and where it stands."""

    value: T
    confidence: float
    row: Row | None = None
    words: tuple[Word, ...] = ()
