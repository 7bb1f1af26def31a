"""Sockets that listen hand TCP_NODELAY on to what they accept."""

import socket
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from core.api import listening
from core.api.listening import answer_at_once


def no_delay(connection: socket.socket) -> bool:
    return bool(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))


def test_answer_at_once__socket_bound_as_streamlit_does__hands_it_on_to_what_it_accepts() -> None:
    with socket.socket(socket.AF_INET) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        assert listener.proto == 0, "asyncio would set the option itself"
        assert answer_at_once() >= 1
        with socket.create_connection(listener.getsockname()) as client:
            accepted, _address = listener.accept()
            with accepted:
                assert no_delay(accepted)
            assert not no_delay(client), "only what listens is touched"


def test_answer_at_once__leaves_open_what_was_open_and_nothing_more() -> None:
    with socket.socket(socket.AF_INET) as listener, socket.socket(socket.AF_INET, socket.SOCK_DGRAM):
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        before = sorted(Path("/dev/fd").iterdir())
        answer_at_once()
        assert sorted(Path("/dev/fd").iterdir()) == before
        listener.getsockname()


def test_answer_at_once__open_files_cannot_be_listed__says_so_and_does_no_harm(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(listening, "_OPEN_FILES", tmp_path / "none")
    with capture_logs() as logs:
        assert answer_at_once() == 0
    assert [it["event"] for it in logs] == ["open_files_not_listed", "no_listening_socket"]
