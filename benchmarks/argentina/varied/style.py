"""What differs from one supplier's page to the next, drawn from what Argentine software prints."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from benchmarks.argentina.numbers import FOREIGN, LOCAL, LOCAL_LONG, PLAIN, PLAIN_LONG, NumberStyle

MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
    "noviembre", "diciembre",
)  # fmt: skip
NUMBERS = (LOCAL, LOCAL, LOCAL, LOCAL_LONG, PLAIN, FOREIGN, PLAIN_LONG)
MONEY = ("{}", "{}", "$ {}", "${}", "$  {}")
DOLLARS = ("{}", "U$S {}", "USD {}", "US$ {}")
DATES = (
    "{0:%d/%m/%Y}", "{0:%d/%m/%Y}", "{0:%d/%m/%Y}", "{0:%d-%m-%Y}", "{0:%d.%m.%Y}", "{0:%d/%m/%y}",
    "{0.day} de {1} de {0.year}", "{0:%d}-{2}-{0:%Y}", "{0:%d} / {0:%m} / {0:%Y}", "{0:%Y-%m-%d}",
)  # fmt: skip
BOXED = "boxed"
"""Day, month and year each under its own heading."""
FOLIOS = (
    "{label} {point:05d}-{serial:08d}", "{label} {point:04d}-{serial:08d}",
    "{label} {letter} {point:04d}-{serial:08d}", "{label} {letter}-{point:04d}-{serial:08d}",
    "{label} {point:04d} - {serial:08d}", "{label} {point:04d} {serial:08d}",
    "{label} {letter}{point:05d}-{serial:08d}", "Punto de Venta: {point:05d}   Comp. Nro: {serial:08d}",
    "Punto de Venta: {point:04d} Comp. Nro: {serial:08d}", "Pto. Vta.: {point:05d}   Nro.: {serial:08d}",
    "P.V.: {point:04d}  Nº: {serial:08d}", "{title} {letter} {point:04d}-{serial:08d}",
)  # fmt: skip
FOLIO_LABELS = (
    "Nº", "N°", "Nro.", "Nro:", "Número:", "NUMERO", "Comprobante Nº", "Factura Nº", "Comprobante:",
    "Nro. Comprobante:", "COMP. N°", "",
)  # fmt: skip
TITLES = {
    "invoice": ("FACTURA", "Factura", "FACTURA ELECTRÓNICA", "Factura de venta", "FACTURA"),
    "credit_note": ("NOTA DE CRÉDITO", "Nota de Crédito", "NOTA DE CREDITO", "NOTA DE CRÉDITO ELECTRÓNICA"),
    "debit_note": ("NOTA DE DÉBITO", "Nota de Débito", "NOTA DE DEBITO"),
}
DATE_LABELS = (
    "Fecha:", "FECHA", "Fecha de Emisión:", "Fecha emisión:", "Fecha", "Emisión:", "Fecha Comprobante:",
    "F. Emisión:", "Fec.:", "FECHA DE EMISION",
)  # fmt: skip
DUE_LABELS = (
    "Vencimiento:", "Fecha Vto.:", "Vto. de pago:", "Fecha de Vto. para el pago:", "Vence:", "Vto.:",
    "VENCIMIENTO", "Fecha de vencimiento",
)  # fmt: skip
CUIT_LABELS = ("CUIT:", "C.U.I.T.:", "CUIT N°:", "C.U.I.T. Nº", "CUIT Nro.:", "Cuit", "CUIT", "CUIT/CUIL:")
CLIENT_LABELS = (
    "Señor(es):", "Sres.:", "Sr.(es):", "SEÑORES:", "Cliente:", "CLIENTE", "Razón Social:",
    "Nombre y Apellido / Razón Social:", "Apellido y Nombre / Razón Social:", "Comprador:", "Receptor:",
    "Nombre o Razón Social:", "Facturar a:", "A nombre de:", "Titular:", "Destinatario:",
    "Cliente Nº {account}", "Cliente ({account}):", "Cuenta: {account}", "Nombre:", "Adquirente:",
)  # fmt: skip
HEADINGS = (
    "DATOS DEL CLIENTE", "Cliente", "FACTURAR A", "Señores", "RECEPTOR", "PARA", "Datos del comprador",
    "CLIENTE", "Facturado a", "Datos del receptor", "SEÑOR(ES)", "Vendido a",
)  # fmt: skip
NET_LABELS = (
    "Subtotal", "SUBTOTAL", "Importe Neto Gravado:", "Neto Gravado", "Neto", "NETO GRAV.",
    "Imp. Neto Gravado", "Gravado", "Subtotal Neto", "Base Imponible", "Total Neto", "Neto gravado:",
    "Importe neto", "NETO GRAVADO $",
)  # fmt: skip
VAT_LABELS = (
    "IVA {}%", "I.V.A. {}%", "IVA {} %", "IVA Inscripto {}%", "IVA ({}%)", "{}% IVA", "IVA RI {}%",
    "Imp. IVA {}%", "IVA {}%:", "I.V.A. Insc. {} %", "Alícuota {}%", "IVA tasa {}%", "Débito fiscal {}%",
    "IVA Resp. Insc. {}%",
)  # fmt: skip
EXEMPT_LABELS = (
    "Exento", "Importe Exento:", "No Gravado", "Op. Exentas", "Conceptos No Gravados", "EXENTO",
    "Subtotal exento", "Imp. Op. Exentas:",
)  # fmt: skip
TOTAL_LABELS = (
    "TOTAL", "Total", "Importe Total:", "TOTAL A PAGAR", "Total $", "TOTAL FACTURA", "Total General",
    "TOTAL:", "Importe Total: $", "TOTAL COMPROBANTE", "Total final", "T O T A L", "TOTAL GENERAL $",
)  # fmt: skip
PERCEPTIONS = {
    "iibb_perception": (
        "Percep. IIBB {place}", "Perc. IIBB {place}", "Percepción Ing. Brutos {place}", "PERC. IIBB",
        "Per./Ret. de Ingresos Brutos", "Percepción IIBB {place}", "IIBB {place}", "Perc. I.B. {place}",
        "Ret. IIBB ARBA", "Percepción IB",
    ),
    "vat_perception": (
        "Percepción IVA RG 5329", "Perc. IVA", "Percep. IVA RG 2408", "Per./Ret. de IVA",
        "RG 3337 Perc. IVA", "Percepción I.V.A.", "Percep. IVA",
    ),
    "internal": ("Impuestos internos", "Imp. Internos", "IMP. INT.", "Impuesto Interno", "Imp. internos"),
}  # fmt: skip
SUMS = (
    "stack",
    "stack",
    "stack",
    "wide_stack",
    "before",
    "strip",
    "two_strips",
    "grid",
    "rate_table",
    "strip_below",
)
CLIENTS = ("pairs", "pairs", "two_columns", "heading", "sides", "bare", "over", "caption")
ISSUERS = ("left", "left", "right", "centre", "trade_name", "keyed", "labelled")
SUPPLIERS = (
    "Lácteos {place} S.A.I.C.", "Hijos de {surname} S.R.L.", "Cooperativa de Trabajo {place} Ltda.",
    "{place} Foods Argentina S.A.U.", "Química {place} S.A.", "{surname} y Cía. S.C.A.",
    "Estudio {surname} & Asociados", "Establecimiento {place} S.H.", "Corralón {place}",
    "{surname} Hnos. S.R.L.", "La Nueva {place} S.A.", "Envases {place} SAS", "Grupo {surname} SA",
    "{place} Insumos", "Molinos {place} S.A.C.I.F.",
)  # fmt: skip
CLIENT_NAMES = (
    "Bazar {surname}", "{surname} {given}", "Supermercados {place} S.A.", "Consorcio {place} 1450",
    "Municipalidad de {place}", "Asociación Civil {place}", "Grupo {surname} SAS", "{given} {surname}",
    "Polirrubro {place}", "Instituto Privado {place}", "Hotel {place} SA", "Club Atlético {place}",
    "Ferretería {surname} e Hijos S.H.",
)  # fmt: skip
SURNAMES = (
    "Quiroga",
    "Peñalba",
    "Ibáñez",
    "Muñiz",
    "Yáñez",
    "Arrúa",
    "Zubeldía",
    "Etcheverry",
    "Ocampo",
    "Vázquez",
)
GIVEN = ("Ramón", "María Eugenia", "Lucía", "Néstor Fabián", "Graciela", "Ezequiel", "Óscar")


@dataclass(frozen=True)
class Style:
    """One supplier's habits."""

    numbers: NumberStyle
    money: str
    date: str
    folio: str
    folio_label: str
    titles: dict[str, str]
    date_label: str
    due_label: str
    cuit_label: str
    client_label: str
    heading: str
    net_label: str
    vat_label: str
    exempt_label: str
    total_label: str
    perceptions: dict[str, str]
    sums: str
    client: str
    issuer: str
    lettered: str
    """How the letter is shown: `boxed`, `coded` in its box, `titled` behind the document's word."""
    hyphens: bool
    """Whether a CUIT is printed with them."""
    capitals: bool
    frames: bool
    whole: bool
    """Print no cents."""
    zero_rows: bool
    """Print the taxes that were not charged too, as 0,00."""
    in_words: bool
    size: float

    @classmethod
    def draw(cls, rng: Random, *, whole: bool) -> "Style":
        return cls(
            numbers=rng.choice(NUMBERS[:4] if whole else NUMBERS),
            money=rng.choice(MONEY),
            date=BOXED if rng.random() < 0.08 else rng.choice(DATES),
            folio=rng.choice(FOLIOS),
            folio_label=rng.choice(FOLIO_LABELS),
            titles={kind: rng.choice(titles) for kind, titles in TITLES.items()},
            date_label=rng.choice(DATE_LABELS),
            due_label=rng.choice(DUE_LABELS),
            cuit_label=rng.choice(CUIT_LABELS),
            client_label=rng.choice(CLIENT_LABELS),
            heading=rng.choice(HEADINGS),
            net_label=rng.choice(NET_LABELS),
            vat_label=rng.choice(VAT_LABELS),
            exempt_label=rng.choice(EXEMPT_LABELS),
            total_label=rng.choice(TOTAL_LABELS),
            perceptions={kind: rng.choice(labels) for kind, labels in PERCEPTIONS.items()},
            sums=rng.choice(SUMS),
            client=rng.choice(CLIENTS),
            issuer=rng.choice(ISSUERS),
            lettered=rng.choice(("boxed", "coded", "coded", "titled")),
            hyphens=rng.random() < 0.7,
            capitals=rng.random() < 0.2,
            frames=rng.random() < 0.5,
            whole=whole,
            zero_rows=rng.random() < 0.2,
            in_words=rng.random() < 0.3,
            size=rng.choice((7.5, 8, 8.5, 9)),
        )

    def day(self, day: date) -> str:
        shape = DATES[0] if self.date == BOXED else self.date
        month = MONTHS[day.month - 1]
        return shape.format(day, month, month[:3].upper())

    def amount(self, value: Decimal) -> str:
        return self.numbers.show(value, 0 if self.whole else 2)

    def cash(self, value: Decimal, currency: str = "ARS") -> str:
        shape = self.money if currency == "ARS" else DOLLARS[len(self.net_label) % len(DOLLARS)]
        return shape.format(self.amount(value))

    def cuit(self, tax_id: str) -> str:
        number = f"{tax_id[:2]}-{tax_id[2:10]}-{tax_id[10:]}" if self.hyphens else tax_id
        return f"{self.cuit_label} {number}"

    def cased(self, words: str) -> str:
        return words.upper() if self.capitals else words
