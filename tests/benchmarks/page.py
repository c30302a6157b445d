"""The page with the table and the plot, from results.json."""

from pathlib import Path
from statistics import mean, median

__all__ = ["write_page"]

RECIPE, COLD, FIRST, WARM = "recipe", "ours, cold cache", "ours, warm cache, first head", "ours, warm cache"
UNVALIDATED = "recipe, not validated"
EXTRACTION, TUNING = "feature extraction, 10 epochs, cold cache", "fine-tuning from block 13, 5 epochs"
AGAIN, AT_FIRST = "the same, warm cache", "the same, warm cache, first head of a session"
ROWS = (  # what, against, contest, slower, quicker, ratio to reach
    (EXTRACTION, "canonical recipe", "extraction", RECIPE, COLD, 8),
    (EXTRACTION, "the recipe without validation", "extraction", UNVALIDATED, COLD, 8),
    (AGAIN, "canonical recipe", "extraction", RECIPE, WARM, 50),
    (AGAIN, "the recipe without validation", "extraction", UNVALIDATED, WARM, 50),
    (AT_FIRST, "canonical recipe", "extraction", RECIPE, FIRST, 50),
    (AT_FIRST, "the recipe without validation", "extraction", UNVALIDATED, FIRST, 50),
    (TUNING, "`fit` of the whole model", "fine_tuning", RECIPE, COLD, 3),
    (TUNING, "`fit` without validation", "fine_tuning", UNVALIDATED, COLD, 3),
    ("`import tlcourse`", "`import keras`", "start_up", "import keras", "import tlcourse", 10),
)
FLOOR = ("TensorFlow, bare function", "OpenVINO, float32", "ONNX Runtime, float32")
INK, BLUE, ORANGE = "#222222", "#0072B2", "#D55E00"


def write_page(results: dict, folder: Path) -> None:
    """Write README.md and ratios.png."""
    lines = [INTRODUCTION, sentence_on(results["machine"]), ""]
    drawn = []
    for world, contests in results["measured"].items():
        rows = ratios(world, contests)
        drawn += rows
        lines += [f"## {TITLES[world]}", "", *table(rows), "", *details(contests), ""]
        lines += [*growth(contests), *views(contests)]
    draw(drawn, folder / "ratios.png")
    (folder / "README.md").write_text("\n".join([*lines, NOTES]), "utf-8")


TITLES = {"embedded": "MobileNetV2 0.35 at 96 px", "wide": "MobileNetV2 1.0 at 160 px (random weights)"}
INTRODUCTION = """# How long things take

Made by `python -m tests.benchmarks`; all numbers are in [results.json](results.json). The contestants of a row run one
after the other in one process, on the same photos (the 1,400 moths), split, head, optimizer and epochs; who goes first
changes from run to run. The recipes are plain Keras, but for `jit_compile=False`: compiling with XLA, as Keras
would, takes 15 to 25 s more. Ratios are *slower / quicker*, of seconds of computing (user and system, all cores) and
of seconds on the clock: on a busy machine the first is the one to trust. Ours tells the accuracy on the 800 test
photos after each epoch; so do the recipes, with `validation_data` as in Keras' own guide. For the small network, what
they take without is shown as well. Nobody pays for the import or for decoding. With a warm cache the features come from
disk. The first head of a session has its training compiled; all that follow, on features of that width for that many
species, find it compiled.

![Ratios with their range](ratios.png)
"""


NOTES = """## What helped, and what did not

- A frozen BatchNormalization is folded into its convolution, and weights are constants of the graph. A light network
  then runs in TensorFlow Lite, which comes with TensorFlow: the same float32, in a third of the time that TensorFlow
  takes for the same graph, as quick as OpenVINO and ONNX Runtime. Batches of 8 to 64 photos make no difference, one at
  a time takes a fifth longer. Converting takes half a second for MobileNetV2. For ResNet50 and Xception it takes 8 to
  10 s, which a thousand photos or more win back, and for EfficientNetV2B0 it wins little: these stay in TensorFlow.
- Memory that TensorFlow frees stays with the process (`tlcourse/memory.py`). As a rule glibc unmaps large blocks when
  they are freed, and the kernel clears them anew at the next step. On the clock of a virtual machine, where a new page
  is dear, two epochs of MobileNetV2 from scratch took 50 s without and 27 s with it, of the small convnet 25 and 13 s;
  computing in the kernel fell from 42 to 4 s. The recipes above run with it, as ours does: the one for fine-tuning then
  took 46 s of computing where it had taken 65 in the measurement before, the one for feature extraction as many as
  before. A higher threshold for mapping, the highest that glibc allows, did not help, nor did a single arena.
- A step of training is written plainly, with one operation of TensorFlow for Adam on each weight, in the place of `fit`
  (`tlcourse/training/steps.py`): the first step of MobileNetV2 is ready after 5 to 7 s and not after 24 to 26, each
  further one takes as long. A third of its graph was constants that each weight had for itself; what all weights share
  is now written once. A test holds losses and weights against those of `fit`.
- `tlcourse story` takes 168 s. It had taken 386 before memory was kept and steps were written plainly, and 185 before
  the two networks from scratch got 15 s less between them: which is no loss, they learn next to nothing either way.
- An epoch on cached features, or on activations at the freeze boundary, is one call of a compiled loop. Weight decay
  that multiplies the weights, in the place of subtracting from them, took a fifth off an epoch of the head.
- Heads of one shape share that loop: compiling it takes as long as six epochs. Keras' `set_random_seed` would make
  TensorFlow forget how to run it, at the price of an epoch or two, so a head draws its seeds without it.
- XLA (`jit_compile=True`) made an epoch of the head ten times slower (0.45 s in the place of 0.04), besides compiling
  for a second. Running eagerly, or without TensorFlow's graph optimiser, made checks no quicker. One thread or two make
  no difference to an epoch of the head.
- Of the 0.8 s that a further head takes on the small network's warm features, six tenths are its ten epochs, an eighth
  is telling by content that photos and weights are those of before, a tenth measuring after each epoch. Of an epoch (40
  to 50 ms) the products of matrices take 26, Adam 9, dropout 9, weight decay 3.
- What each block of a network knows (`extract_block_features`) comes from the same quick pass as the features at the
  end, a few times as quick as Keras' `predict_on_batch`.
- The tables of the wide network and of versions were measured before heads shared what is compiled and steps shared
  their constants; its growth before memory was kept.
- The frozen part takes so little now that cached versions of the photos (`views`) hardly save anything: a quarter of
  the computing with one version, nothing with eight. In ten epochs no augmented fine-tuning gained over the head; on
  the photos as they are it gained a little.
- Fine-tuning: what is above the boundary has to be trained either way, and copying the network takes Keras more than
  half a second.
"""


def sentence_on(machine: dict) -> str:
    """What it was measured on."""
    versions = ", ".join(f"{name} {machine[name]}" for name in machine if name not in ("processor", "cores"))
    return f"Machine: {machine['processor']}, {machine['cores']} cores; {versions}. The seed of a run is its number."


def ratios(world: str, contests: dict) -> list[dict]:
    """For each row that was measured: its ratios by run, of clock and of computing."""
    found = []
    for what, against, name, slower, quicker, goal in ROWS:
        runs = [run for run in contests.get(name, {}).values() if {slower, quicker} <= {*run["times"]}]
        if runs:
            pairs = [(run["times"][slower], run["times"][quicker]) for run in runs]
            both = {key: [slow[key] / quick[key] for slow, quick in pairs] for key in ("seconds", "computing")}
            found.append({"world": world, "what": what, "against": against, "goal": goal, "load": loads(runs), **both})
    runs = list(contests.get("forward", {}).values())
    if runs:
        both = {
            key: [run["times"]["ours"][key] / best_of(run, key) for run in runs] for key in ("seconds", "computing")
        }
        best = "the best float32 runtime's bare pass"
        row = {"what": "features of 1,400 photos, share of the time of", "against": best, "goal": -1.25}
        found.append({"world": world, **row, "load": loads(runs), **both})
    return found


def best_of(run: dict, key: str) -> float:
    """The least time of a float32 runtime that is installed."""
    return min(run["times"][name][key] for name in FLOOR if name in run["times"])


def loads(runs: list[dict]) -> str:
    """How busy the machine was while it was measured."""
    values = [run["load"] for run in runs]
    return f"{min(values):.0f}" if len(values) == 1 else f"{min(values):.0f}–{max(values):.0f}"


def spread(values: list[float]) -> str:
    """Minimum, median, maximum."""
    return f"{min(values):.2f} / **{median(values):.2f}** / {max(values):.2f}"


def table(rows: list[dict]) -> list[str]:
    """One line a row."""
    lines = ["| what | against | to reach | computing: min / median / max | clock | runs | load |"]
    lines.append("| --- | --- | --- | --- | --- | --- | --- |")
    for row in rows:
        goal = f"at most {-row['goal']}" if row["goal"] < 0 else f"{row['goal']} times"
        cells = (row["what"], row["against"], goal, spread(row["computing"]), spread(row["seconds"]))
        lines.append(f"| {' | '.join(cells)} | {len(row['seconds'])} | {row['load']} |")
    return lines


def details(contests: dict) -> list[str]:
    """Accuracy, differences and seconds of the contests in the table."""
    lines = []
    for name, runs in contests.items():
        if name.startswith(("growth", "views")):
            continue
        runs = list(runs.values())
        for who in runs[0]["times"]:
            spent = [run["times"][who] for run in runs]
            text = f"- {name}, {who}: {median(s['computing'] for s in spent):.2f} s computing"
            text += f", {median(s['seconds'] for s in spent):.2f} s on the clock"
            accuracies = [run.get("accuracy", {}).get(who) for run in runs]
            if None not in accuracies:
                text += f"; test accuracy {min(accuracies):.1%} to {max(accuracies):.1%}"
            lines.append(text)
        for key in runs[0]:
            if key.startswith("weights differ"):
                lines.append(f"- {name}: {key}: at most {max(run[key] for run in runs):.1e}")
            if key.startswith("largest difference"):
                told = ", ".join(f"{who} {max(run[key][who] for run in runs):.0e}" for who in runs[0][key])
                lines.append(f"- {name}: {key}: {told}")
    return lines


def growth(contests: dict) -> list[str]:
    """How cost grows with the number of photos, from their files on."""
    sizes = sorted({int(name.split("_")[1]) for name in contests if name.startswith("growth")})
    if not sizes:
        return []
    lines = ["How cost grows, from the files of the photos to their features:", ""]
    lines += ["| photos | 1 core: computing | clock | 2 cores: computing | clock | largest memory | runs |"]
    lines += ["| --- | --- | --- | --- | --- | --- | --- |"]
    for n in sizes:
        row, peak = [f"{n:,}"], 0.0
        for cores in (1, 2):
            runs = list(contests.get(f"growth_{n}_{cores}", {}).values())
            for key in ("computing", "seconds"):
                row.append(f"{median(run['times']['features'][key] for run in runs):.1f} s" if runs else "–")
            peak = max([peak, *(run["peak memory, MB"] for run in runs)])
        lines.append(f"| {' | '.join(row)} | {peak:,.0f} MB | {len(runs)} |")
    return [*lines, ""]


VERSIONS = {"none": "as it is", "1": "1", "2": "2", "4": "4", "8": "8", "new": "a new one each time"}


def views(contests: dict) -> list[str]:
    """What it costs and brings to show each photo in so many versions."""
    measured = {name: list(contests[f"views_{name}"].values()) for name in VERSIONS if f"views_{name}" in contests}
    if not measured:
        return []
    lines = [
        "Fine-tuning for 10 epochs with so many augmented versions of each photo (`views`), after the head alone:",
        "",
    ]
    lines += ["| versions | computing | clock | test accuracy, mean of the seeds (each) | gain over the head | seeds |"]
    lines += ["| --- | --- | --- | --- | --- | --- |"]
    for name, runs in measured.items():
        spent = [median(run["times"]["fine-tuning"][key] for run in runs) for key in ("computing", "seconds")]
        tuned = [run["accuracy"]["tuned"] for run in runs]
        gain = mean(run["accuracy"]["tuned"] - run["accuracy"]["head"] for run in runs)
        each = ", ".join(f"{accuracy:.1%}" for accuracy in tuned)
        cells = (
            VERSIONS[name],
            *(f"{s:.0f} s" for s in spent),
            f"{mean(tuned):.1%} ({each})",
            f"{100 * gain:+.1f} points",
        )
        lines.append(f"| {' | '.join(cells)} | {len(runs)} |")
    return [*lines, ""]


def draw(rows: list[dict], file: Path) -> None:
    """Each ratio as a point with its range; the one to reach as a bar."""
    import matplotlib.pyplot as plt

    fig, ax = plt.subplots(figsize=(9, 0.55 * len(rows) + 1.4), layout="constrained")
    for y, row in enumerate(rows):
        for offset, key, colour in ((-0.13, "computing", BLUE), (0.13, "seconds", ORANGE)):
            values = row[key]
            ax.plot([min(values), max(values)], [y + offset] * 2, color=colour, lw=2)
            label = {"computing": "seconds of computing", "seconds": "seconds on the clock"}[key] if y == 0 else None
            ax.plot(median(values), y + offset, "o" if key == "computing" else "s", color=colour, label=label)
        ax.plot([abs(row["goal"])] * 2, [y - 0.35, y + 0.35], color=INK, lw=1.5, label="to reach" if y == 0 else None)
    names = [f"{row['what']}\n{row['against']}, {row['world']}".replace("`", "") for row in rows]
    ax.set_yticks(range(len(rows)), names, fontsize=8)
    ax.set(xscale="log", xlabel="ratio (log scale)")
    ax.invert_yaxis()
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(frameon=False, fontsize=8)
    fig.savefig(file, dpi=130)
    plt.close(fig)
