"""Start CX Desk from a checkout: `python main.py`, or with a verb of the command line."""

from __future__ import annotations

import sys

from ui.launch import main

if __name__ == "__main__":
    sys.exit(main())
