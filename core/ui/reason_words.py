"""The short English reasons the console gives, in the reader's language."""

import re

from core.ui.language import gettext as _
from core.ui.language import mark

_NOT_SET_UP = "no OpenAI key is configured"
_REASONS: tuple[tuple[str, str], ...] = (
    (
        r"the e-invoice inside was not used: (?P<code>.*)",
        mark("the e-invoice inside could not be used ({code}), so the printed page was read"),
    ),
    (r"OpenAI did not answer in time", mark("the AI did not answer in time")),
    (r"OpenAI cannot be reached, or broke off", mark("the AI could not be reached")),
    (r"(?P<what>Redis|S3) cannot be reached, or broke off", mark("{what} could not be reached")),
    (r"connection refused(?: \(injected fault\))?", mark("the connection was refused")),
    (r"OpenAI limits our rate \(429\).*", mark("the AI asked to slow down")),
    (r"OpenAI (?:refuses|forbids|knows no such) .*", mark("the AI refuses the console's key or settings")),
    (r"OpenAI (?:failed|answered badly|reported an error).*", mark("the AI answered with an error")),
    (r".* is not on the page", mark("the AI named a figure that is not on the page, so it was not used")),
    (
        r"the corrected text changes a number|its figures add up worse than the rules' reading",
        mark("the AI's figures did not add up, so they were not used"),
    ),
    (
        r"none of \d+ proposed prices was within the guards",
        mark("none of the AI's prices was within the limits"),
    ),
    (r"the text is longer than \d+ characters", mark("the text is too long for the AI")),
    (_NOT_SET_UP, mark("the AI is not set up, so the console's own rules answered")),
    (r"(?:openai|database|redis|s3): the circuit is .*", mark("its circuit is open, so nothing was sent")),
    (r"has not tripped yet|as it started", mark("no cut so far")),
    (r"(?P<count>\d+) consecutive failures", mark("{count} failures in a row")),
    (
        r"(?P<share>\d+)% of (?P<calls>\d+) calls failed in (?P<seconds>[\d.]+) s",
        mark("{share} % of {calls} calls failed in {seconds} s"),
    ),
    (
        r"(?P<share>\d+)% of (?P<calls>\d+) calls were slow in (?P<seconds>[\d.]+) s",
        mark("{share} % of {calls} calls were slow in {seconds} s"),
    ),
    (r"probe failed", mark("the last try failed")),
    (r"probe succeeded", mark("the last try went well")),
    (r"reset timeout elapsed", mark("time to try again")),
    (r"opened by hand", mark("cut by hand")),
    (r"half-opened by hand", mark("set to try again by hand")),
    (r"closed by hand", mark("connected by hand")),
    (r"reset \(by (?P<who>.*)\)", mark("reset by {who}")),
    (r"(?P<what>.*) \(by (?P<who>.*)\)", mark("{what} (by {who})")),
)
"""Patterns of the short English reasons the console gives, and their words. Others are shown as they are."""


def reason(text: str) -> str:
    """A short reason of the console, or several, in the reader's language."""
    return "; ".join(_one_reason(part) for part in text.split("; "))


def actor(name: str | None) -> str:
    """Who acted; a browser on this machine and the console itself have no name of their own."""
    return name if name and name != "console" else _("The console")


def worth_telling(text: str | None) -> str | None:
    """The reasons without that the AI is not set up: who chose so knows, and a badge names who answered."""
    parts = [part for part in (text or "").split("; ") if part and part != _NOT_SET_UP]
    return "; ".join(parts) or None


def _one_reason(text: str) -> str:
    for pattern, message in _REASONS:
        match = re.fullmatch(pattern, text)
        if match:
            figures = match.groupdict()
            if "who" in figures:
                figures["who"] = actor(figures["who"])
            return _(message).format(**figures)
    return text
