"""Start CX Desk from a checkout: `python main.py` opens the window, `python main.py report ...` needs none."""

import sys

from ui.launch import main

if __name__ == "__main__":
    sys.exit(main())
