"""Every stable code has words, in both languages."""

import ast
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.invoices.files import UnreadableCode
from core.invoices.model import DocumentKind, ReadingSource, ReadingWarning, WarningCode
from core.invoices.uploads import UploadState
from core.pricing.proposal import Verdict
from core.pricing.refusals import RefusalCode
from core.pricing.suggestion import Attention, PriceSource
from core.pricing.trace import Step, StepCode
from core.resilience.degradation import Level
from core.resilience.events import Event, EventKind
from core.resilience.faults import FaultKind
from core.resilience.machine import Mode, State
from core.resilience.reason import Reason, joined
from core.services.ai import NOT_CONFIGURED
from core.services.served import Source
from core.settings import PROJECT_ROOT
from core.ui import error_words, event_words, outage_words, price_words, reason_words, words

TABLES = [
    (WarningCode, words.WARNINGS),
    (UnreadableCode, error_words.UPLOAD_ERRORS),
    (DocumentKind, words.DOCUMENT_KINDS),
    (ReadingSource, words.READING_SOURCES),
    (UploadState, words.UPLOAD_STATES),
    (FaultKind, outage_words.FAULT_KINDS),
    (State, outage_words.BREAKER_STATES),
    (Mode, outage_words.BREAKER_MODES),
    (Source, words.SERVED_SOURCES),
    (StepCode, price_words._STEPS),
    (RefusalCode, price_words._REFUSALS),
    (Attention, price_words.ATTENTION | {Attention.NONE: ""}),
    (PriceSource, price_words.SOURCES),
    (EventKind, event_words._SENTENCES),
]


AT = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize(("codes", "table"), TABLES, ids=lambda it: getattr(it, "__name__", ""))
def test_words__every_code_has_some(codes, table):
    assert [code for code in codes if code not in table and code.value not in table] == []


def test_words__every_level_has_some():
    assert len(outage_words.LEVELS) == len(Level)


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
    ("why", "spanish"),
    [
        (Reason("CONSECUTIVE_FAILURES", "3 consecutive failures", {"count": 3}), "3 fallas seguidas"),
        (
            Reason("FAILURE_RATE", "...", {"share": 50, "calls": 20, "seconds": "30"}),
            "falló el 50 % de 20 llamadas en 30 s",
        ),
        (Reason("ORDERED", "drill (by ana)", {"what": "drill", "who": "ana"}), "drill (por ana)"),
        (
            Reason("CIRCUIT_OPEN", "database: the circuit is open", {"dependency": "database"}),
            "la base de datos: el circuito está cortado, así que no se envió nada",
        ),
        (
            Reason(
                "NOT_ASKED_AFTER_FAILURE",
                "not asked after a failure",
                also=Reason("TIMED_OUT", "OpenAI did not answer in time", {"dependency": "openai"}),
            ),
            "después de que la IA falló, por el resto no se le preguntó; la IA no respondió a tiempo",
        ),
        (Reason("FROM_A_NEWER_VERSION", "something new"), "something new"),
    ],
)
def test_reason__is_put_in_words(speak, why, spanish):
    speak("es")
    assert reason_words.reason(why) == spanish


def test_reason__every_code_of_the_product_has_words():
    made = {
        node.args[0].value
        for path in (PROJECT_ROOT / "core").rglob("*.py")
        if "core.resilience.reason" in path.read_text()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in {"Reason", "_reason", "_rate"}
        and isinstance(node.args[0], ast.Constant)
    }
    codes = {*made, *Verdict}
    assert len(made) > 30
    assert codes - set(reason_words._REASONS) == set()
    assert set(reason_words._REASONS) - codes == set(), "words for a reason that nothing gives"


def test_reason__only_that_the_ai_is_not_set_up__is_not_worth_telling():
    late = Reason("TIMED_OUT", "OpenAI did not answer in time")
    assert reason_words.worth_telling(NOT_CONFIGURED) is None
    assert reason_words.worth_telling(joined(late, NOT_CONFIGURED)) == late


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


def test_event__fallback_without_a_reason__leaves_no_dash(speak):
    speak("es")
    event = Event(AT, EventKind.FALLBACK, "db_breaker", None, {"count": 9})
    assert event_words.sentence(event) == "Base de datos: respondió una alternativa (9)"


def test_actor__without_a_name__is_told_in_the_language(speak):
    speak("es")
    actors = ("api", "console", "console@10.0.0.7", None, "ana@shop.example")
    assert [reason_words.actor(one) for one in actors] == [
        "la API",
        "alguien desde este equipo",
        "alguien desde 10.0.0.7",
        "la consola",
        "ana@shop.example",
    ]
    assert [reason_words.actor_first(one) for one in ("api", "ana@shop.example")] == [
        "La API",
        "ana@shop.example",
    ]
