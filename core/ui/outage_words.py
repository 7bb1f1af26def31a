"""Words for what is out: dependencies, circuits, degradation levels and simulated faults."""

from core.resilience.degradation import Cause, Decision, Level
from core.ui.language import gettext as _
from core.ui.language import mark

Icon = str
"""A Material symbol in Streamlit's notation."""

DEPENDENCIES = {
    "openai": mark("Artificial intelligence (OpenAI)"),
    "database": mark("Database"),
    "redis": mark("Cache (Redis)"),
    "s3": mark("Invoice originals (S3)"),
}
BREAKER_TARGETS = {
    "openai_breaker": "openai",
    "db_breaker": "database",
    "redis_breaker": "redis",
    "s3_breaker": "s3",
}
BREAKER_STATES: dict[str, tuple[Icon, str, str]] = {
    "closed": (":material/check_circle:", "green", mark("Connected (closed)")),
    "half-open": (":material/help:", "orange", mark("Trying again (half-open)")),
    "open": (":material/cancel:", "red", mark("Cut off (open)")),
}
BREAKER_MODES = {
    "automatic": mark("automatic"),
    "forced-open": mark("held open by an operator"),
    "disabled": mark("overridden by an operator: every call is sent"),
}
EMBEDDED = {
    "openai": mark("Not set up: the console's own rules answer"),
    "database": mark("Not set up: a SQLite file on this machine serves"),
    "redis": mark("Not set up: the memory of this process serves"),
    "s3": mark("Not set up: a folder on this machine serves"),
}
"""What serves in the place of a dependency that is not configured."""
FAULT_KINDS = {
    "refuse": mark("Refuses the connection"),
    "hang": mark("Hangs: accepts and never answers"),
    "latency": mark("Answers late"),
    "error": mark("Answers with an error (5xx)"),
    "throttle": mark("Asks to slow down (429)"),
    "malformed": mark("Answers with nonsense"),
    "drop": mark("Drops the connection mid-answer"),
}
LEVELS: tuple[tuple[Icon, str, str, str], ...] = (
    (":material/check_circle:", "green", mark("Everything works"), mark("All services answer.")),
    (
        ":material/info:",
        "blue",
        mark("Working on the console's own means"),
        mark("You can go on working as usual."),
    ),
    (
        ":material/info:",
        "blue",
        mark("A little slower than usual"),
        mark("Some pages may take longer to open. Nothing is missing and nothing is lost."),
    ),
    (
        ":material/pause_circle:",
        "orange",
        mark("The database is not answering"),
        mark(
            "You can go on uploading and approving: it is kept safely on this machine and entered by itself "
            "when the database is back. What you see may be some minutes old."
        ),
    ),
    (
        ":material/pause_circle:",
        "orange",
        mark("Showing the last saved copy"),
        mark(
            "You can go on uploading and approving: it is kept safely on this machine and entered by itself "
            "when the services are back. Lists show the last copy saved here."
        ),
    ),
    (
        ":material/error:",
        "red",
        mark("The console is in emergency mode"),
        mark(
            "What was already accepted is safe. If an upload is refused, keep the paper or the file and try "
            "again later; nothing is half entered."
        ),
    ),
)
"""Icon, colour, title and words for managers of the degradation levels 0 to 5."""
_LEVEL_MEANS = (
    mark("Every service answers."),
    mark("Rules read and price in place of the AI; originals wait on this machine while S3 is out."),
    mark("Every read goes straight to the database: slower, and complete."),
    mark(
        "Reads come from copies, marked with their age. SQL writes are refused, uploads and approvals held."
    ),
    mark(
        "Reads come from the last copy on this machine. SQL writes are refused, uploads and approvals held."
    ),
    mark("Only intake is left, and only while this machine's disk takes it."),
)
_OUT = {
    "openai": mark("Invoices are read and prices suggested by the console's own rules."),
    "s3": mark("Originals are kept here and sent on later."),
}
"""What a manager notices of a dependency that is out at level 1."""


def dependency(target: str) -> str:
    return _(DEPENDENCIES[target]) if target in DEPENDENCIES else target


def cause(out: Cause) -> str:
    """One thing that is out, for operators."""
    if out.breaker is None:
        return _("The journal cannot be written: nothing can be kept on this machine")
    if out.state == "forced-open":
        return f"{dependency(out.dependency)}: {_(BREAKER_MODES[out.state])}"
    return f"{dependency(out.dependency)}: {_(BREAKER_STATES[out.state][2])}"


def level_text(decision: Decision) -> str:
    """What the level means for a manager."""
    noticed = []
    if decision.level is Level.ASSISTED_OFF:
        noticed = [_(_OUT[it.dependency]) for it in decision.causes if it.dependency in _OUT]
    return " ".join([*noticed, _(LEVELS[decision.level][3])])


def for_operators(level: Level) -> str:
    """What the console does and does not do at a level."""
    return _(_LEVEL_MEANS[level])


def level(name: str) -> str:
    """The title of a degradation level by its name, such as READ_ONLY."""
    return _(LEVELS[Level[name]][2]) if name in Level.__members__ else name
