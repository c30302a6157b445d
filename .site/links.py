"""Links between files of the repository, as links between pages of the site."""

import os
import re
import shutil
from pathlib import Path, PurePosixPath

__all__ = ["page_of", "relinked", "repository", "with_pictures"]

LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)\s]+)\)")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s:]+)\)")
OWN_PAGES = {
    "README.md": "index.md",
    "lessons/README.md": "lessons/index.md",
    "lessons/CLAIMS.md": "claims.md",
    "tlcourse": "reference/index.md",
}


def repository() -> str:
    """Where the repository is to be seen on the web; "" where nobody says so. GitHub's runners do."""
    server, name = os.environ.get("GITHUB_SERVER_URL", ""), os.environ.get("GITHUB_REPOSITORY", "")
    return f"{server}/{name}" if server and name else ""


def page_of(path: str) -> str | None:
    """The page, as a path in the site's source, that a file or folder of the repository has become.

    >>> page_of("lessons/04_fine_tuning/04_fine_tuning.ipynb"), page_of("datasets/moths/README.md")
    ('lessons/04_fine_tuning.ipynb', 'data/moths.md')
    """
    if path in OWN_PAGES:
        return OWN_PAGES[path]
    parts = PurePosixPath(path).parts
    if len(parts) == 3 and parts[0] == "lessons" and parts[2] == f"{parts[1]}.ipynb":
        return f"lessons/{parts[2]}"
    if len(parts) == 3 and parts[0] == "datasets" and parts[2] == "README.md":
        return f"data/{parts[1]}.md"
    return None


def relinked(text: str, file: str, page: str, pages: set[str]) -> str:
    """Markdown of the repository's `file` with links that hold on the site's `page`.

    A link to a file that is on no page goes to the repository on the web. If that is not known, its words stay.
    """

    def link(match: re.Match) -> str:
        words, target = match.groups()
        target, _, anchor = target.partition("#")
        if not target or ":" in target:
            return match[0]
        path = os.path.normpath(PurePosixPath(file).parent / target)
        found = page_of(path)
        if found in pages:
            there = os.path.relpath(found, PurePosixPath(page).parent)
            return f"[{words}]({there}{'#' + anchor if anchor else ''})"
        return f"[{words}]({repository()}/blob/HEAD/{path})" if repository() else words

    return LINK.sub(link, text)


def with_pictures(text: str, folder: Path, static: Path) -> str:
    """Markdown of a file in `folder`, its pictures copied to the site's `static` files, for a page one level down."""

    def picture(match: re.Match) -> str:
        target = static / f"{folder.name}-{Path(match[2]).name}"
        shutil.copy(folder / match[2], target)
        return f"![{match[1]}](../_static/{target.name})"

    return PICTURE.sub(picture, text)
