"""Starts the installed program on Windows; its import children start as the program itself, through here."""

import runpy
import sys
from pathlib import Path

sys.frozen = "launcher"
runpy.run_path(str(Path(__file__).with_name("main.py")), run_name="__main__")
