"""An IPython shell without a kernel: runs cells in this process and keeps what they show."""

import contextlib
import io
import traceback

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

__all__ = ["Outputs", "Shell", "make_shell"]

KEPT = ("text/plain", "image/png", "image/jpeg")
LINES = 25  # of a traceback


class Outputs(list):
    """What a cell shows, as a notebook keeps it, up to a number of bytes."""

    def __init__(self, room: int):
        super().__init__()
        self.room, self.cut = room, False

    def text(self, name: str, text: str) -> None:
        """Text on standard output or standard error."""
        text = self._fit(text)
        if text and self and self[-1].get("name") == name:
            self[-1]["text"] += text
        elif text:
            self.append({"output_type": "stream", "name": name, "text": text})

    def rich(self, kind: str, data: dict) -> None:
        """A display or a result. Only text and pictures are kept: nothing of a submission becomes HTML."""
        kept = {mime: data[mime] for mime in KEPT if isinstance(data.get(mime), str)}
        kept = {mime: text if mime == "text/plain" else self._whole(text) for mime, text in kept.items()}
        kept = {mime: self._fit(text) for mime, text in kept.items() if text}
        if kept:
            self.append({"output_type": kind, "metadata": {}, "data": kept})

    def error(self, error: BaseException) -> None:
        """An error as a notebook keeps it."""
        lines = "".join(traceback.format_exception(error, limit=-5)).splitlines()[-LINES:]
        lines = [line[:500] for line in lines]  # kept even where there is no more room
        told = {"ename": type(error).__name__, "evalue": str(error)[:2000], "traceback": lines}
        self.append({"output_type": "error", **told})

    def _whole(self, text: str) -> str:
        return text if len(text) <= self.room else ""

    def _fit(self, text: str) -> str:
        kept = text[: max(self.room, 0)]
        self.room -= len(kept)
        self.cut |= len(kept) < len(text)
        return kept


class Writer(io.TextIOBase):
    """Standard output or standard error of a cell."""

    def __init__(self, outputs: Outputs, name: str):
        self.outputs, self.label = outputs, name

    def write(self, text: str) -> int:
        """Keep what fits, forget the rest."""
        if self.outputs.room > 0:
            self.outputs.text(self.label, str(text))
        else:
            self.outputs.cut = True
        return len(text)

    def writable(self) -> bool:
        """Yes."""
        return True


class Publisher(DisplayPublisher):
    """Where `display` leads."""

    def publish(self, data, metadata=None, **_):
        """Keep a display."""
        self.shell.outputs.rich("display_data", data)

    def clear_output(self, wait=False):
        """Forget what the cell has shown so far."""
        self.shell.outputs.clear()


class Hook(DisplayHook):
    """Where the value of a cell's last line leads."""

    def write_output_prompt(self):
        """No prompt."""

    def write_format_data(self, format_dict, md_dict=None):
        """Keep a result."""
        self.shell.outputs.rich("execute_result", format_dict)
        self.shell.outputs[-1:] = [{**out, "execution_count": None} for out in self.shell.outputs[-1:]]


class Shell(InteractiveShell):
    """A shell that keeps outputs and errors instead of printing them."""

    def __init__(self, **settings):
        self.outputs = Outputs(0)
        super().__init__(**settings)

    def showtraceback(self, *_, **__):
        """Errors are taken from the result of a cell."""

    def showsyntaxerror(self, *_, **__):
        """Errors are taken from the result of a cell."""

    def ask_exit(self):
        """`exit` in a cell is an error of this cell."""
        raise SystemExit("exit was called")

    def enable_gui(self, gui=None):
        """There are no windows here."""

    def run(self, source: str, room: int) -> tuple[Outputs, BaseException | None]:
        """Run a cell; returns what it showed and its error, if any."""
        self.outputs = outputs = Outputs(room)
        with (
            contextlib.redirect_stdout(Writer(outputs, "stdout")),
            contextlib.redirect_stderr(Writer(outputs, "stderr")),
        ):
            done = self.run_cell(source, store_history=False)
        error = done.error_before_exec or done.error_in_exec
        if error is not None:
            outputs.error(error)
        return outputs, error


def make_shell() -> Shell:
    """The shell of this process. Starts no thread: history, which needs one, is off."""
    settings = Config()
    settings.HistoryManager.enabled = False
    settings.InteractiveShell.colors = "nocolor"
    return Shell.instance(config=settings, display_pub_class=Publisher, displayhook_class=Hook)
