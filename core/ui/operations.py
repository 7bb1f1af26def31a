"""What operators do on purpose: simulate a fault, take a breaker in hand. Every action needs a reason."""

import streamlit as st

from core.resilience.faults import FaultKind
from core.ui import words
from core.ui.formats import plain
from core.ui.language import gettext as _
from core.ui.language import mark
from core.ui.session import actor, console
from core.ui.shell import note

LONGEST_FAULT_MINUTES = 30
_ACTIONS = {
    "force_open": mark("Force the cut: send no calls until reset"),
    "disable": mark("Override: send every call, never cut"),
    "reset": mark("Reset: back to automatic, with nothing counted"),
}


def operations() -> None:
    """Draw the two buttons that open the forms."""
    with st.container(horizontal=True):
        if st.button(_("Simulate a fault"), icon=":material/science:"):
            st.dialog(_("Simulate a fault"), width="medium")(_fault_form)()
        if st.button(_("Operate a breaker"), icon=":material/tune:"):
            st.dialog(_("Operate a breaker"), width="medium")(_breaker_form)()


def _fault_form() -> None:
    st.caption(_("Everything behaves as in a real outage. It ends by itself, and Stop ends it at once."))
    target = st.selectbox(_("Where"), list(words.DEPENDENCIES), format_func=words.dependency, index=1)
    if target == "openai" and not console().ai.configured:
        st.info(
            _("The AI is not set up, so nothing is sent to it and this fault would hit nothing."),
            icon=":material/info:",
        )
    kind = FaultKind(
        st.selectbox(
            _("What happens"), list(words.FAULT_KINDS), format_func=lambda it: _(words.FAULT_KINDS[it])
        )
    )
    probability = st.slider(_("Share of calls it hits"), 5, 100, 100, step=5, format="%d %%")
    latency, jitter = 1.0, 0.0
    if kind is FaultKind.LATENCY:
        delay, spread = st.columns(2)
        latency = delay.number_input(_("Delay, in seconds"), 0.05, 60.0, 1.0, step=0.5)
        jitter = spread.number_input(_("Give or take, in seconds"), 0.0, 30.0, 0.0, step=0.5)
    minutes, seconds = st.columns(2)
    whole = minutes.number_input(_("Minutes"), 0, LONGEST_FAULT_MINUTES, 1)
    rest = seconds.number_input(_("Seconds"), 0, 59, 0, step=5)
    reason = st.text_input(_("Reason"), max_chars=200, placeholder=_("For example: drill before the weekend"))
    if not st.button(_("Simulate it"), type="primary", icon=":material/play_arrow:"):
        return
    duration = float(whole * 60 + rest)
    if not reason.strip() or not duration:
        st.error(_("Write a reason and how long it lasts: both go into the record."), icon=":material/error:")
        return
    try:
        console().faults.inject(
            target,
            kind,
            actor=actor(),
            reason=reason.strip(),
            probability=probability / 100,
            latency_seconds=latency,
            jitter_seconds=jitter,
            duration_seconds=duration,
        )
    except ValueError as error:
        st.error(plain(error), icon=":material/error:")
        return
    st.rerun()


def _breaker_form() -> None:
    names = list(console().breakers)
    name = st.selectbox(_("Which"), names, format_func=lambda it: words.dependency(words.BREAKER_TARGETS[it]))
    action = st.radio(_("What to do"), list(_ACTIONS), format_func=lambda it: _(_ACTIONS[it]))
    reason = st.text_input(_("Reason"), max_chars=200)
    sure = st.checkbox(
        _("I know that this changes what everybody gets, until it is reset"), disabled=action == "reset"
    )
    ready = bool(reason.strip()) and (sure or action == "reset")
    if not st.button(_("Do it"), type="primary", disabled=not ready):
        return
    breaker = console().breakers[name]
    if action == "force_open":
        breaker.force_open(reason.strip(), actor())
    elif action == "disable":
        breaker.disable(reason.strip(), actor())
    else:
        breaker.reset(actor())
    note("success", _("Done, and written down in the record."))
    st.rerun()
