"""The whole catalogue in the order in which the app shows it; rows of tables to come are listed, not available."""

from __future__ import annotations

from cxdesk.kpis.catalogue.engagement import ENGAGEMENT
from cxdesk.kpis.catalogue.resolution import RESOLUTION
from cxdesk.kpis.catalogue.responsiveness import RESPONSIVENESS
from cxdesk.kpis.catalogue.retention import RETENTION
from cxdesk.kpis.catalogue.satisfaction import SATISFACTION
from cxdesk.kpis.catalogue.team import GOVERNANCE, TEAM
from cxdesk.kpis.catalogue.volume import VOLUME
from cxdesk.kpis.kpi import Kpi

CATALOGUE: tuple[Kpi, ...] = (
    *SATISFACTION, *RESPONSIVENESS, *RESOLUTION, *VOLUME, *RETENTION, *ENGAGEMENT, *TEAM, *GOVERNANCE,
)  # fmt: skip
EVERYTHING = "Everything I have data for"
_BY_ID = {kpi.id: kpi for kpi in CATALOGUE}


def by_id(kpi_id: str) -> Kpi:
    """The KPI of that id.

    Raises:
        KeyError: the catalogue has none.
    """
    return _BY_ID[kpi_id]


# What a team wants to achieve -> the KPIs that tell of it.
GOALS: dict[str, tuple[str, ...]] = {
    "Customer loyalty": ("retention", "nps", "csat", "churn"),
    "Revenue growth": ("clv", "expansion", "upsell_rate", "ltv_cac"),
    "Operational excellence": ("ces", "frt", "art", "fcr", "sla", "reopen_rate", "cost_per_ticket"),
    "Strategic alignment": ("response_rate", "silent_accounts", "audit_score", "review_rate", "esat"),
    EVERYTHING: tuple(_BY_ID),
}
