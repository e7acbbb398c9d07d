"""The project file: whole or named, old or new, harmless, and readable without this program."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fitting.messages import DataProblem
from models.plain import as_plain
from models.project import guard, schema, upgrades
from models.project.columns import row_crc
from models.project.content import Content
from models.project.reading import open_project
from models.project.writing import table_sums
from tests.project_hand import EXAMPLES, saved_again


def changed(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        for statement in statements:
            db.execute(statement)


def set_meta(path: Path, name: str, value: str) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?, ?)", (name, value, row_crc((name, value))))


# versions


def test_there_is_an_example_of_every_version_and_a_step_from_each_to_the_next() -> None:
    assert [path.name for path in EXAMPLES] == [f"version-{number}.anode" for number in range(1, schema.VERSION + 1)]
    assert sorted(upgrades.UPGRADES) == list(range(1, schema.VERSION))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_project_of_any_version_opens_with_everything(path: Path) -> None:
    before = path.read_bytes()
    opened = open_project(path)
    content = opened.content
    assert opened.damages == ()
    assert [entry.name for each in content.series for entry in each.curves] == ["Zelle 张 µ", "b", "rest"]
    assert content.series[1].note == "dried over sieve"
    settings = [state.settings for state in content.analyses.values() if state.is_touched]
    assert {"judgement": "absent", "area": 1.96e-5} in settings
    assert {"transfer_coefficient": 0.4, "potential_difference": -0.08} in settings
    assert [fit.name for state in content.analyses.values() for fit in state.kept] == ["A"]
    has_figure = path.stem != "version-1"
    assert len(content.edits) == 9 + has_figure
    assert content.index == 8 + has_figure
    assert [each.model.title for each in content.figures] == ["E–t 张"] * has_figure
    assert len(content.results) == 3
    assert [point.reason for point in opened.points] == ["saved", "saved"]
    assert content.failures[0].message.text == "It ends at row 3."
    assert path.read_bytes() == before


def test_an_old_project_goes_through_the_chain_and_is_saved_as_a_new_one(
    example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def to_three(db: sqlite3.Connection) -> None:
        db.execute("ALTER TABLE source ADD COLUMN colour TEXT DEFAULT 'blue'")

    def to_four(db: sqlite3.Connection) -> None:
        db.execute("UPDATE source SET colour = 'red'")

    shutil.copy(EXAMPLES[0], example)
    before = example.read_bytes()
    monkeypatch.setattr(schema, "VERSION", 4)
    monkeypatch.setattr(upgrades, "UPGRADES", {**upgrades.UPGRADES, 2: to_three, 3: to_four})
    opened = open_project(example)
    assert opened.damages == ()
    assert example.read_bytes() == before, "opening changes nothing"
    saved_again(opened)
    with closing(sqlite3.connect(example)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (4,)
        assert set(db.execute("SELECT colour FROM source")) == {("red",)}
    assert open_project(example).damages == ()


def test_what_a_newer_program_added_survives_and_its_version_stands(example: Path) -> None:
    changed(
        example,
        "CREATE TABLE colour (name TEXT, value BLOB)",
        "INSERT INTO colour VALUES ('a', x'0102')",
        "ALTER TABLE entry ADD COLUMN hue TEXT DEFAULT 'red'",
        "ALTER TABLE analysis ADD COLUMN mood TEXT DEFAULT 'calm'",
        "PRAGMA user_version = 3",
    )
    set_meta(example, "version", "3")
    with closing(sqlite3.connect(example)) as db, db:
        key, state = db.execute("SELECT key, state FROM analysis WHERE state LIKE '%absent%'").fetchone()
        more = json.dumps({**json.loads(state), "weather": "fair"}, separators=(",", ":"), ensure_ascii=False)
        db.execute("UPDATE analysis SET state = ?, crc32 = ? WHERE key = ?", (more, row_crc((key, more)), key))
        *figure, what, _ = db.execute("SELECT * FROM figure").fetchone()
        what = json.dumps({**json.loads(what), "perfume": "rose"}, separators=(",", ":"), ensure_ascii=False)
        db.execute("UPDATE figure SET what = ?, crc32 = ?", (what, row_crc((*figure, what))))
        sums = json.dumps(table_sums(db), separators=(",", ":"))
    set_meta(example, "rows", sums)
    opened = open_project(example)
    assert opened.damages == ()
    state_key, old = next((key, each) for key, each in opened.content.analyses.items() if "judgement" in each.settings)
    analyses = {**opened.content.analyses, state_key: old.with_settings({"judgement": "present"})}
    (kept,) = opened.content.figures
    figures = (replace(kept, model=replace(kept.model, title="other")),)
    saved_again(opened, Content(**{**vars(opened.content), "analyses": analyses, "figures": figures}))
    with closing(sqlite3.connect(example)) as db:
        assert db.execute("SELECT * FROM colour").fetchall() == [("a", b"\1\2")]
        assert {hue for (hue,) in db.execute("SELECT hue FROM entry")} == {"red"}
        (stored,) = db.execute("SELECT state FROM analysis WHERE key = ?", (key,)).fetchone()
        assert json.loads(stored)["weather"] == "fair"
        assert json.loads(stored)["given"]["judgement"] == "present"
        ((name, stored),) = db.execute("SELECT name, what FROM figure").fetchall()
        assert (name, json.loads(stored)["perfume"], json.loads(stored)["title"]) == ("other", "rose", "other")
        assert db.execute("PRAGMA user_version").fetchone() == (3,)
        assert db.execute("SELECT value FROM meta WHERE name = 'version'").fetchone() == ("3",)


def test_figures_outlast_a_save_by_a_program_that_does_not_know_them(example: Path) -> None:
    with closing(sqlite3.connect(example)) as db:
        sums = table_sums(db)
    del sums["figure"]
    set_meta(example, "rows", json.dumps(sums, separators=(",", ":")))
    opened = open_project(example)
    assert opened.damages == ()
    assert [each.model.title for each in opened.content.figures] == ["E–t 张"]


def test_a_project_that_only_a_newer_program_can_read_is_left_to_it(example: Path) -> None:
    set_meta(example, "oldest_reader", "3")
    before = example.read_bytes()
    with pytest.raises(DataProblem, match="newer version"):
        open_project(example)
    assert example.read_bytes() == before


# readable without us


def test_the_file_says_how_it_is_read_and_twenty_lines_of_numpy_do_it(example: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(example)) as db:
        texts = dict(db.execute("SELECT name, text FROM schema_doc"))
    assert all(f"\n{table} " in texts["tables"] for table in schema.TABLES)
    assert texts["python"].count("\n") <= 24
    script = tmp_path / "read.py"
    script.write_text(texts["python"] + "\nnp.save(sys.argv[2], column(db, key, 'time'))\n", encoding="utf-8")
    out = tmp_path / "time.npy"
    ran = subprocess.run([sys.executable, script, example, out], capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stderr
    assert "Zelle 张 µ chronopotentiometry" in ran.stdout
    (last,) = (curve for curve in open_project(example).content.curves.values() if curve.name == "rest")
    assert np.array_equal(np.load(out, allow_pickle=False), last.columns["time"])


# damage


def test_of_a_project_whose_end_is_missing_the_good_curves_come_back(example: Path) -> None:
    content = example.read_bytes()
    whole = open_project(example).content.curves
    found = set()
    for part in (0.5, 0.9, 0.97):
        example.write_bytes(content[: int(part * len(content))])
        opened = open_project(example)
        assert opened.damages != ()
        for identity, curve in opened.content.curves.items():
            for name, column in curve.columns.items():
                known = ~np.isnan(column)
                assert np.array_equal(column[known], whole[identity].columns[name][known]), "what is shown is true"
                found.add(bool(known.any()))
    assert True in found


def test_one_damaged_block_costs_its_rows_and_nothing_else(example: Path) -> None:
    whole = open_project(example).content
    with closing(sqlite3.connect(example)) as db, db:
        row, curve, col = db.execute("SELECT rowid, curve, col FROM chunk WHERE col = 'potential' LIMIT 1").fetchone()
        db.execute("UPDATE chunk SET data = zeroblob(length(data)) WHERE rowid = ?", (row,))
    opened = open_project(example)
    assert [damage.code for damage in opened.damages] == ["DAMAGED_CURVE"]
    (hurt,) = (each for each in opened.content.curves.values() if each.receipt.flags)
    assert np.isnan(hurt.columns["potential"]).all(), "missing numbers are missing, never zero"
    assert hurt.columns["time"].tobytes() == whole.curves[hurt.identity].columns["time"].tobytes()
    assert "damaged" in hurt.receipt.flags[0].text
    assert as_plain(opened.content.series) == as_plain(whole.series)
    assert curve in opened.keys.all() and col == "potential"


# hostile


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW v AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c",
        "CREATE TRIGGER t AFTER INSERT ON meta BEGIN DELETE FROM curve; END",
        "CREATE TABLE g (a, b AS (zeroblob(1000000000)))",
        "CREATE TABLE k (a CHECK (a < zeroblob(1000000000)))",
        "CREATE TABLE d (a DEFAULT (randomblob(1000000000)))",
        "CREATE INDEX i ON curve (upper(header))",
    ],
)
def test_what_could_act_is_refused_by_name(example: Path, statement: str) -> None:
    changed(example, statement)
    with pytest.raises(DataProblem, match="no project of Anodescope does"):
        open_project(example)


def test_a_question_without_end_is_stopped_by_the_clock(example: Path) -> None:
    with closing(guard.opened(example)) as db:
        guard.limit(db, 0.2)
        began = time.monotonic()
        with pytest.raises(sqlite3.OperationalError, match="interrupted"):
            db.execute(
                "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"
            ).fetchall()
        assert time.monotonic() - began < 30


def test_a_connection_to_a_project_cannot_write_it(example: Path) -> None:
    with closing(guard.opened(example)) as db, pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("DELETE FROM meta")


def test_nothing_in_a_project_is_run(example: Path, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    pickled = b"cos\nsystem\n(S'touch " + str(canary).encode() + b"'\ntR."  # what pickle.loads would run
    with closing(sqlite3.connect(example)) as db, db:
        head = db.execute("SELECT rowid, curve, col, seq, codec, dtype FROM chunk LIMIT 1").fetchone()
        for dtype in ("O", "<f8"):
            values = (*head[1:5], dtype, len(pickled) // 8)
            crc = row_crc(values, pickled)
            db.execute("UPDATE chunk SET dtype = ?, n = ?, crc32 = ?, data = ? WHERE rowid = ?",
                       (dtype, values[-1], crc, pickled, head[0]))  # fmt: skip
        db.execute("UPDATE edit SET what = ?", (pickled,))
    opened = open_project(example)
    assert opened.damages != ()
    assert not canary.exists()


def test_a_block_that_unpacks_to_gigabytes_is_stopped(example: Path) -> None:
    import zlib

    bomb = zlib.compress(bytes(50_000_000), 9)
    with closing(sqlite3.connect(example)) as db, db:
        row, *head = db.execute("SELECT rowid, curve, col, seq, codec, dtype, n FROM chunk LIMIT 1").fetchone()
        head[3] = "shuffle+zlib"
        db.execute("UPDATE chunk SET codec = ?, crc32 = ?, data = ? WHERE rowid = ?",
                   (head[3], row_crc(head, bomb), bomb, row))  # fmt: skip
    assert any(damage.code == "DAMAGED_CURVE" for damage in open_project(example).damages)


@pytest.mark.parametrize("ending", ["-journal", "-wal"])
def test_what_lies_beside_a_project_is_not_played_into_it(example: Path, ending: str) -> None:
    before = example.read_bytes()
    example.with_name(example.name + ending).write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\1" * 4096)
    assert open_project(example).damages == ()
    assert example.read_bytes() == before
