"""Words of the import dialog and the data page: counts, badges, formats, what mends a problem."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from cxdesk.tables.catalogue import TABLES
from ui.basics import numbers

if TYPE_CHECKING:
    from cxdesk.imports.plan import ColumnMapping, SheetPlan

_ONE_LETTER = {"%d": "dd", "%m": "mm", "%Y": "yyyy", "%y": "yy", "%H": "hh", "%M": "mm", "%S": "ss", "%b": "mmm",
               "%B": "mmmm", "%I": "hh", "%p": "am/pm", "%f": "ms", "%z": "zone", "%T": "hh:mm:ss"}  # fmt: skip
_PLAIN = ("as dates", "month")  # says nothing that the field's name does not say


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("import", text)


def counted(amount: int, one: str, many: str) -> str:
    """`1 row`, `12,904 rows`; `many` holds `{}` where the number goes."""
    return one if amount == 1 else many.format(numbers.count(amount))


def rows_words(amount: int) -> str:
    """Number of rows in words."""
    return counted(amount, tr("1 row"), tr("{} rows"))


def files_words(amount: int) -> str:
    """Number of files in words."""
    return counted(amount, tr("1 file"), tr("{} files"))


def questions_words(amount: int) -> str:
    """Number of open questions in words."""
    return counted(amount, tr("1 question"), tr("{} questions"))


def table_title(name: str | None) -> str:
    """Title of a table, or that the sheet is left out."""
    return TABLES[name].title if name in TABLES else tr("Not imported")


def table_badge(plan: SheetPlan) -> str:
    """What a sheet feeds: `Tickets + satisfaction`."""
    if plan.table == "tickets" and "surveys" in plan.also:
        return tr("Tickets + satisfaction")
    titles = [table_title(plan.table), *(table_title(name).lower() for name in plan.also)]
    return " + ".join(titles)


def format_words(pattern: str | None) -> str:
    """A column's format as a person writes it: `dd/mm/yyyy`, `hours`, `1-5`."""
    if not pattern or pattern in _PLAIN:
        return ""
    if "%" not in pattern:
        return pattern
    for code, letters in _ONE_LETTER.items():
        pattern = pattern.replace(code, letters)
    return pattern


def field_title(table: str | None, column: ColumnMapping) -> str:
    """What a column becomes, with its format where it has one."""
    if column.ignored:
        return tr("Left out")
    if table not in TABLES:
        return ""
    if column.field is None:
        return tr("Kept to split by")
    spec = TABLES[table]
    title = spec.field(column.field).title if column.field in spec.names else column.field.replace("_", " ")
    shape = format_words(column.format)
    return f"{title} · {shape}" if shape else title


def reason_words(reason: str, amount: int = 2) -> str:
    """Why rows were left out, as a person says it of so many rows."""
    words = {
        "duplicate": (tr("duplicate"), tr("duplicates")),
        "spam": (tr("spam"), tr("spam")),
        "test": (tr("test ticket"), tr("test tickets")),
        "merged": (tr("merged into another"), tr("merged into others")),
        "older_update": (tr("older update"), tr("older updates")),
        "replaced": (tr("replaced later"), tr("replaced later")),
        "no_key": (tr("without a key"), tr("without a key")),
        "not_sold": (tr("not sold"), tr("not sold")),
        "footer": (tr("note or total"), tr("notes and totals")),
        "blank": (tr("blank"), tr("blank")),
        "total": (tr("total"), tr("totals")),
        "unanswered": (tr("not answered"), tr("not answered")),
    }
    plain = reason.replace("_", " ")
    return words.get(reason, (plain, plain))[amount != 1]


def left_out_parts(left_out: Mapping[str, int]) -> list[str]:
    """`61 duplicates`, `13 spam`; reasons without rows are not named."""
    return [f"{numbers.count(count)} {reason_words(why, count)}" for why, count in left_out.items() if count]


def left_out_words(left_out: Mapping[str, int]) -> str:
    """`61 duplicates, 13 spam`; empty where every row was kept."""
    return ", ".join(left_out_parts(left_out))


def balance_words(rows_in: int, kept: int, left_out: Mapping[str, int]) -> str:
    """`12,904 rows in = 12,830 counted + 61 duplicates + 13 spam`."""
    parts = [tr("{} counted").format(numbers.count(kept)), *left_out_parts(left_out)]
    return tr("{} in").format(rows_words(rows_in)) + " = " + " + ".join(parts)


# Problems are grouped by what mends them; the first entry whose words occur in the kind decides.
_MENDS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("layout_changed",), "Check what changed in the export since its layout was mapped"),
    (("assumed", "question"), "Import the file again and answer the question"),
    (("unreadable", "not_a", "error_cell", "formula"), "Correct these cells in the spreadsheet, then import it again"),
    (("before", "after", "disagree", "contradict", "order", "impossible", "negative"),
     "Check these at their source: the times contradict each other"),
    (("more_than", "without_end", "without_churn", "overlapping"),
     "Check these at their source: the cells contradict each other"),
    (("unknown_account",), "Add these customers to the Accounts sheet, or write their names the same way"),
    (("unmatched",), "Say under Names which of these are the same, or add what is missing to the export"),
    (("unknown_word",), "Use a word that the app knows in these cells, then import it again"),
    (("duplicate", "same_key", "conflict"), "Check the export for rows that appear twice"),
    (("scale", "range", "mixed"), "Check the scale of these answers"),
    (("missing", "no_key", "undated", "no_date"), "Add what is missing to the export"),
    (("aggregated", "set_aside", "not_recognised", "unknown_table"), "Export the single rows instead of a summary"),
)  # fmt: skip


def mend_words(kind: str) -> str:
    """What to do about problems of a kind."""
    for words, text in _MENDS:
        if any(word in kind for word in words):
            return tr(text)
    return tr("Good to know")


_FIRST_CLAUSE = re.compile(r"((?:[^“.:]|“[^”]*”|[.:](?! ))+)[.:] (.+)", re.DOTALL)


def verdict_parts(verdict: str) -> tuple[str, str]:
    """The first clause of a verdict, as a heading, and what follows it; names in quotation marks stay whole."""
    found = _FIRST_CLAUSE.fullmatch(verdict)
    if found is None:
        return verdict.rstrip("."), ""
    rest = found[2]
    return found[1], f"{rest[:1].upper()}{rest[1:]}"
