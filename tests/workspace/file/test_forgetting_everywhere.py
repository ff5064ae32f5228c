"""A person's name in every place of a document where a name can stand: none is left, and nothing else is touched."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxdesk.common.problems import Problem, UserError
from cxdesk.common.progress import Cancelled
from cxdesk.export.template import ReportTemplate
from cxdesk.tables.aliases import Alias
from cxdesk.tables.dataset import Dataset, Source
from cxdesk.tables.teams import AgentTeam
from cxdesk.targets.target import Review, Target, TargetBook
from cxdesk.workspace.file.forgetting import copies_of, forget_person, where_named
from cxdesk.workspace.file.reading import history_of, load, load_past
from cxdesk.workspace.file.records import Base, Change
from cxdesk.workspace.file.saving import save
from cxdesk.workspace.session import Session
from cxdesk.workspace.typed_rows import AuditRow, Typed, TypedFigure
from cxdesk.workspace.views import SavedView, View

NOW = datetime(2026, 3, 2, tzinfo=UTC)
NAMES = ("Zoë Quill", "Zoe Quill", "zoe.quill@acme.com", "Z. Quill")


def frame(rows: int = 4) -> pd.DataFrame:
    unused = ["Zoe Quill", "Bo", "Zoe  Quill", "Zoë Quill"]
    agents = pd.Categorical(["Zoe Quill", "Bo", "Zoe  Quill", None], categories=unused)
    return pd.DataFrame({
        "ticket_id": pd.Series(["1", "zoe.quill@acme.com-7", "3", None], dtype="str"),
        "agent": agents,
        "channel": pd.Categorical(["chat", "email", "Z. Quill", "chat"]),
        "subject": pd.Series(["ask Zoe\u00a0Quill, please", None, "ZOE_QUILL.pdf", "zoequilling"], dtype="str"),
        "hours": [1.0, np.nan, 3.0, 4.0],
        "extra:Zoe Quill": pd.Series(["x", None, "y", "z"], dtype="str"),
        "extra:Z. Quill": pd.Categorical(["1", "2", None, "1"]),
        "_source": np.zeros(rows, dtype=np.int32),
        "_row": np.arange(2, rows + 2, dtype=np.int32),
    })  # fmt: skip


def full_session(tickets: pd.DataFrame) -> Session:
    source = Source(
        file="Zoe Quill.csv", sheet="of zoe quill", table="tickets", rows_in=6, rows_kept=4, left_out={"duplicate": 2},
        path="/home-of/zoe%20quill/ZOE-QUILL/t.csv", layout="a|zoe quill", notes=("Zoë Quill is new.",),
        columns={"agent": "Agent (Zoe Quill)", "extra:Zoe Quill": "Zoe Quill"},
    )  # fmt: skip
    problem = Problem(kind="unreadable", message="“Zoe Quill” is no date.", file="Zoe Quill.csv", found="Zoe\tQuill",
                      column="Zoe Quill")  # fmt: skip
    rejected = pd.DataFrame(
        {"Agent": ["Zoe Quill", "Bo"], "Zoe Quill": ["a", "b"], "reason": ["duplicate"] * 2, "row": [7, 8]}
    )
    view = View(filters={"extra:Zoe Quill": ("x",), "agent": ("Zoe Quill", "agent")})
    return Session(
        dataset=Dataset(tables={"tickets": tickets}, sources=(source,), problems=(problem,), rejected={0: rejected}),
        targets=TargetBook(targets=(Target(kpi="csat", value=90.0, segment=("agent", "Zoë Quill")),),
                           reviews=(Review(kpi="csat", at=NOW, who="Z. Quill"),)),
        aliases=(Alias(dimension="agent", spelling="Z. Quill", name="Zoe Quill"),),
        apart=(Alias(dimension="agent", spelling="Zoe  Quill", name="Bo"),),
        teams=(AgentTeam(agent="Zoe Quill", team="Team Zoe Quill"),),
        views=(SavedView(name="Zoe Quill's", view=view),),
        view=view,
        templates=(ReportTemplate(name="for Zoe Quill", company="Quill, Zoe & Zoe Quill"),),
        typed=Typed(
            figures=(TypedFigure(month=datetime(2026, 1, 1, tzinfo=UTC).date(), name="Bonus of Zoe Quill", value=1.0),),
            audit=(AuditRow(area="A", criterion="C", owner="Zoe Quill"),),
        ),
    )  # fmt: skip


@pytest.fixture
def document(tmp_path: Path) -> Base:
    first = full_session(frame())
    second = replace(first, targets=TargetBook(), teams=())
    fewer = frame().drop(columns="extra:Z. Quill").iloc[[1, 3]].reset_index(drop=True)
    third = replace(second, dataset=full_session(fewer).dataset)
    base = save(tmp_path / "a.cxdesk", first, now=NOW)
    for before, after, words in ((first, second, "Target of Zoe Quill"), (second, third, "Import")):
        changes = [Change(at=NOW, words=words, before=before, after=after)]
        base = save(base.path, after, now=NOW, base=base, changes=changes)
    return base


def texts_of(path: Path) -> Iterator[str]:
    """Every text of a document, and every byte of its pieces as they are once unpacked, the schema among them."""
    with closing(sqlite3.connect(path)) as connection:
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in connection.execute(f"SELECT * FROM {table}"):
                yield from (str(cell) for cell in row if not isinstance(cell, bytes))
        for (content,) in connection.execute("SELECT content FROM pieces"):
            table = pa.ipc.open_file(pa.py_buffer(content)).read_all()
            yield table.schema.to_string(show_schema_metadata=True, truncate_metadata=False)
            for column in table.columns:
                for chunk in column.chunks:
                    buffers = chunk.dictionary.buffers() if pa.types.is_dictionary(chunk.type) else chunk.buffers()
                    yield from (bytes(one).decode("utf-8", "replace") for one in buffers if one is not None)


def leftovers(path: Path) -> list[str]:
    others = ("zoequilling", "quill, zoe")  # another word, and a spelling that was not given
    found = []
    for text in [*texts_of(path), path.read_bytes().decode("latin-1")]:
        folded = text.casefold()
        for other in others:
            folded = folded.replace(other, "")
        found += [text[:200]] if "quill" in folded else []
    return found


def test_no_text_and_no_byte_names_a_forgotten_person(document: Base) -> None:
    assert len(leftovers(document.path)) > 20
    done = forget_person(document, NAMES)
    assert leftovers(document.path) == []
    assert done.label == "Forgotten 1"
    assert [entry.words for entry in history_of(document.path)] == ["Import", "Target of Forgotten 1"]


def test_what_is_counted_before_is_what_is_changed_after(document: Base) -> None:
    before = document.path.read_bytes()
    found = where_named(document, NAMES)
    assert document.path.read_bytes() == before
    # now: rows 2 and 4 of the first four; only the id of row 2 names her, and one row that was left out
    assert found.tables == {"tickets": (1, 1), "": (1, 1)}
    assert found.changes == 2
    assert {"sources", "problems", "views", "templates", "typed", "aliases"} <= set(found.settings)
    done = forget_person(document, NAMES)
    assert (done.cells, done.settings) == (found.cells, len(found.settings))
    assert where_named(load(document.path).base, NAMES).is_nothing


def test_every_past_state_can_still_be_read_and_keeps_its_rows_and_figures(document: Base) -> None:
    forget_person(document, NAMES)
    first = load_past(document.path, 1).session.dataset.imported.tables["tickets"]
    assert list(first.columns)[4:7] == ["hours", "extra:Forgotten 1 2", "extra:Forgotten 1"]
    assert list(first["agent"].astype(object).fillna("-")) == ["Forgotten 1", "Bo", "Forgotten 1", "-"]
    assert list(first["channel"]) == ["chat", "email", "Forgotten 1", "chat"]
    assert list(first["subject"].fillna("-")) == ["ask Forgotten 1, please", "-", "Forgotten 1.pdf", "zoequilling"]
    pd.testing.assert_series_equal(first["hours"], frame()["hours"])
    now = load(document.path).session
    (source,) = now.dataset.imported.sources
    assert source.path == "/home-of/Forgotten 1/Forgotten 1/t.csv"
    assert now.views[0].view.filters == {"extra:Forgotten 1 2": ("x",), "agent": ("Forgotten 1", "agent")}
    assert now.typed.figures[0].name == "Bonus of Forgotten 1"


def test_words_of_the_program_stay_although_a_person_has_them_as_a_name(tmp_path: Path) -> None:
    session = full_session(frame())
    base = save(tmp_path / "a.cxdesk", session, now=NOW)
    forget_person(base, ["agent", "Chat", "csat", "value", "name", "Owner"])
    after = load(base.path).session
    assert after.targets.targets == session.targets.targets
    assert list(after.dataset.tables["tickets"]["channel"])[:2] == ["chat", "email"]
    assert after.typed == session.typed


def test_names_of_letters_only_signs_and_single_letters_are_refused(document: Base) -> None:
    for name in ("Z", "Z.", "..", " "):
        with pytest.raises(UserError, match="too short"):
            forget_person(document, [name])
        with pytest.raises(UserError, match="too short"):
            where_named(document, [name])


@pytest.mark.parametrize(
    ("name", "text", "after"),
    [
        ("Zoe", "Zoe. Zoey, ZOE; zoe@x", "#. Zoey, #; #@x"),
        ("Al", "Al al altogether", "# al altogether"),
        ("Groß", "GROSS groß gross", "# # #"),
        ("Zoë", "Zoe\u0308 ZOË", "# #"),
        ("O'Neil-Smith", "o’neil smith, O'NEIL-SMITH", "#, #"),
        ("zoe@acme.com", "mail zoe@acme.com. xzoe@acme.com", "mail #. xzoe@acme.com"),
        ("Dirk İnce", "dirk ince", "#"),
        ("李小龙", "问李小龙。", "问#。"),
    ],
)  # fmt: skip
def test_names_are_found_as_whole_words_however_they_are_written(name: str, text: str, after: str) -> None:
    from cxdesk.workspace.file.names import Names

    names = Names([name], "#")
    assert names.replaced(text) == after
    assert list(names.hits(pa.array([text, None, "-"]))) == ([0] if after != text else [])


def test_copies_of_the_same_document_are_named_and_others_are_not(document: Base, tmp_path: Path) -> None:
    copy, old, other = tmp_path / "b copy.cxdesk", tmp_path / "a (format 0).cxdesk", tmp_path / "other.cxdesk"
    copy.write_bytes(document.path.read_bytes())
    old.write_bytes(b"of an older format")
    save(other, Session(), now=NOW)
    far = tmp_path / "far" / "c.cxdesk"
    far.parent.mkdir()
    far.write_bytes(document.path.read_bytes())
    assert copies_of(document, [far, tmp_path / "gone.cxdesk"]) == (old, copy, far)


def test_where_unused_parts_of_the_file_cannot_be_overwritten_it_is_said(
    document: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("cxdesk.workspace.file.forgetting.vacuum", full)
        with pytest.raises(UserError, match="unused parts of the file could not be overwritten"):
            forget_person(document, NAMES)
    assert where_named(load(document.path).base, NAMES).is_nothing
    forget_person(load(document.path).base, NAMES)  # once more, as the sentence says
    assert leftovers(document.path) == []


def test_a_stop_leaves_the_document_as_it_was(document: Base) -> None:
    class Stopped:
        calls = 0

        def report(self, _done: int, _total: int, _text: str = "") -> None:
            self.calls += 1
            if self.calls > 5:
                raise Cancelled

    before = load(document.path)
    with pytest.raises(Cancelled):
        forget_person(document, NAMES, progress=Stopped())
    after = load(document.path)
    assert after.base.mark == before.base.mark
    assert where_named(after.base, NAMES).cells == where_named(before.base, NAMES).cells > 0


def test_titles_of_rows_left_out_that_become_equal_change_no_name_in_the_settings(tmp_path: Path) -> None:
    left = pd.DataFrame({"Zoe Quill": ["a"], "Z. Quill": ["b"], "Zoë Quill": ["c"], "reason": ["x"], "row": [3]})
    session = full_session(frame())
    dataset = replace(session.dataset.imported, rejected={0: left})
    book = TargetBook(targets=tuple(Target(kpi="csat", value=1.0, segment=("agent", name)) for name in NAMES))
    base = save(tmp_path / "a.cxdesk", replace(session, dataset=dataset, targets=book), now=NOW)
    forget_person(base, NAMES)
    after = load(base.path).session
    assert {target.segment for target in after.targets.targets} == {("agent", "Forgotten 1")}
    assert list(after.dataset.rejected[0].columns)[:3] == ["Forgotten 1 2", "Forgotten 1", "Forgotten 1 3"]


LETTERS = st.sampled_from([*"abiIıİsſßkKéÉÿñçøØΣσς中あ한กอ'’.-_ ()*+?[]\\^$|@1"])
WORDS = st.text(LETTERS, min_size=1, max_size=6)


@given(name=WORDS, texts=st.lists(st.lists(WORDS, max_size=3), max_size=4), gap=st.sampled_from(" .-_"))
def test_what_is_found_fast_is_what_is_found_for_sure_in_any_letters(
    name: str, texts: list[list[str]], gap: str
) -> None:
    from cxdesk.workspace.file.names import Names

    if sum(letter.isalnum() for letter in name) < 2:
        return
    names = Names([name], "#")
    said = [gap.join([*words, form]) for words in texts for form in (name, name.upper(), name.casefold(), name[::-1])]
    found = set(names.hits(pa.array(said, pa.string())).tolist())
    assert found == {place for place, text in enumerate(said) if names.is_in(text)}
    assert not any(names.is_in(names.replaced(text)) for text in said)
