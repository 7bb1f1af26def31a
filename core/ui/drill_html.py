"""A drill's report as HTML: a panel of the page, and a page of its own that needs nothing else to be read."""

from collections.abc import Sequence
from pathlib import Path

from core.ui import looks
from core.ui.drill_sheet import Figures, Line, Sheet
from core.ui.markup import Html, element, icon, joined

_STYLE = Path(__file__).with_name("report.css")


def panel(sheet: Sheet) -> Html:
    """The report as a part of a page."""
    return element(
        "div",
        element("h3", icon(sheet.symbol), " ", sheet.verdict, css=f"fz-{sheet.colour}"),
        element("p", sheet.headline, css="fz-muted"),
        element("p", sheet.rehearsed),
        element("h3", sheet.whole.title),
        _table(sheet.whole),
        element("h3", sheet.services.title),
        element("div", _table(sheet.services), css="fz-wide"),
        element("h3", sheet.timeline_title),
        timeline(sheet.timeline),
        css="fz-panel fz-report",
    )


def page(sheet: Sheet) -> bytes:
    """The report as a file."""
    colours = "".join(f"--{name}:{value};" for name, value in looks.colours(is_dark=False).items())
    head = joined(
        Html('<meta charset="utf-8"><meta name="viewport" content="width=device-width">'),
        element("title", f"{sheet.title}, {sheet.date}"),
        Html(f"<style>:root{{{colours}}}{_STYLE.read_text(encoding='utf-8')}</style>"),
    )
    body = joined(element("h1", "Fusible"), element("h2", sheet.title), panel(sheet))
    whole = element("html", element("head", head), element("body", body), lang=sheet.language)
    return f"<!doctype html>{whole}".encode()


def timeline(lines: Sequence[Line]) -> Html:
    """What happened, as a list."""
    items = (
        element("li", element("time", one.when), element("span", icon(one.symbol), " ", one.told))
        for one in lines
    )
    return element("ul", *items, css="fz-timeline")


def _table(figures: Figures) -> Html:
    head = (
        element("th", name, scope="col", css="fz-number" if at else "")
        for at, name in enumerate(figures.head)
    )
    rows = (
        element(
            "tr", element("th", name, scope="row"), *(element("td", it, css="fz-number") for it in values)
        )
        for name, *values in figures.rows
    )
    return element("table", element("thead", element("tr", *head)), element("tbody", *rows), css="fz-table")
