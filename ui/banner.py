"""Notices at the top of the window: what a person has to know and may do about it, without being stopped."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QPalette
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

Choice = tuple[str, Callable[[], object]]  # text of the button, what it does


class Notice(QFrame):
    """One sentence and the buttons that answer it."""

    def __init__(self, text: str, choices: Sequence[Choice], closed: Callable[[], object], is_urgent: bool) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.ToolTipBase)
        self.label = QLabel(f"⚠ {text}" if is_urgent else text)
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)  # a sentence of two lines is as high as two lines
        self.label.setSizePolicy(policy)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 6, 4)
        layout.addWidget(self.label, 1)
        self.buttons = [self._button(layout, choice, closed) for choice in choices]
        self.close_button = QToolButton()
        self.close_button.setText("×")
        self.close_button.setAutoRaise(True)
        self.close_button.setAccessibleName(self.tr("Close this notice"))
        self.close_button.setToolTip(self.close_button.accessibleName())
        self.close_button.clicked.connect(closed)
        layout.addWidget(self.close_button)

    def _button(self, layout: QHBoxLayout, choice: Choice, closed: Callable[[], object]) -> QPushButton:
        text, slot = choice
        button = QPushButton(text)
        button.clicked.connect(lambda: (closed(), slot()))
        layout.addWidget(button)
        return button


class Banner(QWidget):
    """The notices, at most one of a kind; hidden where there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notices: dict[str, Notice] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(6, 4, 6, 2)
        self._layout.setSpacing(4)
        self.hide()

    def show_notice(self, kind: str, text: str, choices: Sequence[Choice] = (), is_urgent: bool = False) -> None:
        """Show a notice in the place of the one of that kind."""
        self.take_away(kind)
        notice = self.notices[kind] = Notice(text, choices, lambda: self.take_away(kind), is_urgent)
        self._layout.addWidget(notice)
        self.show()

    def take_away(self, kind: str) -> None:
        """Take away the notice of a kind, if there is one."""
        notice = self.notices.pop(kind, None)
        if notice is not None:
            self._layout.removeWidget(notice)
            notice.hide()
            notice.deleteLater()
        self.setVisible(bool(self.notices))
