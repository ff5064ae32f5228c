"""Folders that are filled: all files or none, others stay."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from cxdesk.common.folders import filling


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def fill(folder: Path, outdated: list[str], *names: str, stopped: bool = False) -> None:
    """Put new files of these names there."""
    with filling(folder, outdated) as place:
        for name in names:
            (place / name).write_text("new")
        if stopped:
            raise ValueError("stop")


def test_a_new_folder_appears_with_all_its_files(tmp_path: Path) -> None:
    with filling(tmp_path / "out") as place:
        (place / "a.csv").write_text("a")
        assert not (tmp_path / "out").exists()
    assert contents(tmp_path / "out") == {"a.csv": "a"}
    (tmp_path / "usual").mkdir()
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == stat.S_IMODE((tmp_path / "usual").stat().st_mode)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "usual"]


def test_new_files_take_the_place_of_old_ones_and_outdated_ones_go(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv", "mine.txt"):
        (tmp_path / name).write_text("old")
    with filling(tmp_path, ["a.csv", "b.csv", "gone.csv"]) as place:
        (place / "a.csv").write_text("new")
    assert contents(tmp_path) == {"a.csv": "new", "mine.txt": "old"}


def test_an_error_leaves_everything_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("old")
    for folder in (tmp_path, tmp_path / "out"):
        with pytest.raises(ValueError, match="stop"):
            fill(folder, ["a.csv"], "a.csv", stopped=True)
    assert contents(tmp_path) == {"a.csv": "old"}


@pytest.mark.parametrize("fails", range(5))
def test_a_file_that_another_program_holds_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: int
) -> None:
    for name in ("a.csv", "b.csv", "c.csv"):
        (tmp_path / name).write_text("old")
    real, calls = Path.replace, [0]

    def replace(source: Path, place: Path) -> Path:
        calls[0] += 1
        if calls[0] == fails + 1:
            raise PermissionError(13, "held")
        return real(source, place)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(PermissionError):
        fill(tmp_path, ["c.csv"], "a.csv", "b.csv")
    assert contents(tmp_path) == {"a.csv": "old", "b.csv": "old", "c.csv": "old"}
