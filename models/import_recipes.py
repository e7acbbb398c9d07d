"""Import choices kept under a name, one small JSON file each, so that a damaged one costs only itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PyQt6.QtCore import QStandardPaths

from fitting.messages import DataProblem
from models.readers.choices import ImportRecipe, recipes_as_text, recipes_from_text
from models.result import Failure
from models.whole_file import free_path, make_folder, safe_file_name, write_whole

ENDING = ".json"
LARGEST = 1_000_000  # bytes


@dataclass(frozen=True)
class SavedRecipes:
    """What a folder holds.

    Parameters
    ----------
    recipes : tuple of ImportRecipe
        Sorted by name.
    failures : tuple of Failure
        The files that hold none, each with the sentence why.
    """

    recipes: tuple[ImportRecipe, ...] = ()
    failures: tuple[Failure, ...] = ()

    def named(self, name: str) -> ImportRecipe | None:
        """The recipe of that name."""
        return next((each for each in self.recipes if each.name == name), None)

    def of(self, instrument: str) -> tuple[ImportRecipe, ...]:
        """The recipes for one instrument (the name of a reader)."""
        return tuple(each for each in self.recipes if each.instrument == instrument)


def recipe_folder() -> Path:
    """Where a person's recipes are kept, the same for the window and for the command line."""
    settings = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return Path(settings) / "Anodescope" / "import recipes"


def saved_recipes(folder: Path | None = None) -> SavedRecipes:
    """All recipes of a folder; what is no recipe is named and left alone."""
    recipes, failures = [], []
    for path in _files(folder):
        try:
            recipes.append(_recipe(path))
        except DataProblem as problem:
            failures.append(Failure.of(str(path), problem))
    return SavedRecipes(tuple(sorted(recipes, key=lambda each: each.name.casefold())), tuple(failures))


def load_recipe(name: str, folder: Path | None = None) -> ImportRecipe:
    """The recipe of that name.

    Raises
    ------
    DataProblem
        ``NO_RECIPE``, naming those that there are.
    """
    saved = saved_recipes(folder)
    found = saved.named(name)
    if found is None:
        raise DataProblem(
            "NO_RECIPE",
            "There is no import recipe “{name}”; there are: {names}.",
            name=name,
            names=", ".join(each.name for each in saved.recipes) or "—",
        )
    return found


def save_recipe(recipe: ImportRecipe, folder: Path | None = None) -> Path:
    """Write a recipe, in place of one of the same name; return the file.

    Raises
    ------
    WriteProblem
        If it cannot be written; an older one is then as it was.
    """
    place = recipe_folder() if folder is None else folder
    make_folder(place)
    path = _file_of(recipe.name, place)
    if path is None:
        path = place / safe_file_name(recipe.name, "recipe")
        path = path.with_name(path.name + ENDING)
        path = free_path(path) if path.exists() else path
    write_whole(path, recipes_as_text([recipe]).encode())
    return path


def remove_recipe(name: str, folder: Path | None = None) -> bool:
    """Remove the recipe of that name; whether there was one.

    Raises
    ------
    DataProblem
        If its file may not be removed.
    """
    path = _file_of(name, recipe_folder() if folder is None else folder)
    if path is None:
        return False
    try:
        path.unlink()
    except OSError as error:
        raise DataProblem(
            "NOT_REMOVED", "“{file}” could not be removed: {reason}.", file=path.name, reason=error.strerror or "—"
        ) from error
    return True


def _files(folder: Path | None) -> list[Path]:
    place = recipe_folder() if folder is None else folder
    try:
        return sorted(path for path in place.iterdir() if path.name.endswith(ENDING) and path.name[0] != ".")
    except OSError:  # no folder yet
        return []


def _file_of(name: str, folder: Path) -> Path | None:
    for path in _files(folder):
        try:
            if _recipe(path).name == name:
                return path
        except DataProblem:
            continue
    return None


def _recipe(path: Path) -> ImportRecipe:
    try:
        if path.stat().st_size > LARGEST:
            raise DataProblem("NO_RECIPE", "The file is too large to be an import recipe.")
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise DataProblem("NO_RECIPE", "The recipe could not be read: {reason}.", reason=str(reason)) from None
    recipes = recipes_from_text(text)
    if len(recipes) != 1 or not recipes[0].name.strip():
        raise DataProblem("NO_RECIPE", "The file holds no single named import recipe.")
    return recipes[0]
