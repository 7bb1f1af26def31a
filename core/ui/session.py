"""What a page asks of its session: the console behind it and who is acting."""

from collections.abc import Callable

import streamlit as st

from core.bootstrap import Console, get_console

provide: Callable[[], Console] = get_console
"""Gives the console to every page; a test puts its own in its place."""


def console() -> Console:
    """The one console of this process."""
    return provide()


def signs_in() -> bool:
    """Whether people sign in here: Streamlit's secrets have an `[auth]` section."""
    return "is_logged_in" in st.user


def signed_in_as() -> str | None:
    """E-mail address of whoever signed in; None where nobody did or the provider doubts the address."""
    if not signs_in() or not st.user.is_logged_in or st.user.get("email_verified") is False:
        return None
    address = st.user.get("email")
    return address if isinstance(address, str) and address else None


def actor() -> str:
    """Name written beside each action in the record: who signed in, else the browser's address."""
    address = st.context.ip_address
    return signed_in_as() or (f"console@{address}" if address else "console")
