"""Report templates as JSON files, and what a template may say."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from cxdesk.common.atomic import write_text
from cxdesk.common.problems import UserError
from cxdesk.common.text import safe_text
from cxdesk.export.logo import MOST_BYTES, checked_logo
from cxdesk.export.making import SHEETS
from cxdesk.export.template import ACCENT, ReportTemplate
from cxdesk.kpis.catalogue import CATALOGUE

MOST_LETTERS = 120  # of a template's or a company's name
_MOST_FILE = 2 * MOST_BYTES  # a logo as text, and all else
_SUMMARY = "Summary"


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", val_json_bytes="base64", ser_json_bytes="base64")

    schema_version: Literal[1] = 1
    name: str = ""
    sheets: tuple[str, ...] | None = None
    kpis: tuple[str, ...] | None = None
    splits: tuple[str, ...] | None = None
    formulas: bool = True
    redact: bool = False
    company: str = ""
    accent: str = ACCENT
    logo: bytes | None = None


def read_template(path: Path) -> ReportTemplate:
    """The template in a JSON file; what it leaves out is as usual.

    Raises:
        UserError: the file cannot be read, is no template, or says something that no template can.
    """
    try:
        if path.stat().st_size > _MOST_FILE:
            raise UserError(f"“{path.name}” is too large for a report template. Choose a file that CX Desk saved.")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UserError(f"The template “{path.name}” cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise UserError(_no_template(path, "it is no text")) from error
    try:
        found = _Document.model_validate_json(text)
    except ValidationError as error:
        raise UserError(_no_template(path, _first(error))) from error
    return checked(_template(found), path.name)


def write_template(template: ReportTemplate, path: Path) -> None:
    """Write a template as a JSON file, whole or not at all.

    Raises:
        OSError: the folder cannot be written.
    """
    write_text(path, json.dumps(as_document(template), ensure_ascii=False, indent=1) + "\n")


def as_document(template: ReportTemplate) -> dict[str, Any]:
    """The template as JSON holds it, the logo in base64."""
    return _Document(**asdict(template)).model_dump(mode="json")


def from_document(document: Mapping[str, Any]) -> ReportTemplate | None:
    """The template in a document that `as_document` made; None where it is damaged, other keys do not matter."""
    known = {key: value for key, value in document.items() if key in _Document.model_fields}
    try:
        return checked(_template(_Document.model_validate_json(json.dumps(known))))
    except (ValidationError, UserError, TypeError, ValueError):
        return None


def checked(template: ReportTemplate, name: str = "") -> ReportTemplate:
    """The template with its KPIs in the catalogue's order and its words as a file can hold them.

    Raises:
        UserError: a sheet or KPI that there is not, no colour, a logo that can be none; `name` is said then.
    """
    where = f"“{name}”: " if name else ""
    _known(template.sheets, (*SHEETS, _SUMMARY), f"{where}There is no sheet “{{}}”. There are {', '.join(SHEETS)}.")
    ids = [kpi.id for kpi in CATALOGUE]
    _known(template.kpis, ids, f"{where}There is no KPI “{{}}”. “cxdesk kpis” lists the ids.")
    if template.kpis is not None and not template.kpis:
        raise UserError(f"{where}A report needs at least one KPI.")
    if template.logo is not None:
        checked_logo(template.logo)
    sheets = None if template.sheets is None else tuple(sheet for sheet in SHEETS if sheet in template.sheets)
    return replace(
        template,
        name=_line(template.name),
        company=_line(template.company),
        accent=checked_colour(template.accent),
        sheets=sheets,
        kpis=None if template.kpis is None else tuple(kpi for kpi in ids if kpi in template.kpis),
    )


def checked_colour(text: str) -> str:
    """A colour as `#RRGGBB` in capitals.

    Raises:
        UserError: the text is none.
    """
    digits = text.strip().removeprefix("#")
    if len(digits) != 6 or not set(digits) <= set("0123456789abcdefABCDEF"):
        raise UserError(f"“{text}” is not a colour. Write it as #2456B8.")
    return f"#{digits.upper()}"


def _template(document: _Document) -> ReportTemplate:
    return ReportTemplate(**{key: getattr(document, key) for key in _Document.model_fields if key != "schema_version"})


def _line(text: str) -> str:
    return " ".join(safe_text(text, MOST_LETTERS).split())


def _known(found: Sequence[str] | None, known: Sequence[str], sentence: str) -> None:
    for one in found or ():
        if one not in known:
            raise UserError(sentence.format(one))


def _no_template(path: Path, why: str) -> str:
    return (
        f"“{path.name}” is no report template: {why}. Save one in the export dialog, or see the command line's guide."
    )


def _first(error: ValidationError) -> str:
    found: Any = error.errors()[0]
    place = ".".join(str(part) for part in found["loc"])
    words = str(found["msg"])
    return f"{place}: {words[:1].lower()}{words[1:]}" if place else words[:1].lower() + words[1:]
