"""A small graph written for Mermaid, drawn at build time: no script, the page's colours, words for screen readers."""

import html
import re

__all__ = ["drawn"]

BLOCK = re.compile(r"```mermaid\ngraph LR\n(.*?)```", re.DOTALL)
EDGE = re.compile(r"(\w+)(?:\[([^\]]+)\])?\s*-->\s*(\w+)(?:\[([^\]]+)\])?")
WIDE, HIGH, STEP_X, STEP_Y = 136, 54, 170, 74  # of a node, and from node to node


def drawn(text: str) -> str:
    """Markdown with each `graph LR` of Mermaid's, arrows between named nodes, replaced by its picture."""
    return BLOCK.sub(lambda match: picture(match[1]), text)


def picture(source: str) -> str:
    """The graph as SVG, each node right of all that it needs."""
    labels, edges = {}, []
    for start, start_label, end, end_label in EDGE.findall(source):
        labels |= {node: label or labels.get(node, node) for node, label in ((start, start_label), (end, end_label))}
        edges.append((start, end))
    places = places_of(list(labels), edges)
    told = "; ".join(f"{labels[start]} comes before {labels[end]}" for start, end in edges)
    right, below = (max(place[axis] for place in places.values()) for axis in (0, 1))
    size = f"0 -4 {right + WIDE + 2:.0f} {below + HIGH + 8:.0f}"
    parts = [arrow(places[start], places[end]) for start, end in edges if not implied(start, end, edges)]
    parts += [node(labels[name], *place) for name, place in places.items()]
    return (
        f'<div class="graph" tabindex="0" role="group" aria-label="A graph, wider than a phone">'
        f'<svg viewBox="{size}" role="img" aria-label="{html.escape(told)}">{"".join(parts)}</svg></div>\n'
    )


def places_of(nodes: list[str], edges: list[tuple[str, str]]) -> dict[str, tuple[float, float]]:
    """Left upper corners: a column for each longest way from the start, centred."""
    column = dict.fromkeys(nodes, 0)
    for _ in nodes:
        for start, end in edges:
            column[end] = max(column[end], column[start] + 1)
    columns = [[name for name in nodes if column[name] == i] for i in range(max(column.values()) + 1)]
    tallest = max(map(len, columns))
    return {
        name: (STEP_X * i, STEP_Y * (row + (tallest - len(names)) / 2))
        for i, names in enumerate(columns)
        for row, name in enumerate(names)
    }


def implied(start: str, end: str, edges: list[tuple[str, str]]) -> bool:
    """Whether other arrows lead there, too: the picture does without this one, its words do not."""
    after = [there for here, there in edges if here == start and there != end]
    return any((middle, end) in edges or implied(middle, end, edges) for middle in after)


def arrow(start: tuple[float, float], end: tuple[float, float]) -> str:
    """A curve from the right side of a node to the left side of another."""
    (x0, y0), (x1, y1) = (start[0] + WIDE, start[1] + HIGH / 2), (end[0] - 5, end[1] + HIGH / 2)
    bend = (x1 - x0) / 2
    return (
        f'<path class="edge" d="M{x0} {y0}C{x0 + bend} {y0} {x1 - bend} {y1} {x1} {y1}"/>'
        f'<path class="head" d="M{x1 - 2} {y1 - 4}l7 4-7 4z"/>'
    )


def node(label: str, x: float, y: float) -> str:
    """A box with a number and a name."""
    number, _, name = label.partition(" ")
    lines = [("number", number, y + 22), ("name", name, y + 41)]
    words = "".join(
        f'<text class="{kind}" x="{x + WIDE / 2}" y="{at}">{html.escape(t)}</text>' for kind, t, at in lines
    )
    return f'<rect x="{x + 1}" y="{y}" width="{WIDE - 2}" height="{HIGH}" rx="9"/>{words}'
