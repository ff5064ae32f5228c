"""The list of report templates: kept, renamed and deleted by name, whatever its case and spaces."""

from __future__ import annotations

import pytest

from cxdesk.common.problems import UserError
from cxdesk.export.template import ReportTemplate
from cxdesk.workspace.report_templates import find_template, renamed, with_template, without_template

ONE, TWO = ReportTemplate(name="Monthly", company="Northwind"), ReportTemplate(name="Board")


def test_a_template_of_the_same_name_gives_way_in_its_place():
    again = ReportTemplate(name=" monthly ", company="Contoso")
    assert with_template((ONE, TWO), again) == (ReportTemplate(name="monthly", company="Contoso"), TWO)
    assert with_template((ONE,), TWO) == (ONE, TWO)


def test_a_template_is_found_and_renamed():
    assert find_template((ONE, TWO), "BOARD") is TWO
    assert find_template((ONE, TWO), "") is None
    assert renamed((ONE, TWO), "monthly", "Monthly  report")[0].name == "Monthly report"
    assert renamed((ONE, TWO), "Monthly", "monthly")[0].name == "monthly"
    assert without_template((ONE, TWO), "Monthly") == (TWO,)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("board", "There is a template “Board” already. Choose another name."),
        ("  ", "A template needs a name."),
        ("x" * 61, "A name has at most 60 letters."),
    ],
)
def test_names_that_cannot_be_are_refused(name, words):
    with pytest.raises(UserError) as refused:
        renamed((ONE, TWO), "Monthly", name)
    assert str(refused.value) == words


def test_a_template_that_is_gone_is_said():
    with pytest.raises(UserError, match=r"There is no template “Weekly”\."):
        without_template((ONE,), "Weekly")
