"""What a person sees when a page fails in a way nobody foresaw: what is safe and what to do, no trace."""

import streamlit as st
import structlog

from core.telemetry.context import current_request_id
from core.ui.formats import plain
from core.ui.language import gettext as _

log = structlog.get_logger(__name__)


def on_script_error(error: Exception) -> bool:
    """Log the error and say so in words; given to st.App, which then shows nothing of its own."""
    log.error("page_failed", exc_info=error)
    st.error(
        _(
            "Something unforeseen happened on this page. What was accepted before is safe. "
            "Reload the page; if it happens again, tell support this number: {request_id}"
        ).format(request_id=plain(current_request_id())),
        icon=":material/error:",
    )
    return True
