"""The workbook: what was found, sheet by sheet, with where it came from."""

from __future__ import annotations

from models.report.workbook import write_workbook

__all__ = ["write_workbook"]
