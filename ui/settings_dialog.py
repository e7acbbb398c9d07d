"""The settings of the program, made of their declarations: a box for each, and the sentence that says what it does."""

from __future__ import annotations

from functools import partial
from itertools import groupby

from PyQt6.QtCore import QCoreApplication, QSize
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QGroupBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from models.settings import SETTINGS, Setting
from ui.colours import dimmed

AnySetting = Setting[bool] | Setting[float] | Setting[str]
Box = QCheckBox | QComboBox | QDoubleSpinBox | QLineEdit


class SettingsDialog(QDialog):
    """Shows what holds now; nothing is kept before it is accepted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self.boxes: dict[str, Box] = {}
        inside = QWidget()
        groups = QVBoxLayout(inside)
        for group, settings in groupby(SETTINGS, key=lambda setting: setting.group):
            groups.addWidget(self._made_group(group, list(settings)))
        groups.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setAccessibleName(self.tr("Settings"))
        standard = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(standard.Ok | standard.Cancel | standard.RestoreDefaults)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        defaults = buttons.button(standard.RestoreDefaults)
        assert defaults is not None
        defaults.clicked.connect(self.show_defaults)
        layout = QVBoxLayout(self)
        layout.addWidget(scroll, 1)
        layout.addWidget(buttons)
        self.resize(inside.sizeHint().expandedTo(QSize(520, 420)).boundedTo(QSize(900, 800)))

    def _made_group(self, title: str, settings: list[AnySetting]) -> QGroupBox:
        group = QGroupBox(_words(title))
        form = QFormLayout(group)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for setting in settings:
            box = self.boxes[setting.name] = made_box(setting)
            box.setAccessibleName(_words(setting.title))
            box.setAccessibleDescription(_words(setting.sentence))
            show(box, setting.read())
            sentence = dimmed(QLabel(_words(setting.sentence)))
            sentence.setWordWrap(True)
            form.addRow(_words(setting.title), box)
            form.addRow(sentence)
        return group

    def show_defaults(self) -> None:
        """Show what holds where nobody chose; it is kept when the dialog is accepted."""
        for setting in SETTINGS:
            show(self.boxes[setting.name], setting.default)

    def accept(self) -> None:
        for setting in SETTINGS:
            setting.take(text_in(self.boxes[setting.name]))
        super().accept()


def made_box(setting: AnySetting) -> Box:
    """The control that suits the type of a setting."""
    if setting.choices:
        choice = QComboBox()
        for word, title in setting.choices.items():
            choice.addItem(_words(title), word)
        return choice
    if isinstance(setting.default, bool):
        return QCheckBox()
    if isinstance(setting.default, float):
        number = QDoubleSpinBox()
        number.setRange(setting.lower, setting.upper)
        number.setDecimals(setting.decimals)
        number.setSuffix(f" {setting.unit}" if setting.unit else "")
        if setting.nothing:
            number.setSpecialValueText(_words(setting.nothing))
        return number
    return QLineEdit()


def show(box: Box, value: bool | float | str) -> None:
    """Show a value in its control."""
    if isinstance(box, QComboBox):
        box.setCurrentIndex(box.findData(value))
    elif isinstance(box, QCheckBox):
        box.setChecked(bool(value))
    elif isinstance(box, QDoubleSpinBox):
        box.setValue(float(value))
    else:
        box.setText(str(value))


def text_in(box: Box) -> str:
    """What a control holds, as the file writes it."""
    if isinstance(box, QComboBox):
        return str(box.currentData())
    if isinstance(box, QCheckBox):
        return str(box.isChecked()).lower()
    if isinstance(box, QDoubleSpinBox):
        return repr(box.value())
    return box.text()


_words = partial(QCoreApplication.translate, "Settings")
