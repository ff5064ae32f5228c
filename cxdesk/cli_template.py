"""The report template that the options of the command line ask for."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cxdesk.common.problems import UserError

if TYPE_CHECKING:
    from cxdesk.export.template import ReportTemplate


def template_of(options: argparse.Namespace, kept: Sequence[ReportTemplate] | None = None) -> ReportTemplate:
    """The template that is named, with what the options say instead: a file, or one `kept` in a workspace.

    `kept` None = the workspace is not open yet; what can be checked without it is.

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
    from cxdesk.export.template_file import checked

    if options.template:
        found = _named(options, kept)
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


def _named(options: argparse.Namespace, kept: Sequence[ReportTemplate] | None) -> ReportTemplate:
    from cxdesk.export.template import ReportTemplate
    from cxdesk.export.template_file import read_template
    from cxdesk.workspace.report_templates import find_template

    if not options.workspace or Path(options.template).is_file():
        return read_template(Path(options.template))
    if kept is None:
        return ReportTemplate()
    found = find_template(tuple(kept), options.template)
    if found is None:
        there = ", ".join(f"“{one.name}”" for one in kept) or "none"
        raise UserError(f"“{options.template}” is no file, and no template of the workspace: it has {there}.")
    return found


def _sheets(text: str) -> tuple[str, ...]:
    """Kinds of sheets by their names in any case."""
    from cxdesk.export.making import SHEETS

    known = {sheet.casefold(): sheet for sheet in SHEETS}
    names = [" ".join(name.split()) for name in text.split(",") if name.strip()]
    return tuple(known.get(name.casefold(), name) for name in names)
