"""The installers for Linux, tried in a Debian with nothing on it: make test-installer-linux.

The tests are the life of two installations, in this order: the package, then the file that needs no root.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from models import __version__
from tests.conftest import ROOT
from tests.installers.bare_debian import HOME, PERSON, BareDebian

BUILT = ROOT / "build" / "fast"
PACKAGE = BUILT / f"anodescope_{__version__}_amd64.deb"
RUN_FILE = BUILT / f"Anodescope-{__version__}-linux-x86_64.run"
PROGRAM = "/usr/lib/anodescope"
OWN = f"{HOME}/.local/share/anodescope-program"
LINK = f"{HOME}/.local/bin/anodescope"
PASSED = "The self-test passed."


@pytest.fixture(scope="module")
def debian() -> BareDebian:
    found = BareDebian(ROOT / "build" / "chroot")
    for file in (PACKAGE, RUN_FILE):
        shutil.copy(file, found.inside(f"/opt/{file.name}"))
    (found.inside(HOME) / "数据 α").mkdir()
    (found.inside(HOME) / "数据 α" / "样品 1.anode").write_bytes(b"")
    return found


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A screen; its socket is seen from inside, too."""
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert server.stdout is not None
    yield f":{server.stdout.readline().decode().strip()}"
    server.terminate()
    server.wait()
    server.stdout.close()


def snapshot(folder: Path) -> dict[str, str]:
    """The content of every file."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def last_line(ran: subprocess.CompletedProcess[str]) -> str:
    return ran.stdout.strip().splitlines()[-1] if ran.stdout.strip() else ""


def test_the_package_brings_all_that_it_needs(debian: BareDebian) -> None:
    assert debian.as_root("apt-get", "update", "-qq").returncode == 0
    ran = debian.as_root("apt-get", "install", "-y", "-qq", "--no-install-recommends", f"/opt/{PACKAGE.name}")
    assert ran.returncode == 0, ran.stdout
    assert debian.as_person("anodescope", "--version").stdout.strip() == f"Anodescope {__version__}"


def test_without_a_display_it_passes_its_own_test_and_writes_nothing_beside_itself(debian: BareDebian) -> None:
    before = snapshot(debian.inside(PROGRAM))
    ran = debian.as_person("anodescope", "--selftest")
    assert ran.returncode == 0, ran.stdout
    assert last_line(ran) == PASSED
    assert "Window: offscreen" in ran.stdout
    assert snapshot(debian.inside(PROGRAM)) == before


def test_on_a_screen_it_passes_its_own_test(debian: BareDebian, display: str) -> None:
    ran = debian.as_person("anodescope", "--selftest", display=display)
    assert ran.returncode == 0, ran.stdout
    assert "Window: xcb" in ran.stdout


def test_a_desktop_knows_the_program_and_its_projects(debian: BareDebian) -> None:
    tools = ("shared-mime-info", "desktop-file-utils")
    assert debian.as_root("apt-get", "install", "-y", "-qq", "--no-install-recommends", *tools).returncode == 0
    valid = debian.as_root("desktop-file-validate", "/usr/share/applications/anodescope.desktop")
    assert valid.stdout == ""
    assert "application/x-anodescope-project:*.anode" in debian.inside("/usr/share/mime/globs2").read_text()
    associations = debian.inside("/usr/share/applications/mimeinfo.cache").read_text()
    assert "application/x-anodescope-project=anodescope.desktop" in associations
    assert debian.inside("/usr/share/icons/hicolor/16x16/apps/anodescope.png").is_file()


def test_the_package_is_neither_replaced_nor_taken_away_while_the_program_runs(debian: BareDebian) -> None:
    become = f"setpriv --reuid={PERSON} --regid={PERSON} --clear-groups env 'HOME={HOME}'"
    started = f"{become} QT_QPA_PLATFORM=offscreen anodescope"
    before = snapshot(debian.inside(PROGRAM))
    for attempt in (f"dpkg --install /opt/{PACKAGE.name}", "dpkg --remove anodescope"):
        busy = f'{started} & sleep 2; {attempt}; status=$?; kill -0 %1 && kill %1; exit "$status"'
        ran = debian.as_root("bash", "-c", busy)
        assert ran.returncode != 0
        assert "Anodescope is running. Close it, then try again." in ran.stdout
        assert snapshot(debian.inside(PROGRAM)) == before
        state = debian.as_root("dpkg-query", "-W", "-f=${db:Status-Status}", "anodescope").stdout
        assert state == "installed", "it is left as it was"
    assert debian.as_person("anodescope", "--version").stdout.strip() == f"Anodescope {__version__}"


def test_taking_the_package_away_leaves_nothing_of_it(debian: BareDebian) -> None:
    assert debian.as_root("apt-get", "purge", "-y", "-qq", "anodescope").returncode == 0
    left = [path for path in debian.inside("/usr").rglob("*anodescope*") if not path.is_dir()]
    assert left == []
    assert debian.inside(HOME).joinpath("数据 α", "样品 1.anode").exists()


def test_without_root_it_is_installed_into_a_home_with_a_space_and_passes_its_own_test(debian: BareDebian) -> None:
    ran = debian.as_person("sh", f"/opt/{RUN_FILE.name}")
    assert ran.returncode == 0, ran.stdout
    before = snapshot(debian.inside(OWN))
    ran = debian.as_person(LINK, "--selftest")
    assert ran.returncode == 0, ran.stdout
    assert last_line(ran) == PASSED
    assert snapshot(debian.inside(OWN)) == before
    entry = f"{HOME}/.local/share/applications/anodescope.desktop"
    assert debian.as_root("desktop-file-validate", entry).stdout == ""
    assert f'Exec="{LINK}" %F' in debian.inside(entry).read_text()


def test_installed_again_it_replaces_the_version_before_and_nothing_else(debian: BareDebian) -> None:
    stale = debian.inside(OWN) / "_internal" / "of_the_past.so"
    stale.write_text("old")
    mine = debian.inside(HOME) / ".local" / "share" / "mine.txt"
    mine.write_text("mine")
    assert debian.as_person("sh", f"/opt/{RUN_FILE.name}").returncode == 0
    assert not stale.exists()
    assert mine.read_text() == "mine"
    assert debian.as_person(LINK, "--version").stdout.strip() == f"Anodescope {__version__}"


def test_it_is_neither_replaced_nor_taken_away_while_it_runs(debian: BareDebian) -> None:
    for attempt in (f"sh /opt/{RUN_FILE.name}", f"sh /opt/{RUN_FILE.name} -- --remove"):
        busy = f'env QT_QPA_PLATFORM=offscreen "{LINK}" & sleep 2; {attempt}; status=$?; kill %1; exit $status'
        ran = debian.as_person("bash", "-c", busy)
        assert ran.returncode != 0
        assert "Anodescope is running. Close it, then try again." in ran.stdout
    assert debian.as_person(LINK, "--version").stdout.strip() == f"Anodescope {__version__}"


def test_removed_it_leaves_only_what_is_the_persons(debian: BareDebian) -> None:
    assert debian.as_person("sh", f"/opt/{RUN_FILE.name}", "--", "--remove").returncode == 0
    home = debian.inside(HOME)
    files = [str(path.relative_to(home)) for path in home.rglob("*") if path.is_file() or path.is_symlink()]
    own_data = (".cache/", ".config/", ".local/share/Anodescope/")  # where the program keeps what is the person's
    ours = [each for each in files if "anodescope" in each.lower() and not each.startswith(own_data)]
    assert [each for each in ours if not each.endswith((".cache", ".xml"))] == []
    assert {"数据 α/样品 1.anode", ".local/share/mine.txt"} <= set(files)
