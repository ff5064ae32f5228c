"""Tables that are recognised by their headers but not imported yet: named and set aside."""

from __future__ import annotations

from cxdesk.tables.fields import Field, Kind, TableSpec


def _spec(name: str, title: str, row_is: str, required: str, others: str) -> TableSpec:
    """A table whose fields are only needed to recognise it."""
    fields = [
        Field(name=word, title=word.replace("_", " ").capitalize(), kind=Kind.TEXT, required=word in required.split())
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
