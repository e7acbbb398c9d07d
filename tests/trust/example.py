"""A small project that has something of everything, from simulated data: what is damaged and kept as an example."""

from __future__ import annotations

from pathlib import Path

from fitting.messages import Message
from models.curve_edits import move_curves, note_curve, note_electrolyte, remove_curves, rename_curve
from models.figure.kept import keep_figure
from models.figure.model import FigureModel, Shown
from models.project.project import Project
from models.result import Failure
from models.steps import step_named
from tests.curves import content_of, plating_curve, rest_curve
from tests.project_hand import Window, wait_until


def write_example(path: Path, home: Path) -> None:
    """Write the project: two platings, a rest that was removed, a calculator, marks, notes, history, a failure."""
    window = Window(home)
    document = window.document
    curves = (plating_curve("a"), plating_curve("b", seed=5, electrolyte="6 M"), rest_curve())
    document.add_files([content_of(curve) for curve in curves])
    spikes, calculators = step_named("electrocrystallization"), step_named("charge_transfer")
    assert spikes is not None and calculators is not None
    first, second = document.analyses(spikes)
    document.edit(first, first.state.with_settings({"judgement": "absent", "area": 1.96e-5}), "Judge")
    document.edit(second, second.state.with_kept(), "Keep")
    (calculator,) = document.analyses(calculators, calculators.method("marcus_calculator"))
    given = {"transfer_coefficient": 0.4, "potential_difference": -0.08}
    document.edit(calculator, calculator.state.with_settings(given), "Set")
    rename_curve(document, curves[0].identity, "Zelle 张 µ")
    note_curve(document, curves[1].identity, "bubble at 40 s")
    note_electrolyte(document, 1, "dried over sieve")
    move_curves(document, [curves[2].identity], "6 M")
    keep_figure(document, FigureModel("E–t 张", (Shown(*first.state.key, name="mine"),), journal="ACS"))
    remove_curves(document, [curves[2].identity])
    document._add_failures([Failure("x.mpr", Message("TRUNCATED", "It ends at row {row}.", {"row": 3}))])
    wait_until(lambda: not document.background.busy)
    window.project.layout = lambda: {"tab": 2, "widths": [[600, 490]]}
    project: Project = window.project
    window.save(path)
    document.undo_stack.undo()
    project.save()
    wait_until(lambda: not project.is_saving)
    window.close()
