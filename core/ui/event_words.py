"""Events in words, one sentence each."""

from core.resilience.events import Event, EventKind
from core.resilience.reason import Reason
from core.ui import outage_words, reason_words
from core.ui.formats import NOTHING
from core.ui.language import gettext as _
from core.ui.language import mark
from core.ui.scenario_words import SCENARIOS, fault_reason, title

_SENTENCES = {
    EventKind.TRANSITION: mark("{subject}: from “{old}” to “{new}” ({reason})"),
    EventKind.MODE: mark("{actor} set {subject} to “{mode}” ({reason})"),
    EventKind.REJECTED: mark("{subject}: calls not sent while the circuit is open ({count})"),
    EventKind.FALLBACK: mark("{subject}: answered by a fallback ({count}; {reason})"),
    EventKind.SLOW: mark("{subject}: slow calls ({count})"),
    EventKind.MISCONFIGURED: mark("{subject}: refuses our credentials or settings; correct them"),
    EventKind.FAULT_INJECTED: mark("{actor} simulates a fault: {subject}, {fault_kind} ({reason})"),
    EventKind.FAULT_STOPPED: mark("{actor} stopped the simulated fault on {subject}"),
    EventKind.FAULT_EXPIRED: mark("The simulated fault on {subject} ended"),
    EventKind.DRILL_STARTED: mark("{actor} started the drill {subject}"),
    EventKind.DRILL_STOPPED: mark("{actor} stopped the drill {subject}"),
    EventKind.DRILL_FINISHED: mark("The drill {subject} ended"),
    EventKind.LEVEL: mark("The service level went from “{old}” to “{new}”"),
    EventKind.RECOVERY_FAILED: mark("A recovery step failed: {step} ({error})"),
    EventKind.JOURNAL_HELD: mark("A change was kept on this machine"),
    EventKind.JOURNAL_REPLAYED: mark("Changes kept on this machine were entered"),
    EventKind.JOURNAL_DEAD_LETTER: mark(
        "A kept change was refused by the database and waits for an operator"
    ),
    EventKind.JOURNAL_EDITED: mark("{actor} corrected a kept change"),
    EventKind.JOURNAL_RETRIED: mark("{actor} sent a kept change again"),
    EventKind.JOURNAL_DROPPED: mark("{actor} dropped a kept change ({reason})"),
    EventKind.STORAGE_SPOOLED: mark("An original is kept on this machine until S3 takes it"),
    EventKind.STORAGE_UPLOADED: mark("Originals kept on this machine reached S3"),
    EventKind.STORAGE_DAMAGED: mark("An original kept on this machine is damaged and was set aside: {file}"),
}
_FALLBACK_UNEXPLAINED = mark("{subject}: answered by a fallback ({count})")
_GOOD = {
    EventKind.FAULT_STOPPED,
    EventKind.FAULT_EXPIRED,
    EventKind.JOURNAL_REPLAYED,
    EventKind.STORAGE_UPLOADED,
}
_BAD = {
    EventKind.STORAGE_DAMAGED,
    EventKind.MISCONFIGURED,
    EventKind.JOURNAL_DEAD_LETTER,
    EventKind.RECOVERY_FAILED,
}


class _Figures(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return NOTHING


def sentence(event: Event) -> str:
    """One event in words, without markup. Its data may be incomplete: what is missing shows as a dash."""
    figures = _Figures({name: _shown(name, value) for name, value in event.data.items()})
    figures["subject"] = (
        title(event.subject)
        if event.subject in SCENARIOS
        else outage_words.dependency(outage_words.BREAKER_TARGETS.get(event.subject, event.subject))
    )
    figures["file"] = event.subject.rpartition("/")[2]
    figures["actor"] = reason_words.actor_first(event.actor)
    words = _SENTENCES[event.kind]
    if event.kind is EventKind.FALLBACK and event.data.get("reason") is None:
        words = _FALLBACK_UNEXPLAINED
    return _(words).format_map(figures)


def icon(event: Event) -> str:
    if event.kind is EventKind.TRANSITION:
        return outage_words.BREAKER_STATES.get(str(event.data.get("new")), (":material/circle:",))[0]
    if event.kind in _BAD:
        return ":material/error:"
    return ":material/check_circle:" if event.kind in _GOOD else ":material/info:"


def _shown(name: str, value: object) -> str:
    if isinstance(value, Reason):
        return reason_words.reason(value)
    text = str(value)
    if name in ("old", "new"):
        return (
            _(outage_words.BREAKER_STATES[text][2])
            if text in outage_words.BREAKER_STATES
            else outage_words.level(text)
        )
    if name == "reason":
        return fault_reason(text)
    if name == "mode" and text in outage_words.BREAKER_MODES:
        return _(outage_words.BREAKER_MODES[text])
    if name == "fault_kind" and text in outage_words.FAULT_KINDS:
        return _(outage_words.FAULT_KINDS[text])
    return text
