"""Numbers, money, dates and durations as the reader writes them, and data made safe for Markdown."""

import re
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st
from babel import dates, numbers

from core.ui.language import gettext as _
from core.ui.language import language, locale, ngettext

NOTHING = "\u2013"
"""An en dash, shown where a value is not known."""

MINUTE, HOUR, DAY = 60, 3600, 86400
_BREAKS = re.compile(r"[ \t\r\n\v\f\x85\u2028\u2029]+")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&@/])")


def plain(text: object) -> str:
    """Escape data for a Markdown context, so that it reads exactly as it was written, on one line."""
    return _MARKDOWN.sub(r"\\\1", _BREAKS.sub(" ", str(text)).strip(" "))


def number(value: Decimal | float | None, *, decimals: int | None = None) -> str:
    """A number with the separators of the language; `decimals` fixes how many follow the point."""
    if value is None:
        return NOTHING
    pattern = None if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
    text = numbers.format_decimal(
        value, format=pattern, locale=locale(), decimal_quantization=decimals is not None
    )
    return str(text)


def money(amount: Decimal | None, currency: str | None) -> str:
    """An amount with its currency, such as `$ 1.234,56`; without a known currency, the figure alone."""
    if amount is None:
        return NOTHING
    if not currency or not re.fullmatch("[A-Z]{3}", currency):
        return number(amount, decimals=2)
    pattern = "¤\u00a0#,##0.00;-¤\u00a0#,##0.00"
    return str(
        numbers.format_currency(amount, currency, format=pattern, locale=locale(), currency_digits=False)
    )


def percent(share: Decimal | float | None) -> str:
    """A share from 0 to 1 as a percentage, to one decimal where it is not whole."""
    if share is None:
        return NOTHING
    tenths = round(Decimal(share) * 100, 1)
    figure = numbers.format_decimal(tenths, format="#,##0.#", locale=locale())
    return f"{figure}\u00a0%"


def editable(value: Decimal | None, *, least: int = 2) -> str:
    """A number as it stands in a field where it is edited, with at least `least` decimals; empty for None."""
    if value is None:
        return ""
    shown = value.normalize()
    return number(value, decimals=max(least, -int(shown.as_tuple().exponent)))


def parse_number(text: str | None) -> Decimal | None:
    """Read a number typed in the reader's language; None where nothing was typed.

    A lone separator before one, two or four and more digits is the decimal one whatever the language, because
    a numeric keypad types a point. Raises ValueError for what is no number.
    """
    typed = re.sub(r"[\s\u00a0$]", "", text or "")
    if not typed:
        return None
    lone = re.fullmatch(r"(-?\d+)[.,](\d{1,2}|\d{4,})", typed)
    if lone:
        return Decimal(f"{lone[1]}.{lone[2]}")
    if not re.fullmatch(r"-?\d[\d.,]*", typed):
        # Also what Decimal takes for a number: NaN, Infinity, 1e5.
        raise ValueError(f"{text!r} is not a number")
    try:
        return numbers.parse_decimal(typed, locale=locale(), strict=True)
    except numbers.NumberFormatError as error:
        raise ValueError(f"{text!r} is not a number") from error


def day(value: date | None) -> str:
    """A date: 31/12/2026 in Spanish, Dec 31, 2026 in English."""
    if value is None:
        return NOTHING
    return dates.format_date(value, format=day_pattern() if language() == "es" else "medium", locale=locale())


def day_pattern() -> str:
    return "dd/MM/yyyy" if language() == "es" else "MMM d, y"


def moment(value: datetime | None) -> str:
    """A day and time on the reader's own clock, to the minute: today 15:30."""
    if value is None:
        return NOTHING
    here = value.astimezone(time_zone())
    if here.date() != datetime.now(UTC).astimezone(time_zone()).date():
        return date_and_time(value)
    today = _("today")
    return f"{today} {here:%H:%M}"


def date_and_time(value: datetime) -> str:
    """A day and time on the reader's own clock, as it stays true tomorrow: for what is kept in a file."""
    here = value.astimezone(time_zone())
    return f"{day(here.date())} {here:%H:%M}"


def clock(value: datetime) -> str:
    """A time of day on the reader's own clock, to the second."""
    return value.astimezone(time_zone()).strftime("%H:%M:%S")


def duration(seconds: float) -> str:
    """A stretch of time in words of one size: 12 s, 5 min, 3 h, 2 days."""
    if seconds < MINUTE:
        return f"{max(0, round(seconds))}\u00a0s"
    if seconds < HOUR:
        return f"{round(seconds / MINUTE)}\u00a0min"
    if seconds < DAY:
        return f"{round(seconds / HOUR)}\u00a0h"
    return ngettext("{count} day", "{count} days", round(seconds / DAY))


def milliseconds(seconds: float | None) -> str:
    """A latency: 12 ms, 1.25 s."""
    if seconds is None:
        return NOTHING
    if seconds < 1:
        thousandths = seconds * 1000
        return f"{number(thousandths, decimals=_places(thousandths))}\u00a0ms"
    return f"{number(seconds, decimals=2)}\u00a0s"


def _places(figure: float) -> int:
    """Decimals that leave two or three digits to read."""
    return 0 if figure >= 10 else 1 if figure >= 1 else 2  # noqa: PLR2004 - powers of ten


def since(value: datetime) -> str:
    """How long ago, in words."""
    return _("for {duration}").format(duration=duration((datetime.now(UTC) - value).total_seconds()))


def time_zone() -> tzinfo:
    """The reader's time zone; UTC where the browser names none that is known here."""
    name = st.context.timezone
    if not name:
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
