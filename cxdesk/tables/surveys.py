"""Survey answers, one row an answer to one question."""

from __future__ import annotations

from cxdesk.tables.fields import Field, Kind, TableSpec, words
from cxdesk.tables.tickets import TICKETS

# A sheet with a column of its own for a kind of question; it becomes rows of kind and score.
SCORE_FIELDS: dict[str, str] = {"nps_score": "nps", "csat_score": "csat", "ces_score": "ces", "esat_score": "esat"}

_RESPONDED = words(
    "responded at|response date|submitted at|submit date|submitted on|completed at|completion time|completed|"
    "recorded date|"
    "date recorded|answered at|survey date|survey completed|end date|date responded|response time|timestamp|"
    "survey response date|"
    "date submitted|submission date|submission time|response timestamp|survey replied date|response received|"
    "answered on|"
    "feedback date|rated at|rating date|date|datetime|date time|created at|created|created on|created date|"
    "created time|"
    "date created|creation date|updated at|responded on|responded|survey time|survey taken|taken at|start date|"
    "start time|"
    "zeitstempel|datum|marca temporal|fecha|fecha de respuesta|carimbo de data hora|data|data da resposta|horodateur|"
    "date de reponse|beantwortet am|respondido em|interview date|date modified|time|day|when|survey response "
    "time|review date|submitted|answered|response date time|date of response|date of survey|date completed|end time|"
    "fertigstellungszeit|abgeschlossen am|abgeschickt am|heure de fin|date de fin|hora de finalizacion|"
    "hora de conclusao|fecha de finalizacion|date of feedback|month|survey month|monat|mes|mois|period"
)
_NPS = words(
    "nps|nps score|nps rating|net promoter score|net promoter|likelihood to recommend|likely to recommend|recommend|"
    "recommendation|recommendation score|recommend score|would you recommend|nps response|ltr|nps answer|nps value|"
    "weiterempfehlung|weiterempfehlungsbereitschaft|recomendacion|recomendacao|recommandation|willingness to recommend|"
    "recommendation likelihood|nps survey score|likelihood|nps 0 10|q nps|promoter score"
)
_CES = words(
    "ces|ces score|customer effort score|customer effort|effort|effort score|ease|ease score|ease of use|ease "
    "of resolution|"
    "ces rating|ease rating|effort rating|last ces survey rating|ces response|easy|aufwand|esfuerzo|esforco|"
    "ces answer|customer ease|customer ease score"
)
_ESAT = words(
    "esat|esat score|employee satisfaction|employee satisfaction score|agent satisfaction|employee score|esat rating|"
    "job satisfaction|employee rating|mitarbeiterzufriedenheit|enps score|employee happiness|satisfaccion del empleado"
)


def _like_tickets(name: str) -> tuple[str, ...]:
    return TICKETS.field(name).synonyms


SURVEYS = TableSpec(
    name="surveys",
    title="Survey answers",
    row_is="one answer to one question",
    key=("response_id", "kind"),
    fields=(
        Field(name="response_id", title="Response ID", kind=Kind.ID,
              synonyms=words("response id|responseid|survey id|answer id|respondent id|survey response id|"
                             "feedback id|submission id|"
                             "response number|network id|entry id|rating id|id|#|no|number|survey "
                             "number|record id|"
                             "id de respuesta|antwort id")),
        Field(name="kind", title="Kind of question", kind=Kind.CATEGORY, required=True, help="csat, nps, ces or esat",
              synonyms=words("kind|survey type|question type|metric|survey kind|type|survey|survey name|type of "
                             "survey|kpi|"
                             "score type|measure|rating type|kind of question|feedback type")),
        Field(name="score", title="Score", kind=Kind.NUMBER, required=True,
              synonyms=words("score|rating|response|answer|value|survey score|response score|result|points|rate|stars|"
                             "feedback score|response value|answer value|bewertung|puntuacion|nota|note|punkte|grade|"
                             "calificacion|avaliacao|punkt|rating score|survey rating|survey response|numeric "
                             "response")),
        Field(name="nps_score", title="NPS answer", kind=Kind.NUMBER, synonyms=_NPS, helper=True,
              help="0 to 10: how likely to recommend"),
        Field(name="csat_score", title="CSAT answer", kind=Kind.NUMBER, helper=True,
              synonyms=tuple(word for word in _like_tickets("csat_score") if word not in {"score", "rating", "stars"}),
              help="how satisfied"),
        Field(name="ces_score", title="CES answer", kind=Kind.NUMBER, synonyms=_CES, helper=True, help="how easy"),
        Field(name="esat_score", title="ESAT answer", kind=Kind.NUMBER, synonyms=_ESAT, helper=True,
              help="how satisfied the employee is"),
        Field(name="scale_min", title="Lowest score possible", kind=Kind.NUMBER,
              synonyms=words("scale min|min score|lowest score|scale minimum|minimum score|scale low")),
        Field(name="scale_max", title="Highest score possible", kind=Kind.NUMBER,
              synonyms=words("scale max|max score|highest score|scale|scale maximum|out of|maximum score|max "
                             "rating|scale high")),
        Field(name="responded_at", title="Answered", kind=Kind.INSTANT, required=True, synonyms=_RESPONDED,
              monthly=True),
        Field(name="responded_time_of_day", title="Answered, time of day", kind=Kind.DURATION, helper=True,
              synonyms=words("time|response time|survey time|submitted time|hora|uhrzeit|heure|time of day"),
              help="joined with a date without a time"),
        Field(name="sent_at", title="Sent", kind=Kind.INSTANT,
              synonyms=words("sent at|sent|sent on|sent date|date sent|survey sent|survey sent at|survey sent "
                             "date|invited at|"
                             "invitation date|last survey sent|requested at|survey requested at|sent time|delivered at|"
                             "gesendet|gesendet am|enviado|enviado em|envoye le|distributed at|invitation sent|"
                             "offered at")),
        Field(name="ticket_id", title="Ticket ID", kind=Kind.ID,
              synonyms=tuple(word for word in _like_tickets("ticket_id")
                             if word not in {"id", "#", "number", "key", "ref", "reference", "nummer", "numero",
                             "record id",
                                             "contact id"})),
        Field(name="account", title="Account", kind=Kind.CATEGORY, dimension=True, synonyms=_like_tickets("account")),
        Field(name="respondent", title="Respondent", kind=Kind.CATEGORY,
              synonyms=("respondent", "respondent name", "respondent email", "recipient email", "recipient",
                        "employee name", "employee id", *_like_tickets("requester"), "person", "first name")),
        Field(name="requester_role", title="Respondent's role", kind=Kind.CATEGORY, dimension=True,
              synonyms=("respondent role", *_like_tickets("requester_role"))),
        Field(name="region", title="Region", kind=Kind.CATEGORY, dimension=True, synonyms=_like_tickets("region")),
        Field(name="agent", title="Agent", kind=Kind.CATEGORY, dimension=True, synonyms=_like_tickets("agent")),
        Field(name="team", title="Team", kind=Kind.CATEGORY, dimension=True, synonyms=_like_tickets("team")),
        Field(name="channel", title="Channel", kind=Kind.CATEGORY, dimension=True,
              synonyms=("survey channel", "distribution channel", *_like_tickets("channel"))),
        Field(name="priority", title="Priority", kind=Kind.CATEGORY, dimension=True, help="taken from the ticket",
              synonyms=_like_tickets("priority")),
        Field(name="category", title="Category", kind=Kind.CATEGORY, dimension=True,
              synonyms=tuple(word for word in _like_tickets("category") if word != "type")),
        Field(name="product", title="Product", kind=Kind.CATEGORY, dimension=True, synonyms=_like_tickets("product")),
        Field(name="question", title="Question", kind=Kind.CATEGORY, dimension=True,
              synonyms=words("question|question text|survey question|frage|pregunta|pergunta")),
        Field(name="comment", title="Comment", kind=Kind.TEXT,
              synonyms=words("comment|comments|feedback|feedback comment|verbatim|survey comment|reason for score|"
                             "open feedback|additional comments|remark|conversation rating remark|why|free text|"
                             "kommentar|"
                             "comentario|comentarios|commentaire|customer comment|customer feedback|text|review|"
                             "satisfaction comment|reason|score reason|nps comment|csat comment|response text|"
                             "suggestions")),
    ),
)  # fmt: skip
