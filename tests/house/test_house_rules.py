"""The house keeps its own rules: sizes, floors, pins, nothing of a registry or a machine."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted([*(ROOT / "cxdesk").rglob("*.py"), *(ROOT / "ui").rglob("*.py"), ROOT / "dev.py", ROOT / "main.py"])
MAX_FILE, MAX_FUNCTION = 400, 40


def test_no_file_is_longer_than_400_lines() -> None:
    long = {path.name: n for path in SOURCES if (n := len(path.read_text("utf-8").splitlines())) > MAX_FILE}
    assert long == {}


def test_no_function_has_more_than_40_lines_of_code() -> None:
    long = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                if body and (lines := (body[-1].end_lineno or 0) - body[0].lineno + 1) > MAX_FUNCTION:
                    long.append((path.name, node.name, lines))
    assert long == []


def test_the_domain_loads_no_qt_module() -> None:
    script = (
        "import importlib, pkgutil, sys, cxdesk\n"
        "for m in pkgutil.walk_packages(cxdesk.__path__, 'cxdesk.'):\n"
        "    importlib.import_module(m.name)\n"
        "bad = [m for m in sys.modules if m.split('.')[0] in {'PySide6', 'shiboken6', 'pyqtgraph', 'ui'}]\n"
        "sys.exit(' '.join(bad) or None)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_qt_calls_keep_the_reference_counts_of_none_and_true() -> None:
    """PySide6 6.12 on Python 3.11 loses one a call and aborts the process soon after."""
    script = (
        "import sys\n"
        "from PySide6.QtCore import QObject, Signal\n"
        "from PySide6.QtGui import QPen\n"
        "class S(QObject):\n"
        "    s = Signal()\n"
        "o, p = S(), QPen()\n"
        "none, true = sys.getrefcount(None), sys.getrefcount(True)\n"
        "for _ in range(500):\n"
        "    p.setWidth(1); o.s.emit()\n"
        "lost = none - sys.getrefcount(None), true - sys.getrefcount(True)\n"
        "sys.exit(f'lost references: {lost}' if max(lost) > 50 else None)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "name", ["requirements.lock", "requirements-dev.lock", "requirements-fuzz.lock", "constraints.txt"]
)
def test_locks_carry_no_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    assert "index-url" not in text


def test_every_pin_lies_in_the_range_that_the_project_states() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    stated = [Requirement(text) for text in [*project["dependencies"], *project["optional-dependencies"]["dev"]]]
    pins = {
        (m[1].lower(), m[2])
        for m in re.finditer(r"^([\w.-]+)==([\w.]+)", (ROOT / "requirements-dev.lock").read_text("utf-8"), re.MULTILINE)
    }
    for requirement in stated:
        versions = [Version(v) for n, v in pins if n == requirement.name.lower().replace("_", "-")]
        assert any(requirement.specifier.contains(v) for v in versions), requirement.name


def test_tracked_files_name_no_home_folder_and_no_package_index() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    needles = re.compile(r"pypi\." + r"org|files\.python" + r"hosted|/ho" + r"me/\w|/ro" + r"ot/|--find" + r"-links")
    found = []
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".txt", ".lock", ".cfg", ".ini", ""} and path.is_file():
            text = path.read_text("utf-8", errors="replace")
            found += [(name, hit.group()) for hit in needles.finditer(text)]
    assert found == []


def test_the_kpi_reference_says_what_the_catalogue_says() -> None:
    script = ROOT / "docs" / "make_reference.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + "Run: python docs/make_reference.py"
