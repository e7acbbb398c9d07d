"""Mutation fuzzing of every reader: ``python -m tests.fuzz [text] [binary] [--count N] [--json OUT] [--seed N]``.

No crash, no hang, no exception that is not ours. What fails is kept in ``out/fuzz`` for a look.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models import import_process
from models.import_process import FileImporter
from models.result import Failure
from tests.fuzz.mutations import mutated
from tests.fuzz.reading import NOT_OURS, read
from tests.fuzz.seeds import Seed, is_binary, real, written

COUNTS = {"text": 10_000, "binary": 2_000}
LONGEST = 10.0  # s for one file; more is a hang
BATCH = 200
KEPT = Path("out") / "fuzz"


@dataclass
class Tally:
    """How the mutated files of one kind fared."""

    name: str
    inputs: int = 0
    read: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    crashes: int = 0
    hangs: int = 0
    memory: int = 0
    not_ours: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    readers: Counter[str] = field(default_factory=Counter)

    @property
    def faults(self) -> int:
        """What must not happen."""
        return self.crashes + self.hangs + self.not_ours.total()


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz, print a table, return 1 if anything failed."""
    parser = argparse.ArgumentParser("tests.fuzz")
    parser.add_argument("names", nargs="*", metavar="NAME", help="text, binary")
    parser.add_argument("--count", type=int, help="inputs of each kind; 10,000 text and 2,000 binary if not given")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", metavar="OUT")
    options = parser.parse_args(arguments)
    names = options.names or list(COUNTS)
    if set(names) - set(COUNTS):
        parser.error(f"there are {', '.join(COUNTS)}")
    import_process.LONGEST = LONGEST
    tallies = [fuzz(name, options.count or COUNTS[name], options.seed) for name in names]
    for tally in tallies:
        _print(tally)
    if options.json:
        text = json.dumps([entry for tally in tallies for entry in _entries(tally)], indent=1)
        sys.stdout.write(text + "\n") if options.json == "-" else Path(options.json).write_text(text + "\n")
    return 1 if any(tally.faults for tally in tallies) else 0


def fuzz(name: str, count: int, seed: int) -> Tally:
    """Mutate and read so many files of one kind."""
    chance = random.Random(seed)
    seeds = [each for each in (*written(), *real()) if is_binary(each.content) == (name == "binary")]
    tally, began = Tally(name), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, FileImporter(2, read) as importer:
        while tally.inputs < count:
            batch = list(_batch(seeds, Path(folder), min(BATCH, count - tally.inputs), chance, name == "binary"))
            for path, found in zip(batch, importer.read(batch), strict=True):
                _note(tally, path, found)
                path.unlink()
    tally.seconds = time.perf_counter() - began
    return tally


def _batch(seeds: Sequence[Seed], folder: Path, count: int, chance: random.Random, binary: bool) -> Iterator[Path]:
    for number in range(count):
        seed, other = chance.choice(seeds), chance.choice(seeds)
        path = folder / f"{number:04d}_{seed.name}"
        path.write_bytes(mutated(seed.content, other.content, chance, binary))
        yield path


def _note(tally: Tally, path: Path, found: Any) -> None:
    tally.inputs += 1
    if not isinstance(found, Failure):
        tally.read += 1
        tally.readers[found.reader] += 1
        return
    code = found.message.code
    if code == "READER_CRASHED":
        tally.crashes += 1
    elif code == "TOO_SLOW":
        tally.hangs += 1
    elif code == NOT_OURS:
        tally.not_ours[found.message.text] += 1
    else:
        tally.memory += code == "TOO_LARGE"
        tally.refused[code] += 1
        return
    KEPT.mkdir(parents=True, exist_ok=True)
    (KEPT / f"{tally.name}-{tally.inputs}-{path.name}").write_bytes(path.read_bytes())


def _print(tally: Tally) -> None:
    rate = tally.inputs / tally.seconds if tally.seconds else 0.0
    print(f"{tally.name}: {tally.inputs} inputs in {tally.seconds:.1f} s ({rate:.0f} a second)")
    rows = {
        "read": tally.read, "refused by a sentence": tally.refused.total(), "of these out of memory": tally.memory,
        "crashes": tally.crashes, "hangs": tally.hangs, "exceptions not ours": tally.not_ours.total(),
    }  # fmt: skip
    for label, number in rows.items():
        print(f"  {label:<24}{number:>8}")
    print("  read by", ", ".join(f"{name} {number}" for name, number in tally.readers.most_common()))
    print("  refused as", ", ".join(f"{code} {number}" for code, number in tally.refused.most_common()))
    for text, number in tally.not_ours.most_common(20):
        print(f"  FAULT {number} x {text}")


def _entries(tally: Tally) -> list[dict[str, Any]]:
    faults = {"crashes": tally.crashes, "hangs": tally.hangs, "exceptions_not_ours": tally.not_ours.total()}
    empty = {"peer": None, "peer_value": None, "ratio": None}
    entries: list[dict[str, Any]] = [
        {"name": f"{tally.name}_{name}", "value": value, "unit": "1", **empty, "goal": 0, "holds": value == 0}
        for name, value in faults.items()
    ]
    goal = COUNTS[tally.name]
    entries.append({"name": f"{tally.name}_inputs", "value": tally.inputs, "unit": "1", **empty, "goal": goal,
                    "holds": tally.inputs >= goal})  # fmt: skip
    entries.append({"name": f"{tally.name}_rate", "value": tally.inputs / max(tally.seconds, 1e-9), "unit": "1/s",
                    **empty, "goal": None, "holds": True})  # fmt: skip
    return entries


if __name__ == "__main__":
    sys.exit(main())
