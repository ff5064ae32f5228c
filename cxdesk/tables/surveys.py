"""Survey answers, one row an answer to one question."""

from __future__ import annotations

from cxdesk.tables.fields import Field, Kind, TableSpec

SURVEYS = TableSpec(
    name="surveys",
    title="Survey answers",
    row_is="one answer to one question",
    key=("response_id", "kind"),
    fields=(
        Field(name="response_id", title="Response ID", kind=Kind.ID),
        Field(name="kind", title="Kind of question", kind=Kind.CATEGORY, required=True,
              help="csat, nps, ces or esat"),
        Field(name="score", title="Score", kind=Kind.NUMBER, required=True),
        Field(name="scale_min", title="Lowest score possible", kind=Kind.NUMBER),
        Field(name="scale_max", title="Highest score possible", kind=Kind.NUMBER),
        Field(name="responded_at", title="Answered", kind=Kind.INSTANT, required=True),
        Field(name="sent_at", title="Sent", kind=Kind.INSTANT),
        Field(name="ticket_id", title="Ticket ID", kind=Kind.ID),
        Field(name="account", title="Account", kind=Kind.CATEGORY, dimension=True),
        Field(name="respondent", title="Respondent", kind=Kind.CATEGORY),
        Field(name="requester_role", title="Respondent's role", kind=Kind.CATEGORY, dimension=True),
        Field(name="region", title="Region", kind=Kind.CATEGORY, dimension=True),
        Field(name="agent", title="Agent", kind=Kind.CATEGORY, dimension=True),
        Field(name="team", title="Team", kind=Kind.CATEGORY, dimension=True),
        Field(name="channel", title="Channel", kind=Kind.CATEGORY, dimension=True),
        Field(name="priority", title="Priority", kind=Kind.CATEGORY, dimension=True,
              help="taken from the ticket"),
        Field(name="category", title="Category", kind=Kind.CATEGORY, dimension=True),
        Field(name="product", title="Product", kind=Kind.CATEGORY, dimension=True),
        Field(name="question", title="Question", kind=Kind.CATEGORY),
        Field(name="comment", title="Comment", kind=Kind.TEXT),
    ),
)  # fmt: skip
