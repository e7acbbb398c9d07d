"""Earlier versions of a project file: one in half an hour, then one of a day, a week, a month.

They are told apart by their numbers, never by the clock alone: a clock that jumps neither prunes nor hides one.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from models.whole_file import make_lasting_folder, settle

PAUSE = timedelta(minutes=30)
RECENT, DAYS, WEEKS, MONTHS = 16, 7, 4, 6
ROOM = 1_000_000_000  # bytes that are left free

_NAME = re.compile(r"(\d{6})-(\d{8}T\d{6})\.anode")


@dataclass(frozen=True)
class Backup:
    """An earlier version of a project file."""

    path: Path
    number: int
    kept: datetime


def backups(folder: Path) -> list[Backup]:
    """The earlier versions, newest first."""
    found = []
    with suppress(OSError):
        for each in folder.iterdir():
            match = _NAME.fullmatch(each.name)
            if match:
                with suppress(ValueError):
                    found.append(Backup(each, int(match[1]), datetime.strptime(match[2], "%Y%m%dT%H%M%S")))
    return sorted(found, key=lambda backup: backup.number, reverse=True)


def keep(path: Path, folder: Path, now: datetime | None = None, is_due: bool = False) -> Path | None:
    """Keep a file that is about to be replaced, if it is due or the newest backup half an hour old; prune the others.

    Nothing is copied where the file system can give the old bytes a second name: they never change.
    """
    moment = now or datetime.now()
    known = backups(folder)
    if not is_due and known and timedelta(0) <= moment - known[0].kept < PAUSE:
        return None
    make_lasting_folder(folder)
    number = known[0].number + 1 if known else 1
    target = folder / f"{number:06d}-{moment:%Y%m%dT%H%M%S}.anode"
    if not _linked(path, target):
        if shutil.disk_usage(folder).free < path.stat().st_size + ROOM:
            return None
        part = target.with_suffix(".part")
        shutil.copyfile(path, part)
        os.replace(part, target)
    settle(folder)
    for old in too_many([Backup(target, number, moment), *known]):
        with suppress(OSError):
            old.path.unlink()
    return target


def _linked(path: Path, target: Path) -> bool:
    try:
        os.link(path, target)
    except OSError:
        return False
    return True


def too_many(newest_first: Sequence[Backup]) -> list[Backup]:
    """Those that are none of the recent, nor the newest of one of the last days, weeks or months that have any."""
    kept = set(newest_first[:RECENT])
    periods: tuple[tuple[int, Callable[[datetime], Hashable]], ...] = (
        (DAYS, lambda kept: kept.date()),
        (WEEKS, lambda kept: kept.isocalendar()[:2]),
        (MONTHS, lambda kept: (kept.year, kept.month)),
    )
    for count, period in periods:
        newest: dict[Hashable, Backup] = {}
        for backup in newest_first:
            newest.setdefault(period(backup.kept), backup)
        kept |= set(list(newest.values())[:count])
    return [backup for backup in newest_first if backup not in kept]
