"""Figures typed in by hand: a month, a name, a value."""

from __future__ import annotations

from cxdesk.tables.fields import Field, Kind, TableSpec, words

# Names of figures that KPIs read, with words that mean them.
FIGURE_NAMES: dict[str, tuple[str, ...]] = {
    "support_cost": words("support cost|support costs|cost of support|total support cost|support spend|support "
                          "cost eur|"
                          "support cost usd|monthly support cost|supportkosten|kosten support|"
                          "coste de soporte|costes de soporte|costo de soporte|cout du support|couts du support"),
    "software_licences": words("software licences|software licenses|licences|licenses|software seats|seats|"
                               "licence count|license count|lizenzen|softwarelizenzen|anzahl lizenzen|licencias|"
                               "licencias de software|licences logiciel|licencas"),
    "acquisition_cost": words("acquisition cost|acquisition costs|customer acquisition cost|cac spend|sales and "
                              "marketing cost|"
                              "acquisition spend|sales and marketing spend|marketing and sales cost|"
                              "vertriebs und marketingkosten|marketing und vertriebskosten|akquisekosten|"
                              "coste de adquisicion|costes de adquisicion|cout d acquisition|couts d acquisition"),
}  # fmt: skip

FIGURES = TableSpec(
    name="figures",
    title="Figures",
    row_is="a figure of a month",
    key=("month", "name"),
    fields=(
        Field(name="month", title="Month", kind=Kind.MONTH, required=True,
              synonyms=words("month|period|date|month start|monat|mes|mois|year month|reporting month")),
        Field(name="name", title="Name", kind=Kind.CATEGORY, required=True,
              synonyms=words("name|figure|figure name|item|metric|measure|cost type|kpi|label|bezeichnung|nombre|nom"),
              help="support_cost, software_licences, acquisition_cost, ..."),
        Field(name="value", title="Value", kind=Kind.NUMBER, required=True, money=True,
              synonyms=words("value|amount|figure value|cost|total|wert|valor|valeur|number|quantity|betrag|importe")),
    ),
)  # fmt: skip
