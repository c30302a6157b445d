"""The cards of photos and weights, as they lie beside them."""

import re
import shutil
from pathlib import Path

from links import relinked

__all__ = ["data_pages"]

IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)\s:]+)\)")


def data_pages(root: Path, pages: set[str], static: Path) -> dict[str, str]:
    """The pages' Markdown by name; the cards' pictures are copied to `static`."""
    cards = sorted(root.glob("datasets/*/README.md"))
    found = {card.parent.name: page_of_card(card, root, pages, static) for card in cards}
    toctree = "\n".join(["```{toctree}", ":maxdepth: 1", "", *found, "```"])
    found["index"] = (
        "# Photos and weights\n\nEach set of photos, and the borrowed weights, has a card: how it was made, "
        f"how hard it is, what it cannot stand for.\n\n{toctree}\n"
    )
    return found


def page_of_card(card: Path, root: Path, pages: set[str], static: Path) -> str:
    """One card."""
    name, file = card.parent.name, card.relative_to(root).as_posix()

    def picture(match: re.Match) -> str:
        target = static / f"{name}-{Path(match[2]).name}"
        shutil.copy(card.parent / match[2], target)
        return f"![{match[1]}](../_static/{target.name})"

    return IMAGE.sub(picture, relinked(card.read_text("utf-8"), file, f"data/{name}.md", pages))
