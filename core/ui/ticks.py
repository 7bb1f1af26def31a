"""The beat of the live parts: when they refresh, and what all viewers of one moment share.

A page's ticker asks for the next refresh only once the last one has arrived, so that a busy server is never
asked faster than it answers, and asks for none while its tab is hidden.
"""

import threading
import time
from collections.abc import Callable, Hashable
from functools import cache
from typing import Any, TypeVar

import streamlit as st
from streamlit.components.v2 import component

T = TypeVar("T")

REFRESH_SECONDS = 2.0
"""From one refresh of a page to the next."""
SHARED_SECONDS = 1.0
"""For how long what was drawn for one viewer is good for the others."""

_COUNT = "ticks"
_SCRIPT = """
export default function ({ setTriggerValue, data }) {
  const tick = () => { if (!document.hidden) setTriggerValue("tick", data.count); };
  const timer = setTimeout(tick, data.milliseconds);
  document.addEventListener("visibilitychange", tick);
  return () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", tick);
  };
}
"""


def ticker() -> None:
    """Run the fragment around this again in REFRESH_SECONDS; in a hidden tab, as soon as it is seen."""
    count = st.session_state[_COUNT] = st.session_state.get(_COUNT, 0) + 1
    with st.container(key="ticker"):
        _component()(
            key="beat",
            data={"count": count, "milliseconds": REFRESH_SECONDS * 1000},
            on_tick_change=_noted,
        )


def shared(key: Hashable, build: Callable[[], T]) -> T:
    """What `build` gives, made at most once in SHARED_SECONDS for everybody who asks with the same key.

    `key` names all that `build` depends on but time, such as the language.
    """
    return _board.get(key, build)


@cache
def _component() -> Any:
    return component("fusible_ticker", js=_SCRIPT)


def _noted() -> None:
    """The run that a tick asks for is all it is for."""


class Board:
    """Values by key, each with the time until which it is good. Safe from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._locks: dict[Hashable, threading.Lock] = {}
        self._kept: dict[Hashable, tuple[float, Any]] = {}

    def get(self, key: Hashable, build: Callable[[], T]) -> T:
        """See `shared`. Who comes while another builds waits for that one's."""
        with self._lock:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            good_until, value = self._kept.get(key, (0.0, None))
            if self._clock() >= good_until:
                value = build()
                self._kept[key] = (self._clock() + SHARED_SECONDS, value)
            result: T = value
            return result


_board = Board()
