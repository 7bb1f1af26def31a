"""What a page asks of its session: the console behind it and who is acting."""

from collections.abc import Callable
from importlib.util import find_spec

import streamlit as st
import structlog

from core.bootstrap import get_console
from core.console import Console

log = structlog.get_logger(__name__)

provide: Callable[[], Console] = get_console
"""Gives the console to every page; a test puts its own in its place."""


def console() -> Console:
    """The one console of this process."""
    return provide()


def signs_in() -> bool:
    """Whether people sign in here: Streamlit's secrets have an `[auth]` section."""
    return "is_logged_in" in st.user


def can_sign_in() -> bool:
    """Whether Streamlit's sign-in works here: it needs Authlib, which nothing else does."""
    return find_spec("authlib") is not None


def warn_of_sign_in() -> None:
    """Say at the start, and not at the first click, that people should sign in and cannot."""
    if st.secrets.load_if_toml_exists() and "auth" in st.secrets and not can_sign_in():
        log.error("sign_in_impossible", missing="Authlib", do="pip install 'Authlib>=1.3.2', then restart")


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
