"""What happens online: use of the product, web traffic, campaigns."""

from __future__ import annotations

from cxdesk.tables.accounts import CUSTOMER
from cxdesk.tables.fields import Field, Kind, TableSpec, words

USAGE = TableSpec(
    name="usage",
    title="Usage",
    row_is="a user using a feature on a day",
    enough=(("used_at", "user", "feature"), ("used_at", "user", "minutes"), ("used_at", "account", "feature"),
            ("user", "feature", "minutes"), ("account", "feature", "minutes")),
    enough_named=(("used_at", "user"), ("used_at", "account", "minutes")),
    telling=frozenset(["used", "usage", "login", "logins", "activity", "event", "session", "nutzung", "uso"]),
    needs=(("used_at",), ("user", "account")),
    fields=(
        Field(name="used_at", title="Used at", kind=Kind.INSTANT, required=True,
              serves="active users are counted by the day of use",
              synonyms=words("used on|event time|event date|event timestamp|activity date|activity time|usage date|"
                             "session date|session start|login date|login time|login at|logged in at|timestamp|"
                             "event at|occurred at|last used|date|day|time|datetime|date time|nutzungsdatum|"
                             "genutzt am|zeitstempel|datum|tag|fecha de uso|fecha|dia|date d utilisation|horodatage|"
                             "data de uso|data|created at|when|visited at")),
        Field(name="user", title="User", kind=Kind.CATEGORY, required=True,
              serves="active users and feature utilisation count it",
              synonyms=words("user id|userid|username|user name|user email|visitor id|member|member id|login|"
                             "distinct id|uuid|person|person id|email|benutzer|nutzer|benutzer id|nutzer id|usuario|"
                             "id de usuario|utilisateur|id utilisateur|user uuid|end user|actor")),
        Field(name="account", title="Account", kind=Kind.CATEGORY, dimension=True, synonyms=CUSTOMER),
        Field(name="feature", title="Feature", kind=Kind.CATEGORY, dimension=True,
              synonyms=words("feature name|feature used|event|event name|event type|action|module|function|"
                             "functionality|screen|page|funktion|modul|funktionalitat|funcionalidad|funcion|"
                             "modulo|fonctionnalite|fonction|funcionalidade|feature id|tool")),
        Field(name="minutes", title="Minutes", kind=Kind.DURATION, unit="minutes",
              synonyms=words("usage|minutes used|usage minutes|time spent|duration|session duration|session length|"
                             "usage time|usage duration|time in app|engagement time|nutzungsdauer|dauer|duracion|"
                             "tiempo de uso|duree|temps d utilisation|duracao|tempo de uso|minuten|minutos|used")),
    ),
)  # fmt: skip

WEB = TableSpec(
    name="web",
    title="Web traffic",
    row_is="a day and a traffic source",
    key=("day", "source"),
    open_key=("source",),
    enough=(("day", "visitors", "sessions"), ("day", "sessions", "page_views"), ("visitors", "sessions"),
            ("sessions", "bounces"), ("sessions", "bounce_rate"), ("sessions", "page_views"),
            ("visitors", "page_views"), ("carts", "purchases"), ("day", "source", "sessions"),
            ("day", "source", "visitors"), ("visitors", "conversions"), ("visitors", "new_visitors"),
            ("day", "visitors", "purchases"), ("day", "visitors")),
    needs=(("day",), ("visitors", "sessions", "page_views", "carts", "conversions", "new_visitors", "purchases")),
    fields=(
        Field(name="day", title="Day", kind=Kind.INSTANT, monthly=True, required=True,
              serves="it dates every figure of the web",
              synonyms=words("date|day of|visit date|session date|reporting date|datum|tag|fecha|dia|jour|data|"
                             "week|week start|week starting|month|monat|mes|mois|woche|semana|semaine|day index|"
                             "date range|period")),
        Field(name="source", title="Source", kind=Kind.CATEGORY, dimension=True,
              synonyms=words("traffic source|session source|source medium|session source medium|"
                             "session default channel group|default channel group|default channel grouping|"
                             "channel group|channel grouping|first user default channel group|acquisition channel|"
                             "referrer|medium|channel|traffic channel|quelle|kanal|herkunft|fuente|origen|canal|"
                             "fuente de trafico|source de trafic|fonte|origem|first user source medium|utm source")),
        Field(name="visitors", title="Visitors", kind=Kind.COUNT, required=True,
              serves="conversion rate and traffic count it",
              synonyms=words("users|unique visitors|total users|active users|unique users|daily visitors|"
                             "daily active users|besucher|nutzer|eindeutige besucher|visitantes|usuarios|"
                             "visitantes unicos|visiteurs|utilisateurs|visiteurs uniques|utilizadores|uniques")),
        Field(name="new_visitors", title="New visitors", kind=Kind.COUNT,
              synonyms=words("new users|first time visitors|first visits|first time users|neue besucher|neue nutzer|"
                             "nuevos visitantes|usuarios nuevos|nuevos usuarios|nouveaux visiteurs|"
                             "nouveaux utilisateurs|novos visitantes|novos usuarios")),
        Field(name="sessions", title="Sessions", kind=Kind.COUNT,
              synonyms=words("visits|total sessions|session count|number of sessions|sitzungen|besuche|sesiones|"
                             "visitas|visites|sessoes")),
        Field(name="page_views", title="Page views", kind=Kind.COUNT,
              synonyms=words("pageviews|views|screen page views|screenviews|hits|pages viewed|total page views|"
                             "seitenaufrufe|seitenansichten|aufrufe|paginas vistas|vistas de pagina|vistas|"
                             "pages vues|vues|visualizacoes de pagina|visualizacoes")),
        Field(name="bounces", title="Bounces", kind=Kind.COUNT,
              synonyms=words("bounced sessions|single page sessions|bounce count|number of bounces|absprunge|"
                             "rebotes|rebonds|rejeicoes|bounced visits")),
        Field(name="bounce_rate", title="Bounce rate", kind=Kind.NUMBER, helper=True,
              help="turned into bounces with the sessions of its row",
              synonyms=words("bounce %|bounce rate %|absprungrate|tasa de rebote|porcentaje de rebote|"
                             "taux de rebond|taxa de rejeicao|% bounce")),
        Field(name="session_seconds", title="Session seconds", kind=Kind.DURATION, unit="seconds",
              help="time of all sessions together",
              synonyms=words("session|total session duration|session duration|total time on site|time on site|"
                             "session time|total duration|user engagement|engagement time|time on page|"
                             "visit duration|sitzungsdauer|besuchsdauer|duracion de la sesion|duree de session|"
                             "duree des sessions|duracao da sessao|total session time")),
        Field(name="average_session", title="Average session duration", kind=Kind.DURATION, unit="seconds",
              helper=True, help="turned into the time of all sessions with the sessions of its row",
              synonyms=words("avg session duration|average session|average session duration|mean session duration|"
                             "avg time on site|average time on site|avg session|avg visit duration|"
                             "average visit duration|average engagement time per session|average engagement time|"
                             "durchschnittliche sitzungsdauer|duracion media de la sesion|"
                             "duree moyenne des sessions|duracao media da sessao|avg time on page")),
        Field(name="carts", title="Carts", kind=Kind.COUNT,
              synonyms=words("add to carts|carts created|carts started|shopping carts|baskets|cart additions|"
                             "added to cart|checkouts started|warenkorbe|carritos|paniers|carrinhos")),
        Field(name="purchases", title="Purchases", kind=Kind.COUNT,
              synonyms=words("orders|transactions|ecommerce purchases|completed orders|checkouts completed|"
                             "orders completed|kaufe|bestellungen|compras|pedidos|achats|commandes")),
        Field(name="conversions", title="Conversions", kind=Kind.NUMBER,
              synonyms=words("key events|goal completions|converted|conversion count|goals|goals completed|"
                             "konversionen|conversiones|conversoes|converted visitors|sign ups|signups")),
    ),
)  # fmt: skip

CAMPAIGNS = TableSpec(
    name="campaigns",
    title="Campaigns",
    row_is="a marketing campaign or mailing",
    key=("campaign",),
    enough=(*(("campaign", name) for name in ("cost", "income", "leads", "conversions", "reach", "emails_sent",
                                              "emails_opened", "emails_clicked")),
            ("emails_sent", "emails_opened"), ("cost", "leads", "conversions")),
    needs=(("campaign",),
           ("cost", "income", "leads", "conversions", "reach", "emails_sent", "emails_opened", "emails_clicked")),
    fields=(
        Field(name="campaign", title="Campaign", kind=Kind.CATEGORY, required=True, dimension=True,
              serves="it tells the campaigns apart",
              synonyms=words("campaign name|mailing|mailing name|campaign id|campaign title|email name|newsletter|"
                             "ad campaign|email campaign|kampagne|kampagnenname|aktion|campana|"
                             "nombre de la campana|campagne|nom de la campagne|campanha|nome da campanha|ad set|"
                             "ad group|broadcast")),
        Field(name="started_on", title="Started on", kind=Kind.INSTANT, monthly=True, required=True,
              serves="it dates the campaign's figures",
              synonyms=words("start date|started|launch date|launched|launched on|campaign start|sent date|"
                             "send date|sent on|sent at|date sent|starts|start|campaign date|reporting starts|"
                             "startdatum|gestartet am|versanddatum|fecha de inicio|fecha de envio|date de debut|"
                             "date de lancement|date d envoi|data de inicio|data de envio|date|day|month|datum|fecha|"
                             "begin date|send time|monat|mes|mois")),
        Field(name="cost", title="Cost", kind=Kind.NUMBER, money=True,
              synonyms=words("spend|amount spent|ad spend|costs|total cost|campaign cost|total spend|spent|"
                             "media cost|budget spent|marketing cost|budget|kosten|ausgaben|coste|costo|gasto|"
                             "importe gastado|cout|couts|depenses|montant depense|custo|gastos|valor gasto")),
        Field(name="income", title="Income", kind=Kind.NUMBER, money=True,
              synonyms=words("revenue|return|returns|sales|revenue generated|conversion value|purchase value|"
                             "total revenue|attributed revenue|campaign revenue|einnahmen|umsatz|ertrag|ingresos|"
                             "ventas|revenus|recettes|chiffre d affaires|receita|value")),
        Field(name="leads", title="Leads", kind=Kind.NUMBER,
              synonyms=words("leads generated|new leads|number of leads|lead count|total leads|prospects|"
                             "clientes potenciales|kontakte")),
        Field(name="conversions", title="Conversions", kind=Kind.NUMBER,
              synonyms=words("converted|results|sales count|acquisitions|customers won|signups|sign ups|purchases|"
                             "orders|konversionen|conversiones|conversoes|total conversions")),
        Field(name="reach", title="Reach", kind=Kind.NUMBER,
              synonyms=words("people reached|impressions|audience|accounts reached|total reach|unique reach|"
                             "reichweite|alcance|portee|impressionen|impresiones")),
        Field(name="emails_sent", title="Emails sent", kind=Kind.COUNT,
              synonyms=words("sent|sends|delivered|recipients|emails delivered|total sent|total recipients|"
                             "e mails sent|emails|number sent|versendet|versandt|empfanger|gesendet|enviados|"
                             "correos enviados|destinatarios|envoyes|e mails envoyes|destinataires|"
                             "emails enviados|successful deliveries")),
        Field(name="emails_opened", title="Emails opened", kind=Kind.COUNT,
              synonyms=words("opened|opens|unique opens|total opens|e mails opened|geoffnet|offnungen|abiertos|"
                             "correos abiertos|aperturas|aperturas unicas|"
                             "ouvertures uniques|eindeutige offnungen|ouverts|ouvertures|e mails ouverts|"
                             "abertos|aberturas|"
                             "emails abertos")),
        Field(name="emails_clicked", title="Emails clicked", kind=Kind.COUNT,
              synonyms=words("clicked|clicks|unique clicks|total clicks|link clicks|e mails clicked|geklickt|klicks|"
                             "clics|correos con clic|cliques|cliques unicos|emails clicados")),
    ),
)  # fmt: skip
