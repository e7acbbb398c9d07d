"""A box for a number with its unit, as people type them."""

from __future__ import annotations

import math

from PyQt6.QtCore import QLocale, QSignalBlocker, pyqtSignal
from PyQt6.QtGui import QValidator, QWheelEvent
from PyQt6.QtWidgets import QDoubleSpinBox, QWidget

LETTERS = 11  # that a box has room for at least
FARTHEST = 1e9  # a bound for spin boxes
POINTED = QLocale(QLocale.Language.C)
POINTED.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator | QLocale.NumberOption.RejectGroupSeparator)


class NumberBox(QDoubleSpinBox):
    """A number that is only reported when the person is done with it; point and comma both mark decimals.

    Parameters
    ----------
    name : str
        For screen readers.
    unit : str
        As it is printed.
    least : float
        What lies below it cannot be typed; one less stands for a number that is not there, shown as a dash.
    """

    edited = pyqtSignal(float)

    def __init__(self, name: str, unit: str = "s", least: float = 0.0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least = least
        self.setAccessibleName(name)
        self.setSuffix(f" {unit}" if unit else "")
        self.setDecimals(6)  # instruments sample to 0.2 ms and less
        self.setRange(least - 1.0, FARTHEST)
        self.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        self.setKeyboardTracking(False)
        self.setLocale(POINTED)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * LETTERS)
        self.setSpecialValueText("—")
        self.show_number(None)
        self.valueChanged.connect(self._report)

    def show_number(self, number: float | None) -> None:
        """Show a number without reporting it; nothing to show is a dash, in whose place one can be typed."""
        with QSignalBlocker(self):
            self.setValue(self.minimum() if number is None else number)

    def _report(self, number: float) -> None:
        if number >= self._least:  # below it there is only the dash
            self.edited.emit(number)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """The wheel scrolls the panel; it never changes a number in passing."""
        if event is not None:
            event.ignore()

    def stepBy(self, steps: int) -> None:
        """The first step from nothing is to zero."""
        if self.value() < self._least:
            self.setValue(max(0.0, self._least))
        else:
            super().stepBy(steps)

    def textFromValue(self, value: float) -> str:
        """Six significant digits and a real minus; the value itself keeps them all."""
        decimals = self.decimals() if value == 0 else 5 - math.floor(math.log10(abs(value)))
        text = f"{value:.{min(max(decimals, 0), self.decimals())}f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")

    def valueFromText(self, text: str | None) -> float:
        """Either decimal mark, either minus; a text that nobody changed keeps the digits that it does not show."""
        typed = _plain(text)
        if typed.removesuffix(_plain(self.suffix())) == _plain(self.textFromValue(self.value())):
            return self.value()
        return super().valueFromText(typed)

    def validate(self, text: str | None, position: int) -> tuple[QValidator.State, str, int]:
        """Either decimal mark, either minus."""
        state, _, place = super().validate(_plain(text), position)
        return state, text or "", place


def _plain(text: str | None) -> str:
    return (text or "").replace(",", ".").replace("−", "-")
