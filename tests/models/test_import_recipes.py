"""Recipes are kept one file each, whole, and found by their names."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from fitting.messages import DataProblem
from models import whole_file
from models.import_recipes import ENDING, load_recipe, recipe_folder, remove_recipe, save_recipe, saved_recipes
from models.readers.choices import ColumnChoice, ImportChoices, ImportRecipe

CHOICES = ImportChoices(
    encoding="gb18030", delimiter="\t", decimal=",", header_line=3, sign="flip", electrode_radius=5e-3,
    columns=(ColumnChoice(0, "time", "s"), ColumnChoice(2, "potential", "mV")), reference_offset=3.04,
)  # fmt: skip


def recipe(name: str, choices: ImportChoices = CHOICES) -> ImportRecipe:
    return ImportRecipe(name, "delimited_text", choices)


@pytest.mark.parametrize("name", ["glove box", "张的电池", "a/b: c?", "con", "x" * 300, "µA · cm⁻²", "."])
def test_a_recipe_comes_back_as_it_was_saved_under_any_name(tmp_path: Path, name: str) -> None:
    save_recipe(recipe(name), tmp_path)
    assert load_recipe(name, tmp_path) == recipe(name)


def test_names_that_make_one_file_name_are_two_recipes(tmp_path: Path) -> None:
    save_recipe(recipe("a/b"), tmp_path)
    save_recipe(recipe("a:b", ImportChoices(decimal=".")), tmp_path)
    assert load_recipe("a/b", tmp_path).choices == CHOICES
    assert load_recipe("a:b", tmp_path).choices == ImportChoices(decimal=".")


def test_saving_under_a_name_again_replaces_it(tmp_path: Path) -> None:
    save_recipe(recipe("one"), tmp_path)
    save_recipe(recipe("one", ImportChoices(decimal=".")), tmp_path)
    assert [each.choices for each in saved_recipes(tmp_path).recipes] == [ImportChoices(decimal=".")]


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"\xff\xfe\x00", b"[]", b'{"import_recipes": []}', b'{"import_recipes": [{"name": "x"}]}',
               b'{"import_recipes": [{"name": "x", "instrument": "y", "choices": {"sign": "maybe"}}]}', b"[" * 100_000]
)  # fmt: skip
def test_a_damaged_recipe_costs_only_itself(tmp_path: Path, damage: bytes) -> None:
    save_recipe(recipe("good"), tmp_path)
    (tmp_path / f"bad{ENDING}").write_bytes(damage)
    saved = saved_recipes(tmp_path)
    assert [each.name for each in saved.recipes] == ["good"]
    assert [Path(each.file).name for each in saved.failures] == [f"bad{ENDING}"]
    assert saved.failures[0].message.text
    save_recipe(recipe("bad"), tmp_path)
    assert (tmp_path / f"bad{ENDING}").read_bytes() == damage


def test_a_name_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    save_recipe(recipe("glove box"), tmp_path)
    with pytest.raises(DataProblem, match="no import recipe “hood”; there are: glove box"):
        load_recipe("hood", tmp_path)


def test_removing_is_once(tmp_path: Path) -> None:
    save_recipe(recipe("one"), tmp_path)
    assert remove_recipe("one", tmp_path)
    assert not remove_recipe("one", tmp_path)
    assert saved_recipes(tmp_path).recipes == ()


def test_a_recipe_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_recipe(recipe("one"), tmp_path)

    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(whole_file.os, "fsync", full)
    with pytest.raises(DataProblem, match="the disk is full"):
        save_recipe(recipe("one", ImportChoices(decimal=".")), tmp_path)
    assert load_recipe("one", tmp_path) == recipe("one")


def test_recipes_are_offered_for_their_instrument(tmp_path: Path) -> None:
    save_recipe(recipe("b"), tmp_path)
    save_recipe(ImportRecipe("a", "chi_text", ImportChoices(sign="flip")), tmp_path)
    saved = saved_recipes(tmp_path)
    assert [each.name for each in saved.recipes] == ["a", "b"]
    assert [each.name for each in saved.of("chi_text")] == ["a"]


def test_no_folder_is_no_recipes(tmp_path: Path) -> None:
    assert saved_recipes(tmp_path / "none").recipes == ()
    assert recipe_folder().name == "import recipes"
