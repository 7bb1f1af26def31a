"""What viewers share: made once a moment, by one of those who ask at once."""

import threading

import pytest

from core.ui.ticks import SHARED_SECONDS, Board


def test_board__within_the_moment__builds_once_and_then_anew():
    now = [0.0]
    board = Board(lambda: now[0])
    made = []
    ask = lambda: board.get("key", lambda: made.append(1) or len(made))  # noqa: E731
    assert [ask(), ask()] == [1, 1]
    now[0] = SHARED_SECONDS
    assert ask() == 2
    assert board.get("other", lambda: "x") == "x"


def test_board__many_at_once__one_builds_for_all():
    board, made, gate = Board(), [], threading.Event()

    def build():
        gate.wait(5)
        made.append(1)
        return "drawn"

    seen = []
    threads = [threading.Thread(target=lambda: seen.append(board.get("key", build))) for _ in range(8)]
    for thread in threads:
        thread.start()
    gate.set()
    for thread in threads:
        thread.join(5)
    assert seen == ["drawn"] * 8
    assert made == [1]


def test_board__builder_fails__the_next_one_tries_again():
    board = Board()
    with pytest.raises(ZeroDivisionError):
        board.get("key", lambda: 1 / 0)
    assert board.get("key", lambda: "well") == "well"
