"""What an import did to the data, counted exactly."""

from __future__ import annotations

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cxdesk.imports import service
from cxdesk.imports.rows.compare import TableChange, change_words
from cxdesk.tables.dataset import EMPTY, Dataset
from tests.imports.sheets import drafted, sheet, table

HEAD = "Ticket ID|Created at|Status|Priority|Resolved at"
MAY = f"""{HEAD}
1|2024-05-01 09:00|closed|high|2024-05-01 12:00
2|2024-05-02 09:00|open|low|
3|2024-05-03 09:00|open|low|
4|2024-05-04 09:00|open|high|"""
JUNE = f"""{HEAD}
2|2024-05-02 09:00|closed|low|2024-06-01 09:00
3|2024-05-03 09:00|open|high|
4|2024-05-04 09:00|open|high|
5|2024-06-05 09:00|open|low|"""


def only(dataset: Dataset, text: str, **options: str) -> TableChange:
    found, report = service.run_told(drafted(table(text, **options)), dataset)
    assert report.files == (options.get("file", "export.csv"),)
    del found
    (change,) = report.tables
    return change


def base(text: str = MAY, **options: str) -> Dataset:
    return service.run(drafted(table(text, **options)), EMPTY)


def test_rows_of_an_overlapping_export_are_added_changed_unchanged_or_only_before() -> None:
    change = only(base(), JUNE, file="june.csv")
    assert (change.added, change.changed, change.unchanged, change.only_before) == (1, 2, 1, 1)
    assert change.columns == {"status": 1, "priority": 1, "resolved_at": 1}
    assert change_words(change) == (
        "Tickets: 1 row added; 2 changed (Resolved 1, Status 1, Priority 1); 1 unchanged; 1 only before, kept"
    )


def test_the_first_import_adds_everything() -> None:
    change = only(EMPTY, MAY)
    assert change == TableChange(table="tickets", added=4)
    assert change_words(change) == "Tickets: 4 rows added"


def test_the_same_export_again_changes_nothing() -> None:
    found, report = service.run_told(drafted(table(MAY)), base())
    assert report.is_nothing
    assert report.tables == (TableChange(table="tickets", unchanged=4),)
    assert found.rows("tickets") == 4


def test_an_export_of_another_month_says_nothing_of_the_earlier_one() -> None:
    change = only(base(), f"{HEAD}\n9|2024-07-01 09:00|open|low|", file="july.csv")
    assert change == TableChange(table="tickets", added=1)


def test_a_column_that_is_not_in_the_new_file_keeps_its_cells_and_changes_nothing() -> None:
    shorter = "Ticket ID|Created at|Status|Priority\n1|2024-05-01 09:00|closed|high\n2|2024-05-02 09:00|open|low"
    change = only(base(), shorter, file="short.csv")
    assert (change.changed, change.unchanged) == (0, 2)
    assert dict(change.columns) == {}


def test_rows_without_a_key_are_compared_cell_by_cell() -> None:
    rows = [["Service", "Started at", "Ended at"], ["App", "2024-05-01 09:00", "2024-05-01 10:00"],
            ["App", "2024-05-02 09:00", "2024-05-02 10:00"]]  # fmt: skip
    more = [*rows, ["Api", "2024-06-02 09:00", "2024-06-02 10:00"]]
    draft = service.with_table(drafted(sheet(rows)), 0, "outages")
    known = service.run(draft, EMPTY)
    _, report = service.run_told(service.with_table(drafted(sheet(more, file="june.csv")), 0, "outages"), known)
    (change,) = report.tables
    assert (change.added, change.changed, change.unchanged) == (1, 0, 2)


def test_answers_are_known_by_their_number_and_kind() -> None:
    head = "Response ID|Submitted at|How satisfied are you? (1-5)"
    may = f"{head}\nr-100000001|2024-05-01 09:00|4\nr-100000002|2024-05-02 09:00|2"
    june = f"{head}\nr-100000002|2024-05-02 09:00|3\nr-100000003|2024-06-02 09:00|5"
    change = only(base(may, file="may.csv"), june, file="june.csv")
    assert (change.added, change.changed, change.unchanged, change.only_before) == (1, 1, 0, 1)


states = st.lists(st.sampled_from(["open", "closed", "pending", ""]), min_size=1, max_size=12)


@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(before=states, after=states, shift=st.integers(0, 6))
def test_every_row_is_counted_once(before: list[str], after: list[str], shift: int) -> None:
    def text(found: list[str], start: int) -> str:
        lines = [f"{n}|2024-05-01 09:00|{state}|low|" for n, state in enumerate(found, start)]
        return "\n".join([HEAD, *lines])

    old = dict(enumerate(before))
    new = dict(enumerate(after, shift))
    common = old.keys() & new.keys()
    change = only(base(text(before, 0)), text(after, shift), file="next.csv")
    assert change.added == len(new.keys() - common)
    assert change.changed == sum(old[n] != new[n] for n in common)
    assert change.unchanged == sum(old[n] == new[n] for n in common)
    assert change.only_before == (len(old.keys() - common) if common else 0)


def test_rows_only_in_the_earlier_file_are_told_also_where_the_layout_changed() -> None:
    shorter = "Ticket ID|Created at|Status|Priority\n1|2024-05-01 09:00|closed|high\n2|2024-05-02 09:00|open|low"
    assert only(base(), shorter, file="short.csv").only_before == 2
