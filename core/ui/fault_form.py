"""Simulating a failure on purpose: the form, its presets, and what runs now."""

from dataclasses import dataclass

import streamlit as st

from core.resilience.faults import LONGEST_SECONDS, Fault, FaultKind
from core.ui import outage_words, reason_words
from core.ui.formats import MINUTE, clock, duration, percent, plain
from core.ui.language import gettext as _
from core.ui.language import mark
from core.ui.scenario_words import fault_reason
from core.ui.session import actor, console
from core.ui.shell import note

LONGEST_MINUTES = int(LONGEST_SECONDS // MINUTE)


@dataclass(frozen=True, slots=True)
class Preset:
    """Figures that fill the form with a failure worth rehearsing."""

    name: str
    target: str
    kind: FaultKind
    seconds: int
    share: int = 100
    """Of the calls, in percent."""
    latency: float = 1.0


PRESETS = (
    Preset(mark("Database gone"), "database", FaultKind.REFUSE, 60),
    Preset(mark("Slow database"), "database", FaultKind.LATENCY, 120, latency=1.2),
    Preset(mark("OpenAI throttles"), "openai", FaultKind.THROTTLE, 60),
    Preset(mark("Redis hangs"), "redis", FaultKind.HANG, 60),
    Preset(mark("S3 fails one call in three"), "s3", FaultKind.ERROR, 120, share=35),
)


def presets() -> None:
    """Draw a button for each preset; it fills the form, and nothing is simulated yet."""
    with st.container(horizontal=True):
        for preset in PRESETS:
            st.button(_(preset.name), key=f"preset-{preset.name}", on_click=_fill, args=(preset,))


def fault_form() -> None:
    """Draw the form; its button injects the fault."""
    where, what = st.columns(2)
    target = where.selectbox(
        _("Where"),
        list(outage_words.DEPENDENCIES),
        format_func=outage_words.dependency,
        index=1,
        key="f-target",
    )
    kind = FaultKind(
        what.selectbox(
            _("What happens"),
            list(outage_words.FAULT_KINDS),
            format_func=lambda it: _(outage_words.FAULT_KINDS[it]),
            key="f-kind",
        )
    )
    if target == "openai" and not console().ai.configured:
        told = _("The AI is not set up, so nothing is sent to it and this fault would hit nothing.")
        st.info(told, icon=":material/info:")
    share = st.slider(_("Share of calls it hits"), 5, 100, 100, step=5, format="%d %%", key="f-share")
    latency, jitter = 1.0, 0.0
    if kind is FaultKind.LATENCY:
        delay, spread = st.columns(2)
        latency = delay.number_input(_("Delay, in seconds"), 0.05, 60.0, 1.0, step=0.5, key="f-latency")
        jitter = spread.number_input(_("Give or take, in seconds"), 0.0, 30.0, 0.0, step=0.5)
    minutes, seconds = st.columns(2)
    whole = minutes.number_input(_("Minutes"), 0, LONGEST_MINUTES, 1, key="f-minutes")
    rest = seconds.number_input(_("Seconds"), 0, 59, 0, step=5, key="f-seconds")
    reason = st.text_input(
        _("Reason"), max_chars=200, placeholder=_("For example: drill before the weekend"), key="f-reason"
    )
    if not st.button(_("Simulate it"), type="primary", icon=":material/play_arrow:"):
        return
    lasts = float(whole * MINUTE + rest)
    if not reason.strip() or not lasts:
        st.error(_("Write a reason and how long it lasts: both go into the record."), icon=":material/error:")
        return
    try:
        fault = console().faults.inject(
            target,
            kind,
            actor=actor(),
            reason=reason.strip(),
            probability=share / 100,
            latency_seconds=latency,
            jitter_seconds=jitter,
            duration_seconds=lasts,
        )
    except ValueError as error:
        st.error(plain(error), icon=":material/error:")
        return
    told = _("Simulating until {time}: {target}, {kind}.").format(
        time=clock(fault.expires_at),
        target=outage_words.dependency(target),
        kind=_(outage_words.FAULT_KINDS[kind.value]).lower(),
    )
    note("success", plain(told))
    st.rerun()


def running_faults() -> None:
    """Draw what is simulated now, with who, why and how much longer, and the way to stop it all."""
    faults = console().faults.active()
    if not faults:
        st.caption(_("Nothing is simulated now."))
        return
    for fault in faults:
        st.markdown(_line(fault))
    if st.button(_("Stop all"), key="stop-all", icon=":material/stop_circle:", type="primary"):
        console().faults.stop_all(actor())
        st.rerun()


def _line(fault: Fault) -> str:
    parts = [
        f"**{plain(outage_words.dependency(fault.target))}**",
        plain(_(outage_words.FAULT_KINDS[fault.kind.value])),
        plain(_("{share} of calls").format(share=percent(fault.probability))),
        plain(_("{left} left").format(left=duration(console().faults.seconds_left(fault)))),
        plain(f"{fault_reason(fault.reason)} ({reason_words.actor(fault.actor)})"),
    ]
    return "- " + " · ".join(parts)


def _fill(preset: Preset) -> None:
    state = st.session_state
    state["f-target"], state["f-kind"] = preset.target, str(preset.kind)
    state["f-share"], state["f-latency"] = preset.share, preset.latency
    state["f-minutes"], state["f-seconds"] = divmod(preset.seconds, MINUTE)
