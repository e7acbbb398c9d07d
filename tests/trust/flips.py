"""Single bits flip in a project file: what is shown is what was saved, or the damage is named."""

from __future__ import annotations

import json
import random
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from fitting.messages import DataProblem
from models.edit import Values
from models.plain import as_plain
from models.project.entries import CurveKeys, values_entry
from models.project.points import values_at
from models.project.reading import Opened, open_project
from tests.project_hand import described
from tests.trust import forks
from tests.trust.example import write_example
from tests.trust.rows import Row


def everything(opened: Opened) -> str:
    """All that a person could see of a project."""
    content = opened.content
    results = [as_plain(result.as_json()) for result in content.results.values()]
    points: list[Any] = [[each.number, each.saved, each.reason] for each in opened.points]
    return json.dumps([described(content), results, points, dict(content.layout), content.project])


def point_text(values: Values) -> str:
    """All that a point of time holds."""
    return json.dumps(values_entry(values, CurveKeys()))


def silent(content: bytes, path: Path, whole: str, point: str) -> str:
    """What a damaged file shows differently without a word; nothing if nothing."""
    path.write_bytes(content)
    try:
        opened = open_project(path)
    except DataProblem:
        return ""
    if opened.damages:
        return ""
    if everything(opened) != whole:
        return "the content is another"
    try:
        values = values_at(path, opened.points[-1].number, {})
    except DataProblem:
        return ""
    return "" if point_text(values) == point else "a point of time is another"


def example(folder: Path) -> bytes:
    """The bytes of the example project."""
    path = folder / "example.anode"
    forks.answer(lambda: write_example(path, folder / "home"))
    return path.read_bytes()


def flipped(count: int) -> float:
    """How many single bit flips change what is shown without a word."""
    with tempfile.TemporaryDirectory(prefix="anodescope-flips-") as name:
        folder = Path(name)
        content = example(folder)
        bad = forks.answer(partial(_flip, folder / "example.anode", content, count))
    for each in bad:
        print(each, flush=True)
    return float(len(bad))


def _flip(path: Path, content: bytes, count: int) -> list[str]:
    opened = open_project(path)
    whole, point = everything(opened), point_text(values_at(path, opened.points[-1].number, {}))
    dice = random.Random(count)
    target = path.with_name("flipped.anode")
    bad = []
    for _ in range(count):
        bit = dice.randrange(8 * len(content))
        damaged = bytearray(content)
        damaged[bit // 8] ^= 1 << bit % 8
        found = silent(bytes(damaged), target, whole, point)
        if found:
            bad.append(f"bit {bit}: {found}")
    return bad


ROWS = (Row("bit_flip", "silent changes", 0, 10_000, flipped),)
