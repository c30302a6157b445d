"""A figure that follows its controls.

The controls are ipywidgets; the figure is an output of the cell like any other and is replaced in place. So it is saved
with the notebook, keeps its alt text, and stands alone where nothing runs: exports, nbviewer, a notebook opened again.
Everything happens in the kernel's own thread, between two cells.
"""

import html
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tlcourse.alt_text import alt_text_of, img_tag, pictures_of

__all__ = ["Choice", "Live", "controls_possible", "show_live"]

HINT = "The controls of the figure below appear when you run this cell in JupyterLab."
VIEW = "application/vnd.jupyter.widget-view+json"


@dataclass(frozen=True)
class Choice:
    """One control: a slider over some options, texts or numbers.

    A slider for texts, too: JupyterLab takes the up and down keys of a list for itself and goes to another cell.

    Attributes:
        label: shown beside the control.
        options: what `draw` can get, in order.
        start: the option to begin with.
    """

    label: str
    options: Sequence
    start: object

    def control(self):
        """The ipywidget. It reports where the slider is left, not every place that it passes."""
        import ipywidgets

        return ipywidgets.SelectionSlider(
            options=[(option if isinstance(option, str) else f"{option:g}", option) for option in self.options],
            value=self.start,
            description=self.label,
            continuous_update=False,
            style={"description_width": "11em"},
            layout={"width": "36em", "max_width": "100%"},
        )


def show_live(controls: Mapping[str, Choice], draw: Callable) -> None:
    """Show a figure that is drawn anew whenever a control changes; without controls where none can be shown.

    Args:
        controls: by name of an argument of `draw`.
        draw: gives a described matplotlib figure.
    """
    if controls_possible():
        from IPython import get_ipython

        Live(controls, draw, get_ipython()).start()
    else:
        show_plain(draw(**{name: choice.start for name, choice in controls.items()}))


def controls_possible() -> bool:
    """Whether somebody may be there to move a control: a kernel runs the cell, and neither grading nor a test does.

    nbgrader says so itself (NBGRADER_EXECUTION), tlgrade has no kernel, tests set TLCOURSE_WIDGETS=off.
    """
    if os.environ.get("TLCOURSE_WIDGETS") == "off" or "NBGRADER_EXECUTION" in os.environ:
        return False
    from IPython import get_ipython

    return getattr(get_ipython(), "kernel", None) is not None


def show_plain(figure) -> None:
    """Show a figure once, or say what it shows where there is no notebook."""
    import matplotlib.pyplot as plt
    from IPython import get_ipython
    from IPython.display import display

    if get_ipython() is None:
        print(alt_text_of(figure))
    else:
        display(figure)
    plt.close(figure)


class Live:
    """A figure with its controls, from `start` to `stop`. It stops when the cell that made it is run again."""

    def __init__(self, controls: Mapping[str, Choice], draw: Callable, shell) -> None:
        import ipywidgets

        self.draw, self.shell, self.cell = draw, shell, running_cell(shell)
        self.controls = {name: choice.control() for name, choice in controls.items()}
        self.caption = ipywidgets.HTML()
        self.box = ipywidgets.VBox([*self.controls.values(), self.caption])
        self.handle = None

    def start(self) -> None:
        """Show controls and figure, and listen."""
        from IPython.display import display

        figure = self.drawn()
        view = {"version_major": 2, "version_minor": 0, "model_id": self.box.model_id}
        display({"text/plain": HINT, "text/html": f"<p>{HINT}</p>", VIEW: view}, raw=True)
        data, metadata = bundle_of(figure)
        self.handle = display(data, metadata=metadata, raw=True, display_id=True)
        for control in self.controls.values():
            control.observe(self.redraw, "value")
        self.shell.events.register("pre_run_cell", self.stop_if_again)

    def drawn(self):
        """The figure for where the controls are; a screen reader hears what it shows."""
        figure = self.draw(**{name: control.value for name, control in self.controls.items()})
        self.say(alt_text_of(figure))
        return figure

    def say(self, text: str) -> None:
        """Put a text under the controls."""
        self.caption.value = f'<div role="status" style="line-height:1.4;color:#444">{html.escape(text)}</div>'

    def redraw(self, change) -> None:
        """Replace the figure. An error is told where the student looks; its traceback goes to JupyterLab's log."""
        try:
            data, metadata = bundle_of(self.drawn())
        except Exception as error:
            self.say(f"This could not be drawn. {type(error).__name__}: {error}")
            raise
        self.handle.update(data, metadata=metadata, raw=True)

    def stop_if_again(self, info) -> None:
        """Called before each cell; stops if it is the one that made this."""
        if self.cell in (info.cell_id, info.raw_cell):
            self.stop()

    def stop(self) -> None:
        """Take controls away, and let go of the data that `draw` holds."""
        self.shell.events.unregister("pre_run_cell", self.stop_if_again)
        for part in (*self.controls.values(), self.caption, self.box):
            part.unobserve_all()
            part.close()
        self.draw = None


def running_cell(shell) -> str:
    """The id of the cell that runs now; its text where the front end does not tell the id."""
    known = shell.get_parent().get("metadata", {}) if hasattr(shell, "get_parent") else {}
    return known.get("cellId") or shell.history_manager.input_hist_raw[-1]


def bundle_of(figure) -> tuple[dict, dict]:
    """A figure as data and metadata of an output, with its alt text; the figure is closed."""
    import matplotlib.pyplot as plt

    data, metadata = pictures_of(figure)
    plt.close(figure)
    if "image/png" in data:
        data["text/html"] = img_tag(data["image/png"], metadata["image/png"])
    return {"text/plain": alt_text_of(figure), **data}, metadata
