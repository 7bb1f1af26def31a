"""What the name of a company looks like, and what on its line is not part of it."""

import re

from core.invoices.layout import letters, plain

LEGAL = re.compile(
    r"\b(gmbh|ag|kg|ohg|e\.?k\.?|ug|mbh|a\.?g\.?|gbr|e\.?v\.?|sarl|s\.?a\.?r\.?l\.?|sas|s\.?a\.?s\.?"
    r"|eurl|snc|sa|s\.?a\.?|srl|s\.?r\.?l\.?|s\.?l\.?u?\.?"
    r"|s\.?h\.?|s\.?c\.?|sca|saci|sacif|spa|s\.?p\.?a\.?|snc|lda|ltda|ltd|limited|llc|inc|corp|plc"
    r"|&\s?co|bv(?=\W*$)|nv|s\.?c\.?a\.?|s\.?a\.?i\.?c\.?|s\.?a\.?u\.?|s\.?c\.?s\.?|y cia|cooperativa"
    r"|sdn\.?\s*bhd|bhd|s/b|pte|pty|unipersonal)\b\.?",
)
LEGAL_ALONE = re.compile(
    r"^\(?(m|malaysia)?\)?\s*(sdn\.?\s*bhd|s/b|gmbh|s\.?a\.?|s\.?r\.?l\.?|ltd|limited|inc|ag)\.?(\s*\(.*\))?$"
)
TRADE = re.compile(
    r"\b(trading|enterprise|enterprises|store|stores|shop|market|mart|minimarket|restaurant|restoran"
    r"|restaurante|cafe|bistro|bakery|hardware|pharmacy|farmacia|supermarket|supermercado"
    r"|distribuidora|comercial|panaderia|libreria|ferreteria|almacen|mayorista|kiosco|autoservicio"
    r"|perniagaan|pasar|kedai|motor|machinery|stationery|gift|deco|hotel|house"
    r"|industries|industrial|industria|services|servicios|logistica|transporte|alimentos|bebidas"
    r"|handel|service|boutique|boulangerie|hermanos|hnos|hijos|e hijos|brothers|holdings|group|grupo"
    r"|bros|center|centre|centro|electronics|supplies|electric|food|kitchen|garden)\b"
)
ADDRESS = re.compile(
    r"\b(jalan|jln|jl|lot|lorong|taman|street|st\.|road|rd|avenue|ave|av\.|avda|calle|strasse|str\."
    r"|weg|platz|rue|chemin|boulevard|blvd|via|piazza|rua|floor|level|ground|unit|no\.?\s?\d|ruta"
    r"|piso|dpto|localidad|provincia|bv\.|bvard?|boulevares|pasaje|pje|diagonal|diag\.|esq\.?|manzana"
    r"|parque industrial|colectora|autopista|camino|km\.?\s?\d|c\.?p\.?\s?\d)"
    r"|,\s*(?:buenos aires|caba|c[oó]rdoba|santa fe|mendoza|tucum[aá]n|entre r[ií]os|salta|chaco|corrientes"
    r"|misiones|san juan|san luis|jujuy|neuqu[eé]n|r[ií]o negro|chubut|la pampa|formosa|catamarca|la rioja)$"
    r"|\w+(strasse|str\.|weg|platz)\b|\b\d{4,5}\b"
)
HOUSE = re.compile(r"^[^\W\d][^\d]*\s\d{1,5}\b")
"""A street and its number."""
NOT_A_NAME = re.compile(
    r"invoice|receipt|rechnung|factura|facture|fattura|thank|welcome|cashier|\btel\b|phone|fax\b|gst"
    r"|sst|vat\b|date|datum|fecha|page|seite|pagina|original|duplicado|triplicado|www\.|http|@|table"
    r"|order|^(?:contado|cuenta corriente|cta\.? ?cte|transferencia|efectivo)\b"
    r"|cash\s*bill|customer|member|formerly|licensee|reg\.?\s?no|co\.?\s?no|company\s?no|cuit|iva\b"
    r"|responsable|resp\. ?insc|inicio (?:de )?act|ingresos brutos|domicilio|condicion|remito|cod\.|codigo"
    r"|punto de venta|comp\. ?n|^datos\b|\bnumero\b|\bnro\b|\bcliente\b|cond\. |document"
    r"|guest check|gutschrift|avoir|nota de|tax\b|id no"
)
SALUTATIONS = frozenset(
    {"herr", "herrn", "frau", "mr", "mrs", "ms", "monsieur", "madame", "sr", "sra", "senor", "senores"}
)
_BREAKS = re.compile(r"\s+[-\u2013\u2014|•●·∙*]\s+|\s*[●•|]\s*|,\s+(?=\d)")
KEYED = re.compile(r"^[^:]{2,40}:")
_EDGES = " :,-\u2013"
NAME_KEYS = frozenset(
    {
        "name", "razonsocial", "nombre", "company", "firma", "nom", "raisonsociale", "denominacion",
        "companyname", "customername", "nombreorazonsocial", "nombreyapellido", "nombreyapellidorazonsocial",
        "apellidoynombre", "apellidoynombrerazonsocial", "razonsocialnombre", "nombreapellido",
        "apellidoynombreorazonsocial", "nombrerazonsocial", "denominazione", "ragionesociale", "razonsoc",
        "rsocial",
    }
)  # fmt: skip
ISSUER_KEYS = frozenset(
    {"razonsocial", "raisonsociale", "ragionesociale", "denominazione", "denominacion", "firma", "de"}
)
"""Keys of a name that no sales person or contact has."""
LONGEST_KEY = 4
"""Words."""
_TAX_KEY = re.compile(r"\s(?:c\.?u\.?i\.?t|i\.?v\.?a|d\.?n\.?i|nif|vat)\b")
_NEXT_KEY = re.compile(
    r"\s+\(?(?:(?:domicilio|direcci[oó]n|localidad|condici[oó]n|cond|provincia|tel|vendedor|zona)\b\.?[^:]{0,20}:"
    r"|responsable\b|monotribut|consumidor final|exento\b|c\.?\s?u\.?\s?i\.?\s?t\b"
    r"|i\.?v\.?a\.?\b|d\.?n\.?i\b|ust\b|vat\b|nif\b|(?:[^\W\d_]+\.?\s){0,2}[^\W\d_]{2,}\.?\s?:).*$",
    re.IGNORECASE,
)
"""The next key on the same line: a tax id, or any words before a colon."""
_ACCOUNT = re.compile(
    r"^(?:(?:[^\W\d_]+/)?(?:cliente|cuenta|cta|cte|cod|codigo|c[oó]digo|n[°ºo]|nro|num)\b\.?[°º]?[\s:.]*){0,2}"
    r"[(\[]?(?:[A-Z]{0,2}-?)?\d{2,8}[)\]]?\s*[-/:\u2013]?\s+(?=[^\W\d_]{2})",
    re.IGNORECASE,
)
"""The customer's number before the customer's name."""
_REGISTERED = re.compile(
    r"\s*\(?\b(?:co\.?|reg\.?)?\s*(?:no\.?)?\s*[(:]?[\dA-Z]*\d{5,}[\dA-Z\-]*\)?$|\s*\(\d{2,8}\)$"
)


def has_name(text: str) -> bool:
    return sum(char.isalpha() for char in text) > 2  # noqa: PLR2004 - two letters are a country


def cleaned(text: str) -> str:
    """The name of a line that may go on with an address or a registration number."""
    text = _ACCOUNT.sub("", text.strip(" :"))
    first = _BREAKS.split(_NEXT_KEY.split(text)[0])[0].strip(_EDGES)
    return _REGISTERED.sub("", first).strip(_EDGES) or first


def keyed(text: str) -> bool:
    """Whether a key of a few words opens the line: `Globale Nummer: 1`, not `Casa Sur C.U.I.T.: 30-1`."""
    key = text.partition(":")[0]
    return bool(KEYED.match(text)) and len(key.split()) <= LONGEST_KEY and not _TAX_KEY.search(plain(key))


def split_key(text: str) -> tuple[str, str]:
    """`Razón social: X` as its key's letters and X; an empty key when there is none.

    Of a key in two languages, `Razón social/Company:`, the letters of the first.
    """
    key, colon, value = text.partition(":")
    if not colon or not value.strip():
        return "", text
    whole, first = letters(key), letters(key.partition("/")[0])
    return (first if whole not in NAME_KEYS and first in NAME_KEYS else whole), value.strip()
