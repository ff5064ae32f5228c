"""The further tables come in whole: fields by their names, values converted, words normalised."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from cxdesk.imports import service
from cxdesk.imports.rows.merge import merge
from cxdesk.tables.dataset import EMPTY
from tests.imports.files import workbook
from tests.imports.sheets import assembled, fields, imported, planned, table

HEADERS = {
    "accounts": "Account|Started on|Ended on|Churned|Tenure months|Region|Segment|Plan|Onboarding started at|"
    "Onboarded at|First value at|Milestones due|Milestones on time|Recurring revenue|Health score",
    "orders": "Order ID|Account|Ordered at|Amount|Kind",
    "employees": "Employee|Hired on|Left on|Team|Training hours|Hours worked|Uses software|Technology|Month",
    "usage": "Used at|User|Account|Feature|Minutes",
    "web": "Day|Source|Visitors|New visitors|Sessions|Page views|Bounces|Session seconds|Carts|Purchases|Conversions",
    "campaigns": "Campaign|Started on|Cost|Income|Leads|Conversions|Reach|Emails sent|Emails opened|Emails clicked",
    "mentions": "Posted at|Network|Sentiment|Rating|Text",
    "outages": "Started at|Ended at|System",
    "reviews": "Reviewed at|KPI|Action|Who",
    "audit": "Area|Criterion|Score|Weight|Owner|Assessed on",
    "figures": "Month|Name|Value",
}
ROWS = {
    "accounts": "Acme|2023-01-01|2024-02-01|yes|13|EU|Small|Pro|2023-01-02|2023-02-01|2023-01-20|4|3|1200|0.8\n"
    "Beta|2023-03-01||no|10|US|Large|Free|2023-03-02|2023-03-30|2023-03-20|5|5|300|0.6",
    "orders": "O1|Acme|2024-01-05|100|new\nO2|Beta|2024-02-05|-20.5|upsell",
    "employees": "Ann|2020-01-01||First|2.5|120|yes|new|2024-01\nBob|2021-01-01|2024-01-15|First|0|60|no|old|2024-01",
    "usage": "2024-01-01 10:00|u1|Acme|Search|12.5\n2024-01-02 11:00|u2|Beta|Export|3",
    "web": "2024-01-01|mail|100|60|120|300|50|6000|20|5|4\n2024-01-02|search|200|90|240|600|99|9000|30|9|8",
    "campaigns": "Spring|2024-03-01|500|1500|20|5|9000|1000|300|25\nAutumn|2024-09-01|400|700|9|3|5000|800|200|15",
    "mentions": "2024-01-01|X|positive|5|good\n2024-01-02|G2|negative|2|bad",
    "outages": "2024-01-01 10:00|2024-01-01 10:30|Mail\n2024-01-02 10:00|2024-01-02 11:00|CRM",
    "reviews": "2024-01-01|csat|changed|Ann\n2024-02-01|nps|confirmed|Bob",
    "audit": "Tech stack|One system|80|2|Ann|2024-01-31\nContent|Guides|40|1|Bob|2024-01-31",
    "figures": "2024-01|support cost|1000\n2024-02|support cost|1100",
}  # fmt: skip


@pytest.mark.parametrize("name", list(HEADERS))
def test_every_field_of_every_table_is_known_by_its_title(name: str):
    found = planned(table(f"{HEADERS[name]}\n{ROWS[name]}"))
    assert found.plan.table == name
    assert all(mapping.field for mapping in found.plan.mapping)
    (part,) = found.assembled.parts
    assert (part.source.rows_in, part.source.rows_kept) == (2, 2)
    assert not part.frame.iloc[:1].drop(columns=["left_on"], errors="ignore").isna().any(axis=None)


def _written(path: Path, rows: list[list[str]]) -> Path:
    if path.suffix == ".xlsx":
        return workbook(path, rows)
    path.write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in rows), "utf-8")
    return path


@pytest.mark.parametrize("name", list(HEADERS))
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_importing_again_updates_and_never_doubles(name: str, kind: str, tmp_path):
    rows = [line.split("|") for line in f"{HEADERS[name]}\n{ROWS[name]}".splitlines()]
    path, other = (_written(tmp_path / f"{stem}.{kind}", rows) for stem in (name, "again"))
    once = service.run(service.draft([path]), EMPTY)
    twice = service.run(service.draft([other]), once)
    assert (once.rows(name), twice.rows(name)) == (2, 2)
    assert [source.file for source in twice.sources] == [f"again.{kind}"]


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("accounts", "Account|Started on|Plan\nAcme|2023-01-01|Free", "Account|Started on|Plan\nAcme|2023-01-01|Pro"),
        ("orders", ("Order ID|Account|Order date|Amount\n"
         "1|A|2024-01-01|5"), "Order ID|Account|Order date|Amount\n1|A|2024-01-01|9"),
        ("employees", "Employee|Hired on|Team\nAnn|2020-01-01|A", "Employee|Hired on|Team\nAnn|2020-01-01|B"),
        ("employees", "Employee|Month|Hours worked\nAnn|2024-01|9", "Employee|Month|Hours worked\nAnn|2024-01|8"),
        ("web", "Day|Visitors|Sessions\n2024-01-01|5|6", "Day|Visitors|Sessions\n2024-01-01|7|8"),
        ("campaigns", "Campaign|Cost\nSpring|5", "Campaign|Cost\nSpring|6"),
    ],
)  # fmt: skip
def test_a_row_with_the_same_key_replaces_the_earlier_one(name: str, first: str, second: str):
    base = imported(table(first, file="a.csv"))
    out = merge(base, assembled(table(second, file="b.csv")))
    assert out.rows(name) == 1
    assert out.tables[name]["_source"].tolist() == [0]
    assert [source.file for source in out.sources] == ["b.csv"]


def test_only_other_months_and_sources_are_added():
    base = imported(table("Employee|Month|Hours worked\nAnn|2024-01|9\nAnn|2024-02|8", file="a.csv"))
    out = merge(base, assembled(table("Employee|Month|Hours worked\nAnn|2024-02|7\nAnn|2024-03|6", file="b.csv")))
    assert sorted(out.tables["employees"]["hours_worked"]) == [6, 7, 9]
    base = imported(table("Day|Source|Sessions|Bounces\n2024-01-01|mail|9|1", file="a.csv"))
    out = merge(base, assembled(table("Day|Source|Sessions|Bounces\n2024-01-01|ads|7|1", file="b.csv")))
    assert out.rows("web") == 2


def test_events_are_the_same_only_against_another_file():
    text = "Used at|User|Feature\n2024-01-01 10:00|u1|a\n2024-01-01 10:00|u1|a\n2024-01-02 10:00|u2|b"
    base = imported(table(text, file="a.csv"))
    assert base.rows("usage") == 3
    later = "Used at|User|Feature\n2024-01-02 10:00|u2|b\n2024-01-03 10:00|u3|c"
    assert merge(base, assembled(table(later, file="b.csv"))).rows("usage") == 4


def test_lines_of_an_order_stay_and_are_no_problem():
    found = assembled(table("Order ID|Account|Order date|Amount\n1|A|2024-01-01|5\n1|A|2024-01-01|7\n1|A|2024-01-01|5"))
    assert found.parts[0].frame["amount"].tolist() == [5, 7]
    assert found.left_out == {"duplicate": 1}
    assert found.problems == ()


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("New business", "new"), ("Erstbestellung", "new"), ("Nuevo cliente", "new"), ("première commande", "new"),
        ("Renewal", "renewal"), ("Folgebestellung", "renewal"), ("renovación", "renewal"),
        ("Upgrade", "upsell"), ("Expansion", "upsell"), ("Plan upgrade - Pro", "upsell"), ("up-sell", "upsell"),
        ("Cross-sell", "cross_sell"), ("add-on", "cross_sell"), ("Zusatzverkauf", "cross_sell"),
        ("cross_sell", "cross_sell"), ("Refund", "other"),
    ],
)  # fmt: skip
def test_words_for_kinds_of_orders(word: str, kind: str):
    found = assembled(table(f"Order ID|Account|Order date|Amount|Order type\n1|A|2024-01-01|5|{word}"))
    assert found.parts[0].frame["kind"].tolist() == [kind]
    assert found.problems == ()


def test_an_unknown_kind_of_order_counts_as_other_and_is_reported():
    text = "Order ID|Account|Order date|Amount|Kind\n1|A|2024-01-01|5|Zorp\n2|A|2024-01-01|5|Zorp\n3|A|2024-01-01|5|"
    found = assembled(table(text))
    kinds = found.parts[0].frame["kind"]
    assert (kinds.iloc[:2].tolist(), kinds.isna().tolist()) == (["other", "other"], [False, False, True])
    (problem,) = found.problems
    assert (problem.kind, problem.count, problem.row, problem.found) == ("unknown_word", 2, 2, "Zorp")


def test_sentiments_from_words_and_polarity():
    words = assembled(
        table("Posted at|Network|Sentiment\n2024-01-01|X|Pos\n2024-01-02|X|negativo\n2024-01-03|X|neutral")
    )
    assert words.parts[0].frame["sentiment"].tolist() == ["positive", "negative", "neutral"]
    numbers = assembled(table("Posted at|Network|Polarity\n2024-01-01|X|0.8\n2024-01-02|X|-0.3\n2024-01-03|X|0"))
    assert numbers.parts[0].frame["sentiment"].tolist() == ["positive", "negative", "neutral"]


def test_technology_none_is_a_value():
    found = assembled(
        table("Employee|Hired on|Technology\nA|2020-01-01|None\nB|2020-01-01|new tool\nC|2020-01-01|legacy")
    )
    assert found.parts[0].frame["technology"].tolist() == ["none", "new", "old"]


def test_durations_are_in_the_unit_of_their_field():
    web = assembled(
        table("Date|Sessions|Page views|Total session duration\n2024-01-01|10|30|01:00:00\n2024-01-02|5|9|600")
    )
    assert web.parts[0].frame["session_seconds"].tolist() == [3600, 600]
    usage = assembled(table("Used at|User|Feature|Duration\n2024-01-01|u|a|00:30:00\n2024-01-02|u|a|12"))
    assert usage.parts[0].frame["minutes"].tolist() == [30, 12]
    staff = assembled(table("Employee|Month|Training hours|Hours worked\nA|2024-01|2|120\nB|2024-01|1.5|90"))
    assert staff.parts[0].frame["training_hours"].tolist() == [2, 1.5]
    assert (
        staff.parts[0].frame["hours_worked"].tolist(),
        planned(table("Employee|Month|Hours worked\nA|2024-01|120\nB|2024-01|90")).plan.questions,
    ) == ([120, 90], ())


def test_averages_of_web_sheets_become_totals_with_their_sessions():
    text = (
        "Date|Sessions|Bounce rate|Average session duration\n2024-01-01|100|45%|00:02:00\n2024-01-02|200|50%|00:01:00"
    )
    frame = assembled(table(text)).parts[0].frame
    assert frame["bounces"].tolist() == [45, 100]
    assert frame["session_seconds"].tolist() == [12_000, 12_000]
    assert "bounce_rate" not in frame
    assert "average_session" not in frame


def test_a_session_duration_too_short_for_all_sessions_is_an_average_and_said_so():
    found = assembled(table("Date|Sessions|Page views|Session duration\n2024-01-01|100|300|120\n2024-01-02|200|500|60"))
    assert found.parts[0].frame["session_seconds"].tolist() == [12_000, 12_000]
    assert [problem.kind for problem in found.problems if "average" in problem.message] == ["assumed"]


def test_health_columns_become_shares_and_values_outside_are_left_empty():
    text = (
        "Account|Started on|Health score|Health: logins|Health adoption %\n"
        "A|2023-01-01|80|0.5|90%\nB|2023-01-01|120|0.75|40%\nC|2023-01-01|-5|1.5|10%\nD|2023-01-01|60|0.25|20%"
    )
    found = assembled(table(text))
    frame = found.parts[0].frame
    assert [value for value in frame["health_score"] if not math.isnan(value)] == [0.8, 0.6]
    assert frame["health_logins"].isna().tolist() == [False, False, True, False]
    assert frame["health_adoption"].tolist() == [0.9, 0.4, 0.1, 0.2]
    wrong = {problem.column: problem.count for problem in found.problems if problem.kind == "out_of_range"}
    assert wrong == {"Health score": 2, "Health: logins": 1}


@pytest.mark.parametrize(
    ("scores", "likely", "first"),
    [(("4", "2"), "5", 80.0), (("8", "10"), "10", 80.0), (("0.8", "0.5"), "1", 80.0)],
)
def test_scores_of_an_audit_that_may_be_out_of_less_are_asked_about(scores, likely, first):
    draft = planned(table(f"Area|Criterion|Score\nTech|CRM|{scores[0]}\nTech|BI|{scores[1]}"))
    (question,) = draft.plan.questions
    assert (question.about, question.likely) == ("out_of", likely)
    assert draft.assembled.parts[0].frame["score"].iloc[0] == first


def test_scores_of_an_audit_above_ten_are_out_of_a_hundred():
    draft = planned(table("Area|Criterion|Score\nTech|CRM|8\nTech|BI|75\nTech|X|130"))
    assert draft.plan.questions == ()
    frame = draft.assembled.parts[0].frame
    assert frame["score"].iloc[:2].tolist() == [8, 75]
    assert [problem.kind for problem in draft.assembled.problems if problem.severity != "info"] == ["out_of_range"]


def test_a_header_that_names_the_scale_settles_it():
    draft = planned(table("Area|Criterion|Score (1-5)\nTech|CRM|4\nTech|BI|2"))
    assert draft.plan.questions == ()
    assert draft.assembled.parts[0].frame["score"].tolist() == [80, 40]


@pytest.mark.parametrize(
    ("text", "name", "amounts", "currencies"),
    [
        (("Order ID|Account|Order date|Amount\n1|A|2024-01-01|€1,200.50\n"
         "2|A|2024-01-02|$20"), "orders", [1200.5, 20.0], ["EUR", "USD"]),
        (("Order ID|Account|Order date|Amount (EUR)\n1|A|2024-01-01|10\n"
         "2|A|2024-01-02|20"), "orders", [10.0, 20.0], ["EUR", "EUR"]),
        (("Order ID|Account|Order date|Amount|Currency\n1|A|2024-01-01|10|EUR\n"
         "2|A|2024-01-02|20|USD"), "orders", [10.0, 20.0], ["EUR", "USD"]),
        ("Campaign|Cost|Leads\nA|£5|1\nB|£6|2", "campaigns", [5.0, 6.0], ["GBP", "GBP"]),
        (("Month|Name|Value|Currency\n2024-01|support cost|5|EUR\n"
         "2024-02|support cost|6|USD"), "figures", [5.0, 6.0], ["EUR", "USD"]),
        ("Month|Support cost (USD)\n2024-01|5\n2024-02|6", "figures", [5.0, 6.0], ["USD", "USD"]),
    ],
)  # fmt: skip
def test_amounts_keep_their_currency(text: str, name: str, amounts: list[float], currencies: list[str]):
    frame = imported(table(text)).tables[name]
    money = {"orders": "amount", "campaigns": "cost", "figures": "value"}[name]
    assert frame[money].tolist() == amounts
    assert frame["extra:Currency"].tolist() == currencies


def test_only_a_sheet_without_months_is_told_that_it_lacks_the_date_of_hire():
    def missing(text: str) -> list[str]:
        return [problem.kind for problem in assembled(table(text)).problems if problem.kind == "missing_column"]

    assert missing("Employee|Month|Hours worked\nAnn|2024-01|9\nBob|2024-01|8") == []
    assert missing("Employee|Training hours|Left on\nAnn|9|\nBob|8|2024-01-31") == ["missing_column"]


def test_months_date_web_traffic_and_campaigns():
    web = assembled(table("Month|Visitors|Sessions\nJan 2024|10|12\nFeb 2024|11|13"), zone="Europe/Berlin")
    assert [str(day)[:13] for day in web.parts[0].frame["day"].to_numpy()] == ["2023-12-31T23", "2024-01-31T23"]


@pytest.mark.parametrize(
    ("text", "name", "wanted"),
    [
        (("Kunde|Vertragsbeginn|Kündigungsdatum|Tarif\n"
         "A|01.02.2023|13.04.2024|Pro"), "accounts", ["account", "started_on", "ended_on", "plan"]),
        (("Cliente|Fecha de alta|Fecha de baja|Segmento\n"
         "A|13/02/2023||PYME"), "accounts", ["account", "started_on", "ended_on", "segment"]),
        (("Client|Date de début|Date de résiliation|Forfait\n"
         "A|13/02/2023||Pro"), "accounts", ["account", "started_on", "ended_on", "plan"]),
        (("Bestellnummer|Kunde|Bestelldatum|Betrag\n"
         "1|A|13.02.2023|5,50 €"), "orders", ["order_id", "account", "ordered_at", "amount"]),
        (("Número de pedido|Cliente|Fecha del pedido|Importe\n"
         "1|A|13/02/2023|5,50"), "orders", ["order_id", "account", "ordered_at", "amount"]),
        (("Numéro de commande|Client|Date de commande|Montant\n"
         "1|A|13/02/2023|5,50"), "orders", ["order_id", "account", "ordered_at", "amount"]),
        (("Mitarbeiter|Eintrittsdatum|Austrittsdatum|Abteilung\n"
         "A|13.02.2020||Support"), "employees", ["employee", "hired_on", "left_on", "team"]),
        (("Datum|Besucher|Sitzungen|Seitenaufrufe\n"
         "2024-01-01|5|6|9"), "web", ["day", "visitors", "sessions", "page_views"]),
        (("Campaña|Fecha de inicio|Gasto|Ingresos\n"
         "A|13/02/2023|5|9"), "campaigns", ["campaign", "started_on", "cost", "income"]),
        (("System|Ausfall Beginn|Ausfall Ende\n"
         "A|13.02.2023 10:00|13.02.2023 11:00"), "outages", ["system", "started_at", "ended_at"]),
        ("Bereich|Kriterium|Punkte|Gewicht\nA|B|80|1", "audit", ["area", "criterion", "score", "weight"]),
        ("Customer ID|Churn|Tenure\nA|Yes|5\nB|No|7", "accounts", ["account", "churned", "tenure_months"]),
        (("customerID|Customer Status|Tenure in Months\nA|Churned|5\n"
         "B|Stayed|7"), "accounts", ["account", "churned", "tenure_months"]),
        (("Tweet created|Airline sentiment|Text\n"
         "2024-01-01|negative|late"), "mentions", ["posted_at", "sentiment", "text"]),
        ("Service|Down at|Downtime (min)\nA|2024-01-01 10:00|30", "outages", ["system", "started_at", "duration"]),
        (("Campaign name|Sent on|Recipients|Opens|Clicks\n"
         "A|2024-01-01|100|30|5"), "campaigns",
         ["campaign", "started_on", "emails_sent", "emails_opened", "emails_clicked"]),
        ("Event time|User ID|Event name\n2024-01-01 10:00|u|login", "usage", ["used_at", "user", "feature"]),
    ],
)  # fmt: skip
def test_headers_as_people_write_them(text: str, name: str, wanted: list[str]):
    raw = table(text)
    assert planned(raw).plan.table == name
    assert list(fields(raw).values()) == wanted
