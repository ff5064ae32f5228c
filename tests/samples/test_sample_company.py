"""The sample company is the same on every run and holds what was planted."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from resources.samples.make_sample import NAMES, make

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "samples"


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
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        yield (name,)
        yield from map(tuple, book.get_sheet_by_name(name).to_python())


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


@pytest.fixture(scope="module")
def business(made: Path) -> dict[str, pd.DataFrame]:
    """Sheets of the workbooks beside tickets and surveys."""
    books = [pd.read_excel(made / name, sheet_name=None, engine="calamine") for name in NAMES[2:]]
    return {sheet: frame for book in books for sheet, frame in book.items()}


def test_customers_with_a_help_desk_are_those_who_write_tickets(
    business: dict[str, pd.DataFrame], exported: pd.DataFrame
) -> None:
    accounts = business["Accounts"]
    desk = accounts[accounts["Plan"] != "Starter"]
    assert sorted(desk["Account"]) == sorted(exported["Account"].unique())
    assert accounts["Account"].is_unique
    regions = exported.groupby("Account")["Region"].first()
    assert dict(zip(desk["Account"], desk["Region"], strict=True)) == dict(regions)
    last = exported.groupby("Account")["Created at"].max()
    left = desk.dropna(subset="Ended on").set_index("Account")["Ended on"]
    assert sorted(left.index) == ["Kestrel Works", "Pine Finance", "Quartz Travel"]
    assert (left > last[left.index]).all()


def test_orders_uses_and_hours_lie_within_contracts(business: dict[str, pd.DataFrame]) -> None:
    began = business["Accounts"].set_index("Account")["Customer since"]
    ended = business["Accounts"].set_index("Account")["Ended on"].fillna(pd.Timestamp("2024-12-31"))
    for sheet, date in (("Orders", "Order date"), ("Usage", "Date")):
        rows = business[sheet]
        assert (rows[date] >= rows["Account"].map(began)).all()
        assert (rows[date] <= rows["Account"].map(ended)).all()
    hours, team = business["Hours"], business["Employees"].set_index("Employee")
    assert set(hours["Employee"]) == set(team.index)
    assert (hours["Month"] <= hours["Employee"].map(team["Left on"]).fillna(pd.Timestamp("2024-12-31"))).all()


def test_agents_of_the_tickets_are_employees(business: dict[str, pd.DataFrame], exported: pd.DataFrame) -> None:
    team = business["Employees"]
    agents = team[team["Job"] == "Agent"].set_index("Employee")["Team"]
    assert dict(agents) == dict(exported.groupby("Agent")["Team"].first())


def test_the_short_staffed_month_shows_in_hours_training_mood_and_mentions(business: dict[str, pd.DataFrame]) -> None:
    hours, pulse, mentions = business["Hours"], business["Team pulse"], business["Mentions"]
    away = hours[hours["Employee"].isin(["Chiara Moretti", "Daniel Kowalski"])]
    worked = away.groupby("Month")["Hours worked"].sum()
    june = pd.Timestamp("2024-06-01")
    assert worked[june] < 0.4 * worked.drop(june).min()
    trained = hours.groupby("Month")["Training hours"].sum()
    assert trained[june] < 0.3 * trained.drop(june).min()
    mood = pulse.groupby(pulse["Answered at"].dt.strftime("%Y-%m"))[pulse.columns[3]].mean()
    assert mood.idxmin() == "2024-06"
    words = mentions["Sentiment"].eq("Negative").groupby(mentions["Posted at"].dt.strftime("%Y-%m")).mean()
    assert words["2024-06"] > 1.4 * words["2024-01":"2024-05"].mean()


def test_outages_overlap_in_november_2023_and_june_2024(business: dict[str, pd.DataFrame]) -> None:
    rows = business["Outages"].sort_values("Outage start")
    overlaps = rows[rows["Outage start"] < rows["Outage end"].shift()]
    assert list(overlaps["Outage start"].dt.strftime("%Y-%m")) == ["2023-11", "2023-11", "2024-06"]
