"""Wording tells products, packs, contents and categories apart, and says nothing where it is not sure."""

from decimal import Decimal

import pytest

from core.pricing.goods import (
    categories,
    clean_ean,
    clean_sku,
    description_key,
    guess_category,
    measure,
    new_product_id,
    pack_size,
    pieces_in_name,
    supplier_key,
)
from core.pricing.rules import Scope
from tests.support.prices import bundled


@pytest.mark.parametrize(
    ("description", "category"),
    [
        ("YERBA MATE PLAYADITO X 500 G", "almacen"),
        ("Puré de tomate Arcor 520 g", "almacen"),
        ("Mate cocido Taragüí 25 saquitos", "almacen"),
        ("Gaseosa Coca-Cola 2,25 L", "bebidas"),
        ("Vino Malbec 750cc", "bebidas_alcoholicas"),
        ("Leche entera La Serenísima 1L", "lacteos"),
        ("Dulce de leche 400 g", "lacteos"),
        ("Queso cremoso x kg", "fiambres"),
        ("Fiambre jamón cocido", "fiambres"),
        ("Detergente Magistral limón 750 ml", "limpieza"),
        ("Jabón en polvo Skip 3kg", "limpieza"),
        ("Jabón de tocador Dove 90g", "perfumeria"),
        ("Crema dental Colgate 90g", "perfumeria"),
        ("Cuaderno tapa dura 48 hojas", "libreria"),
        ("Galletitas de leche 150 g", "golosinas"),
        ("Papas fritas Lays 85g", "golosinas"),
        ("Papas prefritas McCain", "congelados"),
        ("Cigarrillos Marlboro Box 20", "cigarrillos"),
        ("Alimento perro Pedigree 15 kg", "mascotas"),
        ("Widget", None),
        ("", None),
    ],
)
def test_guess_category__spanish_description__is_that_of_the_leading_word(description, category):
    assert guess_category(description) == category


def test_guess_category__every_category__has_a_bundled_rule_and_the_other_way_round():
    ruled = {it.category for it in bundled().rules if it.scope is Scope.CATEGORY}
    assert ruled == set(categories())


@pytest.mark.parametrize(
    ("description", "unit", "pack", "quantity", "measured"),
    [
        ("Leche entera 1L", None, 1, "1", "l"),
        ("Gaseosa 2,25 L", None, 1, "2.25", "l"),
        ("Yerba x500g", None, 1, "0.5", "kg"),
        ("Café 1.000 g", None, 1, "1", "kg"),
        ("Queso 0.500 kg", None, 1, "0.5", "kg"),
        ("Aceite 12x900ml", "bulto", 12, "0.9", "l"),
        ("Galletitas 3 x 118 g", None, 1, "0.354", "kg"),
        ("Papel higiénico 4 x 30 m", None, 1, "120", "m"),
        ("Fernet 750 ml x 6", None, 1, "4.5", "l"),
        ("Fernet 750 ml x 6", "caja", 6, "0.75", "l"),
        ("Jamón cocido", "kg", 1, "1", "kg"),
        ("Jamón cocido", "KGM", 1, "1", "kg"),
    ],
)
def test_measure__content_in_the_wording__is_that_of_one_unit_for_sale(
    description, unit, pack, quantity, measured
):
    found = measure(description, unit, Decimal(pack))
    assert (found.quantity, found.unit) == (Decimal(quantity), measured)


@pytest.mark.parametrize("description", ["Tornillo 5mm", "Cuaderno 48 hojas", "Bolsa 45x60 x 10", "Café 0 g"])
def test_measure__no_content_in_the_wording__is_none(description):
    assert measure(description, None, Decimal(1)) is None


@pytest.mark.parametrize(
    ("description", "pieces"),
    [
        ("Fernet 750 ml x 6", 6),
        ("Aceite 12x900ml", 12),
        ("Alfajor x 24", 24),
        ("Yerba mate 1 kg", None),
        ("Papel higiénico 4 x 30 m", None),
        ("Fideos x 1", None),
    ],
)
def test_pieces_in_name__count_in_the_wording__whatever_an_invoice_counts(description, pieces):
    assert pieces_in_name(description) == pieces


@pytest.mark.parametrize(
    "description",
    ["Bolsa de residuos 45x60 x 10", "Papel higiénico 4 x 30 m", "Alfajor x 24 un", "Pañales x 60 un"],
)
def test_pack_size__wording_that_may_mean_another_count__is_not_guessed(description):
    assert pack_size("bulto", description) is None


@pytest.mark.parametrize(
    ("unit", "description", "size"),
    [
        ("XBX", "Alfajor chocolate Merengón x 24", 24),
        ("XDS", "Chocolate con maní 100 g x 12", 12),
        ("caja", "Fernet 750 ml x 6", 6),
        ("bulto", "Aceite 900 ml x 12", 12),
        ("pack", "Gaseosa cola x 6", 6),
    ],
)
def test_pack_size__count_that_can_only_be_pieces__is_the_packs(unit, description, size):
    assert pack_size(unit, description) == size


def test_pack_size__pack_of_none__is_unknown():
    assert pack_size("cj0", "Yerba") is None


@pytest.mark.parametrize(
    ("ean", "clean"),
    [
        ("7790895000782", "7790895000782"),
        (" 779-0895000782 ", "7790895000782"),
        ("7790895000783", None),
        ("0000000000000", None),
        ("2000000000008", None),
        ("٧٧٩٠٨٩٥٠٠٠٧٨٢", None),
        ("", None),
        (None, None),
    ],
)
def test_clean_ean__only_what_means_the_same_goods_everywhere__counts(ean, clean):
    assert clean_ean(ean) == clean


def test_clean_sku__no_letter_or_digit__is_none():
    assert clean_sku(" - ") is None
    assert clean_sku(" ab 12 ") == "AB12"


def test_supplier_key__tax_id_however_printed__is_the_same():
    assert supplier_key("30-50001091-2", "Sur SA") == supplier_key("30500010912", None)
    assert supplier_key(None, "Distribuidora  Del Súr S.A.") == supplier_key("", "distribuidora del sur s a")
    assert supplier_key(None, None) == ""


def test_description_key__spelling__does_not_matter():
    assert description_key("Azúcar  LEDESMA, 1-Kg") == description_key("azucar ledesma 1 kg")
    assert description_key("***") == "***"


def test_new_product_id__each_part__makes_another_product():
    ids = {
        new_product_id("s", "1", "a", "d"),
        new_product_id("s", None, "a", "d"),
        new_product_id("s2", None, "a", "d"),
        new_product_id("s", None, None, "d"),
        new_product_id("s", None, None, "a"),
    }
    assert len(ids) == 5
    assert new_product_id("s", "1", "a", "d") == new_product_id("s2", "1", None, "e")
