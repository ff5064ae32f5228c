"""Parts of the Data quality sheet: a score a table, and where the rows of each KPI went."""

from __future__ import annotations

from typing import Any

from cxdesk.common.stamps import FileStamp
from cxdesk.common.text import safe_text
from cxdesk.export.context import Context, put
from cxdesk.report.quality import reason_words, table_scores

_SCORES = ("Table", "Score", "Rows", "Rows with a problem, by kind (a row with two counts twice)")
_BALANCE = ("KPI", "Table", "Rows", "Counted", "Not counted", "Check", "What is counted, and why other rows are not")
_WIDE = 7  # the column of long texts


def source_lines(context: Context) -> list[tuple[str, str]]:
    """Each file that was read with its size and the hash of its contents, by which a figure can be traced to it.

    Names of the lines (`Source 1`, ...) and their words.
    """
    files: dict[str, FileStamp | None] = {}
    for source in context.report.sources:
        files.setdefault(source.file, source.stamp)
    out = []
    for number, (file, stamp) in enumerate(files.items(), start=1):
        words = context.redaction.file(file)
        if stamp is not None:
            part = "" if stamp.whole else " of parts of it"
            words = f"{words[:120]}: {stamp.size:,} bytes, BLAKE2b{part} {stamp.digest}"
        out.append((f"Source {number}", words))
    return out


def write_scores(context: Context, sheet: Any, row: int) -> int:
    """Fill the scores from a row on; the row after them."""
    styles = context.styles
    for column, header in zip((0, 1, 4, _WIDE), _SCORES, strict=True):
        number = styles.number_header if column in (1, 4) else styles.header
        sheet.write_string(row, column, header, styles.word_header if column == _WIDE else number)
    between = (2, 3, 5, 6)  # columns that this table leaves blank
    for column in between:
        sheet.write_blank(row, column, None, styles.header)
    for found in table_scores(context.report.evidence.store.dataset):
        row += 1
        words = ", ".join(f"{count:,} {kind.replace('_', ' ')}" for kind, count in found.flawed.items())
        put(sheet, row, 0, safe_text(found.title), styles.text())
        sheet.write_number(row, 1, found.score, styles.number('0" of 100"'))
        sheet.write_number(row, 4, found.rows, styles.number("#,##0"))
        put(sheet, row, _WIDE, words or "none", styles.text(muted=True, indent=1))
        for column in between:
            sheet.write_blank(row, column, None, styles.text())
    return row + 1


def write_balances(context: Context, sheet: Any, row: int) -> int:
    """Fill the balance of rows of every KPI with data from a row on; the row after it."""
    styles, evidence = context.styles, context.report.evidence
    for column, header in zip((0, 2, 4, 5, 6, 3, _WIDE), _BALANCE, strict=True):
        number = styles.number_header if column in (4, 5, 6) else styles.header
        sheet.write_string(row, column, header, styles.word_header if column == _WIDE else number)
    sheet.write_blank(row, 1, None, styles.header)
    for result in context.shown:
        for part in evidence.balances(result.id):
            row += 1
            dated_by = evidence.store.spec(part.measure).dated_by
            why = [f"{count:,} {reason_words(reason, dated_by)}" for reason, count in part.not_counted.items()]
            out, here = sum(part.not_counted.values()), row + 1
            put(sheet, row, 0, safe_text(result.name), styles.text())
            put(sheet, row, 2, part.table, styles.text(muted=True))
            sheet.write_blank(row, 1, None, styles.text())
            sheet.write_number(row, 4, part.rows, styles.number("#,##0"))
            sheet.write_number(row, 5, part.counted, styles.number("#,##0"))
            sheet.write_formula(row, 6, f"=E{here}-F{here}", styles.number("#,##0"), part.rows - part.counted)
            words = "; ".join([part.words, *([", ".join(why)] if why else [])])
            put(sheet, row, _WIDE, safe_text(words), styles.text(muted=True, indent=1))
            fits = part.rows == part.counted + out
            sheet.write_formula(row, 3, f'=IF(G{here}={out},"✓ adds up","✗ {out} reasons")', styles.text(muted=True),
                                "✓ adds up" if fits else f"✗ {out} reasons")  # fmt: skip
    return row + 1
