"""Where a document lies, as far as that endangers it, and whether it is still the file that was opened.

A folder that another program copies to and from a server, or that is on another computer, may have its files exchanged
at any time, and locks that only one computer sees. There a document is looked at before it is saved.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath, PureWindowsPath
from typing import Literal, Self

NETWORK = "a network folder"
Change = Literal["gone", "replaced", "changed"]

# what a synchronised folder is called, by the service's name; behind it may stand a number, an account or a company
_NAMES = (
    (r"onedrive", "OneDrive"),
    (r"dropbox", "Dropbox"),
    (r"google ?drive", "Google Drive"),
    (r"icloud ?drive|mobile documents|com~apple~clouddocs", "iCloud Drive"),
    (r"nextcloud", "Nextcloud"),
    (r"owncloud", "ownCloud"),
    (r"box sync", "Box"),
    (r"pcloud ?drive|pcloudsync", "pCloud"),
    (r"megasync", "MEGA"),
    (r"proton ?drive", "Proton Drive"),
    (r"seafile|seadrive", "Seafile"),
    (r"tresorit", "Tresorit"),
)
_BEHIND = r"(?:\d+| ?\(.+\)| [-–] .+|-personal|-.*@.+)?"
_SERVICES = tuple((re.compile(rf"(?:{names}){_BEHIND}", re.IGNORECASE), word) for names, word in _NAMES)
_MAC_FOLDER = "cloudstorage"
_GOOGLE_DRIVES = {
    "my drive",
    "shared drives",
    "meine ablage",
    "geteilte ablagen",
    "mon drive",
    "mi unidad",
    "meu drive",
}
# what the services' programs put into folders that they synchronise (.dropbox as a folder holds but their settings)
_SIGNS = tuple(
    (re.compile(names), word)
    for names, word in (
        (r"\.dropbox(\.cache|\.device)?", "Dropbox"),
        (r"\.tmp\.drive(up|down)load", "Google Drive"),
        (r"\.nextcloudsync\.log|\._?sync_[0-9a-f]{6,}\.db", "Nextcloud"),
        (r"\.owncloudsync\.log", "ownCloud"),
        (r"\.stfolder", "Syncthing"),
        (r"\.megaignore", "MEGA"),
    )
)
_MAX_ENTRIES = 5_000
_NETWORKS = re.compile(
    r"nfs4?|cifs|smb3?|smbfs|afpfs|afs|ncpfs|9p|ceph|glusterfs|lustre|beegfs|gpfs|davfs2?|webdav|ftp|"
    r"fuse\.(sshfs|rclone|gvfsd-fuse|kio-fuse|davfs2?|smbnetfs|s3fs|glusterfs|cephfs|curlftpfs|gcsfuse)"
)
# kinds of drives that give a file another number whenever it is asked for
_NUMBERED_ANEW = re.compile(r"vfat|msdos|exfat|fuse(blk|\..*)?")
_DRIVE_REMOTE = 4
_OCTAL = re.compile(r"\\([0-7]{3})")
_MOUNTED = re.compile(r"^.+? on (?P<point>.+) \((?P<kind>[^,)]+)[^)]*\)$")


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a file was when it was last read or written: bytes, time of its last change, and number on its drive."""

    size: int
    mtime_ns: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> Self:
        """The file as it is now.

        Raises:
            OSError: it is not there, or the drive does not answer.
        """
        told = path.stat()
        return cls(size=told.st_size, mtime_ns=told.st_mtime_ns, inode=told.st_ino)


def changed_since(path: Path, seen: Seen) -> Change | None:
    """What happened to a file since it was seen: it is gone, another one stands there, it was written to, or nothing.

    Drives that count time in steps of two seconds may hide a change right after another; the document's own count of
    saves shows it.

    Raises:
        OSError: the drive does not answer.
    """
    try:
        now = Seen.of(path)
    except (FileNotFoundError, NotADirectoryError):
        return "gone"
    if now == seen:
        return None
    if (now.size, now.mtime_ns) != (seen.size, seen.mtime_ns):
        return "replaced" if now.inode != seen.inode else "changed"
    kind = _drive_of(path.resolve())
    return None if _NETWORKS.fullmatch(kind) or _NUMBERED_ANEW.fullmatch(kind) else "replaced"


def place_of(path: Path) -> str | None:
    """The service or "a network folder" that a path lies in, in the user's words; None: a folder of this computer.

    It is told by names, by what such programs leave in their folders and by the kind of drive, so it may be wrong both
    ways: good for a hint and for being careful, not for refusing.
    """
    try:
        real = path.resolve()
    except (OSError, RuntimeError):  # a link that leads to itself is a RuntimeError before Python 3.13
        return service_of(path)
    return service_of(path) or service_of(real) or network_of(real) or _marked(real.parents)


def service_of(path: PurePath) -> str | None:
    """The synchronising service by the names of the folders that a path lies in."""
    folders = path.parts[:-1]
    if isinstance(path, PureWindowsPath) and len(folders) > 1 and folders[1].casefold() in _GOOGLE_DRIVES:
        return "Google Drive"
    for above, folder in zip(("", *folders), folders, strict=False):
        # macOS keeps them all in one folder, as OneDrive-Company or Box-Box
        name = folder.partition("-")[0] if above.casefold() == _MAC_FOLDER else folder
        word = next((word for names, word in _SERVICES if names.fullmatch(name)), None)
        if word or above.casefold() == _MAC_FOLDER:
            return word or name
    return None


def network_of(path: Path) -> str | None:
    """The words for a path on another computer; None if it is on this one, or the system does not say."""
    return NETWORK if is_unc(path) or _NETWORKS.fullmatch(_drive_of(path)) else None


def is_unc(path: PurePath) -> bool:
    r"""Whether a path of Windows leads to another computer: `\\server\share\file`, `\\?\UNC\server\share\file`."""
    if not isinstance(path, PureWindowsPath):
        return False
    drive = path.drive.replace("/", "\\")
    is_long = drive.startswith(("\\\\?\\", "\\\\.\\"))
    return drive[4:].upper().startswith("UNC\\") if is_long else drive.startswith("\\\\")


def drive_in(path: PurePath, mounts: Iterable[tuple[str, str]]) -> str:
    """The kind of file system that a path lies on; `mounts` are (mount point, kind), a later one covers an earlier."""
    inside = [
        (len(PurePath(point).parts), number, kind)
        for number, (point, kind) in enumerate(mounts)
        if path.is_relative_to(point)
    ]
    return max(inside, default=(0, 0, ""))[2]


def read_mounts(text: str) -> tuple[tuple[str, str], ...]:
    """(mount point, kind) of each line of `/proc/self/mounts`, with blanks and the like spelt out again."""
    fields = (line.split(" ") for line in text.splitlines())
    return tuple((_spelt(parts[1]), parts[2]) for parts in fields if len(parts) > 2)


def read_mount_command(text: str) -> tuple[tuple[str, str], ...]:
    """(mount point, kind) of each line that macOS's `mount` writes: `//a@b/c on /Volumes/c (smbfs, nodev)`."""
    found = (_MOUNTED.match(line) for line in text.splitlines())
    return tuple((hit["point"], hit["kind"]) for hit in found if hit)


def _spelt(text: str) -> str:
    return os.fsdecode(_OCTAL.sub(lambda code: chr(int(code[1], 8)), text).encode("utf-8", "surrogateescape"))


if sys.platform == "win32":
    import ctypes

    def _drive_of(path: Path) -> str:
        kind: int = ctypes.windll.kernel32.GetDriveTypeW(f"{path.drive}\\")
        return "smbfs" if kind == _DRIVE_REMOTE else ""

elif sys.platform == "darwin":

    def _drive_of(path: Path) -> str:
        with suppress(OSError, subprocess.SubprocessError):
            done = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=False)
            return drive_in(path, read_mount_command(done.stdout))
        return ""

else:

    def _drive_of(path: Path) -> str:
        with suppress(OSError):
            text = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape")
            return drive_in(path, read_mounts(text))
        return ""


def _marked(folders: Iterable[Path]) -> str | None:
    """The service whose traces one of the folders holds."""
    for folder in folders:
        with suppress(OSError), os.scandir(folder) as entries:
            for _, entry in zip(range(_MAX_ENTRIES), entries, strict=False):
                word = next((word for names, word in _SIGNS if names.fullmatch(entry.name)), None)
                if word and not (entry.name == ".dropbox" and entry.is_dir()):
                    return word
    return None
