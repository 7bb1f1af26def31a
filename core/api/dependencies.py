"""What endpoints are given: the console they act on, and the name they act under."""

from typing import Annotated

from fastapi import Depends, Request

from core.console import Console

ACTOR = "api"
"""Who did it, in audit rows and events: one token, one actor."""


def _console(request: Request) -> Console:
    console: Console = request.app.state.console()
    return console


ConsoleDep = Annotated[Console, Depends(_console)]
