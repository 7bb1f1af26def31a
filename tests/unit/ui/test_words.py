"""Every stable code has words, in both languages."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.invoices.files import UnreadableCode
from core.invoices.model import DocumentKind, ReadingSource, ReadingWarning, WarningCode
from core.invoices.uploads import UploadState
from core.pricing.refusals import RefusalCode
from core.pricing.suggestion import Attention, PriceSource
from core.pricing.trace import Step, StepCode
from core.resilience.degradation import Level
from core.resilience.events import Event, EventKind
from core.resilience.faults import FaultKind
from core.resilience.machine import Mode, State
from core.services.served import Source
from core.ui import event_words, price_words, reason_words, words

TABLES = [
    (WarningCode, words.WARNINGS),
    (UnreadableCode, words.UPLOAD_ERRORS),
    (DocumentKind, words.DOCUMENT_KINDS),
    (ReadingSource, words.READING_SOURCES),
    (UploadState, words.UPLOAD_STATES),
    (FaultKind, words.FAULT_KINDS),
    (State, words.BREAKER_STATES),
    (Mode, words.BREAKER_MODES),
    (Source, words.SERVED_SOURCES),
    (StepCode, price_words._STEPS),
    (RefusalCode, price_words._REFUSALS),
    (Attention, price_words.ATTENTION | {Attention.NONE: ""}),
    (PriceSource, price_words.SOURCES),
    (EventKind, event_words._SENTENCES),
]


@pytest.mark.parametrize(("codes", "table"), TABLES, ids=lambda it: getattr(it, "__name__", ""))
def test_words__every_code_has_some(codes, table):
    assert [code for code in codes if code not in table and code.value not in table] == []


def test_words__every_level_has_some():
    assert len(words.LEVELS) == len(Level)


def test_warning__names_field_and_figures_in_the_language(speak):
    item = ReadingWarning(
        code=WarningCode.LINE_ARITHMETIC,
        field="lines.2.amount",
        detail={"expected": "1234.50", "printed": "1200.00"},
    )
    speak("es")
    assert words.warning(item) == (
        "Renglón 3, importe: cantidad por precio no da el importe (debería ser 1.234,50; dice 1.200,00)"
    )


@pytest.mark.parametrize(
    ("reason", "spanish"),
    [
        ("3 consecutive failures", "3 fallas seguidas"),
        ("50% of 20 calls failed in 30 s", "falló el 50 % de 20 llamadas en 30 s"),
        ("drill (by ana)", "drill (por ana)"),
        ("database: the circuit is open", "el servicio está cortado, así que no se envió nada"),
        ("something new", "something new"),
    ],
)
def test_reason__is_put_in_words(speak, reason, spanish):
    speak("es")
    assert reason_words.reason(reason) == spanish


@pytest.mark.parametrize("kind", list(EventKind))
def test_event__without_any_data__is_still_a_sentence(speak, kind):
    speak("es")
    event = Event(datetime(2026, 1, 1, tzinfo=UTC), kind, "db_breaker", None, {})
    assert "{" not in event_words.sentence(event)


def test_step__rates_of_rules_are_shares_and_rates_of_taxes_percent(speak):
    speak("es")
    rule = Step(StepCode.RULE, {"name": "Almacén", "method": "markup", "rate": "0.35"})
    tax = Step(StepCode.SALE_TAX, {"rate": Decimal("10.5"), "tax": Decimal(10), "price": Decimal("110.5")})
    assert price_words.step(rule, "ARS") == "Regla “Almacén”: recargo de 35\u00a0%."
    assert "10,5\u00a0%" in price_words.step(tax, "ARS")


def test_step__figure_that_is_missing__does_not_break_the_explanation(speak):
    speak("en")
    assert price_words.step(Step(StepCode.PACK, {}), "ARS") == "? packs of ? are ? units."
