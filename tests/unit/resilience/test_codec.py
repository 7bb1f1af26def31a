"""What is packed comes back the same."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from math import inf, isnan, nan
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.resilience.codec import pack, unpack

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.decimals(allow_nan=False)
    | st.datetimes(timezones=st.just(UTC))
    | st.dates()
    | st.times()
    | st.timedeltas()
    | st.binary()
    | st.uuids()
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.just("$type"), inner),
    max_leaves=15,
)


@settings(max_examples=60, deadline=None)
@given(VALUES)
def test_unpack__anything_packed__comes_back_the_same(value):
    assert unpack(pack(value)) == value


@pytest.mark.parametrize(
    "value",
    [
        Decimal("1.10"),
        date(2026, 1, 2),
        datetime(2026, 1, 2, tzinfo=UTC),
        time(1, 2),
        timedelta(days=9000, microseconds=1),
        UUID(int=7),
        inf,
    ],
)
def test_unpack__type__is_kept(value):
    back = unpack(pack({"value": value}))["value"]
    assert (type(back), str(back)) == (type(value), str(value))


def test_unpack__not_a_number__comes_back():
    assert isnan(unpack(pack(nan)))


def test_pack__tuples_and_memoryviews__become_lists_and_bytes():
    assert unpack(pack((1, memoryview(b"x")))) == [1, b"x"]


@pytest.mark.parametrize("value", [object(), {1: "a"}, {"a": {2}}])
def test_pack__what_json_cannot_carry__is_refused(value):
    with pytest.raises(TypeError):
        pack(value)


@pytest.mark.parametrize("text", ["", "{", '{"$type":"code","value":"1"}', '{"$type":"decimal","value":"x"}'])
def test_unpack__text_from_elsewhere__is_a_value_error(text):
    with pytest.raises(ValueError, match=r".*"):
        unpack(text)
