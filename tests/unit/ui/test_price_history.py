"""The history of a price is drawn in the reader's notation, each figure holding until the next."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.pricing.desk import PriceHistory
from core.ui.price_history import history_chart

HISTORY = PriceHistory(
    decisions=[
        {"decided_at": datetime(2026, 3, 2, 15, tzinfo=UTC), "price": Decimal("1800.50")},
        {"decided_at": datetime(2026, 2, 2, 15, tzinfo=UTC), "price": Decimal("1650.00")},
    ],
    costs=[
        {
            "issue_date": date(2026, 3, 1),
            "recorded_at": datetime(2026, 3, 2, tzinfo=UTC),
            "cost": Decimal("1100.2500"),
        },
        {"issue_date": None, "recorded_at": datetime(2026, 2, 1, tzinfo=UTC), "cost": Decimal(1000)},
    ],
)


@pytest.mark.parametrize(("language", "separators"), [("es", ",."), ("en", ".,")])
def test_chart__figures__are_in_the_readers_notation(speak, language, separators):
    speak(language)
    assert history_chart(HISTORY).layout.separators == separators


def test_chart__oldest_first__and_the_last_holds_until_today(speak):
    speak("es")
    price, cost = history_chart(HISTORY).data
    assert list(price.y) == [1650.0, 1800.5, 1800.5]
    assert list(cost.y) == [1000.0, 1100.25, 1100.25]
    assert price.x[0].date() == date(2026, 2, 2)
    assert cost.x[1].date() == date(2026, 3, 1)
    assert price.line.shape == "hv"
