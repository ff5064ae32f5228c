"""Tasks of the project, in plain standard-library Python: `python3 dev.py run`, `python3 dev.py test`.

Each task does its own set-up: the system libraries Qt needs (Debian and Ubuntu), a virtual environment in `.venv`
with the locked dependencies, then the task. Nothing else is needed beforehand than Python 3.11 or newer.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from ui.basics.platform_check import missing_packages, trouble

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OUT = ROOT / "out"
SAMPLES = sorted((ROOT / "resources" / "samples").glob("northwind-*.xlsx"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one task; its exit code is ours."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what an older Python is told by
        return _say("CX Desk needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".")
    tasks = {"run": run, "test": test, "check": check, "format": fix, "lock": lock, "shots": shots, "bench": bench}
    parser = argparse.ArgumentParser(prog="dev.py", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("task", choices=tasks, help="run the app on its sample, test everything, ...")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="handed on (test: to pytest; bench: names)")
    chosen = parser.parse_args(arguments)
    try:
        return tasks[chosen.task](chosen.rest)
    except subprocess.CalledProcessError as error:
        return _say(f"This command failed with exit code {error.returncode}: {' '.join(map(str, error.cmd))}")


def run(rest: list[str]) -> int:
    """Start the app on the bundled sample; without a display do the same job headless."""
    screen = _has_display()
    _system_packages(x11=screen)
    _environment("requirements.lock")
    if screen and not rest and trouble() is None:
        return _call([PYTHON, "main.py", "--sample"])
    OUT.mkdir(exist_ok=True)
    workbook, figures, picture = OUT / "northwind-kpis.xlsx", OUT / "northwind-kpis.json", OUT / "overview-light.png"
    _check([PYTHON, "main.py", "report", *SAMPLES, "--xlsx", workbook, "--json", figures, "--split", "channel",
            "--split", "agent", "--split", "team", *rest])  # fmt: skip
    offscreen = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run([PYTHON, "docs/screenshots.py", OUT, "--only", "overview"], check=True, cwd=ROOT, env=offscreen)
    print("\nThere is no display here, so the job ran without a window:")
    for what, path in (("KPI workbook", workbook), ("figures", figures), ("picture of the window", picture)):
        print(f"  {what}: {path}")
    return 0


def test(rest: list[str]) -> int:
    """Formatting, lint, types, import contracts, all tests."""
    _system_packages(x11=True, programs={"soffice": "libreoffice-calc-nogui"})
    _environment("requirements-dev.lock")
    failed = [] if rest else _static_checks()
    failed += [] if _call([PYTHON, "-m", "pytest", *(rest or ["-n", "2", "--dist", "worksteal"])]) == 0 else ["tests"]
    if failed:
        return _say("Not passed: " + ", ".join(failed))
    print("\nEverything passed.")
    return 0


def check(_rest: list[str]) -> int:
    """Formatting, lint, types and import contracts only."""
    _environment("requirements-dev.lock")
    failed = _static_checks()
    return _say("Not passed: " + ", ".join(failed)) if failed else 0


def fix(_rest: list[str]) -> int:
    """Format the code and apply the safe fixes of the linter."""
    _environment("requirements-dev.lock")
    return _call([PYTHON, "-m", "ruff", "check", "--fix"]) | _call([PYTHON, "-m", "ruff", "format"])


def shots(rest: list[str]) -> int:
    """Take the screenshots of `docs/screenshots`."""
    _environment("requirements.lock")
    offscreen = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run([PYTHON, "docs/screenshots.py", *rest], cwd=ROOT, env=offscreen, check=False).returncode


def bench(rest: list[str]) -> int:
    """Run the scripts of `benchmarks/` (all, or those named), each printing ratios against a reference."""
    _environment("requirements-dev.lock")
    names = rest or sorted(path.stem for path in (ROOT / "benchmarks").glob("*.py") if not path.stem.startswith("_"))
    return max(_call([PYTHON, f"benchmarks/{name}.py"]) for name in names)


def lock(_rest: list[str]) -> int:
    """Resolve the dependencies anew into the lock files and `constraints.txt` (names, versions, hashes only)."""
    _environment("requirements-dev.lock")
    if importlib.util.find_spec("uv") is None and shutil.which("uv") is None:
        return _say("Locking needs uv: pipx install uv")
    plain = ["--universal", "--generate-hashes", "--no-header", "--no-annotate", "--python-version", "3.11", "-q"]
    base = ["uv", "pip", "compile", "pyproject.toml", "--no-emit-index-url", *plain]
    _check([*base, "-o", "requirements.lock"])
    _check([*base, "--extra", "dev", "-c", "requirements.lock", "-o", "requirements-dev.lock"])
    _check([*base, "--extra", "fuzz", "-c", "requirements.lock", "-o", "requirements-fuzz.lock"])
    pins = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    text = "".join(line.rstrip("\\ ").rstrip() + "\n" for line in pins if line and not line.startswith(" "))
    (ROOT / "constraints.txt").write_text(text, encoding="utf-8")
    return 0


def _static_checks() -> list[str]:
    checks = {
        "formatting": ["-m", "ruff", "format", "--check"],
        "lint": ["-m", "ruff", "check"],
        "types": ["-m", "mypy"],
    }
    failed = [name for name, command in checks.items() if _call([PYTHON, *command]) != 0]
    return failed if _call([PYTHON.with_name("lint-imports")]) == 0 else [*failed, "import contracts"]


def _environment(lock_name: str) -> None:
    """Make `.venv` hold what the lock file says; do nothing where it already does."""
    wanted = hashlib.sha256((ROOT / lock_name).read_bytes()).hexdigest()
    stamp = VENV / f".{lock_name}"
    if PYTHON.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    if not PYTHON.exists():
        if not _can_make_environments():
            _apt_install(["python3-venv"])
            if not _can_make_environments():
                print("Python's venv module is missing. Please type this line, then try again:")
                print("  sudo apt-get install --no-install-recommends python3-venv")
                raise SystemExit(2)
        print("Making the virtual environment in .venv ...", flush=True)
        _check([sys.executable, "-m", "venv", VENV])
    print(f"Installing the dependencies of {lock_name} ...", flush=True)
    _check(
        [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", lock_name]
    )
    stamp.write_text(wanted, encoding="utf-8")


def _system_packages(*, x11: bool, programs: dict[str, str] | None = None) -> None:
    """Install what Qt needs and is missing, on Debian and Ubuntu; elsewhere systems bring it along."""
    if not sys.platform.startswith("linux"):
        return
    missing = list(missing_packages(x11=x11))
    optional = [package for program, package in (programs or {}).items() if shutil.which(program) is None]
    if missing or optional:
        _apt_install(missing + optional)
    if lacking := missing_packages(x11=x11):
        print("Qt needs system libraries that are missing. Please type this line, then try again:")
        print("  sudo apt-get install --no-install-recommends " + " ".join(lacking))
        raise SystemExit(2)
    if lacking := tuple(package for program, package in (programs or {}).items() if shutil.which(program) is None):
        print("Without LibreOffice the tests do not recalculate the workbook. This line adds it:")
        print("  sudo apt-get install --no-install-recommends " + " ".join(lacking))


def _apt_install(packages: list[str]) -> None:
    """Install Debian packages if we may without asking for a password; whether it worked is for the caller to see."""
    if shutil.which("apt-get") is None:
        return
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    prefix = [] if root else ["sudo", "-n"]
    if not root and (shutil.which("sudo") is None or subprocess.run(["sudo", "-n", "true"], check=False).returncode):
        return
    print(f"Installing {', '.join(packages)} ...", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with (ROOT / ".apt.log").open("w", encoding="utf-8") as log:
        for step in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
            subprocess.run([*prefix, "apt-get", *step], check=False, env=environment, stdout=log, stderr=log)


def _can_make_environments() -> bool:
    importlib.invalidate_caches()
    return importlib.util.find_spec("ensurepip") is not None


def _has_display() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _call(command: Sequence[str | Path]) -> int:
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def _check(command: Sequence[str | Path]) -> None:
    subprocess.run(command, cwd=ROOT, check=True)


def _say(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
