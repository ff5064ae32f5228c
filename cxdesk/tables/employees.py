"""Employees: the members of the support team, one row each, or one a person and month."""

from __future__ import annotations

from cxdesk.tables.fields import Field, Kind, TableSpec, words
from cxdesk.tables.tickets import TICKETS

_TECHNOLOGY = (
    ("new", words("new|new system|new tool|new software|new platform|adopted|modern|current|migrated|neu|neues system|"
                  "nuevo|nueva|nuevo sistema|nouveau|nouvelle|nouveau systeme|novo|nova")),
    ("old", words("old|old system|old tool|old software|legacy|legacy system|previous|outdated|alt|altes system|"
                  "antiguo|antigua|viejo|ancien|ancienne|ancien systeme|antigo|velho|not migrated")),
    ("none", words("none|neither|no tool|nothing|no system|keine|keines|weder noch|ninguno|ninguna|aucun|aucune|"
                   "nenhum|nenhuma|no")),
)  # fmt: skip

EMPLOYEES = TableSpec(
    name="employees",
    title="Employees",
    row_is="a member of the support team",
    key=("employee", "month"),
    open_key=("month",),
    enough=tuple(("employee", name) for name in ("hired_on", "left_on", "training_hours", "hours_worked",
                                                 "uses_software", "technology")),
    telling=frozenset(["employee", "staff", "worker", "mitarbeiter", "empleado"]),
    spans=("employee", "hired_on", "left_on"),
    needs=(("employee",),),
    fields=(
        Field(name="employee", title="Employee", kind=Kind.CATEGORY, required=True,
              serves="it tells the people apart",
              synonyms=words("employee id|employee name|employee #|emp #|"
                             "staff id|staff|staff name|staff member|worker|emp id|"
                             "employee number|employee no|emp no|emp name|personnel number|team member|agent|"
                             "agent name|agent id|name|full name|person|colleague|employee code|mitarbeiter|"
                             "mitarbeiterin|mitarbeiter id|personalnummer|empleado|nombre del empleado|employe|"
                             "nom de l employe|salarie|matricule|funcionario|colaborador|nome")),
        Field(name="hired_on", title="Hired on", kind=Kind.INSTANT, required=True,
              serves="it dates employee retention",
              synonyms=words("hire date|hired|date of joining|joining date|date of hire|date hired|dateofhire|"
                             "joined|joined on|join date|start date|started|started on|employment start|employed since|"
                             "date joined|first day|entry date|eintrittsdatum|eintritt|eingestellt am|"
                             "fecha de contratacion|fecha de ingreso|fecha de alta|date d embauche|date d entree|"
                             "embauche le|data de contratacao|data de admissao|contratado em|begin date")),
        Field(name="left_on", title="Left on", kind=Kind.INSTANT,
              synonyms=words("termination date|exit date|date of termination|leaving date|left|end date|ended|"
                             "ended on|date left|last day|last working day|employment end|resignation date|"
                             "dateoftermination|separation date|austrittsdatum|austritt|ausgeschieden am|"
                             "fecha de salida|fecha de baja|date de depart|date de sortie|parti le|"
                             "data de saida|data de demissao")),
        Field(name="team", title="Team", kind=Kind.CATEGORY, dimension=True,
              synonyms=(*TICKETS.field("team").synonyms, "function", "service")),
        Field(name="month", title="Month", kind=Kind.MONTH, help="where a row is one person in one month",
              synonyms=words("period|reporting month|year month|monat|mes|mois|month start|date|day|work date|"
                             "datum|fecha|tag|dia|jour|data")),
        Field(name="training_hours", title="Training hours", kind=Kind.DURATION, unit="hours",
              synonyms=words("training|hours of training|training time|hours trained|trained hours|learning|"
                             "learning hours|training duration|schulungsstunden|schulung|weiterbildungsstunden|"
                             "horas de formacion|horas de capacitacion|formacion|heures de formation|formation|"
                             "horas de treinamento|treinamento|coaching")),
        Field(name="hours_worked", title="Hours worked", kind=Kind.DURATION, unit="hours",
              synonyms=words("worked hours|working hours|hours|work hours|total hours|paid hours|productive hours|"
                             "time worked|worked|logged|arbeitsstunden|geleistete stunden|stunden|"
                             "horas trabajadas|horas|heures travaillees|heures|horas trabalhadas|logged hours")),
        Field(name="uses_software", title="Uses software", kind=Kind.FLAG,
              synonyms=words("uses support software|uses the software|software user|uses tool|uses helpdesk|"
                             "has licence|has license|licence|license|software used|uses crm|nutzt software|"
                             "usa software|usa el software|utilise le logiciel|usa o software|active user")),
        Field(name="technology", title="Technology", kind=Kind.CATEGORY, choices=_TECHNOLOGY,
              help="new, old or none", serves="technology adoption counts it",
              synonyms=words("tool|system|platform|technology used|tool used|system used|technologie|werkzeug|"
                             "tecnologia|herramienta|outil|ferramenta|software")),
    ),
)  # fmt: skip
