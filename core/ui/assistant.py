"""Asking the AI for prices in the background: a script run never waits for a network answer."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import streamlit as st
import structlog

from core.console import Console
from core.pricing.suggestion import Suggestion
from core.resilience.degradation import Capability
from core.resilience.reason import Reason
from core.services.served import Source
from core.telemetry.context import request_scope
from core.ui import reason_words, words
from core.ui.formats import plain
from core.ui.language import gettext as _
from core.ui.language import ngettext
from core.ui.session import console
from core.ui.shell import note

log = structlog.get_logger(__name__)
_KEY = "asking"
_NAMED = 5
"""Products that keep the rules' price, named for each reason."""


@dataclass
class _Asking:
    """One question under way, written by its thread and read by the page."""

    console: Console
    product_ids: Sequence[str]
    answers: Sequence[Suggestion] = ()
    done: int = 0
    all: int = 0
    finished: threading.Event = field(default_factory=threading.Event)
    source: Source | None = None
    reason: Reason | None = None

    def run(self) -> None:
        try:
            with request_scope():
                served = self.console.prices.ask_assistant(self.product_ids, progress=self._progress)
            self.answers, self.source, self.reason = served.value, served.source, served.reason
        except Exception:
            # The page says that the rules' prices stand; the trace goes to the log.
            log.exception("assistant_failed")
        finally:
            self.finished.set()

    def _progress(self, done: int, of: int) -> None:
        self.done, self.all = done, of


def assistant(shown: Sequence[Suggestion]) -> None:
    """Draw the button that asks the AI for the prices of those shown, or how far it has come."""
    if not console().ai.configured:
        return
    asking: _Asking | None = st.session_state.get(_KEY)
    if asking is None:
        answers = console().degradation.allows(Capability.AI)
        st.button(
            _("Ask the AI for prices"),
            icon=":material/auto_awesome:",
            on_click=_ask,
            args=([it.product_id for it in shown],),
            disabled=not answers,
            help=None if answers else _("The AI is out right now; the prices are those of the rules."),
        )
    else:
        st.button(
            _("The AI is working: {done} of {all}").format(done=asking.done, all=asking.all or "?"),
            icon=":material/hourglass_top:",
            disabled=True,
        )


def signature() -> tuple[int, bool] | None:
    """What must change for the page to be drawn again."""
    asking: _Asking | None = st.session_state.get(_KEY)
    return None if asking is None else (asking.done, asking.finished.is_set())


def take_answer() -> None:
    """Where the AI has answered, say so; called before the page is drawn."""
    asking: _Asking | None = st.session_state.get(_KEY)
    if asking is None or not asking.finished.is_set():
        return
    del st.session_state[_KEY]
    why = words.sentence(plain(reason_words.reason(asking.reason))) if asking.reason else ""
    if asking.source is Source.LIVE:
        note("success", " ".join(part for part in (_taken(asking.answers), why) if part))
    else:
        note("info", _("The prices are those of the rules. {why}").format(why=why).strip())


def _taken(answers: Sequence[Suggestion]) -> str:
    """How many prices are the AI's, and which products keep the rules' and why."""
    taken = sum(it.is_from_ai for it in answers)
    parts = [ngettext("The AI gave {count} price.", "The AI gave {count} prices.", taken)]
    kept: dict[str, list[str]] = {}
    for it in answers:
        why = reason_words.worth_telling(it.source_reason)
        if not it.is_from_ai and why is not None:
            kept.setdefault(reason_words.reason(why), []).append(it.description)
    for why_words, names in kept.items():
        keep = ngettext(
            "{count} keeps the price of the rules", "{count} keep the prices of the rules", len(names)
        )
        named = ", ".join(names[:_NAMED]) + ("…" if len(names) > _NAMED else "")
        parts.append(f"{keep} ({plain(why_words)}): {plain(named)}.")
    return " ".join(parts)


def _ask(product_ids: Sequence[str]) -> None:
    asking = _Asking(console(), product_ids)
    st.session_state[_KEY] = asking
    # A daemon, so that a silent server does not hold up the end of the process.
    threading.Thread(target=asking.run, name="assistant", daemon=True).start()
