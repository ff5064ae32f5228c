"""The report templates of a session: keeping, renaming and deleting them."""

from __future__ import annotations

from dataclasses import replace

from cxdesk.common.problems import UserError
from cxdesk.export.template import ReportTemplate
from cxdesk.tables.aliases import spelt

LONGEST_NAME = 60  # letters: what a list shows
Templates = tuple[ReportTemplate, ...]


def find_template(templates: Templates, name: str) -> ReportTemplate | None:
    """The template of that name, whatever its case and spaces."""
    return next((one for one in templates if spelt(one.name) == spelt(name)), None)


def with_template(templates: Templates, template: ReportTemplate) -> Templates:
    """The templates with one more; one of the same name gives way, in its place.

    Raises:
        UserError: its name is blank or too long.
    """
    kept = replace(template, name=_checked(template.name))
    there = find_template(templates, kept.name)
    if there is None:
        return (*templates, kept)
    return tuple(kept if one is there else one for one in templates)


def renamed(templates: Templates, name: str, new_name: str) -> Templates:
    """The templates with one under another name.

    Raises:
        UserError: there is no such template, or another one has the new name, or it is blank or too long.
    """
    found, wanted = _known(templates, name), _checked(new_name)
    other = find_template(templates, wanted)
    if other is not None and other is not found:
        raise UserError(f"There is a template “{other.name}” already. Choose another name.")
    return tuple(replace(one, name=wanted) if one is found else one for one in templates)


def without_template(templates: Templates, name: str) -> Templates:
    """The templates without one.

    Raises:
        UserError: there is no such template.
    """
    found = _known(templates, name)
    return tuple(one for one in templates if one is not found)


def _known(templates: Templates, name: str) -> ReportTemplate:
    found = find_template(templates, name)
    if found is None:
        raise UserError(f"There is no template “{name}”.")
    return found


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise UserError("A template needs a name.")
    if len(name) > LONGEST_NAME:
        raise UserError(f"A name has at most {LONGEST_NAME} letters.")
    return name
