"""What a label says of the value beside or under it, in six languages: all but the sums.

Spanish, English, German, French, Italian and Portuguese, parted by bars. Phrases are compared by their
letters alone, so that accents, dots and spaces do not matter.
"""

from core.invoices.label_roles import Role
from core.invoices.sum_lexicon import SUMS

LEXICON: dict[Role, str] = {
    Role.NUMBER: """
        nro t|nro ticket|ticket nro|nro tique|tique nro|tique n|cbte nro|cbte n|n cbte|
        numero de comprobante|nro documento|invoice no|invoice number|invoice nr|invoice num|invoice #|
        inv no|inv #|inv|tax invoice no|document no|document number|doc no|doc number|receipt no|
        receipt number|receipt #|bill no|bill number|bill #|cash bill no|slip no|trans no|
        transaction no|ticket no|check no|rechnungsnummer|rechnungsnr|rechnung nr|rechnungs nr|
        rechnung nummer|rechnungs nummer|belegnummer|belegnr|beleg nr|gutschriftsnummer|gutschrift nr|
        gutschriftnr|facture n|facture no|facture numero|numero de facture|n de facture|no facture|
        n facture|num facture|facture num|avoir n|avoir no|factura n|factura no|factura nro|
        factura numero|numero de factura|nro de factura|n de factura|nro factura|no factura|comp nro|
        comp n|comprobante nro|comprobante n|comprobante no|nro comprobante|nro de comprobante|
        n comprobante|n de comprobante|nota de credito n|nota de credito nro|nota de debito n|
        nota de debito nro|ticket n|fattura n|fattura nr|numero fattura|n fattura|numero documento|
        fatura n|fatura no|numero da fatura|nota fiscal n|numero da nota|credit note no|
        credit note number|credit memo no|credit note #""",
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
        vto|f vto|venc|f venc|pagar antes del|due date|payment due|due on|due by|pay by|payment due date|
        date due|balance due date|falligkeit|falligkeitsdatum|fallig am|zahlbar bis|zahlungsziel|
        zu zahlen bis|bitte uberweisen sie bis zum|uberweisen sie bis zum|zahlbar innerhalb|
        date d echeance|echeance|date echeance|a regler avant|date limite de paiement|
        fecha de vencimiento|fecha vencimiento|fecha vto|vencimiento|vence|vence el|
        fecha de vto para el pago|fecha de vencimiento para el pago|vto para el pago|vto pago|
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
        inic act|inicio activ|inic activ|ini activ|inicio de act|inicio de activ|fecha inicio act|
        fec inicio act|periodo facturado|periodo facturado desde|desde|hasta|data consegna|
        data ordine|data de entrega|
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
        comprobante asociado|comprobantes asociados|comp asociado|cbte asociado|cbte asoc|
        factura asociada|fact asociada|documento asociado|documento relacionado|factura de referencia|
        fact ref|ref factura|factura relacionada|nota de pedido|presupuesto|presupuesto n|n de remito|
        remito r|remitos|nro de remito|nro pedido|nro de pedido|orden de compra n|o c|nro orden|
        n de orden|cbu|alias|n de cuenta|nro cuenta|cuenta|cta|legajo|vendedor|zona|lista|hoja de ruta|
        despacho|ing brutos n|nro ing brutos|nro iibb|convenio multilateral|cm|ing br|ib|i b|telefono|
        telefon|phone|fax|ordine|numero ordine|cod cliente|codice cliente|table no|member|ord""",
    Role.TITLE: """
        factura a|factura b|factura c|factura e|factura m|nota de credito a|nota de credito b|
        nota de credito c|nota de debito a|nota de debito b|tique factura|factura de venta|
        factura electronica|factura de venta a|tax invoice|handelsrechnung""",
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
        receptor|adquirente|destinatario|solicitante|destinatario de mercaderia|destinatario mercaderia|
        pagador|destinatario de factura|destinatario de la factura|messrs|receptor de la factura|senor|
        senores|senor es|senor a|sr|sr s|sr a|razon soc cliente|sres|sr es|sra|facturar a|
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
} | SUMS
