"""Approving and rejecting prices, and saying what became of each."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.pricing.choices import Approval, Choice, Outcome
from core.pricing.suggestion import Suggestion
from core.services.errors import ServiceError
from core.services.ledger import NEEDS_OPERATOR
from core.services.served import Served
from core.ui import error_words, reason_words
from core.ui.formats import moment, money, number, plain
from core.ui.language import gettext as _
from core.ui.language import ngettext
from core.ui.session import actor, console
from core.ui.shell import note

_NAMED = 5
"""Refused items named one by one."""
_APPROVED = "approved-now"
_PROGRESS_FROM = 50
"""Choices from which on the page shows how far it has come."""

Pairs = Sequence[tuple[Suggestion, Choice]]


def choices_of(
    suggestions: Sequence[Suggestion], guarded: Collection[str] = (), reason: str | None = None
) -> list[tuple[Suggestion, Choice]]:
    """The choice to take each suggestion as it stands, those of `guarded` with the reason.

    Those without a price are left out.
    """
    return [
        (it, Choice(it.product_id, it.price, it.price_version, reason if it.product_id in guarded else None))
        for it in suggestions
        if it.price is not None
    ]


def approve(pairs: Pairs, *, without_reason: int = 0) -> None:
    """Approve, and leave a message that says what became of it; `without_reason` were left out."""
    st.session_state[_APPROVED] = []
    try:
        with _progress(len(pairs)) as progress:
            served = console().prices.approve(
                [choice for _it, choice in pairs], actor=actor(), progress=progress
            )
    except ServiceError as error:
        note("error", plain(error_words.error(error)))
        return
    done = (Outcome.APPROVED, Outcome.HELD)
    st.session_state[_APPROVED] = [it.choice.product_id for it in served.value if it.outcome in done]
    _tell(served, pairs, without_reason)


def reject(pairs: Pairs) -> None:
    """Keep the prices as they are, and say so."""
    st.session_state[_APPROVED] = []
    try:
        with _progress(len(pairs)) as progress:
            served = console().prices.reject(
                [choice for _it, choice in pairs], actor=actor(), progress=progress
            )
    except ServiceError as error:
        note("error", plain(error_words.error(error)))
        return
    _tell(served, pairs, 0)


@contextmanager
def _progress(count: int) -> Iterator[Callable[[int, int], None] | None]:
    """What shows how many of many decisions are entered, while it lasts; None for a few."""
    if count < _PROGRESS_FROM:
        yield None
        return
    bar = st.progress(0.0, text=_entered(0, count))
    try:
        yield lambda done, of: _show(bar, done, of)
    finally:
        bar.empty()


def _show(bar: DeltaGenerator, done: int, of: int) -> None:
    bar.progress(done / of, text=_entered(done, of))


def _entered(done: int, of: int) -> str:
    return _("Entering decisions: {done} of {count}").format(done=number(done), count=number(of))


def approved_now() -> list[str]:
    """The products whose prices this session approved last."""
    ids: list[str] = st.session_state.get(_APPROVED, [])
    return ids


def refused_later(suggestions: Sequence[Suggestion]) -> None:
    """Say which decisions were kept here and then refused: whoever took them was told otherwise."""
    refused = console().prices.refused()
    if not refused:
        return
    names = {it.product_id: it.description for it in suggestions}
    told = ngettext(
        "{count} decision that was kept on this machine was not entered: somebody else had decided on that "
        "price, most likely. Look at it again. An operator clears it under Held work.",
        "{count} decisions that were kept on this machine were not entered: somebody else had decided on "
        "those prices, most likely. Look at them again. An operator clears them under Held work.",
        len(refused),
    )
    rows = [
        f"- {plain(names.get(it.payload['product_id'], ''))}: {plain(reason_words.actor_first(it.actor))}, "
        f"{moment(it.held_at)}"
        for it in refused[:_NAMED]
    ]
    if len(refused) > _NAMED:
        rows.append("- " + ngettext("and {count} more", "and {count} more", len(refused) - _NAMED))
    st.warning("\n".join([told, *rows]), icon=":material/support_agent:")


def _tell(served: Served[list[Approval]], pairs: Pairs, without_reason: int) -> None:
    names = {it.product_id: it.description for it, _choice in pairs}
    counted = {outcome: [it for it in served.value if it.outcome is outcome] for outcome in Outcome}
    parts = _done(counted)
    refused = counted[Outcome.REFUSED]
    if without_reason:
        parts.append(
            ngettext(
                "{count} price was left for later: it goes beyond its limits and no reason was given.",
                "{count} prices were left for later: they go beyond their limits and no reason was given.",
                without_reason,
            )
        )
    if refused:
        note("warning", " ".join(parts) + ("  \n" if parts else "") + _refused(refused, names))
    elif without_reason or _stuck(counted):
        note("warning", " ".join(parts))
    else:
        note("info" if counted[Outcome.HELD] else "success", " ".join(parts))


def _done(counted: dict[Outcome, list[Approval]]) -> list[str]:
    parts = []
    if counted[Outcome.APPROVED]:
        parts.append(
            ngettext("{count} price approved.", "{count} prices approved.", len(counted[Outcome.APPROVED]))
        )
    if counted[Outcome.REJECTED]:
        parts.append(
            ngettext(
                "{count} price stays as it was.",
                "{count} prices stay as they were.",
                len(counted[Outcome.REJECTED]),
            )
        )
    stuck = _stuck(counted)
    if waiting := len(counted[Outcome.HELD]) - stuck:
        parts.append(
            ngettext(
                "{count} decision is kept on this machine and will be entered when the database is back.",
                "{count} decisions are kept on this machine and will be entered when the database is back.",
                waiting,
            )
        )
    if stuck:
        parts.append(
            ngettext(
                "{count} decision is kept on this machine, but the database refused it or one before it: an "
                "operator has to settle that under Held work.",
                "{count} decisions are kept on this machine, but the database refused them or ones before "
                "them: an operator has to settle that under Held work.",
                stuck,
            )
        )
    return parts


def _stuck(counted: dict[Outcome, list[Approval]]) -> int:
    """How many are held that no database will take by itself."""
    return sum(it.code == NEEDS_OPERATOR.code for it in counted[Outcome.HELD])


def _refused(refused: Sequence[Approval], names: dict[str, str]) -> str:
    parts = [ngettext("{count} price was not approved:", "{count} prices were not approved:", len(refused))]
    parts += [f"- {plain(names[it.choice.product_id])}: {plain(why_refused(it))}" for it in refused[:_NAMED]]
    if len(refused) > _NAMED:
        parts.append("- " + ngettext("and {count} more", "and {count} more", len(refused) - _NAMED))
    return "\n".join(parts)


def why_refused(approval: Approval) -> str:
    """Why a choice was refused; who was first where that is known."""
    first = approval.detail
    if approval.code != "PRICE_CONFLICT" or not first.get("price"):
        return error_words.error_code(approval.code)
    return _("{who} was first: {price}, {when}. Look at it again before you decide.").format(
        who=reason_words.actor_first(first["by"]),
        price=money(Decimal(first["price"]), first.get("currency")),
        when=moment(datetime.fromisoformat(first["at"])),
    )
