"""The report template that the options of the command line ask for."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cxdesk.common.problems import UserError

if TYPE_CHECKING:
    from cxdesk.export.template import ReportTemplate


def template_of(options: argparse.Namespace) -> ReportTemplate:
    """The template of the file that is named, with what the options say instead.

    Raises:
        UserError: a file that cannot be read, a KPI, sheet or colour that there is not, a logo that can be none, or
            names that would leave by an output that hides none.
    """
    from cxdesk.export.template import ReportTemplate

    found = ReportTemplate()
    if not any((options.template, options.kpi, options.sheets is not None, options.company, options.logo,
                options.accent, options.redact, options.values_only)):  # fmt: skip
        return found
    from cxdesk.export.logo import read_logo
    from cxdesk.export.template_file import checked, read_template

    if options.template:
        found = read_template(Path(options.template))
    if options.kpi:
        found = replace(found, kpis=tuple(options.kpi))
    if options.sheets is not None:
        found = replace(found, sheets=_sheets(options.sheets))
    if options.company:
        found = replace(found, company=options.company)
    if options.logo:
        found = replace(found, logo=read_logo(Path(options.logo)))
    if options.accent:
        found = replace(found, accent=options.accent)
    found = replace(found, redact=found.redact or options.redact, formulas=found.formulas and not options.values_only)
    if found.redact and (options.json is not None or options.csv is not None):
        raise UserError("Names are replaced in --xlsx and --tables only. Leave out --json and --csv, or the redaction.")
    return checked(found)


def _sheets(text: str) -> tuple[str, ...]:
    """Kinds of sheets by their names in any case."""
    from cxdesk.export.making import SHEETS

    known = {sheet.casefold(): sheet for sheet in SHEETS}
    names = [" ".join(name.split()) for name in text.split(",") if name.strip()]
    return tuple(known.get(name.casefold(), name) for name in names)
