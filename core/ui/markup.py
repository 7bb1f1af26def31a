"""HTML of the live panels: one element to send, however much it shows. Every text is escaped here.

Streamlit sends and draws a page element by element, which is too dear for what forty viewers refresh every
two seconds; a panel is one string, made once for all who read the same language.
"""

import re
from html import escape


class Html(str):
    """Markup that is safe to put into a page as it is."""

    __slots__ = ()


_BLANK = Html("")
_TAG = re.compile(r"[a-z][a-z0-9]*")


def element(tag: str, *content: str | None, css: str = "", **attributes: str | None) -> Html:
    """An element around `content`; plain text in it is escaped, None is left out.

    Attributes with None are left out; `aria_label` stands for `aria-label`. ValueError for what is no tag.
    """
    if not _TAG.fullmatch(tag):
        raise ValueError(f"not the name of an element: {tag!r}")
    given = {"class": css or None, **attributes}
    written = "".join(
        f' {name.replace("_", "-")}="{escape(value)}"' for name, value in given.items() if value is not None
    )
    return Html(f"<{tag}{written}>{joined(*content)}</{tag}>")


def joined(*content: str | None) -> Html:
    """The parts one after the other."""
    return Html("".join(_safe(part) for part in content if part is not None))


def icon(name: str) -> Html:
    """A Material symbol, given as Streamlit writes it (`:material/error:`); for the eye only."""
    symbol = name.removeprefix(":material/").removesuffix(":")
    return element("span", symbol, css="fz-icon", aria_hidden="true", translate="no")


def pill(colour: str, symbol: str, text: str) -> Html:
    """A state: its colour, its icon and its word."""
    return element("span", icon(symbol), " ", text, css=f"fz-pill fz-{colour}")


def figures(pairs: list[tuple[str, str]]) -> Html:
    """Names with their figures, as a list of definitions."""
    return element(
        "dl",
        *(element("div", element("dt", name), element("dd", value)) for name, value in pairs),
        css="fz-figures",
    )


def _safe(part: str) -> str:
    return part if isinstance(part, Html) else escape(part)
