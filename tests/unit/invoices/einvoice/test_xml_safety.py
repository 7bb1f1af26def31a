"""Hostile XML reads no file, calls no address, fills no memory."""

import time
from datetime import date
from decimal import Decimal

import pytest

from core.invoices.einvoice import embedded_xml, read_einvoice
from core.invoices.einvoice.xml import MAX_TAGS, decimal, gtin, per_unit, percent, xml_date
from core.invoices.files import UnreadableCode, UnreadableFile
from tests.support.documents import DATA, ENTITY, LAUGHS, pdf, with_attachment

MINIMAL = (DATA / "einvoice-xml" / "ubl-invoice-minimal.xml").read_bytes()


def refused(content):
    with pytest.raises(UnreadableFile) as raised:
        read_einvoice(content, "a.xml")
    return raised.value


@pytest.mark.parametrize(
    "content",
    [
        ENTITY,
        LAUGHS,
        ENTITY.decode().encode("utf-16"),
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>',
        b'<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]><x/>',
        b"<!DOCTYPE html><html><body>invoice</body></html>",
        b"<!DOCTYPE x><x/>",
    ],
)
def test_parse__document_type_or_entities__are_refused_at_once_and_show_no_file(content):
    started = time.monotonic()
    error = refused(content)
    assert error.code is UnreadableCode.XML_UNSAFE
    assert "root:" not in str(error)
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<Invoice><ID>1</Invoice>", UnreadableCode.XML_DAMAGED),
        (MINIMAL[:-200], UnreadableCode.XML_DAMAGED),
        (b"<a>" * 5000, UnreadableCode.XML_DAMAGED),
        (b"<a>" + b"<b/>" * MAX_TAGS + b"</a>", UnreadableCode.TOO_LARGE),
        (b"<rss><channel/></rss>", UnreadableCode.XML_NOT_INVOICE),
        (b"<Invoice><ID>1</ID></Invoice>", UnreadableCode.XML_NOT_INVOICE),
    ],
)
def test_parse__broken_deep_huge_or_foreign__is_refused_with_its_code(content, code):
    assert refused(content).code is code


@pytest.mark.parametrize(
    "text", ["NaN", "Infinity", "1e99999", "12.3.4", "0x10", "", "--1", "9" * 40, "1,234.50", "\u0661\u0662"]
)
def test_decimal__what_is_no_plain_number__is_none(text):
    assert decimal(text) is None


def test_decimal__plain_and_comma__are_read():
    read = [decimal(it) for it in ("12.50", "-3", "+.5", "7,25", "1.")]
    assert read == [Decimal("12.50"), Decimal(-3), Decimal("0.5"), Decimal("7.25"), Decimal(1)]


def test_figures__percent_unit_price_date_and_gtin__follow_their_formats():
    assert str(percent(Decimal("0.160000"))) == "16"
    assert str(percent(Decimal("0.105"))) == "10.5"
    assert per_unit(Decimal(10), Decimal(3)) == Decimal("3.33333333")
    assert per_unit(Decimal(10), Decimal(0)) == 10
    assert xml_date("20250131") == xml_date("2025-01-31T10:00:00-03:00") == date(2025, 1, 31)
    assert xml_date("20251331") is None
    assert gtin("4012345001235") == "4012345001235"
    assert gtin("ABC") is None


def test_embedded_xml__among_other_attachments__the_standard_name_wins_in_any_case():
    content = with_attachment(
        pdf("Invoice"), ("a-order.xml", b"<Order/>"), ("photo.png", b"x"), ("ZUGFeRD-invoice.xml", MINIMAL)
    )
    assert embedded_xml(content) == MINIMAL


def test_embedded_xml__other_name__is_taken_where_nothing_better_is_there():
    assert embedded_xml(with_attachment(pdf("Invoice"), ("invoice.XML", MINIMAL))) == MINIMAL
    assert embedded_xml(with_attachment(pdf("Invoice"), ("terms.pdf", b"x"))) is None
    assert embedded_xml(pdf("Invoice")) is None
