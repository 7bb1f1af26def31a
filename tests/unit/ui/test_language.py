"""Every word on screen has a Spanish one, and each reader gets their language."""

import ast
import re

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po
from streamlit.testing.v1 import AppTest

from core.settings import PROJECT_ROOT
from core.ui.language import catalog_path, translations
from tests.unit.ui.conftest import MAIN

FOLDERS = (PROJECT_ROOT / "core" / "ui", PROJECT_ROOT / "pages")
CALLS = {"_", "gettext", "ngettext", "mark"}


def spanish():
    with catalog_path("es").open("rb") as file:
        return read_po(file, locale="es_AR")


def messages_in_code():
    found = set()
    for folder in FOLDERS:
        keywords = DEFAULT_KEYWORDS | {"mark": None}
        rows = extract_from_dir(str(folder), [("**.py", "python")], keywords=keywords)
        found |= {row[2] for row in rows}
    return found


def test_catalog__every_message_of_the_code__has_spanish():
    known = {message.id: message.string for message in spanish() if message.id}
    missing = [message for message in messages_in_code() if message not in known]
    empty = [
        key for key, string in known.items() if not (all(string) if isinstance(string, tuple) else string)
    ]
    assert (missing, empty) == ([], [])


def test_catalog__holds_nothing_fuzzy_or_stale():
    assert [message.id for message in spanish() if message.fuzzy] == []
    assert {message.id for message in spanish() if message.id} - messages_in_code() == set()


def test_catalog__placeholders_are_the_same_in_both_languages():
    for message in spanish():
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = set(re.findall(r"\{\w+\}", ids[-1]))
        assert set(re.findall(r"\{\w+\}", strings[-1])) == wanted, message.id
        # The form for one may leave the number out.
        assert set(re.findall(r"\{\w+\}", strings[0])) <= wanted, message.id


def test_code__no_message_hides_in_an_f_string():
    # The extractor of Python 3.11 cannot see into f-strings, so such a message would never be translated.
    hidden = [
        f"{path.name}:{call.lineno}"
        for folder in FOLDERS
        for path in folder.glob("*.py")
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in CALLS
        and isinstance(call.args[0], ast.Constant)
    ]
    assert hidden == []


def test_translations__plural__follows_the_count():
    catalog = translations("es")
    assert catalog.ngettext("{count} invoice", "{count} invoices", 1) == "{count} factura"
    assert catalog.ngettext("{count} invoice", "{count} invoices", 2) == "{count} facturas"


@pytest.mark.parametrize(
    ("browser", "address", "title"),
    [
        ("es-AR", None, "Facturas"),
        ("en-GB", None, "Invoices"),
        ("pt-BR", None, "Facturas"),
        ("en-US", "es", "Facturas"),
        ("es-AR", "en", "Invoices"),
        ("es-AR", "English", "Invoices"),
        ("en-US", "xx", "Invoices"),
    ],
)
def test_language__address_wins_over_browser_wins_over_default(console, browser, address, title):
    console.settings = console.settings.model_copy(update={"default_view": "manager"})
    app = AppTest.from_file(str(MAIN), default_timeout=20)
    app.context = {"locale": browser}
    if address is not None:
        app.query_params["lang"] = address
    app.run()
    assert not app.exception
    assert app.title[0].value == title


def test_language__switch__changes_the_page_and_stays_on_the_next(open_page):
    app = open_page(language="en")
    app.segmented_control(key="lang").set_value("es").run()
    assert app.title[0].value == "Facturas"
    app.switch_page("../../pages/pricing.py").run()
    assert app.title[0].value == "Precios"
