"""Figures that say in words what they show, also in a notebook and in what is exported from it.

JupyterLab and nbconvert's usual page show an `image/png` output without an alt attribute, whatever its metadata say. A
described figure therefore shows itself as HTML, `<img alt="...">`; the PNG stays beside it for exports to PDF.
"""

import html
from functools import partial

__all__ = ["alt_text_of", "describe"]


def describe(figure, text: str):
    """Attach alt text to a matplotlib figure; a later call replaces it.

    Args:
        figure: a matplotlib figure, drawn or still empty.
        text: what the figure shows, for somebody who cannot see it: its kind, what it compares, its main numbers.

    Returns:
        The same figure, so that a drawing function can end with `return describe(figure, text)`.
    """
    figure.alt_text = text
    figure._ipython_display_ = partial(show, figure)
    return figure


def alt_text_of(figure) -> str:
    """What the figure shows, in words; "" for a figure that nobody described."""
    return getattr(figure, "alt_text", "")


def show(figure) -> None:
    """Show a described figure as an output of the running cell, once.

    IPython calls this for a figure that is a cell's last value, and the inline backend for each open figure at the end
    of a cell. Whoever comes first closes the figure, so that it is not shown twice.
    """
    import matplotlib
    from IPython.display import display

    data, metadata = pictures_of(figure)
    text = alt_text_of(figure)
    if "image/png" in data:
        data["text/html"] = img_tag(data["image/png"], metadata["image/png"])
    display({"text/plain": text, **data}, metadata=metadata, raw=True)
    if "inline" in matplotlib.get_backend():
        matplotlib.pyplot.close(figure)


def pictures_of(figure) -> tuple[dict[str, object], dict[str, dict]]:
    """The figure in the formats that the notebook is set to, and for each format its alt text and size."""
    from IPython import get_ipython

    data, metadata = {}, {}
    for mime, formatter in get_ipython().display_formatter.formatters.items():
        made = formatter(figure) if mime.startswith("image/") else None
        picture, size = made if isinstance(made, tuple) else (made, {})  # "retina" gives the size to show it at
        if picture is not None:
            data[mime], metadata[mime] = picture, {"alt": alt_text_of(figure), **size}
    return data, metadata


def img_tag(png: str, attributes: dict[str, object]) -> str:
    """An HTML image that carries its PNG (in base64)."""
    told = "".join(f' {name}="{html.escape(str(value))}"' for name, value in attributes.items())
    return f'<img src="data:image/png;base64,{png.strip()}"{told}>'
