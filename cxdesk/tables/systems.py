"""What the support stands on: what people say in public, outages, targets reviewed, the organisational audit."""

from __future__ import annotations

from cxdesk.tables.fields import Field, Kind, TableSpec, words

_SENTIMENTS = (
    ("positive", words("positive|pos|very positive|good|happy|favourable|favorable|promoter|positiv|sehr positiv|"
                       "positivo|positiva|muy positivo|positif|positive review|tres positif|😊|🙂|👍|➕")),
    ("neutral", words("neutral|neu|mixed|indifferent|neither|gemischt|neutro|neutra|mixto|neutre|mitigee|😐|ambivalent|"
                      "passive")),
    ("negative", words("negative|neg|very negative|bad|unhappy|unfavourable|unfavorable|detractor|negativ|"
                       "sehr negativ|negativo|negativa|muy negativo|negatif|tres negatif|🙁|☹|👎")),
)  # fmt: skip
_ACTIONS = (
    ("changed", words("changed|change|updated|adjusted|raised|lowered|revised|set|edited|new target|geandert|"
                      "angepasst|cambiado|modificado|ajustado|modifie|change de|alterado|moved")),
    ("confirmed", words("confirmed|confirm|kept|unchanged|reviewed|no change|approved|ok|validated|bestatigt|"
                        "beibehalten|confirmado|sin cambios|confirme|maintenu|inchange|mantido|left as is")),
)  # fmt: skip

MENTIONS = TableSpec(
    name="mentions",
    title="Mentions",
    row_is="a review or social post",
    enough=(("posted_at", "network", "sentiment"), ("network", "sentiment"), ("posted_at", "sentiment"),
            ("posted_at", "network", "rating"), ("posted_at", "network", "text"), ("sentiment", "text")),
    enough_named=(("posted_at", "network"), ("posted_at", "rating"), ("posted_at", "text")),
    telling=frozenset(["posted", "post", "tweet", "network", "mention", "mentions", "mentioned", "sentiment",
                       "published", "veroffentlicht", "publicado", "publie"]),
    needs=(("posted_at", "sentiment"), ("posted_at", "network", "sentiment", "rating", "text")),
    fields=(
        Field(name="posted_at", title="Posted at", kind=Kind.INSTANT, required=True, serves="it dates every mention",
              synonyms=words("posted on|posted|post date|date posted|published at|published on|published|"
                             "publish date|publication date|tweet created|tweet date|tweeted at|review date|"
                             "reviewed at|mentioned at|mention date|date of review|created at|created|timestamp|date|"
                             "time|datetime|veroffentlicht am|veroffentlicht|datum|publicado el|publicado|"
                             "fecha de publicacion|fecha|publie le|date de publication|publicado em|"
                             "data de publicacao|data")),
        Field(name="network", title="Network", kind=Kind.CATEGORY, required=True, dimension=True,
              synonyms=words("social network|platform|social media|social platform|review site|site|website|source|"
                             "channel|outlet|netzwerk|plattform|quelle|red social|plataforma|red|reseau|"
                             "reseau social|plateforme|rede social|fuente|domain|page type|app store|store")),
        Field(name="sentiment", title="Sentiment", kind=Kind.CATEGORY, choices=_SENTIMENTS,
              help="positive, neutral or negative", serves="net sentiment is made of it",
              synonyms=words("airline sentiment|polarity|sentiment label|sentiment score|tone|tonality|stimmung|"
                             "tonalitat|sentimiento|tono|ton|sentimento|compound|compound score|attitude")),
        Field(name="rating", title="Rating", kind=Kind.NUMBER,
              synonyms=words("stars|star rating|review rating|score|rating stars|review score|bewertung|sterne|"
                             "calificacion|puntuacion|estrellas|note|etoiles|avaliacao|estrelas|rate")),
        Field(name="text", title="Text", kind=Kind.TEXT,
              synonyms=words("review text|post text|tweet|tweet text|content|message|body|post|review|comment|"
                             "mention|mention text|review body|beitrag|inhalt|texto|contenido|texte|contenu|"
                             "avis|conteudo|full text|caption")),
    ),
)  # fmt: skip

OUTAGES = TableSpec(
    name="outages",
    title="Outages",
    row_is="a system outage",
    enough=(("started_at", "ended_at", "system"),),
    enough_named=(("started_at", "ended_at"), ("started_at", "system"), ("ended_at", "system"),
                  ("started_at", "duration")),
    telling=frozenset(["outage", "outages", "down", "downtime", "disruption", "restored", "ausfall", "storung",
                       "caida", "interrupcion", "panne", "interruption", "queda"]),
    needs=(("started_at",), ("ended_at", "duration")),
    fields=(
        Field(name="started_at", title="Started at", kind=Kind.INSTANT, required=True,
              serves="uptime is counted from it",
              synonyms=words("outage start|outage started|outage began|outage date|down at|down since|down from|"
                             "downtime start|start|start time|start date|started|incident start|incident started at|"
                             "began at|began|from|beginn|ausfall beginn|ausfall von|storung beginn|inicio|"
                             "inicio de la caida|inicio de la interrupcion|debut|debut de la panne|"
                             "inicio da queda|onset")),
        Field(name="ended_at", title="Ended at", kind=Kind.INSTANT, help="the end, empty while it lasts",
              serves="without it every outage would last to the end of the data",
              synonyms=words("outage end|outage ended|up at|back up at|restored at|restored|recovered at|"
                             "recovered|resolved at|downtime end|end|end time|end date|ended|incident end|"
                             "incident resolved at|until|to|ende|ausfall ende|ausfall bis|storung ende|behoben am|"
                             "fin|fin de la caida|fin de la interrupcion|fin de la panne|fim|fim da queda")),
        Field(name="duration", title="Duration", kind=Kind.DURATION, helper=True, unit="hours",
              help="how long it lasted",
              synonyms=words("downtime|outage duration|downtime duration|length|ausfalldauer|dauer|duracion|duree|"
                             "duracao|outage")),
        Field(name="system", title="System", kind=Kind.CATEGORY, dimension=True,
              synonyms=words("service|component|monitor|system name|service name|affected system|affected service|"
                             "application|server|check|host|dienst|komponente|anwendung|sistema|servicio|"
                             "componente|systeme|composant|servico|app|product")),
    ),
)  # fmt: skip

REVIEWS = TableSpec(
    name="reviews",
    title="Target reviews",
    row_is="a KPI's target changed or confirmed",
    enough=(("reviewed_at", "kpi"), ("kpi", "action")),
    needs=(("reviewed_at",), ("kpi",)),
    fields=(
        Field(name="reviewed_at", title="Reviewed at", kind=Kind.INSTANT, required=True,
              serves="a review counts in the period of its date",
              synonyms=words("reviewed on|review date|date reviewed|reviewed|date of review|target reviewed at|"
                             "gepruft am|prufdatum|revisado el|fecha de revision|revu le|date de revue|revisado em")),
        Field(name="kpi", title="KPI", kind=Kind.CATEGORY, required=True, serves="KPIs reviewed are counted by it",
              synonyms=words("kpi name|kpi id|metric|metric name|measure|indicator|target of|kennzahl|indicador|"
                             "indicateur|metrica")),
        Field(name="action", title="Action", kind=Kind.CATEGORY, choices=_ACTIONS, help="changed or confirmed",
              synonyms=words("decision|outcome|result|review result|review outcome|change|entscheidung|ergebnis|"
                             "accion|resultado|decision taken|resultat|acao")),
        Field(name="who", title="Who", kind=Kind.CATEGORY,
              synonyms=words("reviewer|reviewed by|by|owner|person|name|user|gepruft von|verantwortlich|"
                             "revisado por|responsable|revu par|responsavel")),
    ),
)  # fmt: skip

AUDIT = TableSpec(
    name="audit",
    title="Audit",
    row_is="one criterion of the organisational audit",
    enough=(("area", "criterion", "score"), ("criterion", "score"), ("area", "criterion")),
    enough_named=(("area", "score"),),
    telling=frozenset(["audit", "assessment", "assessed", "maturity"]),
    needs=(("score",), ("criterion", "area")),
    fields=(
        Field(name="area", title="Area", kind=Kind.CATEGORY, required=True, dimension=True,
              serves="the audit is split by it",
              synonyms=words("audit area|domain|dimension|pillar|section|category|topic|bereich|gebiet|"
                             "themenfeld|ambito|domaine|dominio|theme|field")),
        Field(name="criterion", title="Criterion", kind=Kind.CATEGORY, required=True,
              serves="it tells what is scored apart",
              synonyms=words("criteria|audit criterion|checklist item|control|"
                             "item|check|question|statement|requirement|audit item|"
                             "audit question|capability|kriterium|kriterien|criterio|criterios|critere|prufpunkt")),
        Field(name="score", title="Score", kind=Kind.NUMBER, required=True, graded=True, help="0 to 100",
              serves="the audit is the weighted mean of the scores",
              synonyms=words("rating|points|audit score|mark|grade|maturity|maturity score|value|result|"
                             "bewertung|punkte|punktzahl|puntuacion|nota|note|pontuacao|level")),
        Field(name="weight", title="Weight", kind=Kind.NUMBER,
              synonyms=words("weighting|importance|factor|weight %|gewicht|gewichtung|peso|ponderacion|poids|"
                             "ponderation")),
        Field(name="owner", title="Owner", kind=Kind.CATEGORY, dimension=True,
              synonyms=words("responsible|assigned to|lead|person responsible|accountable|verantwortlich|"
                             "responsable|responsavel|proprietaire")),
        Field(name="assessed_on", title="Assessed on", kind=Kind.INSTANT, monthly=True,
              synonyms=words("assessed|assessed at|assessment date|date assessed|audit date|audited on|date|"
                             "reviewed on|scored on|bewertet am|datum|evaluado el|fecha|fecha de evaluacion|"
                             "evalue le|date d evaluation|avaliado em|data")),
    ),
)  # fmt: skip
