"""Orders: purchases and invoices. Rows with the same order are its lines; their amounts add up."""

from __future__ import annotations

from cxdesk.tables.accounts import CUSTOMER
from cxdesk.tables.fields import Field, Kind, TableSpec, words

# What kind of purchase a word means.
_KINDS = (
    ("cross_sell", words("cross sell|cross selling|crosssell|cross sale|x sell|add on|addon|add ons|additional product|"
                         "extra product|second product|zusatzverkauf|zusatzprodukt|querverkauf|venta cruzada|"
                         "vente croisee|venda cruzada|complement|bundle add on")),
    ("upsell", words("upsell|up sell|upselling|up selling|upgrade|expansion|expand|seat expansion|more seats|"
                     "additional seats|extra seats|plan upgrade|growth|increase|hochstufung|erweiterung|aufstockung|"
                     "mehrverkauf|ampliacion|mejora de plan|mise a niveau|montee en gamme|extension|upgrade de plano")),
    ("renewal", words("renewal|renew|renewed|recurring|subscription renewal|repeat|repeat order|reorder|"
                      "existing|extension of contract|subscription|folgebestellung|folgeauftrag|verlangerung|"
                      "vertragsverlangerung|wiederholung|renovacion|recompra|renouvellement|reconduction|renovacao|"
                      "recorrente|recurrente|wiederkehrend|nachbestellung")),
    ("new", words("new|new business|new customer|new logo|first|first order|first purchase|initial|initial purchase|"
                  "new sale|new order|acquisition|erstbestellung|erstauftrag|neukunde|neu|neugeschaft|nueva|nuevo|"
                  "nuevo cliente|primera compra|primer pedido|nouveau|nouvelle|nouveau client|premiere commande|"
                  "novo|nova|novo cliente|primeira compra")),
    ("other", words("other|others|misc|miscellaneous|services|service|professional services|one off|one time|refund|"
                    "credit|credit note|return|sonstige|sonstiges|andere|erstattung|gutschrift|otro|otros|otra|"
                    "devolucion|autre|autres|remboursement|avoir|outro|outros")),
)  # fmt: skip

ORDERS = TableSpec(
    name="orders",
    title="Orders",
    row_is="a purchase or invoice",
    key=("order_id",),
    enough=(("account", "ordered_at", "amount"), ("order_id", "amount"), ("order_id", "ordered_at")),
    enough_named=(("ordered_at", "amount"), ("account", "amount"), ("account", "ordered_at")),
    telling=frozenset(["deal", "deals", "opportunity", "order", "orders",
                       "purchase", "invoice", "bestellung", "bestelldatum", "rechnung", "pedido",
                       "factura", "commande", "facture", "rechnungsdatum", "compra"]),
    needs=(("ordered_at",), ("amount",)),
    fields=(
        Field(name="order_id", title="Order ID", kind=Kind.ID,
              synonyms=words("order number|order no|order nr|order|order #|invoice id|invoice|invoice no|"
                             "invoice number|invoice #|transaction id|purchase id|purchase number|order code|"
                             "order reference|receipt number|receipt id|sale id|sales order|po number|"
                             "bestellnummer|bestellnr|auftragsnummer|rechnungsnummer|numero de pedido|id pedido|"
                             "numero de factura|numero de commande|n commande|numero de facture|"
                             "numero do pedido|id do pedido|pedido|bestell id|deal id|opportunity id|"
                             "n de pedido|no de pedido|numero pedido|numero factura|n de facture|belegnummer|"
                             "rechnungsnr|deal|opportunity")),
        Field(name="account", title="Account", kind=Kind.CATEGORY, required=True, dimension=True,
              synonyms=(*CUSTOMER, "purchased by", "ordered by", "bill to", "billed to", "sold to", "user id",
                        "shopper", "requester"),
              serves="purchase frequency, lifetime value and expansion count customers by it"),
        Field(name="ordered_at", title="Ordered at", kind=Kind.INSTANT, required=True,
              serves="it dates every revenue figure", help="the order date",
              synonyms=words("order date|ordered on|purchase date|purchased at|purchased on|invoice date|"
                             "transaction date|date of purchase|order time|order timestamp|order purchase timestamp|"
                             "date of order|sale date|sold on|sold at|billing date|invoiced on|ordered|bestelldatum|"
                             "bestellt am|rechnungsdatum|auftragsdatum|fecha de pedido|fecha del pedido|"
                             "fecha de compra|fecha de factura|date de commande|date de facture|date d achat|"
                             "data do pedido|data da compra|close date|closed date|date|created at|order created|"
                             "order created at|datum|fecha|data|posting date|booking date|created on")),
        Field(name="amount", title="Amount", kind=Kind.NUMBER, required=True, money=True,
              serves="it is what revenue and the average purchase value are made of",
              synonyms=words("total|order total|order value|order amount|total amount|net amount|net total|"
                             "amount net|line total|line amount|revenue|sales|total price|purchase amount|"
                             "invoice amount|invoice total|gross amount|gross total|total value|grand total|"
                             "purchase value|sale amount|sales amount|amount paid|paid amount|value|price|total sales|"
                             "deal value|payment value|total spent|spend|unit price|betrag|summe|"
                             "gesamtbetrag|umsatz|bestellwert|rechnungsbetrag|nettobetrag|importe|importe total|"
                             "monto|precio total|ingresos|montant|montant total|prix total|montant ht|montant ttc|"
                             "valor|valor total|quantia|net|net value|net sales|item amount|invoiced amount|netto|"
                             "netto betrag|betrag netto|order total amount|total ht|total ttc|importe neto")),
        Field(name="refunded", title="Refunded", kind=Kind.NUMBER, helper=True, help="paid back; the amount is less it",
              synonyms=words("amount refunded|refunded amount|refund amount|refund total|total refunded|"
                             "erstattungsbetrag|importe reembolsado|montant rembourse")),
        Field(name="kind", title="Kind", kind=Kind.CATEGORY, dimension=True, choices=_KINDS, otherwise="other",
              help="new, renewal, upsell, cross_sell or other",
              synonyms=words("order type|order kind|type|purchase type|sale type|sales type|deal type|revenue type|"
                             "kind of order|transaction type|opportunity type|type of sale|type of order|"
                             "bestellart|auftragsart|art|tipo|tipo de pedido|tipo de venta|type de commande|"
                             "type de vente|tipo de venda")),
        Field(name="region", title="Region", kind=Kind.CATEGORY, dimension=True, help="else taken from the account",
              synonyms=words("country|market|customer region|customer country|territory|sales region|pais|land|pays|"
                             "regiao|ship country|geography")),
        Field(name="product", title="Product", kind=Kind.CATEGORY, dimension=True,
              synonyms=words("product name|item|sku|product line|description|product category|artikel|produkt|"
                             "producto|produit|produto|item name")),
        Field(name="channel", title="Channel", kind=Kind.CATEGORY, dimension=True,
              synonyms=words("sales channel|order channel|order source|kanal|canal|vertriebskanal|canal de venta")),
    ),
)  # fmt: skip
