from __future__ import annotations

import os
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from cxdesk.workspace import cloud
from cxdesk.workspace.cloud import (
    NETWORK,
    Seen,
    changed_since,
    drive_in,
    is_unc,
    place_of,
    read_mount_command,
    read_mounts,
    service_of,
)

MOUNTS = """\
/dev/vda / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
//nas/share /mnt/the\\040share cifs rw,vers=3.1.1 0 0
server:/export /mnt/nfs nfs4 rw 0 0
/dev/sdb1 /mnt/nfs/disk ext4 rw 0 0
me@host:/ /mnt/ssh fuse.sshfs rw 0 0
/dev/sdc1 /mnt/stick vfat rw 0 0
systemd-1 /mnt/auto autofs rw 0 0
server:/b /mnt/auto nfs rw 0 0
gvfsd-fuse /run/user/1000/gvfs fuse.gvfsd-fuse rw 0 0
broken
"""


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("C:/Users/Anna/OneDrive/book.cxdesk", "OneDrive"),
        ("C:/Users/Anna/OneDrive - Shop GmbH/Support/book.cxdesk", "OneDrive"),
        ("C:/Users/Anna/iCloudDrive/book.cxdesk", "iCloud Drive"),
        ("G:/My Drive/book.cxdesk", "Google Drive"),
        ("G:/Meine Ablage/2024/book.cxdesk", "Google Drive"),
        ("D:/Work/My Drive/book.cxdesk", None),
        ("C:/Users/Anna/Dropbox (Shop)/book.cxdesk", "Dropbox"),
        ("C:/Users/Anna/Documents/book.cxdesk", None),
        ("C:/Users/Anna/Documents/Dropbox", None),
        ("C:/Dropboxes/book.cxdesk", None),
    ],
)
def test_services_are_known_by_their_folders_on_windows(path: str, word: str | None):
    assert service_of(PureWindowsPath(path)) == word


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("/u/anna/Library/Mobile Documents/com~apple~CloudDocs/book.cxdesk", "iCloud Drive"),
        ("/u/anna/Library/CloudStorage/OneDrive-ShopGmbH/book.cxdesk", "OneDrive"),
        ("/u/anna/Library/CloudStorage/GoogleDrive-anna@shop.com/My Drive/book.cxdesk", "Google Drive"),
        ("/u/anna/Library/CloudStorage/Box-Box/book.cxdesk", "Box"),
        ("/u/anna/Library/CloudStorage/Other/book.cxdesk", "Other"),
        ("/u/anna/Dropbox/book.cxdesk", "Dropbox"),
        ("/u/anna/dropbox/book.cxdesk", "Dropbox"),
        ("/u/anna/Nextcloud2/book.cxdesk", "Nextcloud"),
        ("/u/anna/nextcloud-notes/book.cxdesk", None),
        ("/u/anna/My Drive/book.cxdesk", None),
        ("/u/anna/book.cxdesk", None),
        ("book.cxdesk", None),
        ("", None),
    ],
)
def test_services_are_known_by_their_folders_elsewhere(path: str, word: str | None):
    assert service_of(PurePosixPath(path)) == word


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (PureWindowsPath(r"\\nas\share\book.cxdesk"), True),
        (PureWindowsPath("//nas/share/book.cxdesk"), True),
        (PureWindowsPath(r"\\?\UNC\nas\share\book.cxdesk"), True),
        (PureWindowsPath(r"\\?\C:\book.cxdesk"), False),
        (PureWindowsPath(r"C:\book.cxdesk"), False),
        (PureWindowsPath(r"book.cxdesk"), False),
        (PurePosixPath("//nas/share/book.cxdesk"), False),
    ],
)
def test_paths_of_another_computer_are_known_on_windows(path: PurePath, expected: bool):
    assert is_unc(path) is expected


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/mnt/the share/a/book.cxdesk", "cifs"),
        ("/mnt/the", "ext4"),
        ("/mnt/nfs/book.cxdesk", "nfs4"),
        ("/mnt/nfs/disk/book.cxdesk", "ext4"),
        ("/mnt/nfs2/book.cxdesk", "ext4"),
        ("/mnt/ssh/book.cxdesk", "fuse.sshfs"),
        ("/mnt/auto/book.cxdesk", "nfs"),
        ("/run/user/1000/gvfs/smb-share:server=nas/book.cxdesk", "fuse.gvfsd-fuse"),
        ("relative", ""),
    ],
)
def test_the_drive_is_the_one_mounted_deepest_and_last(path: str, kind: str):
    assert drive_in(PurePosixPath(path), read_mounts(MOUNTS)) == kind


def test_the_list_of_drives_of_macos_is_read():
    text = (
        "/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)\n"
        "//anna@nas/share on /Volumes/Share (1) (smbfs, nodev, nosuid, mounted by anna)\n"
        "map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)\n"
    )
    mounts = read_mount_command(text)
    assert [kind for _, kind in mounts] == ["apfs", "smbfs", "autofs"]
    assert drive_in(PurePosixPath("/Volumes/Share (1)/book.cxdesk"), mounts) == "smbfs"


@pytest.mark.parametrize(
    ("kind", "word"), [("nfs4", NETWORK), ("cifs", NETWORK), ("fuse.sshfs", NETWORK), ("ext4", None), ("fuseblk", None)]
)
def test_network_drives_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, word: str | None):
    monkeypatch.setattr(cloud, "_drive_of", lambda _path: kind)
    assert place_of(tmp_path / "book.cxdesk") == word


@pytest.mark.parametrize(
    ("marker", "word"),
    [
        (".dropbox.cache/", "Dropbox"),
        (".dropbox", "Dropbox"),
        (".dropbox/", None),
        (".tmp.driveupload/", "Google Drive"),
        (".sync_4f2a9c01d3e7.db", "Nextcloud"),
        ("._sync_4f2a9c01d3e7.db", "Nextcloud"),
        (".stfolder/", "Syncthing"),
        (".syncthing", None),
        ("dropbox", None),
    ],
)
def test_traces_of_a_service_in_any_folder_above_tell_it(tmp_path: Path, marker: str, word: str | None):
    (tmp_path / "files" / "deep").mkdir(parents=True)
    trace = tmp_path / "files" / marker
    if marker.endswith("/"):
        trace.mkdir()
    else:
        trace.write_bytes(b"")
    assert place_of(tmp_path / "files" / "deep" / "book.cxdesk") == word


def test_a_link_into_a_synchronised_folder_leads_there(tmp_path: Path):
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "Dropbox" / "book.cxdesk").write_bytes(b"")
    (tmp_path / "book.cxdesk").symlink_to(tmp_path / "Dropbox" / "book.cxdesk")
    assert place_of(tmp_path / "book.cxdesk") == "Dropbox"
    assert place_of(tmp_path / "none" / "book.cxdesk") is None


def test_links_in_a_circle_lie_nowhere(tmp_path: Path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert place_of(tmp_path / "a" / "book.cxdesk") is None


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "book.cxdesk"
    path.write_bytes(b"old")
    return path


def test_an_untouched_file_is_the_same(document: Path):
    seen = Seen.of(document)
    document.read_bytes()
    document.chmod(0o600)
    assert changed_since(document, seen) is None


def test_a_file_written_to_is_changed_even_at_the_same_length(document: Path):
    seen = Seen.of(document)
    with document.open("r+b") as file:
        file.write(b"new")
    os.utime(document, ns=(0, seen.mtime_ns + 1))
    assert changed_since(document, seen) == "changed"
    os.utime(document, ns=(0, seen.mtime_ns - 1))
    assert changed_since(document, seen) == "changed"


@pytest.mark.parametrize("content", [b"new", b"longer"])
def test_another_file_under_the_name_is_seen_whatever_its_length_and_time(document: Path, content: bytes):
    seen = Seen.of(document)
    other = document.with_name("other")
    other.write_bytes(content)
    os.utime(other, ns=(seen.mtime_ns, seen.mtime_ns))
    other.replace(document)
    assert changed_since(document, seen) == "replaced"


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "vfat", "fuse.sshfs", "fuseblk"])
def test_drives_that_number_files_anew_replace_nothing(document: Path, monkeypatch: pytest.MonkeyPatch, kind: str):
    monkeypatch.setattr(cloud, "_drive_of", lambda _path: kind)
    seen = Seen.of(document)
    moved = Seen(size=seen.size, mtime_ns=seen.mtime_ns, inode=seen.inode + 1)
    assert changed_since(document, moved) is None
    monkeypatch.setattr(cloud, "_drive_of", lambda _path: "ext4")
    assert changed_since(document, moved) == "replaced"


def test_a_file_that_is_gone_is_said(document: Path):
    seen = Seen.of(document)
    document.unlink()
    assert changed_since(document, seen) == "gone"
    assert changed_since(document / "below", seen) == "gone"
    with pytest.raises(FileNotFoundError):
        Seen.of(document)
