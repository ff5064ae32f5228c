"""The report as PDF: what stands on its pages, in its properties, and what never does."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QLocale
from PySide6.QtGui import QColor, QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from cxdesk.common.progress import Cancelled
from cxdesk.export.template import ReportTemplate
from cxdesk.report.records import Report
from cxdesk.targets.target import Status
from tests.ui import handmade
from tests.ui.pdf_reader import Pdf, read_pdf
from ui.models.cards import value_words
from ui.paper.blocks import A4, LETTER, Block, paginate, usual_paper
from ui.paper.finish import Bookmark, finished
from ui.paper.report_pdf import paint_printed, report_pdf, write_report_pdf
from ui.theme import theme

pytestmark = pytest.mark.usefixtures("qapp")


class Watched:
    """Progress that keeps what it is told, and stops at a text."""

    def __init__(self, stop_at: str = "") -> None:
        self.said: list[tuple[int, int, str]] = []
        self._stop_at = stop_at

    def report(self, done: int, total: int, text: str = "") -> None:
        self.said.append((done, total, text))
        if self._stop_at and text.startswith(self._stop_at):
            raise Cancelled


@cache
def whole() -> tuple[Report, Pdf]:
    report = handmade.report()
    return report, read_pdf(report_pdf(report, paper=A4))


def test_every_kpi_with_a_value_stands_on_the_first_pages_with_the_windows_words() -> None:
    report, pdf = whole()
    for result in report.kpis:
        if result.value is not None:
            assert value_words(result, result.value).replace("\u202f", " ") in pdf.text, result.name
            assert result.name in pdf.text.replace("\n", " "), result.name


def test_headline_period_and_counts_stand_on_the_first_page() -> None:
    report, pdf = whole()
    first = pdf.pages[0].replace("\n", " ")
    assert "Customer-service KPIs" in first
    assert "March 2024" in first
    assert report.headline in first
    missed = sum(result.status is Status.MISSED for result in report.kpis)
    assert f"{missed} missed" in first


def test_every_page_has_its_number_and_the_source() -> None:
    report, pdf = whole()
    for number, page in enumerate(pdf.pages):
        assert f"Page {number + 1} of {len(pdf.pages)}" in page
        assert "CX Desk" in page
        assert "as of 31 Mar 2024" in page
    assert report.as_of.date() == date(2024, 3, 31)


def test_blanks_between_words_are_blanks() -> None:
    _, pdf = whole()
    assert "\t" not in pdf.text


def test_charts_are_no_images_and_a_logo_is_the_only_one() -> None:
    report, pdf = whole()
    assert pdf.images == 0
    with_logo = read_pdf(report_pdf(report, ReportTemplate(logo=logo(), kpis=("art",)), paper=A4))
    assert with_logo.images == 1


def logo() -> bytes:
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("#aa3377"))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs know names of files only
    return bytes(data.data())


def test_properties_and_outline_name_report_company_and_sections() -> None:
    report, _ = whole()
    pdf = read_pdf(report_pdf(report, ReportTemplate(company="Möller & Söhne (GmbH)", kpis=("art", "csat")), paper=A4))
    assert pdf.title == "Customer-service KPIs, March 2024"
    assert pdf.author == "Möller & Söhne (GmbH)"
    assert "Möller & Söhne (GmbH)" in pdf.pages[0]
    names = [report.kpi(name).name for name in ("csat", "art")]
    assert [title for title in pdf.outline if title in names] == names
    assert pdf.outline[0] == "Summary"
    assert "Data quality" in pdf.outline


def test_readers_are_told_the_language_and_show_the_title() -> None:
    report, _ = whole()
    content = report_pdf(report, ReportTemplate(kpis=("art",)), paper=A4)
    assert b"/Lang (en)" in content
    assert b"/DisplayDocTitle true" in content


def test_every_object_stands_where_the_table_says() -> None:
    report, _ = whole()
    content = report_pdf(report, ReportTemplate(kpis=("art",)), paper=A4)
    start = int(content.rpartition(b"startxref\n")[2].split()[0])
    entries = content[start:].split(b"trailer")[0].splitlines()[3:]
    for number, entry in enumerate(entries, start=1):
        assert content[int(entry[:10]) :].startswith(b"%d 0 obj" % number)


def test_a_template_of_two_kpis_shows_no_other() -> None:
    report, _ = whole()
    pdf = read_pdf(report_pdf(report, ReportTemplate(kpis=("art", "csat")), paper=A4))
    assert report.kpi("sla").name not in pdf.text
    assert report.kpi("art").name in pdf.text


def test_without_sheets_of_its_kind_a_part_is_left_out() -> None:
    report, _ = whole()
    pdf = read_pdf(report_pdf(report, ReportTemplate(kpis=("art",), sheets=("Trends",)), paper=A4))
    assert "Definitions" not in pdf.outline
    assert "Data quality" not in pdf.outline
    assert "By channel" not in pdf.text
    assert "usual range" in pdf.text


def test_names_are_replaced_everywhere_when_redacted() -> None:
    report, _ = whole()
    template = ReportTemplate(kpis=("art", "csat"), splits=("agent", "channel"))
    assert "By agent" in read_pdf(report_pdf(report, template, paper=A4)).text
    hidden = report_pdf(report, replace(template, redact=True), paper=A4)
    text = read_pdf(hidden).text
    for letter in "ABCDEFGHIJKL":
        assert f"Agent {letter}" not in text
    assert "example.org" not in text
    assert "replaced by codes" in text.replace("\n", " ")


def test_redacted_bars_show_codes() -> None:
    data = handmade.dataset()
    report = handmade.report(data=data)
    filtered = replace(report, query=replace(report.query, filters={"agent": ("Agent C",)}))
    pdf = read_pdf(report_pdf(filtered, ReportTemplate(kpis=("volume",), splits=("agent",), redact=True), paper=A4))
    assert "Agent C" not in pdf.text
    assert "Agent: Agent 003" in pdf.text


def test_the_same_report_gives_the_same_bytes_and_dates_of_the_data(qapp: QApplication) -> None:
    report, _ = whole()
    template = ReportTemplate(kpis=("art",))
    light = report_pdf(report, template, paper=A4)
    theme.apply(qapp, "dark")
    try:
        assert report_pdf(report, template, paper=A4) == light
    finally:
        theme.apply(qapp, "light")
    assert f"/CreationDate (D:{report.as_of:%Y%m%d}".encode() in light


@pytest.mark.parametrize(("locale", "paper"), [("de_DE", A4), ("en_US", LETTER), ("fr_CA", LETTER), ("en_GB", A4)])
def test_the_paper_is_that_of_the_country(locale: str, paper: object) -> None:
    assert usual_paper(QLocale(locale)) is paper


def test_paper_can_be_chosen() -> None:
    report, pdf = whole()
    assert pdf.paper == (595.0, 842.0)
    assert read_pdf(report_pdf(report, ReportTemplate(kpis=("art",)), paper=LETTER)).paper == (612.0, 792.0)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    report, _ = whole()
    path = tmp_path / "report.pdf"
    write_report_pdf(report, path, ReportTemplate(kpis=("art",)))
    before = path.read_bytes()
    with pytest.raises(Cancelled):
        write_report_pdf(report, path, ReportTemplate(kpis=("csat",)), Watched("Writing page 2"))
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.pdf"]
    with pytest.raises(FileNotFoundError):
        write_report_pdf(report, tmp_path / "none" / "report.pdf", ReportTemplate(kpis=("art",)))


def test_progress_says_pages_and_ends_whole() -> None:
    report, _ = whole()
    watched = Watched()
    report_pdf(report, ReportTemplate(kpis=("art",)), watched, paper=A4)
    assert any(text.startswith("Writing page 1 of ") for _, _, text in watched.said)
    done, total, _ = watched.said[-1]
    assert done == total > 1


def test_the_printer_gets_the_chosen_pages(tmp_path: Path) -> None:
    report, _ = whole()
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(2, 3)
    assert paint_printed(report, printer, ReportTemplate()) == 2
    printed = read_pdf((tmp_path / "printed.pdf").read_bytes())
    pages = [page.replace("\t", " ") for page in printed.pages]
    assert ["Page 2 of" in pages[0], "Page 3 of" in pages[1], len(pages)] == [True, True, 2]


def test_data_of_one_month_without_targets_or_answers_is_a_report_too() -> None:
    start = np.datetime64("2024-03-01T08:00", "ms")
    frame = pd.DataFrame({
        "ticket_id": [f"T{number}" for number in range(12)],
        "created_at": [start + np.timedelta64(number, "D") for number in range(12)],
        "channel": pd.Categorical(["A channel with a name that is much too long for any axis of a chart, & more"] * 12),
        "_source": np.zeros(12, dtype=np.int32), "_row": np.arange(2, 14, dtype=np.int32),
    })  # fmt: skip
    data = replace(handmade.dataset(), tables={"tickets": frame})
    pdf = read_pdf(report_pdf(handmade.report(data=data), paper=A4))
    assert "KPIs without data" in pdf.outline
    assert "needs" in pdf.text


def test_blocks_of_a_group_stay_on_one_page_and_heads_are_repeated() -> None:
    def block(height: float, head: Block | None = None, group: str = "") -> Block:
        return Block(height=height, draw=lambda _canvas, _y: None, head=head, group=group)

    head = block(20.0)
    room = A4.inside
    rows = [block(room.height / 3, head=head) for _ in range(4)]
    assert [len(page) for page in paginate(rows, room)] == [3, 3]  # each page begins with the head
    pair = [block(room.height * 0.7), block(room.height * 0.2, group="a"), block(room.height * 0.2, group="a")]
    assert [len(page) for page in paginate(pair, room)] == [1, 2]


def test_a_file_that_is_put_together_otherwise_stays_as_it_is() -> None:
    other = b"%PDF-1.7\nanything\nstartxref\n4\n%%EOF\n"
    report, _ = whole()
    assert finished(other, report.as_of, [Bookmark(title="a", page=0, top=1)]) == other


NASTY = (
    "=cmd|' /C calc'!A0",
    "\u202egnirts\u202c עברית العربية",
    "日本語のとても長いチャネル名" * 20,
    "😀 a\tb\nc",
    "x" * 3_000,
    "& <b>",
)


def test_names_of_any_letters_and_lengths_keep_inside_the_pages() -> None:
    frame = handmade.dataset().tables["tickets"].copy()
    rng = np.random.default_rng(3)
    frame["channel"] = pd.Categorical(np.array(NASTY, dtype=object)[rng.integers(0, len(NASTY), len(frame))])
    frame["agent"] = pd.Categorical(np.array(NASTY, dtype=object)[rng.integers(0, len(NASTY), len(frame))])
    data = replace(handmade.dataset(), tables={**handmade.dataset().tables, "tickets": frame})
    report = handmade.report(data=data)
    report = replace(report, query=replace(report.query, filters={"channel": NASTY}))
    template = ReportTemplate(kpis=("art", "volume"), splits=("channel", "agent"), company="C" * 120)
    content = report_pdf(report, template, paper=A4)
    pdf = read_pdf(content)
    assert len(pdf.pages) < 8
    assert "& <b>" in pdf.text
    assert all("Page" in page for page in pdf.pages)
    right = [float(x) for x in re.findall(rb"\n([\d.]+) -[\d.]+ Td", streams(content))]
    assert max(right) <= 595 * 1200 / 72  # where lines of text begin


def streams(content: bytes) -> bytes:
    """The painting of all pages."""
    found = re.findall(rb"/FlateDecode\n>>\nstream\n(.*?)\nendstream", content, re.DOTALL)
    texts = (zlib.decompressobj().decompress(part) for part in found)
    return b"".join(text for text in texts if b" Td" in text)
