"""English and Spanish: every word on screen goes through `gettext`, in the language of the person reading.

English text is the message id. The Spanish catalog is compiled in memory from its .po file, so that no
compiled copy can go stale beside it. To bring the catalog up to date with the code:
`pybabel extract -k mark -k _ --no-location --sort-output -o /tmp/fusible.pot core/ui pages`, then
`pybabel update -N -D fusible -l es -i /tmp/fusible.pot -d core/ui/locale`.
"""

import gettext as gnu
from functools import cache
from io import BytesIO
from pathlib import Path

import streamlit as st
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from core.settings import load_settings

LANGUAGES = {"es": "Español", "en": "English"}
"""Each language offered, by its code, in its own words."""

KEY = "lang"
"""Name of the language in the address (`?lang=`) and in the session."""

_LOCALES = {"es": "es_AR", "en": "en_US"}
_CATALOGS = Path(__file__).parent / "locale"


def catalog_path(language: str) -> Path:
    """Where the catalog of a language lies."""
    return _CATALOGS / language / "LC_MESSAGES" / "fusible.po"


@cache
def translations(language: str) -> gnu.NullTranslations:
    """The catalog of a language; English is the message ids themselves."""
    if language == "en":
        return gnu.NullTranslations()
    with catalog_path(language).open("rb") as file:
        catalog = read_po(file, locale=_LOCALES[language])
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return gnu.GNUTranslations(compiled)


def language() -> str:
    """Code of this session's language: what was chosen, else the address', the browser's, the settings'."""
    for wanted in (st.session_state.get(KEY), st.query_params.get(KEY)):
        code = _known(wanted)
        if code is not None:
            return code
    return usual_language()


def usual_language() -> str:
    """What somebody reads who has chosen nothing: the browser's language, else the settings'."""
    return _known(_browser_language()) or load_settings().default_language


def keep_in_address(name: str, value: str, *, usual: str) -> None:
    """Keep a choice in the address, so that a reload and a link keep it; the usual one needs no mention.

    Streamlit's own binding of a widget to the address loses it when another page is opened.
    """
    if value != usual:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def locale() -> str:
    """Locale whose numbers, money and dates go with the language."""
    return _LOCALES[language()]


def gettext(message: str) -> str:
    return translations(language()).gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The form that goes with `count`, which takes the place of `{count}` in it."""
    return translations(language()).ngettext(singular, plural, count).format(count=count)


def mark(message: str) -> str:
    """Mark a message kept in a table for the catalogs; it is translated where it is shown."""
    return message


def _known(wanted: str | None) -> str | None:
    """The code of a language by its code or, as the switch writes it into the address, by its own name."""
    return next((code for code, name in LANGUAGES.items() if wanted in (code, name)), None)


def _browser_language() -> str | None:
    browser = st.context.locale
    return browser.split("-")[0].lower() if browser else None
