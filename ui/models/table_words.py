"""What the rows of each table are called, and how much there is of each. Light, for it is there before the domain."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from ui.basics.counting import count

_MOST_NAMED = 4  # tables that a line names before it counts the rest


def _words() -> dict[str, tuple[str, str]]:
    """One row and many rows of each table, those that a support team asks of first coming first."""
    tr = QCoreApplication.translate
    return {
        "tickets": (tr("tables", "ticket"), tr("tables", "tickets")),
        "surveys": (tr("tables", "survey answer"), tr("tables", "survey answers")),
        "accounts": (tr("tables", "customer"), tr("tables", "customers")),
        "orders": (tr("tables", "order"), tr("tables", "orders")),
        "usage": (tr("tables", "use"), tr("tables", "uses")),
        "web": (tr("tables", "web day"), tr("tables", "web days")),
        "campaigns": (tr("tables", "campaign"), tr("tables", "campaigns")),
        "mentions": (tr("tables", "mention"), tr("tables", "mentions")),
        "employees": (tr("tables", "team member"), tr("tables", "team members")),
        "outages": (tr("tables", "outage"), tr("tables", "outages")),
        "figures": (tr("tables", "figure"), tr("tables", "figures")),
        "audit": (tr("tables", "audit score"), tr("tables", "audit scores")),
        "reviews": (tr("tables", "target review"), tr("tables", "target reviews")),
    }


def rows_are(table: str) -> str:
    """What many rows of a table are called in running text: `tickets`, `team members`."""
    return _words().get(table, ("", QCoreApplication.translate("tables", "rows")))[1]


def amount_words(table: str, rows: int) -> str:
    """`1 ticket`, `5,546 tickets`."""
    one, many = _words().get(
        table, (QCoreApplication.translate("tables", "row"), QCoreApplication.translate("tables", "rows"))
    )
    return f"{count(rows)} {one if rows == 1 else many}"


def contents(rows: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """How much there is of each table that has rows, in the order of `_words`."""
    there = dict(rows)
    return tuple(amount_words(table, there[table]) for table in _words() if there.get(table))


def shortened(parts: tuple[str, ...], most: int = _MOST_NAMED) -> tuple[str, ...]:
    """The first parts, and how many tables more there are."""
    if len(parts) <= most + 1:
        return parts
    more = QCoreApplication.translate("tables", "{n} more tables").format(n=len(parts) - most)
    return (*parts[:most], more)


def listed(parts: tuple[str, ...]) -> str:
    """`5,546 tickets, 2,424 survey answers and 36 figures`."""
    if len(parts) < 2:
        return "".join(parts)
    return QCoreApplication.translate("tables", "{these} and {that}").format(
        these=", ".join(parts[:-1]), that=parts[-1]
    )
