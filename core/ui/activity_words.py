"""What people did, in words: the names of actions and what is worth knowing of each."""

from core.resilience.record import Action
from core.ui import outage_words
from core.ui.language import gettext as _
from core.ui.language import mark
from core.ui.scenario_words import SCENARIOS, fault_reason, title

ACTIONS = {
    "invoice.upload": mark("Uploaded an invoice"),
    "invoice.store": mark("Uploaded an invoice"),
    "invoice.approve": mark("Approved an invoice"),
    "invoice.correct": mark("Corrected an invoice"),
    "invoice.park": mark("Put an invoice aside"),
    "invoice.resume": mark("Took an invoice up again"),
    "price.approve": mark("Approved a price"),
    "price.reject": mark("Rejected a price"),
    "price.rule.save": mark("Saved a pricing rule"),
    "price.rule.delete": mark("Deleted a pricing rule"),
    "product.edit": mark("Changed a product"),
    "product.import": mark("Entered a product list"),
    "drill.write": mark("Test change of a drill"),
    "breaker.mode": mark("Took a breaker in hand"),
    "fault.injected": mark("Simulated a fault"),
    "fault.stopped": mark("Stopped a simulated fault"),
    "drill.started": mark("Started a drill"),
    "drill.stopped": mark("Stopped a drill"),
    "journal.edited": mark("Corrected a kept change"),
    "journal.retried": mark("Sent a kept change again"),
    "journal.dropped": mark("Dropped a kept change"),
}
AREAS = {
    "invoice": mark("Invoices"),
    "price": mark("Prices"),
    "product": mark("Products"),
    "breaker": mark("Breakers"),
    "fault": mark("Simulated faults"),
    "drill": mark("Drills"),
    "journal": mark("Held work"),
}
"""By the first part of an action's name."""
_TOLD = ("mode", "fault_kind", "reason", "price", "name", "number", "supplier")


def action_title(action: str) -> str:
    return _(ACTIONS[action]) if action in ACTIONS else action


def area(action: str) -> str:
    return action.partition(".")[0]


def subject(action: Action) -> str:
    """What it was done to, by the name a person knows."""
    filename = action.detail.get("filename")
    if isinstance(filename, str) and filename:
        return filename
    rule = action.detail.get("rule")
    if isinstance(rule, dict) and rule.get("name"):
        return str(rule["name"])
    if action.subject in SCENARIOS:
        return title(action.subject)
    name = outage_words.BREAKER_TARGETS.get(action.subject, action.subject)
    return outage_words.dependency(name)


def details(action: Action) -> str:
    """What else is worth reading of it."""
    return " · ".join(
        _word(name, str(action.detail[name])) for name in _TOLD if action.detail.get(name) not in (None, "")
    )


def _word(name: str, value: str) -> str:
    if name == "reason":
        return fault_reason(value)
    tables = {"mode": outage_words.BREAKER_MODES, "fault_kind": outage_words.FAULT_KINDS}
    table = tables.get(name, {})
    return _(table[value]) if value in table else value
