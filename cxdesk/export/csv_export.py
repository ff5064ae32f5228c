"""The report as one long CSV table; the column `part` says which part of the report a row belongs to."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from cxdesk.common.text import safe_text
from cxdesk.export.json_export import report_json
from cxdesk.export.plain import Json, clean
from cxdesk.report.records import Report

# One column a key of the JSON, so that both say the same; the change stands flat.
COLUMNS: tuple[str, ...] = (
    "part", "id", "name", "group", "dimension", "segment", "start", "value", "unit", "better", "n", "numerator",
    "denominator", "low", "high", "target", "tolerance", "status", "certain", "judged", "index", "attainment",
    "previous", "change_low", "change_high", "p", "verdict", "reason",
    "currency",
)  # fmt: skip

# A cell that begins with one of these is run as a formula by spreadsheet programs (CWE-1236).
_RUNS = ("=", "+", "-", "@", "\t", "\r")


def report_csv(report: Report) -> str:
    """Headline values, series and splits under one another: UTF-8 text, comma, point, one header line."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n", extrasaction="ignore", restval="")
    writer.writeheader()
    for row in _rows(report):
        writer.writerow({key: _cell(value) for key, value in row.items()})
    return out.getvalue()


def plain_cell(text: str) -> str:
    """Text that a spreadsheet program shows and never runs."""
    shown = safe_text(text)
    if shown.startswith(_RUNS):
        shown = f"'{shown}"
    return shown.replace("\r\n", "\n").replace("\r", "\n")  # a lone CR would end the line for many readers


def _rows(report: Report) -> Iterator[dict[str, Json]]:
    document = report_json(report)
    facts = {
        result.id: {"name": result.name, "group": result.group, "unit": result.unit.value,
                    "better": result.better.value}
        for result in report.kpis
    }  # fmt: skip
    for part in ("kpis", "series", "splits"):
        entries = document[part]
        assert isinstance(entries, list)
        for entry in entries:
            row: dict[str, Json] = {"part": part, **facts.get(entry["id"], {}), **entry}
            change = entry.get("change")
            if change:
                row |= {"previous": change["previous"], "change_low": change["low"], "change_high": change["high"],
                        "p": change["p"], "verdict": change["verdict"]}  # fmt: skip
            yield row


def _cell(value: Json) -> str | int | float:
    value = clean(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return plain_cell(value)
    if isinstance(value, int | float):
        return value
    return ""  # nested parts stand in columns of their own
