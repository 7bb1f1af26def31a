"""The journal between real processes: killed in mid-write, damaged, replayed by two at once.

Short trials; `python -m benchmarks.journal` runs many more and tells the rates.
"""

import random
from pathlib import Path

import pytest

from tests.outage.journal_trials import Tail, crash, replay_many, two_replayers


@pytest.mark.parametrize("tail", Tail)
def test_writer_killed__tail_damaged_or_not__what_was_acknowledged_is_found_in_order(
    tmp_path: Path, tail: Tail
) -> None:
    found = crash(tmp_path, tail, random.Random(list(Tail).index(tail)))
    assert found.wrong == []
    assert found.acknowledged > 1


def test_replay__many_writes__all_land_in_order_of_their_key(tmp_path: Path, postgres_server) -> None:
    replayed = replay_many(tmp_path, postgres_server.new_database(), 400)
    assert replayed.wrong == []


def test_replay__two_processes_one_killed__lands_everything_once_and_in_order(
    tmp_path: Path, postgres_server
) -> None:
    assert two_replayers(tmp_path, postgres_server.new_database(), 400, random.Random(1)) == []
