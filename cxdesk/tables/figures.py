"""Figures typed in by hand: a month, a name, a value."""

from __future__ import annotations

from cxdesk.tables.fields import Field, Kind, TableSpec

FIGURES = TableSpec(
    name="figures",
    title="Figures",
    row_is="a figure of a month",
    key=("month", "name"),
    fields=(
        Field(name="month", title="Month", kind=Kind.MONTH, required=True),
        Field(name="name", title="Name", kind=Kind.CATEGORY, required=True,
              help="support_cost, software_licences, acquisition_cost, ..."),
        Field(name="value", title="Value", kind=Kind.NUMBER, required=True),
    ),
)  # fmt: skip
