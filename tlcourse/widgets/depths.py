"""Explore fine-tuning: how much of the backbone is free, and at which learning rate."""

from collections.abc import Callable, Mapping

import numpy as np

from tlcourse.alt_text import describe
from tlcourse.plots import INK, PALE
from tlcourse.regimes import REGIMES
from tlcourse.widgets.live import Choice, show_live

__all__ = ["draw_depths", "explore_depths"]

TARGET, SOURCE = REGIMES["fine_tuning"].colour, REGIMES["forgetting"].colour
HEAD = REGIMES["feature_extraction"].colour


Measured = Mapping[tuple[str, float], float]  # by depth and rate: accuracies of trainings of one's own, 0 to 1


def explore_depths(
    table: Mapping, measured: Measured | None = None, train_here: Callable[[str, float], float] | None = None
) -> None:
    """Any depth, any rate: what a results file says of it, and trainings of one's own beside it.

    Args:
        table: as `datasets.results.depths` writes it and `find_depths` reads it.
        measured: what has been trained already.
        train_here: a function that trains at a depth and a rate and gives an accuracy (0 to 1). It is called only when
            the control for it says so, and once for each setting.
    """
    own = dict(measured or {})

    def draw(depth: str, rate: float, here: str = "no"):
        if here == "yes" and (depth, rate) not in own:
            own[depth, rate] = train_here(depth, rate)
        return draw_depths(table, depth, rate, own)

    depths, rates = table["depths"], table["rates"]
    controls = {
        "depth": Choice("free to learn", depths, depths[min(1, len(depths) - 1)]),
        "rate": Choice("learning rate", rates, rates[len(rates) // 2]),
    }
    if train_here:
        controls["here"] = Choice("train it here, now", ("no", "yes"), "no")
    show_live(controls, draw)


def draw_depths(table: Mapping, depth: str, rate: float, measured: Measured | None = None):
    """All depths and rates as a table in colours, and the chosen depth as curves over the rate.

    Args:
        table: as for `explore_depths`.
        depth, rate: the chosen setting.
        measured: trainings of one's own.

    Returns:
        A matplotlib figure with `alt_text`.
    """
    import matplotlib.pyplot as plt

    row, column = table["depths"].index(depth), table["rates"].index(rate)
    own = {rate: accuracy for (of, rate), accuracy in (measured or {}).items() if of == depth}
    fig, (left, right) = plt.subplots(1, 2, figsize=(9.6, 3.7), width_ratios=[1.25, 1], layout="constrained")
    draw_grid(left, table, row, column)
    draw_curves(right, table, row, column, own)
    return describe(fig, tell(table, row, column, own.get(rate)))


def draw_grid(ax, table: Mapping, row: int, column: int) -> None:
    """Mean accuracy on the photos held back, each cell with its number; the chosen one is framed."""
    import matplotlib.pyplot as plt

    mean = 100 * np.mean(table["held"], axis=2)
    ax.imshow(mean, cmap="cividis", aspect="auto", vmin=0, vmax=mean.max())
    for (i, j), value in np.ndenumerate(mean):
        colour = "white" if value < 0.6 * mean.max() else "black"
        ax.text(j, i, f"{value:.0f}", ha="center", va="center", fontsize=9, color=colour)
    ax.add_patch(plt.Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, ec="#D55E00", lw=3, clip_on=False))
    ax.set_xticks(range(len(table["rates"])), [f"{rate:.0e}".replace("e-0", "e-") for rate in table["rates"]])
    ax.set_yticks(range(len(table["depths"])), table["depths"])
    ax.set_xlabel("learning rate", color=INK)
    ax.set_title("Right of the photos held back (%)", fontsize=10, color=INK, loc="left")
    ax.tick_params(length=0, labelsize=8)
    ax.spines[:].set_visible(False)


def draw_curves(ax, table: Mapping, row: int, column: int, own: Mapping[float, float]) -> None:
    """The chosen depth over the rate: target task, source task, the head alone, and trainings of one's own."""
    rates, head = table["rates"], 100 * np.mean(table["head_only"])
    told = {"photos held back": (table["held"], TARGET, "-")}
    if "source" in table:
        told["source task"] = (table["source"], SOURCE, "--")
    ax.axvline(rates[column], color=PALE, lw=6, alpha=0.5, zorder=0)
    for name, (values, colour, style) in told.items():
        of_depth = 100 * np.asarray(values)[row]
        ax.fill_between(rates, of_depth.min(axis=1), of_depth.max(axis=1), color=colour, alpha=0.18, lw=0)
        ax.plot(rates, of_depth.mean(axis=1), style, marker="o", ms=4, color=colour, label=name)
    ax.axhline(head, color=HEAD, ls=":", lw=1.5, label="head alone")
    inside = {rate: accuracy for rate, accuracy in own.items() if rates[0] <= rate <= rates[-1]}
    if inside:
        percent = [100 * accuracy for accuracy in inside.values()]
        ax.plot(list(inside), percent, "*", ms=13, color="#222222", mec="white", label="trained here", zorder=5)
    ax.set(xscale="log", xlabel="learning rate", ylim=(-2, 102), ylabel="accuracy (%)")
    ax.set_title(f"Free: {table['depths'][row]}", fontsize=10, color=INK, loc="left")
    ax.spines[["top", "right"]].set_visible(False)
    ax.tick_params(labelsize=8)
    ax.legend(frameon=False, fontsize=8, loc="upper right", ncols=2)


def tell(table: Mapping, row: int, column: int, here: float | None) -> str:
    """The chosen setting in words."""
    held, head = np.asarray(table["held"])[row, column], np.mean(table["head_only"])
    told = f"Free to learn: {table['depths'][row]}, learning rate {table['rates'][column]:g}. After "
    told += f"{table['epochs']} epochs {held.mean():.0%} of the photos held back are right ({held.min():.0%} to "
    told += f"{held.max():.0%} over {len(held)} splits); the head alone has {head:.0%}."
    if "source" in table:
        source = np.mean(table["source"], axis=2)[row, column]
        told += f" Of the source task {source:.0%} are left of {table['source_before']:.0%}."
    if here is not None:
        told += f" Trained here: {here:.0%}."
    return told
