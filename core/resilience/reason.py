"""Why something is as it is: a stable code and its figures for the catalogs, and the same in English."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason, and those that came on top of it."""

    code: str
    """Stable; the words for people are in the catalogs."""
    text: str
    """A short English phrase, for logs and the API."""
    values: Mapping[str, str | int | float] = field(default_factory=dict, hash=False)
    """The figures in `text`, by name."""
    also: "Reason | None" = None

    def __str__(self) -> str:
        return "; ".join(one.text for one in self.each())

    def each(self) -> Iterator["Reason"]:
        """Itself, then those on top of it."""
        one: Reason | None = self
        while one is not None:
            yield one
            one = one.also


def joined(*reasons: Reason | None) -> Reason | None:
    """All that are given as one, in order; None if none is."""
    whole: Reason | None = None
    for one in reversed([one for reason in reasons if reason is not None for one in reason.each()]):
        whole = Reason(one.code, one.text, one.values, whole)
    return whole


__all__ = ["Reason", "joined"]
