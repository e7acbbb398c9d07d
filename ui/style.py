"""The Fusion style with what it lacks: targets of 24 pixels, outlines that are seen, and a focus ring of two pixels."""

from __future__ import annotations

from PyQt6.QtCore import QRect, QRectF, QSize, Qt
from PyQt6.QtGui import QPainter, QPalette, QPen
from PyQt6.QtWidgets import QAbstractItemView, QProxyStyle, QStyle, QStyleOption, QStyleOptionComplex, QWidget

from models.symbols import known_pieces
from ui.lowered import paint_lowered, width

_ALIGNMENT = (Qt.AlignmentFlag.AlignHorizontal_Mask | Qt.AlignmentFlag.AlignVertical_Mask).value
TARGET = 24  # px, the least height of what is clicked
RADIUS = 2.5
RING = 2.0  # px

_Contents = QStyle.ContentsType
_Primitive = QStyle.PrimitiveElement
_Complex = QStyle.ComplexControl
_TARGETS = {
    _Contents.CT_PushButton,
    _Contents.CT_ToolButton,
    _Contents.CT_ComboBox,
    _Contents.CT_SpinBox,
    _Contents.CT_LineEdit,
    _Contents.CT_CheckBox,
    _Contents.CT_RadioButton,
    _Contents.CT_ItemViewItem,
    _Contents.CT_TabBarTab,
    _Contents.CT_MenuItem,
    _Contents.CT_MenuBarItem,
    _Contents.CT_HeaderSection,
}
_OUTLINED = {_Primitive.PE_FrameLineEdit, _Primitive.PE_PanelButtonCommand}
_BOXES = {_Primitive.PE_IndicatorCheckBox, _Primitive.PE_IndicatorItemViewItemCheck}


def row_height(view: QWidget) -> int:
    """The height of a row of a table: its text with a little air, and no less than a target."""
    return max(TARGET, view.fontMetrics().height() + 6)


class Style(QProxyStyle):
    """Given to the application once; colours come from the palette, so light and dark need nothing of their own."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def sizeFromContents(
        self, contents: QStyle.ContentsType, option: QStyleOption | None, size: QSize, widget: QWidget | None = None
    ) -> QSize:
        found = super().sizeFromContents(contents, option, size, widget)
        is_line = contents == _Contents.CT_MenuItem and found.height() < 14  # the line between entries
        least = TARGET + 2 if contents == _Contents.CT_TabBarTab else TARGET  # controls stand in corners of tab bars
        return found.expandedTo(QSize(0, least)) if contents in _TARGETS and not is_line else found

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        found = super().pixelMetric(metric, option, widget)
        return max(found, TARGET) if metric == QStyle.PixelMetric.PM_HeaderDefaultSectionSizeVertical else found

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption | None,
        painter: QPainter | None,
        widget: QWidget | None = None,
    ) -> None:
        if option is None or painter is None:
            return
        if element == _Primitive.PE_FrameFocusRect and not isinstance(widget, QAbstractItemView):
            paint_ring(painter, option.rect, option.palette)
            return
        super().drawPrimitive(element, option, painter, widget)
        if element in _OUTLINED:
            paint_outline(painter, option)
        elif element in _BOXES:
            _paint_frame(painter, option.rect, QPen(option.palette.color(QPalette.ColorRole.Dark), 1.0))
        elif element == _Primitive.PE_Frame and isinstance(widget, QAbstractItemView) and _has_focus(option):
            paint_ring(painter, option.rect, option.palette)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex | None,
        painter: QPainter | None,
        widget: QWidget | None = None,
    ) -> None:
        super().drawComplexControl(control, option, painter, widget)
        if option is not None and painter is not None and control in (_Complex.CC_ComboBox, _Complex.CC_SpinBox):
            paint_outline(painter, option)

    def drawItemText(
        self,
        painter: QPainter | None,
        rect: QRect,
        flags: int,
        pal: QPalette,
        enabled: bool,
        text: str | None,
        textRole: QPalette.ColorRole = QPalette.ColorRole.NoRole,
    ) -> None:
        """Headings, labels and buttons: the indices of symbols stand lower."""
        parts = known_pieces(text or "")
        if painter is None or len(parts) < 2 or "&" in (text or "") or width(painter.font(), parts) > rect.width():
            super().drawItemText(painter, rect, flags, pal, enabled, text, textRole)
            return
        painter.save()
        if textRole != QPalette.ColorRole.NoRole:
            painter.setPen(pal.color(textRole))
        paint_lowered(painter, QRectF(rect), Qt.AlignmentFlag(flags & _ALIGNMENT), parts)
        painter.restore()


def paint_outline(painter: QPainter, option: QStyleOption) -> None:
    """The border of a control: a ring where the keyboard is, else a line that is seen against the window."""
    if _has_focus(option):
        paint_ring(painter, option.rect, option.palette)
    elif option.state & QStyle.StateFlag.State_Enabled:
        _paint_frame(painter, option.rect, QPen(option.palette.color(QPalette.ColorRole.Dark), 1.0))


def paint_ring(painter: QPainter, rect: QRect, palette: QPalette) -> None:
    """The focus ring."""
    _paint_frame(painter, rect, QPen(palette.color(QPalette.ColorRole.Link), RING))


def _paint_frame(painter: QPainter, rect: QRect, pen: QPen) -> None:
    half = pen.widthF() / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), RADIUS, RADIUS)
    painter.restore()


def _has_focus(option: QStyleOption) -> bool:
    return bool(option.state & QStyle.StateFlag.State_HasFocus)
