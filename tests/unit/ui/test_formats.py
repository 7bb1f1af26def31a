"""Numbers, money and dates as each language writes them, and data that stays data."""

from datetime import date
from decimal import Decimal

import pytest

from core.ui import formats

CASES = [
    ("es", "1.234,56", "1234.56"),
    ("es", "1234,56", "1234.56"),
    ("es", "1234.56", "1234.56"),
    ("es", "1.234", "1234"),
    ("es", "1.234.567,8", "1234567.8"),
    ("es", "$ 12,5", "12.5"),
    ("es", "-3", "-3"),
    ("en", "1,234.56", "1234.56"),
    ("en", "1234,56", "1234.56"),
    ("en", "1,234", "1234"),
]


@pytest.mark.parametrize(("language", "typed", "number"), CASES)
def test_parse_number__as_people_type_it(speak, language, typed, number):
    speak(language)
    assert formats.parse_number(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["abc", "1.2.3", "12,,5", "1e5", "NaN", "Infinity"])
def test_parse_number__what_is_no_number__is_refused(speak, typed):
    speak("es")
    with pytest.raises(ValueError, match="is not a number"):
        formats.parse_number(typed)


def test_parse_number__nothing_typed__is_none(speak):
    speak("es")
    assert formats.parse_number("  ") is None


@pytest.mark.parametrize("figure", ["0.01", "1234567.891", "-5", "0.0001", "100"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_editable__reads_back_as_the_same_number(speak, language, figure):
    speak(language)
    assert formats.parse_number(formats.editable(Decimal(figure))) == Decimal(figure)


def test_money__is_written_as_the_language_writes_it(speak):
    speak("es")
    assert formats.money(Decimal("1234.5"), "ARS") == "$\u00a01.234,50"
    assert formats.money(Decimal("-1234.5"), "USD") == "-US$\u00a01.234,50"
    assert formats.money(Decimal(7), None) == "7,00"
    speak("en")
    assert formats.money(Decimal("1234.5"), "ARS") == "ARS\u00a01,234.50"
    assert formats.money(None, "ARS") == formats.NOTHING


def test_day__is_written_as_the_language_writes_it(speak):
    speak("es")
    assert formats.day(date(2026, 11, 3)) == "03/11/2026"
    speak("en")
    assert formats.day(date(2026, 11, 3)) == "Nov 3, 2026"


@pytest.mark.parametrize(
    "hostile",
    [
        "$x$",
        ":red[pay]",
        "[x](javascript:alert(1))",
        "<script>",
        "`code`",
        "# title",
        "a|b",
        ":material/home:",
    ],
)
def test_plain__no_mark_of_markdown_survives(hostile):
    escaped = formats.plain(hostile)
    bare = escaped.replace("\\\\", "")
    for place, char in enumerate(bare):
        if char in "$:[]()<>`#|*_":
            assert bare[place - 1] == "\\", (hostile, escaped)


def test_plain__lines_are_joined():
    assert formats.plain("a\n\n- b") == "a \\- b"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-1, "0\u00a0s"), (59, "59\u00a0s"), (90, "2\u00a0min"), (7200, "2\u00a0h"), (172800, "2 days")],
)
def test_duration__in_words_of_one_size(speak, seconds, words):
    speak("en")
    assert formats.duration(seconds) == words
