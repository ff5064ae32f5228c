"""Zammad's ticket report: a title, an empty row, headers in row 3, and the zone of all times below the data."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.imports.exports.kit import Export, Got, export, imported, variants

NAME = "Zammad ticket report"
HEADER = (
    "# | Title | State | Priority | Group | Owner | Customer | Organization | Create Channel | Sender | Tags | "
    "Time Units Total | Contract | Created At | Updated At | Closed At | Close Escalation At | Close In Min | "
    "Close Diff In Min | First Response At | First Response Escalation At | First Response In Min | "
    "First Response Diff In Min | Update Escalation At | Update In Min | Update Diff In Min | Last Contact At | "
    "Last Contact Agent At | Last Contact Customer At | Article Count | Escalation At"
)


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2025, 1, day, hour, minute)


# Berlin is an hour ahead of UTC in January. In Min and Diff In Min count the calendar of the SLA: 8 hours a day.
TICKETS = export(
    HEADER,
    {"#": "32001", "Title": "Login", "State": "closed", "Priority": "2 normal", "Group": "Users",
     "Owner": "Ada Lovelace",
     "Customer": "kim@acme.test", "Organization": "Acme", "Create Channel": "email", "Contract": "Gold",
     "Sender": "Customer",
     "Created At": _at(13, 9), "Closed At": _at(13, 15), "Close In Min": 360, "Close Diff In Min": 120,
     "First Response At": _at(13, 9, 30), "First Response In Min": 30, "First Response Diff In Min": 30,
     "Article Count": 4, "Tags": "vip,login"},
    {"#": "32002", "Title": "Printer", "State": "closed", "Priority": "3 high", "Group": "Users",
     "Owner": "Ada Lovelace",
     "Customer": "li@acme.test", "Organization": "Acme", "Create Channel": "phone", "Contract": "Gold",
     "Sender": "Agent",
     "Created At": _at(14, 16), "Closed At": _at(15, 12), "Close In Min": 240, "Close Diff In Min": -60,
     "First Response At": _at(14, 18), "First Response In Min": 60, "First Response Diff In Min": -15,
     "Article Count": 2},
    {"#": "32003", "Title": "Invoice", "State": "closed", "Priority": "1 low", "Group": "Billing",
     "Owner": "Grace Hopper",
     "Customer": "jo@bolt.test", "Organization": "Bolt", "Create Channel": "web", "Contract": "Basic",
     "Sender": "Customer",
     "Created At": _at(15, 8), "Closed At": _at(15, 9), "Close In Min": 60, "Close Diff In Min": 0,
     "First Response At": _at(15, 8, 15), "First Response In Min": 15, "First Response Diff In Min": 0,
     "Article Count": 2},
    {"#": "32004", "Title": "Open one", "State": "open", "Priority": "2 normal", "Group": "Billing", "Owner": "-",
     "Customer": "jo@bolt.test", "Organization": "Bolt", "Create Channel": "email", "Contract": "Basic",
     "Sender": "Customer",
     "Created At": _at(16, 10), "Close Escalation At": _at(20, 10), "Article Count": 1},
    {"#": "32005", "Title": "No target", "State": "closed", "Priority": "2 normal", "Group": "Users",
     "Owner": "Grace Hopper",
     "Customer": "ed@core.test", "Organization": "Core", "Create Channel": "email", "Contract": "Basic",
     "Sender": "Customer",
     "Created At": _at(16, 11), "Closed At": _at(16, 13), "Article Count": 2},
    {"#": "32006", "Title": "Twice", "State": "merged", "Priority": "2 normal", "Group": "Users",
     "Owner": "Ada Lovelace",
     "Customer": "kim@acme.test", "Organization": "Acme", "Create Channel": "email", "Contract": "Gold",
     "Sender": "Customer",
     "Created At": _at(13, 10), "Closed At": _at(13, 10, 5), "Article Count": 1},
    {"#": "32007", "Title": "Gone", "State": "removed", "Priority": "2 normal", "Group": "Users",
     "Owner": "Ada Lovelace",
     "Customer": "kim@acme.test", "Organization": "Acme", "Create Channel": "email", "Contract": "Gold",
     "Sender": "Customer",
     "Created At": _at(13, 11), "Closed At": _at(13, 11, 5), "Article Count": 1},
)  # fmt: skip


def _report(sheet: Export, folder: Path, footer: str = "Timezone: Europe/Berlin") -> Path:
    return sheet.xlsx(folder / "tickets.xlsx", above=[["2025-01"], []], below=[[], [footer]])


def _known_answers(got: Got) -> None:
    assert got.recognised == NAME
    assert len(got.tickets) == 5
    assert got.left_out["merged"] == got.left_out["deleted"] == 1
    assert got.measured("first_response_hours") == {"32001": 0.5, "32002": 2.0, "32003": 0.25}
    assert got.measured("resolution_hours") == {"32001": 6.0, "32002": 20.0, "32003": 1.0, "32005": 2.0}
    assert got.of("sla_met") == {"32001": 1.0, "32002": 0.0, "32003": 1.0, "32004": None, "32005": None}
    assert round(got.of("resolution_business_time")["32002"], 6) == 4.0
    assert got.of("agent") == {"32001": "Ada Lovelace", "32002": "Ada Lovelace", "32003": "Grace Hopper",
                               "32004": None, "32005": "Grace Hopper"}  # fmt: skip


def test_header_in_row_three_and_the_zone_below_the_data(tmp_path: Path):
    got = imported(_report(TICKETS, tmp_path))
    _known_answers(got)
    assert got.plan.header_row == 3
    assert got.plan.zone == "Europe/Berlin"
    assert str(got.tickets["created_at"]["32001"]) == "2025-01-13 08:00:00"
    assert got.left_out["footer"] == got.left_out["blank"] == 1


def test_columns_and_what_is_no_field(tmp_path: Path):
    got = imported(_report(TICKETS, tmp_path))
    assert got.fields == {
        "#": "ticket_id", "Title": "subject", "State": "status", "Priority": "priority", "Group": "team",
        "Owner": "agent", "Customer": "requester", "Organization": "account", "Create Channel": "channel",
        "Tags": "tags",
        "Created At": "created_at", "Closed At": "resolved_at", "Close Escalation At": "sla_due_at",
        "Close In Min": "resolution_business_time", "Close Diff In Min": "sla_met",
        "First Response At": "first_response_at",
        "First Response In Min": "first_response_business_time",
    }  # fmt: skip
    assert got.column("First Response Diff In Min").field is None
    assert "Zammad" in got.column("First Response Diff In Min").reason
    assert "extra:Contract" in got.tickets


_WHERE = {
    "de": (
        (
            "Titel|Status|Priorität|Gruppe|Besitzer|Kunde|Organisation|Erstellungskanal|Absender|Tags|"
            "Zeiteinheiten gesamt|Vertrag|"
            "Erstellt am|Aktualisiert am|Geschlossen am|Eskalation Schließung am|Geschlossen in Minuten|"
            "Differenz Schließung in Minuten|Erstreaktion am|Eskalation Erstreaktion am|Erstreaktion in Minuten|"
            "Erstreaktions-Differenz in Minuten"
        ),
        "Zeitzone: Europe/Berlin",
    ),
    "fr": (
        (
            "Titre|État|Priorité|Groupe|Propriétaire|Client|Société|Canal de création|Expéditeur|Tags|Unités de temps|"
            "Contrat|"
            "Créé le|Mis à jour le|Cloturé le|Cloturer l'escalade le|Cloture dans Min|Différence de clôture en min|"
            "Première réponse à|Première réponse après escalade à|Première réponse en min|"
            "Différence entre première réponse en min"
        ),
        "Fuseau horaire: Europe/Paris",
    ),
    "es": (
        (
            "Título|Estado|Prioridad|Grupo|Propietario|Cliente|Organización|Canal|Remitente|Etiquetas|"
            "Unidades de tiempo|Contrato|"
            "Creado el|Actualizado el|Cerrado el|Cierre de Escalado en|Cierre en Min|Diff Cierre en Min|"
            "Primera respuesta a las|"
            "Primera respuesta - escalado a las|Primera respuesta en minutos|Primera respuesta - diferencia en minutos"
        ),
        "Zona horaria: Europe/Madrid",
    ),
}
_STATES = {
    "de": ("geschlossen", "offen", "zusammengefasst", "entfernt"),
    "fr": ("clos", "ouvert", "fusionné", "supprimé"),
    "es": ("cerrado", "abierto", "fusionado", "eliminado"),
}


@pytest.mark.parametrize("language", ["de", "fr", "es"])
def test_headers_states_and_footer_of_other_languages(tmp_path: Path, language: str):
    names, footer = _WHERE[language]
    own = dict(zip(TICKETS.header[1:], names.split("|"), strict=False))
    states = dict(zip(("closed", "open", "merged", "removed"), _STATES[language], strict=True))
    got = imported(_report(TICKETS.named(own).mapped(lambda cell: states.get(cell, cell)), tmp_path, footer))
    _known_answers(got)
    assert got.plan.zone == footer.split(": ")[1]


@pytest.mark.parametrize("how", ["shuffled", "more", "upper", "lower", "google", "excel", "as text", "subset"])
def test_known_answers_stay_in_files_that_people_changed(tmp_path: Path, how: str):
    keep = ("#", "State", "Owner", "Created At", "Closed At", "Close In Min", "Close Diff In Min", "First Response At",
            "First Response In Min")  # fmt: skip
    _known_answers(imported(variants(TICKETS, tmp_path, keep=keep)[how]))


def test_time_entries_are_refused_with_what_to_download_instead(tmp_path: Path):
    entries = export(
        "Ticket# | Title | Customer - Name | Organization | Agent - Name | Agent - Login | Time Units | Created at",
        *({"Ticket#": f"3200{n % 2}", "Title": "Login", "Agent - Name": "Ada", "Agent - Login": "ada", "Time Units": n,
           "Created at": _at(13 + n, 9)} for n in range(1, 7)),
    )  # fmt: skip
    got = imported(entries.xlsx(tmp_path / "time.xlsx", above=[["2025-01"], []]))
    assert got.plan.table is None
    assert "Zammad time accounting by activity" in got.plan.verdict
    assert "“by ticket”" in got.plan.verdict
