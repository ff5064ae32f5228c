"""All measures in one place."""

from __future__ import annotations

from cxdesk.measures.measure import Measure
from cxdesk.measures.surveys import SURVEY_MEASURES
from cxdesk.measures.tickets import TICKET_MEASURES

MEASURES: tuple[Measure, ...] = (*TICKET_MEASURES, *SURVEY_MEASURES)
BY_NAME: dict[str, Measure] = {measure.name: measure for measure in MEASURES}
