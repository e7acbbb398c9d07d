"""The power fails at any moment of a session with edits and saves: what was acknowledged is there afterwards."""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path

from tests.project_hand import Window
from tests.trust import forks, shim
from tests.trust.disk import MODELS, Disk, read_record
from tests.trust.rows import Row
from tests.trust.work import Person, digest, found_after_crash, states

SEED = 5
LENGTH = 16  # things done
SAVES = {5: "a.anode", 9: "", 13: ""}  # after how many


def session(folder: Path) -> bool:
    """A session without a name that gets one, in a process that was started under the library."""
    record = os.open(folder.with_suffix(".record"), os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
    shim.arm(folder, shim.PASS, log=record)
    window = Window(folder / "home")
    person = Person(window.document, SEED)
    for number in range(1, LENGTH + 1):
        person.do_one()
        assert window.project.is_durable(30.0)
        shim.library().trust_mark(number)
        if number in SAVES:
            window.save(folder / SAVES[number] if SAVES[number] else None)
    return True


def recorded(folder: Path) -> list[str]:
    """Record the session; the states that it goes through."""
    shim.run_under_it("tests.trust.power", str(folder))
    return forks.answer(lambda: list(states(SEED, LENGTH)))  # type: ignore[no-any-return]


def judge(image: Path, known: list[str], acknowledged: int) -> str:
    """What is wrong with an image, if anything is."""
    found = found_after_crash(image / "home", image / "a.anode")
    if not found.is_whole:
        return "unreadable"
    state = known[0] if found.content is None else digest(found.content)
    place = max((number for number, each in enumerate(known) if each == state), default=-1)
    if place < acknowledged and (place < 0 or known[place] != known[acknowledged]):
        return f"{place} of {acknowledged} edits"
    return ""


def cut(model: str, count: int) -> float:
    """How many images are unreadable or lack an acknowledged edit."""
    folder = Path(tempfile.mkdtemp(prefix="anodescope-power-")) / "disk"
    folder.mkdir()
    known = recorded(folder)
    events = read_record(folder.with_suffix(".record").read_bytes())
    found = forks.answer(partial(_images, folder, model, count, events, known))
    for each in found:
        print(each, flush=True)
    print(f"{count} images of {len(events)} events, model {model}", flush=True)
    shutil.rmtree(folder.parent)
    return float(len(found))


def _images(folder: Path, model: str, count: int, events: list, known: list[str]) -> list[str]:
    dice = random.Random(count)
    cuts = sorted(dice.randint(1, len(events)) for _ in range(count))
    disk = Disk(str(folder), model)
    done = 0
    bad = []
    for number, place in enumerate(cuts):
        for event in events[done:place]:
            disk.follow(event)
        done = place
        image = folder.parent / f"image-{number}"
        image.mkdir()
        disk.cut(dice, image)
        wrong = judge(image, known, disk.acknowledged)
        if wrong:
            bad.append(f"cut after event {place}: {wrong}")
        shutil.rmtree(image)
    return bad


ROWS = tuple(Row(f"power_cut_{model}", "images that lose or break", 0, 2000, partial(cut, model)) for model in MODELS)

if __name__ == "__main__":
    forks.answer(partial(session, Path(sys.argv[1])))
