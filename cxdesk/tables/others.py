"""The tables beside tickets, survey answers and figures, in the order in which they are offered."""

from __future__ import annotations

from cxdesk.tables.accounts import ACCOUNTS
from cxdesk.tables.digital import CAMPAIGNS, USAGE, WEB
from cxdesk.tables.employees import EMPLOYEES
from cxdesk.tables.fields import TableSpec
from cxdesk.tables.orders import ORDERS
from cxdesk.tables.systems import AUDIT, MENTIONS, OUTAGES, REVIEWS

OTHERS: tuple[TableSpec, ...] = (
    ACCOUNTS, ORDERS, EMPLOYEES, USAGE, WEB, CAMPAIGNS, MENTIONS, OUTAGES, REVIEWS, AUDIT,
)  # fmt: skip
