"""What of an error may be shown."""

import time

import pytest

from core.resilience.snapshot import LastError, masked


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
def test_masked__credentials_and_line_ends_do_not_show(text, shown):
    assert masked(text) == shown


def test_masked__a_long_text_is_cut_at_300_characters():
    assert len(masked("x " * 100_000)) == 300


def test_masked__a_hostile_megabyte_is_cut_before_it_is_searched():
    started = time.perf_counter()
    masked("a://" * 300_000)
    assert time.perf_counter() - started < 0.5


def test_last_error__keeps_class_message_and_time(clock):
    shown = LastError.of(TimeoutError("no answer\nfrom redis://:x@h"), clock.now())
    assert shown == LastError("builtins.TimeoutError", "no answer from redis://***@h", clock.now())


def test_last_error__an_error_that_cannot_be_printed_is_shown_by_its_class(clock):
    class UnprintableError(Exception):
        def __str__(self):
            raise ValueError("no")

    assert LastError.of(UnprintableError(), clock.now()).message == "(no message: its text raised ValueError)"
