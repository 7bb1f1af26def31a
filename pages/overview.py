"""Overview: what an operator sees first, and all that is needed in the first seconds of an outage."""

from core.ui.language import gettext as _
from core.ui.overview import overview_panel
from core.ui.shell import head, pulse

head(_("Overview"))
pulse(live=overview_panel, banner=False)
