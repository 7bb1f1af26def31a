"""The main script of the pages: reaches the menu first, then draws the frame and the page that was asked for.

It lies here, and not beside pages/, so that Streamlit never builds a menu of its own from that folder.
"""

from pathlib import Path

import streamlit as st

from core.settings import PROJECT_ROOT
from core.telemetry.context import request_scope
from core.ui import looks, shell
from core.ui.language import gettext as _
from core.ui.roles import Role, role, sign_in_page
from core.ui.session import signed_in_as, signs_in

PAGES = PROJECT_ROOT / "pages"
ICON = str(Path(__file__).parent / "fusible.png")
# The home page, whichever it is, is served at the root under this name.
HOME = "home"


def _page(name: str, title: str, icon: str, *, home: bool = False, hidden: bool = False) -> st.Page:
    return st.Page(
        PAGES / f"{name}.py",
        title=title,
        icon=icon,
        default=home,
        url_path=HOME if home else name,
        visibility="hidden" if hidden else "visible",
    )


def _menu() -> list[st.Page]:
    """The pages of this session's role; every page keeps its own address where it is the home page too."""
    is_operator = role() is Role.OPERATOR
    overview = ("overview", _("Overview"), ":material/monitor_heart:")
    invoices = ("invoices", _("Invoices"), ":material/receipt_long:")
    shop = [
        _page(*invoices, home=not is_operator),
        _page("pricing", _("Pricing"), ":material/sell:"),
    ]
    if not is_operator:
        shop.append(_page(*invoices, hidden=True))
    if signs_in() and not is_operator:
        return shop
    operations = [
        _page(name, title, icon, hidden=not is_operator)
        for name, title, icon in (
            ("breakers", _("Breakers"), ":material/electrical_services:"),
            ("simulate", _("Simulate"), ":material/science:"),
            ("drills", _("Drills"), ":material/fire_extinguisher:"),
            ("held", _("Held work"), ":material/save:"),
            ("activity", _("Activity"), ":material/history:"),
        )
    ]
    if not is_operator:
        return [*shop, _page(*overview, hidden=True), *operations]
    # Without section titles: Streamlit draws those as lists that screen readers cannot follow.
    return [_page(*overview, home=True), _page(*overview, hidden=True), *shop, *operations]


def _main() -> None:
    st.set_page_config(page_title="Fusible", page_icon=ICON, layout="wide", initial_sidebar_state=248)
    if signs_in() and signed_in_as() is None:
        page = st.navigation([st.Page(sign_in_page, title=_("Sign in"))], position="hidden")
    else:
        page = st.navigation(_menu())
    st.logo(ICON, size="large")
    looks.style()
    shell.sidebar()
    with request_scope():
        page.run()


_main()
