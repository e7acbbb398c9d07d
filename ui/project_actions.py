"""What the menu File offers about projects, and what the banner says of them. Nothing here can lose work."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QCoreApplication, QObject
from PyQt6.QtWidgets import QFileDialog

from fitting.messages import DataProblem, Message
from models.project import backups
from models.project.folder_export import export_folder
from models.project.points import points
from models.project.project import Project
from models.project.sessions import Recovered, Session
from models.project.sources import NOT_THERE, OTHER, Checked, check_sources
from models.translation import message_text
from ui.error_dialog import ErrorDialog
from ui.layout import apply_layout, layout_of
from ui.list_dialog import ListDialog
from ui.recent import remember_recent
from ui.remembered import FOLDER, remember, remembered

if TYPE_CHECKING:
    from ui.main_window import MainWindow

ENDING = ".anode"
TROUBLE, NEWS, RECOVERED, OFFER, FAULT = "trouble", "news", "recovered", "offer", "fault"


class Projects(QObject):
    """Asks which file, tells the project, and shows what it answers."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.project = Project(window.document, self)
        self.project.layout = partial(layout_of, window)
        self.project.changed.connect(self.show_name)
        self.project.trouble_changed.connect(self._show_trouble)
        self.project.entered.connect(self._entered)
        self.project.recovered.connect(self._show_recovered)
        self.project.opened_with.connect(self._show_news)
        window.document.series_changed.connect(self.show_name)
        self._is_left = False
        self._tells_names = True
        self.show_name()

    # what the window shows

    def show_name(self, told: bool | None = None) -> None:
        """The name of the project in the title, with the mark of what the file does not hold yet.

        Parameters
        ----------
        told : bool, optional
            Whether the title may say it from now on.
        """
        project = self.project
        self._tells_names = self._tells_names if told is None else told
        name = project.title or (self.tr("No name yet") if self._window.document.series else "")
        if project.path is None and project.title:
            name = self.tr("{name} (copy)").format(name=project.title)
        if not self._tells_names:
            name = self.tr("Picking blind")
        self._window.setWindowTitle(f"{name}[*] — Anodescope" if name else "Anodescope[*]")
        self._window.setWindowModified(project.path is not None and project.is_modified)
        for action in ("revert", "points", "backups"):
            self._window.actions_by_name[action].setEnabled(project.path is not None)

    def _entered(self, layout: object) -> None:
        self._window.banner.take_away(OFFER)
        if isinstance(layout, dict):
            apply_layout(self._window, layout)
        path = self.project.path
        if path is not None:
            remember_recent([path])
            self._window.say(self.tr("Open: {path}").format(path=path))

    def _show_trouble(self) -> None:
        trouble, banner = self.project.trouble, self._window.banner
        if trouble is None:
            banner.take_away(TROUBLE)
            return
        again = (self.tr("&Try again"), self.project.save_when_due)
        name = (self.tr("Save &as …"), self.save_as)
        choices = {
            "CHANGED_ELSEWHERE": (
                name,
                (self.tr("&Replace it"), self.project.take_over),
                (self.tr("&Open what is there"), self._open_again),
            ),
            "JOURNAL_STOPPED": (name,),
            "PROJECT_HELD": (name,),
        }.get(trouble.code, (again, name))
        kept = self.tr("Your work is kept on this computer and saved as soon as it can be.")
        text = message_text(trouble)
        if trouble.code not in ("JOURNAL_STOPPED", "CHANGED_ELSEWHERE", "PROJECT_GONE"):
            text = f"{text} {kept}"
        banner.show_notice(TROUBLE, text, choices, is_urgent=True)

    def _show_recovered(self, back: Recovered) -> None:
        session = back.session
        moments = [each.strftime("%H:%M") for each in (session.first, session.last) if each is not None]
        if not back.edits:
            return
        text = self.tr("{count} edits recovered, {times}. They can be undone like any other.")
        if back.edits == 1:
            text = self.tr("An edit was recovered, {times}. It can be undone like any other.")
        stack = self._window.document.undo_stack
        start = max(0, stack.index() - back.edits)
        self._window.banner.show_notice(
            RECOVERED,
            text.format(count=back.edits, times="–".join(dict.fromkeys(moments))),
            ((self.tr("&Undo them"), lambda: stack.setIndex(start)),),
        )

    def _show_news(self, news: tuple[Message, ...]) -> None:
        if news:
            text = "\n".join(message_text(each) for each in news[:6])
            more = len(news) - 6
            text += "\n" + self.tr("… and {count} more").format(count=more) if more > 0 else ""
            is_copy = self.project.path is None and bool(self._window.document.series)
            choices = ((self.tr("Save &as …"), self.save_as),) if is_copy else ()
            self._window.banner.show_notice(NEWS, text, choices, is_urgent=True)

    # starting and closing

    def welcome(self, may_recover: bool, fault: str = "") -> None:
        """Bring back a session that broke down, or offer one that was closed without a name; offer its crash log."""
        if fault:
            text = self.tr("The program broke down last time. Its log says where; nothing was sent to anybody.")
            choices = ((self.tr("&Show the log"), lambda: ErrorDialog(fault, self._window).open()),)
            self._window.banner.show_notice(FAULT, text, choices)
        found = self.project.sessions()
        if found and not found[0].is_closed and may_recover:
            self.project.recover(found[0])
        elif found:
            text = self.tr("A session was not saved under a name: {session}.").format(session=session_text(found[0]))
            choices = ((self.tr("&Open it"), partial(self.project.recover, found[0])),)
            self._window.banner.show_notice(OFFER, text, choices)

    def safety_text(self) -> str:
        """Up to which edit the work is safe, for whoever sees the program fail."""
        count = self._window.document.undo_stack.index()
        if self.project.is_durable(1.0):
            return self.tr("Your work is saved up to edit {count}.").format(count=count)
        return self.tr("Save your project now: the last edits are not on the disk yet.")

    def enter_safe_mode(self) -> None:
        """Stop what goes on by itself, because an error keeps coming back."""
        self._window.loading.cancel()
        self._window.document.shelf.cancel_fits()
        text = self.tr("The same error keeps coming back, so the fits that ran were stopped. {safety}")
        again = (self.tr("&Compute again"), self._window.document.shelf.resume_fits)
        choices = ((self.tr("Save &as …"), self.save_as), again)
        self._window.banner.show_notice(FAULT, text.format(safety=self.safety_text()), choices, is_urgent=True)

    def leave(self) -> bool:
        """Have everything saved before the window closes; whether it may close now. It closes itself later if not."""
        if not self._is_left and self._is_on_no_disk():
            text = self.tr("The last edits are on no disk: there is no project file, and {folder} cannot be written.")
            choices = ((self.tr("Save &as …"), self.save_as), (self.tr("&Close and lose them"), self._leave))
            self._window.banner.show_notice(FAULT, text.format(folder=self.project.folder), choices, is_urgent=True)
        elif not self._is_left:
            self.project.leave(self._leave)
            if not self._is_left:
                self._window.say(self.tr("Saving …"))
        return self._is_left

    def _is_on_no_disk(self) -> bool:
        """Whether there is work without a name whose journal cannot be written."""
        project = self.project
        return project.path is None and project.is_modified and not project.is_durable(2.0)

    def _leave(self) -> None:
        self._is_left = True
        self.project.close()
        if self._window.isVisible():
            self._window.close()

    # opening and saving

    def choose(self) -> None:
        """Ask for a project and open it."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open project"), remembered(FOLDER), self.tr("Anodescope project (*.anode)")
        )
        if name:
            self.open(Path(name))

    def open(self, path: Path) -> None:
        """Open a project; the present one is safe before."""
        remember(FOLDER, str(path.parent))
        self._window.loading.cancel()
        self._window.banner.take_away(NEWS)
        self._window.say(self.tr("Opening {name} …").format(name=path.name))
        self.project.open(path)

    def _open_again(self) -> None:
        if self.project.path is not None:
            self.project.open(self.project.path)  # what was done here stays among the earlier sessions

    def new(self) -> None:
        """Begin with nothing; the present project is safe before."""
        self._window.loading.cancel()
        self.project.new()

    def save(self) -> None:
        """Save, under a name that is asked for if there is none yet."""
        if self.project.path is None:
            self.save_as()
        else:
            self.project.save()

    def save_as(self) -> None:
        """Ask for a name and save under it."""
        stem = Path(self.project.title or "project").stem
        copy = f"{stem} 2{ENDING}" if self.project.title else f"{stem}{ENDING}"
        folder = str(self.project.path or Path(remembered(FOLDER)) / copy)
        name, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save project as"), folder, self.tr("Anodescope project (*.anode)")
        )
        if name:
            path = Path(name)
            remember(FOLDER, str(path.parent))
            self._window.banner.take_away(NEWS)
            path = path if path.suffix else path.with_suffix(ENDING)
            remember_recent([path])
            self.project.save_as(path)

    # going back

    def show_points(self) -> ListDialog | None:
        """Offer the points of time that the file holds."""
        path = self.project.path
        if path is None:
            return None
        try:
            found = points(path)
        except DataProblem as problem:
            self._window.say(message_text(problem.message))
            return None
        reasons = {"saved": self.tr("saved"), "opened": self.tr("as it was opened")}
        lines = [f"{point.saved.replace('T', ' ')[:16]}   {reasons.get(point.reason, '')}".strip() for point in found]
        words = self.tr("Going back is an edit: it can be undone, and nothing that was done since is lost.")
        dialog = ListDialog(self.tr("History points"), words, lines, self.tr("&Go back"), self._window)
        return dialog.ask(lambda line: self.project.go_to_point(found[line].number))

    def show_backups(self) -> ListDialog:
        """Offer the earlier versions of the file."""
        found = backups.backups(self.project.backups_folder)
        lines = [f"{backup.kept:%Y-%m-%d %H:%M}" for backup in found]
        words = self.tr(
            "An earlier version opens as a copy without a name; the project stays as it is. They lie in {folder}"
        )
        dialog = ListDialog(
            self.tr("Backups"), words.format(folder=self.project.backups_folder), lines, self.tr("&Open"), self._window
        )
        title = self.project.title
        return dialog.ask(lambda line: self.project.open_copy(found[line].path, f"{title} {lines[line]}"))

    def show_sessions(self) -> ListDialog:
        """Offer the sessions whose work is in no project file."""
        found = self.project.sessions()
        words = self.tr("Work that is in no project file. What is open now is safe before another session is opened.")
        dialog = ListDialog(
            self.tr("Earlier sessions"), words, [session_text(each) for each in found], self.tr("&Open"), self._window
        )
        return dialog.ask(lambda line: self.project.recover(found[line]))

    # leaving with it

    def choose_folder(self) -> None:
        """Ask for a folder and write the project into it as JSON and CSV."""
        stem = Path(self.project.title).stem or "project"
        name, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Export as folder"), str(Path(remembered(FOLDER)) / stem)
        )
        if name:
            self.export(Path(name))

    def export(self, folder: Path) -> None:
        """Write the project as JSON and CSV, in the background."""
        content = self.project.content()
        self._in_background(
            lambda: export_folder(folder, content),
            lambda path: self._window.say(self.tr("The project is in {path}.").format(path=path)),
        )

    def verify(self) -> None:
        """Compare every source file with what was imported from it, in the background."""
        document = self._window.document
        curves = [document.curve(entry.curve) for each in document.series for entry in each.curves]
        self._in_background(lambda: check_sources(curves), self._show_checked)

    def _show_checked(self, checked: list[Checked]) -> None:
        same = sum(each.verdict not in (OTHER, NOT_THERE) for each in checked)
        words = self.tr("{same} of {count} files are byte for byte what was imported.")
        verdicts = {OTHER: self.tr("changed since"), NOT_THERE: self.tr("not there")}
        lines = [f"{verdicts[each.verdict]}: {each.file}" for each in checked if each.verdict in verdicts]
        text = words.format(same=same, count=len(checked))
        ListDialog(self.tr("Source files"), text, lines, "", self._window).ask(lambda line: None)

    def _in_background(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        def failed(problem: DataProblem) -> None:
            self._window.banner.show_notice(NEWS, message_text(problem.message), is_urgent=True)

        self._window.document.background.run(lambda task: work(), done, failed)


def session_text(session: Session) -> str:
    """A session in words: when, what, how much."""
    name = Path(session.file).name if session.file else QCoreApplication.translate("Projects", "without a name")
    moment = "" if session.last is None else f"{session.last:%Y-%m-%d %H:%M}, "
    words = QCoreApplication.translate("Projects", "{name}, {count} edits")
    return moment + words.format(name=name, count=session.count)
