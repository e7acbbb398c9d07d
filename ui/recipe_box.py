"""Recipes in the import dialog: take one, keep the present choices as one, remove one."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QComboBox, QGridLayout, QGroupBox, QLabel, QPushButton, QWidget

from fitting.messages import DataProblem
from models.import_recipes import recipe_folder, remove_recipe, save_recipe, saved_recipes
from models.readers.choices import ImportChoices, ImportRecipe
from models.translation import message_text


class RecipeBox(QGroupBox):
    """An editable list of names; Enter on a known name takes that recipe."""

    recipe_chosen = pyqtSignal(object)  # ImportRecipe
    keep_requested = pyqtSignal(str)  # name

    def __init__(self, folder: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Recipe for files of this kind"))
        self._folder = recipe_folder() if folder is None else folder
        self.names = QComboBox()
        self.names.setEditable(True)
        self.names.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.names.setAccessibleName(self.tr("Name of the recipe"))
        self.keep = self._button(self.tr("&Keep"), self.tr("Keep the present choices under this name"))
        self.remove = self._button(self.tr("&Remove"), self.tr("Remove the recipe of this name"))
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setAccessibleName(self.tr("Message about recipes"))
        self.message.hide()
        label = QLabel(self.tr("N&ame"))
        label.setBuddy(self.names)
        grid = QGridLayout(self)
        for widget, place in (
            (label, (0, 0, 1, 1)),
            (self.names, (0, 1, 1, 2)),
            (self.keep, (1, 1, 1, 1)),
            (self.remove, (1, 2, 1, 1)),
            (self.message, (2, 0, 1, 3)),
        ):
            grid.addWidget(widget, *place)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        self._connect()
        self.show_saved()

    def _button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.setToolTip(tip)
        button.setAccessibleName(text.replace("&", ""))
        button.setAccessibleDescription(tip)
        return button

    def _connect(self) -> None:
        line = self.names.lineEdit()
        assert line is not None
        line.setPlaceholderText(self.tr("for example the glove-box potentiostat"))
        line.installEventFilter(self)
        self.names.activated.connect(lambda _: self._take())
        self.names.editTextChanged.connect(lambda _: self._show_buttons())
        self.keep.clicked.connect(lambda: self.keep_requested.emit(self.name))
        self.remove.clicked.connect(self._remove)

    @property
    def name(self) -> str:
        """The name that is typed or chosen."""
        return self.names.currentText().strip()

    def show_saved(self, name: str = "") -> None:
        """List the recipes that are kept; those that cannot be read are named once."""
        saved = saved_recipes(self._folder)
        self._recipes = {each.name: each for each in saved.recipes}
        self.names.clear()
        self.names.addItems(list(self._recipes))
        self.names.setCurrentIndex(-1)
        self.names.setEditText(name)
        self._show_buttons()
        if saved.failures:
            failure = saved.failures[0]
            self._say(f"{Path(failure.file).name}: {message_text(failure.message)}")

    def keep_choices(self, choices: ImportChoices, instrument: str) -> None:
        """Keep choices under the name that is typed."""
        try:
            save_recipe(ImportRecipe(self.name, instrument, choices), self._folder)
        except DataProblem as problem:
            self._say(message_text(problem.message))
            return
        name = self.name
        self.show_saved(name)
        self._say(self.tr("Kept as “{name}”.").format(name=name))

    def _remove(self) -> None:
        name = self.name
        try:
            remove_recipe(name, self._folder)
        except DataProblem as problem:
            self._say(message_text(problem.message))
            return
        self.show_saved()
        self._say(self.tr("“{name}” is removed.").format(name=name))

    def _take(self) -> None:
        recipe = self._recipes.get(self.name)
        if recipe is not None:
            self.recipe_chosen.emit(recipe)
            self._say(self.tr("The choices are those of “{name}”.").format(name=recipe.name))

    def _show_buttons(self) -> None:
        self.keep.setEnabled(bool(self.name))
        self.remove.setEnabled(self.name in self._recipes)

    def _say(self, text: str) -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Enter takes or keeps the recipe; it does not press the dialog's default button."""
        key = event.key() if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress else None
        if key not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return super().eventFilter(watched, event)
        if self.name in self._recipes:
            self._take()
        elif self.name:
            self.keep_requested.emit(self.name)
        return True
