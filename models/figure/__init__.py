"""Figures for papers as data: which journal, which curves, which panels. What draws them is in `ui.figures`."""
