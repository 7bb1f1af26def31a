"""What a drill's report says, in the reader's words: the same on the page, as a web page and on paper."""

from dataclasses import dataclass

from core.resilience.drill_report import DrillReport, Reckoning, TargetFigures
from core.ui import drill_words, outage_words, reason_words, scenario_words
from core.ui.drill_words import seconds
from core.ui.formats import NOTHING, date_and_time, duration, number
from core.ui.language import gettext as _
from core.ui.language import language


@dataclass(frozen=True, slots=True)
class Figures:
    """A table: the first column names, the others are figures."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the timeline."""

    when: str
    symbol: str
    told: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A report in words, so that it can be drawn where nobody's language is known."""

    language: str
    title: str
    date: str
    colour: str
    """Of the verdict, by its name in looks.py."""
    symbol: str
    verdict: str
    headline: str
    rehearsed: str
    """What failed, and what should have happened."""
    whole: Figures
    services: Figures
    timeline_title: str
    timeline: tuple[Line, ...]


def sheet(report: DrillReport, before: DrillReport | None) -> Sheet:
    """The report in words; `before` is the last run of the same scenario, to compare with."""
    colour, symbol, told = drill_words.verdict(report)
    return Sheet(
        language=language(),
        title=scenario_words.title(report.scenario),
        date=date_and_time(report.started_at),
        colour=colour,
        symbol=symbol,
        verdict=told,
        headline=_headline(report),
        rehearsed=scenario_words.description(report.scenario),
        whole=_whole(report, before),
        services=_services(report.targets),
        timeline_title=_("Timeline"),
        timeline=timeline(report),
    )


def timeline(report: DrillReport) -> tuple[Line, ...]:
    """What happened, second by second."""
    return tuple(Line(seconds(one.seconds), *drill_words.entry(one)) for one in report.timeline)


def _headline(report: DrillReport) -> str:
    traffic = _("with traffic of its own") if report.synthetic else _("on people's traffic alone")
    return _("{moment}, {duration}, by {actor}, {traffic}").format(
        moment=date_and_time(report.started_at),
        duration=duration(report.seconds),
        actor=reason_words.actor(report.actor),
        traffic=traffic,
    )


def _whole(report: DrillReport, before: DrillReport | None) -> Figures:
    """The figures of the whole drill beside those of the last one."""
    runs = [_("This run")] if before is None else [_("This run"), _("Run before")]
    columns = [_figures(report)] if before is None else [_figures(report), _figures(before)]
    rows = tuple((name, *(column[name] for column in columns)) for name in columns[0])
    return Figures(_("Figures of the whole drill"), ("", *runs), rows)


def _figures(report: DrillReport) -> dict[str, str]:
    counted: Reckoning = report.reckoning
    targets = report.targets
    opened = [one.opened_after for one in targets if one.opened_after is not None]
    return {
        _("Time to cut off, the slowest service"): seconds(max(opened, default=None)),
        _("Calls not sent"): number(sum(one.refused for one in targets)),
        _("Fallbacks served"): number(sum(one.fallbacks for one in targets)),
        _("Changes promised"): number(counted.promised),
        _("Of these, held on this machine first"): number(counted.held),
        _("Found in the database afterwards"): number(counted.landed),
        _("Still waiting"): number(counted.waiting),
        _("Refused by the database, with an operator"): number(counted.dead),
        _("Test files stored and read back"): number(counted.originals),
        _("Time to recover, from the end of the last fault"): seconds(report.recovered_after),
        _("Worst level"): _("{level} of 5").format(level=report.worst_level),
        _("Lost"): NOTHING if counted.anything_lost is None else number(counted.anything_lost),
    }


def _services(targets: tuple[TargetFigures, ...]) -> Figures:
    head = (
        _("Service"),
        _("Cut off after"),
        _("Back after"),
        _("Calls sent"),
        _("Failed"),
        _("Refused"),
        _("Fallbacks"),
    )
    return Figures(_("What happened to each service"), head, tuple(_service(one) for one in targets))


def _service(one: TargetFigures) -> tuple[str, ...]:
    return (
        outage_words.dependency(one.target),
        _never(one) if one.opened_after is None else seconds(one.opened_after),
        seconds(one.recovered_after),
        number(one.calls),
        number(one.failures),
        number(one.refused),
        number(one.fallbacks),
    )


def _never(one: TargetFigures) -> str:
    return _("not called") if one.calls == 0 else _("never")
