"""A Windows of its own for a test: wine as user 李雷 with Chinese words and code page, thrown away afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from tests.installers.wine_shims import build

USER = "李雷"
OWN_LIBRARIES = Path("/usr/lib/x86_64-linux-gnu/wine/x86_64-windows")
QUIET = "mscoree,mshtml=;winedbg.exe,winemenubuilder.exe=d"  # no debugger, and no links into the menus of Linux
PATIENCE = 600.0  # s that any one program gets, on a machine that is busy


class Wine:
    """One prefix: its folders, its registry, and programs run in it."""

    def __init__(self, folder: Path) -> None:
        self.prefix = folder / "prefix"
        self.home = self.prefix / "drive_c" / "users" / USER
        shutil.rmtree(self.prefix, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        locale = folder / "locale" / "zh_CN.UTF-8"
        locale.parent.mkdir(exist_ok=True)
        subprocess.run(["localedef", "-i", "zh_CN", "-f", "UTF-8", locale], check=False, capture_output=True)
        self._environment = {
            **os.environ,
            "WINEPREFIX": str(self.prefix),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": QUIET,
            "HOME": str(folder / "home"),
            "USER": USER,
            "LOGNAME": USER,
            "LC_ALL": "zh_CN.UTF-8",
            "LANG": "zh_CN.UTF-8",
            "LOCPATH": str(locale.parent),
        }
        self._environment.pop("DISPLAY", None)
        (folder / "home").mkdir(exist_ok=True)
        self.run("wineboot", "-i")
        self.wait()
        for place in self.home.iterdir():
            if place.is_symlink():  # Documents and the like would be those of Linux
                place.unlink()
                place.mkdir()
        for library in build(OWN_LIBRARIES, folder / "shims"):
            shutil.copy(library, self.prefix / "drive_c" / "windows" / "system32" / library.name)
        self._environment["WINEDLLOVERRIDES"] = f"{QUIET};ucrtbase=n"
        self.run("winecfg", "-v", "win10")
        # wine 8 lacks a part of Windows that Qt's own platform asks for, and keeps QT_ variables of Linux to itself.
        self.run("reg", "add", r"HKCU\Environment", "/v", "QT_QPA_PLATFORM", "/d", "offscreen", "/f")
        self.wait()

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a program to its end; a file may be named by its path on Linux.

        Its words come through pipes, as Python under wine bears no files there. A pipe stays open as long as anything
        that the program started goes on; nobody waits for that.
        """
        words = list(map(str, command))
        pipe = subprocess.PIPE
        process = subprocess.Popen(
            ["wine", *words], env=self._environment, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe
        )
        said: list[bytes] = [b"", b""]

        def read(number: int, stream: IO[bytes]) -> None:
            with stream:
                while chunk := os.read(stream.fileno(), 65536):
                    said[number] += chunk

        readers = [
            threading.Thread(target=read, args=(number, stream), daemon=True)
            for number, stream in enumerate((process.stdout, process.stderr))
        ]
        for reader in readers:
            reader.start()
        status = process.wait(PATIENCE)
        for reader in readers:
            reader.join(2.0)
        texts = (text.decode("utf-8", "replace").replace("\r\n", "\n") for text in said)
        return subprocess.CompletedProcess(words, status, *texts)

    def start(self, *command: str | Path) -> subprocess.Popen[bytes]:
        """Start a program that goes on."""
        quiet = subprocess.DEVNULL
        return subprocess.Popen(
            ["wine", *map(str, command)], env=self._environment, stdin=quiet, stdout=quiet, stderr=quiet
        )

    def wait(self) -> None:
        """Until every program has ended and the registry is written."""
        subprocess.run(["wineserver", "-w"], env=self._environment, timeout=PATIENCE, check=True)

    def end(self) -> None:
        """End whatever runs in this prefix, and in no other."""
        subprocess.run(["wineserver", "-k"], env=self._environment, check=False)
        self.wait()

    def windows_path(self, path: Path) -> str:
        """How Windows calls a file on its drive C."""
        return "C:\\" + str(path.relative_to(self.prefix / "drive_c")).replace("/", "\\")

    def registry(self, hive: str) -> str:
        """The text of ``user`` (HKEY_CURRENT_USER) or ``system`` (HKEY_LOCAL_MACHINE), once everything has ended."""
        return (self.prefix / f"{hive}.reg").read_text(encoding="utf-8")

    def commands(self) -> list[str]:
        """The command lines of the programs that run in it."""
        found = []
        for process in Path("/proc").iterdir():
            try:
                if f"WINEPREFIX={self.prefix}\0".encode() in (process / "environ").read_bytes():
                    found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
            except OSError:
                continue  # no process, or one that has just ended
        return found


def wait_until(happened: Callable[[], bool], patience: float = PATIENCE) -> bool:
    """Look again and again; False if it never happened."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if happened():
            return True
        time.sleep(0.2)
    return False
