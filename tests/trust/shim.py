"""The library between the program and the system: built here, loaded before everything else, told what to do."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.trust.rows import Missing

SOURCE = Path(__file__).with_name("shim.c")
ROOT = Path(__file__).resolve().parents[2]
PASS, KILL, FAIL_ONCE, FAIL_FROM = range(4)


def built() -> Path:
    """Compile the library; the same source is compiled once.

    Raises
    ------
    Missing
        Without gcc, and elsewhere than on Linux.
    """
    if sys.platform != "linux":
        raise Missing("calls of the system are only stood between on Linux")
    compiler = shutil.which("gcc")
    if compiler is None:
        raise Missing("gcc is not installed")
    folder = Path(tempfile.gettempdir()) / f"anodescope-shim-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    library = folder / f"shim-{SOURCE.stat().st_mtime_ns}.so"
    if not library.exists():
        part = library.with_suffix(f".{os.getpid()}")
        command = [compiler, "-O1", "-shared", "-fPIC", "-o", str(part), str(SOURCE), "-ldl", "-lpthread"]
        subprocess.run(command, check=True)
        os.replace(part, library)
    return library


def run_under_it(module: str, *arguments: str) -> str:
    """Run ``python -m module`` with the library loaded first; what it printed."""
    environment = {**os.environ, "LD_PRELOAD": str(built()), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", module, *arguments]
    ran = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return ran.stdout


def library() -> ctypes.CDLL:
    """The library in this process, which must have been started under it."""
    loaded = ctypes.CDLL(None)
    loaded.trust_arm.argtypes = (ctypes.c_char_p, ctypes.c_int, ctypes.c_long, ctypes.c_int, ctypes.c_int)
    loaded.trust_count.restype = ctypes.c_long
    loaded.trust_mark.argtypes = (ctypes.c_long,)
    return loaded


def arm(folder: Path, mode: int = PASS, number: int = 0, error: int = 0, log: int = -1) -> None:
    """From now on count the calls below a folder; one of them, or all from one on, is killed or fails."""
    library().trust_arm(os.fsencode(folder), mode, number, error, log)
