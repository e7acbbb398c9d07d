"""Figures kept in a project: keep, rename, delete. Each is one undo step of the document."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from PyQt6.QtCore import QCoreApplication

from models.document import Document
from models.edit import Values, new_identity
from models.figure.model import FigureModel, KeptFigure


def keep_figure(document: Document, model: FigureModel, identity: str = "") -> str:
    """Keep a figure, in the place of the one of that identity if it is there; return its identity."""
    kept = KeptFigure(identity or new_identity(), model)
    known = {each.identity: each for each in document.figures}
    _change(document, {**known, kept.identity: kept}, _tr("Keep figure {name}").format(name=model.title))
    return kept.identity


def rename_figure(document: Document, identity: str, name: str) -> None:
    """Give a kept figure another name; an empty one changes nothing."""
    if name.strip():
        known = {each.identity: each for each in document.figures}
        known[identity] = replace(known[identity], model=replace(known[identity].model, title=name.strip()))
        _change(document, known, _tr("Rename figure"))


def delete_figures(document: Document, identities: Collection[str]) -> None:
    """Keep some figures no longer."""
    left = {each.identity: each for each in document.figures if each.identity not in identities}
    _change(document, left, _tr("Delete figures"))


def _change(document: Document, known: dict[str, KeptFigure], text: str) -> None:
    figures = tuple(known.values())
    if figures != document.figures:
        document.change(Values(figures=figures), text)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Document", text)
