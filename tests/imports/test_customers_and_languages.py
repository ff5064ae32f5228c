"""Ticket sheets made by hand: whether a customer is a company or a person, and headers in further languages."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.imports.sheets import fields, imported, sheet, table


def test_beside_a_contact_the_client_is_the_account() -> None:
    raw = table("""
        Ticket no. | Date received    | Client      | Contact
        1          | 2024-03-01 09:00 | Wonka       | Mona Silva
        2          | 2024-03-02 09:00 | Duff Drinks | Sven Costa
        3          | 2024-03-03 09:00 | Wonka       | Mona Silva
    """)
    found = fields(raw)
    assert (found["Client"], found["Contact"]) == ("account", "requester")


@pytest.mark.parametrize(
    ("header", "person"), [("Kunde", "Ansprechpartner"), ("Cliente", "Contacto"), ("Customer", "Caller")]
)
def test_so_it_is_in_other_words(header: str, person: str) -> None:
    rows = [[n, datetime(2024, 3, n, 9), f"Firma {n % 3}", f"Person {n}"] for n in range(1, 9)]
    found = fields(sheet([["Ticket ID", "Created", header, person], *rows]))
    assert (found[header], found[person]) == ("account", "requester")


def test_customers_with_legal_forms_are_accounts_and_persons_are_requesters() -> None:
    def of(names: list[str]) -> str | None:
        rows = [[n, datetime(2024, 3, 1 + n, 9), names[n % len(names)]] for n in range(12)]
        return fields(sheet([["Ticket ID", "Created", "Customer"], *rows]))["Customer"]

    assert of(["Acme Ltd", "Northwind", "Globex GmbH", "Initech"]) == "account"
    assert of(["Ann Lee", "Bo Hay", "Cy Ray", "Dee Fox"]) == "requester"
    assert of(["ann@acme.com", "bo@globex.de", "cy@acme.com"]) == "requester"


def test_an_account_of_its_own_leaves_the_customer_the_requester() -> None:
    rows = [[n, datetime(2024, 3, 1 + n, 9), f"Acme {n % 2} Ltd", "Globex GmbH"] for n in range(12)]
    found = fields(sheet([["Ticket ID", "Created", "Customer", "Company"], *rows]))
    assert (found["Customer"], found["Company"]) == ("requester", "account")


_FIELDS = ["ticket_id", "created_at", "first_response_at", "resolved_at", "status", "agent", "account", "csat_score"]
_HEADERS = {
    "nl": ["Ticketnummer", "Aangemaakt op", "Eerste reactie", "Opgelost op",
           "Status", "Behandelaar", "Bedrijf", "Tevredenheid"],
    "it": ["Numero ticket", "Data apertura", "Prima risposta", "Data risoluzione",
           "Stato", "Operatore", "Azienda", "Valutazione"],
    "pl": ["Numer zgłoszenia", "Data utworzenia", "Data pierwszej odpowiedzi",
           "Data rozwiązania", "Status", "Konsultant", "Firma", "Ocena"],
    "sv": ["Ärendenummer", "Skapad", "Första svar", "Löst", "Status", "Handläggare", "Företag", "Nöjdhet"],
    "pt": ["Nº do chamado", "Data de abertura", "1ª resposta", "Data da solução",
           "Situação", "Atendente", "Empresa", "Nota (1-5)"],
    "fr": ["N° ticket", "Date de réception", "Date première réponse", "Traité le",
           "Statut", "Conseiller", "Raison sociale", "Note (1-5)"],
}  # fmt: skip


@pytest.mark.parametrize("language", list(_HEADERS))
def test_headers_of_a_language_are_known(language: str) -> None:
    rows = [
        [f"T-{n}", datetime(2024, 3, n, 9), datetime(2024, 3, n, 10), datetime(2024, 3, n, 15), "x", f"Ann {n % 3}",
         f"Firma {n % 4}", 1 + n % 5]
        for n in range(1, 11)
    ]  # fmt: skip
    names = _HEADERS[language]
    assert fields(sheet([names, *rows])) == dict(zip(names, _FIELDS, strict=True))


def test_counts_and_outcomes_of_other_languages_are_read() -> None:
    raw = table("""
        Numer zgłoszenia | Data utworzenia  | Status     | Liczba odpowiedzi | SLA dotrzymane
        1                | 2024-03-01 09:00 | Zamknięte  | 1                 | Tak
        2                | 2024-03-02 09:00 | Otwarte    | 0                 | Nie
        3                | 2024-03-03 09:00 | Rozwiązane | 3                 | Tak
    """)
    tickets = imported(raw).tables["tickets"]
    assert list(tickets["sla_met"]) == [1.0, 0.0, 1.0]
    assert list(tickets["reply_count"]) == [1.0, 0.0, 3.0]
