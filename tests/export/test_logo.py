"""Logos: what is taken, what is refused and with which sentence, how large they are shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxdesk.common.problems import UserError
from cxdesk.export.logo import checked_logo, logo_of, read_logo
from tests.export import pictures


def test_a_png_and_a_jpeg_are_taken_with_their_size():
    assert (checked_logo(pictures.png(200, 80)).width, checked_logo(pictures.png(200, 80)).height) == (200, 80)
    found = checked_logo(pictures.jpeg(32, 16))
    assert (found.width, found.height) == (32, 16)


def test_a_logo_is_fitted_into_its_place_with_its_aspect_and_never_enlarged():
    assert checked_logo(pictures.png(200, 80)).fitted == (120.0, 48.0)
    assert checked_logo(pictures.png(960, 48)).fitted == (240.0, 12.0)
    assert checked_logo(pictures.png(20, 10)).fitted == (20.0, 10.0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The logo “a.png” is empty. Choose a PNG or JPEG picture."),
        (b"GIF89a....", "The logo “a.png” is a GIF picture. Choose a PNG or JPEG picture."),
        (b"  <svg xmlns=...", "The logo “a.png” is an SVG picture. Choose a PNG or JPEG picture."),
        (b"hello", "The logo “a.png” is no picture. Choose a PNG or JPEG picture."),
        (b"\x89PNG\r\n\x1a\n" + bytes(2 << 20), "The logo “a.png” has more than 2 MB. Choose a smaller picture."),
        (
            pictures.png_of_claimed_size(4001, 10),
            "The logo “a.png” is 4,001 x 10 pixels large. Choose one of at most 4,000 pixels across.",
        ),
    ],
)
def test_what_can_be_no_logo_is_refused_in_one_sentence(content, words):
    with pytest.raises(UserError) as refused:
        checked_logo(content, "a.png")
    assert str(refused.value) == words


@pytest.mark.parametrize(
    "content",
    [
        pictures.png()[:-20],
        pictures.png()[:60] + b"\x00\x01\x02" + pictures.png()[63:],
        pictures.png(rows=10),
        pictures.png_of_claimed_size(4000, 4000),
        pictures.png_of_claimed_size(0, 10),
        pictures.jpeg()[:-4],
        b"\xff\xd8\xff\xd9",
        b"\x89PNG\r\n\x1a\n",
    ],
    ids=["cut", "flipped", "rows missing", "no rows", "no width", "jpeg cut", "jpeg without picture", "mark only"],
)
def test_a_damaged_picture_is_refused(content):
    with pytest.raises(UserError, match=r"is damaged\. Save it anew as PNG or JPEG, or choose another picture"):
        checked_logo(content)


def test_every_cut_of_a_picture_is_refused():
    whole = pictures.png(20, 10)
    for end in range(len(whole)):
        with pytest.raises(UserError):
            checked_logo(whole[:end])


def test_a_file_that_is_not_there_is_said(tmp_path: Path):
    with pytest.raises(UserError, match=r"The logo “gone.png” cannot be read: No such file or directory\."):
        read_logo(tmp_path / "gone.png")
    (tmp_path / "here.png").write_bytes(pictures.png())
    assert read_logo(tmp_path / "here.png") == pictures.png()


def test_a_template_whose_logo_can_be_shown_no_more_has_none():
    assert logo_of(None) is None
    assert logo_of(b"broken") is None
    assert logo_of(pictures.png()) is not None
