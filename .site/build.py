"""Build the site: `python .site/build.py`, then open .site/html/index.html.

The lessons' outputs are those of the last run with the reference answers, as the tests keep it (tests/lessons/runs.py).
A lesson whose code, package, photos or weights have changed since is run here first, which takes a minute or two.
"""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Annotated

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(HERE), str(ROOT)]

import nbformat  # noqa: E402
import typer  # noqa: E402
from data_pages import data_pages  # noqa: E402
from graph import drawn  # noqa: E402
from landing import landing_page  # noqa: E402
from lesson_pages import name_of, opening_of, page_for  # noqa: E402
from links import page_of, relinked  # noqa: E402
from reference import reference_pages  # noqa: E402
from sphinx.cmd.build import build_main  # noqa: E402

from tests.lessons.notebooks import LESSONS  # noqa: E402
from tests.lessons.runs import kept_run, run_and_keep  # noqa: E402

PATIENCE = 1200  # seconds for a cell: the site has no budget to keep, the tests have


def main(out: Annotated[Path, typer.Option(help="Where the pages go.")] = HERE / "html") -> None:
    """Build the site. A warning of Sphinx, such as a link that leads nowhere, ends it with status 1."""
    runs = {name: run_of(name) for name in LESSONS}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        write_source(source, runs)
        failed = build_main(["-W", "--keep-going", "-q", "-d", f"{folder}/doctrees", str(source), str(out)])
    print(f"Built: {out / 'index.html'}" if not failed else "Not built, see above.")
    sys.exit(failed)


def run_of(name: str):
    """The kept run of a lesson, or a new one."""
    if kept := kept_run(name):
        print(f"{name}: outputs from the kept run", flush=True)
        return kept
    print(f"{name}: no run of it as it is now is kept; running it", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        return run_and_keep(name, Path(folder), timeout=PATIENCE)


def write_source(source: Path, runs: dict) -> None:
    """Write all that Sphinx reads."""
    static, figures = source / "_static", source / "_static" / "figures"
    shutil.copytree(HERE / "static", static)
    figures.mkdir()
    shutil.copy(HERE / "conf.py", source)
    notebooks = {name: ROOT / "lessons" / name / f"{name}.ipynb" for name in runs}
    openings = {name: opening_of(notebook) for name, notebook in notebooks.items()}
    more = ["Claims <claims>"] if (ROOT / "lessons/CLAIMS.md").exists() else []
    files = [*notebooks.values(), *ROOT.glob("datasets/*/README.md"), *ROOT.glob("lessons/*.md"), ROOT / "README.md"]
    pages = {page_of(file.relative_to(ROOT).as_posix()) for file in files} | {"reference/index.md"}

    write(source / "index.md", landing_page(ROOT, openings, static, more))
    write(source / "lessons" / "index.md", lessons_page(notebooks, openings, pages))
    for name, notebook in notebooks.items():
        nbformat.write(page_for(notebook, runs[name], figures, pages), source / "lessons" / f"{name}.ipynb")
    for name, text in reference_pages().items():
        write(source / "reference" / f"{name}.md", text)
    for name, text in data_pages(ROOT, pages, static).items():
        write(source / "data" / f"{name}.md", text)
    if more:
        claims = (ROOT / "lessons/CLAIMS.md").read_text("utf-8")
        write(source / "claims.md", relinked(claims, "lessons/CLAIMS.md", "claims.md", pages))


def lessons_page(notebooks: dict[str, Path], openings: dict, pages: set[str]) -> str:
    """The path through the lessons: the course's own page about it where there is one, and the list for the sidebar."""
    own = ROOT / "lessons/README.md"
    if own.exists():
        text = drawn(relinked(own.read_text("utf-8"), "lessons/README.md", "lessons/index.md", pages))
    else:
        text = "# Lessons\n\n" + "\n".join(f"- [{openings[name].title}]({name}.ipynb)" for name in notebooks)
    entries = [f"{name_of(notebook)} <{name}>" for name, notebook in notebooks.items()]
    return "\n".join([text, "", "```{toctree}", ":hidden:", "", *entries, "```", ""])


def write(file: Path, text: str) -> None:
    """Write a page, making its folder."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


if __name__ == "__main__":
    typer.run(main)
