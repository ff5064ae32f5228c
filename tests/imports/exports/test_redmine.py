"""Redmine's issues: ISO-8859-1 by default, in German with semicolons and decimal commas, hours of work."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.imports.exports.kit import Got, export, imported, variants

NAME = "Redmine issue export"
HEADER = (
    "# | Project | Tracker | Parent task | Parent task subject | Status | Priority | Subject | Author | Assignee | "
    "Watchers | Updated | Category | Target version | Start date | Due date | Estimated time | "
    "Estimated remaining time | Total estimated time | Spent time | Total spent time | % Done | Created | Closed | "
    "Last updated by | Related issues | Files | Private | Severity"
)


def _issue(number: str, created: str, closed: str | None, **more: str) -> dict[str, str | None]:
    return {
        "#": number, "Project": "Portal", "Tracker": "Support", "Status": "Closed" if closed else "New",
        "Priority": "Normal",
        "Author": "Kim Müller", "Assignee": "Zoë Ångström", "Updated": "02/01/2025 09:00 AM",
        "Start date": "01/13/2025",
        "Estimated time": "2.00", "Spent time": "1.50", "Total spent time": "1.50", "% Done": "100" if closed else "0",
        "Created": created, "Closed": closed, "Private": "No", "Category": "Login", "Severity": "A", **more,
    }  # fmt: skip


ISSUES = export(
    HEADER,
    _issue("101", "01/13/2025 09:00 AM", "01/13/2025 03:00 PM", Subject="Kann mich nicht anmelden"),
    _issue("102", "01/14/2025 04:00 PM", "01/15/2025 12:00 PM", Subject="Drucker", Tracker="Bug", Project="Shop"),
    _issue("103", "01/15/2025 12:30 AM", None, Subject="Offen", Assignee=""),
    _issue("104", "01/16/2025 11:59 PM", "01/17/2025 12:29 AM", Subject="Nachts"),
)


def _known_answers(got: Got) -> None:
    assert got.recognised == NAME
    assert got.measured("resolution_hours") == {"101": 6.0, "102": 20.0, "104": 0.5}
    assert got.measured("first_response_hours") == {}
    assert got.of("agent") == {"101": "Zoë Ångström", "102": "Zoë Ångström", "103": None, "104": "Zoë Ångström"}
    assert got.of("category") == {"101": "Support", "102": "Bug", "103": "Support", "104": "Support"}


def test_latin_letters_and_month_first_dates_with_a_half_of_the_day(tmp_path: Path):
    got = imported(ISSUES.csv(tmp_path / "issues.csv", encoding="iso-8859-1"))
    _known_answers(got)
    assert not got.plan.questions
    assert got.fields == {
        "#": "ticket_id", "Project": "product", "Tracker": "category", "Status": "status", "Priority": "priority",
        "Subject": "subject", "Author": "requester", "Assignee": "agent", "Created": "created_at",
        "Closed": "resolved_at",
    }  # fmt: skip
    assert "extra:Severity" in got.tickets
    assert str(got.tickets["created_at"]["103"]) == "2025-01-15 00:30:00"


def test_utf_8_with_a_byte_order_mark(tmp_path: Path):
    _known_answers(imported(ISSUES.csv(tmp_path / "issues.csv", encoding="utf-8-sig")))


_LANGUAGES = {
    "de": (
        "Projekt|Tracker|Übergeordnete Aufgabe|Thema der übergeordneten Aufgabe|Status|Priorität|Thema|Autor|"
        "Zugewiesen an|"
        "Beobachter|Aktualisiert|Kategorie|Zielversion|Beginn|Abgabedatum|Geschätzter Aufwand|Verbleibend|"
        "Gesamter geschätzter Aufwand|Aufgewendete Zeit|Gesamtaufwand|% erledigt|Angelegt|Geschlossen"
    ),
    "fr": (
        "Projet|Tracker|Tâche parente|Sujet de la tâche parente|Statut|Priorité|Sujet|Auteur|Assigné à|"
        "Observateurs|"
        "Mis-à-jour|Catégorie|Version cible|Début|Echéance|Temps estimé|Temps restant|Temps estimé total|"
        "Temps passé|"
        "Temps passé total|% réalisé|Créé|Fermé"
    ),
}


@pytest.mark.parametrize("language", ["de", "fr"])
def test_headers_of_other_languages_with_decimal_commas_and_dates_day_first(tmp_path: Path, language: str):
    own = dict(zip(ISSUES.header[1:], _LANGUAGES[language].split("|"), strict=False))
    mark = "." if language == "de" else "/"

    def localised(cell: object) -> object:
        if not isinstance(cell, str):
            return cell
        if cell[2:3] == "/":
            date, _, clock = cell.partition(" ")
            month, day, year = date.split("/")
            hour, minute = int(clock[:2] or 0) % 12 + 12 * clock.endswith("PM"), clock[3:5]
            return f"{day}{mark}{month}{mark}{year}" + (f" {hour:02d}:{minute}" if clock else "")
        return cell.replace(".", ",") if cell.replace(".", "").isdigit() else cell

    sheet = ISSUES.named(own).mapped(localised)
    got = imported(sheet.csv(tmp_path / "issues.csv", delimiter=";", encoding="iso-8859-1"))
    _known_answers(got)
    assert not got.plan.questions
    assert got.fields["#"] == "ticket_id"
    assert "resolution_time" not in got.fields.values()


@pytest.mark.parametrize("how", ["shuffled", "more", "upper", "lower", "google", "as text", "subset"])
def test_known_answers_stay_in_files_that_people_changed(tmp_path: Path, how: str):
    keep = ("#", "Tracker", "Assignee", "Created", "Closed", "Subject")
    _known_answers(imported(variants(ISSUES, tmp_path, keep=keep)[how]))
