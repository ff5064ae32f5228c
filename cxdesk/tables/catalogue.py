"""All canonical tables in one place."""

from __future__ import annotations

from cxdesk.tables.fields import TableSpec
from cxdesk.tables.figures import FIGURES
from cxdesk.tables.others import OTHERS
from cxdesk.tables.surveys import SURVEYS
from cxdesk.tables.tickets import TICKETS

TABLES: dict[str, TableSpec] = {spec.name: spec for spec in (TICKETS, SURVEYS, FIGURES, *OTHERS)}

# The dimensions of the command line, in the order in which they are offered; extra columns come after them.
DIMENSIONS: tuple[str, ...] = (
    "channel", "team", "agent", "account", "region", "priority", "category", "product", "requester_role",
    "feature", "source", "area", "segment", "plan", "network", "kind", "system", "owner", "campaign",
)  # fmt: skip
