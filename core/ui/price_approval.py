"""Approving prices, and saying what became of each."""

from collections.abc import Sequence

from core.pricing.choices import Approval, Choice, Outcome
from core.pricing.suggestion import Suggestion
from core.services.errors import ServiceError
from core.ui import words
from core.ui.formats import plain
from core.ui.language import ngettext
from core.ui.session import actor, console
from core.ui.shell import note

_NAMED = 5
"""Refused items named one by one."""


def choices_of(suggestions: Sequence[Suggestion]) -> list[tuple[Suggestion, Choice]]:
    """The choice to take each suggestion as it stands; those without a price are left out."""
    return [
        (it, Choice(it.product_id, it.price, it.price_version)) for it in suggestions if it.price is not None
    ]


def approve(pairs: Sequence[tuple[Suggestion, Choice]]) -> None:
    """Approve, and leave a message that says what became of it."""
    try:
        served = console().prices.approve([choice for _it, choice in pairs], actor=actor())
    except ServiceError as error:
        note("error", plain(words.error(error)))
        return
    names = {it.product_id: it.description for it, _choice in pairs}
    kind, text = _summary(served.value, names)
    note(kind, text)


def _summary(approvals: Sequence[Approval], names: dict[str, str]) -> tuple[str, str]:
    counted = {outcome: [it for it in approvals if it.outcome is outcome] for outcome in Outcome}
    parts = []
    if counted[Outcome.APPROVED]:
        parts.append(
            ngettext("{count} price approved.", "{count} prices approved.", len(counted[Outcome.APPROVED]))
        )
    if counted[Outcome.HELD]:
        parts.append(
            ngettext(
                "{count} price is kept on this machine and will be entered when the database is back.",
                "{count} prices are kept on this machine and will be entered when the database is back.",
                len(counted[Outcome.HELD]),
            )
        )
    refused = counted[Outcome.REFUSED]
    if refused:
        parts.append(
            ngettext("{count} price was not approved:", "{count} prices were not approved:", len(refused))
        )
        parts += [
            f"- {plain(names[it.choice.product_id])}: {plain(words.error_code(it.code))}"
            for it in refused[:_NAMED]
        ]
        if len(refused) > _NAMED:
            parts.append("- " + ngettext("and {count} more", "and {count} more", len(refused) - _NAMED))
        return "warning", "\n".join(parts)
    return ("info" if counted[Outcome.HELD] else "success"), " ".join(parts)
