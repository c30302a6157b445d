"""The course on the disk: nbgrader's folders and settings, seen from one root."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tlgrade.limits import Limits

__all__ = ["Course", "CourseError", "safe_name"]


class CourseError(Exception):
    """Something about the course that an instructor can mend; the message says what."""


@dataclass(frozen=True)
class Course:
    """A course root with nbgrader_config.py in it, or a plain one with nbgrader's default folders."""

    root: Path

    @cached_property
    def config(self):
        """nbgrader's settings; what concerns tlgrade alone is under `TlGrade`."""
        from traitlets.config import Config
        from traitlets.config.loader import PyFileConfigLoader

        file = self.root / "nbgrader_config.py"
        if not self.root.is_dir():
            raise CourseError(f"{self.root} is no folder. Name the course's root with --course.")
        config = PyFileConfigLoader(file.name, str(self.root)).load_config() if file.exists() else Config()
        config.CourseDirectory.root = str(self.root.resolve())
        return config

    @cached_property
    def folders(self):
        """nbgrader's own object that knows which folder is called what."""
        from nbgrader.coursedir import CourseDirectory

        return CourseDirectory(config=self.config)

    @cached_property
    def limits(self) -> Limits:
        """What one submission may take."""
        return Limits.from_config(self.config.TlGrade)

    @cached_property
    def preload(self) -> list[str]:
        """What is imported once, ahead of all submissions."""
        return list(self.config.TlGrade.get("preload", ["numpy", "keras", "matplotlib.pyplot"]))

    @property
    def db_url(self) -> str:
        """Address of the gradebook."""
        return self.folders.db_url

    @property
    def journal(self) -> Path:
        """The folder of the journals and backups."""
        folder = self.root / ".tlgrade"
        folder.mkdir(exist_ok=True)
        (folder / ".gitignore").write_text("*\n", "utf-8")
        return folder

    def folder(self, step: str, student: str, lesson: str) -> Path:
        """One of nbgrader's folders; `step` is source, release, submitted, autograded or feedback."""
        directory = getattr(self.folders, f"{step}_directory")
        return Path(self.folders.format_path(directory, student, lesson)).resolve()

    def source_notebooks(self, lesson: str) -> list[Path]:
        """The instructor's notebooks of a lesson.

        Raises:
            CourseError: there is no such lesson; the message lists what there is.
        """
        folder = self.folder("source", ".", lesson)
        found = sorted(folder.glob("*.ipynb"))
        if not found or not safe_name(lesson):
            known = sorted({path.parent.name for path in folder.parent.glob("*/*.ipynb")})
            raise CourseError(
                f"There is no lesson {lesson!r} in {folder.parent}. There are: {', '.join(known) or 'none'}."
            )
        return found

    def lesson_files(self, lesson: str) -> dict[str, bytes]:
        """Files beside the instructor's notebooks that submissions may read, small ones of one folder."""
        found = {}
        for path in sorted(self.folder("source", ".", lesson).iterdir()):
            if path.is_file() and path.suffix != ".ipynb" and path.name != "README.md" and path.stat().st_size < 2**25:
                found[path.name] = path.read_bytes()
        return found

    def submitted_students(self, lesson: str) -> list[str]:
        """Who has a folder among the submissions of this lesson, in order of name."""
        pattern = self.folder("submitted", "STUDENT", lesson)
        base = pattern.parents[1] if pattern.name == lesson else pattern.parent
        return sorted(path.name for path in base.glob("*") if (path / lesson).is_dir()) if base.is_dir() else []


def safe_name(name: str) -> bool:
    """Whether a name can be a folder's name and no more: no way up, no separator, no control characters, no markup."""
    # nbgrader forbids a plus sign in names of students, because its exchange folders use it.
    # Its formgrader writes names into pages as they are: one with a tag in it would run in the grader's browser.
    plain = not re.search(r'[/\\:+<>"\x00-\x1f\x7f]', name) and name.strip(". ") == name
    return bool(name) and plain and len(name.encode("utf-8", "replace")) < 200
