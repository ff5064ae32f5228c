"""Encodings of text files that real programs write, guessed from short exports; texts decoded wrongly before."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxdesk.common.problems import UserError
from cxdesk.imports import service
from cxdesk.imports.files.mended import put_right
from cxdesk.imports.files.reader import read
from tests.imports.files import workbook


def export(path: Path, words: str, encoding: str) -> Path:
    """A small export in which only the subjects are beyond ASCII."""
    lines = ["Id;Status;Channel;Subject", *(f"{number};open;email;{words} {number}" for number in range(20))]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


@pytest.mark.parametrize(
    ("words", "encodings"),
    [
        ("Zurück an Müller, Größe", ("cp1252", "mac_roman", "cp850", "utf-16", "utf-16-be", "utf-32", "utf-32-le")),
        ("Preis 5 € für Größe", ("cp1252", "iso8859_15", "mac_roman")),
        ("Réponse à l'été reçue", ("cp1252", "mac_roman", "cp850")), ("l’été “bien” – œuvre", ("cp1252", "mac_roman")),
        ("¿Qué pasó? Año señor", ("cp1252", "cp850", "mac_roman")), ("Ação não concluída, você", ("cp1252", "cp850")),
        ("Søren får æbler på ø", ("cp1252", "mac_roman", "cp850")), ("Zażółć gęślą jaźń łódź", ("cp1250", "iso8859_2")),
        ("Příliš žluťoučký kůň", ("cp1250", "iso8859_2")), ("Árvíztűrő tükörfúrógép", ("cp1250", "iso8859_2")),
        ("Şifre değiştirme ığüş", ("cp1254",)), ("Būtų gražu ąčęėįšųū", ("cp1257",)),
        ("Не работает вход", ("cp1251", "koi8_r")), ("无法登录系统", ("gb18030", "utf-16-le")),
        ("ÄNDERUNG GRÖSSE", ("cp1252", "mac_roman")),
    ],
)  # fmt: skip
def test_the_encoding_is_found_from_few_words(tmp_path, words: str, encodings: tuple[str, ...]):
    for encoding in encodings:
        (sheet,) = read(export(tmp_path / "export.csv", words, encoding))
        assert sheet.columns[3].cell(1) == f"{words} 0", encoding


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("ZurÃ¼ck", "Zurück"), ("PrioritÃ¤t", "Priorität"), ("weâ€™re", "we’re"), ("GrÃ¶ÃŸe", "Größe"),
        ("ZurÃƒÂ¼ck", "Zurück"), ("5 â‚¬", "5 €"), ("Ð¿Ñ€Ð¸Ð²ÐµÑ‚", "привет"),
        ("Zurück", "Zurück"), ("Ã¤ statt ä", "Ã¤ statt ä"), ("São Paulo", "São Paulo"), ("plain", "plain"),
        ("Ãrea", "Ãrea"), ("naïve “text”", "naïve “text”"),
    ],
)  # fmt: skip
def test_texts_decoded_wrongly_before_are_put_right(wrong: str, right: str):
    assert put_right(wrong) == right


def test_header_and_cells_decoded_wrongly_are_put_right_and_counted(tmp_path):
    path = workbook(tmp_path / "t.xlsx", [["Ticket-ID", "PrioritÃ¤t"], ["1", "hÃ¶her"], ["2", "tief"], ["3", "hÃ¶her"]])
    (sheet,) = read(path)
    assert [sheet.columns[1].cell(row) for row in range(4)] == ["Priorität", "höher", "tief", "höher"]
    assert sheet.notes == (
        "3 cells had been decoded wrongly by another program before and were put right: “PrioritÃ¤t” is “Priorität”.",
    )


def test_zero_bytes_and_the_old_sign_of_a_files_end_are_left_out(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b"Id;Name\r\n1;Mei\x00er\r\n2;B\r\n3;C\r\n4;D\r\n\x1a")
    (sheet,) = read(path)
    assert sheet.columns[1].cell(1) == "Meier"
    assert sheet.rows == 5
    assert sheet.notes == ("1 zero byte was left out.",)


def test_the_user_may_say_the_encoding(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes("Ticket ID;Created at;Subject\n1;2024-03-05;Übung\n2;2024-03-06;Ärger\n".encode("cp1250"))
    draft = service.with_encoding(service.draft([path]), 0, "cp850")
    assert draft.sheets[0].raw.encoding == "cp850"
    assert draft.sheets[0].raw.columns[2].cell(1) == "▄bung"  # what cp850 has where cp1250 has Ü
    assert service.with_encoding(draft, 0, "cp1250").sheets[0].raw.columns[2].cell(2) == "Ärger"
    with pytest.raises(UserError, match="no encoding"):
        service.with_encoding(draft, 0, "klingon")
