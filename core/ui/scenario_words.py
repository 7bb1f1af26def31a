"""Scenarios of drills in words, and the reasons that name them."""

from core.ui.language import gettext as _
from core.ui.language import mark

SCENARIOS = {
    "openai-throttles": (
        mark("OpenAI throttles"),
        mark("OpenAI asks to slow down (429) for 60 s. Rules should read and price meanwhile."),
    ),
    "database-failover": (
        mark("Database failover"),
        mark("The database is gone for 45 s, as while a standby takes over: changes should be held."),
    ),
    "redis-gone-at-peak": (
        mark("Redis gone at peak"),
        mark(
            "Redis refuses connections for 60 s under many calls. Reads should go straight to the database."
        ),
    ),
    "frozen-s3": (
        mark("Frozen S3"),
        mark("S3 accepts calls and never answers for 45 s. Originals should wait on this machine."),
    ),
    "cascade": (
        mark("Cascade"),
        mark("Redis goes, 20 s later the database too, and after 75 s both are back."),
    ),
    "everything-out": (
        mark("Everything out"),
        mark("Database, Redis, S3 and OpenAI are out for 45 s. Intake should go on, and nothing be lost."),
    ),
}
"""Title, and what happens and should happen, by name."""


def fault_reason(text: str) -> str:
    """Why a fault is simulated: what a person wrote, or the drill it belongs to."""
    scenario = text.removeprefix("drill ")
    return _("drill “{title}”").format(title=title(scenario)) if scenario in SCENARIOS else text


def title(scenario: str) -> str:
    return _(SCENARIOS[scenario][0]) if scenario in SCENARIOS else scenario


def description(scenario: str) -> str:
    """What fails, and what should happen meanwhile."""
    return _(SCENARIOS[scenario][1]) if scenario in SCENARIOS else ""
