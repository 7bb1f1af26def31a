"""The breakers page, and the banners of every page, at each level of an outage."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from core.resilience.degradation import Level
from core.resilience.faults import FaultKind
from core.resilience.journal import JournalUnavailable

PAGES = ("invoices", "pricing", "breakers")
OUT = {
    Level.NORMAL: (),
    Level.ASSISTED_OFF: ("openai_breaker",),
    Level.UNCACHED: ("redis_breaker",),
    Level.READ_ONLY: ("db_breaker",),
    Level.SNAPSHOT: ("db_breaker", "redis_breaker"),
    Level.EMERGENCY: ("db_breaker", "redis_breaker", "s3_breaker"),
}
BANNERS = {
    Level.ASSISTED_OFF: "Trabajando con medios propios",
    Level.UNCACHED: "Un poco más lento que de costumbre",
    Level.READ_ONLY: "La base de datos no responde",
    Level.SNAPSHOT: "Se muestra la última copia guardada",
    Level.EMERGENCY: "La consola está en modo de emergencia",
}


def cut(console, *names):
    for name in names:
        console.breakers[name].force_open("drill", "ana")


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("page", PAGES)
def test_page__at_each_level__opens_and_says_it_calmly(open_page, console, texts, page, level):
    cut(console, *OUT[level])
    shown = texts(open_page(page, language="es"))
    for other, banner in BANNERS.items():
        assert (banner in shown) == (other is level)


def test_card__state_and_who_holds_it__are_in_words(open_page, console, texts):
    cut(console, "db_breaker")
    shown = texts(open_page("breakers")).replace("\\", "")
    assert "Cut off (open)" in shown
    assert "Held open by an operator · drill (by ana)" in shown
    assert shown.index("Database") < shown.index("Cache (Redis)"), "the worst comes first"


def test_card__not_configured__says_what_serves_instead_and_keeps_its_figures(open_page, console, texts):
    console.degradation._dependencies = tuple(
        replace(it, configured=it.name != "database") for it in console.degradation._dependencies
    )
    shown = texts(open_page("breakers")).replace("\\", "")
    assert "Not set up: a SQLite file on this machine serves" in shown
    assert shown.count("Connected (closed)") == 3
    assert shown.count("p95") == 4


def test_card__not_configured_and_cut__shows_the_cut(open_page, console, texts):
    console.degradation._dependencies = tuple(
        replace(it, configured=False) for it in console.degradation._dependencies
    )
    cut(console, "db_breaker")
    assert texts(open_page("breakers")).count("Cut off (open)") >= 1


def test_card__tripped__counts_down_to_the_next_try(open_page, console, texts):
    breaker = console.breakers["s3_breaker"]
    breaker.open()
    assert "next try in" in texts(open_page("breakers"))


def test_events__are_told_in_words(open_page, console, texts):
    cut(console, "redis_breaker")
    assert "ana puso Caché (Redis) en “cortado por un operador” (drill)" in texts(
        open_page("breakers", language="es")
    ).replace("\\", "")


@pytest.mark.parametrize("page", PAGES)
def test_fault__is_named_on_every_page_and_can_be_stopped(open_page, console, texts, page, button):
    console.faults.inject(
        "database", FaultKind.REFUSE, actor="ana", reason="[x](javascript:1)", duration_seconds=60
    )
    app = open_page(page)
    assert "Simulation" in texts(app)
    assert "[x](javascript" not in texts(app)
    button(app, "Stop").click().run()
    assert console.faults.active() == []


def _fault_form():
    from core.ui import operations  # noqa: PLC0415 - AppTest runs this function's source by itself

    operations._fault_form()


def _breaker_form():
    from core.ui import operations  # noqa: PLC0415 - AppTest runs this function's source by itself

    operations._breaker_form()


def form(function) -> AppTest:
    # A dialog lives in a fragment of its own, which AppTest does not run again: its form is run by itself.
    app = AppTest.from_function(function, default_timeout=20)
    app.query_params["lang"] = "es"
    return app.run()


def test_fault_form__needs_a_reason_and_injects(console, texts, button):
    app = form(_fault_form)
    button(app, "Simular").click().run()
    assert "Escribí un motivo" in texts(app)
    assert console.faults.active() == []
    app.text_input[0].set_value("drill")
    button(app, "Simular").click().run()
    (fault,) = console.faults.active()
    assert (fault.target, fault.kind, fault.reason) == ("database", FaultKind.REFUSE, "drill")


def test_breaker_form__force_open__needs_a_reason_and_consent(console, button):
    app = form(_breaker_form)
    assert button(app, "Hacerlo").disabled
    app.text_input[0].set_value("maintenance")
    app.checkbox[0].check().run()
    button(app, "Hacerlo").click().run()
    assert console.breakers["openai_breaker"].snapshot().mode == "forced-open"


def test_operations__are_within_reach(open_page):
    labels = [it.label for it in open_page("breakers").button]
    assert labels[:2] == ["Simulate a fault", "Operate a breaker"]


def test_journal_unreadable__pages_still_open(open_page, console, monkeypatch):
    console.journal.close()
    monkeypatch.setattr(type(console.journal), "pending_count", property(_unreadable))
    for page in PAGES:
        open_page(page)


def _unreadable(_journal):
    raise JournalUnavailable("the disk is gone")
