"""Descriptions that mean the same goods, and the many that nearly do."""

import pytest

from core.pricing.goods import description_key
from core.pricing.similar import means_the_same, most_alike


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Yerba mate Playadito 1 kg", "YERBA MATE PLAYADITO 1KG"),
        ("Galletitas Oreo 118 g", "GALL. OREO 118GR"),
        ("Aceite de girasol Cocinero 1,5 l", "Aceite girasol Cocinero x 1,5 lts"),
        ("Lavandina Ayudín clásica 1 l", "Lavandina Ayudin clasico 1 L"),
    ],
)
def test_same_goods__spelled_differently(one, other):
    assert means_the_same(description_key(one), description_key(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Yerba mate 1 kg", "Yerba mate 500 g"),
        ("Coca-Cola 2,25 l", "Coca-Cola Zero 2,25 l"),
        ("Yogur frutilla 190 g", "Yogur vainilla 190 g"),
        ("Galletitas Oreo mini 50 g", "Galletitas Oreo maxi 50 g"),
        ("Vino tinto 750 ml", "Vino blanco 750 ml"),
        ("Alfajor x 12", "Alfajor x 24"),
        ("100", "100"),
    ],
)
def test_other_goods__however_alike(one, other):
    assert not means_the_same(description_key(one), description_key(other))


def test_most_alike__two_products_as_alike__is_none():
    pair = [("yerba mate clasica 1 kg", "p1"), ("yerba mate clasico 1 kg", "p2")]
    assert most_alike("yerba mate clasic 1 kg", pair) is None


def test_most_alike__two_names_of_one_product__is_that_product():
    pair = [("yerba mate clasica 1 kg", "p1"), ("yerba mate clasico 1 kg", "p1")]
    assert most_alike("yerba mate clasic 1 kg", pair) is not None
