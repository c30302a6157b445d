"""The one picture that a teacher would put on a slide: some photos, six bars, what each cost."""

import textwrap

import numpy as np

from tlcourse.photos.loading import PhotoSet
from tlcourse.plots import INK, alt_text_of, compare_regimes, describe
from tlcourse.regimes import REGIMES

__all__ = ["draw_slide"]

GREY = "#666666"
SCRATCH = ("from_scratch", "small_convnet")
BORROWED = ("feature_extraction", "fine_tuning")


def draw_slide(story, photos: PhotoSet):
    """Draw the story's slide, 16 : 9.

    Args:
        story: a `tlcourse.story.telling.Story`.
        photos: where the strip of photos is taken from.

    Returns:
        A matplotlib figure with `alt_text`.
    """
    import matplotlib.pyplot as plt

    fig = plt.figure(figsize=(12.8, 7.2), facecolor="white")
    fig.text(0.04, 0.945, headline(story), fontsize=25, weight="bold", color=INK, va="center")
    fig.text(0.04, 0.89, subtitle(story), fontsize=11.6, color=GREY, va="center")
    draw_strip(fig, photos)
    with_source = any("source_accuracy_after" in result for result in story.results.values())
    ax = fig.add_axes((0.262, 0.15, 0.425 if with_source else 0.5, 0.49))
    compare_regimes(story.results, ax=ax)
    ax.set_xlabel("accuracy (%)", color=GREY, fontsize=11)
    ax.set_yticks([])
    draw_names(ax, story.results)
    draw_costs(ax, story.results, with_source)
    draw_key(ax)
    fig.text(0.04, 0.025, footnote(story), fontsize=9, color=GREY, va="bottom", linespacing=1.5)
    return describe(fig, f"{headline(story)}. {subtitle(story)} {alt_text_of(fig)} {forgotten(story)}".strip())


def headline(story) -> str:
    """The finding, if it is one; otherwise the question."""
    tests = {name: story.results[name]["test_accuracy"] for name in story.results}
    if min(tests[name] for name in BORROWED) > max(tests[name] for name in SCRATCH):
        return "Borrow a network that can see, and teach it your moths"
    return f"Six ways to tell {story.n_species} species apart"


def subtitle(story) -> str:
    """What there was to learn, and from what."""
    kind = "synthetic photos, invented species" if story.synthetic else "real photos"
    if not story.synthetic and story.photos not in ("moths", "eu-moths"):
        kind = "photos"
    return (
        f"{story.n_train:,} photos of {story.n_species} species to train on, {story.n_test:,} to test on · "
        f"{kind}, {story.size} px · MobileNetV2 0.35 with {story.weights} weights"
    )


def draw_strip(fig, photos: PhotoSet, count: int = 14) -> None:
    """A row of photos, each of another species, spread over the photo set."""
    labels, first = np.unique(photos.labels, return_index=True)
    chosen = first[np.linspace(0, len(labels) - 1, min(count, len(labels))).round().astype(int)]
    width = 0.92 / count
    for i, image in enumerate(photos.subset(chosen).images):
        ax = fig.add_axes((0.04 + i * width, 0.735, width * 0.955, width * 0.955 * 16 / 9))
        ax.imshow(image, interpolation="lanczos")
        ax.set_axis_off()


def draw_names(ax, results: dict[str, dict]) -> None:
    """Name and meaning of each regime, left of its bar."""
    for y, name in enumerate(name for name in REGIMES if name in results):
        regime, place = REGIMES[name], {"xycoords": ("axes fraction", "data"), "textcoords": "offset points"}
        ax.annotate(
            regime.label, (0, y), (-12, 8), **place, ha="right", va="center", fontsize=14, color=INK, weight="bold"
        )
        meaning = textwrap.fill(regime.meaning, 44)
        ax.annotate(meaning, (0, y), (-12, -1), **place, ha="right", va="top", fontsize=8.5, color=GREY)


def draw_costs(ax, results: dict[str, dict], with_source: bool) -> None:
    """Trained parameters and time of each regime, right of its bar; the source task where it was measured."""
    columns = [(1.2, "trained\nparameters", parameters), (1.38, "time", duration)]
    if with_source:
        columns.append((1.64, "source task\nbefore → after", source_change))
    for x, heading, text in columns:
        place = {"transform": ax.get_yaxis_transform(), "ha": "right"}
        ax.text(x, -0.66, heading, va="bottom", fontsize=9.5, color=GREY, **place)
        for y, name in enumerate(name for name in REGIMES if name in results):
            ax.text(x, y, text(results[name]), va="center", fontsize=12, color=INK, **place)


def parameters(result: dict) -> str:
    """1,234,567 as 1.2 M."""
    count = result["trained_parameters"]
    return f"{count / 1e6:.1f} M" if count >= 1e6 else f"{count / 1e3:.0f} k"


def duration(result: dict) -> str:
    """Seconds, or minutes."""
    seconds = result["seconds"]
    return f"{seconds:.0f} s" if seconds < 99.5 else f"{seconds / 60:.1f} min"


def source_change(result: dict) -> str:
    """Accuracy on the source task before and after."""
    if "source_accuracy_after" not in result:
        return "–"
    return f"{result['source_accuracy_before']:.0%} → {result['source_accuracy_after']:.0%}"


def draw_key(ax) -> None:
    """What bar, line and ring are, above the bars."""
    place = {"transform": ax.get_yaxis_transform(), "va": "center", "fontsize": 9.5, "color": GREY}
    ax.plot([0.012], [-0.8], "s", color=GREY, ms=9, transform=ax.get_yaxis_transform(), clip_on=False)
    ax.text(0.04, -0.8, "test photos, with 95 % interval", **place)
    ax.plot([0.53], [-0.8], "o", mfc="white", mec=GREY, mew=2, ms=8, transform=ax.get_yaxis_transform(), clip_on=False)
    ax.text(0.56, -0.8, "the photos it was trained on", **place)


def footnote(story) -> str:
    """What the intervals mean and what was bounded."""
    over = f"over {story.seeds} seeds" if story.seeds > 1 else "of one seed, over the test photos"
    rivals = "trained to the end" if story.full else "given a time budget (--full trains them to the end)"
    command = f"tlcourse story --photos {short(story.photos)} --weights {short(story.weights)} --size {story.size}"
    command += f" --seeds {story.seeds}{' --full' if story.full else ''}"
    return f"Intervals: 95 %, {over}. Networks trained from scratch were {rivals}.\nMake it again: {command}"


def short(path: str) -> str:
    """A path's last part: folders of one machine mean nothing on another."""
    return path.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def forgotten(story) -> str:
    """For the alt text: what forgetting did to the source task, where it was measured."""
    result = story.results.get("forgetting", {})
    return f"Source task while forgetting: {source_change(result)}." if "source_accuracy_after" in result else ""
