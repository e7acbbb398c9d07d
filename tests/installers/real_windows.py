"""Windows itself, for the tests that otherwise run under wine: the same verbs, on the machine they run on."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

PATIENCE = 600.0  # s


class RealWindows:
    """The person who is logged in; what the tests install is uninstalled by them."""

    home = Path.home()

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a program to its end; an option that names a folder comes in words, which stay unquoted."""
        program, *words = map(str, command)
        quoted = [f'"{word}"' if ":\\" in word and not word.startswith("/D=") else word for word in words]
        return subprocess.run(
            " ".join([f'"{program}"' if "\\" in program else program, *quoted]),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=PATIENCE,
            check=False,
        )

    def start(self, *command: str | Path) -> subprocess.Popen[bytes]:
        """Start a program that goes on."""
        if command[0] == "start":
            return subprocess.Popen(["cmd", "/c", "start", "", "/wait", str(command[-1])])
        return subprocess.Popen([str(word) for word in command])

    def wait(self) -> None:
        """The uninstaller goes on as a copy of itself for a moment."""
        time.sleep(5.0)

    def end(self) -> None:
        """End the program that these tests started, and only by its own name."""
        subprocess.run(["taskkill", "/f", "/im", "Anodescope.exe"], capture_output=True, check=False)
        time.sleep(2.0)

    def windows_path(self, path: Path) -> str:
        """How Windows calls a file."""
        return str(path)

    def registry(self, hive: str) -> str:
        """What the parts of the registry that an installer writes to say, in the form of wine's files."""
        key = {"user": "HKCU", "system": "HKLM"}[hive]
        places = (r"Software\Anodescope", r"Software\Classes\.anode", r"Software\Classes\Anodescope.Project")
        uninstall = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\Anodescope"
        text = ""
        for place in (*places, uninstall):
            asked = subprocess.run(["reg", "query", rf"{key}\{place}", "/s"], capture_output=True, check=False)
            for line in asked.stdout.decode("utf-8", "replace").splitlines():
                name, _, value = line.strip().partition("    REG_SZ    ")
                text += (
                    f'"{name}"="{value}"\n'
                    if value
                    else f"[{place}]\n".replace("\\", "\\\\")
                    if line[:1] == "H"
                    else ""
                )
                text += f'"{name.partition("    ")[0]}"=dword\n' if "REG_DWORD" in name else ""
        return text

    def commands(self) -> list[str]:
        """The command lines of the program's processes."""
        asked = "Get-CimInstance Win32_Process -Filter \"Name='Anodescope.exe'\" | ForEach-Object CommandLine"
        listed = subprocess.run(["powershell", "-NoProfile", "-Command", asked], capture_output=True, check=False)
        return listed.stdout.decode("utf-8", "replace").splitlines()
