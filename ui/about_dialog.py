"""What this program is, whose work it stands on, under which licences, and where its source is."""

from __future__ import annotations

from PyQt6.QtCore import QCoreApplication, QModelIndex, QStringListModel, Qt, QUrl
from PyQt6.QtGui import QDesktopServices, QFontDatabase, QIcon
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListView,
    QMessageBox,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from models.resources import resource
from ui.copied_table import make_copyable

ICON_SIZE = 64


class AboutDialog(QDialog):
    """The program above, its parts below; the words of a part's licence stand beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        from models.parts import shipped_parts  # the menus import this module before the first paint

        super().__init__(parent)
        self.setWindowTitle(self.tr("About Anodescope"))
        self._parts = shipped_parts()
        self.list = QListView()
        self.list.setAccessibleName(self.tr("Parts of the program"))
        self.list.setModel(QStringListModel([_line(part.name, part.version) for part in self._parts], self))
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        make_copyable(self.list)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(self.tr("Licence"))
        self.text.setReadOnly(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        halves = QSplitter()
        halves.addWidget(self.list)
        halves.addWidget(self.text)
        halves.setStretchFactor(1, 1)
        halves.setSizes([230, 610])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(self._head())
        layout.addWidget(halves, 1)
        layout.addWidget(buttons)
        selection = self.list.selectionModel()
        assert selection is not None
        selection.currentChanged.connect(self._show)
        model = self.list.model()
        assert model is not None
        self.list.setCurrentIndex(model.index(0, 0))
        self.resize(860, 620)

    def _head(self) -> QHBoxLayout:
        icon = QLabel()
        icon.setPixmap(QIcon(str(resource("icons/anodescope.svg"))).pixmap(ICON_SIZE, ICON_SIZE))
        self.words = QLabel(
            self.tr(
                "<b>Anodescope {version}</b>: the lithium-metal anode, step by step.<br>After Wang, Wu, Yao, Zhang, "
                "“Lithium Metal Anode in Electrochemical Perspective”, ChemElectroChem 2024.<br>Free software under "
                "the GNU General Public License, version 3 or later. Whoever gave you this program also offers you "
                "its source, and that of every part below under GPL or LGPL, at the same place."
            ).format(version=self._parts[0].version)
        )
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.words.setWordWrap(True)
        head = QHBoxLayout()
        head.addWidget(icon)
        head.addWidget(self.words, 1)
        return head

    def _show(self, current: QModelIndex) -> None:
        part = self._parts[current.row()]
        texts = [path.read_text(encoding="utf-8", errors="replace") for path in part.texts]
        nothing = self.tr("Its package brings no text of its licence.")
        self.text.setPlainText("\n\n".join([_line(part.name, part.licence), *(texts or [nothing])]))


def _line(name: str, rest: str) -> str:
    return f"{name} {rest}".strip()


def show_about(window: QWidget) -> None:
    """Say what this is."""
    dialog = AboutDialog(window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def look_for_newer(window: QWidget) -> None:
    """Open the page of the newest version in the browser: only now, because it was asked for; nothing else is sent."""
    from models.parts import shipped_parts

    page = shipped_parts()[0].page
    if page:
        QDesktopServices.openUrl(QUrl(page))
        return
    title = QCoreApplication.translate("Help", "Check for a newer version")
    text = QCoreApplication.translate(
        "Help", "This copy does not know where newer versions are published; ask whoever gave it to you."
    )
    box = QMessageBox(QMessageBox.Icon.Information, title, text, parent=window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
