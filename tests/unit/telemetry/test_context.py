"""Request ids: kept where well formed, replaced where hostile, never leaked from one request to the next."""

import contextvars

import pytest

from core.telemetry.context import current_request_id, request_scope


def in_fresh_context(function):
    return contextvars.Context().run(function)


def test_current_request_id__without_a_request__is_created_once():
    assert in_fresh_context(lambda: current_request_id() == current_request_id())


def test_current_request_id__in_another_context__is_another():
    assert in_fresh_context(current_request_id) != in_fresh_context(current_request_id)


def test_request_scope__well_formed_id__is_kept():
    with request_scope("shop-7.till_2") as request_id:
        assert request_id == "shop-7.till_2" == current_request_id()


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        "x" * 65,
        "a b",
        "a\nlevel=error",
        "a\r\nSet-Cookie: x",
        "ñandú",
        "a\x00",
        "<script>",
        "-rf",
        "٣٤",
        "a\n",
    ],
)
def test_request_scope__hostile_id__is_replaced(hostile):
    with request_scope(hostile) as request_id:
        assert request_id != hostile
        assert len(request_id) == 20
        assert request_id.isalnum()


def test_request_scope__ends__restores_the_outer_id():
    with request_scope("outer"):
        with request_scope("inner"):
            assert current_request_id() == "inner"
        assert current_request_id() == "outer"


def test_request_scope__raises__restores_the_outer_id():
    with request_scope("outer"):
        with pytest.raises(ValueError, match="boom"), request_scope("inner"):
            raise ValueError("boom")
        assert current_request_id() == "outer"
