"""Where both commands start: a verb goes to the command line, anything else opens the window."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from cxdesk.imports.files.child import serve_if_asked

_VERBS = ("report", "inspect", "kpis")
_WRONG_USAGE = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run the app and give its exit code.

    `report`, `inspect`, `kpis` and options go to the command line, without Qt. Anything else is files for the window.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if serve_if_asked(arguments):  # a bundled app starts its reading process through this same entry
        return 0
    if arguments and (arguments[0] in _VERBS or arguments[0].startswith("-")):
        from cxdesk.cli import main as command_line

        return command_line(arguments)
    missing = next((name for name in arguments if not Path(name).exists()), None)
    if missing is not None:
        _complain(f"There is no file “{missing}”, and no command of that name. “cxdesk --help” lists what there is.")
        return _WRONG_USAGE
    from ui.basics.platform_check import trouble

    found = trouble()
    if found is not None:
        _complain(found)
        return _WRONG_USAGE
    from ui.app import run

    return run([Path(name) for name in arguments])


def _complain(text: str) -> None:
    stream = sys.stderr
    if stream is not None:  # a windowed start on Windows has none
        stream.write(text + "\n")
