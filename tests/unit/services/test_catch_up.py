"""What waited lands while its dependency is there, and what is left over asks for another round."""

from collections.abc import Callable
from dataclasses import dataclass, field

from core.resilience.journal import HeldWrite, ReplayReport
from core.services.catch_up import AGAIN, CatchUp
from core.services.storage import UploadReport


@dataclass
class Waiting:
    """All four parts in one: the tests set what waits and what each try leaves."""

    is_read_only: bool = False
    is_out: bool = False
    pending_count: int = 0
    spooled_count: int = 0
    leaves: int = 0
    lands: int = 0
    blocked: int = 0
    refused: tuple[str, ...] = ()
    tried: list[str] = field(default_factory=list)

    def replay(self, landed: Callable[[HeldWrite], object]) -> ReplayReport:
        assert landed == self.hear
        self.tried.append("replay")
        return ReplayReport(self.lands, 0, self.leaves, self.blocked, None, 0.0)

    def hear(self, landed: HeldWrite) -> None:
        """What the console does for each write that has landed."""

    def renew(self) -> None:
        """What the console does once some have landed."""
        self.tried.append("renew")

    def upload_spooled(self) -> UploadReport:
        self.tried.append("upload")
        return UploadReport(0, self.leaves, self.refused, None)


def run(waiting: Waiting) -> CatchUp:
    catch_up = CatchUp(waiting, waiting, waiting, waiting, landed=waiting.hear, caught_up=waiting.renew)
    for step in catch_up.steps.values():
        step()
    return catch_up


def test_catch_up__circuits_open__tries_nothing_and_asks_for_no_round() -> None:
    waiting = Waiting(is_read_only=True, is_out=True, pending_count=3, spooled_count=3)
    assert run(waiting).wanted_in() is None
    assert waiting.tried == []


def test_catch_up__all_landed__asks_for_no_round() -> None:
    waiting = Waiting(pending_count=3, spooled_count=3)
    assert run(waiting).wanted_in() is None
    assert waiting.tried == ["replay", "upload"]


def test_catch_up__some_landed__says_so_once_a_round() -> None:
    waiting = Waiting(pending_count=3, lands=3)
    run(waiting)
    assert waiting.tried == ["replay", "renew"]


def test_catch_up__left_over_with_the_circuit_closed__asks_for_another_round_soon() -> None:
    assert run(Waiting(pending_count=3, leaves=2)).wanted_in() == AGAIN
    assert run(Waiting(spooled_count=3, leaves=2)).wanted_in() == AGAIN


def test_catch_up__all_that_is_left_waits_behind_a_dead_letter__asks_for_no_round() -> None:
    assert run(Waiting(pending_count=3, blocked=3)).wanted_in() is None


def test_catch_up__s3_refuses_all_that_is_left__asks_for_no_round() -> None:
    waiting = Waiting(spooled_count=1, leaves=1, refused=("originals/a",))
    assert run(waiting).wanted_in() is None


def test_catch_up__left_over_landed_later__asks_no_more() -> None:
    waiting = Waiting(pending_count=3, leaves=2)
    catch_up = run(waiting)
    waiting.leaves = 0
    catch_up.replay_journal()
    assert catch_up.wanted_in() is None
