"""The main script of the pages: reaches the menu first, then draws the frame and the page that was asked for.

It lies here, and not beside pages/, so that Streamlit never builds a menu of its own from that folder.
"""

from pathlib import Path

import streamlit as st

from core.settings import PROJECT_ROOT
from core.telemetry.context import request_scope
from core.ui import shell
from core.ui.language import gettext as _

PAGES = PROJECT_ROOT / "pages"
ICON = str(Path(__file__).parent / "fusible.png")


def _main() -> None:
    st.set_page_config(page_title="Fusible", page_icon=ICON, layout="wide", initial_sidebar_state=220)
    page = st.navigation(
        [
            st.Page(PAGES / "invoices.py", title=_("Invoices"), icon=":material/receipt_long:", default=True),
            st.Page(PAGES / "pricing.py", title=_("Pricing"), icon=":material/sell:"),
            st.Page(PAGES / "breakers.py", title=_("Breakers"), icon=":material/electrical_services:"),
        ]
    )
    st.logo(ICON, size="large")
    shell.style()
    shell.sidebar()
    with request_scope():
        page.run()


_main()
