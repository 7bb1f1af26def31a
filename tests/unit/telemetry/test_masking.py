"""Secrets do not survive masking; ordinary text does."""

import json

import pytest

from core.telemetry.masking import Masker


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://shop:hunter22@db/x",
        "redis://:hunter22@cache:6379/0",
        "Authorization: Bearer hunter22",
        "{'authorization': 'Bearer hunter22'}",
        'password="hunter22"',
        "api_key=hunter22&x=1",
        '{"aws_secret_access_key": "hunter22"}',
        "key sk-hunter22hunter22",
    ],
)
def test_mask__what_looks_like_a_secret__is_gone(text):
    assert "hunter22" not in Masker().mask(text)


@pytest.mark.parametrize("secret", ['with"quote', "ñandú-secret", "a/b+c=d&e", "back\\slash"])
def test_mask__configured_secret__is_gone_in_every_spelling(secret):
    masker = Masker([secret])
    for text in (secret, json.dumps({"x": secret}), json.dumps({"x": secret}, ensure_ascii=False)):
        assert masker.mask(text).count("***") == 1


@pytest.mark.parametrize(
    "text",
    [
        '{"event": "request", "path": "/api/invoices", "seconds": 0.01}',
        "https://api.openai.com/v1/chat/completions",
        "the password is wrong",
        "passwordless sign-in",
    ],
)
def test_mask__ordinary_text__is_left_alone(text):
    assert Masker(["short"]).mask(text) == text


def test_mask__json_line__stays_json():
    line = json.dumps({"password": "x", "nested": {"api_key": "y"}, "text": 'token="z"', "n": 1})
    assert json.loads(Masker().mask(line))["n"] == 1
