"""Who is named in the data, and what else may stand for the same person."""

from __future__ import annotations

import pandas as pd
import pytest

from cxdesk.tables.aliases import Alias
from cxdesk.tables.dataset import Dataset
from cxdesk.workspace.people import ALIAS, MAIL, NEAR, WRITTEN, people_of, spellings_in
from cxdesk.workspace.session import Session


@pytest.fixture
def session() -> Session:
    rows = [
        ("Zoe Quill", "a@x.org", "z77@acme.com"),
        ("zoe  quill", "b@x.org", "z77@acme.com"),
        ("Quill, Zoe", "c@x.org", "z77@acme.com"),
        ("Bo Mar", "d@x.org", "bo@acme.com"),
        ("Zoe Quill", "e@x.org", "z77@acme.com"),
        ("Zoe Quill", "zoe.quill@acme.com", "z77@acme.com"),
        (None, None, None),
        ("ZQ", "f@x.org", None),
    ]
    agents, requesters, mails = zip(*rows, strict=True)
    tickets = pd.DataFrame({
        "ticket_id": pd.Series([*"12345678"], dtype="str"),
        "agent": pd.Categorical(agents),
        "requester": pd.Categorical(requesters),
        "extra:Agent e-mail": pd.Series(mails, dtype="str"),
        "extra:Plan name": pd.Series(["Quill"] * 8, dtype="str"),
    })  # fmt: skip
    staff = pd.DataFrame({"employee": pd.Categorical(["Zoë Quill", "Bo Mar"]), "team": pd.Categorical(["T", "T"])})
    alias = Alias(dimension="agent", spelling="ZQ", name="Zoe Quill")
    return Session(dataset=Dataset(tables={"tickets": tickets, "employees": staff}), aliases=(alias,))


def test_all_names_of_people_are_suggested_the_most_frequent_first(session: Session) -> None:
    names = people_of(session.dataset.imported)
    assert set(names) >= {"Zoe Quill", "Bo Mar", "Zoë Quill", "Quill, Zoe", "zoe.quill@acme.com", "z77@acme.com"}
    assert names.index("Zoe Quill") < names.index("Quill, Zoe")
    assert "Quill" not in names  # a plan is no person
    assert people_of(session.dataset.imported, most=1) == ("z77@acme.com",)


def test_merged_names_other_writings_near_names_and_addresses_are_found(session: Session) -> None:
    found = {one.text: (one.why, one.sure, one.rows) for one in spellings_in(session, " Zoe  Quill ")}
    assert next(iter(found)) == "Zoe Quill"
    assert found["Zoe Quill"][2] == 3
    assert found["ZQ"] == (ALIAS, True, 1)
    assert found["zoe  quill"] == (WRITTEN, True, 1)
    assert found["Quill, Zoe"] == (WRITTEN, True, 1)  # the same name, surname first
    assert found["Zoë Quill"] == (NEAR, False, 1)
    assert found["zoe.quill@acme.com"][0] in (NEAR, MAIL)
    assert found["z77@acme.com"][:2] == (MAIL, True)
    assert not set(found) & {"Bo Mar", "bo@acme.com", "a@x.org", "b@x.org", "Quill"}


def test_an_address_of_rows_of_many_people_is_not_taken_for_one_of_them(session: Session) -> None:
    assert "z77@acme.com" not in {one.text for one in spellings_in(session, "Bo Mar")}
    only = spellings_in(session, "Nobody Atall")
    assert [(one.text, one.rows) for one in only] == [("Nobody Atall", 0)]
    assert [one.text for one in spellings_in(Session(), "Nobody Atall")] == ["Nobody Atall"]
