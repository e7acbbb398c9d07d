"""What the application knows: curves, analyses, the document. Runs without a QApplication."""

__version__ = "0.1.0"
