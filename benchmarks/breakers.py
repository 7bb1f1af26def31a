"""Breaker beside its rivals, as JSON: `python -m benchmarks.breakers`. Under a minute.

All contenders take turns in every round and the figures are medians over the rounds, so that a busy
machine weighs on all alike. Contenders: no breaker at all, a wrapper that does nothing, Breaker as the
console builds it (rates, latency window and events on), pybreaker and circuitbreaker.
"""

import json
import platform
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from statistics import median, quantiles
from threading import Barrier, Event, Thread
from timeit import Timer

import circuitbreaker
import pybreaker

from core.resilience.breaker import Breaker
from core.resilience.degradation import Capability, DegradationManager, Dependency
from core.resilience.events import EventLog
from core.resilience.faults import TARGETS
from core.resilience.reason import Reason
from core.settings import BreakerSettings

ROUNDS = 5
CALLS = 20_000
THROUGHPUT_SECONDS = 0.5

Work = Callable[..., object]
Wrap = Callable[[Work], Work]


def product_breaker(name: str = "db_breaker", events: EventLog | None = None) -> Breaker:
    """A breaker as the console builds it, with everything that hangs on it."""
    figures = BreakerSettings(slow_call_seconds=1).model_dump()
    return Breaker(name=name, events=EventLog() if events is None else events, **figures)


def bare_wrapper(work: Work) -> Work:
    """What any decorator costs that only passes its call on."""

    def call(*args: object, **kwargs: object) -> object:
        return work(*args, **kwargs)

    return call


def contenders() -> dict[str, Wrap]:
    return {
        "unprotected": lambda work: work,
        "bare wrapper": bare_wrapper,
        "Breaker": product_breaker(),
        "pybreaker": pybreaker.CircuitBreaker(),
        "circuitbreaker": circuitbreaker.CircuitBreaker(name="bench"),
    }


def in_turns(measures: Mapping[str, Callable[[], float]]) -> dict[str, list[float]]:
    """What each measured, round by round; in a round each has its turn."""
    taken: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(ROUNDS):
        for name, measure in measures.items():
            taken[name].append(measure())
    return taken


def medians(taken: Mapping[str, list[float]]) -> dict[str, float]:
    return {name: median(values) for name, values in taken.items()}


def calls_per_second(work: Work, threads: int) -> float:
    """How many calls `threads` threads complete a second."""
    start = Barrier(threads + 1)
    done = [0] * threads

    def loop(number: int) -> None:
        start.wait()
        ends = time.perf_counter() + THROUGHPUT_SECONDS
        while time.perf_counter() < ends:
            work()
            done[number] += 1

    running = [Thread(target=loop, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in running:
        thread.join()
    return sum(done) / (time.perf_counter() - began)


def throughput(threads: int, seconds: float) -> dict[str, object]:
    def sleep() -> None:
        time.sleep(seconds)

    works = {name: wrap(sleep) for name, wrap in contenders().items()}
    measures = {name: partial(calls_per_second, work, threads) for name, work in works.items()}
    taken = in_turns(measures)

    def breaker_to(other: str) -> float:
        """The median of the ratios of each round: a round in which the machine was busier spoils none."""
        return median(ours / theirs for ours, theirs in zip(taken["Breaker"], taken[other], strict=True))

    return {
        "threads": threads,
        "call_seconds": seconds,
        "calls_per_second": {name: round(rate, 1) for name, rate in medians(taken).items()},
        "Breaker_to_unprotected": round(breaker_to("unprotected"), 3),
        "Breaker_to_bare_wrapper": round(breaker_to("bare wrapper"), 3),
        "Breaker_to_circuitbreaker": round(breaker_to("circuitbreaker"), 3),
        "Breaker_to_pybreaker": round(breaker_to("pybreaker"), 1),
    }


def nanoseconds(work: Work, calls: int = CALLS) -> float:
    """Processor time of a call, which does not grow when others keep the machine busy."""
    return Timer(work, timer=time.process_time).timeit(calls) / calls * 1e9


def costs(works: dict[str, Work], calls: int = CALLS) -> dict[str, object]:
    """Nanoseconds a call, and how many empty function calls that is."""
    measures = {name: partial(nanoseconds, work, calls) for name, work in works.items()}
    taken = medians(in_turns({"empty function": partial(nanoseconds, empty), **measures}))
    return {
        "nanoseconds": {name: round(value) for name, value in taken.items()},
        "empty_calls": {name: round(value / taken["empty function"], 1) for name, value in taken.items()},
    }


def empty() -> None:
    pass


def protected() -> dict[str, object]:
    works = {name: wrap(empty) for name, wrap in contenders().items() if name != "unprotected"}
    result = costs(works)
    taken = result["nanoseconds"]
    assert isinstance(taken, dict)
    result["Breaker_to_pybreaker"] = round(taken["Breaker"] / taken["pybreaker"], 2)
    result["Breaker_to_circuitbreaker"] = round(taken["Breaker"] / taken["circuitbreaker"], 2)
    return result


def rejected() -> dict[str, object]:
    """The cost of a call behind an open circuit, with catching the error."""
    ours, plain = product_breaker(), pybreaker.CircuitBreaker()
    other = circuitbreaker.CircuitBreaker(name="bench-open", failure_threshold=1, recovery_timeout=3600)
    ours.force_open("benchmark", "benchmark")
    plain.open()
    refusing = other(fail)
    with suppress(ConnectionError):
        refusing()
    ours_open = product_breaker()
    ours_open.open()
    works = {
        "Breaker, open": catching(ours_open(empty)),
        "Breaker, forced open": catching(ours(empty)),
        "pybreaker": catching(plain(empty)),
        "circuitbreaker": catching(refusing),
    }
    result = costs(works)
    taken = result["nanoseconds"]
    assert isinstance(taken, dict)
    result["Breaker_to_pybreaker"] = round(taken["Breaker, open"] / taken["pybreaker"], 2)
    return result


def fail() -> None:
    raise ConnectionError


def catching(work: Work) -> Work:
    def call() -> None:
        try:  # noqa: SIM105 - contextlib.suppress would cost as much as what is measured
            work()
        except (pybreaker.CircuitBreakerError, circuitbreaker.CircuitBreakerError):
            pass

    return call


def around_the_breaker() -> dict[str, object]:
    events = EventLog()
    breakers = {name: product_breaker(f"{name}_breaker", events) for name in TARGETS}
    manager = DegradationManager(
        [Dependency(name, breaker) for name, breaker in breakers.items()], lambda: True, 5.0, events
    )
    breaker = product_breaker()
    breakers["openai"].force_open("benchmark", "benchmark")

    def toggle() -> None:
        breaker.force_open("benchmark", "benchmark")
        breaker.reset("benchmark")

    works: dict[str, Work] = {
        "toggle (force open and reset)": toggle,
        "read-only check": lambda: manager.allows(Capability.SQL_WRITES),
        "snapshot": breaker.snapshot,
        "15 minutes of chart points": lambda: breaker.window.series(900),
    }
    result = costs(works, calls=200)
    tails = {
        "fallback with open circuit, p99": fallback_p99(breakers["openai"]),
        "force open with 64 calls in flight, median": force_open_in_flight(64),
    }
    taken, ratios = result["nanoseconds"], result["empty_calls"]
    assert isinstance(taken, dict)
    assert isinstance(ratios, dict)
    for name, seconds in tails.items():
        taken[name] = round(seconds * 1e9)
        ratios[name] = round(seconds * 1e9 / taken["empty function"], 1)
    return result


def fallback_p99(breaker: Breaker) -> float:
    """Seconds in which 99 of 100 fallback answers are there while the circuit is open."""
    reason = Reason("CIRCUIT_OPEN", "the circuit is open")
    taken = []
    for _ in range(5000):
        began = time.perf_counter()
        try:
            breaker.call(empty)
        except pybreaker.CircuitBreakerError:
            breaker.count_fallback(reason)
        taken.append(time.perf_counter() - began)
    return quantiles(taken, n=100)[98]


def force_open_in_flight(calls: int) -> float:
    """Seconds an order to force open takes while so many calls are inside; the median of 200."""
    breaker = product_breaker()
    inside, leave = Barrier(calls + 1), Event()

    def work() -> None:
        inside.wait()
        leave.wait()

    running = [Thread(target=breaker.call, args=(work,)) for _ in range(calls)]
    for thread in running:
        thread.start()
    inside.wait()
    taken = []
    for _ in range(200):
        began = time.perf_counter()
        breaker.force_open("benchmark", "benchmark")
        taken.append(time.perf_counter() - began)
        breaker.reset("benchmark")
    leave.set()
    for thread in running:
        thread.join()
    return median(taken)


def main() -> None:
    result = {
        "python": platform.python_version(),
        "rounds": ROUNDS,
        "throughput": [throughput(32, 0.005), throughput(64, 0.001)],
        "protected_call": protected(),
        "rejected_call": rejected(),
        "around": around_the_breaker(),
    }
    json.dump(result, sys.stdout, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
