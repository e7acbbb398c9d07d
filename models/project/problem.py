"""What can be wrong with a project file: one sentence that says what, and what helps."""

from __future__ import annotations

from fitting.messages import DataProblem


class ProjectProblem(DataProblem):
    """The project cannot be opened or saved as it is; nothing was changed."""


def not_a_project(file: str) -> ProjectProblem:
    """The file is something else."""
    return ProjectProblem("NOT_A_PROJECT", "“{file}” is not a project of Anodescope.", file=file)


def refused(file: str, what: str) -> ProjectProblem:
    """The file holds what no project of ours does."""
    return ProjectProblem(
        "PROJECT_REFUSED",
        "“{file}” was not opened: it holds {what}, which no project of Anodescope does. Ask whoever sent it.",
        file=file,
        what=what,
    )


def too_new(file: str, program: str) -> ProjectProblem:
    """A newer program wrote it."""
    return ProjectProblem(
        "PROJECT_TOO_NEW",
        "“{file}” was written by a newer version of Anodescope ({program}); it is as it was. Open it with that one.",
        file=file,
        program=program,
    )


def unreadable(file: str, reason: str) -> ProjectProblem:
    """It cannot be read at all."""
    return ProjectProblem("PROJECT_UNREADABLE", "“{file}” cannot be read: {reason}.", file=file, reason=reason)


def damaged(file: str) -> ProjectProblem:
    """Nothing of it could be read."""
    return ProjectProblem(
        "PROJECT_DAMAGED",
        "“{file}” is damaged and nothing of it can be read. File, Backups has earlier versions of it.",
        file=file,
    )
