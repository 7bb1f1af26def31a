"""Pages of words: places, deskewing, phrases shared out into words, PDF text and its orientation."""

import io
import math

import numpy as np
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from core.invoices.layout import page_rows
from core.invoices.model import ReadingSource
from core.invoices.ocr import image_frames, level_page
from core.invoices.pages import Page, split_phrase, text_pages, turn
from core.invoices.pdf_pages import pdf_pages


def tilted(texts: list[str], degrees: float) -> Page:
    """Lines of text boxes on a 1000 x 1000 photo that was held askew."""
    phrases = []
    for at, text in enumerate(texts):
        box = [(100, 100 + 60 * at), (800, 100 + 60 * at), (800, 130 + 60 * at), (100, 130 + 60 * at)]
        corners = np.array(
            [turn((float(x), float(y)), math.radians(degrees), (500.0, 500.0)) for x, y in box]
        )
        phrases.append((text, corners, 0.9))
    return level_page(phrases, (1000.0, 1000.0))


def test_level_page__photo_held_askew__words_share_their_row() -> None:
    page = tilted(["Total of everything 12.00", "Cash 20.00", "Change 8.00"], 7)
    assert [row.text for row in page_rows(page)] == ["Total of everything 12.00", "Cash 20.00", "Change 8.00"]


def test_level_page__place__is_turned_back_to_the_photo_as_it_was() -> None:
    page = tilted(["one", "two", "three"], 7)
    place = page.place([page.words[0]])
    x, y = turn((450.0, 115.0), math.radians(7), (500.0, 500.0))
    assert place.x0 < x / 1000 < place.x1
    assert place.y0 < y / 1000 < place.y1


def test_split_phrase__width_is_shared_by_characters() -> None:
    first, second = split_phrase("Total 12.00", (0.0, 0.0, 110.0, 10.0))
    assert (first.text, first.x0, first.x1) == ("Total", 0.0, 50.0)
    assert (second.text, second.x0, second.x1) == ("12.00", 60.0, 110.0)


def test_split_phrase__full_width_forms__become_plain() -> None:
    assert [word.text for word in split_phrase("\uff08M\uff09\uff33DN", (0, 0, 1, 1))] == ["(M)SDN"]


def test_text_pages__form_feeds__part_pages() -> None:
    assert [page.number for page in text_pages("one\ftwo")] == [1, 2]


def test_page__no_size__is_refused() -> None:
    with pytest.raises(ValueError, match="0 x 5"):
        Page(1, 0, 5, ())


def pdf(rotation: int = 0) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(600, 800))
    canvas.setPageRotation(rotation)
    for at, line in enumerate(
        ["Invoice INV-7", "Acme Trading Ltd", "Total 12.00 of the words", "one more line here"]
    ):
        canvas.drawString(50, 750 - 40 * at, line)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def test_pdf_pages__text_layer__words_from_the_top_left() -> None:
    (page,) = pdf_pages(pdf())
    assert page.source is ReadingSource.TEXT
    assert [row.text for row in page_rows(page)][:2] == ["Invoice INV-7", "Acme Trading Ltd"]
    place = page.place([page.words[0]])
    assert place.x0 == pytest.approx(50 / 600, abs=0.01)
    assert place.y1 == pytest.approx(50 / 800, abs=0.01)


def test_pdf_pages__large_letter_beside_small_text__are_two_words() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(600, 800))
    canvas.setFont("Helvetica", 30)
    canvas.drawString(300, 700, "A")
    canvas.setFont("Helvetica", 8)
    canvas.drawString(300 + canvas.stringWidth("A", "Helvetica", 30), 700, "COD. 01 and some more words")
    canvas.save()
    (page,) = pdf_pages(buffer.getvalue())
    assert page.words[0].text == "A"


def test_image_frames__exif_orientation_is_honoured() -> None:
    picture = Image.new("RGB", (40, 20), "white")
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", exif=exif)
    (frame,) = image_frames(buffer.getvalue())
    assert frame.shape == (40, 20, 3)


def test_image_frames__transparent_picture__stands_on_white() -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(buffer, "PNG")
    (frame,) = image_frames(buffer.getvalue())
    assert frame.min() == 255


def test_pdf_pages__blank_page__is_not_sent_to_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "core.invoices.pdf_pages.recognise", lambda *_: pytest.fail("recognised a blank page")
    )
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(600, 800))
    canvas.setFillColor("white")
    canvas.rect(10, 10, 100, 100, stroke=0, fill=1)
    canvas.showPage()
    canvas.save()
    (page,) = pdf_pages(buffer.getvalue())
    assert page.words == ()


def test_pdf_pages__text_as_a_picture__is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = []
    monkeypatch.setattr(
        "core.invoices.pdf_pages.recognise",
        lambda picture, number: shapes.append(picture.shape) or Page(number, 1, 1, (), ReadingSource.OCR),
    )
    picture = Image.new("L", (300, 400), "white")
    picture.paste(0, (50, 50, 250, 60))
    buffer = io.BytesIO()
    picture.save(buffer, "PDF", resolution=72)
    (page,) = pdf_pages(buffer.getvalue())
    assert page.source is ReadingSource.OCR
    assert shapes == [(834, 625, 3)]
