"""What the menus offer about imports: the receipt of a curve, and reading a file again as a person says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from models.curve import Curve
from models.document import Document
from models.electrolyte import curve_identities
from models.readers.choices import ImportChoices
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

    def import_failure(self, failure: Failure) -> ImportDialog:
        """Open the import dialog on a file that could not be used."""
        return self._dialog(Path(failure.file), [])

    def _dialog(self, path: Path, replaced: list[Curve]) -> ImportDialog:
        identities = [curve.identity for curve in replaced]
        dialog = ImportDialog(self._document, path, identities, self._choices.get(str(path)), parent=self._window)
        dialog.accepted.connect(lambda: self._imported(path, dialog.choices()))
        dialog.open()
        return dialog

    def _imported(self, path: Path, choices: ImportChoices) -> None:
        self._choices[str(path)] = choices
        self.said.emit(self.tr("{name} is read as you said; Ctrl+I shows the receipt.").format(name=path.name))
