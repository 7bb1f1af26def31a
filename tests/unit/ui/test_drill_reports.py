"""A drill report says the same on the web and on paper, in its reader's language, whatever people wrote."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import pypdfium2
import pytest

from core.resilience.drill_report import DrillReport, Ending, Entry, Reckoning, TargetFigures
from core.ui import drill_html
from core.ui.drill_pdf import pdf
from core.ui.drill_sheet import sheet

REPORT = DrillReport(
    id="d1",
    scenario="database-failover",
    synthetic=True,
    actor="ana@shop.example",
    started_at=datetime(2026, 11, 20, 18, 30, tzinfo=UTC),
    ending=Ending.FINISHED,
    seconds=61.0,
    worst_level=3,
    recovered_after=7.25,
    targets=(TargetFigures("database", 0.4, 6.5, calls=1234, failures=3, refused=567, fallbacks=89),),
    reckoning=Reckoning(promised=4321, held=41, landed=4321, originals=12),
    timeline=(
        Entry(0.0, "drill.started", "database-failover", "ana@shop.example", {}),
        Entry(0.5, "breaker.transition", "db_breaker", None, {"old": "closed", "new": "open"}),
    ),
)
BEFORE = replace(REPORT, id="d0", recovered_after=31.5)


@pytest.fixture
def read():
    """All that a PDF says, as one text a page."""

    def pages(content: bytes) -> list[str]:
        document = pypdfium2.PdfDocument(content)
        try:
            return [_words(page) for page in document]
        finally:
            document.close()

    return pages


def _words(page) -> str:
    text = page.get_textpage()
    try:
        return " ".join(text.get_text_range().split())
    finally:
        text.close()


def from_html(content: bytes) -> str:
    body = content.decode().partition("<body>")[2]
    return " ".join(
        unescape(re.sub(r"<[^>]*>", " ", re.sub(r'<span class="fz-icon".*?</span>', "", body))).split()
    )


def test_pdf__has_verdict_figures_comparison_and_timeline(speak, read):
    speak("es")
    (text,) = read(pdf(sheet(REPORT, BEFORE)))
    for told in (
        "Conmutación de la base de datos",
        "No se perdió nada; terminado",
        "los cambios se tienen que guardar",
        "Cambios prometidos 4.321 4.321",
        "7,2 s 31,5 s",
        "Base de datos 0,4 s 6,5 s 1.234 3 567 89",
        "0,5 s Base de datos: de",
        "20/11/2026 18:30, 1 min, por ana@shop.example, con tráfico propio",
    ):
        assert told in text, told


@pytest.mark.parametrize("language", ["es", "en"])
def test_pdf_and_html__say_the_same(speak, read, language):
    speak(language)
    told = sheet(REPORT, BEFORE)
    web, paper = from_html(drill_html.page(told)), " ".join(read(pdf(told)))
    figures = [it for table in (told.whole, told.services) for row in table.rows for it in row]
    words = [told.verdict, told.headline, told.rehearsed, *figures, *(line.told for line in told.timeline)]
    for one in (" ".join(it.split()) for it in words):
        assert one in web
        assert one in paper


def test_pdf__first_run__has_nothing_to_compare_with(speak, read):
    speak("en")
    (text,) = read(pdf(sheet(REPORT, None)))
    assert "Time to recover, from the end of the last fault 7.2 s Worst level 3 of 5 Lost 0 What" in text
    assert "Run before" not in text


def test_pdf__hostile_words__are_text_and_letters_it_lacks_are_questions(speak, read):
    speak("en")
    (text,) = read(pdf(sheet(replace(REPORT, actor="<b>&ana</para> 李"), None)))
    assert "by <b>&ana</para> ?" in text


def test_pdf__long_timeline__goes_on_over_the_pages(speak, read):
    speak("en")
    many = tuple(replace(REPORT.timeline[1], seconds=float(at)) for at in range(120))
    pages = read(pdf(sheet(replace(REPORT, timeline=many), None)))
    assert len(pages) > 2
    assert "119.0 s Database" in pages[-1]
    assert all(page.endswith(str(at)) for at, page in enumerate(pages, 1))
