"""A forgotten person is in no byte of the document; everything else, and the way back through the history, stays."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from cxdesk.common.problems import UserError
from cxdesk.tables.aliases import Alias
from cxdesk.tables.dataset import Dataset, Source
from cxdesk.targets.target import Target, TargetBook
from cxdesk.workspace.file.forgetting import forget_person, prune, spellings_of
from cxdesk.workspace.file.names import Names
from cxdesk.workspace.file.reading import history_of, load, load_past
from cxdesk.workspace.file.records import Base, Change, ReplacedError
from cxdesk.workspace.file.saving import save
from cxdesk.workspace.session import Session

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def tickets(agents: list[str], subjects: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"ticket_id": pd.Series([str(n) for n in range(len(agents))], dtype="str"),
                         "agent": pd.Categorical(agents), "subject": pd.Series(subjects, dtype="str")})  # fmt: skip


def session(agents: list[str], subjects: list[str], book: TargetBook | None = None) -> Session:
    sources = (Source(file="of Zoe Quill.csv", sheet="t", table="tickets", rows_in=3, rows_kept=3),)
    dataset = Dataset(tables={"tickets": tickets(agents, subjects)}, sources=sources)
    return Session(dataset=dataset, targets=book or TargetBook())


@pytest.fixture
def document(tmp_path: Path) -> Base:
    path = tmp_path / "a.cxdesk"
    own = Target(kpi="csat", value=90.0, segment=("agent", "Zoe Quill"))
    first = session(["Zoe Quill", "Bo", "zoe  quill"], ["call ZOE QUILL back", "x", "Zoey quilled"])
    second = replace(first, targets=TargetBook(targets=(own,)))
    third = replace(second, dataset=session(["Zoe Quill", "Bo", "Bo"], ["call Zoe", "x", "y"]).dataset)
    base = save(path, first, now=NOW)
    for place, (before, after, words) in enumerate(((first, second, "Target of Zoe Quill"), (second, third, "Import"))):
        change = Change(at=NOW + timedelta(days=place), words=words, before=before, after=after)
        base = save(path, after, now=NOW, base=base, changes=[change])
    return base


def everything(path: Path) -> str:
    """All texts of a document: settings, history, and every cell of every piece, unpacked."""
    from cxdesk.workspace.file.stored import frame_names, read_frame

    with closing(sqlite3.connect(path)) as connection:
        texts = [
            str(row)
            for table in ("meta", "parts", "history", "part_changes", "row_changes")
            for row in connection.execute(f"SELECT * FROM {table}")
        ]
        for name in frame_names(connection):
            frame = read_frame(connection, name)
            for column in frame.columns:
                values = frame[column]
                texts += map(str, values.cat.categories if values.dtype == "category" else values)
    return "\n".join(texts)


def test_a_forgotten_person_is_nowhere_in_the_document(document: Base) -> None:
    assert "Zoe Quill" in everything(document.path)
    done = forget_person(document, ["Zoe Quill", "zoe  quill", "Zoe"])
    text = everything(document.path).casefold()
    assert "zoe quill" not in text
    assert "quill" not in text.replace("zoey quilled", "")
    assert "zoey quilled" in text  # another word that begins alike, of the state before
    for word in (b"Zoe Quill", b"ZOE QUILL"):
        assert word not in document.path.read_bytes()
    assert (done.label, done.cells) == ("Forgotten 1", 2)


def test_figures_and_past_states_stay_under_the_label(document: Base) -> None:
    forget_person(document, ["Zoe Quill", "Zoe"])
    now = load(document.path)
    assert list(now.session.dataset.tables["tickets"]["agent"]) == ["Forgotten 1", "Bo", "Bo"]
    segment = now.session.targets.targets[0].segment
    assert segment is not None
    assert segment[1] == "Forgotten 1"
    first = load_past(document.path, 1).session.dataset.tables["tickets"]
    assert list(first["agent"]) == ["Forgotten 1", "Bo", "Forgotten 1"]
    assert first["subject"].iloc[0] == "call Forgotten 1 back"
    assert [entry.words for entry in history_of(document.path)] == ["Import", "Target of Forgotten 1"]


def test_two_forgotten_people_stay_two(document: Base) -> None:
    forget_person(document, ["Zoe Quill"])
    assert forget_person(load(document.path).base, ["Bo"]).label == "Forgotten 2"
    agents = load(document.path).session.dataset.tables["tickets"]["agent"]
    assert list(agents) == ["Forgotten 1", "Forgotten 2", "Forgotten 2"]


def test_a_document_changed_meanwhile_and_a_letter_as_a_name_are_refused(document: Base) -> None:
    with pytest.raises(UserError, match="too short"):
        forget_person(document, ["Z"])
    forget_person(document, ["Zoe"])
    with pytest.raises(ReplacedError):
        forget_person(document, ["Bo"])


def test_spellings_follow_aliases_both_ways() -> None:
    aliases = (Alias(dimension="agent", spelling="Z. Quill", name="Zoe Quill"),
               Alias(dimension="agent", spelling="zq", name="Z. Quill"),
               Alias(dimension="agent", spelling="B", name="Bo"))  # fmt: skip
    assert spellings_of("Zoe Quill", aliases)[0] == "Zoe Quill"
    assert set(spellings_of("Zoe Quill", aliases)) == {"Zoe Quill", "Z. Quill", "zq"}


def test_pruning_takes_the_oldest_changes_and_what_led_back_to_them(document: Base) -> None:
    assert prune(document, NOW + timedelta(hours=1)) == 1
    assert [entry.words for entry in history_of(document.path)] == ["Import"]
    assert "zoe  quill" in [*load_past(document.path, 2).session.dataset.imported.tables["tickets"]["agent"]]
    assert prune(load(document.path).base, NOW + timedelta(days=9)) == 1
    assert history_of(document.path) == ()
    assert "call ZOE QUILL back" not in everything(document.path)


def test_a_name_with_the_surname_first_is_the_same_name() -> None:
    names = Names(["Zoë Ann O'Brien"], "Forgotten 1")
    assert names.replaced("by O’BRIEN, zoë ann.") == "by Forgotten 1."
    assert names.replaced("O'Brien and Zoë Ann") == "O'Brien and Zoë Ann"
    assert list(names.hits(pa.array(["x", None, "O'Brien,  Zoë Ann"]))) == [2]
