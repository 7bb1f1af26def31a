"""Drop-in: what pybreaker's documentation shows works, and call by call it does as pybreaker does."""

import asyncio
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from inspect import iscoroutinefunction, signature
from threading import Event, Thread
from time import sleep

import pybreaker
import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from core.resilience.breaker import Breaker
from core.resilience.surface import PRIVATE_NAMES


class CustomerValidationError(Exception):
    pass


def succeed():
    return "done"


def fail():
    raise ConnectionError("down")


def trip(breaker):
    for _ in range(breaker.fail_max):
        with pytest.raises((ConnectionError, pybreaker.CircuitBreakerError)):
            breaker.call(fail)


def test_surface__the_constructor_takes_pybreakers_arguments_in_its_order_with_its_defaults():
    def plain(cls):
        parameters = [
            parameter
            for parameter in signature(cls).parameters.values()
            if parameter.kind is parameter.POSITIONAL_OR_KEYWORD
        ]
        return [(parameter.name, parameter.default) for parameter in parameters]

    assert plain(Breaker) == plain(pybreaker.CircuitBreaker)


def test_surface__every_public_name_of_pybreaker_is_there():
    public = {name for name in dir(pybreaker.CircuitBreaker()) if not name.startswith("_")}
    assert public <= set(dir(Breaker()))
    assert isinstance(Breaker(), pybreaker.CircuitBreaker)


def test_surface__relies_on_private_names_that_this_pybreaker_has():
    plain = pybreaker.CircuitBreaker()
    assert [name for name in PRIVATE_NAMES if not hasattr(plain, name)] == []
    assert plain._create_new_state("open").name == "open"
    assert isinstance(plain._listeners, list)
    assert isinstance(plain._excluded_exceptions, list)


def test_surface__documented__defaults():
    breaker = Breaker()
    assert (breaker.fail_max, breaker.reset_timeout, breaker.success_threshold) == (5, 60, 1)
    assert (breaker.fail_counter, breaker.success_counter, breaker.current_state) == (0, 0, "closed")
    assert (breaker.excluded_exceptions, breaker.listeners, breaker.name) == ((), (), None)


def test_surface__documented__decorator_call_and_with():
    breaker = Breaker()

    @breaker
    def update_customer(customer, *, by="ana"):
        """Update."""
        return customer, by

    assert update_customer("c", by="luis") == ("c", "luis")
    assert (update_customer.__name__, update_customer.__doc__) == ("update_customer", "Update.")
    assert breaker.call(update_customer.__wrapped__, "c") == ("c", "ana")
    with breaker.calling():
        pass
    with pytest.raises(ConnectionError), breaker.calling():
        raise ConnectionError
    assert breaker.fail_counter == 1


def test_surface__documented__opens_after_fail_max_and_then_does_not_call():
    breaker = Breaker(fail_max=3)
    for _ in range(2):
        with pytest.raises(ConnectionError):
            breaker.call(fail)
    with pytest.raises(pybreaker.CircuitBreakerError) as trip_error:
        breaker.call(fail)
    assert isinstance(trip_error.value.__cause__, ConnectionError)
    assert (breaker.current_state, breaker.fail_counter) == ("open", 3)
    called = []
    with pytest.raises(pybreaker.CircuitBreakerError):
        breaker.call(lambda: called.append(1))
    assert called == []


def test_surface__documented__throw_new_error_on_trip_false_keeps_the_original_error():
    breaker = Breaker(fail_max=1, throw_new_error_on_trip=False)
    with pytest.raises(ConnectionError):
        breaker.call(fail)
    assert breaker.current_state == "open"


def test_surface__documented__closes_or_reopens_after_the_timeout(clock):
    breaker = Breaker(fail_max=1, reset_timeout=60, clock=clock)
    trip(breaker)
    clock.advance(60)
    with pytest.raises(pybreaker.CircuitBreakerError):
        breaker.call(fail)
    assert (breaker.current_state, breaker.fail_counter) == ("open", 2)
    clock.advance(60)
    assert breaker.call(succeed) == "done"
    assert (breaker.current_state, breaker.fail_counter) == ("closed", 0)


def test_surface__documented__success_threshold(clock):
    breaker = Breaker(fail_max=1, reset_timeout=60, success_threshold=3, clock=clock)
    trip(breaker)
    clock.advance(60)
    for successes in (1, 2):
        breaker.call(succeed)
        assert (breaker.current_state, breaker.success_counter) == ("half-open", successes)
    breaker.call(succeed)
    assert (breaker.current_state, breaker.success_counter) == ("closed", 0)


def test_surface__documented__listeners_hear_all():
    heard = []

    class Listener(pybreaker.CircuitBreakerListener):
        def before_call(self, cb, func, *args, **kwargs):
            heard.append(("before", func, args, kwargs))

        def success(self, cb):
            heard.append("success")

        def failure(self, cb, exc):
            heard.append(type(exc))

        def state_change(self, cb, old_state, new_state):
            heard.append((old_state.name, new_state.name, type(new_state)))

    first, second = Listener(), pybreaker.CircuitBreakerListener()
    breaker = Breaker(fail_max=1, listeners=[first])
    breaker.add_listeners(second)
    assert breaker.listeners == (first, second)
    breaker.call(max, 1, 2, key=None)
    trip(breaker)
    breaker.half_open()
    breaker.close()
    assert heard == [
        ("before", max, (1, 2), {"key": None}),
        "success",
        ("before", fail, (), {}),
        ConnectionError,
        ("closed", "open", pybreaker.CircuitOpenState),
        ("open", "half-open", pybreaker.CircuitHalfOpenState),
        ("half-open", "closed", pybreaker.CircuitClosedState),
    ]
    breaker.remove_listener(first)
    breaker.open()
    assert breaker.listeners == (second,)
    assert len(heard) == 7


def test_surface__listeners_are_told_one_at_a_time_as_in_pybreaker():
    class Counting(pybreaker.CircuitBreakerListener):
        told = 0

        def success(self, cb):
            told = self.told
            sleep(0)
            self.told = told + 1

    switch = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    listener = Counting()
    breaker = Breaker(listeners=[listener])
    threads = [Thread(target=lambda: [breaker.call(succeed) for _ in range(300)]) for _ in range(4)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
    finally:
        sys.setswitchinterval(switch)
    assert listener.told == 1200


def test_surface__a_listener_that_hangs_holds_up_no_order_and_no_answer():
    told, leave = Event(), Event()

    class Hanging(pybreaker.CircuitBreakerListener):
        def success(self, cb):
            told.set()
            leave.wait(10)

    breaker = Breaker(listeners=[Hanging()])
    caller = Thread(target=breaker.call, args=(succeed,))
    operator = Thread(target=breaker.open)
    caller.start()
    try:
        assert told.wait(10)
        assert breaker.snapshot().calls == 1
        operator.start()
        operator.join(0.1)
        assert breaker.current_state == "open"
        with pytest.raises(pybreaker.CircuitBreakerError):
            breaker.call(succeed)
    finally:
        leave.set()
        caller.join(10)
        operator.join(10)


def test_surface__documented__excluded_exceptions_by_type_and_predicate():
    breaker = Breaker(exclude=[CustomerValidationError, lambda error: "mild" in str(error)])

    def fail_with(error):
        raise error

    for error in (CustomerValidationError(), ConnectionError("mild")):
        with pytest.raises(ConnectionError, match="down"):
            breaker.call(fail)
        assert breaker.fail_counter == 1
        with pytest.raises(type(error)):
            breaker.call(fail_with, error)
        assert breaker.fail_counter == 0
    breaker.add_excluded_exceptions(ConnectionError, OSError)
    breaker.remove_excluded_exception(OSError)
    assert breaker.excluded_exceptions[-1] is ConnectionError
    with pytest.raises(ConnectionError):
        breaker.call(fail)
    assert breaker.fail_counter == 0


def test_surface__a_subclass_that_says_what_a_system_error_is_decides():
    class Lenient(Breaker):
        def is_system_error(self, exception):
            return "down" in str(exception)

    breaker = Lenient(exclude=[ConnectionError])
    with pytest.raises(ConnectionError):
        breaker.call(fail)
    assert breaker.fail_counter == 1
    with pytest.raises(KeyError):
        breaker.call({}.__getitem__, "absent")
    assert breaker.fail_counter == 0


def test_surface__documented__properties_can_be_set():
    breaker = Breaker(name="db")
    breaker.fail_max, breaker.reset_timeout, breaker.success_threshold = 10, 30, 3
    breaker.name = "db_breaker"
    assert (breaker.fail_max, breaker.reset_timeout, breaker.success_threshold) == (10, 30, 3)
    assert breaker.name == "db_breaker"
    with pytest.raises(ValueError, match="fail_max must be a whole number at least 1, not 0"):
        breaker.fail_max = 0


def test_surface__documented__open_half_open_close():
    breaker = Breaker()
    assert breaker.open() is True
    assert (breaker.current_state, breaker.state.name) == ("open", "open")
    breaker.half_open()
    assert (breaker.current_state, breaker.state.name) == ("half-open", "half-open")
    breaker.state = "closed"
    assert (breaker.current_state, breaker.state.name) == ("closed", "closed")


def test_surface__documented__generators_and_context_managers():
    breaker = Breaker()

    @contextmanager
    @breaker
    def session():
        try:
            yield "session"
        except ConnectionError as error:
            raise CustomerValidationError from error

    with session() as opened:
        assert opened == "session"
    with pytest.raises(CustomerValidationError), session():
        raise ConnectionError
    assert breaker.fail_counter == 1


def test_surface__documented__coroutines_by_call_async_and_by_the_tornado_spelling():
    breaker = Breaker(fail_max=2)

    async def update(customer):
        if customer is None:
            raise ConnectionError("down")
        return customer

    @breaker(__pybreaker_call_async=True)
    async def decorated(customer):
        return await update(customer)

    async def scenario():
        assert await breaker.call_async(update, 1) == 1
        assert await decorated(2) == 2
        with pytest.raises(ConnectionError):
            await decorated(None)
        with pytest.raises(pybreaker.CircuitBreakerError):
            await breaker.call_async(update, None)

    asyncio.run(scenario())
    assert breaker.current_state == "open"
    assert iscoroutinefunction(decorated)


def test_surface__documented__the_tornado_spelling_awaits_what_a_plain_function_returns():
    breaker = Breaker()

    @breaker(__pybreaker_call_async=True)
    def update(customer):
        future = asyncio.get_running_loop().create_future()
        future.set_exception(ConnectionError("down"))
        return future

    async def scenario():
        with pytest.raises(ConnectionError):
            await update("c")

    asyncio.run(scenario())
    assert breaker.fail_counter == 1


@pytest.mark.parametrize("state", ["closed", "open", "half-open"])
def test_surface__a_storage_gives_the_first_state_and_counter(state):
    storage = pybreaker.CircuitMemoryStorage(state)
    storage.increment_counter()
    breaker = Breaker(state_storage=storage)
    assert (breaker.current_state, breaker.state.name, breaker.fail_counter) == (state, state, 1)
    assert breaker.probe_due is (state != "closed")


@pytest.mark.parametrize("tzinfo", [UTC, None])
def test_surface__a_storage_that_opened_a_while_ago_waits_only_the_rest(clock, tzinfo):
    storage = pybreaker.CircuitMemoryStorage("open")
    storage.opened_at = (clock.now() - timedelta(seconds=20)).replace(tzinfo=tzinfo)
    breaker = Breaker(reset_timeout=30, state_storage=storage, clock=clock, now=clock.now)
    assert breaker.seconds_until_probe == pytest.approx(10)


def test_surface__a_storage_is_told_of_changes_and_never_asked_again(clock):
    storage = pybreaker.CircuitMemoryStorage("closed")
    breaker = Breaker(state_storage=storage, clock=clock, now=clock.now)
    breaker.open()
    assert (storage.state, storage.opened_at) == ("open", clock.now())
    storage.state = "closed"
    assert breaker.current_state == "open"


def test_surface__a_storage_that_fails_is_logged_and_changes_nothing():
    class Lost(pybreaker.CircuitMemoryStorage):
        def __setattr__(self, name, value):
            if name == "state":
                raise ConnectionError("the shared store is gone")
            super().__setattr__(name, value)

    breaker = Breaker(state_storage=Lost("closed"))
    with capture_logs() as logs:
        breaker.open()
    assert breaker.current_state == "open"
    assert [line["event"] for line in logs] == ["breaker_storage_failed"]


STEPS = st.lists(
    st.sampled_from(["succeed", "fail", "excluded", "open", "half_open", "close", "timeout passes"]),
    max_size=60,
)


@given(steps=STEPS, fail_max=st.integers(1, 4), threshold=st.integers(1, 3), throw=st.booleans())
def test_surface__one_caller_at_a_time__it_does_what_pybreaker_does(steps, fail_max, threshold, throw):
    figures = {
        "fail_max": fail_max,
        "reset_timeout": 60,
        "success_threshold": threshold,
        "exclude": [CustomerValidationError],
        "throw_new_error_on_trip": throw,
    }
    seconds = [0.0]
    ours = Breaker(**figures, clock=lambda: seconds[0])
    theirs = pybreaker.CircuitBreaker(**figures)

    def take(breaker, step):
        def work():
            if step == "succeed":
                return "done"
            raise CustomerValidationError if step == "excluded" else ConnectionError

        try:
            return breaker.call(work)
        except pybreaker.CircuitBreakerError:
            return "refused or tripped"
        except (ConnectionError, CustomerValidationError) as error:
            return type(error)

    for step in steps:
        if step == "timeout passes":
            seconds[0] += 60
            theirs._state_storage.opened_at = datetime.now(UTC) - timedelta(seconds=61)
        elif step in ("open", "half_open", "close"):
            getattr(ours, step)()
            getattr(theirs, step)()
        else:
            assert take(ours, step) == take(theirs, step)
        assert ours.current_state == theirs.current_state
        assert ours.fail_counter == theirs.fail_counter
        assert ours.success_counter == theirs.success_counter
