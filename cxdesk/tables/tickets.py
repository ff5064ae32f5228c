"""Tickets: conversations, incidents, cases."""

from __future__ import annotations

from cxdesk.tables.fields import Field, Kind, TableSpec, words

# Synonyms: header words without unit, zone and clock, accents folded; the earlier of two that fit is the better one.
_TICKET_ID = words(
    "ticket id|ticket number|ticket no|ticket nr|ticket #|ticket key|ticket ref|ticket reference|ticketnumber|ticket|"
    "case number|case id|case no|incident id|incident number|incident|conversation id|call id|call number|issue "
    "key|request id|"
    "request number|chat id|interaction id|contact id|enquiry id|inquiry id|case|number|issue id|id|#|key|ref|"
    "reference|"
    "vorgangsnummer|ticketnummer|clave|"
    "numero de ticket|numero do chamado|id do ticket|id do chamado|chamado|n de ticket|"
    "id de ticket|nummer|numero|ticket display id|record id|sr number|service request number|service request id"
)
_CREATED = words(
    "created at|created|created on|created time|created date|creation date|creation time|date created|create "
    "date|created datetime|"
    "opened at|opened|opened on|open date|opening date|date opened|date time opened|opened date|opened time|"
    "time opened|"
    "ticket created|ticket created timestamp|ticket created date|ticket creation date|ticket creation time|"
    "conversation started at|"
    "conversation created at|submitted at|submitted on|submitted|submission date|date submitted|reported at|"
    "reported date|"
    "report date|requested at|requested|request date|request time|received at|received|date received|received "
    "date|logged at|"
    "logged|date logged|call date|contact date|chat start time|start time|started at|call start time|call time|"
    "ticket opened|case created|case created date|incident date|raised on|date raised|creada|creado|fecha de creacion|"
    "fecha creacion|fecha de apertura|data de abertura|data de criacao|aberto em|criado em|erstellt|erstellt am|"
    "erstelldatum|"
    "angelegt am|eroffnet|eroffnet am|erstellungsdatum|cree le|date de creation|date d ouverture|ouvert le|sys "
    "created on|"
    "sys created at|ticket created time|timestamp|date|datetime|date time|datum|fecha|data"
)
_FIRST_RESPONSE = words(
    "first response|first reply|first response at|first reply at|first responded at|first replied at|initial response|"
    "conversation first replied at|date of first response|chart date of first response|first response date|"
    "first reply date|"
    "first response time|initial response time|first agent email response date|agent responded time|answered at|"
    "first agent response|first agent reply|first answer|first answered at|first responded|responded at|"
    "response date|first reply time|"
    "respondido em|primera respuesta|primeira resposta|erste antwort|erste antwort am|erstantwort|premiere reponse|"
    "firstresponse|first contact at|first touch|acknowledged at|time answered|response timestamp|responded on|"
    "response at"
)
_FIRST_RESPONSE_TIME = words(
    "first response time|first reply time|frt|initial response time|time to first response|time to first reply|"
    "first response|"
    "first reply|initial response|response time|reply time|speed of answer|speed of answer asa|speed to answer|"
    "answer time|asa|"
    "first response duration|time to answer|wait time before answer|queue time|time to first agent email reply|"
    "first response time excluding time spent in bot inbox|time to first agent reply|response duration|time to respond|"
    "minutes to first response|hours to first response|first agent response time|first answer time|first touch time|"
    "tiempo de primera respuesta|tiempo primera respuesta|tempo de primeira resposta|tempo da primeira resposta|"
    "erstreaktionszeit|erstantwortzeit|reaktionszeit|delai de premiere reponse|temps de premiere reponse|firstresponse|"
    "take into account time|initial reply time|reply time calendar"
)
_RESOLVED = words(
    "resolved at|solved at|resolved|solved|resolved on|resolved time|resolved date|solved date|resolution date|"
    "date resolved|"
    "resolution at|resolved datetime|date solved|solved on|ticket solved timestamp|ticket solved date|ticket "
    "solved|completed at|"
    "completed|completion date|completed date|date completed|time resolved|resolution timestamp|resolution "
    "datetime|end time|"
    "ended at|call end time|resolution time|time to resolution|fixed at|date fixed|finished at|fixed on|"
    "done date|resuelto|resuelta|fecha "
    "de resolucion|"
    "fecha resolucion|data de solucao|data de resolucao|resolvido em|solucionado em|gelost|gelost am|"
    "losungsdatum|resolu le|"
    "date de resolution|conversation last closed at|last solved at|solved time|erledigt am|ticket resolved"
)
_RESOLUTION_TIME = words(
    "resolution time|full resolution time|time to resolution|time to resolve|resolution|resolution duration|ttr|mttr|"
    "total resolution time|time to close|handling duration|solution|solution time|close in|closed in|time to "
    "full resolution|"
    "resolve time|resolved in|time to last close|time to closure|closure time|time to solve|cycle time|resolved after|"
    "tiempo de resolucion|tempo de resolucao|tempo de solucao|losungszeit|bearbeitungszeit|delai de resolution|"
    "temps de resolution|calendar stc|turnaround time|tat|solve time|time open|case duration|ticket duration"
)
_CLOSED = words(
    "closed at|closed|closed on|closed time|closed date|close date|date closed|date time closed|closing date|"
    "ticket closed time|"
    "closure date|closed datetime|ticket closed|last closed date|conversation first closed at|case closed date|"
    "completed time|"
    "fecha de cierre|cerrado|data de fechamento|fechado em|geschlossen|geschlossen am|schliessdatum|abgeschlossen am|"
    "ferme le|date de fermeture|date de cloture|time closed|close time"
)
_AGENT = words(
    "agent|assignee|assigned to|agent name|assignee name|agent assigned|assigned agent|owner|ticket owner|case owner|"
    "ticket assignee|representative|support agent|assigned|technician|handled by|operator|rep|advisor|resolved by|"
    "teammate currently assigned|teammate|csr|support rep|employee|consultant|assignee email|agent email|agent "
    "id|assigned user|"
    "responsible|assigned technician|staff|user assigned|asignado a|agente|responsable|persona asignada|"
    "tecnico|atribuido "
    "tecnico|atribuido a|"
    "bearbeiter|mitarbeiter|sachbearbeiter|"
    "zugewiesen an|resolver|analyst|engineer|support engineer|rep name|staff member|case handler|"
    "taken by|besitzer|assigne a|agent assigne|technicien|call agent|team member|owner name|"
    "case owner alias|"
    "first closed by teammate|person responsible|atendente|zustandig"
)
_REQUESTER = words(
    "requester|requester email|customer email|requester id|requester name|customer|customer name|customer id|"
    "contact|contact name|"
    "contact email|contact id|caller|caller id|reporter|user email|user name|user|user id|email|from email|from|"
    "requestors|"
    "reported by|submitted by|client|client name|email address|client id|full name|requested by|submitter|"
    "solicitante|informador|requerente|"
    "requerente requerente|cliente|kunde|melder|anforderer|demandeur|client email|requester s|end user|"
    "requestor|opened by|"
    "contact email address|raised by|caller name|logged by|customer username|phone number|caller number|kunden id|name"
)

TICKETS = TableSpec(
    name="tickets",
    title="Tickets",
    row_is="a ticket, conversation, incident or case",
    key=("ticket_id",),
    fields=(
        Field(name="ticket_id", title="Ticket ID", kind=Kind.ID, required=True, synonyms=_TICKET_ID),
        Field(name="created_at", title="Created", kind=Kind.INSTANT, required=True, synonyms=_CREATED),
        Field(name="created_time_of_day", title="Created, time of day", kind=Kind.DURATION, helper=True,
              synonyms=words("time|created time|time created|call time|start time|time of day|opened time|time "
                             "opened|hora|uhrzeit|"
                             "heure|time of call|creation time"),
              help="joined with a date without a time"),
        Field(name="first_response_at", title="First response at", kind=Kind.INSTANT, synonyms=_FIRST_RESPONSE),
        Field(name="first_response_time", title="First response time", kind=Kind.DURATION,
              synonyms=_FIRST_RESPONSE_TIME),
        Field(name="first_response_business_time", title="First response time, business hours", kind=Kind.DURATION,
              synonyms=_FIRST_RESPONSE_TIME),
        Field(name="resolved_at", title="Resolved", kind=Kind.INSTANT, synonyms=_RESOLVED),
        Field(name="resolved_time_of_day", title="Resolved, time of day", kind=Kind.DURATION, helper=True,
              synonyms=words("resolved time|time resolved|solved time|end time|resolution time of day"),
              help="joined with a date without a time"),
        Field(name="resolution_time", title="Resolution time", kind=Kind.DURATION, synonyms=_RESOLUTION_TIME),
        Field(name="resolution_business_time", title="Resolution time, business hours", kind=Kind.DURATION,
              synonyms=(*_RESOLUTION_TIME, "business stc")),
        Field(name="closed_at", title="Closed", kind=Kind.INSTANT, synonyms=_CLOSED),
        Field(name="status", title="Status", kind=Kind.CATEGORY, dimension=True,
              synonyms=words("status|ticket status|state|current status|case status|incident state|ticket state|"
                             "current conversation state|conversation state|status name|issue status|call "
                             "status|estado|"
                             "situacao|zustand|statut|etat|request status|conversation status|ticket custom "
                             "status name|"
                             "status category|open closed|current state")),
        Field(name="priority", title="Priority", kind=Kind.CATEGORY, dimension=True,
              synonyms=words("priority|ticket priority|severity|urgency|priority level|case priority|issue priority|"
                             "conversation priority|prio|importance|prioridad|prioridade|prioritat|priorite|sev")),
        Field(name="channel", title="Channel", kind=Kind.CATEGORY, dimension=True,
              synonyms=words("channel|via|source|ticket channel|origin|case origin|contact channel|contact type|"
                             "initial channel|"
                             "create channel|communication channel|support channel|contact method|request "
                             "source|medium|"
                             "ticket source|conversation source|conversation channel|kanal|canal|quelle|origen|origem|"
                             "channel type|interaction type|contact mode|mode of contact|mode|method|"
                             "how received|received via|contact via|entry channel|channel name")),
        Field(name="agent", title="Agent", kind=Kind.CATEGORY, dimension=True, synonyms=_AGENT),
        Field(name="team", title="Team", kind=Kind.CATEGORY, dimension=True,
              synonyms=words("team|group|assignment group|dept|ticket group|team assigned|assigned team|department|"
                             "queue|support group|"
                             "assigned group|agent group|team name|group name|team currently assigned|resolver group|"
                             "support team|owner team|business unit|equipo|grupo|equipe|gruppe|abteilung|groupe|"
                             "assignee group|"
                             "support tier|squad|skill group|inbox|departamento")),
        Field(name="account", title="Account", kind=Kind.CATEGORY, dimension=True,
              synonyms=words("account|organization|organisation|company|account name|company name|customer "
                             "organization|"
                             "organization name|requester organization name|ticket organization name|customer "
                             "company|client company|"
                             "account id|company id|associated company|organizations|tenant|kundenkonto|firma|empresa|"
                             "organizacion|organizacao|societe|organisation name|entidade|entity|customer "
                             "account|org")),
        Field(name="requester", title="Requester", kind=Kind.CATEGORY, synonyms=_REQUESTER),
        Field(name="requester_role", title="Requester role", kind=Kind.CATEGORY, dimension=True,
              synonyms=words("requester role|contact role|customer role|user role|role|job title|persona|position|"
                             "title of contact|buyer role|stakeholder")),
        Field(name="region", title="Region", kind=Kind.CATEGORY, dimension=True,
              synonyms=words("region|country|market|location|customer region|customer country|territory|geo|"
                             "geography|state region|"
                             "requester location|site|pais|land|pays|regiao|localizacao|standort|localisation|"
                             "ubicacion|office|"
                             "continent")),
        Field(name="product", title="Product", kind=Kind.CATEGORY, dimension=True,
              synonyms=words("product|product name|product purchased|brand|ticket brand|product line|service|"
                             "product area|producto|"
                             "produto|produkt|produit|application|affected product|item|product category|"
                             "product type")),
        Field(name="category", title="Category", kind=Kind.CATEGORY, dimension=True,
              synonyms=words("category|ticket category|topic|topics|type|ticket type|issue type|help topic|"
                             "request type|call reason|"
                             "contact reason|reason|case type|issue category|incident category|classification|tracker|"
                             "ticket form|case reason|inquiry type|enquiry type|issue|problem type|problem "
                             "category|query type|"
                             "subcategory|sub category|categoria|tipo|tipo de incidencia|"
                             "kategorie|typ|thema|categorie|motivo|"
                             "reason for contact|"
                             "disposition|complaint type|nature of complaint|complaint category|problem|"
                             "ticket topic|tema")),
        Field(name="tags", title="Tags", kind=Kind.TEXT,
              synonyms=words("tags|ticket tags|labels|label|conversation tag|etiquetas|schlagworte")),
        Field(name="subject", title="Subject", kind=Kind.TEXT,
              synonyms=words("subject|ticket subject|summary|title|short description|ticket name|ticket title|"
                             "case subject|"
                             "asunto|resumen|resumo|"
                             "assunto|titulo|betreff|titel|sujet|titre|ticket description|description|"
                             "issue description|"
                             "objet")),
        Field(name="reopen_count", title="Reopens", kind=Kind.COUNT,
              synonyms=words("reopens|reopen count|reopened count|number of reopens|# reopens|no of reopens|"
                             "number of reopen|times "
                             "reopened|reopened|"
                             "reopened tickets|re opens|reopenings|re opened|reopened times|num reopens|"
                             "reaperturas|reaberturas|wiedereroffnungen|reouvertures|re open count")),
        Field(name="reply_count", title="Agent replies", kind=Kind.COUNT,
              synonyms=words("replies|agent replies|agent interactions|reply count|number of replies|# replies|"
                             "# of replies|# of responses|number of "
                             "agent messages|"
                             "agent messages|public replies|number of agent replies|agent responses|agent reply count|"
                             "number of responses|response count|replies to close a conversation|replies to resolution|"
                             "outbound messages|number of interactions|interactions|touches|agent touches|num replies|"
                             "respuestas|respostas|antworten|reponses|no of replies|no of responses|agent comments")),
        Field(name="handoff_count", title="Handoffs", kind=Kind.COUNT,
              synonyms=words("handoffs|reassignments|reassignment count|number of reassignments|number of "
                             "reassign|handoff count|# transfers|no of transfers|times transferred|handovers|"
                             "no of handoffs|"
                             "transfers|transfer count|reassigned|number of transfers|times reassigned|assignee "
                             "changes|"
                             "reasignaciones|weiterleitungen|reatribuicoes|transferts|assignment changes|num "
                             "reassignments|"
                             "hand offs|number of handoffs")),
        Field(name="escalated", title="Escalated", kind=Kind.FLAG,
              synonyms=words("escalated|is escalated|escalation|escalated flag|was escalated|escalated y n|"
                             "ticket escalated|"
                             "escalado|escalada|eskaliert|escaladee|escalation flag|escalate|escalation status")),
        Field(name="sla_met", title="SLA met", kind=Kind.FLAG,
              synonyms=words("sla met|made sla|sla status|resolution status|sla achieved|sla compliance|sla "
                             "compliant|within sla|"
                             "met sla|in sla|sla result|sla breached|sla breach|breached sla|sla violated|"
                             "breached|sla missed|"
                             "sla violation|sla violation type|overdue|time to resolve exceeded|is overdue|sla state|"
                             "time to close sla ticket status|sla outcome|sla target status|sla|sla resolution status|"
                             "tempo para resolver excedido|sla eingehalten|sla verletzt|sla respecte|sla "
                             "cumplido|sla cumprido|"
                             "sla met y n|resolution sla status|resolution sla|sla adherence|missed sla|"
                             "violated sla|is sla breached|"
                             "resolution sla met|resolution sla breached|late")),
        Field(name="sla_due_at", title="SLA due", kind=Kind.INSTANT,
              synonyms=words("sla due|sla due date|sla due at|due by|due by time|resolution due|resolution due "
                             "date|sla deadline|"
                             "due date|due at|due|deadline|time to resolve|close escalation at|resolution due by|"
                             "time to close sla due date|tempo para solucao|tempo para solucao progresso|time "
                             "to resolve progress|"
                             "fecha limite|vencimiento|prazo|falligkeit|fallig am|echeance|target date|resolve by|"
                             "sla target date|target resolution date|expected resolution date|time to resolution due")),
        Field(name="first_contact_resolved", title="Resolved at first contact", kind=Kind.FLAG,
              synonyms=words("first contact resolution|first contact resolved|fcr|is first call resolution|"
                             "first call resolution|"
                             "resolved on first contact|resolved at first contact|one touch|solved in first "
                             "contact|is fcr|"
                             "first call resolved|fcr flag|one touch resolution|resolved first contact|first "
                             "time resolution|"
                             "erstlosung|resolucion en primer contacto|resolvido no primeiro contato|first time fix|"
                             "closed on first contact|resolved on first call|resolved in first contact|fcr y n|"
                             "first touch resolution|one contact resolution|resolved first call")),
        Field(name="resolved", title="Resolved (yes or no)", kind=Kind.FLAG,
              choices=(("1", ("done", "complete", "listo", "hecho", "finalizada", "fertig", "erledigt", "termine")),
                       ("0", ("to do", "in progress", "por hacer", "en curso", "zu erledigen", "in arbeit", "a faire",
                              "en cours", "a fazer", "em andamento"))),
              synonyms=words("resolved|is resolved|resolved flag|solved|is solved|resolved y n|issue resolved|"
                             "was resolved|"
                             "problem solved|resolution|resuelto|resolvido|gelost|resolu|resolved yes no|is "
                             "closed|closed|"
                             "problem resolved|call resolved|resolution flag|query resolved|resolved status")),
        Field(name="automated", title="Solved by automation", kind=Kind.FLAG,
              choices=(("1", ("assumed resolved", "confirmed resolved")),
                       ("0", ("escalated", "negative feedback", "routed to team", "handed over"))),
              synonyms=words("automated|resolved by bot|solved by automation|bot resolved|automation resolved|"
                             "is automated|"
                             "resolved by ai|ai resolved|deflected|self service|fin ai agent deflected|bot handled|"
                             "solved by bot|automated resolution|resolved by automation|handled by bot|chatbot "
                             "resolved|"
                             "auto resolved|autoresolved|ai agent resolved|resolved without agent|bot deflected|"
                             "self served")),
        Field(name="csat_score", title="Satisfaction score", kind=Kind.NUMBER,
              synonyms=words("satisfaction score|satisfaction rating|csat|csat score|customer satisfaction|"
                             "satisfaction|"
                             "customer satisfaction rating|customer satisfaction score|ticket satisfaction "
                             "rating|rating|csat rating|"
                             "survey score|survey result|survey results|happiness rating|last teammate rating|"
                             "conversation rating|experience score|feedback score|customer rating|feedback "
                             "rating|survey rating|"
                             "calificacion de satisfaccion|calificacion|satisfaccion|satisfacao|avaliacao|"
                             "zufriedenheit|bewertung|"
                             "note de satisfaction|last csat survey rating|csat survey|satisfaction level|"
                             "customer feedback score|user satisfaction|csat response|satisfaccion del cliente|"
                             "kundenzufriedenheit|satisfaction client|customer score|quality rating|post call "
                             "rating|stars|"
                             "overall satisfaction|c sat|c sat score|customer sat|csat %|satisfaction survey|score")),
        Field(name="csat_rated_at", title="Satisfaction rated at", kind=Kind.INSTANT,
              synonyms=words("survey replied date|satisfaction date|rated at|rating date|csat date|satisfaction "
                             "rated at|survey date|"
                             "last csat survey date|csat responded at|feedback date|rating timestamp|survey "
                             "responded at|"
                             "survey completed at|csat response date")),
        Field(name="csat_comment", title="Satisfaction comment", kind=Kind.TEXT,
              synonyms=words("satisfaction comment|csat comment|ticket satisfaction comment|survey comment|feedback|"
                             "customer feedback|rating comment|customer comment|last teammate rating remark|"
                             "conversation rating remark|feedback comment|survey feedback")),
        Field(name="talk_time", title="Talk time", kind=Kind.DURATION,
              synonyms=words("talk time|talk duration|avg talk duration|average talk time|avg talk time|call "
                             "duration|time talking|"
                             "talktime|conversation duration|gesprachszeit|tempo de conversa|tiempo de conversacion|"
                             "call length|duration of call|speaking time|talk")),
        Field(name="hold_time", title="Hold time", kind=Kind.DURATION,
              synonyms=words("hold time|hold duration|on hold|time on hold|holding time|call hold time|"
                             "wartezeit in leitung|"
                             "tempo em espera|tiempo en espera|haltezeit|customer hold time")),
        Field(name="cost", title="Cost", kind=Kind.NUMBER, money=True,
              synonyms=words("cost|ticket cost|cost per ticket|handling cost|support cost|coste|custo|kosten|"
                             "cout|case cost|"
                             "cost of ticket")),
        Field(name="is_spam", title="Spam", kind=Kind.FLAG, synonyms=words("spam|is spam|spam flag|marked as "
                                                                           "spam|junk")),
        Field(name="is_test", title="Test ticket", kind=Kind.FLAG,
              synonyms=words("test|is test|test ticket|is test ticket|test flag|internal test")),
        Field(name="merged_into", title="Merged into", kind=Kind.ID,
              synonyms=words("merged into|merged to|merged with|merged into ticket|merged ticket id|merge "
                             "target|merged into id|"
                             "parent after merge|duplicate of|merged")),
    ),
)  # fmt: skip
