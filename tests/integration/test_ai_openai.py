"""The AI service against an OpenAI-compatible server in a process of its own: every way it can fail."""
# ruff: noqa: F811 - a fixture taken by an argument has the name of its import

import threading
import time

import pytest
from pydantic import BaseModel, SecretStr

from core.resilience.breaker import Breaker
from core.resilience.events import EventLog
from core.resilience.faults import FaultBoard, FaultKind
from core.resilience.reason import Reason
from core.services.ai import AiService, Ungrounded
from core.services.guard import NotAFailure
from core.services.served import Source
from core.settings import Settings
from tests.support.openai_server import _openai_server, openai_server  # noqa: F401 - pytest finds fixtures
from tests.support.openai_stub import Mode
from tests.support.services import RecordingMeter

KEY = "sk-test-key-0123456789"


class Answer(BaseModel):
    supplier_tax_id: str | None
    total: str | None


class Ai:
    """One service with what a test looks into."""

    def __init__(self, server, **settings):
        values = {"openai_api_key": SecretStr(KEY), "openai_base_url": server.base_url, "openai_silence": 0.4}
        self.settings = Settings(_env_file=None, **(values | settings))
        self.events = EventLog()
        self.breaker = Breaker(name="openai_breaker", fail_max=3, reset_timeout=60, ignore=(NotAFailure,))
        self.faults = FaultBoard(self.events)
        self.meter = RecordingMeter()
        self.service = AiService(self.settings, self.breaker, self.faults, self.meter)

    def ask(self, accept=lambda answer: answer.total):
        return self.service.ask(
            "read",
            system="Read the invoice.",
            user="Total 1.210,00",
            answer_type=Answer,
            accept=accept,
            fallback=lambda: "rules",
        )


@pytest.fixture
def ai(openai_server):
    made = []

    def make(**settings):
        made.append(Ai(openai_server, **settings))
        return made[-1]

    yield make
    for each in made:
        each.service.close()


def test_ask__server_well__answers_live(ai, openai_server):
    served = ai().ask()
    assert (served.value, served.source, served.reason) == ("1210.00", Source.LIVE, None)
    assert served.breaker_state == "closed"
    assert openai_server.seen["last_headers"]["x-client-request-id"] == served.request_id
    assert openai_server.seen["last"]["response_format"]["json_schema"]["strict"] is True
    assert openai_server.seen["last"]["stream"] is True


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        (Mode.THROTTLE, "OpenAI limits our rate (429) and asks us to wait 20 s"),
        (Mode.ERROR, "OpenAI failed (503)"),
        (Mode.HANG, "OpenAI did not answer in time"),
        (Mode.STALL, "OpenAI did not answer in time"),
        (Mode.MALFORMED, "OpenAI answered badly: the answer is cut off or not a Answer"),
        (Mode.GARBAGE, "OpenAI answered badly: the answer is not a chat completion"),
        (Mode.CUT_OFF, "OpenAI cannot be reached, or broke off"),
        (Mode.TOO_LONG, "OpenAI answered badly: the answer was cut off at the server's length limit"),
    ],
)
def test_ask__server_fails__rules_answer_and_the_breaker_counts_it(ai, openai_server, mode, reason):
    one = ai()
    openai_server.switch(mode)
    served = one.ask()
    assert (served.value, served.source, str(served.reason)) == ("rules", Source.RULES, reason)
    assert one.breaker.snapshot().consecutive_failures == 1
    assert one.meter.calls == [("read", "failure")]
    assert one.breaker.snapshot().fallbacks == 1


def test_ask__server_drips_for_ever__ends_at_the_deadline(ai, openai_server):
    one = ai(openai_deadline=1.0)
    openai_server.switch(Mode.DRIP)
    began = time.monotonic()
    assert str(one.ask().reason) == "OpenAI did not answer in time"
    assert 0.9 < time.monotonic() - began < 1.6


def test_ask__server_frozen__is_noticed_by_its_silence(ai, openai_server):
    one = ai()
    one.ask()
    openai_server.freeze()
    began = time.monotonic()
    served = one.ask()
    openai_server.resume()
    assert served.source is Source.RULES
    assert time.monotonic() - began < 1.0


def test_ask__server_killed_and_back__answers_live_again(ai, openai_server):
    one = ai()
    assert one.ask().source is Source.LIVE
    openai_server.kill()
    assert str(one.ask().reason) == "OpenAI cannot be reached, or broke off"
    openai_server.start()
    assert one.ask().source is Source.LIVE


def test_ask__as_shipped__an_answer_after_2_s_is_waited_for(ai, openai_server):
    openai_server.switch(Mode.SLOW, seconds=2)
    one = ai(openai_silence=Settings.model_fields["openai_silence"].default)
    one.service.watch()
    served = one.ask()
    assert (served.source, one.breaker.snapshot().failures) == (Source.LIVE, 0)


def test_ask__slow_but_never_silent_too_long__is_waited_for(ai, openai_server):
    openai_server.switch(Mode.SLOW, seconds=0.2)
    assert ai().ask().source is Source.LIVE


@pytest.mark.parametrize(
    ("mode", "spoken"), [(Mode.NO_JSON_SCHEMA, "json_object"), (Mode.NO_RESPONSE_FORMAT, "text")]
)
def test_ask__server_refuses_json_schema__is_asked_less_and_only_once(ai, openai_server, mode, spoken):
    one = ai()
    openai_server.switch(mode)
    assert one.ask().value == "1210.00"
    before = openai_server.seen["requests"]
    assert one.ask().source is Source.LIVE
    assert openai_server.seen["requests"] == before + 1
    assert openai_server.seen["last"].get("response_format", {}).get("type", "text") == spoken
    assert f"answers as {spoken}" in one.service.health().detail
    assert one.breaker.snapshot().failures == 0


def test_ask__server_cannot_stream__its_whole_answer_is_taken(ai, openai_server):
    openai_server.switch(Mode.NO_STREAM)
    assert ai().ask().value == "1210.00"


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        (Mode.BAD_REQUEST, "OpenAI refuses the request (400)"),
        (Mode.DECLINES, "the model declined to answer"),
    ],
)
def test_ask__request_is_at_fault__the_breaker_looks_away(ai, openai_server, mode, reason):
    one = ai()
    openai_server.switch(mode)
    for _ in range(5):
        assert str(one.ask().reason) == reason
    assert one.breaker.current_state == "closed"
    assert set(one.meter.calls) == {("read", "ignored")}


def test_ask__answer_is_not_borne_out__rules_answer_and_the_server_is_not_blamed(ai):
    def refuse(answer):
        raise Ungrounded(Reason("AI_NOT_ON_PAGE", "total '1210.00' is not on the page"))

    one = ai()
    served = one.ask(refuse)
    assert (served.value, served.source) == ("rules", Source.RULES)
    assert str(served.reason) == "total '1210.00' is not on the page"
    assert one.breaker.snapshot().failures == 0


@pytest.mark.parametrize("mode", [Mode.UNAUTHORIZED, Mode.UNKNOWN_MODEL])
def test_ask__misconfigured__is_shown_and_not_asked_in_a_loop(ai, openai_server, mode):
    one = ai()
    openai_server.switch(mode)
    before = openai_server.seen["requests"]
    for _ in range(20):
        assert one.ask().source is Source.RULES
    assert openai_server.seen["requests"] - before == 3
    health = one.service.health()
    assert (health.ok, health.misconfigured) == (False, True)
    assert "sk-" not in health.detail


def test_health__after_one_failure__says_so_until_a_question_is_answered(ai, openai_server):
    one = ai()
    openai_server.switch(Mode.ERROR)
    one.ask()
    health = one.service.health()
    assert (health.ok, health.state) == (False, "closed")
    assert "the last question failed" in health.detail
    openai_server.switch(Mode.OK)
    one.ask()
    assert one.service.health().ok


def test_ask__breaker_open__answers_at_once_without_asking(ai, openai_server):
    one = ai()
    one.breaker.force_open("test", "tester")
    before = openai_server.seen["requests"]
    served = one.ask()
    assert served.source is Source.RULES
    assert "circuit" in str(served.reason)
    assert served.seconds < 0.1
    assert openai_server.seen["requests"] == before
    assert one.meter.calls == [("read", "rejected")]


def test_ask__no_key__rules_answer_without_the_breaker(ai):
    one = ai(openai_api_key=None)
    served = one.ask()
    assert (served.source, served.breaker_state) == (Source.RULES, None)
    assert str(served.reason) == "no OpenAI key is configured"
    assert one.breaker.snapshot().calls == one.breaker.snapshot().fallbacks == 0
    assert one.service.health().ok


OUTAGES = {
    FaultKind.REFUSE: "kill",
    FaultKind.HANG: Mode.HANG,
    FaultKind.ERROR: Mode.ERROR,
    FaultKind.THROTTLE: Mode.THROTTLE,
    FaultKind.MALFORMED: Mode.MALFORMED,
    FaultKind.DROP: Mode.CUT_OFF,
}


@pytest.mark.parametrize("kind", OUTAGES)
def test_fault__equals_the_real_outage(ai, openai_server, kind):
    struck, real = ai(), ai()
    struck.faults.inject("openai", kind, actor="tester", reason="test")
    simulated = struck.ask()
    if OUTAGES[kind] == "kill":
        openai_server.kill()
    else:
        openai_server.switch(OUTAGES[kind])
    actual = real.ask()
    assert (simulated.source, simulated.breaker_state) == (actual.source, actual.breaker_state)
    assert struck.breaker.snapshot().last_error.kind == real.breaker.snapshot().last_error.kind
    assert struck.meter.calls == real.meter.calls
    if kind is not FaultKind.MALFORMED:
        assert simulated.reason == actual.reason


def test_probe__server_back__closes_the_breaker(ai, openai_server):
    one = ai()
    openai_server.switch(Mode.ERROR)
    for _ in range(3):
        one.ask()
    assert one.breaker.current_state == "open"
    openai_server.switch(Mode.OK)
    one.breaker.half_open()
    assert one.service.probe().ok
    assert one.breaker.current_state == "closed"


def test_probe__server_out__says_why(ai, openai_server):
    openai_server.switch(Mode.ERROR)
    health = ai().service.probe()
    assert (health.ok, health.detail) == (False, "OpenAI failed (503)")


def test_close__in_use_before__ends_its_thread(ai):
    before = threading.active_count()
    one = ai()
    one.ask()
    one.service.close()
    assert threading.active_count() <= before


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"openai_api_key": SecretStr("ñandú-key")}, "the OpenAI key holds characters that no key has"),
        ({"openai_api_key": SecretStr("  ")}, "no OpenAI key is configured"),
        ({"openai_base_url": "not an address"}, "OpenAI cannot be reached, or broke off"),
        ({"openai_base_url": "http://127.0.0.1:99999/v1"}, "OpenAI cannot be reached, or broke off"),
    ],
)
def test_ask__settings_are_nonsense__rules_answer_and_say_so(ai, settings, reason):
    assert str(ai(**settings).ask().reason) == reason
