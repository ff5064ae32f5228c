"""Accounts: customer organisations, with what says whether they stay."""

from __future__ import annotations

from cxdesk.tables.fields import Field, Kind, TableSpec, words
from cxdesk.tables.tickets import TICKETS

CUSTOMER = tuple(
    dict.fromkeys(
        (
            *TICKETS.field("account").synonyms,
            *words(
                "customer|customer name|client|client name|customer id|client id|customer number|customer no|cust id|"
                "account number|account no|customer code|subscriber|subscriber id|customer account id|buyer|buyer name|"
                "buyer id|kunde|kundenname|kundennummer|kunden id|kundennr|konto|cliente|nombre del cliente|id cliente|"
                "id de cliente|id do cliente|client nom|nom du client|id client|numero client|compte|cuenta|conta|"
                "logo|partner"
            ),
        )
    )
)
# How a customer is said to have left or stayed, beyond yes and no.
_LEFT = words(
    "churned|left|lost|exited|cancelled|canceled|inactive|terminated|closed|attrited customer|former|gone|ended|"
    "gekundigt|verloren|inaktiv|perdido|baja|cancelado|parti|perdu|resilie|inactif|inactivo"
)
_STAYS = words(
    "active|retained|stayed|stays|current|existing|existing customer|joined|live|customer|not churned|aktiv|bestand|"
    "activo|actif|ativo|vigente|open"
)

ACCOUNTS = TableSpec(
    name="accounts",
    title="Accounts",
    row_is="a customer organisation",
    key=("account",),
    enough=(
        ("account", "started_on"), ("account", "ended_on"), ("account", "churned"), ("account", "tenure_months"),
        ("account", "onboarding_started_at"), ("account", "onboarded_at"), ("account", "first_value_at"),
        ("account", "milestones_due"), ("account", "recurring_revenue"), ("account", "plan"), ("account", "segment"),
        ("account", "health_"), ("started_on", "ended_on", "plan"), ("churned", "tenure_months"),
    ),
    telling=frozenset(["customer", "client", "subscriber", "kunde", "kundennummer", "cliente"]),
    spans=("account", "started_on", "ended_on"),
    needs=(("account",),),
    family="health",
    fields=(
        Field(name="account", title="Account", kind=Kind.CATEGORY, required=True, dimension=True, synonyms=CUSTOMER,
              serves="it tells the customers apart and joins them with their tickets and orders"),
        Field(name="started_on", title="Started on", kind=Kind.INSTANT, monthly=True, required=True,
              help="when the customer's contract began", serves="it dates churn, retention and lifespan",
              synonyms=words("start date|started|customer since|signup date|sign up date|contract start|"
                             "contract start date|subscription start|subscription start date|joined on|join date|"
                             "joined|acquired on|acquisition date|created on|customer start|member since|onboard date|"
                             "activation date|activated on|signed on|signed|client since|date joined|account created|"
                             "account created date|start|signed up|kunde seit|vertragsbeginn|startdatum|beginn|"
                             "cliente desde|fecha de inicio|fecha de alta|inicio del contrato|client depuis|"
                             "date de debut|debut du contrat|date d inscription|data de inicio|inicio do contrato|"
                             "created at|created date|date created|closed won date|won on|enrollment date")),
        Field(name="ended_on", title="Ended on", kind=Kind.INSTANT, monthly=True,
              help="when it left; empty where it stays",
              synonyms=words("end date|ended|churn date|churned on|churned at|date churned|cancelled on|"
                             "cancelled at|cancellation date|cancel date|contract end|contract end date|"
                             "subscription end|subscription end date|left on|lost on|customer until|exit date|"
                             "termination date|terminated on|date of churn|end|deactivated on|vertragsende|"
                             "kundigungsdatum|gekundigt am|enddatum|ende|fecha de baja|fecha de fin|"
                             "fecha de cancelacion|fin del contrato|date de fin|date de resiliation|fin du contrat|"
                             "data de cancelamento|fim do contrato|data de fim|canceled on|canceled at")),
        Field(name="churned", title="Churned", kind=Kind.FLAG, help="whether the customer has left",
              choices=(("1", _LEFT), ("0", _STAYS)),
              synonyms=words("churn label|churned|churn|churn value|churn flag|is churned|has churned|exited|"
                             "attrition|attrition flag|cancelled|canceled|lost customer|left|churn status|"
                             "customer status|account status|churn yes no|churned y n|abgewandert|gekundigt|"
                             "baja|abandono|resilie|parti|cancelado|cancelou|status|subscription status|state|"
                             "estado|statut")),
        Field(name="tenure_months", title="Tenure months", kind=Kind.NUMBER,
              help="months the customer has been or was one",
              synonyms=words("tenure in months|tenure|tenure month|months active|customer tenure|account age|"
                             "account age months|months as customer|account length|customer age months|"
                             "months on book|contract months|customer tenure months|account age in months|"
                             "laufzeit monate|laufzeit in monaten|antiguedad meses|antiguedad|anciennete|"
                             "anciennete en mois|meses")),
        Field(name="region", title="Region", kind=Kind.CATEGORY, dimension=True,
              synonyms=TICKETS.field("region").synonyms),
        Field(name="segment", title="Segment", kind=Kind.CATEGORY, dimension=True,
              synonyms=words("customer segment|market segment|size|company size|customer type|account type|"
                             "customer size|size band|account segment|customer group|kundensegment|kundengruppe|"
                             "segmento|segment client|account tier|vertical")),
        Field(name="plan", title="Plan", kind=Kind.CATEGORY, dimension=True,
              synonyms=words("subscription plan|contract|contract type|tier|package|subscription type|plan name|"
                             "plan type|subscription tier|subscription|price plan|licence type|license type|tarif|"
                             "vertrag|vertragsart|paket|abo|plan de suscripcion|tipo de contrato|forfait|"
                             "formule|abonnement|plano|pacote|edition")),
        Field(name="onboarding_started_at", title="Onboarding started at", kind=Kind.INSTANT,
              synonyms=words("onboarding started|onboarding start|onboarding start date|kickoff|kickoff date|kick off|"
                             "kick off date|onboarding began|implementation start|implementation started|"
                             "onboarding start at|onboarding beginn|einfuhrung begonnen|inicio de onboarding|"
                             "inicio del onboarding|debut onboarding|debut de l onboarding")),
        Field(name="onboarded_at", title="Onboarded at", kind=Kind.INSTANT,
              synonyms=words("onboarded|onboarded on|onboarding completed|onboarding completed at|onboarding end|"
                             "onboarding complete|onboarding finished|onboarding end date|go live|go live date|"
                             "onboarding done|onboarding completion date|implementation end|live since|"
                             "onboarding ended|onboarding abgeschlossen|onboarding ende|fin de onboarding|"
                             "fin del onboarding|fin onboarding|fin de l onboarding")),
        Field(name="first_value_at", title="First value at", kind=Kind.INSTANT,
              synonyms=words("first value|first value on|first value date|time of first value|activated at|"
                             "activation|first success|value realised|value realized|first outcome|aha moment|"
                             "first value reached|erster nutzen|primer valor|premiere valeur")),
        Field(name="milestones_due", title="Milestones due", kind=Kind.COUNT,
              synonyms=words("milestones|milestones planned|planned milestones|onboarding milestones|"
                             "milestones total|total milestones|meilensteine|meilensteine fallig|hitos|"
                             "hitos previstos|jalons|jalons prevus")),
        Field(name="milestones_on_time", title="Milestones on time", kind=Kind.COUNT,
              synonyms=words("milestones met|milestones met on time|on time milestones|milestones achieved|"
                             "milestones completed on time|milestones hit|meilensteine punktlich|hitos a tiempo|"
                             "jalons a temps|jalons tenus")),
        Field(name="recurring_revenue", title="Recurring revenue", kind=Kind.NUMBER, money=True,
              synonyms=words("mrr|arr|monthly charges|monthly charge|monthly revenue|monthly recurring revenue|"
                             "annual recurring revenue|acv|annual contract value|contract value|subscription value|"
                             "monthly fee|monthly amount|monatsumsatz|wiederkehrender umsatz|ingresos recurrentes|"
                             "revenu recurrent|revenu mensuel")),
    ),
)  # fmt: skip
