"""Every page at each level of an outage, and what operators see and do on theirs."""

import re
import time
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest
from structlog.testing import capture_logs

from core.resilience.degradation import Level
from core.resilience.drill_report import Ending
from core.resilience.faults import FaultKind
from core.resilience.journal import JournalUnavailable
from core.resilience.reason import Reason
from core.resilience.record import RecordUnavailable
from core.services.errors import DatabaseUnavailable
from core.settings import BreakerSettings
from core.ui import roles, session
from tests.unit.ui.conftest import MAIN

SHOP = ("invoices", "pricing")
OPERATIONS = ("overview", "breakers", "simulate", "drills", "held", "activity")
CALM = ("invoices", "pricing", "simulate", "drills", "held", "activity")
"""Pages that tell the level in one calm banner."""
OUT = {
    Level.NORMAL: (),
    Level.ASSISTED_OFF: ("openai_breaker",),
    Level.UNCACHED: ("redis_breaker",),
    Level.READ_ONLY: ("db_breaker",),
    Level.SNAPSHOT: ("db_breaker", "redis_breaker"),
    Level.EMERGENCY: ("db_breaker", "redis_breaker", "s3_breaker"),
}
TITLES = {
    Level.NORMAL: "Todo funciona",
    Level.ASSISTED_OFF: "Trabajando con medios propios",
    Level.UNCACHED: "Un poco más lento que de costumbre",
    Level.READ_ONLY: "La base de datos no responde",
    Level.SNAPSHOT: "Se muestra la última copia guardada",
    Level.EMERGENCY: "La consola está en modo de emergencia",
}


def cut(console, *names):
    for name in names:
        console.breakers[name].force_open("drill", "ana")


def a_dead_letter(console):
    console.journal.hold(
        "invoice.approve", "one", {"filename": "a.pdf", "total": "1"}, actor="ana", idempotency_key="k1"
    )

    def refuse(_entry):
        raise ValueError("no such invoice")

    console.journal.replay(refuse, refused=(ValueError,))
    return console.journal.dead_letters()[0]


def plain(shown):
    return shown.replace("\\", "").replace("\u00a0", " ")


@pytest.mark.parametrize("page", [*SHOP, *OPERATIONS])
def test_page__at_each_level__opens_and_says_it(open_page, console, texts, page):
    app = open_page(page, language="es")
    for level, names in OUT.items():
        cut(console, *names)
        app.run()
        assert not app.exception
        shown = texts(app)
        if page in CALM:
            told = [one for one, title in TITLES.items() if title in shown]
            assert told == ([level] if level is not Level.NORMAL else [])
        if page == "overview":
            assert f"Nivel {int(level)} de 5: {TITLES[level]}" in shown
        for name in names:
            console.breakers[name].reset("ana")


def test_overview__worst_first__with_state_and_who_holds_it(open_page, console, texts):
    cut(console, "redis_breaker")
    shown = texts(open_page("overview"))
    assert "Cut off (open)" in shown
    assert "Held open by an operator · drill (by ana) · for" in plain(shown)
    assert shown.index("Cut off (open)") < shown.index("Connected (closed)")


def test_overview__tripped__counts_down_and_names_the_last_error(open_page, console, texts):
    breaker = console.breakers["s3_breaker"]
    for _ in range(5):
        with pytest.raises(Exception, match=r"boom|opened|failures"):
            breaker.call(boom)
    breaker.count_fallback(Reason("WAITS_TO_UPLOAD", "kept here"))
    shown = plain(texts(open_page("overview")))
    assert "5 failures in a row" in shown
    assert re.search(r"next try in (\d\d s|1 min)", shown)
    assert "boom <script>" in shown
    assert "ValueError" in shown


def boom():
    raise ValueError("boom <script>")


def test_overview__hostile_error__is_text_and_no_markup(open_page, console):
    with pytest.raises(ValueError, match="boom"):
        console.breakers["s3_breaker"].call(boom)
    (panel,) = [
        it.proto.body for it in open_page("overview").get("html") if 'class="fz-grid"' in it.proto.body
    ]
    assert "boom &lt;script&gt;" in panel
    assert "<script" not in panel


def test_overview__not_configured__says_what_serves_instead(open_page, console, texts):
    console.degradation._dependencies = tuple(
        replace(it, configured=it.name != "database") for it in console.degradation._dependencies
    )
    shown = texts(open_page("overview"))
    assert "Not set up: a SQLite file on this machine serves" in shown
    assert shown.count("Connected (closed)") == 3


def test_overview__held_work_and_dead_letters__are_counted(open_page, console, texts):
    a_dead_letter(console)
    console.journal.hold("price.approve", "two", {}, actor="ana")
    shown = texts(open_page("overview"))
    assert "1 change waits for the database, the oldest since" in shown
    assert "1 change was refused by the database: see Held work" in shown


@pytest.mark.parametrize("page", [*SHOP, "overview", "breakers", "held", "activity"])
def test_fault__is_named_on_every_page_and_can_be_stopped(open_page, console, texts, page, button):
    console.faults.inject(
        "database", FaultKind.REFUSE, actor="ana", reason="[x](javascript:1)", duration_seconds=60
    )
    app = open_page(page)
    assert "Simulation" in texts(app)
    assert "[x](javascript" not in texts(app)
    button(app, "Stop").click().run()
    assert console.faults.active() == []


def simulate(console, *targets):
    for target in targets:
        console.faults.inject(
            target, FaultKind.REFUSE, actor="api", reason="before the weekend", duration_seconds=600
        )


def test_simulation__several_faults__are_one_line_and_one_stop(open_page, console, texts, button):
    simulate(console, "database", "redis", "s3")
    app = open_page("overview")
    shown = plain(texts(app))
    assert shown.count("Simulation") == 1
    assert "**Database**, **Cache (Redis)**, **Invoice originals (S3)**. 10 min left" in shown
    assert "By the API: before the weekend" in shown
    button(app, "Stop all").click().run()
    assert console.faults.active() == []


def test_simulation__for_managers__names_no_service(open_page, console, texts):
    console.settings = console.settings.model_copy(update={"default_view": "manager"})
    simulate(console, "database", "redis")
    shown = plain(texts(open_page("invoices", language="es")))
    assert "se está ensayando una caída. Quedan 10 min. Por la API: before the weekend" in shown
    assert "Redis" not in shown


def test_overview__out_and_not_set_up__does_not_say_that_something_serves_instead(open_page, console, texts):
    console.degradation._dependencies = tuple(
        replace(it, configured=it.name != "redis") for it in console.degradation._dependencies
    )
    assert "the memory of this process serves" in texts(open_page("overview"))
    cut(console, "redis_breaker")
    assert "the memory of this process serves" not in texts(open_page("overview"))


def test_overview__not_set_up__comes_after_what_works(open_page, console, texts):
    console.degradation._dependencies = tuple(
        replace(it, configured=it.name != "openai") for it in console.degradation._dependencies
    )
    shown = texts(open_page("overview"))
    assert shown.index("Invoice originals (S3)") < shown.index("Artificial intelligence (OpenAI)")


# Breakers


def test_breakers__kind_of_events__is_chosen_beside_the_list(open_page, console, texts):
    # AppTest reads the options of a choice outside the session, so in the default language.
    cut(console, "redis_breaker")
    simulate(console, "redis")
    app = open_page("breakers", language="es")
    choice = next(it for it in app.segmented_control if it.label == "Eventos")
    choice.set_value("people").run()
    shown = plain(texts(app))
    assert "simula una falla" in shown
    assert "de “Conectado (cerrado)”" not in shown
    choice.set_value("states").run()
    assert "de “Conectado (cerrado)”" in plain(texts(app))


def test_breakers__worst_is_chosen__with_its_events_and_changed_settings(open_page, console, texts):
    console.settings = console.settings.model_copy(update={"redis_breaker": BreakerSettings(fail_max=9)})
    cut(console, "redis_breaker")
    app = open_page("breakers", language="es")
    shown = plain(texts(app))
    assert "ana puso Caché (Redis) en “cortado por un operador” (drill)" in shown
    assert "Fallas seguidas que lo cortan 9 edit cambiado; de fábrica es 5" in shown
    assert "20 s edit" not in shown


def _order_form():
    from core.ui import breaker_orders  # noqa: PLC0415 - AppTest runs this function's source by itself

    breaker_orders.order_form("openai_breaker", "force_open")


def test_order_form__needs_a_reason_and_consent(console, button):
    # A dialog lives in a fragment of its own, which AppTest does not run again: its form is run by itself.
    app = AppTest.from_function(_order_form, default_timeout=20)
    app.query_params["lang"] = "es"
    app.run()
    assert button(app, "Cortar").disabled
    app.text_input[0].set_value("maintenance")
    app.checkbox[0].check().run()
    button(app, "Cortar").click().run()
    assert console.breakers["openai_breaker"].snapshot().mode == "forced-open"
    assert [one.detail["reason"] for one in console.record.actions()] == ["maintenance"]


# Simulate


def test_simulate__needs_a_reason_then_injects_and_says_until_when(open_page, console, texts, button):
    app = open_page("simulate", language="es")
    button(app, "Simular").click().run()
    assert "Escribí un motivo" in texts(app)
    assert console.faults.active() == []
    app.text_input(key="f-reason").set_value("drill")
    button(app, "Simular").click().run()
    (fault,) = console.faults.active()
    assert (fault.target, fault.kind, fault.reason) == ("database", FaultKind.REFUSE, "drill")
    assert "Se simula hasta las" in texts(app)
    button(app, "Detener todo").click().run()
    assert console.faults.active() == []


def test_simulate__running__names_who_started_it_in_words(open_page, console, texts):
    for actor in ("console", "api"):
        console.faults.inject("database", FaultKind.REFUSE, actor=actor, reason="drill", duration_seconds=60)
        assert actor not in plain(texts(open_page("simulate", language="es")))
    assert "drill (la API)" in plain(texts(open_page("simulate", language="es")))


def test_simulate__preset__fills_the_form_and_starts_nothing(open_page, console, button):
    app = open_page("simulate", language="es")
    button(app, "S3 falla en una de cada tres").click().run()
    assert app.selectbox(key="f-target").value == "s3"
    assert app.slider(key="f-share").value == 35
    assert console.faults.active() == []


# Drills


def finish(console):
    ends_at = time.monotonic() + 10
    while console.drills.current is not None:
        assert time.monotonic() < ends_at
        time.sleep(0.01)


def test_drills__started_from_the_page__runs_and_leaves_a_report(open_page, console, texts, button):
    # AppTest reads the options of a choice outside the session, so in the default language.
    app = open_page("drills", language="es")
    assert "Todavía no se hizo ningún simulacro" in texts(app)
    app.radio(key="scenario").set_value("frozen-s3").run()
    button(app, "Iniciar el simulacro").click().run()
    finish(console)
    shown = plain(texts(open_page("drills")))
    assert "Nothing was lost; finished" in shown
    assert "Changes promised 3" in shown
    assert "not called" in shown
    assert "simulates a fault: Invoice originals (S3), Hangs" in shown


def test_drills__two_runs__are_compared(open_page, console, texts):
    for _ in range(2):
        console.drills.start("frozen-s3", actor="ana", synthetic=True)
        finish(console)
    assert "Run before" in texts(open_page("drills"))


def test_drills__running__shows_itself_and_can_be_stopped(open_page, console, texts, button):
    console.drills._speed = 1.0
    console.drills.start("cascade", actor="ana", synthetic=True)
    app = open_page("drills")
    assert "Start the drill" not in [it.label for it in app.button]
    button(app, "Stop the drill").click().run()
    finish(console)
    assert console.drills.reports()[0].ending is Ending.STOPPED


def test_drills__without_the_ai__does_not_offer_a_drill_that_shows_nothing(open_page, texts, button):
    app = open_page("drills", language="es")
    assert not button(app, "Iniciar el simulacro").disabled
    app.radio(key="scenario").set_value("openai-throttles").run()
    assert button(app, "Iniciar el simulacro").disabled
    assert "este simulacro no mostraría nada" in texts(app)


def test_drills__something_is_out__is_refused_in_words(open_page, console, texts, button):
    cut(console, "s3_breaker")
    app = open_page("drills", language="es")
    app.radio(key="scenario").set_value("frozen-s3").run()
    button(app, "Iniciar el simulacro").click().run()
    assert "Ya hay algo caído" in texts(app)


# Held work


def test_held__waiting__says_since_when_what_and_for_whom(open_page, console, texts):
    console.journal.hold("invoice.store", "one", {"filename": "<b>a.pdf"}, actor="ana")
    shown = texts(open_page("held"))
    assert "Uploaded an invoice <b>a.pdf ana 0" in shown


def test_held__behind_a_dead_letter__says_what_it_waits_for(open_page, console, texts):
    a_dead_letter(console)
    console.journal.hold("invoice.correct", "one", {"filename": "a.pdf"}, actor="ana")
    assert "waits until the refused change before it is settled" in texts(open_page("held"))
    assert "espera a que se resuelva" in texts(open_page("held", language="es"))


def test_held__approval__is_named_by_its_file_and_not_by_an_id(open_page, console, texts):
    payload = {"invoice_id": "c07bbf68f015", "reading": {"file": "agosto.pdf"}}
    console.journal.hold("invoice.approve", "c07bbf68f015", payload, actor="console")
    shown = texts(open_page("held", language="es"))
    assert "agosto.pdf" in shown
    assert "Alguien desde este equipo" in shown
    assert "c07bbf68f015" not in shown


def test_held__dead_letter__is_corrected_and_sent_again(open_page, console, texts, button):
    letter = a_dead_letter(console)
    app = open_page("held")
    assert "no such invoice" in plain(texts(app))
    app.text_area[0].set_value('{"total": "2"}')
    button(app, "Save and send again").click().run()
    assert "Write a reason" in texts(app)
    app.text_input[0].set_value("typo")
    button(app, "Save and send again").click().run()
    assert [(it.id, it.payload) for it in console.journal.pending()] == [(letter.id, {"total": "2"})]
    assert [it.detail["reason"] for it in console.record.actions()] == ["typo", "typo"]


def test_held__no_json__is_refused_and_nothing_changes(open_page, console, texts, button):
    letter = a_dead_letter(console)
    app = open_page("held")
    for bad in ("{", "[1]"):
        app.text_area[0].set_value(bad)
        app.text_input[0].set_value("typo")
        button(app, "Save and send again").click().run()
        assert "JSON" in texts(app)
    assert console.journal.dead_letters()[0].payload == letter.payload


def test_held__dropped__is_gone_and_on_record(open_page, console, button):
    a_dead_letter(console)
    app = open_page("held")
    app.text_input[0].set_value("entered by hand")
    button(app, "Drop").click().run()
    assert console.journal.dead_letter_count == 0
    assert console.record.actions()[0].action == "journal.dropped"


# Activity


def test_activity__operators_and_managers__are_in_one_list(open_page, console):
    console.faults.inject("redis", FaultKind.HANG, actor="bruno", reason="test")
    console.faults.stop_all("bruno")
    table = open_page("activity").dataframe[0].value
    assert list(table["Who"]) == ["bruno", "bruno", "=ana"]
    assert list(table["What"]) == ["Stopped a simulated fault", "Simulated a fault", "Approved an invoice"]


def test_activity__database_out__operators_part_stays_and_says_so(open_page, console, texts):
    console.breakers["db_breaker"].force_open("broken", "ana")
    console.activity._database.error = DatabaseUnavailable(Reason("CIRCUIT_OPEN", "the circuit is open"))
    app = open_page("activity")
    assert "what managers did is missing here" in texts(app)
    assert list(app.dataframe[0].value["Who"]) == ["ana"]


def test_activity__filtered__shows_what_matches(open_page, console, texts):
    app = open_page("activity")
    app.text_input(key="activity-text").set_value("nothing like it").run()
    assert "Nothing matches" in texts(app)
    assert not app.dataframe


def test_pages__record_out_of_reach__say_so_and_open(open_page, console, texts, monkeypatch):
    def out(*_args):
        raise RecordUnavailable("the disk is gone")

    monkeypatch.setattr(console.record, "_with", out)
    assert "cannot be read" in texts(open_page("activity"))
    assert "cannot be read" in texts(open_page("drills"))


def test_journal_unreadable__pages_still_open(open_page, console, monkeypatch):
    console.journal.close()
    for name in ("pending_count", "dead_letter_count"):
        monkeypatch.setattr(type(console.journal), name, property(_unreadable))
    for name in ("pending", "dead_letters"):
        monkeypatch.setattr(type(console.journal), name, _unreadable)
    for page in (*SHOP, *OPERATIONS):
        open_page(page)


def _unreadable(_journal, *_limit):
    raise JournalUnavailable("the disk is gone")


# Who sees what


def test_view__manager__reaches_the_switch_and_the_shop(open_page, console):
    console.settings = console.settings.model_copy(update={"default_view": "manager"})
    app = open_page("invoices")
    switch = next(it for it in app.segmented_control if it.label == "View")
    assert switch.value == "manager"


class SignedIn(dict):
    """What Streamlit knows of whoever signed in."""

    @property
    def is_logged_in(self):
        return self["is_logged_in"]


def signed_in(monkeypatch, **claims):
    monkeypatch.setattr(session.st, "user", SignedIn(is_logged_in=True, **claims))


def test_roles__signed_in__only_listed_and_verified_addresses_operate(console, monkeypatch):
    monkeypatch.setattr(roles, "console", lambda: console)
    console.settings = console.settings.model_copy(update={"operators": ("Ana@Shop.example",)})
    signed_in(monkeypatch, email="ana@shop.example")
    assert roles.role() is roles.Role.OPERATOR
    assert session.actor() == "ana@shop.example"
    signed_in(monkeypatch, email="bruno@shop.example")
    assert roles.role() is roles.Role.MANAGER
    assert not roles.may_operate()
    signed_in(monkeypatch, email="ana@shop.example", email_verified=False)
    assert roles.role() is roles.Role.MANAGER
    assert session.signed_in_as() is None


def test_sign_in__nobody_signed_in__no_page_but_the_sign_in(console, monkeypatch, texts):
    monkeypatch.setattr(session.st, "user", SignedIn(is_logged_in=False))
    monkeypatch.setattr(roles, "can_sign_in", lambda: True)
    app = AppTest.from_file(str(MAIN), default_timeout=20)
    app.query_params["lang"] = "en"
    app.run()
    assert "Sign in to see the console." in texts(app)
    assert [it.label for it in app.button] == ["Sign in"]
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        app.switch_page("../../pages/simulate.py")


def test_sign_in__authlib_missing__says_what_to_do_and_offers_nothing(console, monkeypatch, texts):
    monkeypatch.setattr(session.st, "user", SignedIn(is_logged_in=False))
    monkeypatch.setattr(roles, "can_sign_in", lambda: False)
    app = AppTest.from_file(str(MAIN), default_timeout=20)
    app.query_params["lang"] = "es"
    app.run()
    assert "falta el paquete Authlib. Hay que instalarlo" in texts(app)
    assert not app.button


@pytest.mark.parametrize(
    ("secrets", "installed", "told"), [("[auth]", False, 1), ("[auth]", True, 0), ("", False, 0)]
)
def test_start__sign_in_set_up_without_authlib__is_in_the_log(monkeypatch, secrets, installed, told):
    monkeypatch.setattr(session.st, "secrets", Secrets({"auth": {}} if secrets else {}))
    monkeypatch.setattr(session, "can_sign_in", lambda: installed)
    with capture_logs() as logs:
        session.warn_of_sign_in()
    assert [one["event"] for one in logs] == ["sign_in_impossible"] * told


class Secrets(dict):
    """Streamlit's secrets, where there may be no file of them."""

    def load_if_toml_exists(self):
        return bool(self)


def test_signed_in_manager__has_no_operators_pages(console, monkeypatch, texts):
    signed_in(monkeypatch, email="bruno@shop.example")
    app = AppTest.from_file(str(MAIN), default_timeout=20)
    app.query_params["lang"] = "en"
    app.run()
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        app.switch_page("../../pages/simulate.py")
    assert [it.label for it in app.segmented_control] == ["Language"]
