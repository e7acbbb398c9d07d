"""The pictures of one scale: run by ``tests.screenshots`` in a process of its own."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ["XDG_CONFIG_HOME"] = tempfile.mkdtemp(prefix="anodescope-screenshots-")  # nobody's own settings

from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget

from models.background import Background
from models.language import install_translations
from models.settings import LANGUAGE, THEME
from tests.screenshots.__main__ import ROOT, SCALES
from tests.screenshots.scenes import files, scenes
from ui.main_window import MainWindow
from ui.theme import apply_look

PATIENCE = 120.0  # s


def main(out: Path, scale: str, only_sample: bool, languages: list[str], themes: list[str], names: list[str]) -> int:
    """Take the pictures; return 1 if a scene could not be shown."""
    application = QApplication(["anodescope"])
    application.setApplicationName("Anodescope")
    apply_look()
    window = MainWindow()
    _, width, height = SCALES[scale]
    window.resize(width, height)
    window.show()
    out.mkdir(parents=True, exist_ok=True)
    failed = 0
    _each(window, out, scale, languages, themes, names, [("start", lambda window: window)])
    _fill(window, None if only_sample else _real_data())
    failed += _each(window, out, scale, languages, themes, names, list(scenes(window)))
    window.document.undo_stack.setClean()
    window.document.close()
    return 1 if failed else 0


def _real_data() -> Path | None:
    folder = Path(os.environ.get("ANODESCOPE_DATA", ROOT.parent / "shared" / "data"))
    return folder if folder.is_dir() else None


def _fill(window: MainWindow, data: Path | None) -> None:
    from fitting.synthetic import GENERATORS
    from models.teaching import take_simulated

    window.open_paths(files(data, Path(tempfile.mkdtemp(prefix="anodescope-sample-"))))
    _settle(window)
    for generator in GENERATORS:
        if generator.name != "plating_curve":
            take_simulated(window.document, generator, {})
    _settle(window)
    home = window.electrocrystallization
    if home.table.analyses:
        home.show_analysis(home.table.analyses[0])


def _each(window, out, scale, languages, themes, names, wanted) -> int:  # type: ignore[no-untyped-def]
    failed = 0
    for language in languages:
        LANGUAGE.keep(language)
        install_translations(language)
        for theme in themes:
            THEME.keep(theme)
            apply_look()
            _settle(window)
            for name, scene in wanted:
                if names and not any(part in name for part in names):
                    continue
                try:
                    shown: QWidget = scene(window)
                except (StopIteration, AttributeError, AssertionError) as problem:
                    print(f"{name}: could not be shown ({problem!r})")
                    failed += 1
                    continue
                _settle(window)
                shown.grab().save(str(out / f"{name}-{language}-{theme}-{scale}.png"))
                if shown is not window:
                    shown.close()
                    QTest.qWait(1)
    return failed


def _settle(window: MainWindow) -> None:
    """Wait until nothing is read or computed any more, also for a dialog, then let the canvases draw."""
    end = time.monotonic() + PATIENCE
    QTest.qWait(300)  # what begins a moment after the last choice has begun
    while (window.loading.busy or _computes()) and time.monotonic() < end:
        QTest.qWait(20)
    QTest.qWait(250)


def _computes() -> bool:
    found = [each for widget in QApplication.topLevelWidgets() for each in widget.findChildren(Background)]
    return any(each.busy for each in found)


if __name__ == "__main__":
    folder, scale, sample, languages, themes, *names = sys.argv[1:]
    sys.exit(main(Path(folder), scale, sample == "1", languages.split(","), themes.split(","), names))
