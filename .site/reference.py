"""Pages about `tlcourse` itself, from its docstrings and from its commands' own help."""

import importlib

import tlcourse

__all__ = ["reference_pages"]

GROUPS = {  # page: title, folders or modules of tlcourse whose names it shows, a word about them
    "photos": ("Photos", ("photos",), "Load photos, split them by night, look over a folder of your own."),
    "backbones": ("Backbones and features", ("backbones",), "Borrow a network; ask it once what it sees."),
    "training": ("Training", ("training",), "From scratch, a head on features, fine-tuning: one function each."),
    "checks": ("Checks and claims", ("checking", "claims"), "Try an answer; state a finding with its numbers."),
    "seeing": ("Seeing what networks see", ("seeing",), "Filters, activations, neighbours, probes, saliency, drift."),
    "trust": ("Trust", ("trust",), "Calibration, corruptions: can we believe what it says?"),
    "plots": (
        "Plots and widgets",
        ("plots", "widgets"),
        "Figures that carry their alt text, and figures that follow sliders.",
    ),
}


def reference_pages() -> dict[str, str]:
    """The pages' Markdown by name. Every public name of `tlcourse` stands on one of them."""
    names = tlcourse.HOME | tlcourse.MODULES
    known = {folder for _, folders, _ in GROUPS.values() for folder in folders}
    others = dict.fromkeys(folder for home in names.values() if (folder := home.split(".")[0]) not in known)
    groups = GROUPS | {folder: (folder.capitalize(), (folder,), "") for folder in others}
    pages = {}
    for page, (title, folders, words) in groups.items():
        inside = [name for name, home in names.items() if home.split(".")[0] in folders]
        pages[page] = f"# {title}\n\n{words}\n\n" + "\n\n".join(section(name) for name in inside)
    pages["commands"] = commands_page()
    pages["index"] = index_page(groups)
    return pages


def section(name: str) -> str:
    """A public name, or all public names of a public module."""
    if name in tlcourse.HOME:
        return directive(f"tlcourse.{name}", getattr(tlcourse, name))
    module = importlib.import_module(f"tlcourse.{tlcourse.MODULES[name]}")
    inside = [directive(f"{module.__name__}.{each}", getattr(module, each)) for each in module.__all__]
    return f"## `tlcourse.{name}`\n\n{(module.__doc__ or '').strip()}\n\n" + "\n\n".join(inside)


def directive(path: str, thing: object) -> str:
    """The Sphinx directive that shows a function, a class or a value."""
    kind = "autoclass" if isinstance(thing, type) else "autofunction" if callable(thing) else "autodata"
    if isinstance(thing, type) and issubclass(thing, Exception):
        kind = "autoexception"
    return f"```{{eval-rst}}\n.. {kind}:: {path}\n```"


def commands_page() -> str:
    """What `tlcourse COMMAND --help` says."""
    from typer.main import get_command

    group = get_command(importlib.import_module("tlcourse.cli").app)
    parts = ["# Commands\n\nIn a terminal, in the environment in which you installed the course.\n"]
    for name, command in group.commands.items():
        parts.append(f"## `tlcourse {name}`\n\n{(command.help or '').strip()}\n\n{options_table(command)}")
    return "\n".join(parts)


def options_table(command) -> str:
    """A command's arguments and options."""
    taken = [parameter for parameter in command.params if parameter.name != "help"]
    rows = [f"| {called(p)} | {getattr(p, 'help', '') or ''} | {default_of(p)} |" for p in taken]
    return "\n".join(["| | | if not given |", "| --- | --- | --- |", *rows, ""]) if rows else ""


def called(parameter) -> str:
    """An option as it is typed, an argument by the word that its help shows."""
    names = [*parameter.opts, *parameter.secondary_opts]
    shown = names if names[0].startswith("-") else [parameter.metavar or parameter.name]
    return ", ".join(f"`{name}`" for name in shown)


def default_of(parameter) -> str:
    """What holds if the parameter is not given."""
    if parameter.required:
        return "(required)"
    value = parameter.default
    return "" if value in (None, False) or callable(value) else "yes" if value is True else f"`{value}`"


def index_page(groups: dict) -> str:
    """The reference's first page."""
    links = "\n".join(f"- [{title}]({page}.md): {words}" for page, (title, _, words) in groups.items())
    toctree = "\n".join(["```{toctree}", ":hidden:", "", *groups, "commands", "```"])
    return (
        "# Reference\n\nWhat the lessons import as `tl`, with shapes, units and sources.\n\n"
        f"```\nimport tlcourse as tl\n```\n\n{links}\n"
        f"- [Commands](commands.md): what you type in a terminal.\n\n{toctree}\n"
    )
