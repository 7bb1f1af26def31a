"""Pricing: suggested shelf prices with their explanation, approval and the price file."""

from core.ui.language import gettext as _
from core.ui.shell import head, pulse

head(_("Pricing"), _("What your costs have become, and the shelf price each asks for."))
pulse()
