"""Calls made on a helper's thread, so that whoever asked waits no longer than they said, whatever hangs.

Clients bound each wait on a socket, not the whole call: a server that sends a byte now and then, or a name
that nobody resolves, can hold them for ever.
"""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")

_Task = tuple["Future[Any]", Callable[[], Any]]


class Helpers:
    """Threads kept for the next call; as many as there were calls at once. Safe from any thread.

    A late call keeps its helper until its connection ends: the caller is free, the call is not undone.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._idle: deque[SimpleQueue[_Task | None]] = deque()
        self._closed = False

    def run(self, work: Callable[[], T], seconds: float) -> T:
        """The result of `work`, or what it raises. Raises TimeoutError when it is not done in `seconds`."""
        future: Future[T] = Future()
        self._free().put((future, work))
        return future.result(max(0.0, seconds))

    def close(self) -> None:
        """Let the helpers go, each as it falls idle."""
        self._closed = True
        while self._idle:
            self._idle.pop().put(None)

    def _free(self) -> "SimpleQueue[_Task | None]":
        try:
            return self._idle.pop()
        except IndexError:
            inbox: SimpleQueue[_Task | None] = SimpleQueue()
            threading.Thread(target=self._help, args=(inbox,), name=self._name, daemon=True).start()
            return inbox

    def _help(self, inbox: "SimpleQueue[_Task | None]") -> None:
        while (task := inbox.get()) is not None:
            future, work = task
            result: Any = None
            failure: BaseException | None = None
            try:
                result = work()
            except BaseException as error:  # noqa: BLE001 - it is the caller's
                failure = error
            if self._closed:
                inbox.put(None)
            # Idle before it is told, so that a caller's next call finds this helper and starts no other.
            self._idle.append(inbox)
            if failure is None:
                future.set_result(result)
            else:
                future.set_exception(failure)
            del task, future, work, result, failure
