"""Spellings that were merged away are hidden, too, where a sentence names them."""

from __future__ import annotations

from cxdesk.export.redaction import Redaction
from cxdesk.tables.aliases import Alias
from cxdesk.tables.in_use import Names, in_use
from tests.tables.named import dataset, frame


def test_a_name_that_counts_as_another_is_hidden_in_sentences() -> None:
    data = dataset(tickets=frame(agent=["Jim Smith", "Jimmy Smithson"]))
    alias = Alias(dimension="agent", spelling="Jimmy Smithson", name="Jim Smith")
    redaction = Redaction(in_use(data, Names(aliases=(alias,))), active=True)
    assert "Jim" not in redaction.words("1 spelling of agent: “Jimmy Smithson” as “Jim Smith”.")
