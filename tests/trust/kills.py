"""The program is killed at random while somebody edits and saves: what was acknowledged is there afterwards."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from PyQt6.QtCore import QCoreApplication

from tests.project_hand import Window
from tests.trust import forks
from tests.trust.rows import Row
from tests.trust.work import Person, digest, found_after_crash, states

LONGEST = 60  # things that a person does in one trial
LATEST = 0.5  # s until the end
SAVE_EVERY = 6


def work(home: Path, path: Path, seed: int, out: int) -> None:
    """Edit and save, and say the number of each thing done once it is safe."""
    window = Window(home)
    person = Person(window.document, seed)
    for number in range(1, LONGEST + 1):
        person.do_one()
        assert window.project.is_durable(30.0)
        os.write(out, b"%d\n" % number)
        if number % SAVE_EVERY == 2:
            if window.project.path is None:
                window.project.save_as(path)
            else:
                window.project.save()
        QCoreApplication.processEvents()
    os._exit(0)


def recovered(home: Path, path: Path, known: Sequence[str]) -> int:
    """After how many things done the state is that is found: -1 for none that ever was, -2 for a damaged file."""
    found = found_after_crash(home, path)
    if not found.is_whole:
        return -2
    if found.content is None:
        return 0
    state = digest(found.content)
    return max((number for number, each in enumerate(known) if each == state), default=-1)


def expected(seed: int) -> list[str]:
    """The states in their order."""
    return list(states(seed, LONGEST))


def trial(seed: int, folder: Path) -> str:
    """One life and one death; what went wrong, if anything did."""
    home, path = folder / "home", folder / "时间 µ.anode"
    known = forks.answer(lambda: expected(seed))
    process, pipe = forks.begin(lambda out: work(home, path, seed, out))
    first = os.read(pipe, 100)  # it has begun
    time.sleep(random.Random(seed).uniform(0.0, LATEST))
    forks.kill(process)
    forks.ended(process)
    acknowledged = int((first.decode() + forks.said(pipe)).split()[-1])
    place = forks.answer(lambda: recovered(home, path, known))
    if place == -2:
        return "unreadable"
    if place < acknowledged and known[place] != known[acknowledged]:
        return f"lost: {place} of {acknowledged}"
    litter = [each.name for each in folder.iterdir() if each.name not in ("home", path.name)]
    return f"litter: {litter}" if litter else ""


def killed(count: int) -> float:
    """How many of the trials lost an acknowledged edit or left an unreadable file."""
    bad = 0
    for seed in range(count):
        folder = Path(tempfile.mkdtemp(prefix="anodescope-kill-"))
        found = trial(seed, folder)
        if found:
            bad += 1
            print(f"kill {seed}: {found}", flush=True)
        shutil.rmtree(folder)
    return float(bad)


ROWS = (Row("kill_at_random", "lost or unreadable", 0, 500, killed),)
