"""The console's reasons in the reader's language, by their codes."""

from core.resilience.breaker_snapshot import LastError
from core.resilience.reason import Reason, joined
from core.ui.formats import clock
from core.ui.language import gettext as _
from core.ui.language import mark
from core.ui.words import sentence

_NAMES = {"openai": mark("the AI"), "database": mark("the database"), "redis": "Redis", "s3": "S3"}
"""Each dependency inside a sentence."""
_NOT_SET_UP = "AI_NOT_CONFIGURED"
_REASONS = {
    # Why a circuit is as it is
    "AS_STARTED": mark("no cut so far"),
    "CONSECUTIVE_FAILURES": mark("{count} failures in a row"),
    "FAILURE_RATE": mark("{share} % of {calls} calls failed in {seconds} s"),
    "SLOW_RATE": mark("{share} % of {calls} calls were slow in {seconds} s"),
    "PROBE_FAILED": mark("the last try failed"),
    "PROBE_SUCCEEDED": mark("the last try went well"),
    "RESET_TIMEOUT_ELAPSED": mark("time to try again"),
    "OPENED_BY_HAND": mark("cut by hand"),
    "HALF_OPENED_BY_HAND": mark("set to try again by hand"),
    "CLOSED_BY_HAND": mark("connected by hand"),
    "ORDERED": mark("{what} (by {who})"),
    # Why a dependency did not answer
    "CIRCUIT_OPEN": mark("{dependency}: the circuit is open, so nothing was sent"),
    "PATIENCE_SPENT": mark("{dependency}: not asked, after {seconds} s of waiting for others"),
    "TIMED_OUT": mark("{dependency} did not answer in time"),
    "UNREACHABLE": mark("{dependency} could not be reached"),
    "FAILED": mark("{dependency} answered with an error"),
    "THROTTLED": mark("{dependency} asked to slow down"),
    "REFUSES_US": mark("{dependency} refuses the console's credentials or settings"),
    "POOL_EXHAUSTED": mark("every connection to the database is in use"),
    "COMMIT_UNKNOWN": mark("the connection was lost while saving"),
    "STANDBY": mark("the database server takes no changes now"),
    "MIGRATING": mark("the database's tables are being brought up to date"),
    "CANNOT_MIGRATE": mark("the database's tables cannot be brought up to date"),
    "NO_COPY": mark("no copy of it is kept here"),
    "READ_ONLY": mark("the database takes no changes now"),
    "BEHIND_HELD_WRITES": mark("it waits behind earlier changes that are kept here"),
    "NEEDS_OPERATOR": mark("it waits for an operator, since it or a change before it was refused"),
    "WAITS_TO_UPLOAD": mark("it is kept here until S3 takes it"),
    "WAITS_BEHIND_EARLIER": mark("it waits behind an earlier version that is kept here"),
    "SPOOL_OUT_OF_REACH": mark("what waits on this machine's disk is out of reach"),
    "DISK_TAKES_NOTHING": mark("this machine's disk takes nothing"),
    "FIGURES_INVALID": mark("a figure of the invoice cannot be"),
    # Why the rules read or priced
    _NOT_SET_UP: mark("the AI is not set up, so the console's own rules answered"),
    "AI_REFUSES_REQUEST": mark("the AI does not take this question"),
    "AI_DECLINED": mark("the AI declined to answer"),
    "AI_NOT_ON_PAGE": mark("the AI named a figure that is not on the page, so it was not used"),
    "AI_FIGURES_WORSE": mark("the AI's figures did not add up, so they were not used"),
    "TEXT_TOO_LONG": mark("the text is too long for the AI"),
    "EINVOICE_NOT_USED": mark(
        "the e-invoice inside could not be used ({code}), so the printed page was read"
    ),
    "NO_PRICE_IN_GUARDS": mark("none of the AI's prices was within the limits"),
    "NOT_ASKED_AFTER_FAILURE": mark("the AI was not asked about the rest after it failed"),
    "RUN_TIME_UP": mark("the AI was not asked about the rest, for the time of one run was up"),
    "NOTHING_TO_ASK": mark("there is no price that the AI could propose"),
    "MISSING": mark("the AI gave no price for it, so the rules' price stays"),
    "NOT_A_PRICE": mark("what the AI gave is no price, so the rules' price stays"),
    "OUT_OF_GUARD": mark("the AI's price was outside the limits, so the rules' price stays"),
    "UNGROUNDED": mark("the AI's reason named figures that are not there, so the rules' price stays"),
}


def reason(why: Reason) -> str:
    """A reason, with those on top of it, in the reader's language."""
    return "; ".join(_one(one) for one in why.each())


def actor(name: str | None) -> str:
    """Who acted, inside a sentence; a browser without a sign-in, the console and the API have no name."""
    if not name:
        return _("the console")
    if name == "console":
        return _("somebody at this machine")
    if name.startswith("console@"):
        return _("somebody at {address}").format(address=name.removeprefix("console@"))
    return _("the API") if name == "api" else name


def actor_first(name: str | None) -> str:
    """Who acted, where a sentence begins with it or it stands alone; a person's name stays as it is."""
    told = actor(name)
    return told if told == name else sentence(told)


def worth_telling(why: Reason | None) -> Reason | None:
    """The reasons without that the AI is not set up: who chose so knows, and a badge names who answered."""
    parts = [] if why is None else [one for one in why.each() if one.code != _NOT_SET_UP]
    return joined(*(Reason(one.code, one.text, one.values) for one in parts))


def last_error(problem: LastError) -> str:
    """The latest failure of a dependency; what no code stands for is told in the client's own words."""
    told = problem.message if problem.reason is None else sentence(reason(problem.reason))
    return f"{told} · {problem.kind.rpartition('.')[2]}, {clock(problem.at)}"


def _one(why: Reason) -> str:
    """One reason in words; that of a newer version, which has none here, in its own English."""
    if why.code not in _REASONS:
        return why.text
    figures = {name: str(value) for name, value in why.values.items()}
    if "who" in figures:
        figures["who"] = actor(figures["who"])
    if "dependency" in figures:
        figures["dependency"] = _(_NAMES.get(figures["dependency"], figures["dependency"]))
    return _(_REASONS[why.code]).format_map(_Known(figures))


class _Known(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"
