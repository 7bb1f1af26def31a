"""What the environment sets, and what it leaves as shipped."""

import pytest

from core.settings import Settings


def test_settings__one_figure_of_a_breaker_set__leaves_its_others_as_shipped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shipped = Settings(_env_file=None).db_breaker
    monkeypatch.setenv("FUSIBLE_DB_BREAKER__RESET_TIMEOUT", "7")
    assert Settings(_env_file=None).db_breaker == shipped.model_copy(update={"reset_timeout": 7.0})
