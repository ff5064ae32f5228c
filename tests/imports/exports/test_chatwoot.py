"""Chatwoot: ratings with a line on the period, and reports of averages that are refused with what to export instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.imports.exports.kit import Got, export, imported, variants

NAME = "Chatwoot CSAT export"
ANSWERS = export(
    "Agent Name | Rating | Feedback Comment | Contact Name | Contact Email Address | Contact Phone Number | "
    "Link to the conversation | Recorded date | Review Notes",
    {"Agent Name": "Ada Lovelace (ada@desk.test)", "Rating": "5", "Feedback Comment": "Quick, friendly",
     "Contact Name": "Kim",
     "Contact Email Address": "kim@acme.test", "Link to the conversation": "https://desk.test/app/accounts/1/conversations/11",
     "Recorded date": "2025-01-13 10:11:12 UTC"},
    {"Agent Name": "Ada Lovelace (ada@desk.test)", "Rating": "4", "Contact Name": "Li",
     "Contact Email Address": "li@acme.test",
     "Link to the conversation": "https://desk.test/app/accounts/1/conversations/12",
     "Recorded date": "2025-01-14 23:30:00 UTC", "Review Notes": "seen"},
    {"Agent Name": "Grace Hopper (grace@desk.test)", "Rating": "1", "Feedback Comment": "No answer\nfor days",
     "Contact Name": "Jo", "Contact Email Address": "jo@bolt.test",
     "Link to the conversation": "https://desk.test/app/accounts/1/conversations/13",
     "Recorded date": "2025-01-15 08:00:00 UTC"},
    {"Agent Name": " ()", "Rating": "2", "Contact Name": "Ed", "Contact Email Address": "ed@core.test",
     "Link to the conversation": "https://desk.test/app/accounts/1/conversations/14",
     "Recorded date": "2025-01-16 08:00:00 UTC"},
)  # fmt: skip
PERIOD = "Reporting period 2025-01-01 to 2025-01-31"


def _known_answers(got: Got) -> None:
    assert got.recognised == NAME
    assert list(got.answers["score"]) == [5.0, 4.0, 1.0, 2.0]
    assert set(got.answers["scale_max"]) == {5.0}
    assert set(got.answers["kind"]) == {"csat"}
    assert list(got.answers["agent"].astype("object").fillna("")) == [
        "Ada Lovelace",
        "Ada Lovelace",
        "Grace Hopper",
        "",
    ]
    assert [str(at)[:16] for at in got.answers["responded_at"]] == [
        "2025-01-13 10:11", "2025-01-14 23:30", "2025-01-15 08:00", "2025-01-16 08:00",
    ]  # fmt: skip
    assert got.answers["ticket_id"].iloc[0].endswith("11")
    assert got.kpi("csat").value == 50.0


@pytest.mark.parametrize("place", ["first", "last", "nowhere"])
def test_the_period_stands_above_or_below_the_answers(tmp_path: Path, place: str):
    path = ANSWERS.csv(tmp_path / "csat.csv", ends="\n")
    text = path.read_text("utf-8")
    path.write_text({"first": f"{PERIOD}\n{text}", "last": f"{text}\n{PERIOD}\n", "nowhere": text}[place], "utf-8")
    got = imported(path, zone="America/New_York")
    _known_answers(got)
    assert got.fields == {
        "Agent Name": "agent", "Rating": "csat_score", "Feedback Comment": "comment",
        "Contact Email Address": "respondent",
        "Link to the conversation": "ticket_id", "Recorded date": "responded_at",
    }  # fmt: skip


def test_empty_lines_between_the_answers(tmp_path: Path):
    path = ANSWERS.csv(tmp_path / "csat.csv", ends="\n")
    path.write_text(path.read_text("utf-8").replace(" UTC", " UTC\n"), "utf-8")
    _known_answers(imported(path))


def test_german_headers(tmp_path: Path):
    names = [
        "Agentenname", "Bewertung", "Feedback-Kommentar", "Kontaktname", "Kontakt-E-Mail-Adresse",
        "Kontakt Telefonnummer", "Link zur Konversation", "Aufnahmedatum",
    ]  # fmt: skip
    sheet = ANSWERS.named(dict(zip(ANSWERS.header, names, strict=False)))
    _known_answers(imported(sheet.csv(tmp_path / "csat.csv")))


@pytest.mark.parametrize("how", ["shuffled", "more", "upper", "lower", "google", "excel", "as text", "subset"])
def test_known_answers_stay_in_files_that_people_changed(tmp_path: Path, how: str):
    keep = ("Agent Name", "Rating", "Link to the conversation", "Recorded date")
    _known_answers(imported(variants(ANSWERS, tmp_path, keep=keep)[how]))


_REPORTS = {
    "agents": "Agent name|Assigned conversations|Avg first response time|Avg resolution time|Resolution Count|"
    "Avg customer waiting time",
    "inboxes": "Inbox name|Inbox type|No. of conversations|Avg first response time|Avg resolution time",
    "labels": "Label|No. of conversations|Avg first response time|Avg resolution time|Avg reply time|Resolution Count",
    "teams": "Team name|Conversations count|Avg first response time|Avg resolution time|Resolution Count|"
    "Avg customer waiting time",
    "summary": "Conversations|Messages received|Messages sent|Avg first response time|Avg resolution time|"
    "Resolution count|Avg customer waiting time",
    "old": "Agent name|Conversations count|Avg first response time (Minutes)|Avg resolution time (Minutes)",
    "german": "Agentenname|Anzahl Gespräche|Durchschnittliche Reaktionszeit (Minuten)|"
    "Durchschnittliche Auflösungszeit (Minuten)",
}


@pytest.mark.parametrize("report", list(_REPORTS))
@pytest.mark.parametrize("place", ["first", "last"])
def test_reports_of_averages_are_refused_with_what_to_export_instead(tmp_path: Path, report: str, place: str):
    header = _REPORTS[report].split("|")
    spans = ["2 days 3 hours", "1 minute 20 seconds", "--"]
    lines = [",".join(header)] + [
        ",".join([f"Name {n}", "Web", "12"][: max(1, len(header) - 4)] + spans * 2)[:200] for n in range(4)
    ]
    cells = [",".join(line.split(",")[: len(header)]) for line in lines]
    path = tmp_path / "report.csv"
    path.write_text("\n".join([PERIOD, *cells] if place == "first" else [*cells, "", PERIOD]) + "\n", "utf-8")
    got = imported(path)
    assert got.plan.table is None
    assert "Chatwoot report of agents, inboxes, labels or teams" in got.plan.verdict
    assert "averages cannot be averaged again" in got.plan.verdict
    assert "CSAT" in got.plan.verdict


def test_the_list_of_missed_targets_is_refused_as_it_holds_no_other_conversation(tmp_path: Path):
    sheet = export(
        "Conversation ID | SLA Policy | Assignee | Team | Inbox | Labels | Link to the Conversation | Breached Events",
        *({"Conversation ID": str(n), "SLA Policy": "Gold", "Assignee": "Ada", "Team": "Desk", "Inbox": "Web",
           "Link to the Conversation": f"https://desk.test/{n}", "Breached Events": "frt, rt"} for n in range(5)),
    )  # fmt: skip
    got = imported(sheet.csv(tmp_path / "breached_conversation.csv", encoding="utf-8-sig"))
    assert got.plan.table is None
    assert "only the conversations that missed a target" in got.plan.verdict
