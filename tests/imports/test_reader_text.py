"""Text files: encodings, separators, ragged rows; every cell is text or blank and none is lost."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.common.progress import SILENT, Cancelled
from cxdesk.imports.files.encoding import decode
from cxdesk.imports.files.reader import read
from cxdesk.imports.files.textfile import read_text
from cxdesk.imports.raw import Cell, RawSheet
from tests.imports.files import grid


def table(path: Path, content: str | bytes) -> RawSheet:
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    sheets = read(path)
    assert len(sheets) == 1
    return sheets[0]


def test_cells_are_text_or_blank_and_never_numbers(tmp_path):
    sheet = table(tmp_path / "t.csv", "Ticket ID,Score,Note\n00123,5,\n00124,,NA\n")
    assert grid(sheet) == [["Ticket ID", "Score", "Note"], ["00123", "5", None], ["00124", None, "NA"]]
    assert {Cell(kind) for column in sheet.columns for kind in column.kinds} == {Cell.TEXT, Cell.BLANK}
    assert (sheet.format, sheet.encoding, sheet.delimiter, sheet.sheet) == ("csv", "utf-8", ",", "t")


@pytest.mark.parametrize(("delimiter", "name"), [(",", "csv"), (";", "csv"), ("\t", "tsv"), ("|", "csv")])
def test_the_separator_is_found(tmp_path, delimiter, name):
    rows = [["ID", "Subject", "Hours"], ["1", "Refund, please; now", "1,5"], ["2", "A | B", "2,25"]]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    sheet = table(tmp_path / f"t.{name}", out.getvalue())
    assert sheet.delimiter == delimiter
    assert sheet.format == name
    assert grid(sheet) == rows


def test_decimal_commas_do_not_make_the_comma_a_separator(tmp_path):
    sheet = table(tmp_path / "t.csv", "Hours;Cost\n1,5;2,25\n3,5;4,75\n")
    assert grid(sheet) == [["Hours", "Cost"], ["1,5", "2,25"], ["3,5", "4,75"]]


def test_decimal_commas_without_a_header_neither(tmp_path):
    assert grid(table(tmp_path / "t.csv", "1,5;2,25\n3,5;4,75\n")) == [["1,5", "2,25"], ["3,5", "4,75"]]


def test_one_column_needs_no_separator(tmp_path):
    assert grid(table(tmp_path / "t.csv", "Score\n9\n\n10\n")) == [["Score"], ["9"], [None], ["10"]]


def test_the_line_that_names_the_separator_is_not_a_row(tmp_path):
    sheet = table(tmp_path / "t.csv", "sep=;\r\nID;Note\r\n1;a,b\r\n")
    assert (sheet.delimiter, grid(sheet)) == (";", [["ID", "Note"], ["1", "a,b"]])


def test_line_breaks_and_quotation_marks_inside_a_cell_stay(tmp_path):
    sheet = table(tmp_path / "t.csv", 'ID,Comment\r\n1,"first line\r\nsecond ""line"", with comma"\r\n2,ok\r\n')
    assert grid(sheet) == [["ID", "Comment"], ["1", 'first line\r\nsecond "line", with comma'], ["2", "ok"]]


def test_ragged_rows_keep_all_their_cells_and_short_ones_are_filled(tmp_path):
    sheet = table(tmp_path / "t.csv", "Report of May\n\nID,Status\n1,open,extra,more\n2\n3,closed\n")
    assert grid(sheet) == [
        ["Report of May", None, None, None],
        [None, None, None, None],
        ["ID", "Status", None, None],
        ["1", "open", "extra", "more"],
        ["2", None, None, None],
        ["3", "closed", None, None],
    ]


def test_a_separator_at_the_end_of_each_row_makes_no_column(tmp_path):
    sheet = table(tmp_path / "t.csv", "ID;Status;\n1;open;\n2;closed;\n")
    assert grid(sheet) == [["ID", "Status"], ["1", "open"], ["2", "closed"]]


def test_a_separator_at_the_end_of_data_rows_alone_shifts_nothing(tmp_path):
    sheet = table(tmp_path / "t.csv", "ID,Status\n1,open,\n2,closed,\n")
    assert grid(sheet) == [["ID", "Status"], ["1", "open"], ["2", "closed"]]


def test_blank_lines_count_as_rows_between_and_vanish_at_the_end(tmp_path):
    sheet = table(tmp_path / "t.csv", "\nID,Status\n\n1,open\n\n\n,\n")
    assert grid(sheet) == [[None, None], ["ID", "Status"], [None, None], ["1", "open"]]
    assert sheet.first_row == 1


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_ending(tmp_path, ending):
    assert grid(table(tmp_path / "t.csv", ending.join(["a,b", "1,2", "3,4"]))) == [["a", "b"], ["1", "2"], ["3", "4"]]


def test_a_quotation_mark_never_closed_does_not_swallow_the_file(tmp_path):
    sheet = table(tmp_path / "t.csv", 'ID,Note\n1,"ok"\n2,"broken\n3,fine\n4,"also, fine"\n5,x\n')
    assert [row[0] for row in grid(sheet)] == ["ID", "1", "2", "3", "4", "5"]
    assert sheet.notes == ("A quotation mark opened in row 3 is never closed and was read as a character.",)


def test_many_quotation_marks_never_closed_end_the_mending_not_the_reading(tmp_path):
    sheet = table(tmp_path / "t.csv", "ID,Note\n" + "".join(f'{number},"x\n"a","b"\n' for number in range(31)))
    assert len(sheet.notes) == 20
    assert [row[:2] for row in grid(sheet)[:4]] == [["ID", "Note"], ["0", '"x'], ["a", "b"], ["1", '"x']]
    assert sheet.rows == 1 + 2 * 20 + 11


@pytest.mark.parametrize(
    ("encoding", "mark", "found"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("utf-32-le", b"\xff\xfe\x00\x00", "utf-32-le"),
        ("cp1252", b"", "cp1252"),
    ],
)
def test_western_text_in_every_usual_encoding(tmp_path, encoding, mark, found):
    text = (
        "Ticket;Beschreibung;Kosten\n1;Rückerstattung für Größe „M“ – bitte prüfen;5 €\n2;Schöne Grüße aus Köln;7 €\n"
    )
    sheet = table(tmp_path / "t.csv", mark + text.encode(encoding))
    assert sheet.encoding == found
    assert grid(sheet)[1] == ["1", "Rückerstattung für Größe „M“ – bitte prüfen", "5 €"]
    assert grid(sheet)[0][0] == "Ticket"


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1251", "Возврат денег за неработающий товар, клиент недоволен обслуживанием"),
        ("cp1250", "Žádost o vrácení peněz, zákazník je nespokojený s vyřízením stížnosti, příliš dlouhé čekání"),
        ("cp1252", "Viðskiptavinur er óánægður með þjónustuna, það þarf að endurgreiða"),
        ("cp1254", "Müşteri şikayeti: ürün gelmedi, iade işlemi gerçekleşmedi"),
        ("cp1253", "Επιστροφή χρημάτων για ελαττωματικό προϊόν, ο πελάτης δεν είναι ευχαριστημένος"),
        ("shift_jis", "返金のお願い。商品が壊れていました。早急に対応してください。よろしくお願いします。"),
        ("gb18030", "请退款，商品已经损坏，客户对服务不满意，希望尽快处理这个问题，谢谢。"),
    ],
)
def test_other_code_pages_by_their_letters(tmp_path, encoding, words):
    lines = "".join(f"{number};{words} {number}\n" for number in range(30))
    sheet = table(tmp_path / "t.csv", f"ID;Text\n{lines}".encode(encoding))
    assert grid(sheet)[1] == ["0", f"{words} 0"]


def test_a_few_broken_bytes_do_not_turn_utf_8_into_another_encoding(tmp_path):
    good = "".join(f"{number},Größe für Köln\n" for number in range(50)).encode()
    sheet = table(tmp_path / "t.csv", b"ID,Text\n" + good + b"99,bro\xffken\n")
    assert sheet.encoding == "utf-8"
    assert grid(sheet)[1] == ["0", "Größe für Köln"]
    assert grid(sheet)[51] == ["99", "bro�ken"]
    assert sheet.notes == ("1 place is not valid UTF-8; a � stands there.",)


def test_a_mark_that_some_program_took_for_text_is_taken_off(tmp_path):
    assert grid(table(tmp_path / "t.csv", "\ufeffï»¿ID,Status\n1,open\n"))[0] == ["ID", "Status"]


def test_a_character_cut_by_a_step_of_reading_stays_whole():
    text = ("x" * ((1 << 20) - 1)) + "ü" + "y" * 100
    assert decode(text.encode()).encoding == "utf-8"
    assert decode(text.encode("utf-16")).utf8.decode("utf-8") == text


def test_two_separators_that_both_fit_leave_the_one_of_the_header(tmp_path):
    sheet = table(tmp_path / "t.csv", "ID,Tags,Status\n" + "".join(f"{n},a|b,open\n" for n in range(20)))
    assert sheet.delimiter == ","
    assert grid(sheet)[1] == ["0", "a|b", "open"]


def test_a_title_above_the_table_does_not_hide_its_separator(tmp_path):
    sheet = table(tmp_path / "t.csv", "Tickets, exported on Monday\n\nID;Status;Agent\n" + "1;open;Ann\n" * 30)
    assert sheet.delimiter == ";"
    assert grid(sheet)[2] == ["ID", "Status", "Agent"]


def test_large_files_are_read_alike(tmp_path):
    lines = [f'{number},"text {number % 7}, ""x""",{"" if number % 3 else number}' for number in range(150_000)]
    sheet = table(tmp_path / "t.csv", "ID,Text,Third\n" + "\n".join(lines) + "\n")
    assert sheet.rows == 150_001
    assert [column.cell(150_000) for column in sheet.columns] == ["149999", 'text 3, "x"', None]
    assert len(sheet.columns[1].texts) == 8


class _StopAfter:
    def __init__(self, reports: int) -> None:
        self.left = reports

    def report(self, done: int, total: int, text: str = "") -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled


@pytest.mark.parametrize("ragged", [False, True])
def test_cancelling_stops_the_reading(tmp_path, ragged):
    path = tmp_path / "t.csv"
    path.write_text("a,b,c\n" * 100_000 + ("x\n" if ragged else ""), encoding="utf-8")
    with pytest.raises(Cancelled):
        read(path, _StopAfter(1))


CELLS = st.text(alphabet=st.sampled_from('ab1 ,;"\n\r\té'), max_size=5)


@settings(max_examples=200, deadline=None)
@given(
    rows=st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=2, max_size=8), delimiter=st.sampled_from(",;\t|")
)
def test_what_a_csv_writer_wrote_is_what_is_read(tmp_path_factory, rows, delimiter):
    out = io.StringIO()
    out.write(f"sep={delimiter}\n")
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    path = tmp_path_factory.mktemp("h") / "t.csv"
    path.write_bytes(out.getvalue().encode())
    read_back = [[cell or "" for cell in row] for row in grid(read_text(path, SILENT).sheet)]
    width = max((len(row) for row in read_back), default=0)
    wanted = [[*row, *[""] * 4][:4] for row in rows]
    while wanted and not any(wanted[-1]):
        wanted.pop()
    assert [[*row, *[""] * 4][:4] for row in read_back] == wanted
    assert width <= 4
