"""A kill, a full disk and an I/O error at every call by which a save and its edits change files."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from models.project import journal, saving
from tests.project_hand import Window
from tests.trust import forks, shim
from tests.trust.rows import Row
from tests.trust.work import Person, digest, found_after_crash

SEED = 3
BEFORE, DURING, AFTER = 8, 4, 3  # things done before the first save, then, and while and after the second save
ALL = 1_000_000
ERRORS = {"full": errno.ENOSPC, "broken": errno.EIO}


def prepare(folder: Path) -> list[str]:
    """A project that was saved and closed; the states that what follows goes through."""
    window = Window(folder / "home")
    person = Person(window.document, SEED)
    for _ in range(BEFORE):
        person.do_one()
    window.save(folder / "a.anode")
    states = [digest(window.project.content())]
    window.close()
    again = Window(folder / "elsewhere", is_recorded=False)
    person = Person(again.document, SEED)
    for number in range(BEFORE + DURING + AFTER):
        person.do_one()
        if number >= BEFORE:
            states.append(digest(again.project.content()))
    return states


def work(folder: Path, out: int, then: Callable[[], object]) -> None:
    """Open the project, edit, save, edit; say the number of each thing done once it is safe."""
    journal.PAUSE = 0.02
    saving.PAUSES = ()
    window = Window(folder / "home").open(folder / "a.anode")
    person = Person(window.document, SEED)
    person.skip(BEFORE)
    for number in range(1, DURING + AFTER + 1):
        person.do_one()
        if window.project.is_durable(0.2):
            os.write(out, b"%d\n" % number)
        if number == DURING:
            window.save()
    then()


def point(folder: Path, states: list[str], mode: int, number: int, error: int) -> str:
    """What goes wrong if the call of that number does; nothing if nothing."""
    copy = folder / "copy"
    shutil.copytree(folder / "start", copy, copy_function=shutil.copy2)

    def armed(out: int) -> None:
        shim.arm(copy, mode, number, error)
        work(copy, out, lambda: os._exit(0))

    process, pipe = forks.begin(armed)
    acknowledged = int((forks.said(pipe).split() or ["0"])[-1])
    status = forks.ended(process)
    place = forks.answer(partial(_place, copy, states))
    litter = [each.name for each in copy.iterdir() if each.name not in ("home", "a.anode")]
    shutil.rmtree(copy)
    if mode != shim.KILL and status != 0:
        return f"the program died ({status})"
    if place is None:
        return "unreadable"
    if place < acknowledged and states[place] != states[acknowledged]:
        return f"{place} of {acknowledged} edits"
    return f"litter: {litter}" if litter else ""


def _place(folder: Path, states: list[str]) -> int | None:
    found = found_after_crash(folder / "home", folder / "a.anode")
    if not found.is_whole or found.content is None:
        return None
    state = digest(found.content)
    return max((number for number, each in enumerate(states) if each == state), default=-1)


def inside(kinds: list[str], count: int) -> dict[str, object]:
    """Runs in a process that was started under the library."""
    folder = Path(tempfile.mkdtemp(prefix="anodescope-calls-"))
    (folder / "start").mkdir()
    states = forks.answer(lambda: prepare(folder / "start"))
    shutil.copytree(folder / "start", folder / "copy", copy_function=shutil.copy2)

    def counted(out: int) -> None:
        shim.arm(folder / "copy", shim.KILL, -1)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        work(folder / "copy", nowhere, lambda: os.write(out, b"%d" % shim.library().trust_count()))

    process, pipe = forks.begin(counted)
    calls = int(forks.said(pipe) or 0)
    forks.ended(process)
    shutil.rmtree(folder / "copy")
    bad = []
    points = list(range(1, calls + 1))
    points = points if count >= len(points) else sorted(random.Random(count).sample(points, count))
    for kind in kinds:
        for mode in (shim.KILL,) if kind == "kill" else (shim.FAIL_ONCE, shim.FAIL_FROM):
            for number in points:
                found = point(folder, states, mode, number, ERRORS.get(kind, 0))
                if found:
                    bad.append(f"{kind} {mode} at call {number} of {calls}: {found}")
    shutil.rmtree(folder)
    return {"calls": calls, "bad": bad}


def at_every_call(kind: str, count: int) -> float:
    """At how many of the calls an edit is lost, a file unreadable, the program dead or litter left."""
    found = json.loads(shim.run_under_it("tests.trust.calls", kind, str(count)))
    assert found["calls"] > 50, "the trial itself does not work"
    for each in found["bad"]:
        print(each, flush=True)
    print(f"{kind}: {min(found['calls'], count)} of {found['calls']} calls", flush=True)
    return float(len(found["bad"]))


ROWS = tuple(
    Row(f"{kind}_at_every_call", "calls that lose or break", 0, ALL, partial(at_every_call, kind))
    for kind in ("kill", "full", "broken")
)

if __name__ == "__main__":
    print(json.dumps(inside([sys.argv[1]], int(sys.argv[2]))))
