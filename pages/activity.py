"""Activity: who did what, when and why, operators and managers alike."""

from core.ui.activity_table import activity
from core.ui.language import gettext as _
from core.ui.shell import head, pulse

head(_("Activity"), _("Who did what, when and why. Nothing here can be changed or deleted."))
pulse()
activity()
