"""Backups: half an hour apart, then days, weeks, months; told apart by number, whatever the clock does."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from models.project.backups import backups, keep, too_many

NOON = datetime(2026, 3, 2, 12, 0)


def kept_at(folder: Path, path: Path, moments: list[datetime]) -> list[int]:
    for number, moment in enumerate(moments):
        path.write_text(str(number))
        keep(path, folder, moment)
        path.unlink()  # as a save does: the old bytes live on under their other name
    return [int(backup.path.read_text()) for backup in backups(folder)]


def test_a_backup_is_kept_every_half_hour(tmp_path: Path) -> None:
    moments = [NOON + timedelta(minutes=10 * number) for number in range(10)]
    assert kept_at(tmp_path / "b", tmp_path / "a.anode", moments) == [9, 6, 3, 0]


def test_of_half_a_year_seven_days_four_weeks_and_six_months_stay(tmp_path: Path) -> None:
    moments = [NOON + timedelta(hours=4 * number) for number in range(6 * 200)]
    kept = [moments[number] for number in kept_at(tmp_path / "b", tmp_path / "a.anode", moments)]
    assert kept[0] == moments[-1]
    assert len({moment.date() for moment in kept}) >= 7
    assert len({moment.isocalendar()[:2] for moment in kept}) >= 4
    assert len({(moment.year, moment.month) for moment in kept}) == 6
    assert len(kept) < 40


@pytest.mark.parametrize("days", [-20_000, -400, -0.05, 400])
def test_a_clock_that_jumps_prunes_nothing_and_orders_nothing_anew(tmp_path: Path, days: float) -> None:
    before = [NOON + timedelta(hours=number) for number in range(5)]
    after = [NOON + timedelta(days=days) + timedelta(hours=number) for number in range(5)]
    assert kept_at(tmp_path / "b", tmp_path / "a.anode", [*before, *after]) == list(range(9, -1, -1))


def test_the_newest_is_never_pruned(tmp_path: Path) -> None:
    folder = tmp_path / "b"
    kept_at(folder, tmp_path / "a.anode", [NOON + timedelta(hours=number) for number in range(60)])
    assert backups(folder)[0] not in too_many(backups(folder))


def test_where_the_file_system_has_no_second_names_the_file_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(1, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    assert kept_at(tmp_path / "b", tmp_path / "a.anode", [NOON]) == [0]
    assert [each.suffix for each in (tmp_path / "b").iterdir()] == [".anode"]
