"""What a breaker raises says which breaker, why and for how long, also after a journey between processes."""

import pickle

import pytest

from core.resilience.errors import BreakerOpenError, BreakerTrippedError
from core.resilience.reason import Reason


@pytest.mark.parametrize("kind", [BreakerOpenError, BreakerTrippedError])
def test_errors__pickled__say_the_same(kind):
    reason = Reason("CONSECUTIVE_FAILURES", "3 consecutive failures", {"count": 3})
    error = kind("db_breaker", reason, 12.0)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert (again.breaker, again.reason, again.seconds_until_probe) == (
        "db_breaker",
        reason,
        12.0,
    )
    assert again.args == ("db_breaker", reason, 12.0)
    assert str(again) == str(error)
