"""Secrets do not survive masking; ordinary text does."""

import json
import time

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


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://shop:s3cret@db:5432/x refused", "postgresql://***@db:5432/x refused"),
        ("redis://:p@ss/w0rd@cache:6379/0", "redis://***@cache:6379/0"),
        ("connect password=hunter2 host=db", "connect password=*** host=db"),
        ("bad {'api_key': 'abc123', 'model': 'x'}", "bad {'api_key': '***', 'model': 'x'}"),
        ("aws_secret_access_key=abc/def+ghi", "aws_secret_access_key=***"),
        ("Authorization: Bearer abc.def.ghi", "Authorization: Bearer ***"),
        ("Incorrect API key provided: sk-proj-abcdef123456.", "Incorrect API key provided: ***."),
        ("no such key AKIAIOSFODNN7EXAMPLE", "no such key ***"),
        ("line one\n\tline two\r\n", "line one line two"),
        ("see https://example.com/help or ask ana", "see https://example.com/help or ask ana"),
        ("a skateboarding company", "a skateboarding company"),
        ('relation "token" does not exist', 'relation "token" does not exist'),
    ],
)
def test_line__credentials_and_line_ends_do_not_show(text, shown):
    assert Masker().line(text) == shown


def test_line__a_long_text_is_cut_at_300_characters():
    assert len(Masker().line("x " * 100_000)) == 300


def test_line__a_hostile_megabyte_is_cut_before_it_is_searched():
    started = time.thread_time()
    Masker().line("a://" * 300_000)
    assert time.thread_time() - started < 0.5


@pytest.mark.parametrize("text", ["a://" * 100_000, "a-" * 200_000, "token" * 80_000, "x://:" * 80_000 + "@"])
def test_mask__a_hostile_megabyte__takes_time_in_proportion(text):
    started = time.thread_time()
    Masker().mask(text)
    assert time.thread_time() - started < 2


def test_mask__secret_that_begins_another__leaves_nothing_of_the_longer_one():
    assert Masker(["hunter", "hunter-and-more"]).mask("it is hunter-and-more") == "it is ***"
