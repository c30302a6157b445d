"""The `tlcourse` command. What a command needs is imported when it runs, so that `--help` answers at once."""

import os
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["app"]

EPILOG = "Start with: tlcourse lab. Something wrong? tlcourse doctor."

app = typer.Typer(
    name="tlcourse",
    help="Transfer learning, shown and measured: 200 moth species, 1,400 photos, a borrowed network.",
    epilog=EPILOG,
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def quiet_tensorflow() -> None:
    """Keep TensorFlow's start-up messages off the terminal; a value that you set yourself stays."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


@app.command()
def lab(
    folder: Annotated[Path, typer.Option(help="Where your own copies of the lessons go.")] = Path("tlcourse-work"),
    port: Annotated[int | None, typer.Option(help="Port of the JupyterLab server.", min=1, max=65535)] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser window.")] = True,
    prepare_only: Annotated[
        bool, typer.Option("--prepare-only", help="Make the copies, do not start JupyterLab.")
    ] = False,
) -> None:
    """Make your own copies of the lessons and open JupyterLab at the first one.

    A notebook that you have changed is never overwritten.
    """
    from rich.console import Console

    from tlcourse.lab import LabError, open_lab, prepare

    console = Console(highlight=False)
    try:
        with console.status("Copying the lessons"):
            prepared = prepare(folder)
    except LabError as error:
        fail(str(error))
    tell_prepared(console, prepared)
    if not prepare_only:
        console.print("Starting JupyterLab. Stop it with Ctrl+C, twice.\n")
        raise typer.Exit(open_lab(prepared, port=port, browser=browser))


def tell_prepared(console, prepared) -> None:
    """Say what was copied and what was kept."""
    told = [
        (prepared.written, "new"),
        (prepared.updated, "brought up to date"),
        (prepared.unchanged, "as they were"),
        (prepared.kept, "kept with your changes"),
    ]
    counts = ", ".join(f"{len(names)} {what}" for names, what in told if names)
    console.print(f"Lessons in [bold]{prepared.folder}[/bold]: {counts or 'nothing to do'}.", soft_wrap=True)
    for name in prepared.outdated:
        console.print(
            f"[yellow]Kept your {name}.[/yellow] The lesson has changed since you got it; "
            "rename your file and run this again to get the new one beside it.",
            soft_wrap=True,
        )


@app.command()
def story(
    photos: Annotated[str, typer.Option(help="moths, eu-moths, or a folder with a folder per species.")] = "moths",
    weights: Annotated[
        str, typer.Option(help="procedural, imagenet, or a weights file of MobileNetV2.")
    ] = "procedural",
    size: Annotated[int, typer.Option(help="Side of the photos in pixels.", min=32, max=512)] = 96,
    seeds: Annotated[int, typer.Option(help="Repeat with this many seeds.", min=1)] = 1,
    full: Annotated[bool, typer.Option("--full", help="Train the from-scratch rivals to the end.")] = False,
    json_file: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write the numbers here.")] = None,
    picture: Annotated[Path, typer.Option(help="Write the picture here.")] = Path("tlcourse-story.png"),
) -> None:
    """The whole idea in one run: from scratch, borrowed and frozen, fine-tuned, forgotten.

    Under 3 minutes a seed on 2 cores with the photos and weights that ship. Without --full the two rivals trained from
    scratch get a stated time budget; with it, what an earlier run has measured is not trained again.
    """
    from tlcourse.backbones.loading import WeightsError
    from tlcourse.photos.loading import PhotoError
    from tlcourse.story.telling import tell_story

    for path in (json_file, picture):
        if path is not None and not path.absolute().parent.is_dir():
            fail(f"{path}: the folder {path.absolute().parent} does not exist. Make it, or write elsewhere.")
    try:
        tell_story(photos, weights, size=size, seeds=seeds, full=full, json_file=json_file, picture=picture)
    except (PhotoError, WeightsError) as error:
        fail(str(error))


@app.command()
def get(
    name: Annotated[str, typer.Argument(metavar="SET", help="eu-moths, imagenet or pneumoniamnist.")],
    backbone: Annotated[
        str, typer.Option(help="For imagenet: mobilenet_v2, resnet50, efficientnet_v2b0 or xception.")
    ] = "mobilenet_v2",
    alpha: Annotated[float | None, typer.Option(help="Width of mobilenet_v2: 0.35 (if not given) or 1.0.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Agree to the licence without being asked.")] = False,
) -> None:
    """Fetch real photos or weights: licence first, resumes after a cut, checked. No lesson needs them."""
    from rich.console import Console

    from tlcourse.real.getting import GetError
    from tlcourse.real.getting import get as fetch

    console = Console(highlight=False)

    def agree(entry, remote) -> bool:
        tell_terms(console, entry, remote)
        return yes or typer.confirm("Do you agree?")

    try:
        got = fetch(name, agree, backbone=backbone, alpha=alpha)
    except GetError as error:
        fail(str(error))
    except typer.Abort:
        fail("\nNothing was fetched: nobody answered. Run it again with --yes if you agree to the licence.")
    console.print(f"[bold]{got.place}[/bold]", soft_wrap=True)
    for label, text in (("Checked", got.checked), ("Not checked", got.unchecked), ("Use it", got.use)):
        if text:
            console.print(f"{label}: {text}", soft_wrap=True, markup=False)


def tell_terms(console, entry, remote) -> None:
    """Show what is about to be fetched, under which licence, and how to cite it."""
    size = f"{remote.size / 1e6:,.1f} MB" if remote.size else "size not known beforehand"
    lines = [entry.title, f"From: {remote.address} ({size})", f"About: {entry.page}"]
    lines += [f"Licence: {remote.licence or entry.licence}", f"Please cite: {entry.citation}"]
    console.print("\n".join(lines), soft_wrap=True, markup=False)


@app.command()
def doctor() -> None:
    """What this machine has, which photos and weights are in use, and what to do if something is missing."""
    from rich.console import Console

    from tlcourse.doctor import examine

    console, marks = Console(highlight=False), {"good": "[green]✔[/]", "note": "[cyan]·[/]", "bad": "[red]✘[/]"}
    found = []
    with console.status("Looking") as status:
        for finding in examine():
            found.append(finding)
            console.print(f"{marks[finding.state]} [bold]{finding.subject:<24}[/] {finding.seen}", soft_wrap=True)
            if finding.advice:
                console.print(f"    {finding.advice}", soft_wrap=True)
            status.update(f"Looking (after {finding.subject})")
    bad = sum(finding.state == "bad" for finding in found)
    console.print(
        f"\n{bad} to mend, see ✘ above." if bad else "\nAll that the lessons need is here. Go on: tlcourse lab"
    )
    raise typer.Exit(1 if bad else 0)


def fail(message: str) -> None:
    """Say what is wrong on standard error and stop with status 1."""
    typer.secho(message, fg=typer.colors.RED, err=True)
    raise typer.Exit(1)
