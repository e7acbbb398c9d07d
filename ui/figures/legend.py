"""The legend above the axes of every figure."""

from __future__ import annotations

from matplotlib.axes import Axes

from ui.figures.style import FigureStyle


def add_legend(axes: Axes, style: FigureStyle, title: str) -> None:
    """Put the legend above the axes, in as many columns as fit, with the verdict over it."""
    handles, labels = axes.get_legend_handles_labels()
    figure = axes.get_figure(root=True)
    width = 72.0 * (figure.get_size_inches()[0] if figure is not None else 3.0) / style.font_size - 6.0
    legend = axes.legend(
        handles,
        labels,
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0),
        ncols=_legend_columns(labels, width),
        frameon=False,
        fontsize=style.font_size,
        title=title or None,
        title_fontsize=style.font_size,
        alignment="left",
        borderaxespad=0.2,
        borderpad=0.1,
        handlelength=1.5,
        handletextpad=0.4,
        columnspacing=1.0,
        labelspacing=0.25,
        labelcolor=style.foreground,
    )
    legend.get_title().set(color=style.foreground, fontweight="bold")


def _legend_columns(labels: list[str], width: float) -> int:
    """The most columns whose widest labels fit into a width, all in units of the font size."""
    for columns in range(len(labels), 1, -1):
        rows = -(-len(labels) // columns)
        heads = range(0, len(labels), rows)
        widths = [max(_label_width(label) for label in labels[head : head + rows]) for head in heads]
        if len(heads) == columns and sum(widths) + 2.9 * columns <= width:
            return columns
    return 1


def _label_width(label: str) -> float:
    """Width of a word in units of the font size; a Chinese character is a full square."""
    return sum(1.0 if ord(letter) > 0x2E7F else 0.52 for letter in label)
