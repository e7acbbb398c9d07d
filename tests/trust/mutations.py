"""Projects that were damaged or made to do harm: each opens or is refused in one sentence; nothing else happens."""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from fitting.messages import DataProblem, FitError
from models import analysis
from models.project import commands
from models.project.columns import row_crc
from models.project.commands import project_results
from models.project.folder_export import export_folder
from models.project.points import points, values_at
from models.project.reading import open_project
from models.project.schema import TABLES, columns
from models.project.writing import table_sums
from models.translation import message_text
from tests.project_hand import Window
from tests.trust import forks
from tests.trust.flips import example
from tests.trust.rows import Row

PATIENCE = 20  # s, for one file
FITTED = 50  # every so many-th is computed too
WILD: tuple[Any, ...] = (
    None, True, 0, -1, 2**31 - 1, 2**63 - 1, 2**70, 1e308, -1e-300, "", "{a.__class__}", "{a:>99999999}", "\0",
    "µ" * 400, [], {}, [[]], {"a": 1}, [None] * 3, "../../x", "CON",
)  # fmt: skip


class Hang(Exception):
    """It took longer than it may."""


def mutated(content: bytes, dice: random.Random, path: Path) -> None:
    """Write a damaged or hostile version of a project."""
    kind = dice.choice(("bytes", "cut", "zero", "swap", "insert", "values", "values", "values", "schema"))
    damaged = bytearray(content)
    place, other = sorted(dice.randrange(len(damaged)) for _ in range(2))
    if kind == "bytes":
        for _ in range(dice.choice((1, 4, 64, 1024))):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
    elif kind == "cut":
        del damaged[place:]
    elif kind == "zero":
        damaged[place : place + 4096] = bytes(len(damaged[place : place + 4096]))
    elif kind == "swap":
        damaged[place : place + 4096], damaged[other : other + 4096] = (
            damaged[other : other + 4096],
            damaged[place : place + 4096],
        )
    elif kind == "insert":
        damaged[place:place] = dice.randbytes(dice.randrange(1, 5000))
    path.write_bytes(damaged)
    if kind == "values":
        _rewrite(path, dice)
    elif kind == "schema":
        _rebuild(path, dice)


def _rewrite(path: Path, dice: random.Random) -> None:
    """Other values under good checksums, as somebody who knows the format would write them."""
    with closing(sqlite3.connect(path)) as db, db:
        for _ in range(dice.choice((1, 1, 3, 10))):
            table = dice.choice([table for table in TABLES if table != "schema_doc"])
            row = db.execute(f"SELECT rowid, * FROM {table} ORDER BY random() LIMIT 1").fetchone()
            if row is None:
                continue
            number, *values = row
            names = columns(table)
            place = dice.randrange(len(names) - (2 if table == "chunk" else 1))
            values[place] = _other(values[place], dice)
            last = names.index("crc32")
            data = values[last + 1] if table == "chunk" else b""
            try:
                values[last] = row_crc(values[:last], data)
                db.execute(
                    f"UPDATE {table} SET {', '.join(f'{n} = ?' for n in names)} WHERE rowid = ?", (*values, number)
                )
            except (ValueError, TypeError, OverflowError, sqlite3.Error):
                continue
        sums = json.dumps(table_sums(db), separators=(",", ":"))
        db.execute("UPDATE meta SET value = ?, crc32 = ? WHERE name = 'rows'", (sums, row_crc(("rows", sums))))


def _other(value: Any, dice: random.Random) -> Any:
    try:
        entry = json.loads(value)
    except (ValueError, TypeError):
        return dice.choice(WILD[:6]) if isinstance(value, int) else str(dice.choice(WILD))
    return json.dumps(_changed(entry, dice), ensure_ascii=False, separators=(",", ":"))


def _changed(entry: Any, dice: random.Random) -> Any:
    """JSON with one value of it, however deep, another."""
    if isinstance(entry, dict) and entry and dice.random() < 0.9:
        name = dice.choice(list(entry))
        return {**entry, name: _changed(entry[name], dice)}
    if isinstance(entry, list) and entry and dice.random() < 0.9:
        place = dice.randrange(len(entry))
        return [*entry[:place], _changed(entry[place], dice), *entry[place + 1 :]]
    return dice.choice(WILD)


def _rebuild(path: Path, dice: random.Random) -> None:
    """Tables, views and triggers that no project has."""
    statements = (
        "CREATE VIEW v AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c",
        "CREATE TRIGGER t AFTER INSERT ON meta BEGIN DELETE FROM curve; END",
        "CREATE TABLE g (a, b AS (zeroblob(1000000000)))",
        "CREATE TABLE k (a CHECK (a < zeroblob(1000000000)))",
        "CREATE INDEX i ON curve (upper(header))",
        "CREATE TABLE unknown (a, b)",
        "ALTER TABLE curve ADD COLUMN colour TEXT DEFAULT 'blue'",
        "ALTER TABLE entry RENAME TO other",
        "ALTER TABLE chunk DROP COLUMN codec",
        "DROP TABLE meta",
        "DELETE FROM chunk",
        "PRAGMA user_version = 99",
        "UPDATE meta SET value = '7' WHERE name = 'oldest_reader'",
        "CREATE VIRTUAL TABLE f USING fts5(a)",
    )
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        try:
            db.execute(dice.choice(statements))
        except sqlite3.Error:
            return


def use(path: Path, folder: Path, window: Window) -> str:
    """Open a project and do with it what a person would; what it was refused with, if it was."""
    try:
        opened = open_project(path)
    except DataProblem as problem:
        return message_text(problem.message)
    for message in opened.damages:
        assert message_text(message)
    content = opened.content
    window.document.restore(content.all_values(), content.edits, content.index, content.results.values())
    stack = window.document.undo_stack
    for index in (0, stack.count(), content.index):
        stack.setIndex(index)
    project_results(content)
    for each in (lambda: export_folder(folder / "out", content), lambda: _go_back(path)):
        with suppress(DataProblem):
            each()
    window.document.restore(content.all_values(), (), 0, ())
    return "opened"


def _go_back(path: Path) -> None:
    for point in points(path)[:2]:
        values_at(path, point.number, {})


def mutated_projects(count: int) -> float:
    """How many of the files crash the program, hang it, or are refused without a clear sentence."""
    with tempfile.TemporaryDirectory(prefix="anodescope-mutations-") as name:
        folder = Path(name)
        content = example(folder)
        bad = forks.answer(partial(_mutate, folder, content, count))
    for each in bad:
        print(each, flush=True)
    return float(len(bad))


def _mutate(folder: Path, content: bytes, count: int) -> list[str]:
    def too_long(number: int, frame: FrameType | None) -> None:
        raise Hang

    signal.signal(signal.SIGALRM, too_long)
    window = Window(folder / "nobody", is_recorded=False)
    window.document.background._pool.setMaxThreadCount(1)
    computed = analysis.analysed, commands.analysed
    bad = []
    path = folder / "mutated.anode"
    said: dict[str, int] = {}
    for number in range(count):
        mutated(content, random.Random(number), path)
        fits = number % FITTED == 0  # a fit takes longer than all the rest
        analysis.analysed, commands.analysed = computed if fits else (_no_fit, _no_fit)
        began = time.monotonic()
        signal.alarm(PATIENCE)
        wrong = _tried(lambda: use(path, folder, window), said)
        signal.alarm(0)
        if wrong:
            bad.append(f"mutation {number}: {wrong} after {time.monotonic() - began:.1f} s")
    print(json.dumps(sorted(said.items(), key=lambda each: -each[1])[:12], ensure_ascii=False), flush=True)
    window.document.close()
    return bad


def _no_fit(*_: object) -> NoReturn:
    raise FitError("NOT_TRIED", "Not computed in this trial.")


def _tried(work: Callable[[], str], said: dict[str, int]) -> str:
    try:
        answer = work()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    if not answer or "Traceback" in answer or "{" in answer:
        return f"unclear: {answer!r}"
    said[answer] = said.get(answer, 0) + 1
    return ""


ROWS = (Row("mutated_project", "crashes, hangs, unclear", 0, 2000, mutated_projects),)
