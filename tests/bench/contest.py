"""Processes with windows of their own that do one job again and again: ours, and other people's programs."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.bench.peers import peers_python

ROOT = Path(__file__).resolve().parents[2]
CONTESTANTS = Path(__file__).parent / "contestants"


class Contestant:
    """A script of `contestants` in a process: told to run, it does its job once and answers with a number.

    Parameters
    ----------
    script : str
        Name of the script, without its ending.
    arguments : str
        Its arguments.
    is_peer : bool
        Whether it runs with the peers' packages instead of the product's.
    variables : mapping, optional
        More environment variables.
    """

    def __init__(
        self,
        script: str,
        *arguments: str,
        is_peer: bool = False,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        python = str(peers_python()) if is_peer else sys.executable
        self._name = f"{script} {' '.join(arguments)}"
        self._home = tempfile.TemporaryDirectory(prefix="anodescope-bench-")  # nobody's settings and sessions
        self._process = subprocess.Popen(
            [python, str(CONTESTANTS / f"{script}.py"), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={
                **os.environ,
                "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
                "OPENBLAS_NUM_THREADS": "1",
                **{f"XDG_{name}_HOME": self._home.name for name in ("DATA", "CONFIG", "CACHE", "STATE")},
                "PYTHONPATH": "" if is_peer else str(ROOT),
                **(variables or {}),
            },
        )
        atexit.register(self.close)
        self._answer()  # ready

    def run(self) -> float:
        """Do the job once; return what it measured, seconds mostly."""
        assert self._process.stdin is not None
        self._process.stdin.write("run\n")
        self._process.stdin.flush()
        return float(self._answer())

    def close(self) -> None:
        """End the process."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("= "):  # a library may print other things
                return line[2:].strip()
        raise RuntimeError(f"{self._name} ended with {self._process.wait()}")
