"""No byte leaves the machine: nothing of ours can speak to a network, and the whole job runs without one."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted([*(ROOT / "cxdesk").rglob("*.py"), *(ROOT / "ui").rglob("*.py"), ROOT / "main.py"])
NETWORK = {
    "aiohttp", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "socketserver", "ssl", "telnetlib", "urllib",
    "urllib3", "webbrowser", "websockets", "xmlrpc",
}  # fmt: skip


def _imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def test_no_module_of_ours_imports_anything_that_speaks_to_a_network() -> None:
    speaking = {
        path.name: name
        for path in SOURCES
        for name in _imported(path)
        if name.split(".")[0] in NETWORK or name.startswith(("PySide6.QtNetwork", "PySide6.QtWeb"))
    }
    assert speaking == {}


def test_import_report_and_export_run_where_no_network_exists_not_even_loopback(tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    apart = [unshare or "", "--user", "--map-root-user", "--net"]
    if unshare is None or subprocess.run([*apart, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this system does not let tests make a network namespace")
    out = tmp_path / "out.xlsx"
    sample = ROOT / "resources" / "samples" / "northwind-surveys.xlsx"
    command = [*apart, sys.executable, "main.py", "report", str(sample), "--xlsx", str(out), "--quiet"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ})
    assert done.returncode == 0, done.stderr
    assert out.stat().st_size > 10_000
