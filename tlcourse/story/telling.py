"""The whole idea in one run: six regimes on the same photos, one table, one picture. Nothing in it is arranged."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tlcourse.intervals import mean_and_interval
from tlcourse.regimes import REGIMES

__all__ = ["Story", "tell_story"]

MEANS = ("train_accuracy", "trained_parameters", "seconds", "source_accuracy_before", "source_accuracy_after")


@dataclass(frozen=True)
class Story:
    """What was measured.

    Attributes:
        photos, weights, size, seeds: as asked for.
        full: whether the rivals were trained to the end.
        synthetic: whether the photos were drawn by a program.
        n_species, n_train, n_test: what there was to learn.
        results: by regime name a dict: the keys of the JSON, and `test_interval` (low, high).
    """

    photos: str
    weights: str
    size: int
    seeds: int
    full: bool
    synthetic: bool
    n_species: int
    n_train: int
    n_test: int
    results: dict[str, dict]

    def as_json(self) -> dict:
        """The story as plain data, regimes at the top level by name."""
        told = {name: value for name, value in self.__dict__.items() if name != "results"}
        return {**told, **self.results}


def tell_story(
    photos: str = "moths",
    weights: str = "procedural",
    *,
    size: int = 96,
    seeds: int = 1,
    full: bool = False,
    json_file: Path | None = None,
    picture: Path | None = None,
    budget=None,
) -> Story:
    """Run the six regimes and tell what came out, on the terminal and in files.

    Args:
        photos: a photo set for `load_photos`.
        weights: weights of MobileNetV2 (alpha 0.35) for `load_backbone`.
        size: side of the photos in pixels.
        seeds: number of repetitions, with seeds 0, 1, 2 ...
        full: train the rivals to the end instead of within a time budget.
        json_file, picture: written if given.
        budget: another `experiments.Budget` than that of the quick or the full story.

    Raises:
        PhotoError, WeightsError: the photos or the weights cannot be used.
    """
    from rich.console import Console

    from tlcourse.photos.loading import load_photos
    from tlcourse.quiet import import_keras

    console = Console(highlight=False)
    console.print("Loading the photos and the borrowed network …")
    load_photos(photos, size=size)  # a wrong folder is told before Keras takes its seconds
    import_keras()
    from tlcourse.story.experiments import BUDGETS

    budget = budget or BUDGETS["full" if full else "quick"]
    settings = prepare_settings(photos, weights, size, seeds, budget)
    outcomes: dict[str, list] = {name: [] for name in REGIMES}
    for seed, setting in enumerate(settings):
        if seed == 0:
            introduce(console, setting, full)
        run_seed(console, setting, outcomes, f"seed {seed + 1} of {seeds}, " if seeds > 1 else "", keep=full)
    facts = (setting.n_species, len(setting.train), len(setting.test))
    told = Story(
        photos,
        setting.backbone.weights,
        size,
        seeds,
        full,
        setting.train.synthetic,
        *facts,
        summarise(outcomes, facts[2]),
    )
    write(console, told, setting, json_file, picture)
    return told


def prepare_settings(photos: str, weights: str, size: int, seeds: int, budget) -> Iterator:
    """One setting for each seed; the seed also chooses the photos where the photo set leaves a choice."""
    from tlcourse.backbones.loading import load_backbone
    from tlcourse.backbones.source_task import find_source_task
    from tlcourse.photos.loading import load_photos
    from tlcourse.story.experiments import Setting

    backbone = None
    for seed in range(seeds):
        train, test = load_photos(photos, size=size, seed=seed)
        backbone = backbone or load_backbone("mobilenet_v2", weights, size=size)
        yield Setting(train, test, backbone, seed, budget, find_source_task(backbone))


def introduce(console, setting, full: bool) -> None:
    """Say which world this is before any number appears."""
    train, backbone, budget = setting.train, setting.backbone, setting.budget
    kind = "synthetic photos, invented species" if train.synthetic else "photos"
    console.print(
        f"\n[bold]{len(train):,} photos of {setting.n_species} species[/] to train on, {len(setting.test):,} to test "
        f"on ({train.name}: {kind}, {train.size} px).\n"
        f"Borrowed network: MobileNetV2 0.35, {backbone.weights} weights."
        f" Guessing would be right in {100 / setting.n_species:.1f} % of cases.",
        soft_wrap=True,
    )
    if not full and budget.scratch_seconds:
        console.print(
            f"The two trained from scratch get {budget.scratch_seconds:.0f} and {budget.convnet_seconds:.0f} seconds "
            "of training; [bold]--full[/] trains them to the end.",
            soft_wrap=True,
        )
    console.print()


def run_seed(console, setting, outcomes: dict[str, list], prefix: str, *, keep: bool) -> None:
    """All regimes with one seed, each told as soon as it is known; with `keep`, none is trained a second time."""
    from tlcourse.story.experiments import EXPERIMENTS
    from tlcourse.story.kept import kept_outcome, run_and_keep

    for name, experiment in EXPERIMENTS.items():
        regime = REGIMES[name]
        console.print(f"[dim]{prefix}{regime.label}: {regime.meaning} …[/]", soft_wrap=True)
        known = kept_outcome(name, setting) if keep else None
        outcome = known or (run_and_keep(name, setting) if keep else experiment(setting))
        outcomes[name].append(outcome)
        console.print(
            f"  [bold {regime.colour}]{outcome.test_accuracy:6.1%}[/] on test photos, {outcome.train_accuracy:.0%} on "
            f"training photos, {outcome.seconds:.0f} s{' (measured in an earlier run)' if known else ''}",
            soft_wrap=True,
        )


def summarise(outcomes: dict[str, list], n_test: int) -> dict[str, dict]:
    """Means and intervals over the seeds, by regime."""
    results = {}
    for name, runs in outcomes.items():
        mean, interval = mean_and_interval([run.test_accuracy for run in runs], n_test)
        results[name] = {"test_accuracy": mean, "test_interval": list(interval)}
        for key in MEANS:
            values = [getattr(run, key) for run in runs]
            if None not in values:
                results[name][key] = math.fsum(values) / len(values)
        results[name]["trained_parameters"] = round(results[name]["trained_parameters"])
    return results


def write(console, story: Story, setting, json_file: Path | None, picture: Path | None) -> None:
    """The table on the terminal, then the files that were asked for."""
    console.print(table(story))
    if json_file:
        json_file.write_text(json.dumps(story.as_json(), indent=2) + "\n", "utf-8")
        console.print(f"Numbers: {json_file}", soft_wrap=True)
    if picture:
        from tlcourse.plots import save_figure
        from tlcourse.story.slide import draw_slide

        save_figure(draw_slide(story, setting.train), picture, dpi=150)
        console.print(f"Picture: {picture}", soft_wrap=True)


def table(story: Story):
    """The results as a rich table, narrow enough for 80 columns."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    over = f"{story.seeds} seeds" if story.seeds > 1 else f"1 seed; interval: {story.n_test:,} test photos"
    drawn = Table(
        title="What borrowing buys",
        caption=f"95 % intervals over {over}",
        title_style="bold",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    drawn.add_column("regime", no_wrap=True)
    source = any("source_accuracy_after" in result for result in story.results.values())
    for heading in ("test", "interval", "training", "parameters", "seconds", *(["source"] * source)):
        drawn.add_column(heading, justify="right", no_wrap=True)
    for name, result in story.results.items():
        low, high = result["test_interval"]
        row = [
            f"[{REGIMES[name].colour}]{REGIMES[name].label}[/]",
            f"[bold]{result['test_accuracy']:.1%}[/]",
            f"{100 * low:.0f}–{100 * high:.0f}",
            f"{result['train_accuracy']:.1%}",
            f"{result['trained_parameters']:,}",
            f"{result['seconds']:.0f}",
        ]
        drawn.add_row(*row, *([source_text(result)] if source else []))
    return drawn


def source_text(result: dict) -> str:
    """Accuracy on the source task before and after, where it was measured."""
    if "source_accuracy_after" not in result:
        return ""
    return f"{result['source_accuracy_before']:.0%} → {result['source_accuracy_after']:.0%}"
