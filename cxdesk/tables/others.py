"""Tables that are recognised by their headers but not imported yet: named and set aside."""

from __future__ import annotations

from cxdesk.tables.fields import Field, Kind, TableSpec, words

_CUSTOMER = (
    "customer|customer id|account id|account name|client|company|client id|customer name|organization|organisation"
)
# Further names of these tables' fields, header words as in the other tables.
_SYNONYMS: dict[str, str] = {
    "accounts.account": _CUSTOMER,
    "accounts.started_on": "start date|started|customer since|signup date|sign up date|contract start|"
                           "subscription start|joined on|"
                           "join date|onboarded|acquired on|created on",
    "accounts.ended_on": "end date|ended|churn date|churned on|churned at|cancelled on|cancellation date|contract end|"
                         "subscription end|left on",
    "accounts.churned": "churn|churned|churn label|churn value|churn flag|is churned|exited|attrition|attrition "
                        "flag|cancelled",
    "accounts.tenure_months": "tenure months|tenure|months active|customer tenure|tenure in months|account age",
    "accounts.plan": "plan|subscription plan|contract|contract type|tier|package|subscription type",
    "accounts.recurring_revenue": "mrr|arr|monthly charges|recurring revenue|monthly revenue|monthly recurring revenue",
    "orders.order_id": "order id|order number|order no|invoice|invoice id|invoice no|invoice number|transaction "
                       "id|purchase id|"
                       "bestellnummer|numero de pedido",
    "orders.account": _CUSTOMER + "|customer no|buyer",
    "orders.ordered_at": "order date|ordered at|ordered on|purchase date|invoice date|transaction date|date of "
                         "purchase|date|"
                         "order time|bestelldatum|fecha de pedido",
    "orders.amount": "amount|total|order total|order value|revenue|sales|price|total amount|net amount|unit "
                     "price|total price|"
                     "purchase amount|order amount|invoice amount|gross amount|total value|grand total|betrag|importe",
    "employees.employee": "employee|employee id|employee name|staff id|worker|emp id|employee number|agent",
    "employees.hired_on": "hire date|hired|hired on|date of joining|start date|joining date|date of hire|dateofhire",
    "employees.left_on": "termination date|left on|exit date|date of termination|leaving date",
    "usage.used_at": "used at|event time|event date|event timestamp|activity date|session date|timestamp|date",
    "usage.user": "user|user id|username|visitor id",
    "usage.feature": "feature|feature name|event|event name|action|module",
    "web.day": "day|date",
    "web.visitors": "visitors|users|unique visitors|total users|active users",
    "web.sessions": "sessions|visits",
    "web.page_views": "page views|pageviews|views|screen page views",
    "web.bounces": "bounces",
    "web.source": "source|traffic source|channel|session source medium|source medium|default channel group",
    "campaigns.campaign": "campaign|campaign name|mailing|campaign id",
    "campaigns.started_on": "start date|started|launch date|campaign start|sent date|date",
    "campaigns.cost": "cost|spend|budget|amount spent",
    "campaigns.leads": "leads", "campaigns.conversions": "conversions", "campaigns.reach": "reach|impressions",
    "campaigns.emails_sent": "emails sent|sent|delivered|"
                             "recipients", "campaigns.emails_opened": "opened|opens|emails opened",
    "campaigns.emails_clicked": "clicked|clicks|emails clicked",
    "mentions.posted_at": "posted at|post date|published at|tweet created|review date|date posted",
    "mentions.network": "network|platform|social network|site|source",
    "mentions.sentiment": "sentiment|airline sentiment|polarity",
    "outages.started_at": "started at|outage start|down at|start|start time|incident start",
    "outages.ended_at": "ended at|outage end|up at|end|end time|restored at",
    "outages.system": "system|service|component|monitor",
}  # fmt: skip


def _spec(name: str, title: str, row_is: str, required: str, others: str) -> TableSpec:
    """A table whose fields are only needed to recognise it."""
    fields = [
        Field(
            name=word,
            title=word.replace("_", " ").capitalize(),
            kind=Kind.TEXT,
            required=word in required.split(),
            synonyms=words(_SYNONYMS.get(f"{name}.{word}", "")),
        )
        for word in f"{required} {others}".split()
    ]
    return TableSpec(name=name, title=title, row_is=row_is, fields=tuple(fields), importable=False)


OTHERS: tuple[TableSpec, ...] = (
    _spec("accounts", "Accounts", "a customer organisation", "account started_on",
          "ended_on churned tenure_months region segment plan onboarding_started_at onboarded_at first_value_at"
          " milestones_due milestones_on_time recurring_revenue"),
    _spec("orders", "Orders", "a purchase or invoice", "account ordered_at amount", "order_id kind"),
    _spec("employees", "Employees", "a member of the support team", "employee hired_on",
          "left_on team training_hours hours_worked uses_software technology"),
    _spec("usage", "Usage", "a user using a feature on a day", "used_at user", "account feature minutes"),
    _spec("web", "Web traffic", "a day and a traffic source", "day visitors",
          "source new_visitors sessions page_views bounces session_seconds carts purchases conversions"),
    _spec("campaigns", "Campaigns", "a marketing campaign or mailing", "campaign started_on",
          "cost income leads conversions reach emails_sent emails_opened emails_clicked"),
    _spec("mentions", "Mentions", "a review or social post", "posted_at network", "sentiment rating text"),
    _spec("outages", "Outages", "a system outage", "started_at ended_at", "system"),
    _spec("reviews", "Target reviews", "a KPI's target changed or confirmed", "reviewed_at kpi", "action who"),
    _spec("audit", "Audit", "one criterion of the organisational audit", "area criterion score",
          "weight owner assessed_on"),
)  # fmt: skip

# What else makes a sheet such a table where a required field is missing: sets of fields that are enough.
ENOUGH: dict[str, tuple[tuple[str, ...], ...]] = {
    "accounts": (("account", "churned"), ("account", "tenure_months"), ("account", "ended_on", "plan")),
    "orders": (("order_id", "amount"), ("order_id", "ordered_at")),
    "usage": (("used_at", "user", "feature"),),
    "web": (("day", "visitors", "sessions"), ("day", "sessions", "page_views"), ("sessions", "bounces")),
    "campaigns": (("campaign", "cost"), ("campaign", "emails_sent"), ("campaign", "conversions")),
    "employees": (("employee", "hired_on"),),
    "outages": (("started_at", "ended_at", "system"),),
    "mentions": (("posted_at", "network", "sentiment"), ("network", "sentiment")),
}
