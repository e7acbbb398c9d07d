"""What a person may choose for the whole program: typed, declared once, kept in an INI file of their own.

The dialog is made of these declarations. A setting stands here only if something reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Generic, TypeVar, cast

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QSettings

from models.language import LANGUAGES, system_language

Value = TypeVar("Value", bool, float, str)

SYSTEM = "system"  # as the desktop has it


class Setting(Generic[Value]):
    """One choice. Not a dataclass: that would bring `inspect` and `ast` before the first paint.

    Parameters
    ----------
    name : str
        Its key in the file.
    group, title, sentence : str
        Where it stands in the dialog, what it is called, and what it does.
    default : bool, float or str
        Its value until a person chooses; its type is the type of the setting.
    choices : mapping of str to str
        The words allowed, and what each is called; empty where any value within the bounds is allowed.
    lower, upper : float
        Bounds of a number.
    unit, decimals, nothing : str, int, str
        What stands behind a number, how many decimals it has, and what its lower bound is called if it means nothing.
    """

    def __init__(
        self,
        name: str,
        group: str,
        title: str,
        sentence: str,
        default: Value,
        choices: Mapping[str, str] = MappingProxyType({}),
        lower: float = 0.0,
        upper: float = 1e9,
        unit: str = "",
        decimals: int = 0,
        nothing: str = "",
    ) -> None:
        self.name, self.group, self.title, self.sentence = name, group, title, sentence
        self.default: Value = default
        self.choices = choices
        self.lower, self.upper = lower, upper
        self.unit, self.decimals, self.nothing = unit, decimals, nothing

    def read(self) -> Value:
        """The value chosen; the default where nothing, or nothing sensible, was chosen."""
        stored = store().value(self.name)
        return self.default if stored is None else self.understood(str(stored))

    def keep(self, value: Value) -> None:
        """Remember a choice; the default is not written, so that a better default of a later version is taken."""
        if value == self.default:
            store().remove(self.name)
        else:
            store().setValue(self.name, str(value).lower() if isinstance(value, bool) else value)

    def take(self, text: str) -> None:
        """Remember what a text means."""
        self.keep(self.understood(text))

    def understood(self, text: str) -> Value:
        """What a text in the file means."""
        if isinstance(self.default, bool):
            return cast(Value, {"true": True, "false": False}.get(text.lower(), self.default))
        if isinstance(self.default, float):
            try:
                number = float(text)
            except ValueError:
                return self.default
            return cast(Value, number) if self.lower <= number <= self.upper else self.default
        return cast(Value, text) if not self.choices or text in self.choices else self.default


def store() -> QSettings:
    """The file itself."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "Anodescope", "Anodescope")


_AS_THE_DESKTOP = QT_TRANSLATE_NOOP("Settings", "as the desktop")
_LOOK = QT_TRANSLATE_NOOP("Settings", "Look")

LANGUAGE = Setting(
    "language",
    _LOOK,
    QT_TRANSLATE_NOOP("Settings", "Language"),
    QT_TRANSLATE_NOOP("Settings", "The language of the window, the reports and the command line."),
    SYSTEM,
    MappingProxyType({SYSTEM: _AS_THE_DESKTOP, **LANGUAGES}),
)
THEME = Setting(
    "theme",
    _LOOK,
    QT_TRANSLATE_NOOP("Settings", "Theme"),
    QT_TRANSLATE_NOOP("Settings", "Light or dark; figures and reports are always on white."),
    SYSTEM,
    MappingProxyType(
        {
            SYSTEM: _AS_THE_DESKTOP,
            "light": QT_TRANSLATE_NOOP("Settings", "light"),
            "dark": QT_TRANSLATE_NOOP("Settings", "dark"),
        }
    ),
)

TEXT_SIZE = Setting(
    "text_size",
    _LOOK,
    QT_TRANSLATE_NOOP("Settings", "Size of text"),
    QT_TRANSLATE_NOOP("Settings", "Letters in the window, against those of the desktop."),
    100.0,
    lower=100.0,
    upper=200.0,
    unit="%",
)

_ANALYSIS = QT_TRANSLATE_NOOP("Settings", "New curves")

SPIKE_RULE = Setting(
    "spike_rule",
    _ANALYSIS,
    QT_TRANSLATE_NOOP("Settings", "Rule of the nucleation spike"),
    QT_TRANSLATE_NOOP("Settings", "The rule by which the spike of a curve that is opened from now on is read."),
    "spike_minimum",
    MappingProxyType(
        {
            "spike_minimum": QT_TRANSLATE_NOOP("Settings", "minimum of the fit where it holds, else of the samples"),
            "recorded_minimum": QT_TRANSLATE_NOOP("Settings", "recorded sample at the minimum"),
            "smoothed_minimum": QT_TRANSLATE_NOOP("Settings", "minimum after smoothing"),
            "model_minimum": QT_TRANSLATE_NOOP("Settings", "minimum of the model"),
        }
    ),
)
ELECTRODE_AREA = Setting(
    "electrode_area",
    _ANALYSIS,
    QT_TRANSLATE_NOOP("Settings", "Electrode area"),
    QT_TRANSLATE_NOOP("Settings", "Taken for curves that are opened from now on if their file does not state one."),
    0.0,
    upper=1e4,
    unit="cm²",
    decimals=4,
    nothing=QT_TRANSLATE_NOOP("Settings", "none"),
)

REPORT_WINDOWS = Setting(
    "report_windows",
    QT_TRANSLATE_NOOP("Settings", "Reports"),
    QT_TRANSLATE_NOOP("Settings", "Other windows"),
    QT_TRANSLATE_NOOP("Settings", "Each result's sheet says what other fit windows would give; it takes longer."),
    default=False,
)

SETTINGS: tuple[Setting[bool] | Setting[float] | Setting[str], ...] = (
    LANGUAGE,
    THEME,
    TEXT_SIZE,
    SPIKE_RULE,
    ELECTRODE_AREA,
    REPORT_WINDOWS,
)


def chosen_language() -> str:
    """The language to speak now."""
    language = LANGUAGE.read()
    return system_language() if language == SYSTEM else language
