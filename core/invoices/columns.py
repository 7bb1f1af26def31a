"""What a column of the line table holds, by the words that head it in every language."""

import re
from enum import StrEnum, auto
from functools import cache

from rapidfuzz import fuzz, process

from core.invoices.layout import letters

_CURRENCY_END = re.compile(r"(?:in)?(?:rm|myr|eur|euro|usd|ars|gbp)$")
FUZZY_FROM = 5
"""Letters from which a heading is long enough to be matched with errors."""
LIKENESS = 82


class Column(StrEnum):
    POSITION = auto()
    CODE = auto()
    EAN = auto()
    DESCRIPTION = auto()
    QUANTITY = auto()
    UNIT = auto()
    PRICE = auto()
    DISCOUNT = auto()
    AMOUNT = auto()
    GROSS = auto()
    TAX_RATE = auto()
    TAX_AMOUNT = auto()
    OTHER = auto()
    """Headed by words that are none of these."""


MONEY = (Column.PRICE, Column.AMOUNT, Column.GROSS)
NUMERIC = (
    Column.QUANTITY,
    Column.PRICE,
    Column.DISCOUNT,
    Column.AMOUNT,
    Column.GROSS,
    Column.TAX_RATE,
    Column.TAX_AMOUNT,
)
ITEM_ROLES = (Column.QUANTITY, *MONEY)
"""What an item is told by: at least two of these."""

LEXICON: dict[Column, str] = {
    Column.POSITION: """
        pos|position|nr|no|n|sl|sno|s no|line|lfd nr|lfdnr|renglon|it|posten|num|ln|sr no""",
    Column.CODE: """
        code|item code|item no|item number|product code|sku|ref|reference|part no|art nr|art no|artnr|
        artikelnr|artikelnummer|artikel nr|art nr kunde art nr lief art nr art|art nr kunde art nr lief|
        codigo|cod|cod art|cod articulo|cod producto|codigo producto|codigo articulo|articulo cod|
        codice|cod prod|model|stock code|material|art|plu|id|part number|nro articulo|n articulo|
        cod interno""",
    Column.EAN: """
        ean|gtin|barcode|codigo de barras|cod barras|cod de barras|upc|ean gtin|ean13""",
    Column.DESCRIPTION: """
        description|desc|item|items|item name|details|particulars|product|product service|products|
        service|item description|goods|code desc|desc item|article|product name|description of goods|
        produkt|bezeichnung|beschreibung|artikel|leistung|leistungsbeschreibung|artikelbezeichnung|text|
        produktbezeichnung|artikelbeschreibung|ware|designation|libelle|produit|prestation|intitule|
        descripcion|detalle|concepto|producto|producto servicio|productos|articulo|articulos|
        denominacion|servicio|mercaderia|producto o servicio|descripcion del producto|
        descripcion del articulo|conceptos|descrizione|prodotto|articolo|descricao|produto|
        descricao do produto|designacao|descripcion producto""",
    Column.QUANTITY: """
        qty|quantity|qnty|quant|hours|units|menge|anzahl|anz|stunden|stuck|quantite|qte|qtte|cantidad|
        cant|ctd|unidades|unid|uds|cantid|bultos|quantita|qta|quantidade|qtd|qtde|q ta|mge|
        menge einheit|cant un|qty unit|qty uom|kilos|kg|kgs|litros|metros|cajas|horas|packs|hs|cant kg|
        peso cant|cantidad kg|peso kg|weight kg|cant unidades|bultos cant|hrs|hours qty|piezas|pieza|
        pzas|pza|hormas|bulto|bto|btos|docenas|fardos|kilogramos|kgrs|kgr|lts|unids|peso neto|kilos netos|
        cant bultos|cant uni|cant u|cantidad unidades|colis|stueck|stk|pezzi|pz|litri|pcs|pieces""",
    Column.UNIT: """
        unit|uom|einheit|me|einh|unite|u medida|u m|um|unidad|unidad medida|unidad de medida|u med|
        medida|unita|un|unidade|u|unit of measure|umed""",
    Column.PRICE: """
        unit price|price|price unit|net price|price each|each|rate|u price|unit cost|unit net price|
        s price|rsp|u p|up|unit rm|price rm|rm unit|unit price rm|price excl vat|net unit price|
        unit price excl vat|unit price eur|unit price usd|cost|preis|einzelpreis|e preis|einzel|ep|
        nettopreis|netto preis|stuckpreis|einzelpreis netto|einzelpreis eur|einzelpreis in eur|
        preis eur|preis einheit|einzelpreis euro|netto einzelpreis|preis stuck|ep netto|listenpreis|
        prix unitaire|prix|pu|p u|pu ht|p u ht|prix unitaire ht|prix u|prix ht|prix unit|prix unit ht|
        precio|precio unit|precio unitario|p unit|p unitario|punit|precio u|importe unitario|
        precio unit neto|precio neto|unitario|precio unitario neto|valor unitario|p u neto|precio x un|
        precio s iva|p unit neto|precio lista|precio de lista|costo|precio unit s iva|precio por unidad|
        precio un|precio bulto|precio caja|precio pack|precio x bulto|precio por bulto|precio x caja|
        precio por caja|precio x pack|precio kilo|precio kg|precio x kg|x kg|por kg|precio por kg|
        c u|x unidad|valor kg|precio final|precio final unitario|pr unitario|pr unit|p bulto|
        precio unitario final|precio u final|precio c iva|p final|prezzo|prezzo unitario|prezzo unit|
        prezzo un|preco|preco unitario|preco unit|valor unit|importe unit|imp unit|imp unitario|
        neto unit|neto unitario|unit neto|unit s iva|unit c iva|unitario s iva|unitario c iva|pr lista|
        p lista|lista|pcio|pcio unit|precio c dto|precio c desc|precio c bonif|precio bonif|p c bonif|
        p c dto|p bonif|pr final|pr neto|precio bonificado|p x kilo|p x kg|p kilo|p kg|precio x kilo|
        precio por kilo|prezzo netto|prix net|precio venta|tarifa|tarif|stueckpreis|unit net|
        price per unit|net unit|unit value|e preis netto|valor unitario neto""",
    Column.DISCOUNT: """
        disc|discount|disc %|disc rm|discount %|disc amt|rabatt|rabatt %|nachlass|rab|remise|rem|
        remise %|bonif|% bonif|bonificacion|% bonificacion|bon|dto|% dto|dto %|descuento|% desc|descto|
        dcto|% dcto|desc %|% descuento|imp bonif|importe bonif|imp bonificacion|dtos|bonif %|sconto|
        sconto %|desconto""",
    Column.AMOUNT: """
        amount|total|total item|total renglon|net amount|line total|amt|amt rm|amount rm|total rm|
        total price|ext price|extended price|net total|net|line amount|price w o tax|price without tax|
        total excl vat|amount excl vat|value|net value|amount eur|amount usd|total amount|total net|
        ext amount|extension|amt excl gst|total excl gst|amount excl tax|gesamt|betrag|summe|gesamtpreis|
        nettobetrag|entgelt|gesamtbetrag|positionsbetrag ohne ust|positionsbetrag|gesamt netto|netto|
        betrag eur|gesamtpreis eur|gesamt eur|betrag in eur|gp|g preis|netto betrag|gesamtpreis netto|
        nettosumme|wert|netto gesamt|summe netto|betrag netto|gesamtnetto|summe eur|positionssumme|
        zeilensumme|montant|montant ht|total ht|prix total|prix total ht|importe|subtotal|importe neto|
        total neto|neto|imp neto|precio total|importe total|subtotal neto|importe sin iva|subtotal s iva|
        sub total|total linea|imp|monto|subtotal sin iva|neto gravado|importe s iva|total s iva|valor|
        importe bruto|importo|totale|prezzo totale|imponibile|valor total|preco total|totale riga|
        importo netto""",
    Column.GROSS: """
        gross amount|gross|total incl vat|amount incl vat|total inc vat|gross total|amount incl tax|
        total incl gst|brutto|bruttobetrag|gesamt brutto|bruttopreis|total ttc|montant ttc|prix ttc|
        subtotal c iva|total c iva|importe c iva|total con iva|subtotal con iva|importe con iva|
        sub total c iva|importe final|total ivato""",
    Column.TAX_RATE: """
        vat|vat %|vat rate|tax|tax rate|tax %|gst|gst %|sst|tax code|t code|mwst|mwst %|ust|ust %|
        ust satz|mwst satz|steuersatz|steuer|steuer %|st satz|tva|tva %|taux|taux tva|iva|iva %|% iva|
        alicuota|alicuota iva|alic iva|alic|tasa|tasa iva|% alic|alic %|al iva|aliquota|aliquota iva|
        imposto|alicuota %|taxe|taxes|impuestos|imptos|impto|tasa %""",
    Column.TAX_AMOUNT: """
        tax amount|vat amount|tax amt|gst amt|gst amount|importe iva|imp iva|monto iva|montant tva|
        steuerbetrag|ust betrag|mwst betrag|tax rm|gst rm|iva importe|valor iva|importe de iva""",
    Column.OTHER: """
        date|datum|fecha|peso|weight|lote|lot|batch|vto|stock|colli|bultos x un|kategorie|pack|base|
        tax base|warenwert|basisbetrag|payment|imp int|impuestos internos|imp internos|i internos|int|
        pvp|p v p|pvp sug|pvp sugerido|precio publico|precio sugerido|psvp|p vta|p venta|
        precio venta publico|precio vta|tropa|partida|despacho|contenido|x bulto|unid bto|unid x bto|uxb|
        vence|venc|vencimiento|f vto|fecha vto|nro lote|n lote|un bulto|u x bulto|ux bulto|unidades x bulto|
        unid x bulto|pack size""",
}


@cache
def _phrases() -> dict[str, Column]:
    phrases: dict[str, Column] = {}
    for column, text in LEXICON.items():
        for phrase in text.split("|"):
            phrases.setdefault(letters(phrase), column)
    return phrases


@cache
def column_of(text: str, *, fuzzy: bool) -> Column | None:
    """The column that a heading's letters name."""
    column = _phrases().get(text) or _phrases().get(_CURRENCY_END.sub("", text))
    if column is None and fuzzy and len(text) >= FUZZY_FROM:
        longer = [phrase for phrase in _phrases() if len(phrase) >= FUZZY_FROM]
        near = process.extractOne(text, longer, scorer=fuzz.ratio, score_cutoff=LIKENESS)
        column = _phrases()[near[0]] if near else None
    return column
