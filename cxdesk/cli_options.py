"""The options of the command line, and complaints about them in one plain sentence."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import NoReturn

from cxdesk import VERSION
from cxdesk.common.periods import Grain
from cxdesk.common.problems import UserError

Run = Callable[[argparse.Namespace], int]


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are one plain sentence."""

    def error(self, message: str) -> NoReturn:
        sentence = message[:1].upper() + message[1:].rstrip(".")
        raise UserError(f"{sentence}. “{self.prog} --help” lists what there is.")


def parser(*, report: Run, inspect: Run, kpis: Run, history: Run) -> argparse.ArgumentParser:
    """The parser; `options.run` is what the verb runs."""
    whole = _Parser(
        prog="cxdesk",
        description="Customer-service KPIs from the spreadsheets a help desk exports.",
        allow_abbrev=False,
    )
    whole.add_argument("--version", action="version", version=f"cxdesk {VERSION}")
    verbs = whole.add_subparsers(dest="verb", required=True, metavar="report | inspect | kpis | history")
    reporting = verbs.add_parser("report", help="import, compute, export", allow_abbrev=False)
    _add_report_options(reporting)
    looking = verbs.add_parser("inspect", help="show what would be imported", allow_abbrev=False)
    _add_import_options(looking)
    listing = verbs.add_parser("kpis", help="list the catalogue", allow_abbrev=False)
    telling = verbs.add_parser("history", help="list what was changed in a workspace", allow_abbrev=False)
    telling.add_argument("file", metavar="FILE", help="a workspace (.cxdesk)")
    for verb, run in ((reporting, report), (looking, inspect), (listing, kpis), (telling, history)):
        verb.add_argument("--json", metavar="OUT", help="write JSON to a file; - is standard output")
        loudness = verb.add_mutually_exclusive_group()
        loudness.add_argument("--quiet", action="store_true", help="say nothing but errors on standard error")
        loudness.add_argument("--verbose", action="store_true", help="list every problem on standard error")
        verb.set_defaults(run=run, csv=None, xlsx=None, tables=None)
    return whole


def _add_import_options(verb: argparse.ArgumentParser, least: str = "+") -> None:
    add = verb.add_argument
    add("files", metavar="FILE", nargs=least, help="a spreadsheet: .xlsx, .xls, .ods, .csv, .tsv")
    add("--timezone", metavar="ZONE", help="zone of times that carry none, and of periods (default: the system's)")
    add("--map", metavar="FILE:COLUMN=FIELD", action="append", default=[], help="override the recognised mapping")
    add(
        "--table",
        metavar="FILE[:SHEET]=TABLE",
        action="append",
        default=[],
        help="read a sheet as a table (tickets, surveys, ...), also one hidden or set aside; - leaves it out",
    )
    add("--encoding", metavar="FILE=NAME", action="append", default=[], help="encoding of a text file, such as cp1252")
    add("--answer", metavar="FILE:COLUMN=VALUE", action="append", default=[], help="answer a question of the file")


def _add_report_options(verb: argparse.ArgumentParser) -> None:
    _add_import_options(verb, "*")
    add = verb.add_argument
    add("--from", dest="first", metavar="DATE", help="first day of the period")
    add("--to", dest="after", metavar="DATE", help="the day after its last day")
    add("--by", choices=[grain.value for grain in Grain], default=Grain.MONTH.value, help="grain of the series")
    add("--split", metavar="DIMENSION", action="append", default=[], help="break down by a dimension; repeatable")
    add("--where", metavar="DIMENSION=VALUE", action="append", default=[], help="keep these rows only; repeatable")
    add("--as-of", metavar="INSTANT", help="last instant the data speaks for (default: the latest in the data)")
    add(
        "--alias", metavar="DIMENSION:FROM=TO", action="append", default=[], help="count a value as another; repeatable"
    )
    add("--team", metavar="AGENT=TEAM", action="append", default=[], help="an agent's team, where rows name none")
    add("--hide-agents", action="store_true", help="show no figure of a single agent: no name, breakdown or filter")
    add("--set", metavar="KEY=VALUE", action="append", default=[], help="choose a convention; repeatable")
    add("--targets", metavar="FILE", help="a targets file, or an exported workbook with edited targets")
    add("--workspace", metavar="FILE", help="start from a saved workspace (.cxdesk); spreadsheets are added to it")
    add("--save", metavar="FILE", help="keep data, targets and settings as a workspace")
    add("--before-change", metavar="NUMBER", type=int, help="as the workspace was before a change of its history")
    add("--xlsx", metavar="OUT", help="write the KPI workbook; - is standard output")
    add("--csv", metavar="OUT", help="write one long table; - is standard output")
    add("--tables", metavar="OUT", help="write every table as CSV, into a folder or a .zip file")
    _add_template_options(verb)


def _add_template_options(verb: argparse.ArgumentParser) -> None:
    add = verb.add_argument_group("looks and contents of --xlsx and --tables").add_argument
    add("--template", metavar="FILE", help="a report template: a file, or the name of one of the workspace")
    add("--kpi", metavar="ID", action="append", default=[], help="show this KPI only; repeatable")
    add("--sheets", metavar="NAMES", help="kinds of sheets besides the Summary, with commas between")
    add("--company", metavar="NAME", help="whose report it is, above the Summary")
    add("--logo", metavar="FILE", help="a PNG or JPEG picture above the Summary")
    add("--accent", metavar="COLOUR", help="colour of headers and lines, such as #2456B8")
    add("--redact", action="store_true", help="put codes for names of people and customers")
    add("--values-only", action="store_true", help="values instead of formulas")
