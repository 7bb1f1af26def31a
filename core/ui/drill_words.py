"""Drills in words: scenarios, endings, and the lines of a timeline."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from core.resilience.drill_report import DrillReport, Ending, Entry
from core.resilience.events import Event, EventKind
from core.resilience.reason import Reason
from core.ui import event_words
from core.ui.formats import NOTHING, number
from core.ui.language import gettext as _
from core.ui.language import mark

ENDINGS = {
    Ending.RUNNING: (":material/progress_activity:", "blue", mark("running")),
    Ending.FINISHED: (":material/check_circle:", "green", mark("finished")),
    Ending.STOPPED: (":material/stop_circle:", "orange", mark("stopped by an operator")),
    Ending.UNRECOVERED: (":material/error:", "red", mark("did not recover in time")),
    Ending.INTERRUPTED: (":material/power_off:", "orange", mark("interrupted: the console was closed")),
}


def verdict(report: DrillReport) -> tuple[str, str, str]:
    """Colour, icon and sentence: whether anything was lost comes before all else."""
    lost = report.reckoning.anything_lost
    symbol, colour, ending = ENDINGS[report.ending]
    if report.ending in (Ending.RUNNING, Ending.INTERRUPTED):
        return colour, symbol, _("{ending}; nothing has been counted").format(ending=_(ending).capitalize())
    if lost is None:
        return "orange", ":material/help:", _("What was lost is not known: a service could not be asked.")
    if lost:
        return "red", ":material/error:", _("Lost: {count}").format(count=number(lost))
    return colour, symbol, _("Nothing was lost; {ending}").format(ending=_(ending))


def entry(line: Entry) -> tuple[str, str]:
    """Icon and sentence of one line of a timeline."""
    event = Event(datetime.now(UTC), EventKind(line.kind), line.subject, line.actor, _restored(line.data))
    return event_words.icon(event), event_words.sentence(event)


def seconds(value: float | None) -> str:
    return NOTHING if value is None else f"{number(value, decimals=1)}\u00a0s"


def _restored(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data of an event as it was before it was kept as plain data."""
    reason = data.get("reason")
    if not isinstance(reason, dict):
        return dict(data)
    return {**data, "reason": Reason(reason["code"], reason["text"], reason["values"])}
