"""Where both commands start: a verb goes to the command line, anything else opens the window."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from cxdesk.imports.files.child import serve_if_asked

_VERBS = ("report", "inspect", "kpis", "history")
_SAMPLE = "--sample"
_WRONG_USAGE = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run the app and give its exit code.

    `report`, `inspect`, `kpis` and options go to the command line, without Qt. Anything else is files for the window;
    `--sample` opens it on the sample company.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if serve_if_asked(arguments):  # a bundled app starts its reading process through this same entry
        return 0
    sample = arguments == [_SAMPLE]
    if arguments and not sample and (arguments[0] in _VERBS or arguments[0].startswith("-")):
        from cxdesk.cli import main as command_line

        return command_line(arguments)
    files = [] if sample else [Path(name) for name in arguments]
    missing = next((path for path in files if not path.exists()), None)
    if missing is not None:
        _complain(f"There is no file “{missing}”, and no command of that name. “cxdesk --help” lists what there is.")
        return _WRONG_USAGE
    from ui.basics.platform_check import trouble

    found = trouble()
    if found is not None:
        _complain(found)
        return _WRONG_USAGE
    from ui.app import run

    return run(files, sample=sample)


def _complain(text: str) -> None:
    stream = sys.stderr
    if stream is not None:  # a windowed start on Windows has none
        stream.write(text + "\n")
