"""What a label says of an amount: net, tax, total, and what is none of them. See label_lexicon."""

from core.invoices.label_roles import Role

SUMS: dict[Role, str] = {
    Role.NET: """
        net total|total net|net amount|net|total excl vat|total excluding vat|total excl tax|
        total excluding tax|total before tax|amount before tax|total sales excluding gst|
        total sales excluding sst|total excluding gst|sub total excl gst|subtotal excl gst|
        excluded gst sub total|sub total excluding gst|total ex vat|taxable amount|total sales excl gst|
        total excl gst|total exclude gst|total amt excl gst|amount excl gst|total exc gst|total w o tax|
        net value|summe netto|netto|nettobetrag|nettosumme|gesamt netto|gesamtbetrag netto|
        zwischensumme netto|rechnungssumme ohne ust|rechnungssumme ohne mwst|summe ohne ust|netto gesamt|
        gesamtnetto|netto summe|nettowert|total netto|warenwert netto|summe nettobetrag|
        rechnungsbetrag netto|betrag netto|total ht|montant ht|total hors taxes|total hors taxe|
        montant total ht|total ht net|net ht|montant hors taxes|total net ht|neto gravado|
        importe neto gravado|neto|importe neto|total neto|subtotal neto|neto total|base imponible|
        total base imponible|total sin iva|subtotal sin iva|importe sin iva|imp neto gravado|
        total bruto sin iva|base imponible total|neto gravado total|neto grav|subtotal gravado|gravado|
        total gravado|total neto gravado|importe gravado|conceptos gravados|neto iva|imp neto|neto s iva|
        monto neto|monto gravado|monto neto gravado|total neto s iva|subtotal s iva|
        subtot imp neto gravado|imp gravado|gravados|op gravadas|total op gravadas|importe op gravadas|
        neto gravado iva|subtotal neto gravado|total sin impuestos|importe sin impuestos|
        subtotal sin impuestos|importe libre de impuestos|total libre de impuestos|
        subtotal libre de impuestos|total antes de impuestos|subtotal antes de impuestos|
        importe antes de impuestos|neto antes de impuestos|subtotal neto antes de impuestos|
        total neto sin impuestos|subtotal neto sin impuestos|importe neto sin impuestos|
        neto sin impuestos|monto sin impuestos|importe total sin impuestos|precio neto|
        importe neto s iva|neto sin iva|imponibile|totale imponibile|totale netto|netto totale|
        totale merce|total liquido|valor liquido|base tributavel|total iliquido|total sem iva""",
    Role.SUBTOTAL: """
        subtotal|sub total|subtot|sub ttl|total amount before rounding|zwischensumme|positionssumme|
        summe positionen|warenwert|sous total|sous total ht|subtotale|subtotal general|total mercaderia|
        importe bruto|suma|summe der positionen|total items|gross amount|total gross|suma de importes|
        total de productos""",
    Role.EXEMPT: """
        exento|importe exento|exentos|no gravado|importe no gravado|neto no gravado|
        conceptos no gravados|importe neto no gravado|op exentas|operaciones exentas|importe op exentas|
        conceptos no gravado|total no gravado|total exento|non gravado|importe otros no gravados|
        neto exento|subtotal exento|subtotal no gravado|conceptos exentos|conceptos exentos no gravados|
        exento no gravado|exentos y no gravados|no gravados|imp op exentas|op exenta|imp exento|
        imp no gravado|neto no grav|no grav|total op exentas|total op no gravadas|
        importe op no gravadas|exentas|no gravadas|operaciones no gravadas|exento iva|monto exento|
        monto no gravado|no alcanzado|conceptos no alcanzados|steuerfrei|exonere|exempt|zero rated|
        esente|non imponibile|isento""",
    Role.TAX: """
        vat|gst|sst|sales tax|tax|tax amount|service tax|ust|mwst|umsatzsteuer|mehrwertsteuer|zzgl ust|
        zzgl mwst|zuzuglich umsatzsteuer|zuzuglich mehrwertsteuer|ust betrag|mwst betrag|tva|
        montant tva|taxe|iva|iva inscripto|iva ri|impuesto|iva insc|i v a|imposta|iva 21|iva 105|iva 27|
        iva 5|iva 25|i v a 21|importe iva|i v a inscripto|iva resp inscripto|alicuota iva|
        iva tasa general|cuota iva|itbis|igv|alicuota|alic|alic iva|debito fiscal|debito fiscal iva|
        iva tasa|iva resp insc|iva alicuota|iva al|iva insc ri|imp iva|impuesto iva|iva general|
        iva discriminado|iva reducido|iva diferencial|iva tasa reducida|monto iva|iva gravado|
        iva facturado|i v a insc|i v a ri|i v a resp inscripto|i v a gral|iva gral|iva r i|iva s|
        iva credito|subtotal iva""",
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
        percep iva|per ret de ingresos brutos|per ret ingresos brutos|per ret iibb|per ret de iva|
        per ret de impuesto a las ganancias|percepcion ib|perc ing brutos|percepcion iibb caba|
        percepcion iibb bs as|percepcion iibb buenos aires|iibb caba|iibb bs as|perc iibb caba|
        perc iibb bs as|perc iibb bsas|percepciones iibb|percepciones iva|percep ib|percepcion rg 3337|
        perc rg 3337|percepcion rg 2408|retencion|impuestos internos|imp internos|impuesto interno|
        impuestos municipales|service charge|imp int|impto interno|imptos internos|i internos|
        percepcion i b|perc i b|percepcion ing brutos|percepcion ingr brutos|perc ing br|
        perc ingresos brutos|perc iibb arba|perc arba|perc agip|perc caba|percepcion arba|
        percepcion agip|percepcion caba|ret iibb|retencion iibb|retenciones|percepcion i v a|perc i v a|
        percep i v a|percepcion ganancias|perc ganancias|percep ganancias|rg 3337|rg 2408|rg 5329|
        rg 2126|iibb buenos aires|iibb cordoba|iibb santa fe|iibb mendoza|iibb arba|iibb agip|
        tasa seguridad e higiene|tasa vial|impuesto al tabaco|imp combustibles|icl|idc|impuesto co2|
        fondo especial del tabaco|fet|ley 23966|itc|sellado|impuesto de sellos|svc charge|service chg|
        servc charge|versicherungssteuer|eco tasa|tasa municipal""",
    Role.CARRIED: """
        transporte|transporte pagina anterior|subtotal transporte|suma y sigue|a transportar|
        viene de pagina anterior|de hoja anterior|a hoja siguiente|carried forward|brought forward|
        ubertrag|zwischensumme ubertrag|a reporter|report|riporto|a riportar|transporta""",
    Role.CONTAINED_TAX: """
        iva contenido|i v a contenido|iva incluido|iva contenido ley 27743|
        otros impuestos nacionales indirectos|otros imp nac indirectos|imp nacionales indirectos""",
    Role.OTHER_TAX_TOTAL: """
        importe otros tributos|otros tributos|total otros tributos|otros impuestos|total percepciones|
        importe percepciones|total tributos|tributos|total perc|percepciones total|
        total impuestos internos|otros imp|total otros impuestos|imp otros tributos|importe otros trib""",
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
        rechnungssumme mit ust|rechnungssumme brutto|rechnungsendbetrag|gesamtpreis|summe eur|gesamt eur|
        total ttc|montant ttc|total toutes taxes comprises|montant total ttc|net a payer|total general|
        montant total|total de la facture|total ttc eur|net a payer ttc|importe total|total factura|
        total comprobante|total a pagar|total pesos|monto total|total final|total con iva|
        total con impuestos|subtotal con impuestos|importe con impuestos|importe total con impuestos|
        importe total ars|total ars|importe total facturado|total facturado|total de la factura|
        total s e u o|total en pesos|total en dolares|total u s|total us|total a abonar|
        total de la operacion|total de este comprobante|neto a pagar|importe final|total gral|
        tot general|total nota de credito|total nota de debito|total recibo|total ticket|
        total documento en pesos|importe total en pesos|importe total usd|importe total u s|total n c|
        total credito|total debito|total fc|total fact|total iva incluido|total iva inc|total iva incl|
        importe a abonar|total c iva|precio total|precio final|valor total a pagar|
        importe total del comprobante|total operacion|totale|totale fattura|totale documento|
        totale da pagare|importo totale|totale complessivo|netto a pagare|totale ivato|totale generale|
        valor total|total da fatura|total geral|total documento""",
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
    Role.REDUCTION: """
        descuento|descuentos|bonificacion|bonificaciones|total descuento|total descuentos|dto|dto gral|
        total bonificacion|total bonificaciones|descuento general|bonificacion general|desc|desc gral|
        descuento global|descuento comercial|descuento financiero|dcto|bonif|bonif gral|importe bonificacion|
        importe descuento|discount|discounts|total discount|less discount|trade discount|rabatt|nachlass|
        abzgl rabatt|abzuglich rabatt|gesamtbetrag der abschlage|abschlage|remise|total remise|
        remise globale|remise commerciale|sconto|sconto incondizionato|desconto|desconto global""",
    Role.CHARGE: """
        recargo|recargos|recargo financiero|interes financiero|intereses|flete|fletes|gastos de envio|
        costo de envio|envio|gastos administrativos|shipping|shipping and handling|freight|delivery charge|
        carriage|handling|versandkosten|versand|porto|fracht|frachtkosten|zuschlag|zuschlage|
        gesamtbetrag der zuschlage|frais de port|port|frais de livraison|spese di trasporto|
        spese di spedizione|portes""",
    Role.NOT_TOTAL: """
        kilos totales|total kilos|total kgs|bultos totales|total de bultos|unidades totales|
        total de unidades|total piezas|total renglones|peso total|kilos|bultos|piezas|renglones|
        total de items|cantidad de items|total cajas|total packs|tipo de cambio|cotizacion|cambio|
        saldo a favor|saldo cuenta|cuenta corriente|limite de credito|interes|valor declarado|
        total pagina|total hoja|recibi|recibimos|su vuelto|cuotas|valor cuota|tarjeta|debito|
        mercado pago|transferencia|cheque|cheques|cash|change|cash change|total exclude tax|change due|
        cash tendered|tendered|tender|tunai|baki|visa|mastercard|master|card|credit card|debit card|
        paid|amount paid|payment|paid amount|cash received|received|cash payment|cash rm|change rm|
        amount tendered|total tendered|total payment|total paid|total tender|cash myr|change myr|amex|
        tng|ewallet|bank card|total cash|total change|total qty|total quantity|total item|total items|
        items|qty|no of items|total savings|saving|savings|you saved|you save|disc|disc amt|discount rm|
        member discount|item discount|total disc|bill discount|points|total points|points earned|
        outstanding points|balance points|opening balance|deposit|
        advance|prepaid|erhaltene anzahlungen|anzahlung|anzahlungen|erhalten|gegeben|ruckgeld|bar|
        skonto|summe der abzuge|acompte|acomptes|deja regle|
        rendu|especes|anticipo|anticipos|entregado|efectivo|vuelto|su pago|
        pago|son pesos|total unidades|total bultos|cantidad total|cant articulos|total articulos|
        total cantidad|limite|saldo anterior|acconto|contanti|resto|troco|
        total gst summary|gst summary|total peso|total weight|total kg""",
}
