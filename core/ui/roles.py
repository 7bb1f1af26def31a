"""Who sees what: managers the shop's pages, operators everything.

Where Streamlit's sign-in is set up (`[auth]` in its secrets), the setting `operators` decides, and operators'
pages do not exist for anybody else. Without it there is no permission to give: the view is a choice.
"""

from enum import StrEnum

import streamlit as st

from core.ui.language import gettext as _
from core.ui.language import keep_in_address
from core.ui.session import can_sign_in, console, signed_in_as, signs_in

KEY = "role"
"""Name of the view in the address (`?role=`) and in the session."""


class Role(StrEnum):
    """What a person comes to do."""

    OPERATOR = "operator"
    MANAGER = "manager"


def role() -> Role:
    """What this session is shown."""
    settings = console().settings
    if signs_in():
        known = {address.casefold() for address in settings.operators}
        return Role.OPERATOR if (signed_in_as() or "").casefold() in known else Role.MANAGER
    for wanted in (st.session_state.get(KEY), st.query_params.get(KEY)):
        if wanted in list(Role):
            return Role(wanted)
    return Role(settings.default_view)


def may_operate() -> bool:
    """Whether this session may act on faults, breakers and held work."""
    return not signs_in() or role() is Role.OPERATOR


def switch() -> None:
    """Draw the choice of the view or, where people sign in, who it is and the way out."""
    if signs_in():
        if signed_in_as() is None:
            return
        st.caption(st.user.get("name") or signed_in_as() or "")
        st.button(_("Sign out"), icon=":material/logout:", on_click=st.logout)
        return
    names = {Role.MANAGER: _("Shop"), Role.OPERATOR: _("Operations")}
    st.segmented_control(
        _("View"),
        [str(one) for one in names],
        default=None if KEY in st.session_state else str(role()),
        format_func=lambda one: names[Role(one)],
        key=KEY,
        required=True,
        help=_("What the menu shows. It is a choice, not a permission: nobody signs in here."),
    )
    keep_in_address(KEY, str(role()), usual=console().settings.default_view)


def sign_in_page() -> None:
    """All that somebody sees who has not signed in."""
    st.title("Fusible", anchor=False)
    if not can_sign_in():
        st.error(
            _("Nobody can sign in: the package Authlib is missing on the server. Install it and restart."),
            icon=":material/error:",
        )
        return
    st.write(_("Sign in to see the console."))
    st.button(_("Sign in"), type="primary", icon=":material/login:", on_click=st.login)
