"""Bad figures are refused with their name and value."""

from math import inf, nan

import pytest

from core.resilience.breaker import Breaker
from core.resilience.policy import BreakerPolicy
from core.settings import BreakerSettings, Settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fail_max", 0),
        ("fail_max", 2.5),
        ("fail_max", True),
        ("fail_max", "5"),
        ("success_threshold", 0),
        ("probes", -1),
        ("minimum_calls", 0),
        ("reset_timeout", -0.1),
        ("reset_timeout", nan),
        ("reset_timeout", None),
        ("reset_timeout", inf),
        ("probe_lease", 0),
        ("window_seconds", 0),
        ("failure_rate", 0),
        ("failure_rate", 1.01),
        ("slow_rate", -1),
        ("slow_call_seconds", 0),
        ("reset_timeout_growth", 0.99),
        ("reset_timeout_max", 0),
    ],
)
def test_policy__a_bad_figure_is_refused_by_name_and_value(name, value):
    with pytest.raises(ValueError, match=rf"^{name} must be .*, not ") as refusal:
        Breaker(**{name: value})
    assert str(refusal.value).endswith(f"not {value!r}")


def test_policy__the_edges_are_allowed():
    BreakerPolicy(
        fail_max=1,
        reset_timeout=0,
        success_threshold=1,
        probes=1,
        failure_rate=1,
        slow_rate=1.0,
        minimum_calls=1,
        reset_timeout_growth=1,
    )


def test_policy__a_limit_under_the_reset_timeout_is_refused_only_where_it_would_cut_something():
    BreakerPolicy(reset_timeout=600, reset_timeout_max=300)
    BreakerPolicy(reset_timeout=300, reset_timeout_max=300, reset_timeout_growth=2)
    with pytest.raises(ValueError, match=r"reset_timeout_max must be a number at least 600, not 300"):
        BreakerPolicy(reset_timeout=600, reset_timeout_max=300, reset_timeout_growth=2)


@pytest.mark.parametrize("name", ["openai_breaker", "db_breaker", "redis_breaker", "s3_breaker"])
def test_policy__the_settings_of_each_breaker_build_it(name):
    figures = Settings.model_fields[name].default.model_dump()
    policy = Breaker(name=name, **figures).policy
    assert {figure: getattr(policy, figure) for figure in figures} == figures


def test_policy__settings_and_policy_name_the_same_figures():
    assert set(BreakerSettings.model_fields) | {"success_threshold"} == set(BreakerPolicy.__slots__)


@pytest.mark.parametrize(
    ("name", "fail_max", "reset_timeout"),
    [("openai_breaker", 5, 60), ("db_breaker", 3, 30), ("redis_breaker", 5, 20), ("s3_breaker", 5, 30)],
)
def test_policy__the_four_policies_are_the_customers(name, fail_max, reset_timeout):
    figures = Settings.model_fields[name].default
    assert (figures.fail_max, figures.reset_timeout) == (fail_max, reset_timeout)
