import os
import re
from html.parser import HTMLParser

import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook

from tlcourse.alt_text import alt_text_of, describe

ALT = 'Two "curves" & <a gap>'
FIRST = f"""
import matplotlib.pyplot as plt
import pickle
from IPython.display import display
from tlcourse.alt_text import describe
def draw(text={ALT!r}):
    fig, ax = plt.subplots()
    ax.plot([1, 3])
    return describe(fig, text)
"""
CELLS = {
    "with a semicolon": "draw();",
    "without a semicolon": "draw()",
    "kept in a variable": "fig = draw()",
    "shown again later": "fig",
    "by display": "display(draw())",
    "by display, last value": "fig = draw()\ndisplay(fig)",
    "by plt.show": "draw()\nplt.show()",
    "pickled": "pickle.loads(pickle.dumps(fig))",
}
OTHERS = {
    "two": 'draw("one")\ndraw("two");',
    "described again": 'fig = draw("first")\ndescribe(fig, "second");',
    "a student's own": "plt.plot([1, 2]);",
    "fine": "%config InlineBackend.figure_formats = ['retina']\ndraw();",
    "drawn in lines": "%config InlineBackend.figure_formats = ['svg']\ndraw();",
}


@pytest.fixture(scope="module")
def notebook():
    sources = [FIRST, *CELLS.values(), *OTHERS.values()]
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    inline = {**os.environ, "MPLBACKEND": "module://matplotlib_inline.backend_inline"}  # as in a student's JupyterLab
    NotebookClient(notebook, kernel_name="python3", timeout=120).execute(env=inline)
    return notebook


@pytest.fixture(scope="module")
def outputs(notebook) -> dict[str, list]:
    return dict(zip({**CELLS, **OTHERS}, (cell.outputs for cell in notebook.cells[1:]), strict=True))


class Images(HTMLParser):
    """The attributes of all images of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "img":
            self.found.append(dict(attrs))


@pytest.mark.parametrize("way", CELLS)
def test_a_described_figure_is_shown_once_with_its_alt_text(outputs, way):
    (output,) = outputs[way]
    assert output.data["text/plain"] == ALT
    (image,) = Images(output.data["text/html"]).found
    assert image["alt"] == ALT
    assert image["src"] == "data:image/png;base64," + output.data["image/png"].strip()
    assert output.metadata["image/png"]["alt"] == ALT


def test_each_figure_of_a_cell_keeps_its_own(outputs):
    assert [output.data["text/plain"] for output in outputs["two"]] == ["one", "two"]


def test_the_later_description_counts(outputs):
    (output,) = outputs["described again"]
    assert Images(output.data["text/html"]).found[0]["alt"] == "second"


def test_other_figures_are_shown_as_ever(outputs):
    (output,) = outputs["a student's own"]
    assert "image/png" in output.data and "text/html" not in output.data


def test_a_fine_picture_keeps_its_size_on_the_page(outputs):
    (output,) = outputs["fine"]
    (image,) = Images(output.data["text/html"]).found
    assert image["alt"] == ALT and int(image["width"]) == output.metadata["image/png"]["width"]


def test_the_notebooks_format_is_kept(outputs):
    (output,) = outputs["drawn in lines"]
    assert "image/svg+xml" in output.data and "image/png" not in output.data
    assert output.data["text/plain"] == ALT


@pytest.mark.parametrize("template", ["lab", "classic"])
def test_an_exported_page_holds_the_alt_texts(notebook, template):
    page, _ = HTMLExporter(template_name=template).from_notebook_node(notebook)
    told = [image.get("alt") for image in Images(re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)).found]
    assert told.count(ALT) == len(CELLS) + 1  # and the fine one
    assert {"one", "two", "second"} <= set(told)


def test_nothing_but_the_figure_goes_to_standard_error_or_output(outputs):
    assert all(output.output_type == "display_data" for cell in outputs.values() for output in cell)


def test_outside_a_notebook_a_figure_is_described_too():
    from matplotlib.figure import Figure

    figure = Figure()
    assert alt_text_of(figure) == ""
    assert describe(figure, "one") is figure and alt_text_of(figure) == "one"
    assert alt_text_of(describe(figure, "two")) == "two"
