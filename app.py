"""The ASGI entry: Streamlit's pages and the HTTP API from one port, over one console."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

import streamlit as st
from starlette.middleware import Middleware

from core.api.application import create_api, routes
from core.api.door import Door
from core.api.listening import answer_at_once
from core.api.token import load_or_create_token
from core.bootstrap import get_console
from core.settings import load_settings
from core.telemetry.logs import configure_logging
from core.telemetry.masking import masker
from core.ui.errors import on_script_error
from core.ui.session import warn_of_sign_in

settings = load_settings()


@cache
def _token() -> str:
    return load_or_create_token(settings.data_dir)[0]


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Start the console with the server and close it with it; print the token once, when it is new."""
    configure_logging(settings)
    answer_at_once()
    token, is_new = load_or_create_token(settings.data_dir)
    if is_new:
        sys.stdout.write(f"API token (kept in {settings.data_dir / 'api-token'}): {token}\n")
        sys.stdout.flush()
    masker.add(token)
    warn_of_sign_in()
    console = get_console()
    console.start()
    console.warm_up()
    try:
        yield
    finally:
        console.close()


app = st.App(
    "core/ui/main.py",
    routes=routes(create_api(settings, get_console, _token)),
    middleware=[Middleware(Door, allowed_hosts=settings.allowed_hosts)],
    lifespan=lifespan,
    on_script_error=on_script_error,
)
