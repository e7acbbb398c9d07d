"""The installer and the portable zip for Windows."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

from product import BUILD, COMMAND, INSTALLER, MIME_TYPE, NAME, PUBLISHER, need, run, say, source_date, version


def make_setup(payload: Path, folder: Path, stated: str, fast: bool) -> Path:
    """Pack everything into one setup program of the version that is stated; fast does not compress."""
    need("makensis")
    target = folder / f"{NAME}-{stated}-setup.exe"
    say(f"packing {target.name}")
    icon = BUILD / "icons" / f"{COMMAND}.ico"
    values = {"VERSION": stated, "PUBLISHER": PUBLISHER, "MIME_TYPE": MIME_TYPE, "ICON": icon, "PAYLOAD": payload}
    definitions = [f"-D{name}={value}" for name, value in {**values, "OUT": target}.items()]
    definitions += ["-DFAST"] if fast else []
    run("makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8", *definitions, INSTALLER / "windows" / "setup.nsi")
    return target


def make_zip(payload: Path, folder: Path, fast: bool) -> Path:
    """Pack the same files to be run from any folder, for a PC where nothing may be installed."""
    target = folder / f"{NAME}-{version()}-portable.zip"
    say(f"packing {target.name}")
    date = datetime.fromtimestamp(source_date(), UTC).timetuple()[:6]
    with zipfile.ZipFile(target, "w", compresslevel=9) as archive:
        for path in sorted(payload.rglob("*")):
            if path.is_file():
                inside = f"{NAME}-{version()}/{path.relative_to(payload).as_posix()}"
                entry = zipfile.ZipInfo(inside, date)
                entry.compress_type = zipfile.ZIP_STORED if fast else zipfile.ZIP_DEFLATED
                archive.writestr(entry, path.read_bytes())
    return target
