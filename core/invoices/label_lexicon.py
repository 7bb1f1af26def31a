"""What a label says of the value beside or under it, in six languages.

Spanish, English, German, French, Italian and Portuguese, parted by bars. Phrases are compared by their
letters alone, so that accents, dots and spaces do not matter.
"""

from enum import StrEnum, auto


class Role(StrEnum):
    """What a label says of the value beside or under it."""

    NUMBER = auto()
    POINT_OF_SALE = auto()
    DATE = auto()
    ISSUE_DATE = auto()
    DUE_DATE = auto()
    OTHER_DATE = auto()
    OTHER_NUMBER = auto()
    SELLER = auto()
    BUYER = auto()
    OTHER_PARTY = auto()
    NAME = auto()
    TAX_ID = auto()
    CURRENCY = auto()
    NET = auto()
    SUBTOTAL = auto()
    EXEMPT = auto()
    TAX = auto()
    TAX_TOTAL = auto()
    OTHER_TAX = auto()
    TOTAL = auto()
    PAYABLE = auto()
    ROUNDED_TOTAL = auto()
    ADJUSTMENT = auto()
    CARRIED = auto()
    """A sum carried from one page to the next."""
    CONTAINED_TAX = auto()
    """Tax that the printed prices hold already."""
    OTHER_TAX_TOTAL = auto()
    NOT_TOTAL = auto()


LEXICON: dict[Role, str] = {
    Role.NUMBER: """
        nro t|nro ticket|ticket nro|nro tique|tique nro|tique n|cbte nro|cbte n|n cbte|
        numero de comprobante|nro documento|invoice no|
        invoice number|invoice nr|invoice num|invoice #|inv no|inv #|inv|tax invoice no|document no|
        document number|doc no|doc number|receipt no|receipt number|receipt #|bill no|bill number|
        bill #|cash bill no|slip no|trans no|transaction no|ticket no|check no|rechnungsnummer|
        rechnungsnr|rechnung nr|rechnungs nr|rechnung nummer|rechnungs nummer|belegnummer|belegnr|
        beleg nr|gutschriftsnummer|gutschrift nr|gutschriftnr|facture n|facture no|facture numero|
        numero de facture|n de facture|no facture|n facture|num facture|facture num|avoir n|avoir no|
        factura n|factura no|factura nro|factura numero|numero de factura|nro de factura|n de factura|
        nro factura|no factura|comp nro|comp n|comprobante nro|comprobante n|comprobante no|
        nro comprobante|nro de comprobante|n comprobante|n de comprobante|nota de credito n|
        nota de credito nro|nota de debito n|nota de debito nro|ticket n|fattura n|fattura nr|
        numero fattura|n fattura|numero documento|fatura n|fatura no|numero da fatura|nota fiscal n|
        numero da nota|credit note no|credit note number|credit memo no|credit note #""",
    Role.POINT_OF_SALE: """
        punto de venta n|punto de venta nro|pv n|pv nro|p v n|p v nro|pto vta n|pto vta nro|p de venta|
        pdv|sucursal|suc|punto de venta|pto de venta|pto vta|pto venta|pv|p venta|punto venta""",
    Role.DATE: "date|datum|fecha|data|dt",
    Role.ISSUE_DATE: """
        invoice date|date of issue|issue date|issued|issued on|date issued|bill date|receipt date|
        inv date|tax point|document date|doc date|transaction date|rechnungsdatum|belegdatum|
        ausstellungsdatum|datum der rechnung|rechnung vom|gutschriftsdatum|date de facture|date facture|
        date d emission|date de facturation|facture du|date de la facture|fecha de emision|
        fecha emision|fecha de factura|fecha factura|fecha de la factura|fecha del comprobante|
        fecha comprobante|fecha de expedicion|emision|emitida el|data fattura|data di emissione|
        data emissione|data documento|data de emissao|data da fatura|data emissao|credit note date""",
    Role.DUE_DATE: """
        due date|payment due|due on|due by|pay by|payment due date|date due|balance due date|falligkeit|
        falligkeitsdatum|fallig am|zahlbar bis|zahlungsziel|zu zahlen bis|bitte uberweisen sie bis zum|
        uberweisen sie bis zum|zahlbar innerhalb|date d echeance|echeance|date echeance|a regler avant|
        date limite de paiement|fecha de vencimiento|fecha vencimiento|fecha vto|vencimiento|vence|
        vence el|fecha de vto para el pago|fecha de vencimiento para el pago|vto para el pago|vto pago|
        fecha vto pago|vencimiento del pago|scadenza|data scadenza|data di scadenza|vencimento|
        data de vencimento|data vencimento""",
    Role.OTHER_DATE: """
        delivery date|ship date|shipped|order date|date of order|date of supply|date of delivery|
        printed date|print date|date of birth|expiry date|exp date|payment date|service date|
        lieferdatum|leistungsdatum|liefer und leistungsdatum|liefer leistungsdatum|leistungszeitraum|
        abrechnungszeitraum|bestelldatum|auftragsdatum|bestellung vom|druckdatum|versanddatum|
        date de livraison|date de commande|date de prestation|date livraison|fecha de entrega|
        fecha de pedido|fecha de pago|fecha de vto de cae|fecha vto cae|vto de cae|vto cae|cae vto|
        vencimiento cae|fecha de vencimiento cae|fecha de vencimiento de cae|fecha de vto del cae|
        vencimiento de cae|vencimiento del cae|caea vto|inicio de actividades|
        fecha de inicio de actividades|fecha inicio actividades|inicio actividades|inicio act|ini act|
        periodo facturado|periodo facturado desde|desde|hasta|data consegna|data ordine|data de entrega|
        member since|valid until|skonto""",
    Role.OTHER_NUMBER: """
        order no|order number|po number|po no|p o number|purchase order|your reference|your ref|our ref|
        customer no|customer number|customer id|account no|account number|reference|ref no|
        delivery note|delivery note no|kundennummer|kundennr|kunden nr|bestellnummer|bestellung|
        bestell nr|auftragsnummer|auftrag|auftragsnr|lieferschein|lieferscheinnummer|lieferavis|
        ihre nummer|lieferantennummer|zahlungsreferenz|buchungsreferenz|referenz des kaufers|
        vertragsnummer|vertrag|n client|numero client|no client|numero de commande|n commande|
        commande n|bon de livraison|ref client|numero de cliente|nro de cliente|nro cliente|n cliente|
        cliente n|orden de compra|o compra|oc|remito|remito n|nro remito|numero de pedido|pedido|
        pedido n|cae|cae n|nro cae|cae nro|caea|ingresos brutos|ing brutos|iibb|iban|bic|swift|tel|
        telefono|telefon|phone|fax|ordine|numero ordine|cod cliente|codice cliente|table no|member|ord""",
    Role.SELLER: """
        seller|supplier|vendor|from|sold by|issued by|issuer|remit to|verkaufer|lieferant|
        rechnungssteller|aussteller|absender|leistungserbringer|auftragnehmer|vendeur|fournisseur|
        emetteur|prestataire|emis par|vendedor|proveedor|emisor|empresa|datos del emisor|emitido por|
        fornitore|cedente|cedente prestatore|venditore|mittente|fornecedor|emitente|prestador""",
    Role.BUYER: """
        sr cliente|datos del comprador|datos comprador|nombre y apellido razon social|
        comprador razon social|vendido a|a nombre de|titular|cliente nro|cliente n|cod cliente|bill to|
        billed to|invoice to|sold to|buyer|customer|client|customer name|ship to|deliver to|
        delivery address|billing address|shipping address|recipient|invoice address|attn|attention|
        kaufer|kaufer leistungsempfanger|kunde|rechnungsempfanger|empfanger|leistungsempfanger|
        rechnungsadresse|rechnung an|lieferadresse|lieferanschrift|auftraggeber|
        abweichender warenempfanger|warenempfanger|acheteur|destinataire|adresse de facturation|
        adresse de livraison|facture a|factures a|livrer a|facturer a|adresse a|cliente|comprador|
        receptor|adquirente|destinatario|senor|senores|senor es|sr|sres|sr es|sra|facturar a|
        facturado a|datos del cliente|datos del receptor|cliente razon social|nombre del cliente|
        razon social cliente|razon social del cliente|apellido y nombre razon social|apellido y nombre|
        apellido y nombre o razon social|nombre y apellido|nombre apellido razon social|enviar a|
        direccion de entrega|spett le|spettabile|cessionario|cessionario committente|committente|
        acquirente|intestatario|tomador|morada de faturacao""",
    Role.OTHER_PARTY: """
        abweichender zahlungsempfanger|zahlungsempfanger|payee|steuervertreter|beneficiario|
        transportista""",
    Role.NAME: """
        name|company|company name|firma|firmenname|razon social|razon social emisor|nombre|
        nombre o razon social|denominacion|denominazione|ragione sociale|raison sociale|nom|societe|
        denominacao|nome|nom de la societe""",
    Role.TAX_ID: """
        vat no|vat number|vat id|vat reg no|vat registration number|vat|gst no|gst id|gst reg no|
        gst id no|gst reg|tax id|tax no|tin|ein|abn|ust idnr|ust id nr|ust id|ustidnr|umsatzsteuer id|
        umsatzsteuer identifikationsnummer|steuernummer|steuer nr|st nr|uid|uid nr|n tva|no tva|tva|
        tva intracommunautaire|numero tva|n tva intracommunautaire|tva intra|siret|siren|cuit|c u i t|
        cuit n|cuit nro|nif|cif|nif cif|cif nif|rfc|rut|ruc|nit|cuil|dni|partita iva|p iva|piva|
        codice fiscale|cnpj|cpf|nipc|contribuinte|customer vat number""",
    Role.CURRENCY: """
        currency|wahrung|rechnungswahrung|devise|monnaie|moneda|divisa|valuta|moeda""",
    Role.NET: """
        net total|total net|net amount|net|total excl vat|total excluding vat|total excl tax|
        total excluding tax|total before tax|amount before tax|total sales excluding gst|
        total sales excluding sst|total excluding gst|sub total excl gst|subtotal excl gst|
        excluded gst sub total|sub total excluding gst|total ex vat|taxable amount|total sales excl gst|
        total excl gst|total exclude gst|total amt excl gst|amount excl gst|total exc gst|total w o tax|
        net value|summe netto|netto|nettobetrag|nettosumme|gesamt netto|gesamtbetrag netto|
        zwischensumme netto|rechnungssumme ohne ust|rechnungssumme ohne mwst|summe ohne ust|
        netto gesamt|gesamtnetto|netto summe|nettowert|total netto|warenwert netto|summe nettobetrag|
        rechnungsbetrag netto|betrag netto|total ht|montant ht|total hors taxes|total hors taxe|
        montant total ht|total ht net|net ht|montant hors taxes|total net ht|neto gravado|
        importe neto gravado|neto|importe neto|total neto|subtotal neto|neto total|base imponible|
        total base imponible|total sin iva|subtotal sin iva|importe sin iva|imp neto gravado|
        total bruto sin iva|base imponible total|neto gravado total|neto grav|subtotal gravado|gravado|
        total gravado|total neto gravado|importe gravado|imponibile|totale imponibile|totale netto|
        netto totale|totale merce|total liquido|valor liquido|base tributavel|total iliquido|
        total sem iva""",
    Role.SUBTOTAL: """
        subtotal|sub total|sub ttl|total amount before rounding|zwischensumme|positionssumme|
        summe positionen|warenwert|sous total|sous total ht|subtotale|subtotal general|total mercaderia|
        suma|summe der positionen|total items|gross amount|total gross|suma de importes|
        total de productos""",
    Role.EXEMPT: """
        exento|importe exento|exentos|no gravado|importe no gravado|neto no gravado|
        conceptos no gravados|importe neto no gravado|op exentas|operaciones exentas|importe op exentas|
        conceptos no gravado|total no gravado|total exento|non gravado|importe otros no gravados|
        neto exento|subtotal exento|subtotal no gravado""",
    Role.TAX: """
        vat|gst|sst|sales tax|tax|tax amount|service tax|ust|mwst|umsatzsteuer|mehrwertsteuer|zzgl ust|
        zzgl mwst|zuzuglich umsatzsteuer|zuzuglich mehrwertsteuer|ust betrag|mwst betrag|tva|
        montant tva|taxe|iva|iva inscripto|iva ri|impuesto|iva insc|i v a|imposta|iva 21|iva 105|iva 27|
        iva 5|iva 25|i v a 21|importe iva|i v a inscripto|iva resp inscripto|alicuota iva|
        iva tasa general|cuota iva|itbis|igv""",
    Role.TAX_TOTAL: """
        total tax|tax total|total vat|vat total|vat amount|total vat amount|total gst|gst total|
        total sst|total taxes|gst amount|gst payable|total gst amount|add gst|total tax amount|
        total gst 6|zuzugl ust|zuzugl mwst|zuzuglich ust|zuzuglich mwst|steuerbetrag|
        steuerbetrag in eur|summe ust|summe mwst|ust gesamt|mwst gesamt|gesamt ust|gesamt mwst|
        steuer gesamt|summe umsatzsteuer|umsatzsteuer gesamt|summe steuern|gesamtsteuer|steuersumme|
        gesamtsteuerbetrag|total tva|montant total tva|tva totale|total de la tva|iva total|total iva|
        importe iva total|total de iva|total impuestos|total de impuestos|impuestos|total i v a|
        cuota iva total|totale iva|totale imposta|iva totale|total do iva|valor iva|valor total do iva""",
    Role.OTHER_TAX: """
        percepcion|percepciones|perc|percepcion iibb|percepcion iva|percepcion ingresos brutos|
        percepcion de ingresos brutos|percepcion de iva|perc iibb|perc iva|perc ib|percep iibb|
        percep iva|per ret de ingresos brutos|per ret de iva|per ret de impuesto a las ganancias|
        percepcion ib|perc ing brutos|percepcion iibb caba|percepcion iibb bs as|
        percepcion iibb buenos aires|iibb caba|iibb bs as|perc iibb caba|perc iibb bs as|perc iibb bsas|
        percepciones iibb|percepciones iva|percep ib|percepcion rg 3337|perc rg 3337|percepcion rg 2408|
        retencion|impuestos internos|imp internos|impuesto interno|impuestos municipales|service charge|
        svc charge|service chg|servc charge|versicherungssteuer|eco tasa|tasa municipal""",
    Role.CARRIED: """
        transporte|transporte pagina anterior|subtotal transporte|suma y sigue|a transportar|
        viene de pagina anterior|de hoja anterior|a hoja siguiente|carried forward|brought forward|
        ubertrag|zwischensumme ubertrag|a reporter|report|riporto|a riportar|transporta""",
    Role.CONTAINED_TAX: "iva contenido|i v a contenido|iva incluido|iva contenido ley 27743",
    Role.OTHER_TAX_TOTAL: """
        importe otros tributos|otros tributos|total otros tributos|otros impuestos|total percepciones|
        importe percepciones|total tributos""",
    Role.TOTAL: """
        total|tl|tl rm|grand total|total amount|amount total|invoice total|total invoice|total incl vat|
        total including vat|total incl tax|total inclusive of gst|total sales inclusive of gst|
        total sales inclusive of sst|total including gst|total incl gst|total inc gst|
        total amount incl gst|total inclusive gst|total amt|total rm|total sales|total sale|total myr|
        gross total|total amount payable|total with tax|total gst incl|total amt incl gst|nett total|
        net total incl|total amount due|nett|nett amt|net total myr|total price|total price incl gst|
        total invoice amount|total eur|total usd|total to pay|takeout total|dine in total|total nett|
        total gross a|gesamtbetrag|gesamtsumme|gesamt|summe|bruttosumme|rechnungsbetrag|endbetrag|
        gesamt brutto|bruttobetrag|brutto|summe brutto|endsumme|rechnungssumme|summe inkl ust|
        summe inkl mwst|gesamtbetrag brutto|gesamtbetrag inkl mwst|gesamtbetrag inkl ust|total brutto|
        rechnungssumme mit ust|rechnungssumme brutto|rechnungsendbetrag|gesamtpreis|summe eur|
        gesamt eur|total ttc|montant ttc|total toutes taxes comprises|montant total ttc|net a payer|
        total general|montant total|total de la facture|total ttc eur|net a payer ttc|importe total|
        total factura|total comprobante|total a pagar|total pesos|monto total|total final|total con iva|
        importe total ars|total ars|importe total facturado|total facturado|total de la factura|
        total s e u o|importe total del comprobante|total operacion|totale|totale fattura|
        totale documento|totale da pagare|importo totale|totale complessivo|netto a pagare|totale ivato|
        totale generale|valor total|total da fatura|total geral|total documento""",
    Role.PAYABLE: """
        amount due|balance due|amount payable|payable|residual|balance|amount to pay|total due|
        due amount|zahlbetrag|zu zahlen|zu zahlender betrag|offener betrag|restbetrag|offene zahlungen|
        a payer|reste a payer|solde|solde a payer|saldo|saldo a pagar|a pagar|da pagare|importe a pagar|
        amt due""",
    Role.ROUNDED_TOTAL: """
        rounded total|total rounded|round d total|rounded total rm|total rounded rm|
        total after rounding|total amount after rounding|net total rounded|net total rounded myr|
        total after adj|total after adjustment|amount after rounding|total incl rounding|total round|
        round total|total payable after rounding|nett total rounded|total with rounding|
        total amt rounded""",
    Role.ADJUSTMENT: """
        rounding|rounding adj|rounding adjustment|rounding adjustments|round adj|rounding rm|
        rounding amt|rounding diff|rnd adj|bill rounding|redondeo|rundung|arrondi|arrotondamento|
        arredondamento|adjustment""",
    Role.NOT_TOTAL: """
        cash|change|cash change|total exclude tax|change due|cash tendered|tendered|tender|tunai|baki|
        visa|mastercard|master|card|credit card|debit card|paid|amount paid|payment|paid amount|
        cash received|received|cash payment|cash rm|change rm|amount tendered|total tendered|
        total payment|total paid|total tender|cash myr|change myr|amex|tng|ewallet|bank card|total cash|
        total change|total qty|total quantity|total item|total items|items|qty|no of items|
        total savings|saving|savings|you saved|you save|discount|discounts|total discount|disc|disc amt|
        discount rm|member discount|item discount|total disc|bill discount|points|total points|
        points earned|outstanding points|balance points|opening balance|deposit|advance|prepaid|
        erhaltene anzahlungen|anzahlung|anzahlungen|erhalten|gegeben|ruckgeld|bar|rabatt|
        gesamtbetrag der zuschlage|gesamtbetrag der abschlage|zuschlage|abschlage|nachlass|skonto|
        summe der abzuge|versandkosten|versand|acompte|acomptes|remise|total remise|deja regle|rendu|
        especes|anticipo|anticipos|descuento|descuentos|bonificacion|bonificaciones|total descuento|
        total descuentos|total bonificacion|recargo|entregado|efectivo|vuelto|su pago|pago|son pesos|
        total unidades|total bultos|cantidad total|cant articulos|total articulos|total cantidad|limite|
        saldo anterior|acconto|sconto|contanti|resto|desconto|troco|total gst summary|gst summary|
        otros impuestos nacionales indirectos|total peso|total weight|total kg""",
}
