"""Breakers: what operators watch during an outage, and where they rehearse one."""

from core.ui.breaker_cards import breaker_panel
from core.ui.language import gettext as _
from core.ui.operations import operations
from core.ui.shell import head, pulse

head(
    _("Breakers"),
    _("The circuit breakers in front of the outside services: what is cut, why, and when it is tried again."),
)
operations()
pulse(live=breaker_panel, banner=False)
