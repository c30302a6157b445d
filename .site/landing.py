"""The first page: what it is, what came out, the path, the two commands. Words and numbers come from the repository."""

import html
import json
import re
import shutil
from pathlib import Path

from lesson_pages import Opening
from links import repository

from tlcourse.regimes import REGIMES

__all__ = ["landing_page"]

PAGE = """---
html_theme.sidebar_secondary.remove: true
---
<div class="hero">
<img class="strip" src="_static/moths.webp" width="1120" height="80"
 alt="Fourteen moths side by side, each of another species, invented and painted by a program">
<p class="eyebrow">A course that runs, in {n}</p>

# {title}

<p class="lead">{lead}</p>
<p class="actions"><a class="go" href="lessons/{first}.html">Start reading</a>
<a class="go quiet" href="#run-it-yourself">Run it yourself</a></p>
</div>

## What came out

{chart}

## The path

{hours} Each lesson goes the same way: you predict, run, explain, and then write something yourself, with hints that
unfold one by one and a check that says what it saw.

{path}

## Run it yourself

The pages here show what each cell gave. To move things, to write, and to be checked, have it on your machine:{clone}

```
{commands}
```

No GPU and no network are needed: photos and weights come with the course.

## What is real, and what is not

The moths are painted by a program and the species are invented; it says so wherever they appear. What you see networks
do with them is measured: a sentence in a lesson that the cell above it does not support stops the lesson. Each lesson
also runs on real photos and with ImageNet's weights. The [cards](data/index.md) tell how photos and weights were made,
and what they cannot stand for.

Solutions are left out of these pages. Those who teach find them, with notes and rubrics, in the repository.

```{{toctree}}
:hidden:

lessons/index
reference/index
data/index
{more}
```
"""


def landing_page(root: Path, openings: dict[str, Opening], static: Path, more: list[str]) -> str:
    """The first page's Markdown; the strip of photos is written to `static`.

    Args:
        root: the repository.
        openings: by lesson name.
        static: the folder of the site's static files.
        more: further pages for the bar at the top.
    """
    readme = (root / "README.md").read_text("utf-8")
    story = json.loads((root / "datasets/results/story-embedded.json").read_text("utf-8"))
    shutil.copy(root / "datasets/results/story-embedded.png", static / "story.png")
    shutil.copy(root / "lessons/00_start_here/moths.webp", static / "moths.webp")
    title, lead = re.search(r"^# (.+?)\n\n(.+?)\n\n", readme, re.DOTALL).groups()
    return PAGE.format(
        n=counted(len(openings)),
        title=title.partition(": ")[2].capitalize() or title,
        lead=html.escape(" ".join(lead.split())),
        first=next(iter(openings)),
        chart=chart(story),
        hours=hours(list(openings.values())),
        path=path(openings),
        clone=f"\n\n```\ngit clone {repository()}\n```\n" if repository() else "",
        commands=re.search(r"```\n(.+?)\n```", readme, re.DOTALL)[1],
        more="\n".join(more),
    )


def counted(lessons: int) -> str:
    """ "nine lessons", small numbers as words."""
    words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    return f"{words[lessons - 1] if lessons <= len(words) else lessons} lesson{'s' if lessons > 1 else ''}"


def hours(openings: list[Opening]) -> str:
    """How long the whole path takes a reader, in half hours; nothing if a lesson does not say."""
    minutes = [opening.minutes for opening in openings]
    if None in minutes:
        return ""
    later = sum(opening.later for opening in openings)
    rest = ", and exercises for other days" if later else ""
    return (
        f"About {round((sum(minutes) + later) / 30) / 2:g} hours in all, "
        f"in pieces of {min(minutes)} to {max(minutes)} minutes{rest}."
    )


def path(openings: dict[str, Opening]) -> str:
    """The lessons as a list of links."""
    rows = []
    for name, opening in openings.items():
        time = f'<span class="minutes">{opening.minutes} min</span>' if opening.minutes else ""
        label = (
            f'<span class="number">{opening.number}</span><span class="question">{html.escape(opening.question)}</span>'
        )
        rows.append(f'<li><a href="lessons/{name}.html">{label}{time}</a></li>')
    return f'<ol class="path">{"".join(rows)}</ol>'


def chart(story: dict) -> str:
    """The story's result as a table with drawn bars: readable on a phone, in the dark, and by a screen reader."""
    rows = "".join(row(name, story[name]) for name in REGIMES if name in story)
    photos = "synthetic photos of invented species" if story["synthetic"] else "photos"
    told = (
        f"{story['n_train']:,} {photos} to train on, {story['n_test']:,} others to test on, "
        f"{story['n_species']} species, {story['size']} pixels, {seeds(story['seeds'])}. "
        "Bar: accuracy on the test photos, with its 95 % interval. "
        "Ring: accuracy on the photos that were trained on."
    )
    return (
        f'<table class="result"><caption>{told} <a href="_static/story.png">The same as one slide</a></caption>'
        '<thead><tr><th scope="col">Way to train</th><th scope="col">Accuracy on test photos</th>'
        f'<th scope="col">Time</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def row(name: str, result: dict) -> str:
    """One way to train."""
    regime, test = REGIMES[name], 100 * result["test_accuracy"]
    low, high = (100 * end for end in result["test_interval"])
    sizes = f"--test:{test:.1f};--low:{low:.1f};--high:{high:.1f};--train:{100 * result['train_accuracy']:.1f}"
    return (
        f'<tr><th scope="row">{regime.label}<small>{html.escape(regime.meaning)}</small></th>'
        f'<td class="drawn" style="--colour:{regime.colour};{sizes}"><span class="bar"></span>'
        f'<span class="interval"></span><span class="ring"></span><b>{test:.0f} %</b></td>'
        f'<td class="time">{duration(result["seconds"])}</td></tr>'
    )


def seeds(number: int) -> str:
    """How often it was repeated."""
    return "one seed" if number == 1 else f"{number} seeds"


def duration(seconds: float) -> str:
    """Seconds, or minutes from 90 on."""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.1f} min"
