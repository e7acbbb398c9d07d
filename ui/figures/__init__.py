"""Drawing without Qt: the screen, the paper figure, the picture in the report and the tests use the same code."""
