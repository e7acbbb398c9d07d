"""Whether this copy of the program works, from a file to a report: for the tests of installers, and whoever doubts."""

from __future__ import annotations

import importlib
import os
import pkgutil
import platform
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import (
    PYQT_VERSION_STR,
    QT_TRANSLATE_NOOP,
    QCoreApplication,
    QEventLoop,
    QLibraryInfo,
    QSettings,
    QTimer,
    QTranslator,
    qVersion,
)

from fitting.messages import DataProblem
from models import __version__
from models.background import contained
from models.readers import FileContent
from models.result import Result
from models.translation import message_text

PATIENCE = 120_000  # ms that the window gets to read and fit the sample
LOOK = 50  # ms between two looks at the window
PACKAGES = ("fitting", "models", "ui")
LIBRARIES = ("numpy", "scipy", "pandas", "matplotlib", "openpyxl", "lxml.etree", "PIL", "tsdownsample")
TRUTH = {"1 M LiPF6 in EC/DEC 1:1": -0.138}  # V: the nucleation overpotential that was simulated
TOLERANCE = 2e-3  # V
CODE = "SELF_TEST"
MAGIC = {"pdf": b"%PDF-", "svg": b"<?xml", "eps": b"%!PS-Adobe", "png": b"\x89PNG", "tiff": b"II*\0"}


def run_self_test(report: Path | None = None) -> int:
    """Run every part in turn, say what each found, and return 0, or 1 after the first that fails.

    Parameters
    ----------
    report : Path, optional
        A text file for the same lines: a program without a console can say them nowhere else.
    """
    lines: list[str] = []
    good, bad = _words("The self-test passed."), _words("The self-test failed.")  # before the window has its language
    with tempfile.TemporaryDirectory(prefix="Anodescope 自检 ", ignore_cleanup_errors=True) as folder:
        _keep_to(Path(folder))
        passed = all(_passed(name, part, lines) for name, part in SelfTest(Path(folder)).parts())
    _say(good if passed else bad, lines)
    if report is not None:
        report.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0 if passed else 1


def _keep_to(folder: Path) -> None:
    """Nothing that the test does is remembered: sessions, recent files and settings are those of its own folder."""
    os.environ["ANODESCOPE_HOME"] = str(folder / "own")
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder / "own"))


def _words(text: str) -> str:
    return QCoreApplication.translate("SelfTest", text)


def _say(line: str, lines: list[str]) -> None:
    lines.append(line)
    if sys.stdout is not None:  # a windowed program on Windows has none
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def _passed(name: str, part: Callable[[], str], lines: list[str]) -> bool:
    try:
        found = contained(part)
    except DataProblem as problem:
        cause = "" if problem.__cause__ is None else f" ({problem.__cause__!r})"
        _say(f"{_words(name)}: {message_text(problem.message)}{cause}", lines)
        return False
    _say(f"{_words(name)}: {found}", lines)
    return True


class SelfTest:
    """The parts of the test in their order; each leaves what the next ones need."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: tuple[Path, ...] = ()
        self._contents: tuple[FileContent, ...] = ()
        self._results: tuple[Result, ...] = ()

    def parts(self) -> tuple[tuple[str, Callable[[], str]], ...]:
        """Name and function of each part; a function returns what it found, or raises."""
        return (
            (QT_TRANSLATE_NOOP("SelfTest", "Libraries"), self.libraries),
            (QT_TRANSLATE_NOOP("SelfTest", "Modules"), self.modules),
            (QT_TRANSLATE_NOOP("SelfTest", "Words and pages"), self.pages),
            (QT_TRANSLATE_NOOP("SelfTest", "Reading in a child process"), self.reading),
            (QT_TRANSLATE_NOOP("SelfTest", "Spike and fit"), self.spike),
            (QT_TRANSLATE_NOOP("SelfTest", "Workbook"), self.workbook),
            (QT_TRANSLATE_NOOP("SelfTest", "Figures"), self.figures),
            (QT_TRANSLATE_NOOP("SelfTest", "Project"), self.project),
            (QT_TRANSLATE_NOOP("SelfTest", "Window"), self.window),
        )

    def libraries(self) -> str:
        """Everything that computes or draws can be imported."""
        found = [f"Anodescope {__version__}", f"Python {platform.python_version()}"]
        found += [f"PyQt {PYQT_VERSION_STR}", f"Qt {qVersion()}"]
        for name in LIBRARIES:
            version = getattr(importlib.import_module(name), "__version__", "")
            found.append(f"{name.partition('.')[0]} {version}".strip())
        return ", ".join([*found, platform.platform()])

    def modules(self) -> str:
        """Every module can be imported, also those that wait until somebody asks for them by name."""
        from models.readers import READERS
        from ui.warm_up import FIRST_CURVE, FURNITURE

        places = {name: importlib.import_module(name).__path__ for name in PACKAGES}
        found = {each.name for name, place in places.items() for each in pkgutil.walk_packages(place, f"{name}.")}
        by_name = {*(f"models.readers.{name}" for name in READERS), *FURNITURE, *FIRST_CURVE}
        for name in sorted(found | by_name):
            importlib.import_module(name)
        return f"{len(found)}"

    def pages(self) -> str:
        """The other languages, the help, the journals and the licences lie where they are looked for."""
        from models.figure.journal import journals
        from models.language import ENGLISH, LANGUAGES, sentences
        from models.parts import shipped_parts
        from ui.help_window import PAGES, help_text

        pages = {help_text(page, language) for page in PAGES for language in LANGUAGES}
        presets, _ = journals(Path(os.environ["ANODESCOPE_HOME"]))
        others = [language for language in LANGUAGES if language != ENGLISH]
        for language in others:
            of_qt = QTranslator()
            of_qt.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
            if of_qt.isEmpty() or not sentences(language):
                raise DataProblem(CODE, "the words of {language} are missing.", language=language)
        parts = shipped_parts()
        if not presets or not parts[0].texts or len(pages) < len(PAGES) * len(LANGUAGES):
            raise DataProblem(CODE, "a page of the help, a journal or the licence is missing.")
        return f"{', '.join(LANGUAGES)}: {len(pages)}, {', '.join(sorted(presets))}; {len(parts)}"

    def reading(self) -> str:
        """The simulated instrument files are read, as the window does it: in a child process."""
        from models.import_process import FileImporter
        from models.sample import write_sample

        self._files = write_sample(self._folder / "样品 1")
        with FileImporter() as importer:
            found = tuple(importer.read(self._files))
        self._contents = tuple(each for each in found if isinstance(each, FileContent))
        for each in found:
            if not isinstance(each, FileContent):
                raise DataProblem.of(each.message)
        names = sorted({content.curves[0].source.reader for content in self._contents})
        return f"{sum(len(content.curves) for content in self._contents)} ({', '.join(names)})"

    def spike(self) -> str:
        """The spike that was simulated is found, at its potential."""
        from models.analyze import analyze_contents
        from models.steps import step_named

        step = step_named("electrocrystallization")
        assert step is not None
        results, failures = analyze_contents(step, step.methods[0], self._contents, {})
        if failures:
            raise DataProblem.of(failures[0].message)
        self._results = tuple(results)
        for result in results:
            electrolyte = result.subject[0].curve.metadata.get("electrolyte", "")
            if electrolyte in TRUTH and result.subject[0].curve.source.file.endswith(".mpt"):
                found = result.outcome.quantities["nucleation_overpotential"].value
                if found is None or abs(found - TRUTH[electrolyte]) > TOLERANCE:
                    raise DataProblem(
                        CODE,
                        "the spike of {electrolyte} is at {found} V and was simulated at {truth} V.",
                        electrolyte=electrolyte,
                        found=str(found),
                        truth=TRUTH[electrolyte],
                    )
                return f"{electrolyte}: {1e3 * found:.1f} mV ({len(results)})"
        raise DataProblem(CODE, "no result is of the electrolyte that was simulated.")

    def workbook(self) -> str:
        """The report is written with its pictures and can be read back."""
        import openpyxl

        from models.outputs import write_report
        from ui.pictures import report_picture

        path = self._folder / "报告 1.xlsx"
        write_report(path, self._results, [], report_picture)
        book = openpyxl.load_workbook(path)
        sheets = book.sheetnames
        book.close()
        if len(sheets) < 3:
            raise DataProblem(CODE, "the workbook has only these sheets: {sheets}.", sheets=", ".join(sheets))
        return f"{len(sheets)} ({', '.join(sheets[:4])} …)"

    def figures(self) -> str:
        """A figure of every format is written and is of that format."""
        from ui.pictures import save_figures

        paths = save_figures(self._results[:1], self._folder / "图 1", formats=tuple(MAGIC))
        for ending, magic in MAGIC.items():
            heads = [path.read_bytes()[: len(magic)] for path in paths if path.suffix == f".{ending}"]
            if heads != [magic]:
                raise DataProblem(CODE, "the {ending} is missing or is none.", ending=ending.upper())
        return ", ".join(f"{path.suffix[1:].upper()} {path.stat().st_size} B" for path in paths)

    def project(self) -> str:
        """A project is saved, and opened again it gives the same numbers."""
        from models.project.commands import open_project, project_results, write_project

        path = self._folder / "项目 1.anode"
        write_project(path, self._contents, self._results)
        found, failures = project_results(open_project(path).content)
        if failures:
            raise DataProblem.of(failures[0].message)
        before, after = ({each.title: each.as_json()["quantities"] for each in some} for some in (self._results, found))
        if after != before:
            raise DataProblem(CODE, "the project gives other numbers than those that were saved.")
        return f"{path.stat().st_size} B ({len(found)})"

    def window(self) -> str:
        """The window opens the files and draws a curve."""
        from ui.application import finish_look, has_display, made_application
        from ui.main_window import MainWindow

        if not has_display():
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
        application = made_application()
        finish_look()
        window = MainWindow()
        window.show()
        window.open_paths(self._files)
        try:
            ready = _waited(lambda: not window.loading.busy and not window.document.background.busy)
            analyses = window.electrocrystallization.table.analyses
            if not ready or len(analyses) != len(self._results):
                raise DataProblem(CODE, "{count} plating steps are shown.", count=len(analyses))
            window.electrocrystallization.canvas.settle()
            picture = window.electrocrystallization.canvas.grab().toImage()
            colours = {picture.pixel(x, y) for x in range(picture.width()) for y in range(0, picture.height(), 4)}
            if len(colours) < 8:
                raise DataProblem(CODE, "the curve is not drawn.")
        finally:
            window.close()
        return f"{application.platformName()}, {picture.width()} × {picture.height()}"


def _waited(done: Callable[[], bool]) -> bool:
    """Run the event loop until something is done; False where it takes too long."""
    loop, look, end = QEventLoop(), QTimer(), QTimer()
    look.timeout.connect(lambda: loop.quit() if done() else None)
    end.timeout.connect(loop.quit)
    end.setSingleShot(True)
    look.start(LOOK)
    end.start(PATIENCE)
    loop.exec()
    look.stop()
    end.stop()
    return done()
