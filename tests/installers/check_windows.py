"""The Windows setup, tried under wine as a person with a Chinese name: make test-installer-windows.

The tests are the life of one installation, in this order: the version before, the present one over it, the end.
"""

from __future__ import annotations

import os
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from main import main
from models import __version__
from tests.conftest import ROOT
from tests.installers.real_windows import RealWindows
from tests.installers.wine import Wine, wait_until

BEFORE = "0.0.9"
WORK = ROOT / "build" / "wine"
BUILT = Path(os.environ.get("ANODESCOPE_BUILT", ROOT / "build" / "fast"))
SETUP = BUILT / f"Anodescope-{__version__}-setup.exe"
SETUP_BEFORE = BUILT / f"Anodescope-{BEFORE}-setup.exe"
PORTABLE = BUILT / f"Anodescope-{__version__}-portable.zip"


@pytest.fixture(scope="module")
def wine() -> Iterator[Wine | RealWindows]:
    """A person's Windows: under wine, or the one that these tests run on."""
    found = RealWindows() if sys.platform == "win32" else Wine(WORK)
    yield found
    found.end()


@pytest.fixture(scope="module")
def folder(wine: Wine) -> Path:
    """Where it is installed: chosen by the person, with Chinese and spaces."""
    return wine.home / "我的 程序" / "Anodescope α"


@pytest.fixture(scope="module")
def project(wine: Wine) -> Path:
    """A person's project, where people keep theirs."""
    path = wine.home / "Documents" / "数据 α" / "样品 1.anode"
    path.parent.mkdir(parents=True)
    sample = path.parent / "样品"
    assert main(["sample", str(sample)]) == 0
    assert main(["analyze", "electrocrystallization", str(sample), "--project", str(path)]) == 0
    return path


def install(wine: Wine, setup: Path, folder: Path) -> int:
    status = wine.run(setup, "/S", "/DESKTOP", *into(wine, folder)).returncode
    wine.wait()
    return status


def into(wine: Wine, folder: Path) -> list[str]:
    """The option that names the folder: the last, without quotes, so that its spaces part words of the command."""
    return f"/D={wine.windows_path(folder)}".split(" ")


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file."""
    return {
        str(path.relative_to(folder)): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def links(wine: Wine) -> list[Path]:
    menu = wine.home / "AppData" / "Roaming" / "Microsoft" / "Windows" / "Start Menu" / "Programs"
    return [menu / "Anodescope.lnk", next(iter(wine.home.glob("[Dd]esktop*")), wine.home / "桌面") / "Anodescope.lnk"]


def test_the_version_before_is_installed_silently_without_rights_of_an_administrator(wine: Wine, folder: Path) -> None:
    assert install(wine, SETUP_BEFORE, folder) == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "Anodescope.com",
        "Anodescope.exe",
        "app",
        "uninstall.exe",
    ]
    assert wine.run(folder / "Anodescope.com", "--version").stdout.strip() == f"Anodescope {BEFORE}"
    wine.wait()
    assert "Anodescope" not in wine.registry("system"), "something is written for all users"
    assert f'"DisplayVersion"="{BEFORE}"' in wine.registry("user")


def test_an_upgrade_is_refused_while_the_program_runs_and_breaks_nothing(wine: Wine, folder: Path) -> None:
    running = wine.start(folder / "Anodescope.exe")
    try:
        assert wait_until(lambda: any("start.py" in each or "Anodescope.exe" in each for each in wine.commands()))
        before = snapshot(folder)
        assert wine.run(SETUP, "/S", *into(wine, folder)).returncode == 2
        assert snapshot(folder) == before
        assert running.poll() is None
    finally:
        wine.end()
        running.wait()


def test_an_upgrade_replaces_the_program_and_keeps_what_is_the_persons(wine: Wine, folder: Path, project: Path) -> None:
    (folder / "app" / "models" / "module_of_the_past.py").write_text("1/0\n")
    (folder / "我的笔记.txt").write_text("mine")
    assert install(wine, SETUP, folder) == 0
    assert not (folder / "app" / "models" / "module_of_the_past.py").exists()
    assert (folder / "我的笔记.txt").read_text() == "mine"
    assert project.exists()
    assert wine.run(folder / "Anodescope.com", "--version").stdout.strip() == f"Anodescope {__version__}"
    wine.wait()
    assert f'"DisplayVersion"="{__version__}"' in wine.registry("user")
    assert "Anodescope" not in wine.registry("system")


def test_the_apps_list_the_menu_and_the_desktop_know_it(wine: Wine) -> None:
    user = wine.registry("user")
    entry = user[user.index("Uninstall\\\\Anodescope]") :].partition("\n[")[0]
    for name in ("DisplayIcon", "DisplayName", "EstimatedSize", "InstallLocation", "Publisher", "QuietUninstallString"):
        assert f'"{name}"=' in entry
    assert all(link.is_file() for link in links(wine))
    if isinstance(wine, Wine):
        assert r'@="Anodescope \x9879\x76ee"' in user, "the setup speaks Chinese to who speaks it"


def test_the_installed_copy_passes_its_own_test_and_writes_nothing_beside_itself(wine: Wine, folder: Path) -> None:
    before = snapshot(folder)
    report = wine.home / "Documents" / "自检 结果.txt"
    ran = wine.run(folder / "Anodescope.com", "--selftest", wine.windows_path(report))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert report.read_text(encoding="utf-8").splitlines() == ran.stdout.splitlines()
    wine.wait()
    assert snapshot(folder) == before


def test_a_failing_self_test_fails_the_program(wine: Wine, folder: Path) -> None:
    backend = folder / "app" / "site-packages" / "matplotlib" / "backends" / "backend_pdf.py"
    compiled = next(backend.parent.glob("__pycache__/backend_pdf.*.pyc"))
    hidden = [path.rename(path.with_name(f"hidden-{path.name}")) for path in (backend, compiled)]
    try:
        ran = wine.run(folder / "Anodescope.com", "--selftest")
        assert ran.returncode == 1
        assert "backend_pdf" in ran.stdout.splitlines()[-2]
    finally:
        for path, original in zip(hidden, (backend, compiled), strict=True):
            path.rename(original)


def test_a_double_click_on_a_project_opens_it(wine: Wine, folder: Path, project: Path) -> None:
    if isinstance(wine, Wine):  # it does not look at a person's own associations, as Windows does: help it here
        for key in (".anode", "Anodescope.Project"):
            own, all_users = rf"HKCU\Software\Classes\{key}", rf"HKLM\Software\Classes\{key}"
            assert wine.run("reg", "copy", own, all_users, "/s", "/f").returncode == 0
    before = snapshot(folder)
    memory = wine.home / "AppData" / "Roaming" / "Anodescope" / "Anodescope.ini"
    memory.unlink(missing_ok=True)
    clicked = wine.start("start", "/wait", wine.windows_path(project))
    try:
        wanted = f"Anodescope.exe {wine.windows_path(project)}"
        assert wait_until(lambda: any(wanted in each.replace('"', "") for each in wine.commands()), 120)
        assert wait_until(lambda: memory.exists() and project.suffix in memory.read_text(), 120), "it is not opened"
    finally:
        wine.end()
        clicked.wait()
    assert snapshot(folder) == before


def test_the_portable_zip_runs_from_any_folder(wine: Wine) -> None:
    folder = wine.home / "便携 α"
    with zipfile.ZipFile(PORTABLE) as archive:
        archive.extractall(folder)
    (inside,) = folder.iterdir()
    assert wine.run(inside / "Anodescope.com", "--version").stdout.strip() == f"Anodescope {__version__}"
    before = snapshot(inside)
    ran = wine.run(inside / "Anodescope.com", "--selftest")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    wine.wait()
    assert snapshot(inside) == before


def test_a_folder_of_something_else_is_left_alone(wine: Wine) -> None:
    other = wine.home / "别的程序"
    (other / "app").mkdir(parents=True)
    (other / "app" / "precious.txt").write_text("not ours")
    assert install(wine, SETUP, other) == 4
    assert [path.name for path in other.rglob("*")] == ["app", "precious.txt"]


def test_uninstalling_leaves_only_what_is_the_persons(wine: Wine, folder: Path, project: Path) -> None:
    assert wine.run(folder / "uninstall.exe", "/S").returncode == 0
    wine.wait()  # it goes on as a copy of itself
    assert [path.name for path in folder.iterdir()] == ["我的笔记.txt"]
    assert project.exists()
    assert not any(link.exists() for link in links(wine))
    left = [
        line for line in wine.registry("user").splitlines() if "Anodescope" in line and line.startswith("[Software")
    ]
    assert left == []
