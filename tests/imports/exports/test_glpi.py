"""GLPI's list of tickets: headers of the user's language, due dates named like durations, cells over several lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.imports.exports.kit import Got, export, imported, variants

NAME = "GLPI ticket list"
HEADER = (
    "ID | Title | Entity | Location | Status | Opening date | Last update | Resolution date | Closing date | "
    "Requester - Requester | Assigned to - Technician | Assigned to - Technician group | Category | Type | Priority | "
    "Urgency | Request source | Time to own + Progress | Time to resolve + Progress | Time to resolve exceeded | "
    "Statistics - Take into account time | Statistics - Resolution time | Statistics - Waiting time | "
    "Satisfaction survey - Satisfaction | Plugins - Building"
)
TICKETS = export(
    HEADER,
    {"ID": "2 553", "Title": "Login", "Entity": "Root > Acme", "Location": "Recife", "Status": "Closed",
     "Opening date": "13-01-2025 09:00", "Last update": "20-01-2025 08:00", "Resolution date": "13-01-2025 15:00",
     "Closing date": "15-01-2025 08:00", "Requester - Requester": "Kim Lee",
     "Assigned to - Technician": "Ada Lovelace",
     "Assigned to - Technician group": "Desk", "Category": "IT > Access", "Type": "Incident", "Priority": "High",
     "Request source": "E-Mail", "Time to own + Progress": "13-01-2025 11:00",
     "Time to resolve + Progress": "13-01-2025 17:00",
     "Time to resolve exceeded": "No", "Statistics - Take into account time": "30 minutes",
     "Statistics - Resolution time": "5 hours 15 minutes", "Statistics - Waiting time": "45 minutes",
     "Satisfaction survey - Satisfaction": "5", "Plugins - Building": "B1"},
    {"ID": "2 556", "Title": "Printer", "Entity": "Root > Acme", "Location": "Recife", "Status": "Solved",
     "Opening date": "14-01-2025 16:00", "Last update": "20-01-2025 08:00", "Resolution date": "15-01-2025 12:00",
     "Requester - Requester": "Li Wu", "Assigned to - Technician": "Ada Lovelace",
     "Assigned to - Technician group": "Desk",
     "Category": "IT > Print", "Type": "Incident", "Priority": "Medium", "Request source": "Phone",
     "Time to own + Progress": "", "Time to resolve + Progress": "15-01-2025 09:00 \n\n 100%",
     "Time to resolve exceeded": "Yes",
     "Statistics - Take into account time": "1 hours 30 minutes",
     "Statistics - Resolution time": "1 days 2 hours 0 minutes",
     "Satisfaction survey - Satisfaction": "2", "Plugins - Building": "B1"},
    {"ID": "12 557", "Title": "Open\none", "Entity": "Root > Bolt", "Location": "Caruaru", "Status": "New",
     "Opening date": "31-01-2025 08:00", "Last update": "31-01-2025 08:00", "Requester - Requester": "Jo",
     "Category": "IT > Access", "Type": "Request", "Priority": "Medium", "Request source": "Web",
     "Time to resolve + Progress": "03-02-2025 08:00 \n\n 8%", "Time to resolve exceeded": "No",
     "Plugins - Building": "B2"},
)  # fmt: skip


def _known_answers(got: Got) -> None:
    assert got.recognised == NAME
    assert not got.plan.questions
    assert list(got.tickets.index) == ["2553", "2556", "12557"]
    assert got.measured("resolution_hours") == {"2553": 6.0, "2556": 20.0}
    assert got.measured("first_response_hours") == {"2553": 0.5, "2556": 1.5}
    assert got.of("sla_met") == {"2553": 1.0, "2556": 0.0, "12557": 1.0}
    assert got.of("agent") == {"2553": "Ada Lovelace", "2556": "Ada Lovelace", "12557": None}
    assert str(got.of("sla_due_at")["2556"]) == "2025-01-15 09:00:00"
    assert str(got.of("created_at")["12557"]) == "2025-01-31 08:00:00"
    assert list(got.answers["score"]) == [5.0, 2.0]
    assert list(got.answers["scale_max"]) == [5.0, 5.0]


def _with_semicolon_at_the_end(path: Path) -> Path:
    text = path.read_text("utf-8-sig").replace('"\r\n', '";\r\n')
    path.write_text(text, "utf-8-sig", newline="")
    return path


def test_a_semicolon_at_the_end_of_rows_and_cells_over_several_lines(tmp_path: Path):
    path = TICKETS.csv(tmp_path / "glpi.csv", delimiter=";", quoted=True, encoding="utf-8-sig")
    got = imported(_with_semicolon_at_the_end(path))
    _known_answers(got)
    assert got.fields == {
        "ID": "ticket_id", "Title": "subject", "Entity": "account", "Location": "region", "Status": "status",
        "Opening date": "created_at", "Resolution date": "resolved_at", "Closing date": "closed_at",
        "Requester - Requester": "requester", "Assigned to - Technician": "agent",
        "Assigned to - Technician group": "team",
        "Category": "category", "Priority": "priority", "Request source": "channel",
        "Time to resolve + Progress": "sla_due_at",
        "Time to resolve exceeded": "sla_met", "Statistics - Take into account time": "first_response_time",
        "Statistics - Resolution time": "resolution_business_time", "Satisfaction survey - Satisfaction": "csat_score",
    }  # fmt: skip
    assert "extra:Plugins - Building" in got.tickets
    assert got.of("resolution_business_time") == {"2553": 5.25, "2556": 26.0, "12557": None}


_LANGUAGES = {
    "fr": (
        "ID|Titre|Entité|Lieu|Statut|Date d'ouverture|Dernière modification|Date de résolution|Date de clôture|"
        "Demandeur - Demandeur|Attribué à - Technicien|Attribué à - Groupe de techniciens|Catégorie|Type|Priorité|"
        "Urgence|"
        "Source de la demande|Temps de prise en charge + Progression|Temps de résolution + Progression|"
        "Temps de résolution dépassé|Statistiques - Délai de prise en compte|Statistiques - Délai de résolution|"
        "Statistiques - Délai d'attente|Enquête de satisfaction - Satisfaction"
    ),
    "pt": (
        "ID|Título|Entidade|Localização|Status|Data de abertura|Última atualização|Data da solução|"
        "Data de fechamento|"
        "Requerente - Requerente|Atribuído - Técnico|Atribuído - Grupo técnico|Categoria|Tipo|Prioridade|Urgência|"
        "Fonte da requisição|Tempo para atendimento + Progresso|Tempo para solução + Progresso|"
        "Tempo para resolver excedido|Estatísticas - Tempo de atribuição|Estatísticas - Tempo de solução|"
        "Estatísticas - Tempo de espera|Pesquisa de satisfação - Satisfação"
    ),
    "es": (
        "ID|Título|Entidad|Localización|Estado|Fecha de apertura|Última actualización|Fecha de resolución|"
        "Fecha de cierre|"
        "Solicitante - Solicitante|Asignado a - Técnico|Asignado a - Grupo técnico|Categoría|Tipo|Prioridad|"
        "Urgencia|"
        "Fuente solicitante|Tiempo para tomar posesión|Tiempo de solución + Progreso|Tiempo de solución excedido|"
        "Estadísticas - Tiempo de toma en cuenta|Estadísticas - Tiempo de resolución|"
        "Estadísticas - Tiempo de espera|"
        "Encuesta de satisfacción - Satisfacción"
    ),
    "de": (
        "ID|Titel|Entität|Standort|Status|Eröffnungsdatum|Letzte Änderung|Lösungsdatum|Abschlussdatum|"
        "Anforderer - Anforderer|Zugewiesen an - Techniker|Zugewiesen an - Technikergruppe|Kategorie|Typ|Priorität|"
        "Dringlichkeit|Anfragequelle|Zeit bis zur Übernahme|Zeit bis zur Lösung + Fortschritt|"
        "Zeit bis zur Lösung überschritten|Statistiken - Zeit bis zur Kenntnisnahme|Statistiken - Lösungszeit|"
        "Statistiken - Wartezeit|Zufriedenheit"
    ),
}
_WORDS = {
    "fr": {"Yes": "Oui", "No": "Non", "days": "jours", "hours": "heures"},
    "pt": {"Yes": "Sim", "No": "Não", "days": "dias", "hours": "horas", "minutes": "minutos"},
    "es": {"Yes": "Si", "No": "No", "days": "días", "hours": "horas", "minutes": "minutos"},
    "de": {"Yes": "Ja", "No": "Nein", "days": "Tage", "hours": "Stunden", "minutes": "Minuten"},
}


@pytest.mark.parametrize("language", ["fr", "pt", "es", "de"])
def test_headers_and_words_of_other_languages(tmp_path: Path, language: str):
    def said(cell: object) -> object:
        if not isinstance(cell, str) or "-20" in cell:
            return cell
        return " ".join(_WORDS[language].get(word, word) for word in cell.split(" "))

    own = dict(zip(TICKETS.header, _LANGUAGES[language].split("|"), strict=False))
    sheet = TICKETS.named(own).mapped(said)
    path = sheet.csv(tmp_path / "glpi.csv", delimiter=";", quoted=True, encoding="utf-8-sig")
    got = imported(_with_semicolon_at_the_end(path))
    if language in {"es", "de"}:  # the first response is under a name that no source attests
        assert got.recognised == NAME
        assert got.measured("resolution_hours") == {"2553": 6.0, "2556": 20.0}
        assert got.of("sla_met") == {"2553": 1.0, "2556": 0.0, "12557": 1.0}
    else:
        _known_answers(got)
    assert got.of("resolution_business_time") == {"2553": 5.25, "2556": 26.0, "12557": None}


def test_times_to_resolve_are_due_dates_and_durations_of_that_name_are_durations(tmp_path: Path):
    names = {"Resolution date": "Date de résolution", "Time to resolve + Progress": "Temps de résolution",
             "Opening date": "Date d'ouverture", "Last update": "Dernière modification"}  # fmt: skip
    keep = ("ID", "Title", "Status", "Opening date", "Last update", "Resolution date", "Time to resolve + Progress")
    dates = TICKETS.only(*keep).named(names)
    got = imported(dates.csv(tmp_path / "dates.csv", delimiter=";"))
    assert got.fields["Temps de résolution"] == "sla_due_at"
    spans = dates.without("Temps de résolution").plus({"Temps de résolution": ["5 heures", "20 heures", None]})
    got = imported(spans.csv(tmp_path / "spans.csv", delimiter=";"))
    assert got.fields["Temps de résolution"] == "resolution_business_time"


def test_several_technicians_of_a_ticket_and_numbers_with_spaces_that_do_not_break(tmp_path: Path):
    one, two = TICKETS.rows[0], TICKETS.rows[1]
    names = {"2 553": "5\u00a0732\u00a0943", "2 556": "5\u00a0732\u00a0944", one[10]: "Ada Lovelace\nGrace Hopper"}
    sheet = type(TICKETS)(header=TICKETS.header, rows=(one, two)).mapped(lambda cell: names.get(cell, cell))
    got = imported(sheet.csv(tmp_path / "glpi.csv", delimiter=";", quoted=True))
    assert list(got.tickets.index) == ["5732943", "5732944"]
    assert got.of("agent")["5732943"] == "Ada Lovelace, Grace Hopper"


@pytest.mark.parametrize("how", ["shuffled", "more", "upper", "lower", "google", "excel", "as text", "subset"])
def test_known_answers_stay_in_files_that_people_changed(tmp_path: Path, how: str):
    keep = ("ID", "Opening date", "Resolution date", "Assigned to - Technician", "Time to resolve + Progress",
            "Time to resolve exceeded", "Statistics - Take into account time",
            "Satisfaction survey - Satisfaction")  # fmt: skip
    _known_answers(imported(variants(TICKETS, tmp_path, keep=keep)[how]))
