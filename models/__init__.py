"""What the application knows: curves, analyses, the document. Runs without a QApplication."""
