"""Rows among and below the data that are none: blank lines, totals and subtotals, notes, a header that stands again."""

from __future__ import annotations

import re

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from cxdesk.imports.convert.texts import Bools
from cxdesk.imports.names import fold
from cxdesk.imports.raw import Cell, RawColumn, RawSheet
from cxdesk.imports.recognise.facts import cell_text
from cxdesk.imports.zones import zone_in_words

VALUE_LIKE = re.compile(r"^[-+]?[\d.,:/\s%€$£-]+(?:[ap]m)?$|@|^\d{4}-\d\d-\d\d|^https?://", re.IGNORECASE)
_FOOTER = re.compile(
    r"^(?:grand total|total|totals|sum|summe|gesamt|average|mean|median|confidential|copyright|"
    r"totales|totaux|totale|totaal|gesamtsumme|gesamtergebnis|endsumme|insgesamt|suma|somme|moyenne|promedio|"
    r"durchschnitt|"
    r"timezone|time zone|fuseau horaire|zona horaria|fuso hor[aá]rio|fuso orario|tijdzone|zeitzone|"
    r"reporting period|report (?:generated|period|name|created|run)|filters? applied|applied filters|"
    r"last (?:updated|refreshed)|"
    r"(?:generated|exported|created|printed|downloaded|prepared) (?:by|on|at|from)|"
    r"(?:exportiert|erstellt|gedruckt|generiert|berichtszeitraum|stand|quelle|hinweis|vertraulich|"
    r"seite \d|ende des berichts)\b|"
    r"(?:exporté|généré|créé|imprimé|période|source|remarque|confidentiel|page \d|fin du rapport)\b|"
    r"(?:exportado|generado|creado|impreso|período|periodo|fuente|nota|confidencial|página \d|fin del informe)\b|"
    r"(?:gerado|criado|fonte|observação|fim do relatório)\b|"
    r"(?:esportato|generato|creato|pagina \d|riservato|fine del rapporto)\b|"
    r"source:|notes?:|page \d|end of (?:report|file|export)|\(?c\)|©|##no data##|total general|"
    r"\d[\d.,]* (?:rows?|records?|tickets?|results?|entries|zeilen|datensätze|einträge|lignes|enregistrements|filas|"
    r"registros|linhas|righe)\b)",
    re.IGNORECASE,
)  # fmt: skip
_ZONE_LINE = re.compile(
    r"(?:time ?zone|zeitzone|fuseau horaire|zona horaria|fuso hor[aá]rio|fuso orario|tijdzone)\s*[:,;]?\s*"
    r"((?:GMT|UTC)?[+\-]\d{1,2}(?::?\d{2})?|[A-Za-z]+(?:/[A-Za-z_+\-0-9]+)*)",
    re.IGNORECASE,
)
_TOTALS = frozenset(("total", "grand total", "totals", "sum", "summe", "gesamt", "total general", "average", "totales",
                     "totaux", "totale", "totaal", "gesamtsumme", "gesamtergebnis", "endsumme", "insgesamt", "suma",
                     "somme", "subtotal", "sub total", "zwischensumme", "sous total", "teilergebnis", "total geral",
                     "totale complessivo", "total général", "subtotale"))  # fmt: skip
# "Anna Total", "Total Anna", "Anna Ergebnis", "Subtotal: Anna", "Count: 12"
_PART_TOTAL = re.compile(
    r"^(?:sub ?-?total|grand total|total|totals|totaux|totale|totaal|zwischensumme|teilergebnis|summe|gesamt|"
    r"sous ?-?total|somme|suma|count|anzahl|nombre|recuento|average|mittelwert|durchschnitt|moyenne|promedio|media)\b"
    r"|\b(?:sub ?-?total|total|totals|ergebnis|summe|gesamt|count|anzahl|average|mittelwert)\s*:?$"
)
_ADDED = "total|sum|gesamt|zwischen|ergebnis|count|anzahl|nombre|recuento|average|durchschnitt|moyenne|promedio|media"
_LAST = 12  # rows from the end that are looked at as footers one by one
_NOTES = 200  # lines of a sheet that may name its time zone
_FEW = 0.6  # share of the columns that a total or a heading fills at most
_NARROW = 20_000  # rows of few cells looked at as totals and headings


def left_rows(raw: RawSheet, filled: Bools, header: int, start: int, stop: int, columns: list[int]) -> dict[int, str]:
    """Rows that are no data, by their position among the data rows: `blank`, `header` or `footer`."""
    count = filled[start:stop].sum(axis=1)
    left = {int(row): "blank" for row in np.flatnonzero(count == 0)}
    for row in _repeated_headers(raw, header, start, stop, columns):
        left[row] = "header"
    width = len(columns)
    for row in _totals_between(raw, filled[start:stop], count, start, width):
        left[int(row)] = "footer"
    for row in _totals_by_label(raw, filled[start:stop], start, columns):
        left[int(row)] = "footer"
    ending = [int(row) for row in np.flatnonzero(count > 0)[::-1][:_LAST]]
    for row in ending:
        texts = [cell_text(raw.columns[i], start + row) for i in np.flatnonzero(filled[start + row])]
        wordy = _FOOTER.match(texts[0]) is not None and (count[row] <= max(2, 0.7 * width) or is_total(texts[0]))
        alone = (
            count[row] == 1
            and width >= 4
            and raw.columns[int(np.flatnonzero(filled[start + row])[0])].kinds[start + row] == Cell.TEXT
        )
        after_gap = count[row] <= width / 3 and row - 1 in left and left[row - 1] == "blank"
        if not (wordy or alone or after_gap or left.get(row) == "footer"):
            break
        left[row] = "footer"
    return left


def is_total(text: str) -> bool:
    """Whether a cell says no more than that its row adds up: "Total", "Total: Account"."""
    plain = fold(text)
    return plain.rstrip(": ") in _TOTALS or plain.startswith(("total:", "totals:"))


def is_part_total(text: str) -> bool:
    """Whether a cell names a total of a part: "Anna Total", "Subtotal: Email"."""
    return len(text) <= 80 and bool(_PART_TOTAL.search(fold(text)))


def _totals_between(raw: RawSheet, filled: Bools, count: NDArray[np.int64], start: int, width: int) -> NDArray[np.intp]:
    """Rows of few cells that name a total and hold figures, and lone headings over groups of rows."""
    none = np.zeros(0, dtype=np.intp)
    if width < 3 or not len(count):
        return none
    rows = np.flatnonzero((count > 0) & (count <= _FEW * width))
    usual = float(np.median(count[count > 0])) if len(rows) else 0.0
    if not len(rows) or len(rows) > _NARROW or usual <= _FEW * width:
        return none
    cells = filled[rows]
    first = cells.argmax(axis=1)
    out = np.zeros(len(rows), dtype=np.bool_)
    for index in np.unique(first):
        at = np.flatnonzero(first == index)
        column = raw.columns[int(index)]
        codes = column.codes[start + rows[at]]
        texts = {int(code): str(column.words[int(code)].as_py()) for code in np.unique(codes) if code >= 0}
        total = [code for code, text in texts.items() if is_part_total(text)]
        lone = [code for code, text in texts.items() if _is_heading(text)] if width >= 4 else []
        figures = _only_figures(raw, cells[at], start + rows[at], int(index))
        out[at] |= np.isin(codes, total) & figures
        out[at] |= np.isin(codes, lone) & (count[rows[at]] == 1)
    return np.asarray(rows[out], dtype=np.intp)


def _totals_by_label(raw: RawSheet, filled: Bools, start: int, columns: list[int]) -> NDArray[np.intp]:
    """Rows in whose first column “Average January” stands among dates or numbers, and figures beside it.

    A column of names is left alone: a customer may be called “Total Energies”.
    """
    none = np.zeros(0, dtype=np.intp)
    if len(columns) < 2 or not len(filled):
        return none
    column = raw.columns[columns[0]]
    codes = column.codes[start : start + len(filled)]
    named = pc.fill_null(pc.match_substring_regex(column.words, _ADDED, ignore_case=True), False)
    hits = {int(code) for code in np.flatnonzero(np.asarray(named))}
    rows = np.flatnonzero(np.isin(codes, list(hits))) if 0 < len(hits) <= _NOTES else none
    rows = rows[[is_part_total(str(column.words[int(code)].as_py())) for code in codes[rows]]] if len(rows) else none
    if not len(rows) or not _holds_numbers(column, np.setdiff1d(np.flatnonzero(filled[:, columns[0]]), rows) + start):
        return none
    cells = filled[rows]
    return np.asarray(rows[_only_figures(raw, cells, start + rows, columns[0]) & (cells.sum(axis=1) > 1)])


def _holds_numbers(column: RawColumn, rows: NDArray[np.intp]) -> bool:
    """Whether nearly all of some rows hold dates or numbers, or texts with digits such as `T-104`."""
    looked = rows[:: max(1, len(rows) // _NOTES)]
    codes = column.codes[looked]
    worded = [any(c.isdigit() for c in str(column.words[int(code)].as_py())) for code in codes[codes >= 0]]
    return len(looked) > 0 and sum(worded) + int((codes < 0).sum()) >= 0.9 * len(looked)


def _is_heading(text: str) -> bool:
    """Whether a lone cell is the heading of a group and no key: words, no number such as `T-104`."""
    return not VALUE_LIKE.search(text.strip()) and (" " in text.strip() or not any(c.isdigit() for c in text))


def _only_figures(raw: RawSheet, cells: Bools, rows: NDArray[np.intp], label: int) -> Bools:
    """Rows all of whose cells but the label are figures."""
    out = np.ones(len(rows), dtype=np.bool_)
    for index in np.flatnonzero(cells.any(axis=0)):
        if index == label:
            continue
        column, has = raw.columns[int(index)], cells[:, index]
        codes = column.codes[rows]
        words = {int(c) for c in np.unique(codes[has & (codes >= 0)])}
        texts = {c: str(column.words[c].as_py()).strip() for c in words}
        bad = [c for c, text in texts.items() if not VALUE_LIKE.search(text) and not is_part_total(text)]
        out &= ~(has & np.isin(codes, bad))
    return out


def _repeated_headers(raw: RawSheet, header: int, start: int, stop: int, columns: list[int]) -> list[int]:
    """Rows in which every header text stands again, as in files put together."""
    if header < 0:
        return []
    named = [index for index in columns if raw.columns[index].codes[header] >= 0]
    if len(named) < 2:
        return []
    same = np.ones(stop - start, dtype=np.bool_)
    for index in named:
        column = raw.columns[index]
        same &= column.rows_like(header)[start:stop]
        if not same.any():
            return []
    return [int(row) for row in np.flatnonzero(same)]


def zone_line(raw: RawSheet, filled: Bools, header: int, start: int, left: dict[int, str]) -> str | None:
    """The time zone that a line above the header or a footer names."""
    rows = [*range(header), *(start + row for row, why in left.items() if why == "footer")]
    for row in rows:
        texts = [cell_text(raw.columns[i], row) for i in np.flatnonzero(filled[row])[:3]]
        found = _ZONE_LINE.search(" ".join(texts))
        if found and (zone := zone_in_words(found[1])):
            return zone
    return None


def zone_said(raw: RawSheet, filled: Bools) -> str | None:
    """The time zone that the lines of notes of a sheet with several tables name; None where they name none or two."""
    narrow = np.flatnonzero((filled.sum(axis=1) > 0) & (filled.sum(axis=1) <= 3))[:_NOTES]
    texts = (" ".join(cell_text(raw.columns[i], row) for i in np.flatnonzero(filled[row])) for row in narrow)
    said = {zone for text in texts if (found := _ZONE_LINE.search(text)) and (zone := zone_in_words(found[1]))}
    return said.pop() if len(said) == 1 else None
