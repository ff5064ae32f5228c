"""Wrong usage ends with code 2 and one plain sentence; nothing else is written."""

import io
import sys
from pathlib import Path

import pytest

from cxdesk import cli
from cxdesk.cli import main
from cxdesk.common import terminal, zones
from cxdesk.common.problems import UserError

TICKETS = "ticket_id,created_at,channel\n1,2024-01-02 10:00,email\n2,2024-01-03 10:00,chat\n"


@pytest.fixture
def tickets(tmp_path: Path) -> Path:
    path = tmp_path / "tickets.csv"
    path.write_text(TICKETS, encoding="utf-8")
    return path


def sentence_of(capsys, argv) -> str:
    assert main([str(arg) for arg in argv]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    assert err.startswith("cxdesk: ")
    assert len(err.strip().splitlines()) == 1
    return err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--by", "fortnight"], "fortnight"),
        (["--from", "31.12.2024"], "31.12.2024"),
        (["--from", "2024-02-30"], "2024-02-30"),
        (["--from", "0001-01-01"], "0001-01-01"),
        (["--from", "2024-03-01", "--to", "2024-03-01"], "empty"),
        (["--timezone", "Mars/Olympus"], "Mars/Olympus"),
        (["--timezone", "../etc/passwd"], "time zone"),
        (["--as-of", "yesterday"], "yesterday"),
        (["--set", "clock=sundial"], "sundial"),
        (["--set", "clock"], "KEY=VALUE"),
        (["--set", "colour=red"], "colour"),
        (["--json", "-", "--csv", "-"], "standard output"),
        (["--workspace", "a.cxdesk"], "not there any more"),
        (["--save", "a.xlsx"], ".cxdesk"),
        (["--frobnicate"], "frobnicate"),
        (["--quiet", "--verbose"], "--quiet"),
        (["--json", "nowhere/at/all.json"], "does not exist"),
        (["--targets", "none.json"], "none.json"),
    ],
)
def test_wrong_options_are_one_sentence(capsys, tickets, options, words):
    assert words in sentence_of(capsys, ["report", tickets, *options])


def test_no_verb_and_no_file(capsys):
    assert "report" in sentence_of(capsys, [])
    assert "nothing to read" in sentence_of(capsys, ["report"])


def test_an_input_is_never_written_over(capsys, tickets):
    assert "files to read" in sentence_of(capsys, ["report", tickets, "--csv", tickets])
    assert tickets.read_text(encoding="utf-8") == TICKETS


def test_two_outputs_need_two_files(capsys, tickets, tmp_path):
    out = tmp_path / "out"
    assert "Two outputs" in sentence_of(capsys, ["report", tickets, "--csv", out, "--json", out])


def test_a_folder_is_no_output(capsys, tickets, tmp_path):
    assert "folder" in sentence_of(capsys, ["report", tickets, "--json", tmp_path])


def test_help_and_version_end_with_zero(capsys):
    assert main(["--help"]) == 0
    assert main(["report", "--help"]) == 0
    assert main(["--version"]) == 0
    assert "cxdesk 0.1.0" in capsys.readouterr().out


def test_a_bug_ends_with_one_and_names_the_log(capsys, monkeypatch):
    def broken(_options):
        raise RuntimeError("a bug")

    monkeypatch.setattr(cli, "_kpis", broken)
    assert main(["kpis"]) == 1
    err = capsys.readouterr().err
    assert "Traceback" not in err
    log = Path(err.strip().rsplit(" ", 1)[1])
    assert log.name == "cxdesk.log"
    assert "RuntimeError: a bug" in log.read_text(encoding="utf-8")


def test_a_closed_pipe_ends_quietly(capsys, monkeypatch):
    def gone(_options):
        raise BrokenPipeError

    monkeypatch.setattr(cli, "_kpis", gone)
    monkeypatch.setattr(cli, "_quiet_end", lambda: 0)
    assert main(["kpis"]) == 0
    assert capsys.readouterr().err == ""


def test_the_zone_comes_from_the_environment_first():
    assert zones.system_zone({"TZ": ":Europe/Berlin"}) == "Europe/Berlin"
    assert zones.system_zone({"TZ": "Etc/UTC"}) == "UTC"
    assert zones.system_zone({"TZ": "no such zone"}) == zones.system_zone({})


def test_the_zone_comes_from_the_link_then_from_the_file_else_utc(monkeypatch, tmp_path):
    zone = tmp_path / "zoneinfo" / "Asia"
    zone.mkdir(parents=True)
    (zone / "Tokyo").write_bytes(b"")
    link = tmp_path / "localtime"
    link.symlink_to(zone / "Tokyo")
    name = tmp_path / "timezone"
    name.write_text("America/Lima\n", encoding="utf-8")
    monkeypatch.setattr(zones, "_LINK", link)
    monkeypatch.setattr(zones, "_NAME", name)
    assert zones.system_zone({}) == "Asia/Tokyo"
    link.unlink()
    assert zones.system_zone({}) == "America/Lima"
    name.unlink()
    assert zones.system_zone({}) == "UTC"


@pytest.mark.parametrize("name", ["", "Europe", "Nowhere/Land", "/etc/passwd", "Europe/Berlin\x00"])
def test_names_that_are_no_zone_are_refused(name):
    with pytest.raises(UserError):
        zones.checked_zone(name)


class Terminal(io.TextIOWrapper):
    """A terminal that knows no character beyond ASCII."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="ascii", newline="")

    def isatty(self) -> bool:
        return True

    @property
    def text(self) -> str:
        self.flush()
        self.seek(0)
        return self.read()


def test_the_bar_is_drawn_on_a_terminal_only():
    stream = Terminal()
    with terminal.Bar.on(stream, shown=True) as bar:
        bar.report(5, 10, "reading")
    assert " 50% [##########..........] reading" in stream.text
    assert stream.text.endswith("\r")
    silent = Terminal()
    with terminal.Bar.on(silent, shown=False) as bar:
        bar.report(5, 10, "reading")
    assert silent.text == ""


def test_a_narrow_encoding_shows_question_marks():
    stream = Terminal()
    terminal.say("≥ 80 %", stream)
    assert stream.text == "? 80 %\n"


def test_nothing_is_said_without_a_console():
    terminal.say("words", None)
    assert sys.stdout is not None
