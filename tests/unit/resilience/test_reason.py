"""A reason is a code and figures that people read as one short phrase."""

from core.resilience.reason import Reason, joined

LATE = Reason("TIMED_OUT", "it did not answer in time")
STOPPED = Reason("RUN_TIME_UP", "the time was up")


def test_reason__with_another_on_top__reads_as_both():
    whole = Reason("NO_COPY", "no copy is kept", also=LATE)
    assert str(whole) == "no copy is kept; it did not answer in time"
    assert [one.code for one in whole.each()] == ["NO_COPY", "TIMED_OUT"]


def test_joined__keeps_every_reason_in_order():
    assert str(joined(Reason("NO_COPY", "no copy is kept", also=LATE), None, STOPPED)) == (
        "no copy is kept; it did not answer in time; the time was up"
    )
    assert joined(None, None) is None


def test_joined__keeps_codes_and_figures():
    full = Reason("DISK_FULL", "3 MB left", {"left": 3})
    both = joined(full, LATE)
    assert both is not None
    assert [(one.code, one.values) for one in both.each()] == [("DISK_FULL", {"left": 3}), ("TIMED_OUT", {})]


def test_reason__same_code_and_text__is_the_same_reason():
    assert len({LATE, Reason("TIMED_OUT", "it did not answer in time")}) == 1
