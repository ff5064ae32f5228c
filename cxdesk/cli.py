"""The command line: the same engine as the window, without one."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cxdesk import cli_workspace
from cxdesk.cli_options import parser
from cxdesk.cli_template import template_of
from cxdesk.common.conventions import Conventions
from cxdesk.common.periods import Calendar, Grain, Period, add_months
from cxdesk.common.problems import Problem, Severity, UserError
from cxdesk.common.progress import Progress
from cxdesk.common.terminal import Bar, say
from cxdesk.common.text import plural
from cxdesk.common.zones import checked_zone, system_zone

if TYPE_CHECKING:
    from cxdesk.export.template import ReportTemplate
    from cxdesk.imports.plan import SheetPlan
    from cxdesk.imports.service import Draft
    from cxdesk.report.records import Query, Report
    from cxdesk.tables.dataset import Dataset
    from cxdesk.targets.target import TargetBook
    from cxdesk.workspace.session import Session

DONE, UNEXPECTED, WRONG_USAGE, NO_TABLE = 0, 1, 2, 3
_LOG = logging.getLogger("cxdesk")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb and give the exit code: 0 done, 1 unexpected, 2 wrong usage or unreadable file, 3 no known table."""
    try:
        options = parser(report=_report, inspect=_inspect, kpis=_kpis, history=cli_workspace.history).parse_args(argv)
        code: int = options.run(options)
        sys.stdout.flush()
    except SystemExit as end:  # --help and --version
        return int(end.code or 0)
    except UserError as error:
        return _fail(str(error))
    except BrokenPipeError:
        return _quiet_end()
    except KeyboardInterrupt:
        say("Stopped.", sys.stderr)
        return UNEXPECTED
    except Exception as error:  # noqa: BLE001 - the last net: a bug ends with its log, not with a traceback
        return _unexpected(error)
    return code


# ------------------------------------------------------------------------------------------------------------ verbs


def _report(options: argparse.Namespace) -> int:
    cli_workspace.separate(options)
    _check_outputs(options)
    template_of(options)
    zone = checked_zone(options.timezone) if options.timezone else ""
    _days(options)  # what cannot be read is said before a file is opened
    _conventions(options.set, None)
    if options.as_of:
        _instant(options.as_of, Calendar(zone="UTC"))
    with Bar.on(sys.stderr, shown=not options.quiet) as bar, cli_workspace.writable(options):
        start = cli_workspace.started(options, zone or system_zone(), bar)
        session = _session(options, start.session, zone, bar)
        if session is None:
            return NO_TABLE
        template = template_of(options, session.templates)
        report = _evaluated(options, session, bar)
        _write_report(report, session, options, template, bar)
        cli_workspace.keep(options, start, session, bar)
    if options.xlsx is options.json is options.csv is options.tables is options.save is None:
        from cxdesk.export.outputs import put_words
        from cxdesk.export.text_export import report_text

        put_words(report_text(report))
    _tell_problems(report.problems, options)
    return DONE


def _evaluated(options: argparse.Namespace, session: Session, bar: Bar) -> Report:
    from cxdesk.report.build import build_report

    return build_report(
        session.dataset, _query(_asked(options, session), options, session.dataset), session.targets, bar
    )


def _inspect(options: argparse.Namespace) -> int:
    from cxdesk.export.json_export import inspect_json, json_text
    from cxdesk.export.outputs import put_text, put_words
    from cxdesk.export.text_export import inspect_text, overlap_lines

    _check_outputs(options)
    zone = checked_zone(options.timezone) if options.timezone else system_zone()
    with Bar.on(sys.stderr, shown=not options.quiet) as bar:
        draft = _draft(options, zone, bar)
    if options.json:
        put_text(options.json, json_text(inspect_json(draft)))
    else:
        put_words(inspect_text(draft))
    for line in () if options.quiet else overlap_lines(draft):
        say(line, sys.stderr)
    if all(sheet.plan.table is None for sheet in draft.sheets):
        return _no_table(draft)
    return DONE


def _kpis(options: argparse.Namespace) -> int:
    from cxdesk.export.json_export import catalogue_json, json_text
    from cxdesk.export.outputs import put_text, put_words
    from cxdesk.export.text_export import catalogue_text

    _check_outputs(options)
    if options.json:
        put_text(options.json, json_text(catalogue_json()))
    else:
        put_words(catalogue_text())
    return DONE


# ------------------------------------------------------------------------------------------------------------ input


def _draft(
    options: argparse.Namespace, zone: str, progress: Progress, memory: Mapping[str, SheetPlan] | None = None
) -> Draft:
    from cxdesk.imports.overrides import with_overrides
    from cxdesk.imports.service import draft

    return with_overrides(
        draft([Path(file) for file in options.files], memory=memory or {}, zone=zone, progress=progress),
        options.map,
        options.answer,
        tables=options.table,
        encodings=options.encoding,
    )


def _session(options: argparse.Namespace, session: Session, zone: str, bar: Bar) -> Session | None:
    """The session with what the options say and the spreadsheets hold; None (said) where no row was kept."""
    from cxdesk.report.names import TypedNames

    typed = TypedNames.read(options.alias, options.team, hide_agents=options.hide_agents)
    session = replace(
        session,
        zone=zone or session.zone,
        conventions=_conventions(options.set, session.conventions),
        targets=_targets(options, session),
    )
    if options.files:
        imported = _imported(options, session, bar)
        if imported is None:
            return None
        session = imported
    names = typed.added(session.dataset, session.names)
    return replace(session, aliases=names.aliases, teams=names.teams, hide_agents=names.hide_agents)


def _imported(options: argparse.Namespace, session: Session, bar: Bar) -> Session | None:
    from cxdesk.common.memory import give_back
    from cxdesk.export.text_export import import_lines
    from cxdesk.imports.service import layouts_of, run_told

    draft = _draft(options, session.zone, bar, session.layouts)
    dataset, told = run_told(draft, session.dataset.imported, bar)
    bar.clear()
    if not any(source.rows_kept for source in dataset.sources):
        _no_table(draft)
        return None
    for line in () if options.quiet else import_lines(dataset, told):
        say(line, sys.stderr)
    layouts = layouts_of(draft, datetime.now(tz=UTC).date())
    del draft  # the cells of the files are not needed any more, and take more memory than the rows kept
    give_back()
    return replace(session, dataset=dataset, layouts=layouts)


def _no_table(draft: Draft) -> int:
    """Say why nothing could be used; gives the exit code."""
    reasons = dict.fromkeys(f"{sheet.plan.file}: {sheet.plan.verdict}".strip(": ") for sheet in draft.sheets)
    known = any(sheet.plan.table for sheet in draft.sheets)
    found = "No row of these files could be kept." if known else "Nothing in these files is a table that can be used."
    say(f"cxdesk: {found} {' '.join(reasons)}", sys.stderr)
    return NO_TABLE


def _targets(options: argparse.Namespace, session: Session) -> TargetBook:
    """The targets of the session, those of the file that is named, or with the edits of a workbook of the workspace."""
    from cxdesk.export.targets_back import is_exported, read_targets

    if not options.targets:
        return session.targets
    path = Path(options.targets)
    if session.workspace_id and is_exported(path):
        return cli_workspace.edited_targets(path, session, _days(options)[1])
    return read_targets(path)


# ------------------------------------------------------------------------------------------------------------ query


def _conventions(settings: Sequence[str], base: Conventions | None) -> Conventions:
    conventions = base or Conventions()
    for text in settings:
        key, equals, value = text.partition("=")
        if not equals:
            raise UserError(f"“--set {text}” cannot be read. Write it as KEY=VALUE.")
        conventions = conventions.with_setting(key, value)
    return conventions


def _asked(options: argparse.Namespace, session: Session) -> Query:
    """What the options ask of the session, but for what depends on its data."""
    calendar = session.calendar
    first, after = _days(options)
    return replace(
        session.query(),
        period=calendar.period(first, after) if first and after else None,
        grain=Grain(options.by),
        filters={},
        as_of=_instant(options.as_of, calendar) if options.as_of else None,
        history=False,
    )


def _query(asked: Query, options: argparse.Namespace, dataset: Dataset) -> Query:
    """The whole query: splits and filters by the data's dimensions, an end that was not given in whole months."""
    from cxdesk.report.dimensions import filters_of, named_dimension, unmatched

    period = asked.period
    first, after = _days(options)
    if period is None and (first or after):
        earliest, end = _everything(asked, dataset)
        first = first or min(earliest, add_months((after or earliest).replace(day=1), -1))
        after = after or max(end, add_months(first.replace(day=1), 1))
        period = asked.calendar.period(first, after)
    splits = tuple(dict.fromkeys(named_dimension(dataset, name) for name in options.split))
    filters = filters_of(dataset, options.where)
    for sentence in unmatched(dataset, filters) if not options.quiet else ():
        say(f"warning: {sentence}", sys.stderr)
    return replace(asked, period=period, splits=splits, filters=filters, history=_looks_back(asked, period))


def _looks_back(asked: Query, period: Period | None) -> bool:
    """Whether the workbook shows the steps before the period: a step that it cuts would show what is outside it."""
    if period is None:
        return False
    first = asked.calendar.floor(period.start.astimezone(asked.calendar.tz).date(), asked.grain)
    return asked.calendar.midnight(first) == period.start


def _days(options: argparse.Namespace) -> tuple[date | None, date | None]:
    first, after = (_day(text) if text else None for text in (options.first, options.after))
    if first and after and first >= after:
        raise UserError(f"The period is empty: it begins on {first} and ends before {after}.")
    return first, after


def _everything(query: Query, dataset: Dataset) -> tuple[date, date]:
    """First day of the earliest month in the data, first day after the latest."""
    from cxdesk.measures.measure import Settings
    from cxdesk.measures.store import MeasureStore

    months = MeasureStore(dataset, Settings(conventions=query.conventions, calendar=query.calendar)).everything()
    if months is None:
        raise UserError("No row has a date, so a period needs both --from and --to.")
    return months


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not 1900 <= day.year <= 2200:
        raise UserError(f"“{text}” is not a date. Write it as 2024-03-31.")
    return day


def _instant(text: str, calendar: Calendar) -> datetime:
    """An instant as typed; without an offset in the workspace's zone, a date alone means its beginning."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = datetime.min  # noqa: DTZ901 - only its year is looked at
    if not 1900 <= instant.year <= 2200:
        raise UserError(f"“{text}” is not an instant. Write it as 2024-03-31T18:00 or 2024-03-31T18:00+02:00.")
    return instant if instant.tzinfo else instant.replace(tzinfo=calendar.tz)


# ----------------------------------------------------------------------------------------------------------- output


def _check_outputs(options: argparse.Namespace) -> None:
    """Refuse outputs that would be lost, mixed or written over an input, before any work is done."""
    from cxdesk.export.outputs import check_outputs, check_tables

    outs = [out for out in (options.xlsx, options.json, options.csv) if out is not None]
    inputs = list(getattr(options, "files", []))
    workspaces = {name for name in (getattr(options, "workspace", None), getattr(options, "save", None)) if name}
    inputs += sorted(workspaces)  # --save may name the one that was read: it alone is written to
    targets = getattr(options, "targets", None)
    renewed = targets == options.xlsx and str(targets).lower().endswith(".xlsx")  # made anew with its own targets
    if targets and not renewed:
        inputs.append(targets)
    check_outputs(outs, inputs)
    if options.tables is not None:
        check_tables(options.tables, [*outs, *inputs])


def _write_report(
    report: Report, session: Session, options: argparse.Namespace, template: ReportTemplate, progress: Progress
) -> None:
    from cxdesk.export.csv_export import report_csv
    from cxdesk.export.json_export import json_text, report_json
    from cxdesk.export.outputs import put_tables, put_text, put_workbook
    from cxdesk.report.narrowing import within_period

    if options.xlsx is not None:
        put_workbook(options.xlsx, report, template, progress, session.workspace_id)
    if options.tables is not None:
        put_tables(options.tables, report, template, progress)
    own = within_period(report)
    if options.json is not None:
        put_text(options.json, json_text(report_json(own)))
    if options.csv is not None:
        put_text(options.csv, report_csv(own))


def _tell_problems(problems: Sequence[Problem], options: argparse.Namespace) -> None:
    if options.quiet or not problems:
        return
    for problem in problems:
        if options.verbose or problem.severity is not Severity.INFO:
            say(f"{problem.severity.value}: {problem.message}", sys.stderr)
    say(f"{plural(len(problems), 'problem')} found in the data.", sys.stderr)


def _fail(sentence: str) -> int:
    say(f"cxdesk: {sentence}", sys.stderr)
    return WRONG_USAGE


def _quiet_end() -> int:
    """The reader of a pipe has gone: that is its right, and nothing more can be said to it."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE


def _unexpected(error: Exception) -> int:
    path = _write_log(error)
    say(f"cxdesk: Something unexpected happened ({type(error).__name__}). Details are in {path}", sys.stderr)
    return UNEXPECTED


def _write_log(error: Exception) -> Path:
    """Append the traceback to the app's log file, or to one in the temporary folder where that cannot be written."""
    from platformdirs import user_log_path

    record = logging.LogRecord("cxdesk", logging.ERROR, __file__, 0, "unexpected error", None, (
        type(error), error, error.__traceback__))  # fmt: skip
    text = logging.Formatter("%(asctime)s %(message)s").format(record)
    for folder in (user_log_path("cxdesk", appauthor=False), Path(tempfile.gettempdir())):
        path = folder / "cxdesk.log"
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
                file.write(f"{text}\n")
            return path
    return Path("the terminal only: no log file can be written")
