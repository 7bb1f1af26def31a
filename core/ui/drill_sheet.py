"""A drill's report: as a panel of the page, and as a file that needs nothing else to be read."""

from collections.abc import Sequence
from pathlib import Path

from core.resilience.drill_report import DrillReport, Reckoning, TargetFigures
from core.ui import drill_words, looks, outage_words, scenario_words
from core.ui.drill_words import seconds
from core.ui.formats import NOTHING, duration, moment, number
from core.ui.language import gettext as _
from core.ui.language import language
from core.ui.markup import Html, element, icon, joined

_STYLE = Path(__file__).with_name("report.css")


def report_panel(report: DrillReport, before: DrillReport | None) -> Html:
    """The report; `before` is the last run of the same scenario, to compare with."""
    colour, symbol, told = drill_words.verdict(report)
    return element(
        "div",
        element("h3", icon(symbol), " ", told, css=f"fz-{colour}"),
        element("p", _headline(report), css="fz-muted"),
        _whole(report, before),
        element("h3", _("What happened to each service")),
        _targets(report.targets),
        element("h3", _("Timeline")),
        timeline(report),
        css="fz-panel fz-report",
    )


def report_page(report: DrillReport, before: DrillReport | None) -> bytes:
    """The report as an HTML page of its own, in the reader's language; browsers print it to PDF."""
    title = f"{scenario_words.title(report.scenario)}: {moment(report.started_at)}"
    colours = "".join(f"--{name}:{value};" for name, value in looks.colours(is_dark=False).items())
    head = joined(
        Html('<meta charset="utf-8"><meta name="viewport" content="width=device-width">'),
        element("title", title),
        Html(f"<style>:root{{{colours}}}{_STYLE.read_text(encoding='utf-8')}</style>"),
    )
    body = joined(element("h1", "Fusible"), element("h2", title), report_panel(report, before))
    page = element("html", element("head", head), element("body", body), lang=language())
    return f"<!doctype html>{page}".encode()


def timeline(report: DrillReport) -> Html:
    """What happened, second by second."""
    lines = []
    for line in report.timeline:
        symbol, told = drill_words.entry(line)
        when = element("time", seconds(line.seconds))
        lines.append(element("li", when, element("span", icon(symbol), " ", told)))
    if not lines:
        return element("p", _("Nothing has happened yet."), css="fz-muted")
    return element("ul", *lines, css="fz-timeline")


def _headline(report: DrillReport) -> str:
    traffic = _("with traffic of its own") if report.synthetic else _("on people's traffic alone")
    return _("{moment}, {duration}, by {actor}, {traffic}").format(
        moment=moment(report.started_at),
        duration=duration(report.seconds),
        actor=report.actor,
        traffic=traffic,
    )


def _whole(report: DrillReport, before: DrillReport | None) -> Html:
    """The figures of the whole drill beside those of the last one."""
    now, then = _figures(report), None if before is None else _figures(before)
    head = [
        element("th", "", scope="col"),
        element("th", _("This run"), scope="col", css="fz-number"),
        None if before is None else element("th", _("Run before"), scope="col", css="fz-number"),
    ]
    rows = [
        element(
            "tr",
            element("th", name, scope="row"),
            element("td", value, css="fz-number"),
            None if then is None else element("td", then[name], css="fz-number"),
        )
        for name, value in now.items()
    ]
    return element("table", element("thead", element("tr", *head)), element("tbody", *rows), css="fz-table")


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


def _targets(targets: Sequence[TargetFigures]) -> Html:
    names = (
        _("Service"),
        _("Cut off after"),
        _("Back after"),
        _("Calls sent"),
        _("Failed"),
        _("Refused"),
        _("Fallbacks"),
    )
    head = (element("th", name, scope="col", css="fz-number" if at else "") for at, name in enumerate(names))
    rows = (
        element(
            "tr",
            element("th", outage_words.dependency(one.target), scope="row"),
            *(
                element("td", value, css="fz-number")
                for value in (
                    _never(one) if one.opened_after is None else seconds(one.opened_after),
                    seconds(one.recovered_after),
                    number(one.calls),
                    number(one.failures),
                    number(one.refused),
                    number(one.fallbacks),
                )
            ),
        )
        for one in targets
    )
    table = element("table", element("thead", element("tr", *head)), element("tbody", *rows), css="fz-table")
    return element("div", table, css="fz-wide")


def _never(one: TargetFigures) -> str:
    return _("not called") if one.calls == 0 else _("never")
