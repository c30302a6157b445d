"""The cards of photos and weights, as they lie beside them."""

from pathlib import Path

from links import relinked, with_pictures

__all__ = ["data_pages"]


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
    text = relinked(card.read_text("utf-8"), file, f"data/{name}.md", pages)
    return with_pictures(text, card.parent, static)
