"""The frame around every page: title, calm banners about outages and simulations, and the live refresh."""

from collections.abc import Callable, Hashable
from typing import Any

import streamlit as st

from core.resilience.faults import Fault
from core.resilience.journal import JournalUnavailable
from core.services.served import Served, Source
from core.ui import outage_words, reason_words, roles, words
from core.ui.formats import duration, plain, since
from core.ui.language import KEY, LANGUAGES, keep_in_address, language, ngettext, usual_language
from core.ui.language import gettext as _
from core.ui.scenario_words import fault_reason
from core.ui.session import actor, console
from core.ui.ticks import ticker

_SEEN = "pulse"
_NOTE = "note"


def head(title: str, introduction: str = "") -> None:
    """Draw the head of a page."""
    st.title(title, anchor=False)
    if introduction:
        st.caption(introduction)
    _show_note()


def pulse(
    *,
    watch: Callable[[], Hashable] = lambda: None,
    live: Callable[[], None] = lambda: None,
    banner: bool = True,
    faults: bool = True,
) -> None:
    """Draw the banners and keep the page live.

    `live` draws the part of the page that refreshes every two seconds (ticks.py), in the same fragment as the
    banners: several ticking fragments on a page starve each other. `watch` is looked at as often; when what
    it returns has changed, the whole page runs again. `banner` is false where `live` itself tells the level,
    `faults` where it tells what is simulated.
    """
    st.session_state[_SEEN] = watch()
    _pulse(watch, live, banner=banner, faults=faults)


def held_count() -> int | None:
    """How many changes wait on this machine for the database; None where the journal cannot be read."""
    try:
        return console().journal.pending_count
    except JournalUnavailable:
        return None


def age(served: Served[Any]) -> None:
    """Say where a list came from and how old it is, when it is not straight from the database."""
    if served.source is Source.LIVE:
        return
    if served.source is Source.HELD:
        told = _(
            "Only what is kept on this machine. The rest is safe and shows again when the database answers."
        )
        st.caption(f":material/history: {told}")
        return
    text = (
        _("This list is {source}.") if served.age_seconds is None else _("This list is {source}, {age} old.")
    )
    old = "" if served.age_seconds is None else duration(served.age_seconds)
    source = _(words.SERVED_SOURCES[served.source.value])
    st.caption(f":material/history: {text.format(source=source, age=old)}")


def note(kind: str, text: str) -> None:
    """Leave a message (`success`, `info`, `warning` or `error`; Markdown) for the top of the next run."""
    st.session_state[_NOTE] = (kind, text)


def sidebar() -> None:
    """Draw what stands under the menu."""
    with st.sidebar:
        roles.switch()
        st.segmented_control(
            _("Language"),
            list(LANGUAGES),
            default=None if KEY in st.session_state else language(),
            format_func=LANGUAGES.__getitem__,
            key=KEY,
            required=True,
        )
        keep_in_address(KEY, language(), usual=usual_language())


def _show_note() -> None:
    kind, text = st.session_state.pop(_NOTE, (None, ""))
    if kind == "success":
        st.success(text, icon=":material/check_circle:")
    elif kind == "info":
        st.info(text, icon=":material/info:")
    elif kind == "warning":
        st.warning(text, icon=":material/warning:")
    elif kind == "error":
        st.error(text, icon=":material/error:")


@st.fragment
def _pulse(watch: Callable[[], Hashable], live: Callable[[], None], *, banner: bool, faults: bool) -> None:
    if faults:
        _simulation_banner(console().faults.active())
    if banner:
        _degradation_banner()
    live()
    ticker()
    if watch() != st.session_state.get(_SEEN):
        st.rerun()


def _simulation_banner(active: list[Fault]) -> None:
    """One line however many faults run, for the level below it has to stay in sight."""
    if not active:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="simulation"):
        st.markdown(_simulation_words(active), width="stretch")
        if not roles.may_operate():
            return
        words_of_stop = _("Stop") if len(active) == 1 else _("Stop all")
        if st.button(words_of_stop, key="stop-simulation", icon=":material/stop_circle:"):
            for fault in active:
                console().faults.stop(fault.id, actor())
            st.rerun()


def _simulation_words(active: list[Fault]) -> str:
    """What is simulated, by whom, why and how much longer; managers need not know the services."""
    left = duration(max(console().faults.seconds_left(fault) for fault in active))
    people = ", ".join(dict.fromkeys(reason_words.actor(fault.actor) for fault in active))
    reasons = ", ".join(dict.fromkeys(fault_reason(fault.reason) for fault in active))
    if roles.role() is roles.Role.MANAGER:
        what = plain(_("an outage is being rehearsed"))
    else:
        what = ", ".join(f"**{plain(outage_words.dependency(it))}**" for it in _targets(active))
        if len(active) == 1:
            what += f" ({plain(_(outage_words.FAULT_KINDS[active[0].kind.value]))})"
    return _(
        ":violet-badge[:material/science: Simulation] {what}. {left} left. By {people}: {reasons}"
    ).format(what=what, left=left, people=plain(people), reasons=plain(reasons))


def _targets(active: list[Fault]) -> list[str]:
    return list(dict.fromkeys(fault.target for fault in active))


def _degradation_banner() -> None:
    decision = console().degradation.current
    waiting = held_count() or 0
    level = int(decision.level)
    if level == 0 and waiting == 0:
        return
    icon, colour, title, _text = outage_words.LEVELS[level]
    if level == 0:
        st.info(held_words(waiting), icon=":material/save:")
        return
    show = box(colour)
    parts = [f"**{_(title)}** ({since(decision.since)}). {outage_words.level_text(decision)}"]
    if waiting:
        parts.append(held_words(waiting))
    show("  \n".join(parts), icon=icon)


def box(colour: str) -> Callable[..., Any]:
    """The box that goes with the colour of a level."""
    return {"red": st.error, "orange": st.warning, "green": st.success}.get(colour, st.info)


def held_words(count: int) -> str:
    """How many changes wait on this machine, in words."""
    return ngettext(
        "{count} change is kept on this machine and will be entered by itself.",
        "{count} changes are kept on this machine and will be entered by themselves.",
        count,
    )
