"""The frame around every page: title, calm banners about outages and simulations, and the live refresh."""

from collections.abc import Callable, Hashable
from typing import Any

import streamlit as st

from core.resilience.faults import Fault
from core.resilience.journal import JournalUnavailable
from core.services.served import Served, Source
from core.ui import words
from core.ui.formats import duration, plain, since
from core.ui.language import KEY, LANGUAGES, language, ngettext
from core.ui.language import gettext as _
from core.ui.session import actor, console

REFRESH_SECONDS = 2.0
_SEEN = "pulse"
_NOTE = "note"

_STYLE = """<style>
:has(> :is([data-testid="stSidebarLogo"], [data-testid="stHeaderLogo"])) {
  display: flex; align-items: center; gap: 0.6rem; color: inherit; text-decoration: none;
}
:is([data-testid="stSidebarLogo"], [data-testid="stHeaderLogo"]) { flex: none; }
:has(> :is([data-testid="stSidebarLogo"], [data-testid="stHeaderLogo"]))::after {
  content: "Fusible"; font-size: 1.25rem; font-weight: 650; letter-spacing: 0.01em;
}
[data-testid="stFileUploaderDropzoneInstructions"] { display: none; }
[data-testid="stFileUploaderDropzone"] button p { font-size: 0; }
[data-testid="stFileUploaderDropzone"] button p::after { font-size: 0.875rem; content: "%(choose)s"; }
[data-testid="stMarkdownContainer"] :is(p, li) { overflow-wrap: anywhere; }
[data-testid="stMarkdownContainer"] table { width: 100%%; }
[data-testid="stMarkdownContainer"] :is(th, td) {
  padding: 0.15rem 0.5rem; font-size: 0.875rem; white-space: nowrap;
}
@media (max-width: 480px) {
  [data-testid="stMarkdownContainer"] :is(th, td) { padding: 0.15rem 0.3rem; font-size: 0.8rem; }
}
@media (min-width: 700px) {
  [data-testid="stMainBlockContainer"] { padding-left: 2.5rem; padding-right: 2.5rem; }
}
</style>"""

# The primary colour of the dark theme carries white text; as text itself it would be too dark to read.
_DARK_STYLE = """<style>
button[data-variant="segmented_control"][aria-checked="true"] { color: #5fd0c3 !important; }
</style>"""


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
) -> None:
    """Draw the banners and keep the page live.

    `live` draws the part of the page that refreshes every REFRESH_SECONDS, in the same fragment as the
    banners: several ticking fragments on a page starve each other. `watch` is looked at as often; when what
    it returns has changed, the whole page runs again. `banner` is false where `live` itself tells the level.
    """
    st.session_state[_SEEN] = watch()
    _pulse(watch, live, banner=banner)


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
        st.segmented_control(
            _("Language"),
            list(LANGUAGES),
            default=None if KEY in st.session_state else language(),
            format_func=LANGUAGES.__getitem__,
            key=KEY,
            required=True,
            bind="query-params",
        )


def style() -> None:
    """Put the words of Streamlit's own uploader into the reader's language and let long values wrap."""
    st.html(_STYLE % {"choose": _("Choose files")})
    if st.context.theme.type == "dark":
        st.html(_DARK_STYLE)


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


@st.fragment(run_every=REFRESH_SECONDS)
def _pulse(watch: Callable[[], Hashable], live: Callable[[], None], *, banner: bool) -> None:
    faults = console().faults.active()
    if faults:
        with st.container(border=True, gap="xxsmall"):
            for fault in faults:
                _fault_banner(fault)
    if banner:
        _degradation_banner()
    live()
    if watch() != st.session_state.get(_SEEN):
        st.rerun()


def _fault_banner(fault: Fault) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"fault-{fault.id}"):
        st.markdown(
            _(
                ":violet-badge[:material/science: Simulation] **{target}**: {kind}. {left} left. {reason}"
            ).format(
                target=plain(words.dependency(fault.target)),
                kind=plain(_(words.FAULT_KINDS[fault.kind.value])),
                left=duration(console().faults.seconds_left(fault)),
                reason=_("Reason: {reason}").format(reason=plain(fault.reason)),
            ),
            width="stretch",
        )
        if st.button(_("Stop"), key=f"stop-{fault.id}", icon=":material/stop_circle:"):
            console().faults.stop(fault.id, actor())
            st.rerun()


def _degradation_banner() -> None:
    decision = console().degradation.current
    waiting = held_count() or 0
    level = int(decision.level)
    if level == 0 and waiting == 0:
        return
    icon, colour, title, _text = words.LEVELS[level]
    if level == 0:
        st.info(held_words(waiting), icon=":material/save:")
        return
    show = box(colour)
    parts = [f"**{_(title)}** ({since(decision.since)}). {words.level_text(decision)}"]
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
