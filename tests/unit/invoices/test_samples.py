"""The bundled samples are whole, small, and what the generator and the truth say they are."""

import json
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest

from benchmarks.argentina.samples import samples
from core.invoices.samples import sample_files

TRUTH = Path(__file__).parents[2] / "data" / "samples" / "truth.json"


@pytest.fixture(scope="module")
def records():
    return {record["file"]: record for record in json.loads(TRUTH.read_text(encoding="utf-8"))}


def test_sample_files__eight__each_with_its_truth_and_small_together(records):
    found = dict(sample_files())
    assert list(found) == list(records)
    assert len(found) == 8
    assert sum(map(len, found.values())) < 1_200_000


def test_sample_files__kinds__text_pdf_photo_scan_and_xml():
    found = dict(sample_files())
    texts = []
    for name, content in found.items():
        if name.endswith(".pdf"):
            document = pypdfium2.PdfDocument(content)
            texts.append(bool(document[0].get_textpage().get_text_range()))
            document.close()
    assert texts.count(True) == 5
    assert texts.count(False) == 1
    assert sum(content.startswith(b"\xff\xd8") for content in found.values()) == 1
    assert sum(content.startswith(b"<?xml") for content in found.values()) == 1


def test_truth__is_what_the_generator_makes_today(records):
    assert [sample.record for sample in samples()] == list(records.values())


def test_samples__second_delivery_of_one_supplier__is_later_and_mostly_dearer(records):
    first, second = list(records.values())[:2]
    assert first["supplier_tax_id"] == second["supplier_tax_id"]
    assert first["date"] < second["date"]
    rises = 0
    for before, after in zip(first["lines"], second["lines"], strict=True):
        assert (before["sku"], before["ean"]) == (after["sku"], after["ean"])
        rises += Decimal(after["price"]) > Decimal(before["price"])
    assert rises > len(first["lines"]) / 2


def test_samples__all_bought_by_one_shop(records):
    assert len({record["receiver_tax_id"] for record in records.values()}) == 1
    assert len({record["supplier_tax_id"] for record in records.values()}) == 7
