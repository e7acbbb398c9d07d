"""What the menus offer about imports: the receipt of a curve, and reading a file again as a person says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from models.curve import Curve
from models.document import Document
from models.electrolyte import curve_identities
from models.readers.choices import ImportChoices, choices_from_json
from models.readers.questions import answered_questions, open_questions
from models.result import Failure
from ui.import_dialog import ImportDialog
from ui.receipt_dialog import ReceiptDialog

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class Imports(QObject):
    """Opens the dialogs on what is current in the data panel."""

    said = pyqtSignal(str)

    def __init__(self, document: Document, window: MainWindow) -> None:
        super().__init__(window)
        self._document = document
        self._window = window
        self._choices: dict[str, ImportChoices] = {}  # what was said of a file before, as long as the window is open

    def show_receipt(self) -> ReceiptDialog | None:
        """Show the receipt of the current curve."""
        identity = self._window.data_panel.current_curve
        if identity is None:
            self.said.emit(self.tr("Choose a curve in the data panel; its receipt says how it was read."))
            return None
        dialog = ReceiptDialog(self._document, self._document.curve(identity), self._window)
        dialog.import_requested.connect(self.import_curve)
        dialog.open()
        return dialog

    def import_again(self) -> ImportDialog | None:
        """Open the import dialog on the file of the current row."""
        identity, failure = self._window.data_panel.current_curve, self._window.data_panel.current_failure
        if identity is not None:
            return self.import_curve(identity)
        if failure is not None:
            return self.import_failure(failure)
        self.said.emit(self.tr("Choose a curve, or a file that was not used, in the data panel."))
        return None

    def import_curve(self, identity: str) -> ImportDialog:
        """Open the import dialog on the file of a curve, whose curves it replaces."""
        source = self._document.curve(identity).source
        others = (self._document.curve(each) for each in curve_identities(self._document.series))
        return self._dialog(Path(source.file), [each for each in others if each.source.sha256 == source.sha256])

    def answer(self, identity: str) -> ImportDialog:
        """Open the import dialog at the first question that the file of a curve leaves open."""
        dialog = self.import_curve(identity)
        dialog.ask(open_questions(self._document.curve(identity)))
        return dialog

    def import_failure(self, failure: Failure) -> ImportDialog:
        """Open the import dialog on a file that could not be used."""
        return self._dialog(Path(failure.file), [])

    def _dialog(self, path: Path, replaced: list[Curve]) -> ImportDialog:
        identities = [curve.identity for curve in replaced]
        said = choices_from_json(replaced[0].receipt.choices) if replaced else self._choices.get(str(path))
        dialog = ImportDialog(self._document, path, identities, said, parent=self._window)
        dialog.offer_others(len(self._alike(replaced)))
        dialog.accepted.connect(lambda: self._imported(path, dialog, replaced))
        dialog.open()
        return dialog

    def _alike(self, asked: Sequence[Curve]) -> dict[str, Curve]:
        """The curves of other files of the same kind that leave the same open, one for each file."""
        if not asked:
            return {}
        source, questions = asked[0].source, set(open_questions(asked[0]))
        alike: dict[str, Curve] = {}
        for identity in curve_identities(self._document.series):
            curve = self._document.curve(identity)
            same_kind = curve.source.reader == source.reader and curve.source.sha256 != source.sha256
            if same_kind and questions & set(open_questions(curve)):
                alike.setdefault(curve.source.file, curve)
        return alike

    def _imported(self, path: Path, dialog: ImportDialog, asked: Sequence[Curve]) -> None:
        choices = dialog.choices()
        self._choices[str(path)] = choices
        said = answered_questions(asked[0], choices) if asked and dialog.for_others else {}
        others = self._alike(asked) if said else {}
        self._document.import_again(
            {
                Path(file): replace(choices_from_json(curve.receipt.choices), **answered_questions(curve, choices))
                for file, curve in others.items()
            }
        )
        self.said.emit(self.tr("{name} is read as you said; Ctrl+I shows the receipt.").format(name=path.name))
