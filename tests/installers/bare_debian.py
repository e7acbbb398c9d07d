"""A Debian with nothing on it, for a test: made by debootstrap once, copied for each use, entered by bubblewrap."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

PERSON = "1000"  # uid and gid of an ordinary person
HOME = "/home/home 李"
PATIENCE = 1200.0  # s


class BareDebian:
    """A copy of the bare system; commands run in it as root or as an ordinary person."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "root"
        pristine = folder / "pristine"
        if not (pristine / "made").exists():
            shutil.rmtree(pristine, ignore_errors=True)
            folder.mkdir(parents=True, exist_ok=True)
            _run("debootstrap", "--variant=minbase", _release(), pristine, _mirror())
            (pristine / "made").touch()
        shutil.rmtree(self.root, ignore_errors=True)
        _run("cp", "-a", pristine, self.root)
        (self.root / "etc" / "apt" / "sources.list").unlink(missing_ok=True)
        for file in Path("/etc/apt").rglob("*"):
            if file.is_file() and (".sources" in file.name or "sources.list" in file.name or _is_about_fetching(file)):
                place = self.root / file.relative_to("/")
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, place)
        home = self.root / HOME.lstrip("/")
        home.mkdir(parents=True)
        shutil.chown(home, int(PERSON), int(PERSON))

    def as_root(self, *command: str, display: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command as root; its output is in stdout."""
        return self._enter(("env", "HOME=/root", "DEBIAN_FRONTEND=noninteractive", *command), display)

    def as_person(self, *command: str, display: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command as an ordinary person with a name that is not ASCII."""
        become = ("setpriv", f"--reuid={PERSON}", f"--regid={PERSON}", "--clear-groups")
        return self._enter((*become, "env", f"HOME={HOME}", f"--chdir={HOME}", *command), display)

    def _enter(self, command: tuple[str, ...], display: str) -> subprocess.CompletedProcess[str]:
        cage = ["bwrap", "--bind", str(self.root), "/", "--dev", "/dev", "--proc", "/proc"]
        cage += ["--perms", "1777", "--tmpfs", "/tmp"]
        cage += [
            "--ro-bind",
            "/etc/resolv.conf",
            "/etc/resolv.conf",
            "--unshare-pid",
            "--die-with-parent",
            "--clearenv",
        ]
        cage += ["--setenv", "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", "--setenv", "LANG", "C.UTF-8"]
        cage += ["--setenv", "DISPLAY", display] if display else []
        return subprocess.run(
            [*cage, *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def inside(self, path: str) -> Path:
        """Where a path of that system lies on this one."""
        return self.root / path.lstrip("/")


def _is_about_fetching(file: Path) -> bool:
    text = file.read_text(encoding="utf-8", errors="replace")
    return file.parent.name == "apt.conf.d" and "Acquire" in text and "DPkg" not in text


def _release() -> str:
    return re.search(r"^VERSION_CODENAME=(\w+)$", Path("/etc/os-release").read_text(), re.MULTILINE)[1]  # type: ignore[index]


def _mirror() -> str:
    """The mirror that this machine itself was set up with."""
    asked = ["apt-get", "indextargets", "--format", "$(CODENAME) $(SITE)"]
    listed = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    return next(line.partition(" ")[2] for line in listed.splitlines() if line.startswith(f"{_release()} "))


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=PATIENCE)
