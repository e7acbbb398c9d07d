"""Other people's programs: in an environment of their own under build/, made once, and asked through a pipe.

A peer is a function of `peer_server`. To add one, write it there and name its package in `peers.txt`.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE.parents[1] / "build" / "peers"


def peer(name: str, *arguments: object) -> Callable[[], dict[str, Any]]:
    """What runs a peer's function; it takes as long as that does and 0.1 ms more."""
    return lambda: _server().ask(name, *arguments)


class _Server:
    def __init__(self, python: Path) -> None:
        command = [str(python), str(HERE / "peer_server.py")]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        atexit.register(self._process.kill)

    def ask(self, name: str, *arguments: object) -> dict[str, Any]:
        """Run a function there and wait for it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([name, *map(str, arguments)]) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        if "error" in answer:
            raise RuntimeError(f"{name}: {answer['error']}")
        return answer


@cache
def peers_python() -> Path:
    """The Python of the peers' environment, made where it is not there or its list has changed."""
    wanted = HERE / "peers.txt"
    mark = ENVIRONMENT / hashlib.sha256(wanted.read_bytes()).hexdigest()[:16]
    python = ENVIRONMENT / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if not mark.exists():
        print("making the environment of the peers ...", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", "-r", str(wanted)], check=True)
        mark.touch()
    return python


@cache
def _server() -> _Server:
    return _Server(peers_python())
