"""What of an error may be shown."""

from core.resilience.breaker_snapshot import LastError


def test_last_error__keeps_class_message_and_time(clock):
    shown = LastError.of(TimeoutError("no answer\nfrom redis://:x@h"), clock.now())
    assert shown == LastError("builtins.TimeoutError", "no answer from redis://***@h", clock.now())


def test_last_error__an_error_that_cannot_be_printed_is_shown_by_its_class(clock):
    class UnprintableError(Exception):
        def __str__(self):
            raise ValueError("no")

    assert LastError.of(UnprintableError(), clock.now()).message == "(no message: its text raised ValueError)"
