"""The figure for paper: what it shows, how a journal wants it, a preview at true size, and the checks before saving."""

from ui.figure_dialog.dialog import FigureDialog

__all__ = ["FigureDialog"]
