"""The sample company is the same on every run and holds what was planted."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from resources.samples.make_sample import make

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "samples"
NAMES = ("northwind-tickets.xlsx", "northwind-surveys.xlsx")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    make(folder)
    return folder


@pytest.fixture(scope="module")
def exported(made: Path) -> pd.DataFrame:
    return pd.read_excel(made / NAMES[0], sheet_name="Tickets", engine="calamine")


@pytest.fixture(scope="module")
def tickets(exported: pd.DataFrame) -> pd.DataFrame:
    """Tickets that count: no copies, no spam, with their month and hours until solved."""
    frame = exported.drop_duplicates()
    frame = frame[frame["Spam"] == "No"].copy()
    solved = pd.to_datetime(frame["Resolved at"], errors="coerce")
    frame["hours"] = (solved - frame["Created at"]).dt.total_seconds() / 3600
    frame["month"] = frame["Created at"].dt.strftime("%Y-%m")
    return frame


def _cells(path: Path) -> Iterator[tuple[object, ...]]:
    book = openpyxl.load_workbook(path, read_only=True)
    for sheet in book.worksheets:
        yield (sheet.title,)
        yield from sheet.iter_rows(values_only=True)
    book.close()


def test_that_a_new_run_writes_the_same_bytes(made: Path, tmp_path: Path) -> None:
    make(tmp_path)
    assert [(tmp_path / name).read_bytes() for name in NAMES] == [(made / name).read_bytes() for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_that_the_files_in_the_repository_are_those_the_script_writes(made: Path, name: str) -> None:
    assert all(old == new for old, new in zip_longest(_cells(FOLDER / name), _cells(made / name)))


def test_that_the_files_are_small() -> None:
    assert sum((FOLDER / name).stat().st_size for name in NAMES) < 3_000_000


def test_eighteen_complete_months(tickets: pd.DataFrame) -> None:
    assert tickets["month"].nunique() == 18
    assert tickets["month"].min() == "2023-01"
    assert str(tickets["Created at"].max()) == "2024-06-30 23:48:12"


def test_the_export_has_nine_copies_and_twenty_seven_spam_tickets(exported: pd.DataFrame) -> None:
    assert exported.duplicated().sum() == 9
    assert (exported.drop_duplicates()["Spam"] == "Yes").sum() == 27
    assert exported.drop_duplicates()["Ticket ID"].is_unique


def test_four_cells_are_bad(exported: pd.DataFrame) -> None:
    words = exported["Resolved at"].dropna()
    assert sorted(words[words.map(lambda value: isinstance(value, str))]) == ["31.02.2024 10:00", "n/a yet"]
    assert (exported["Replies"] == "several").sum() == 1
    assert (exported["First response at"] < exported["Created at"]).sum() == 1


def test_the_outage_of_november_2023_shows_in_volume_time_service_level_and_satisfaction(tickets: pd.DataFrame) -> None:
    month = tickets.groupby("month")
    volume, hours = month.size(), month["hours"].mean()
    kept = month["SLA met?"].agg(lambda flags: (flags == "Yes").mean())
    happy = month["Satisfaction score"].agg(lambda scores: (scores.dropna() >= 4).mean())
    others = [name for name in volume.index if name not in {"2023-11", "2024-06"}]
    assert volume["2023-11"] > 1.25 * volume[others].max()
    assert hours["2023-11"] > 1.2 * hours[others].max()
    assert kept["2023-11"] < kept[others].min() - 0.05
    assert happy["2023-11"] < happy[others].min() - 0.1


def test_billing_is_solved_faster_and_reopened_less_from_march_2024(tickets: pd.DataFrame) -> None:
    billing = tickets[tickets["Category"] == "Billing"]
    after = billing["Created at"] >= "2024-03-01"
    calm = billing["month"] != "2023-11"
    assert billing[after]["hours"].mean() < 0.75 * billing[~after & calm]["hours"].mean()
    assert (billing[after]["Reopens"] > 0).mean() < 0.6 * (billing[~after & calm]["Reopens"] > 0).mean()


def test_written_requests_took_longer_in_june_2024(tickets: pd.DataFrame) -> None:
    written = tickets[tickets["Channel"].isin(["E-mail", "Web form"])]
    wait = (written["First response at"] - written["Created at"]).dt.total_seconds() / 3600
    median = wait.groupby(written["month"]).median()
    calm = median.drop(["2023-11", "2024-06"])
    assert median["2024-06"] > 1.3 * calm.max()
    kept = tickets["SLA met?"].eq("Yes").groupby(tickets["month"]).mean()
    assert kept["2024-06"] < kept["2024-05"] - 0.08


def test_every_channel_answers_at_its_own_pace(tickets: pd.DataFrame) -> None:
    wait = (tickets["First response at"] - tickets["Created at"]).dt.total_seconds() / 60
    median = wait.groupby(tickets["Channel"]).median()
    assert median["Chat"] < 1
    assert median["Phone"] < 3
    assert median["Social media"] < 60
    assert 60 < median["E-mail"] < 24 * 60
    assert 60 < median["Web form"] < 24 * 60


def test_a_few_customers_write_most(tickets: pd.DataFrame) -> None:
    shares = tickets["Account"].value_counts(normalize=True)
    assert len(shares) == 60
    assert shares.iloc[:12].sum() > 0.45
    assert tickets["Agent"].nunique() == 8


def test_some_tickets_are_still_open(tickets: pd.DataFrame) -> None:
    still_open = tickets["Status"].isin(["Open", "Pending"])
    assert 5 <= still_open.sum() <= 40
    assert tickets[still_open]["Resolved at"].isna().all()


def test_surveys_hold_waves_of_nps_effort_after_tickets_and_monthly_costs(made: Path, exported: pd.DataFrame) -> None:
    sheets = pd.read_excel(made / NAMES[1], sheet_name=None, engine="calamine")
    nps, ces, figures = sheets["NPS"], sheets["CES"], sheets["Figures"]
    answered = nps.groupby(nps["Sent at"].dt.strftime("%Y-%m"))["Answered at"].count()
    assert list(answered.index) == ["2023-03", "2023-06", "2023-09", "2023-12", "2024-03", "2024-06"]
    assert answered.between(40, 90).all()
    assert set(ces["Ticket ID"]) <= set(exported["Ticket ID"])
    assert ces.iloc[:, -1].dropna().between(1, 7).all()
    assert (figures["Name"] == "support_cost").sum() == 18
