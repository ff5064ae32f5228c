"""All measures in one place."""

from __future__ import annotations

from cxdesk.measures.accounts import ACCOUNT_MEASURES
from cxdesk.measures.digital import CAMPAIGN_MEASURES, USAGE_MEASURES, WEB_MEASURES
from cxdesk.measures.employees import EMPLOYEE_MEASURES
from cxdesk.measures.measure import Measure
from cxdesk.measures.mentions import MENTION_MEASURES
from cxdesk.measures.orders import ORDER_MEASURES
from cxdesk.measures.surveys import SURVEY_MEASURES
from cxdesk.measures.systems import AUDIT_MEASURES, OUTAGE_MEASURES, REVIEW_MEASURES
from cxdesk.measures.tickets import TICKET_MEASURES

MEASURES: tuple[Measure, ...] = (
    *TICKET_MEASURES, *SURVEY_MEASURES, *ACCOUNT_MEASURES, *ORDER_MEASURES, *EMPLOYEE_MEASURES, *USAGE_MEASURES,
    *WEB_MEASURES, *CAMPAIGN_MEASURES, *MENTION_MEASURES, *OUTAGE_MEASURES, *AUDIT_MEASURES, *REVIEW_MEASURES,
)  # fmt: skip
BY_NAME: dict[str, Measure] = {measure.name: measure for measure in MEASURES}
